"""The head of the case page: facts in one line, and the deeds that concern the case as a whole."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from milestones.models.case import LOCAL
from milestones.pages.case.case_file import CaseFile
from milestones.pages.case.causes import actor_name
from milestones.pages.case.clock_cards import Clocks
from milestones.pages.case.lead import Lead, lead_of
from milestones.pages.case.statuses import class_of
from milestones.pages.case.telling import Telling
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.templatetags.sla_parts import Action
from sla_admin.shared.viewing.addresses import address


@dataclass(frozen=True, slots=True)
class Head:
    """`number` is the case's identity as people say it; `closed_by` who closed it, where that is known."""

    title: str
    number: str
    source: str
    priority: str
    tier: str
    tier_rank: int
    tier_colour: str
    account: str
    account_url: str
    contact: str
    contact_url: str
    status: str
    status_class: str
    owner: str
    queue: str
    opened: str
    came: str
    record_type: str
    lead: Lead
    actions: tuple[Action, ...]
    more: tuple[Action, ...]
    closed_at: int | None
    closed_by: str


def head_of(file: CaseFile, clocks: Clocks, telling: Telling, *, may_act: bool) -> Head:
    """The head as the viewer sees it."""
    case = file.case
    tier = None if case.entitlement is None else case.entitlement.tier
    actions, more = _actions(file) if may_act else ((), ())
    return Head(
        title=case.subject or _("Case %(number)s") % {"number": case.external_id},
        number=case.external_id,
        source="" if case.source == LOCAL else case.source,
        priority=case.priority,
        tier="" if tier is None else tier.name,
        tier_rank=3 if tier is None else tier.rank,
        tier_colour="" if tier is None else tier.own_color,
        account=str(case.account or ""),
        account_url=address("account", case.account_id) if case.account_id else "",
        contact=str(case.contact or ""),
        contact_url=address("contact", case.contact_id) if case.contact_id else "",
        status=case.status,
        status_class=class_of(case.status, file),
        owner="" if case.owner is None else case.owner.get_full_name() or case.owner.get_username(),
        queue=str(case.queue or ""),
        opened=telling.full(as_instant(case.opened_at)),
        came=_came(case.channel),
        record_type=_("work order") if case.record_type == "work_order" else "",
        lead=lead_of(file, clocks, telling),
        actions=actions,
        more=more,
        closed_at=None if case.closed_at is None else as_instant(case.closed_at),
        closed_by=closed_by(file),
    )


def closed_by(file: CaseFile) -> str:
    """Who closed the case; empty where it is open or nobody is named."""
    if file.case.closed_at is None:
        return ""
    at = as_instant(file.case.closed_at)
    for told in file.told:
        if told.event.occurred_at == at and "status" in told.event.fields:
            return actor_name(told.event.actor, file.names.users) or told.event.source
    return ""


def _came(channel: str) -> str:
    return {
        "phone": _("by phone"),
        "web": _("by web form"),
        "email": _("by e-mail"),
        "chat": _("by chat"),
        "api": _("by API"),
    }.get(channel, "")


def _actions(file: CaseFile) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """Deeds of the whole case: those at hand, and those behind "…"."""
    pk = file.case.pk
    reply = Action(_("Reply"), "reply", url="#reply-body", kind="primary", key="r")
    assign = Action(_("Reassign"), "swap", url=reverse("case-assign", args=[pk]), in_dialog=True)
    change = Action(
        _("Priority and status…"), "pencil", url=reverse("case-change", args=[pk]), in_dialog=True
    )
    if file.is_closed:
        reopen = Action(_("Re-open"), "undo", url=reverse("case-reopen", args=[pk]), in_dialog=True)
        return (reply, reopen, assign), (change,)
    close = Action(_("Close case"), "check", url=reverse("case-close", args=[pk]), in_dialog=True)
    hold = (_hold(file),) if file.open and not file.aside else ()
    return (reply, *hold, assign, close), (change,)


def _hold(file: CaseFile) -> Action:
    pk = file.case.pk
    if file.state is not None and file.state.pauses:
        return Action(_("Resume"), "play", url=reverse("case-resume", args=[pk]), in_dialog=True)
    return Action(_("Pause"), "pause", url=reverse("case-pause", args=[pk]), in_dialog=True)
