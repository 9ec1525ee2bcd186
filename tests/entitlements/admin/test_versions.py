"""Process versions in the admin: drafts are edited with named errors, what is in use is only shown."""

import json
from typing import Any

import pytest
from django.test import Client

from entitlements.business_time.budget import Budget
from entitlements.models import (
    EntitlementProcess,
    MilestoneDefinition,
    MilestoneType,
    ProcessVersion,
    Recurrence,
)
from entitlements.process.definition import ArrivalBudget, Trigger
from entitlements.selectors import process_of
from tests.entitlements import stored
from tests.entitlements.admin.pages import act, errors, fields, submit, url

MINUTE = 60 * 1_000_000


@pytest.fixture
def of(db: None) -> EntitlementProcess:
    stored.types()
    return stored.process()


def page(version: ProcessVersion) -> str:
    return url("processversion", "change", version.pk)


def test_a_new_version_is_a_draft_and_leads_on_to_its_milestones(
    desk: Client, of: EntitlementProcess
) -> None:
    stored.draft(of)
    answer = submit(
        desk,
        url("processversion", "add"),
        process=of.pk,
        notes="Second try.",
        closed_statuses="Closed, Done",
        entry_criteria=json.dumps({"field": "priority", "op": "is_set"}),
    )
    made = ProcessVersion.objects.get(number=2)
    assert answer.headers["Location"] == page(made)
    assert (made.status, made.created_by, made.notes) == ("draft", "admin", "Second try.")
    assert made.closed_statuses == ["Closed", "Done"]
    assert made.entry_criteria == {"field": "priority", "op": "is_set"}


def test_an_unchanged_page_saves_the_same_draft(desk: Client, of: EntitlementProcess) -> None:
    draft = stored.draft(of)
    before = process_of(draft.pk)
    assert submit(desk, page(draft)).status_code == 302
    assert process_of(draft.pk) == before


def test_a_milestone_is_added_with_a_budget_as_people_write_it(desk: Client, of: EntitlementProcess) -> None:
    kind = MilestoneType.objects.get(key="resolution")
    MilestoneType.objects.filter(pk=kind.pk).update(recurrence="sequential", pausable=False)
    draft = stored.draft(of)
    answer = submit(
        desk,
        page(draft),
        milestones__TOTAL_FORMS="3",
        milestones__2__id="",
        milestones__2__version=draft.pk,
        milestones__2__key="workaround",
        milestones__2__type=kind.pk,
        milestones__2__name="Workaround",
        milestones__2__budget="1h30",
        milestones__2__start="criteria_met",
        milestones__2__on_criteria_lost="keep",
        milestones__2__completion_criteria='{"event": "public_reply_sent"}',
    )
    assert answer.status_code == 302
    made = MilestoneDefinition.objects.get(key="workaround")
    assert (made.position, made.budget, made.start) == (3, "PT1H30M", "criteria_met")
    # What was left open was copied from the type.
    assert (made.recurrence, made.pausable) == (Recurrence.SEQUENTIAL, False)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"entry_criteria": '{"all": []}'}, "entry_criteria: all: is empty"),
        ({"exit_criteria": "{nonsense"}, "exit_criteria: Enter a valid JSON"),
        ({"entry_field": "colour"}, "entry_field: colour is no field"),
        ({"closed_statuses": ""}, "closed_statuses: This field is required"),
        (
            {"stopped_statuses": "Closed"},
            "stopped_statuses: A status can not mean stopped and closed: Closed.",
        ),
        (
            {"milestones__0__entry_criteria": '{"not": {"field": "colour", "op": "is_set"}}'},
            "entry_criteria: not.field: is an unknown field: colour",
        ),
        ({"milestones__0__budget": "soon"}, "budget: 'soon' is no budget"),
        ({"milestones__0__budget": "-4h"}, "budget: '-4h' is negative"),
        ({"milestones__0__budget": "0h"}, "budget: '0h' is no time at all"),
        ({"milestones__0__pause_budget": "2d"}, "pause_budget: Write hours and minutes"),
        (
            {"milestones__0__pause_budget": "2h", "milestones__0__pausable": "0"},
            "pause_budget: A milestone that may not",
        ),
        ({"milestones__0__key": "First Response"}, "key: Small letters, digits and underscores"),
        ({"milestones__0__key": "resolution"}, "Please correct the duplicate data"),
        ({"milestones__0__position": "2"}, "Please correct the duplicate data for position"),
        ({"milestones__0__name": ""}, "name: This field is required"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(
    desk: Client, of: EntitlementProcess, changes: dict[str, Any], reason: str
) -> None:
    draft = stored.draft(of)
    before = process_of(draft.pk)
    assert reason in errors(submit(desk, page(draft), **changes))
    assert process_of(draft.pk) == before


def test_budgets_and_triggers_are_edited_on_the_milestones_page(desk: Client, of: EntitlementProcess) -> None:
    milestone = stored.draft(of).milestones.earliest("position")
    answer = submit(
        desk,
        url("milestonedefinition", "change", milestone.pk),
        budgets__0__priority="High",
        budgets__0__budget="1h",
        triggers__1__key="+PT60M",
        triggers__1__severity="violation",
        triggers__1__repeat_every="2h",
        triggers__1__repeat_limit="3",
    )
    assert answer.status_code == 302
    value = process_of(milestone.version_id).milestones[0]
    assert value.budgets == {"High": Budget(micros=60 * MINUTE)}
    assert value.triggers == (
        Trigger("75", "percent", 7500, "warning"),
        Trigger("+PT1H", "after_target", 60 * MINUTE, "violation", 120 * MINUTE, 3),
    )


def test_budgets_by_arrival_are_edited_on_the_milestones_page(desk: Client, of: EntitlementProcess) -> None:
    milestone = stored.draft(of).milestones.earliest("position")
    where = url("milestonedefinition", "change", milestone.pk)
    band = {
        "arrivals__0__position": "1",
        "arrivals__0__weekdays": "5,6",
        "arrivals__0__begins": "00:00",
        "arrivals__0__ends": "12:00",
        "arrivals__0__budget": "next business day 16:00",
    }
    assert "ends after it begins" in errors(submit(desk, where, **{**band, "arrivals__0__begins": "13:00"}))
    assert submit(desk, where, **band).status_code == 302
    assert process_of(milestone.version_id).milestones[0].arrivals == (
        ArrivalBudget(Budget(days=1, at=16 * 60 * MINUTE), weekdays=(5, 6), ends=12 * 60 * MINUTE),
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"triggers__1__key": "soon", "triggers__1__severity": "info"}, "key: 'soon' is no trigger"),
        ({"triggers__1__key": "-P1D", "triggers__1__severity": "info"}, "key: 'P1D' counts days"),
        ({"triggers__1__key": "75%", "triggers__1__severity": "info"}, "Please correct the duplicate"),
        (
            {"triggers__1__key": "50", "triggers__1__severity": "violation"},
            "key: A trigger before the target",
        ),
        (
            {"triggers__1__key": "100", "triggers__1__severity": "info"},
            "key: The trigger at 100 % is the violation",
        ),
        ({"triggers__0__repeat_every": "1h"}, "key: Only a trigger at or after the target repeats"),
        (
            {
                "budgets__TOTAL_FORMS": "2",
                "budgets__0__priority": "High",
                "budgets__0__budget": "1h",
                "budgets__1__priority": "HIGH",
                "budgets__1__budget": "2h",
                "budgets__1__id": "",
            },
            "priority: This priority has a budget already",
        ),
        ({"budgets__0__priority": "High", "budgets__0__budget": "never"}, "budget: 'never' is no budget"),
    ],
)
def test_wrong_budgets_and_triggers_are_named(
    desk: Client, of: EntitlementProcess, changes: dict[str, Any], reason: str
) -> None:
    milestone = stored.draft(of).milestones.earliest("position")
    if "budgets__1__id" in changes:
        changes = {**changes, "budgets__1__definition": milestone.pk}
    answer = submit(desk, url("milestonedefinition", "change", milestone.pk), **changes)
    assert reason in errors(answer)


def test_an_active_version_is_shown_and_not_edited_on_any_page(desk: Client, of: EntitlementProcess) -> None:
    version = stored.active(of)
    milestone = version.milestones.earliest("position")
    before = process_of(version.pk)
    for address in (page(version), url("milestonedefinition", "change", milestone.pk)):
        shown = desk.get(address)
        assert shown.status_code == 200
        assert b'name="_save"' not in shown.content
        assert desk.post(address, {"notes": "other", "name": "other"}).status_code == 403
    for address in (
        url("processversion", "delete", version.pk),
        url("milestonedefinition", "delete", milestone.pk),
    ):
        assert desk.post(address, {"post": "yes"}).status_code == 403
    assert process_of(version.pk) == before
    assert b"delete_selected" not in desk.get(url("processversion")).content


def test_a_page_left_open_while_the_version_was_activated_changes_nothing(
    desk: Client, of: EntitlementProcess
) -> None:
    draft = stored.draft(of, stored.content(matrix_version=stored.matrix()))
    sent = fields(desk, page(draft))
    assert act(desk, "processversion", "activate", draft.pk, reason="Now.")[0].startswith("success")
    assert desk.post(page(draft), {**sent, "notes": "other"}).status_code == 403
    draft.refresh_from_db()
    assert draft.notes == ""


def test_activation_says_what_the_checks_found(desk: Client, of: EntitlementProcess) -> None:
    draft = stored.draft(of)
    (refused,) = act(desk, "processversion", "activate", draft.pk, reason="Now.")
    assert refused.startswith("error: Enterprise v1: matrix_version: Enterprise: No version of an escalation")
    (unexplained,) = act(desk, "processversion", "activate", draft.pk)
    assert "reason: Say why" in unexplained
    ready = stored.draft(of, stored.content(matrix_version=stored.matrix()))
    done, warned = act(desk, "processversion", "activate", ready.pk, reason="The contract begins.")
    assert done == "success: Enterprise v2 is active and the default for new cases."
    assert warned.startswith("warning: First Response: Neither it nor the version names hours")
    ready.refresh_from_db()
    assert (ready.is_default, ready.activated_by, ready.activated_reason) == (
        True,
        "admin",
        "The contract begins.",
    )


def test_copying_and_retiring_go_through_the_services(desk: Client, of: EntitlementProcess) -> None:
    version = stored.active(of)
    assert act(desk, "processversion", "copy", version.pk) == [
        "success: Enterprise v2 was made from Enterprise v1."
    ]
    assert act(desk, "processversion", "retire", version.pk, reason="Over.") == [
        "error: Enterprise v1: Enterprise v1 is the default for new cases. Activate another version first."
    ]
    second = ProcessVersion.objects.get(number=2)
    act(desk, "processversion", "activate", second.pk, reason="Better.")
    assert act(desk, "processversion", "retire", version.pk, reason="Over.") == [
        "success: Enterprise v1 is retired. The cases it serves keep it."
    ]


def test_a_draft_is_deleted_on_its_page(desk: Client, of: EntitlementProcess) -> None:
    draft = stored.draft(of)
    assert desk.post(url("processversion", "delete", draft.pk), {"post": "yes"}).status_code == 302
    assert not ProcessVersion.objects.exists()


def test_a_version_tells_its_criteria_in_words_and_its_findings(desk: Client, of: EntitlementProcess) -> None:
    shown = desk.get(page(stored.draft(of))).content.decode()
    assert "First Response is done when a public reply is sent" in shown
    assert "No version of an escalation matrix is pinned" in shown
