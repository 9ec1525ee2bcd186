"""Notices in words, for the person who reads them now."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entitlements.business_time.instants import to_instant
from escalations.engine.told import Told, told
from escalations.matrix.columns import column_name
from escalations.models import Notice
from escalations.models.notice import NoticeKind
from escalations.selectors.notices import Names, names_for
from milestones.clock.fact import COMPLETED, VIOLATED
from sla_admin.shared.display import moments
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.page import Page

KIND_WORDS: dict[str, str | Promise] = {
    NoticeKind.ALERT: gettext_lazy("Escalations"),
    NoticeKind.CORRECTION: gettext_lazy("Corrections"),
    NoticeKind.CASE_ASSIGNED: gettext_lazy("Cases given to me"),
    NoticeKind.CUSTOMER_REPLIED: gettext_lazy("Customer replies"),
    NoticeKind.TASK_ASSIGNED: gettext_lazy("Tasks given to me"),
}
"""Kinds as filters and in preferences."""

_ICONS = {
    NoticeKind.ALERT: "bell",
    NoticeKind.CORRECTION: "undo",
    NoticeKind.CASE_ASSIGNED: "cases",
    NoticeKind.CUSTOMER_REPLIED: "reply",
    NoticeKind.TASK_ASSIGNED: "checkbox",
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice. `tone` is `bad` for a violation, `risk` for a warning; `about` says of which case."""

    notice: Notice
    headline: str
    about: str
    why: str
    icon: str
    tone: str
    at: int
    is_read: bool


def notice_rows(notices: Sequence[Notice], page: Page) -> list[NoticeRow]:
    """These notices, their names asked for together."""
    names = names_for(notices)
    return [_row(notice, page, names) for notice in notices]


def address_of(notice: Notice) -> str:
    """Where a notice leads: its task, or its case; the list of notices where neither has a page."""
    for name, number in (("task", notice.task_id), ("case", notice.case_id)):
        if number is not None and (found := address(name, number)):
            return found
    return reverse("notices")


def _row(notice: Notice, page: Page, names: Names) -> NoticeRow:
    is_escalated = notice.kind in (NoticeKind.ALERT, NoticeKind.CORRECTION)
    fact = _told(notice) if is_escalated else None
    tone = _tone(notice, fact)
    return NoticeRow(
        notice=notice,
        headline=_headline(notice, fact, page, names),
        about=_about(notice),
        why=_why(notice) if is_escalated else "",
        icon="flag" if tone == "bad" else _ICONS[NoticeKind(notice.kind)],
        tone=tone,
        at=to_instant(notice.created_at),
        is_read=notice.read_at is not None,
    )


def _told(notice: Notice) -> Told:
    return told({name: value for name, value in notice.content.items() if name not in ("meant", "found_as")})


def _tone(notice: Notice, fact: Told | None) -> str:
    if fact is None or notice.kind == NoticeKind.CORRECTION:
        return ""
    if fact.kind == VIOLATED:
        return "bad"
    return "risk" if fact.severity == "warning" else ""


def _headline(notice: Notice, fact: Told | None, page: Page, names: Names) -> str:
    number = "" if notice.case is None else notice.case.external_id
    who = names.actors.get(notice.content.get("actor", ""), _("Somebody"))
    match notice.kind:
        case NoticeKind.CASE_ASSIGNED:
            return _("%(who)s gave you case %(number)s") % {"who": who, "number": number}
        case NoticeKind.CUSTOMER_REPLIED:
            return _("The customer replied on %(number)s") % {"number": number}
        case NoticeKind.TASK_ASSIGNED:
            task = "" if notice.task is None else notice.task.subject
            return _("%(who)s gave you a task: %(task)s") % {"who": who, "task": task}
    if fact is None:
        return ""
    happened = _happened(fact, page, names, number)
    if notice.kind == NoticeKind.CORRECTION:
        return _("Taken back: %(happened)s") % {"happened": happened}
    return happened


def _happened(fact: Told, page: Page, names: Names, number: str) -> str:
    viewer = page.viewer
    milestone = names.milestones.get((fact.version or 0, fact.milestone)) or names.types.get(
        fact.type, fact.type
    )
    words = {"milestone": milestone, "number": number}
    if fact.kind == COMPLETED:
        late = fact.trigger == "met_late"
        said = (
            _("%(milestone)s on %(number)s was met late")
            if late
            else _("%(milestone)s on %(number)s was met")
        )
        return said % words
    due = (
        ""
        if fact.target is None
        else ", " + moments.due(fact.target, page.at, viewer.zone, viewer.cycle, viewer.words, say_today=True)
    )
    if fact.kind == VIOLATED:
        return _("%(milestone)s on %(number)s is violated") % words + due
    reached = _("%(milestone)s on %(number)s: %(threshold)s reached") % {
        **words,
        "threshold": column_name(fact.trigger),
    }
    return reached + due


def _about(notice: Notice) -> str:
    if notice.case is None:
        return ""
    parts = [notice.case.subject, "" if notice.case.account is None else notice.case.account.name]
    return " · ".join(part for part in parts if part)


_PLACES: dict[str, str | Promise] = {
    "owner": gettext_lazy("you own the case"),
    "team_lead": gettext_lazy("you lead the team"),
    "manager": gettext_lazy("you are the manager"),
    "queue": gettext_lazy("you are in the queue"),
    "user": gettext_lazy("the escalation matrix names you"),
    "administrators": gettext_lazy("you are an administrator"),
}


def _why(notice: Notice) -> str:
    place = _PLACES.get(notice.content.get("found_as", ""))
    if place is None:
        return ""
    if notice.content.get("meant") == notice.content.get("found_as"):
        return _("Told because %(place)s.") % {"place": place}
    return _("Meant for somebody who cannot be reached; told because %(place)s.") % {"place": place}
