"""A tier table in, drafts out: once, again, and never half."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR, parse_instant
from entitlements.models import BusinessHours, EntitlementProcess, MilestoneType, ProcessVersion, SupportTier
from entitlements.selectors.process_versions import read_process
from entitlements.services.activate_version import activate_version
from entitlements.services.business_hours import publish_revision
from escalations.models import EscalationMatrix, MatrixVersion
from escalations.services.activate_matrix import activate_matrix
from escalations.services.tier_table import Options, draft_tier_table, plan_tier_table
from sla_admin.shared.errors import InvalidInput

pytestmark = pytest.mark.django_db

AT = parse_instant("2026-06-01T08:00:00Z")
OPTIONS = Options(zone="Europe/Berlin")
ROWS = [
    {"tier": "Gold", "priority": "P1", "hours": "24x7", "first_response": "1h", "resolution": "4h"},
    {"tier": "Gold", "priority": "P2", "hours": "8x5", "first_response": "4h", "resolution": "1 working day"},
    {"tier": "Silver", "priority": "any", "hours": "8x5", "first_response": "1d"},
]
MODELS = (BusinessHours, MilestoneType, SupportTier, EntitlementProcess, ProcessVersion, MatrixVersion)


def counts() -> list[int]:
    return [model.objects.count() for model in MODELS]


def draft(rows: list[dict[str, str]] | None = None, options: Options = OPTIONS) -> Any:
    return draft_tier_table(ROWS if rows is None else rows, options, actor="ines", at=AT)


def test_a_plan_says_everything_and_writes_nothing() -> None:
    before = counts()

    planned = plan_tier_table(ROWS, OPTIONS, year=2026)

    assert counts() == before
    assert [(step.deed, step.kind, step.name) for step in planned.steps] == [
        ("create", "hours", "Around the clock"),
        ("create", "hours", "Mon–Fri 09:00–17:00, Europe/Berlin"),
        ("create", "milestone type", "First Response"),
        ("create", "milestone type", "Resolution"),
        ("create", "tier", "Gold"),
        ("create", "tier", "Silver"),
        ("create", "matrix", "Escalation of the tier table"),
        ("create", "process", "Gold"),
        ("create", "process", "Silver"),
    ]


def test_a_drafted_tier_promises_what_its_rows_say() -> None:
    drafted = draft()

    gold = read_process(drafted.versions["Gold"])
    promised = {each.key: each for each in gold.milestones}
    around = BusinessHours.objects.get(name="Around the clock").pk
    assert gold.hours == around
    assert promised["first_response"].budgets == {"P1": Budget(micros=HOUR)}
    assert promised["first_response"].hours is None
    assert promised["first_response_2"].budgets == {"P2": Budget(micros=4 * HOUR)}
    assert promised["first_response_2"].hours == BusinessHours.objects.get(name__startswith="Mon–Fri").pk
    assert promised["resolution_2"].budgets == {"P2": Budget(days=1)}
    assert [(trigger.key, trigger.severity) for trigger in promised["resolution"].triggers] == [
        ("50", "info"),
        ("75", "warning"),
        ("90", "warning"),
    ]
    assert ProcessVersion.objects.get(pk=drafted.versions["Gold"]).status == "draft"


def test_the_same_table_again_changes_nothing() -> None:
    first = draft()
    before = counts()

    second = draft()

    assert counts() == before
    assert second.versions == first.versions
    assert {step.deed for step in second.steps} == {"use"}


def test_a_changed_table_changes_the_draft_and_says_how() -> None:
    first = draft()

    second = draft([{**ROWS[0], "first_response": "30m"}, *ROWS[1:]])

    [gold] = [step for step in second.steps if step.name == "Gold"]
    assert gold.deed == "change draft"
    assert gold.details == ("First Response, P1: budget for P1 was PT1H, becomes PT30M.",)
    assert second.versions == first.versions


def test_an_active_version_is_left_alone_and_gets_a_draft_beside_it() -> None:
    first = draft()
    for hours in BusinessHours.objects.all():
        publish_revision(hours.revisions.get().pk, at=AT, actor="ines", reason="As agreed")
    activate_matrix(MatrixVersion.objects.get().pk, "ines", AT, reason="As agreed")
    active = first.versions["Silver"]
    activate_version(version_id=active, actor="ines", at=AT, reason="agreed")
    before = read_process(active)

    second = draft([*ROWS[:2], {**ROWS[2], "first_response": "2d"}])

    assert read_process(active) == before
    assert second.versions["Silver"] != active
    assert read_process(second.versions["Silver"]).milestones[0].budget == Budget(days=2)
    assert {step.name: step.deed for step in second.steps}["Silver"] == "new draft"


def test_hours_named_for_the_table_serve_rows_that_say_business_hours() -> None:
    draft([{"tier": "Any", "hours": "Mon-Fri 10:00-16:00", "first_response": "1h"}])

    drafted = draft(
        [{"tier": "Basic", "hours": "business hours", "first_response": "1h"}],
        Options(zone="Europe/Berlin", business_hours="mon–fri 10:00–16:00, europe/berlin"),
    )

    hours = read_process(drafted.versions["Basic"]).hours
    assert BusinessHours.objects.get(pk=hours or 0).name == "Mon–Fri 10:00–16:00, Europe/Berlin"


@pytest.mark.parametrize(
    ("rows", "options", "field"),
    [
        ([*ROWS, ROWS[0]], OPTIONS, "rows.4.priority"),
        ([{**ROWS[0], "resolution": "3 moons"}], OPTIONS, "rows.1.resolution"),
        (ROWS, Options(zone="Europe/Berlin", business_hours="Nowhere"), "business_hours"),
        (ROWS, Options(zone="Europe/Atlantis"), "zone"),
        (ROWS, Options(zone="Europe/Berlin", thresholds=("half",)), "thresholds"),
        (ROWS, Options(zone="Europe/Berlin", thresholds=("100",)), "thresholds"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_half_done(
    rows: list[dict[str, str]], options: Options, field: str
) -> None:
    before = counts()

    with pytest.raises(InvalidInput) as refused:
        draft(rows, options)

    assert field in [name for name, _ in refused.value.problems]
    assert counts() == before
    assert not EscalationMatrix.objects.filter(name="Escalation of the tier table").exists()


def test_the_command_shows_the_plan_and_writes_with_apply(tmp_path: Path) -> None:
    file = tmp_path / "tiers.csv"
    file.write_text("Tier,Priority,First response\nGold,P1,1h\n", encoding="utf-8")
    out = StringIO()

    call_command("draft_tier_table", str(file), stdout=out)
    assert not SupportTier.objects.filter(key="gold").exists()
    call_command("draft_tier_table", str(file), "--apply", stdout=out)

    assert SupportTier.objects.filter(key="gold").exists()
    assert "create: process Gold" in out.getvalue()


def test_the_command_names_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    file = tmp_path / "tiers.csv"
    file.write_text("Tier,Priority,First response\nGold,P1,soon\n", encoding="utf-8")

    with pytest.raises(CommandError, match=r"rows\.1\.first_response: 'soon' states no amount of time"):
        call_command("draft_tier_table", str(file), "--apply")
    with pytest.raises(CommandError, match="No such file"):
        call_command("draft_tier_table", str(tmp_path / "none.csv"))
