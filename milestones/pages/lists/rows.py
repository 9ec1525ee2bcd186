"""Cases as the rows of a queue."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from entitlements.models import SupportTier
from milestones.clock.plan import Plan
from milestones.models import Case
from milestones.pages.addresses import case_address
from milestones.pages.lists.faces import Hours, face_of, still_face
from milestones.pages.lists.sentences import no_clock, then_line
from milestones.selectors.case_rows import CaseRow
from milestones.selectors.sla import MilestoneNow
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display import moments
from sla_admin.shared.display.clock_face import ClockFace
from sla_admin.shared.display.status import status_of
from sla_admin.shared.templatetags.sla_parts import Action
from sla_admin.shared.viewing.page import Page


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What `components/queue_row.html` draws. `opens` is written where the clock is outside its hours."""

    id: int
    number: str
    url: str
    subject: str
    account: str
    priority: str
    tier_name: str
    tier_rank: int
    tier_color: str
    owner: str
    owner_id: int
    face: ClockFace
    hours: str = ""
    then: str = ""
    opens: str = ""
    due: str = ""
    others: tuple[tuple[str, int, str], ...] = ()
    actions: tuple[Action, ...] = ()
    status: str = ""
    queue: str = ""
    opened_at: int = 0
    closed_at: int | None = None
    standing: str = "no_clock"
    signature: tuple[object, ...] = field(default=(), repr=False)
    """What a version of the list is made of: all that changes by deeds, nothing that merely ticks."""


def queue_row(row: CaseRow, page: Page, plan: Plan, hours: Hours, *, may_act: bool) -> QueueRow:
    """A case at the page's instant."""
    case = row.case
    tier = case.entitlement.tier if case.entitlement is not None else None
    then = opens = due = ""
    ticking = ""
    if row.aside:
        title = _("Set aside")
        face = still_face(row.lead) if row.lead is not None else ClockFace("no_clock", title)
        then = _("its clocks cannot be computed: %(reason)s") % {"reason": row.aside}
    elif row.lead is None:
        title, then = no_clock(row)
        face = ClockFace(row.standing, title) if row.standing != "no_clock" else ClockFace("no_clock", title)
        due = "\u00a0"
    else:
        face = face_of(row.lead, page.at, plan, hours)
        ticking = hours.of(row.lead).id
        then = then_line(row, page, plan)
        viewer = page.viewer
        if not row.lead.row.is_violated and face.stands_still(page.at) and face.windows:
            first = face.windows[0][0]
            opens = moments.opening(first, page.at, viewer.zone, viewer.cycle, viewer.words)
        if face.status == "paused" and face.paused_at is not None:
            since = moments.moment(face.paused_at, page.at, viewer.zone, viewer.cycle, viewer.words)
            due = viewer.words.paused_since.format(time=since)
    return QueueRow(
        id=case.pk,
        number=case.external_id,
        url=case_address(case.pk),
        subject=case.subject or _("Without a subject"),
        account=str(case.account or ""),
        priority=case.priority,
        tier_name=tier.name if tier is not None else "",
        tier_rank=tier.rank if tier is not None else 0,
        tier_color=own_color(tier),
        owner=_name_of(case),
        owner_id=case.owner_id or 0,
        face=face,
        hours=ticking,
        then=then,
        opens=opens,
        due=due,
        others=tuple(_small(now) for now in row.others),
        actions=_actions(row) if may_act else (),
        status=case.status,
        queue=str(case.queue or ""),
        opened_at=as_instant(case.opened_at),
        closed_at=None if case.closed_at is None else as_instant(case.closed_at),
        standing=row.standing,
        signature=_signature(row),
    )


def own_color(tier: SupportTier | None) -> str:
    """The colour an administrator chose; empty where that of its rank is shown."""
    return "" if tier is None else tier.own_color


def _small(now: MilestoneNow) -> tuple[str, int, str]:
    """A clock as a ring of 16 px: word, share, and its name for readers and on hover."""
    word = status_of(now.standing).word
    return (now.standing, max(0, min(100, now.percent)), f"{now.name}: {_(word)}")


def _actions(row: CaseRow) -> tuple[Action, ...]:
    address = case_address(row.case.pk)
    if row.lead is None and row.case.entitlement_id is None and not row.aside:
        return (Action(_("Choose cover"), url=f"{address}#coverage"),)
    return (Action(_("Reply"), "reply", url=f"{address}#reply-body", key="r"),)


def _name_of(case: Case) -> str:
    return "" if case.owner is None else case.owner.get_full_name() or case.owner.get_username()


def _signature(row: CaseRow) -> tuple[object, ...]:
    case = row.case
    clocks: Sequence[MilestoneNow] = [*([row.lead] if row.lead is not None else []), *row.others]
    return (
        case.pk,
        case.subject,
        case.priority,
        case.status,
        case.owner_id,
        case.account_id,
        case.coverage_outcome,
        row.aside,
        *((now.row.pk, now.standing, now.row.target_at, now.row.consumed, now.row.level) for now in clocks),
    )
