"""What differs between two versions, in words."""

from entitlements.business_time.budget import Budget
from entitlements.process.comparison import compare_versions
from entitlements.process.definition import StatusClasses, Trigger
from tests.entitlements.process.versions import HOUR, WARNING, first_response, priority, resolution, version


def test_equal_versions_do_not_differ() -> None:
    assert compare_versions(version(), version(version=2)) == []


def test_a_shorter_budget_is_told_in_words() -> None:
    after = version(first_response(budget=Budget(micros=2 * HOUR)), resolution())
    assert [str(each) for each in compare_versions(version(), after)] == [
        "First Response: budget was PT4H, becomes PT2H."
    ]


def test_milestones_are_matched_by_key_whatever_their_place() -> None:
    after = version(resolution(), first_response())
    assert [str(each) for each in compare_versions(version(), after)] == [
        "Resolution: place was 2, becomes 1.",
        "First Response: place was 1, becomes 2.",
    ]


def test_added_and_removed_milestones_are_told_with_their_budgets() -> None:
    workaround = resolution(key="workaround", name="Workaround", budgets={"High": Budget(micros=HOUR)})
    assert [str(each) for each in compare_versions(version(), version(first_response(), workaround))] == [
        "Workaround: milestone was not there, becomes added (P3D, High PT1H).",
        "Resolution: milestone was P3D, becomes removed.",
    ]


def test_every_field_of_a_version_is_compared() -> None:
    after = version(
        entry_field="attributes.installed_at",
        entry=priority("High"),
        exit=priority("Low"),
        reopen="new_cycle",
        hours=None,
        matrix_version=4,
        statuses=StatusClasses(closed=("Closed",), stopped=(), spam=("spam",)),
    )
    assert [(each.field, each.before, each.after) for each in compare_versions(version(), after)] == [
        ("entry date", "opened_at", "attributes.installed_at"),
        ("entry criteria", "every case", 'priority is one of "High"'),
        ("exit criteria", "the case is closed", 'priority is one of "Low"'),
        ("re-opening", "continue", "new cycle"),
        ("hours", "number 7", "24×7"),
        ("escalation matrix", "number 3", "number 4"),
        ("closed statuses", "closed, resolved", "closed"),
        ("stopped statuses", "on hold, pending, waiting on customer", "none"),
        ("spam statuses", "duplicate, spam", "spam"),
    ]


def test_every_field_of_a_milestone_is_compared() -> None:
    before = version(first_response(budgets={"Low": Budget(days=2)}))
    after = version(
        first_response(
            type="resolution",
            name="Answer",
            recurrence="sequential",
            start="criteria_met",
            entry=priority("High"),
            completion=None,
            pause=None,
            on_criteria_lost="keep",
            budget=None,
            budgets={"High": Budget(micros=HOUR)},
            hours=None,
            pausable=False,
            pause_budget=8 * HOUR,
            triggers=(
                Trigger("75", "percent", 7500, "info"),
                Trigger("+PT1H", "after_target", HOUR, "violation", HOUR, 3),
            ),
        )
    )
    assert [(each.field, each.before, each.after) for each in compare_versions(before, after)] == [
        ("name", "First Response", "Answer"),
        ("type", "first_response", "resolution"),
        ("recurrence", "none", "sequential"),
        ("start", "process entry", "criteria met"),
        ("entry criteria", "always", 'priority is one of "High"'),
        ("completion criteria", "a public reply is sent", "by hand only"),
        ("pause criteria", "the case is stopped", "never"),
        ("when criteria stop holding", "cancel", "keep"),
        ("budget", "PT4H", "none"),
        ("hours", "number 7", "those of the entitlement or process"),
        ("may be paused", "yes", "no"),
        ("pause budget", "without limit", "PT8H"),
        ("budget for High", "not there", "PT1H"),
        ("trigger +PT1H", "not there", "violation, again every PT1H, 3 times"),
        ("trigger 75", "warning", "info"),
        ("budget for Low", "P2D", "removed"),
    ]


def test_the_case_of_statuses_is_no_difference() -> None:
    after = version(statuses=StatusClasses(closed=("RESOLVED", "Closed")))
    assert compare_versions(version(), after) == []


def test_an_unchanged_trigger_is_no_difference() -> None:
    assert compare_versions(version(first_response(triggers=(WARNING,))), version(first_response())) == []
