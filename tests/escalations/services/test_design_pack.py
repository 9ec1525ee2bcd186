"""The design pack: what a signature covers, what is found out beside it, and that nothing signed changes."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import DAY, HOUR, parse_instant
from entitlements.models import Account, ProcessVersion
from entitlements.process.definition import ArrivalBudget
from entitlements.services.activate_version import activate_version
from entitlements.services.copy_to_draft import copy_to_draft
from entitlements.services.delete_draft import delete_draft
from entitlements.services.policy_tests import add_policy_test
from entitlements.services.tiers import create_tier
from entitlements.services.update_draft import update_draft
from escalations.design.table import Table
from escalations.models import DesignPack, DesignSignOff, WebhookEndpoint
from escalations.services.design.evidence import evidence_tables
from escalations.services.design.packs import design_of_now, evidence_of, found_pack, signed_design, standing
from escalations.services.design.sign import sign_design
from escalations.services.draft_matrix import DraftEntry, DraftRow, create_matrix, draft_version
from milestones.models import Agent, Team
from sla_admin.shared.errors import Conflict, InvalidInput
from tests.entitlements import stored
from tests.entitlements.process.versions import first_response, resolution
from tests.escalations.services.test_simulate import promised  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

AT = parse_instant("2026-06-01T08:00:00Z")


def cells(tables: Any, name: str) -> list[tuple[str, ...]]:
    return list(table_of(tables, name).rows)


def table_of(tables: Any, name: str) -> Table:
    found: Table = next(each for each in tables if each.id == name)
    return found


def sign(**changes: Any) -> DesignSignOff:
    given = {
        "hash": design_of_now(AT, changes.get("version")).hash,
        "name": "Petra Lang",
        "role": "for Acme",
        "actor": "user:1",
        "at": AT,
        **changes,
    }
    return sign_design(**given)


def drafted_with(version: ProcessVersion, budget: Budget) -> ProcessVersion:
    """A draft of the same process whose First Response has another budget."""
    draft = copy_to_draft(version_id=version.pk, actor="ann", at=AT)
    content = stored.content(
        first_response(hours=None, budget=budget),
        resolution(hours=None),
        hours=version.hours_id,
        matrix_version=version.matrix_version,
    )
    return update_draft(version_id=draft.pk, content=content)


def test_reading_twice_gives_one_hash(promised: ProcessVersion) -> None:  # noqa: F811
    assert design_of_now(AT).hash == design_of_now(AT + 90 * DAY).hash


def test_tier_by_priority_by_milestone_says_budget_hours_and_pause(promised: ProcessVersion) -> None:  # noqa: F811
    design = design_of_now(AT)

    assert cells(design.tables, "tiers") == [("Gold", "1", "", "Enterprise")]
    assert cells(design.tables, "tier-definitions") == [
        ("Gold", "Enterprise", "First Response", "every priority", "4 h", "Office", "yes"),
        ("Gold", "Enterprise", "Resolution", "every priority", "3 d", "Office", "yes"),
    ]


def test_every_entry_of_the_matrix_names_its_clock_basis(promised: ProcessVersion) -> None:  # noqa: F811
    told = [row[4:] for row in cells(design_of_now(AT).tables, "escalation-matrix")]

    assert told == [
        ("75 %", "1", "share of the budget", "Office", "case owner", "e-mail"),
        ("100 %", "1", "share of the budget", "Office", "case owner", "e-mail"),
        ("100 %", "2", "share of the budget", "Office", "owner's team lead", "e-mail"),
        ("100 %", "3", "share of the budget", "Office", "", "priority = Critical"),
    ]


def test_hours_are_mapped_with_where_each_got_them(promised: ProcessVersion) -> None:  # noqa: F811
    always = stored.hours("Berlin", "Europe/Berlin")
    stored.entitlement(
        stored.account("Bolt"), promised_tier(), promised.process, hours=always, name="On their own"
    )

    design = design_of_now(AT)

    assert cells(design.tables, "hours-mapping") == [
        ("process", "Enterprise", "version 1", "Office", "America/New_York", "the process's own"),
        ("milestone", "Enterprise", "First Response", "Office", "America/New_York", ENTITLEMENTS_FIRST),
        ("milestone", "Enterprise", "Resolution", "Office", "America/New_York", ENTITLEMENTS_FIRST),
        ("entitlements", "Enterprise", "Gold", "Office", "America/New_York", "the process's"),
        ("entitlements", "Enterprise", "Gold, on Berlin", "Berlin", "Europe/Berlin", "the entitlement's own"),
    ]
    assert {row[5] for row in cells(design.tables, "tier-definitions")} == {
        "Office; where the entitlement says so Berlin"
    }


ENTITLEMENTS_FIRST = "the entitlement's, else the process's"


def promised_tier() -> Any:
    return Account.objects.get(external_id="acme").entitlements.get().tier


def test_one_more_customer_with_the_same_promise_changes_no_hash(promised: ProcessVersion) -> None:  # noqa: F811
    before = design_of_now(AT).hash
    for name in ("Bolt", "Crane"):
        stored.entitlement(stored.account(name), promised_tier(), promised.process)

    assert design_of_now(AT).hash == before


def test_a_promise_on_other_hours_changes_it(promised: ProcessVersion) -> None:  # noqa: F811
    before = design_of_now(AT).hash
    other = stored.hours("Berlin", "Europe/Berlin")
    stored.entitlement(stored.account("Bolt"), promised_tier(), promised.process, hours=other)

    assert design_of_now(AT).hash != before


def test_people_come_and_go_without_changing_the_design(promised: ProcessVersion) -> None:  # noqa: F811
    design = design_of_now(AT)
    found = cells(evidence_tables(design.configuration, AT), "targets-now")
    assert found == [
        ("case owner", "whoever owns the case", "whoever owns the case"),
        ("owner's team lead", "Lena", "Lena"),
        ("administrators", "nobody: every chain ends nowhere", "nobody: every chain ends nowhere"),
    ]

    Team.objects.update(lead=User.objects.create_user("next", first_name="Nora"))
    Agent.objects.all().delete()

    assert design_of_now(AT).hash == design.hash
    assert cells(evidence_tables(design.configuration, AT), "targets-now")[1][1] == "Nora"


def test_a_draft_can_be_signed_and_activating_it_changes_nothing(promised: ProcessVersion) -> None:  # noqa: F811
    draft = drafted_with(promised, Budget(micros=2 * HOUR))
    before = sign(version=draft.pk)

    with pytest.raises(Conflict, match="1 × signed design pack"):
        delete_draft(version_id=draft.pk)
    activate_version(version_id=draft.pk, actor="ann", at=AT, reason="As signed.")

    assert standing(before.pack, AT).is_current
    assert before.pack.scope == "Enterprise, version 2"


def test_what_has_changed_since_is_said_in_words(promised: ProcessVersion) -> None:  # noqa: F811
    signed = sign()
    assert standing(signed.pack, AT) == (True, ())

    draft = drafted_with(promised, Budget(micros=2 * HOUR))
    assert standing(signed.pack, AT).is_current, "a draft is not in force"
    activate_version(version_id=draft.pk, actor="ann", at=AT, reason="Sooner.")
    create_tier(key="silver", name="Silver", rank=2)

    says = "hours Office, zone America/New_York, where it got them the process's own"
    found = standing(signed.pack, AT)
    assert not found.is_current
    assert [(each.title, each.sentences) for each in found.changed] == [
        ("Tiers", ("Silver: added (rank 2, sold with not sold yet).",)),
        (
            "Tier definitions",
            ("Gold · Enterprise · First Response · every priority: budget was 4 h, is 2 h.",),
        ),
        ("Processes", ("Enterprise: version was 1, is 2.",)),
        (
            "Business-hours mapping",
            tuple(
                f"process · Enterprise · version {number}: {deed} ({says})."
                for number, deed in ((2, "added"), (1, "no longer there"))
            ),
        ),
    ]


def test_a_signature_keeps_the_pack_and_the_evidence_of_its_moment(promised: ProcessVersion) -> None:  # noqa: F811
    signed = sign(note="As agreed.")
    design = design_of_now(AT)

    kept = found_pack(signed.pack_id)
    assert signed_design(kept) == design
    assert cells(evidence_of(signed), "sizes")[0] == ("Entitlements in force", "1")
    assert (signed.name, signed.role, signed.note, signed.actor) == (
        "Petra Lang",
        "for Acme",
        "As agreed.",
        "user:1",
    )


def test_several_sign_one_pack_and_nobody_twice(promised: ProcessVersion) -> None:  # noqa: F811
    first, second = sign(), sign(name="Hanna Virtanen", role="Head of Support")

    assert first.pack == second.pack
    with pytest.raises(Conflict, match="petra LANG, for Acme, has signed this pack already"):
        sign(name=" petra LANG ")
    assert DesignPack.objects.count() == 1
    assert DesignSignOff.objects.count() == 2


def test_nobody_signs_what_they_have_not_read(promised: ProcessVersion) -> None:  # noqa: F811
    read = design_of_now(AT).hash
    create_tier(key="silver", name="Silver", rank=2)

    with pytest.raises(Conflict, match="has changed since you read it"):
        sign(hash=read)
    assert not DesignPack.objects.exists()


def test_what_is_wrong_is_named_field_by_field(promised: ProcessVersion) -> None:  # noqa: F811
    with pytest.raises(InvalidInput) as refused:
        sign(name=" ", role="x" * 201, note="x" * 2001)

    assert [field for field, _ in refused.value.problems] == ["name", "role", "note"]
    with pytest.raises(InvalidInput, match="version: There is no process version 999999"):
        sign_design(hash="0" * 64, name="A", role="B", actor="user:1", at=AT, version=999_999)
    assert not DesignPack.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE escalations_designpack SET scope = 'another'",
        "UPDATE escalations_designpack SET content = content",
        "DELETE FROM escalations_designsignoff",
        "UPDATE escalations_designsignoff SET name = 'Somebody else'",
        "UPDATE escalations_designsignoff SET signed_at = signed_at + interval '1 day'",
        "TRUNCATE escalations_designsignoff",
        "TRUNCATE escalations_designpack CASCADE",
    ],
)
def test_the_database_refuses_to_change_what_was_signed(promised: ProcessVersion, statement: str) -> None:  # noqa: F811
    sign()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="never changed and never deleted"), transaction.atomic():
            cursor.execute(statement)


def test_the_database_refuses_a_hash_that_is_not_of_the_content(db: None) -> None:
    with pytest.raises(IntegrityError, match="hash is not that of the content"), transaction.atomic():
        DesignPack.objects.create(hash="0" * 64, content=b"{}", scope="Everything in force")


def test_without_configuration_every_table_says_what_is_missing(db: None) -> None:
    design = design_of_now(AT)

    assert [each.id for each in design.tables if each.rows] == []
    assert all(each.absent for each in design.tables)
    assert table_of(design.tables, "age-over").absent == "No escalation rules are set up."


def test_one_version_is_checked_and_counted_by_itself(promised: ProcessVersion) -> None:  # noqa: F811
    other = stored.process("Other")
    stored.active(other, stored.content(first_response(hours=None), matrix_version=promised.matrix_version))
    stored.entitlement(stored.account("Bolt"), promised_tier(), other, last_day=date(2026, 12, 30))

    design = design_of_now(AT, promised.pk)
    found = evidence_tables(design.configuration, AT)

    assert design.scope == "Enterprise, version 1"
    assert {row[1] for row in cells(design.tables, "tier-definitions")} == {"Enterprise"}
    assert cells(found, "sizes")[0] == ("Entitlements in force", "1")
    assert "largest-tables" not in {each.id for each in found}
    assert {row[4] for row in cells(found, "checks")} >= {"matrix_chain_ends_nowhere"}


def test_a_webhook_endpoint_is_named_and_where_it_is_now_is_looked_up(promised: ProcessVersion) -> None:  # noqa: F811
    endpoint = WebhookEndpoint.objects.create(
        name="Status room", kind="slack", host="status.example.org", sealed_address="x"
    )
    draft = drafted_with(promised, Budget(micros=2 * HOUR))
    pinned = draft_version(
        create_matrix("Out"),
        [DraftRow(cells={"100": [DraftEntry("chat", "endpoint", endpoint=endpoint.pk)]})],
    )
    ProcessVersion.objects.filter(pk=draft.pk).update(matrix_version=pinned.pk)

    design = design_of_now(AT, draft.pk)

    assert cells(design.tables, "escalation-matrix")[0][8] == "endpoint Status room"
    found = cells(evidence_tables(design.configuration, AT), "targets-now")
    assert found[0] == ("endpoint Status room", "status.example.org", "status.example.org")


def test_policy_tests_say_green_or_what_is_not_as_meant(promised: ProcessVersion) -> None:  # noqa: F811
    draft = drafted_with(promised, Budget(micros=2 * HOUR))
    given = {"opened_at": "2026-06-01T13:00:00Z", "tier": "gold"}
    for name, target in (("Two hours", "2026-06-01T15:00:00Z"), ("Four hours", "2026-06-01T17:00:00Z")):
        add_policy_test(
            draft.pk, name=name, given=given, then=[{"milestone": "first_response", "target_at": target}]
        )

    found = cells(evidence_tables(design_of_now(AT, draft.pk).configuration, AT), "policy-tests")

    assert [row[:3] for row in found] == [
        ("Enterprise v2", "Two hours", "green"),
        ("Enterprise v2", "Four hours", "red"),
    ]
    assert "2026-06-01T15:00:00" in found[1][3]


def test_budgets_by_priority_stand_in_order_and_those_by_arrival_name_their_band(
    promised: ProcessVersion,  # noqa: F811
) -> None:
    band = ArrivalBudget(Budget(days=1, at=12 * HOUR), (0, 1, 2, 3, 4), 12 * HOUR, 24 * HOUR, "P4")
    draft = copy_to_draft(version_id=promised.pk, actor="ann", at=AT)
    milestone = first_response(
        hours=None, budgets={"P10": Budget(micros=HOUR), "P2": Budget(micros=2 * HOUR)}, arrivals=(band,)
    )
    update_draft(
        version_id=draft.pk, content=stored.content(milestone, matrix_version=promised.matrix_version)
    )

    told = [row[3:6] for row in cells(design_of_now(AT, draft.pk).tables, "tier-definitions")]

    assert told == [
        ("P4, arriving Mon–Fri 12:00–24:00", "1 d, 12:00", "24×7, UTC"),
        ("P2", "2 h", "24×7, UTC"),
        ("P10", "1 h", "24×7, UTC"),
        ("every other", "4 h", "24×7, UTC"),
    ]
