"""What an empty list says, and the next step."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from entitlements.selectors.closed_hours import closed_hours
from milestones.engine.plan import PinnedPlan
from milestones.pages.lists.asking import Asked
from milestones.selectors.case_filter import CaseFilter, filtered_open
from milestones.selectors.case_rows import case_rows
from milestones.selectors.urgency import COUNTING, stretch
from sla_admin.shared.display import durations
from sla_admin.shared.templatetags.sla_parts import Action


@dataclass(frozen=True, slots=True)
class Nothing:
    icon: str
    title: str
    text: str
    action: Action


def nothing_here(asked: Asked) -> Nothing:
    """For a list without cases."""
    question = asked.question
    if question.is_narrowed:
        clear = {"mine": "queue", "team": "team-queue", "unassigned": "unassigned"}.get(
            question.scope, "cases"
        )
        return Nothing(
            "filter",
            _("No case answers this filter"),
            _("Take a filter away, or ask all cases, closed ones included."),
            Action(_("Clear the filter"), url=reverse(clear)),
        )
    if question.scope == "unassigned":
        return Nothing(
            "inbox",
            _("Every case has an owner"),
            _("Cases that nobody owns appear here as they come in."),
            Action(_("Open team queue"), url=reverse("team-queue")),
        )
    if question.scope == "mine":
        return Nothing(
            "queue",
            _("Your queue is clear"),
            _next_in_team(asked) or _("Nothing in your team is due either."),
            Action(_("Open team queue"), url=reverse("team-queue")),
        )
    if question.scope == "team" and not asked.asker.has_team:
        return Nothing(
            "people",
            _("You are in no team"),
            _("An administrator puts people into teams; the queue of your team then stands here."),
            Action(_("See all cases"), url=reverse("cases")),
        )
    return Nothing(
        "queue",
        _("No open case"),
        _("Cases come in through the API, or are opened here."),
        Action(_("New case"), "plus", url=reverse("case-new"), kind="primary")
        if asked.may_act
        else Action(_("See all cases"), url=reverse("cases")),
    )


def _next_in_team(asked: Asked) -> str:
    """`The next target in your team is 14 m away, on CS-20350.`"""
    cases = filtered_open(CaseFilter(scope="team"), asked.asker)
    first = next(iter(stretch(cases, closed_hours(asked.page.at), None, 1)), None)
    if first is None or first.rank > COUNTING:
        return ""
    row = next(iter(case_rows([first.case_id], asked.page.at, PinnedPlan())), None)
    if row is None or row.lead is None:
        return ""
    if row.lead.left < 0 or row.lead.row.is_violated:
        return _("%(number)s of your team is past its target.") % {"number": row.case.external_id}
    left = durations.open_time(row.lead.left, asked.page.viewer.words)
    return _("The next target in your team is %(time)s away, on %(number)s.") % {
        "time": left,
        "number": row.case.external_id,
    }
