"""The short line below a row's milestone: what completes it, what it waits for, why there is none."""

from typing import Any

from django.utils.translation import gettext as _

from entitlements.process.criteria_sentence import describe_criteria
from entitlements.process.definition import MilestoneDefinition
from milestones.clock.plan import Plan
from milestones.selectors.case_rows import CaseRow
from milestones.selectors.sla import MilestoneNow
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display import moments
from sla_admin.shared.viewing.page import Page

REPLY = "public_reply_sent"


def then_line(row: CaseRow, page: Page, plan: Plan) -> str:
    """The line of a case that has an open clock and is not set aside."""
    if row.lead is None:
        return ""
    if row.lead.row.status == "paused":
        return why_paused(row.lead, plan, page)
    if row.lead.row.is_violated:
        following = next((now for now in row.others if now.row.status == "running"), None)
        if following is not None:
            viewer = page.viewer
            target = as_instant(following.row.target_at)
            due = moments.due(target, page.at, viewer.zone, viewer.cycle, viewer.words)
            return _("then %(milestone)s, %(due)s") % {"milestone": following.name, "due": due}
    return what_completes(row.lead, plan)


def what_completes(now: MilestoneNow, plan: Plan) -> str:
    """`nobody has replied yet`, `any public reply meets it`, `completes when the case is closed`."""
    definition = _definition(now, plan)
    if definition is None or definition.completion is None:
        return _("completed by hand")
    if _is_met_by(REPLY, definition.completion):
        recurs = definition.recurrence != "none" or now.row.cycle > 1
        return _("any public reply meets it") if recurs else _("nobody has replied yet")
    return _("completes when %(criteria)s") % {"criteria": describe_criteria(definition.completion)}


def why_paused(now: MilestoneNow, plan: Plan, page: Page | None = None) -> str:
    """The reason of the pause in force, and what ends it: a reply, or its time (for a viewer)."""
    holding = [pause for pause in now.row.pauses if pause.get("end") is None]
    by_hand = next((pause for pause in holding if pause.get("reason")), None)
    if by_hand is not None:
        until = by_hand.get("until")
        if by_hand.get("until_reply"):
            pattern = _("%(reason)s, resumes on reply")
        elif until is not None and page is not None:
            pattern = _("%(reason)s, until %(moment)s")
        else:
            pattern = "%(reason)s"
        return pattern % {"reason": by_hand["reason"], "moment": _moment(until, page)}
    definition = _definition(now, plan)
    if definition is None or definition.pause is None:
        return _("paused by hand")
    return _("paused while %(criteria)s") % {"criteria": describe_criteria(definition.pause)}


def _moment(instant: int | None, page: Page | None) -> str:
    if instant is None or page is None:
        return ""
    viewer = page.viewer
    return moments.moment(instant, page.at, viewer.zone, viewer.cycle, viewer.words, say_today=True)


def no_clock(row: CaseRow) -> tuple[str, str]:
    """Why no clock runs: a title in the milestone's place, and the line below it."""
    case = row.case
    if case.entitlement_id is not None:
        if row.standing == "no_clock":
            return _("No clock runs"), _("it has not entered its process")
        return _("No clock runs"), _("every milestone is closed")
    lines = {
        "no_entitlement": _("its account has no entitlement for it")
        if case.account_id
        else _("it names no account"),
        "expired": _("its account’s entitlement has expired"),
        "not_started": _("its account’s entitlement has not begun"),
        "channel_not_covered": _("its channel is not covered"),
        "incidents_exhausted": _("no incidents are left"),
    }
    return _("No entitlement runs"), lines.get(case.coverage_outcome, _("its coverage was not decided"))


def _definition(now: MilestoneNow, plan: Plan) -> MilestoneDefinition | None:
    found = plan.process(now.row.process_version_id).by_key.get(now.row.definition)
    return None if found is None else found.definition


def _is_met_by(event: str, tree: dict[str, Any]) -> bool:
    """Whether that event alone satisfies the criteria."""
    if "any" in tree:
        return any(_is_met_by(event, each) for each in tree["any"])
    if "all" in tree:
        return len(tree["all"]) == 1 and _is_met_by(event, tree["all"][0])
    return tree.get("event") == event
