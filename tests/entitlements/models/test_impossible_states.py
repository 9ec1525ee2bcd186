"""States that the database refuses to store, each by a constraint with a name."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from entitlements.models import (
    Account,
    ArrivalBudget,
    Contact,
    Entitlement,
    EntitlementProcess,
    MilestoneBudget,
    MilestoneDefinition,
    MilestoneType,
    ProcessVersion,
    SupportTier,
    TimeTrigger,
)
from tests.entitlements import stored

pytestmark = pytest.mark.django_db


def refused(constraint: str, deed: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        deed()


@pytest.fixture
def draft() -> ProcessVersion:
    stored.types()
    return stored.draft(stored.process())


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("tier_key_form", {"key": "Gold"}),
        ("tier_key_form", {"key": ""}),
        ("tier_name_is_given", {"name": "  "}),
        ("tier_rank_from_one", {"rank": 0}),
        ("tier_color_form", {"color": "red"}),
        ("supporttier_rank", {"rank": 1, "key": "other"}),
        ("supporttier_key", {"rank": 2, "key": "gold"}),
    ],
)
def test_a_tier_is_whole(constraint: str, changes: dict[str, Any]) -> None:
    stored.tier()
    given = {"key": "silver", "name": "Silver", "rank": 2, **changes}
    refused(constraint, lambda: SupportTier.objects.create(**given))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("version_number_once", {"number": 1}),
        ("version_number_from_one", {"number": 0}),
        ("version_status_known|begins as a draft", {"status": "done"}),
        ("version_reopen_known", {"reopen": "never"}),
        ("version_default_is_active", {"is_default": True}),
        ("version_in_use_was_activated", {"activated_at": "2026-01-02T00:00Z"}),
        ("version_in_use_was_activated", {"activated_reason": "because"}),
        ("version_retired_was_retired", {"retired_at": "2026-01-02T00:00Z"}),
        ("version_creator_is_given", {"created_by": ""}),
        ("version_entry_field_form", {"entry_field": "Opened at"}),
        ("version_some_status_is_closed", {"closed_statuses": []}),
        ("version_entry_criteria_are_a_tree", {"entry_criteria": []}),
        ("version_entry_criteria_are_a_tree", {"entry_criteria": "true"}),
        ("version_exit_criteria_are_a_tree", {"exit_criteria": 1}),
    ],
)
def test_a_version_is_whole(draft: ProcessVersion, constraint: str, changes: dict[str, Any]) -> None:
    given = {
        "process": draft.process,
        "number": 2,
        "created_at": "2026-01-01T00:00Z",
        "created_by": "ann",
        **changes,
    }
    refused(constraint, lambda: ProcessVersion.objects.create(**given))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("version_in_use_was_activated", {"activated_reason": ""}),
        ("version_in_use_was_activated", {"activated_by": " "}),
        ("version_in_use_was_activated", {"activated_at": "2025-12-31T00:00Z"}),
        ("version_in_use_was_activated", {"activated_at": None}),
        ("version_retired_was_retired", {"retired_by": "ann"}),
    ],
)
def test_a_version_in_use_says_who_activated_it_when_and_why(
    draft: ProcessVersion, constraint: str, changes: dict[str, Any]
) -> None:
    given = {
        "activated_at": "2026-01-02T00:00Z",
        "activated_by": "bob",
        "activated_reason": "Now.",
        **changes,
    }
    refused(constraint, lambda: ProcessVersion.objects.filter(pk=draft.pk).update(status="active", **given))


def test_a_process_has_one_default_version(draft: ProcessVersion) -> None:
    stored.active(draft.process)
    given = {"activated_at": "2026-01-03T00:00Z", "activated_by": "bob", "activated_reason": "Now."}
    refused(
        "version_one_default_per_process",
        lambda: ProcessVersion.objects.filter(pk=draft.pk).update(status="active", is_default=True, **given),
    )


def test_two_versions_are_not_activated_at_one_instant(draft: ProcessVersion) -> None:
    first = stored.active(draft.process)
    given = {"activated_at": first.activated_at, "activated_by": "bob", "activated_reason": "Now."}
    refused(
        "version_one_activation_at_a_time",
        lambda: ProcessVersion.objects.filter(pk=draft.pk).update(status="active", **given),
    )


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("milestone_key_once_per_version", {"key": "first_response"}),
        ("milestone_key_form", {"key": "First Response"}),
        ("milestone_name_is_given", {"name": ""}),
        ("milestone_recurrence_known", {"recurrence": "daily"}),
        ("milestone_start_known", {"start": "later"}),
        ("milestone_criteria_lost_known", {"on_criteria_lost": "wait"}),
        ("milestone_entry_criteria_are_a_tree", {"entry_criteria": []}),
        ("milestone_completion_criteria_are_a_tree", {"completion_criteria": 5}),
        ("milestone_pause_criteria_are_a_tree", {"pause_criteria": "x"}),
        ("milestone_budget_form", {"budget": "4h"}),
        ("milestone_budget_form", {"budget": "PT0H"}),
        ("milestone_budget_form", {"budget": "PT"}),
        ("milestone_budget_form", {"budget": "-PT4H"}),
        ("milestone_budget_form", {"budget": "P1DT2H"}),
        ("milestone_budget_form", {"budget": "P1W"}),
        ("milestone_budget_form", {"budget": "P1D@24:00"}),
        ("milestone_budget_form", {"budget": "PT4H@16:00"}),
        ("milestone_budget_form", {"budget": "P0D@00:00"}),
        ("milestone_pause_budget_form", {"pause_budget": "P1D"}),
        ("milestone_pause_budget_form", {"pause_budget": "PT8H", "pausable": False}),
    ],
)
def test_a_milestone_is_whole(draft: ProcessVersion, constraint: str, changes: dict[str, Any]) -> None:
    given = {
        "version": draft,
        "position": 3,
        "key": "workaround",
        "type": MilestoneType.objects.first(),
        "name": "Workaround",
        "budget": "PT8H",
        **changes,
    }
    refused(constraint, lambda: MilestoneDefinition.objects.create(**given))


@pytest.mark.parametrize("budget", ["PT4H", "PT90M", "PT1H30M", "PT30S", "PT0.5S", "P3D", "P10D", ""])
def test_budgets_in_their_stored_form_are_accepted(draft: ProcessVersion, budget: str) -> None:
    assert MilestoneDefinition.objects.filter(key="resolution").update(budget=budget) == 1


def test_places_may_be_exchanged_within_a_transaction_but_not_shared(draft: ProcessVersion) -> None:
    first, second = draft.milestones.order_by("position")
    with transaction.atomic():
        MilestoneDefinition.objects.filter(pk=first.pk).update(position=2)
        MilestoneDefinition.objects.filter(pk=second.pk).update(position=1)
        stored.run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    stored.run_sql("SET CONSTRAINTS ALL IMMEDIATE")
    refused("milestone_position_once", lambda: draft.milestones.update(position=7))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("milestone_budget_once_per_priority", {"priority": "HIGH"}),
        ("milestone_budget_priority_is_given", {"priority": " "}),
        ("milestone_budget_by_priority_form", {"budget": ""}),
        ("milestone_budget_by_priority_form", {"budget": "P0D"}),
    ],
)
def test_a_budget_by_priority_is_whole(
    draft: ProcessVersion, constraint: str, changes: dict[str, Any]
) -> None:
    definition = draft.milestones.earliest("position")
    MilestoneBudget.objects.create(definition=definition, priority="High", budget="PT1H")
    given = {"definition": definition, "priority": "Low", "budget": "P5D", **changes}
    refused(constraint, lambda: MilestoneBudget.objects.create(**given))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("trigger_key_once", {"key": "75", "amount": 7500}),
        ("trigger_basis_known|trigger_key_fits", {"basis": "someday"}),
        ("trigger_severity_known", {"severity": "loud"}),
        ("trigger_key_fits_its_basis", {"key": "-PT1H"}),
        ("trigger_key_fits_its_basis", {"key": "50%"}),
        ("trigger_key_fits_its_basis", {"key": "50.0"}),
        ("trigger_amount_is_positive", {"amount": 0}),
        ("trigger_violation_not_before_target", {"severity": "violation"}),
        ("trigger_at_target_is_violation", {"key": "100", "amount": 10_000}),
        ("trigger_repeats_after_target_only", {"repeat_every": 3_600_000_000}),
        (
            "trigger_repeats_after_target_only",
            {"key": "+PT1H", "basis": "after_target", "amount": 3_600_000_000, "repeat_every": 1_000_000},
        ),
        (
            "trigger_repeats_after_target_only",
            {"key": "+PT1H", "basis": "after_target", "amount": 3_600_000_000, "repeat_limit": 3},
        ),
    ],
)
def test_a_trigger_is_whole(draft: ProcessVersion, constraint: str, changes: dict[str, Any]) -> None:
    given = {
        "definition": draft.milestones.order_by("position").first(),
        "key": "50",
        "basis": "percent",
        "amount": 5000,
        "severity": "info",
        **changes,
    }
    refused(constraint, lambda: TimeTrigger.objects.create(**given))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("entitlement_name_is_given", {"name": " "}),
        ("entitlement_days_in_order", {"last_day": "2025-12-31"}),
        ("entitlement_channels_known", {"channels": ["fax"]}),
    ],
)
def test_an_entitlement_is_whole(constraint: str, changes: dict[str, Any]) -> None:
    of, level, by = stored.account(), stored.tier(), stored.process()
    refused(constraint, lambda: stored.entitlement(of, level, by, **changes))


def test_an_entitlement_may_last_one_day() -> None:
    stored.entitlement(stored.account(), stored.tier(), stored.process(), last_day="2026-01-01")
    assert Entitlement.objects.count() == 1


def test_external_ids_are_unique_where_they_are_given() -> None:
    Account.objects.create(name="A")
    Account.objects.create(name="A")
    of = Account.objects.create(name="B", external_id="b")
    refused("account_external_id_once", lambda: Account.objects.create(name="C", external_id="b"))
    Contact.objects.create(account=of, name="Ann", email="ann@example.org")
    refused(
        "contact_email_once_per_account",
        lambda: Contact.objects.create(account=of, name="Anna", email="ANN@example.org"),
    )


def test_a_process_is_for_a_known_kind_of_record() -> None:
    refused(
        "process_record_type_known",
        lambda: EntitlementProcess.objects.create(name="X", record_type="invoice"),
    )


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("arrival_position_once", {"position": 1}),
        ("arrival_weekdays_known", {"weekdays": [7]}),
        ("arrival_times_known", {"begins": "08:60"}),
        ("arrival_times_known", {"ends": "24:30"}),
        ("arrival_begins_before_it_ends", {"begins": "17:00", "ends": "09:00"}),
        ("arrival_budget_form", {"budget": "soon"}),
    ],
)
def test_a_budget_by_arrival_is_whole(
    draft: ProcessVersion, constraint: str, changes: dict[str, Any]
) -> None:
    milestone = draft.milestones.all()[0]
    ArrivalBudget.objects.create(definition=milestone, position=1, budget="PT1H")
    given = {"definition": milestone, "position": 2, "budget": "PT1H", **changes}
    refused(constraint, lambda: ArrivalBudget.objects.create(**given))
