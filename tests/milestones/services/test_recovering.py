"""Another entitlement for cases that are open: chosen by somebody, or found because it is new."""

from datetime import date
from typing import Any

import pytest

from entitlements.models import Account, Entitlement
from entitlements.services.entitlements import create_entitlement
from entitlements.services.tiers import create_tier
from milestones.engine.verify import verify
from milestones.models import CaseEvent, LedgerEntry
from milestones.services.coverage import choose_coverage, cover_again
from milestones.services.recovering import RecoverOrder, preview_recover, start_recover
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.runs.work import finish
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db


def another(of: Entitlement, tier: str, rank: int, **changes: Any) -> Entitlement:
    create_tier(key=tier, name=tier.capitalize(), rank=rank)
    given: dict[str, Any] = {
        "account": of.account_id,
        "name": f"{tier} support",
        "tier": tier,
        "process": of.process_id,
        "first_day": date(2026, 1, 1),
        "last_day": date(2026, 12, 31),
    }
    return create_entitlement({**given, **changes})


def test_somebody_with_the_right_chooses_another_entitlement_that_covers_the_case() -> None:
    gold = promise()
    silver = another(gold, "silver", 2)
    desk = Desk()
    desk.opens("10:00")
    assert desk.case.entitlement == gold

    choose_coverage(desk.case.pk, silver.pk, reason=" Agreed by phone. ", actor="user:7", at=at("10:30"))

    case = desk.case
    assert (case.entitlement, case.coverage_outcome) == (silver, "covered")
    assert (case.coverage_by, case.coverage_reason) == ("user:7", "Agreed by phone.")
    assert {each["entitlement"]: each["result"] for each in case.coverage_candidates} == {
        gold.pk: "not_chosen",
        silver.pk: "chosen",
    }
    assert CaseEvent.objects.get(case=case, event_id="coverage:2").actor == "user:7"
    assert LedgerEntry.objects.filter(case=case, kind="covered").count() == 2
    assert verify([case.pk]).drift == []


def test_running_clocks_keep_what_they_have_when_another_entitlement_is_chosen() -> None:
    gold = promise()
    silver = another(gold, "silver", 2)
    desk = Desk()
    desk.opens("10:00")
    (before,) = desk.case.milestones.values_list("target_at", "process_version", "hours")

    choose_coverage(desk.case.pk, silver.pk, reason="Agreed.", actor="user:7", at=at("10:30"))

    assert list(desk.case.milestones.values_list("target_at", "process_version", "hours")) == [before]


@pytest.mark.parametrize(
    ("changes", "reason", "error", "sentence"),
    [
        ({}, "  ", InvalidInput, "Say why"),
        ({"last_day": date(2026, 5, 31)}, "Agreed.", Conflict, "Its last day was 2026-05-31"),
        ({"channels": ["phone"]}, "Agreed.", Conflict, "It covers phone"),
    ],
)
def test_what_does_not_cover_the_case_cannot_be_chosen(
    changes: dict[str, Any], reason: str, error: type[Exception], sentence: str
) -> None:
    gold = promise()
    silver = another(gold, "silver", 2, **changes)
    desk = Desk()
    desk.opens("10:00")

    with pytest.raises(error, match=sentence):
        choose_coverage(desk.case.pk, silver.pk, reason=reason, actor="user:7", at=at("10:30"))

    assert (desk.case.entitlement, desk.case.coverage_by) == (gold, "")


def test_neither_another_accounts_entitlement_nor_an_unknown_case_is_chosen() -> None:
    gold = promise()
    elsewhere = another(gold, "silver", 2, account=Account.objects.create(name="Other").pk)
    desk = Desk()
    desk.opens("10:00")

    with pytest.raises(Conflict, match="no entitlement of the case's account"):
        choose_coverage(desk.case.pk, elsewhere.pk, reason="Agreed.", actor="user:7", at=at("10:30"))
    with pytest.raises(NotFound):
        choose_coverage(desk.case.pk + 99, gold.pk, reason="Agreed.", actor="user:7", at=at("10:30"))


def test_a_gap_is_previewed_and_closed_when_an_entitlement_appears() -> None:
    gold = promise(account="Acme")
    late = Account.objects.create(name="Beta", external_id="beta")
    desk, beta = Desk(), Desk("CS-2", account="beta")
    desk.opens("10:00")
    beta.opens("10:00")
    assert beta.case.coverage_outcome == "no_entitlement"
    found = another(gold, "bronze", 3, account=late.pk)

    preview = preview_recover(RecoverOrder(account=late.pk), at=at("10:30"))

    (change,) = preview.changes
    assert (change.case_id, change.before, change.after) == (beta.case.pk, None, found.pk)
    assert (preview.cases, preview.started, preview.violated) == (1, 1, 0)
    assert not beta.case.milestones.exists()

    run = start_recover(RecoverOrder(account=late.pk), actor="user:1", at=at("10:30"), reason="Signed.")
    done = finish(run.pk, lambda: at("10:31"))

    assert (done.state, done.tally) == ("done", {"covered": 1})
    assert beta.case.entitlement == found
    assert beta.case.milestones.get().status == "running"
    assert desk.case.entitlement == gold
    assert verify([desk.case.pk, beta.case.pk]).drift == []


def test_a_case_that_stays_as_it_is_gets_no_event_and_one_chosen_by_hand_is_left() -> None:
    gold = promise()
    silver = another(gold, "silver", 2)
    same, chosen = Desk(), Desk("CS-2")
    same.opens("10:00")
    chosen.opens("10:00")
    choose_coverage(chosen.case.pk, silver.pk, reason="Agreed.", actor="user:7", at=at("10:10"))
    order = RecoverOrder(account=gold.account_id)

    run = start_recover(order, actor="user:1", at=at("10:30"), reason="To be sure.")
    done = finish(run.pk, lambda: at("10:31"))

    assert (done.tally, chosen.case.entitlement) == ({"unchanged": 1}, silver)
    assert not CaseEvent.objects.filter(case=same.case, event_id="coverage:2").exists()
    cover_again([chosen.case.pk], at=at("10:40"))
    assert (chosen.case.entitlement, chosen.case.coverage_by) == (gold, "")


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (RecoverOrder(), "account"),
        (RecoverOrder(account=99), "account"),
        (RecoverOrder(cases=(99,)), "cases.0"),
    ],
)
def test_an_order_that_means_no_cases_is_refused(order: RecoverOrder, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        start_recover(order, actor="user:1", at=at("10:30"), reason="Why not.")

    assert refused.value.problems[0][0] == field
