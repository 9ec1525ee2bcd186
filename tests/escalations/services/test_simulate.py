"""An imaginary case: what would happen is what does happen, and nothing is written."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import InternalError, connection

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, MINUTE, parse_instant, to_datetime
from entitlements.services.copy_to_draft import copy_to_draft
from entitlements.services.update_draft import update_draft
from escalations.models import Delivery
from escalations.services import simulate as module
from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from escalations.services.simulate import Simulated, simulate
from milestones.clock.event import Command
from milestones.clock.fact import Fact
from milestones.engine.evaluate import evaluate_due
from milestones.models import Agent, Case, CaseEvent, LedgerEntry, Team
from milestones.selectors.sla import state_of
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.shared.errors import InvalidInput
from tests.entitlements import stored
from tests.entitlements.process.versions import first_response, resolution

pytestmark = pytest.mark.django_db

NOW = parse_instant("2026-05-01T08:00:00Z")
MONDAY = parse_instant("2026-06-01T13:00:00Z")
"""Nine in the morning in New York."""


@pytest.fixture
def promised() -> Any:
    """First Response in 4 h and Resolution in 3 business days on office hours; the owner hears of it."""
    stored.types()
    hours = stored.hours()
    lead = User.objects.create_user("lead", "lead@example.org", first_name="Lena")
    owner = User.objects.create_user("owner", "owner@example.org", first_name="Olga")
    Agent.objects.create(user=owner, team=Team.objects.create(name="Desk", lead=lead))
    matrix = _matrix()
    of = stored.process()
    version = stored.active(
        of,
        stored.content(
            first_response(hours=None), resolution(hours=None), hours=hours.pk, matrix_version=matrix
        ),
    )
    stored.entitlement(stored.account(), stored.tier(), of)
    return version


def _matrix() -> int:
    cells = {
        "75": [DraftEntry("email", "owner")],
        "100": [
            DraftEntry("email", "owner"),
            DraftEntry("email", "team_lead"),
            DraftEntry("field_update", parameters={"field": "priority", "value": "Critical"}),
        ],
    }
    version = draft_version(create_matrix("Told"), [DraftRow(cells=cells)])
    activate_matrix(version.pk, "ann", stored.BEGAN, reason="As agreed")
    return version.pk


def opening(**changes: Any) -> CaseRequest:
    given: dict[str, Any] = {
        "source": "imagined",
        "external_id": "case",
        "opened_at": MONDAY,
        "fields": {"account": "acme", "priority": "High", "status": "new", "owner": "owner"},
    }
    return CaseRequest(**{**given, **changes})


def then(hours: float, **told: Any) -> CaseRequest:
    return CaseRequest(
        source="imagined",
        external_id="case",
        must_exist=True,
        occurred_at=MONDAY + int(hours * HOUR),
        **told,
    )


def said(found: Simulated) -> list[str]:
    return [
        f"{to_datetime(fact.occurred_at):%a %H:%M} {fact.kind} {fact.type} {fact.trigger}"
        for fact in facts(found)
    ]


def facts(found: Simulated) -> list[Fact]:
    return [step.fact for step in found.steps]


def test_an_untouched_case_shows_every_step_and_who_hears_of_it(promised: Any) -> None:
    found = simulate([opening()], at=NOW)

    told = {
        (step.fact.type, step.fact.trigger): [each.names for each in step.told]
        for step in found.steps
        if step.told
    }
    assert told[("first_response", "75")] == [("Olga",)]
    assert told[("first_response", "100")] == [("Olga",), ("Lena",)]
    assert "Mon 16:00 trigger reached first_response 75" in said(found)
    assert "Mon 17:00 violated first_response 100" in said(found)
    assert "Thu 13:00 violated resolution 100" in said(found)
    assert not found.imagined.is_cut


def test_nothing_is_written_and_the_database_holds_it_to_that(
    promised: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate([opening()], at=NOW)
    assert not Case.objects.exists()
    assert not Delivery.objects.exists()

    def writes(*_: Any, **__: Any) -> Any:
        Team.objects.create(name="Should not be")

    monkeypatch.setattr(module, "imagine", writes)
    with pytest.raises(InternalError, match="read-only"):
        simulate([opening()], at=NOW)
    connection.close_if_unusable_or_obsolete()


def test_what_is_imagined_is_what_happens(promised: Any) -> None:
    requests = [
        opening(),
        then(1, fields={"status": "pending"}),
        then(2, signals=("customer_replied",), fields={"status": "open"}),
        then(3, commands=(Command("pause", "resolution", reason="Parts"),)),
        then(3.5, signals=("public_reply_sent",)),
        then(20, commands=(Command("resume", "resolution"),)),
        then(30, fields={"status": "closed"}),
    ]
    found = simulate(requests, at=NOW)

    at = MONDAY + 60 * HOUR
    answers = record(requests, at=at)
    evaluate_due(at, 100)

    case = Case.objects.get(pk=answers[0].case_id or 0)
    ledger = LedgerEntry.objects.filter(case=case, withdraws=None).order_by("occurred_at", "seq")
    withdrawn = set(LedgerEntry.objects.filter(case=case).values_list("withdraws", flat=True))
    happened = [(each.kind, each.occurred_at, each.clock) for each in ledger if each.seq not in withdrawn]
    imagined = [
        (
            step.fact.kind,
            to_datetime(step.fact.occurred_at),
            ""
            if step.fact.clock is None
            else f"{step.fact.clock.milestone}/{step.fact.clock.cycle}/{step.fact.clock.occurrence}",
        )
        for step in found.steps
    ]
    assert sorted(imagined) == sorted(happened)
    assert [clock.target_at for clock in state_of(case).clocks] == [
        clock.target_at for clock in found.imagined.state.clocks
    ]
    assert CaseEvent.objects.filter(case=case).count() == len(requests) + 1


def test_a_draft_is_played_before_it_is_activated(promised: Any) -> None:
    draft = copy_to_draft(version_id=promised.pk, actor="ann", at=NOW)
    content = stored.content(
        first_response(hours=None, budget=Budget(micros=30 * MINUTE)),
        hours=promised.hours_id,
        matrix_version=promised.matrix_version,
    )
    update_draft(version_id=draft.pk, content=content)

    found = simulate([opening()], at=NOW, version=draft.pk)

    assert "Mon 13:30 violated first_response 100" in said(found)
    assert not any(step.fact.type == "resolution" for step in found.steps)


def test_a_place_that_nobody_holds_says_where_it_falls_back_to(promised: Any) -> None:
    User.objects.create_superuser("root", "root@example.org", first_name="Rut")
    found = simulate([opening(fields={"account": "acme", "priority": "High"})], at=NOW)
    [step] = [each for each in found.steps if (each.fact.type, each.fact.trigger) == ("first_response", "75")]
    assert [(each.names, each.fell_back) for each in step.told] == [(("Rut",), "administrators")]


def test_a_case_without_a_promise_has_no_clock(promised: Any) -> None:
    found = simulate([opening(opened_at=parse_instant("2027-06-01T13:00:00Z"))], at=NOW)
    assert found.imagined.coverage.decision.outcome == "expired"
    assert found.imagined.clocks == {}


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ([opening(opened_at=None)], "opened_at"),
        ([opening(fields={"account": "nobody"})], "fields.account"),
        ([opening(), then(1, fields={"owner": "nobody"})], "events.1.fields.owner"),
        ([opening(), then(-1, fields={"status": "open"})], "events.1.occurred_at"),
        ([opening(), *(then(1, fields={"status": "open"}) for _ in range(100))], "events"),
    ],
)
def test_what_is_wrong_is_named(promised: Any, told: list[CaseRequest], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        simulate(told, at=NOW)
    assert field in [name for name, _ in refused.value.problems]


def test_a_draft_that_names_a_matrix_that_is_not_there_is_refused(promised: Any) -> None:
    draft = stored.draft(promised.process, stored.content(matrix_version=4711))
    with pytest.raises(InvalidInput, match="matrix version 4711, which does not exist"):
        simulate([opening()], at=NOW, version=draft.pk)


def test_a_version_that_is_not_there_is_named(promised: Any) -> None:
    with pytest.raises(InvalidInput, match="There is no process version"):
        simulate([opening()], at=NOW, version=999_999)
