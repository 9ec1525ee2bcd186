"""What a person finds in the application: unread first, and what it takes to say it in words."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet

from entitlements.models import MilestoneType
from escalations.models import Notice
from escalations.models.notice import NoticeChoices, NoticeKind
from milestones.engine.plan import PinnedPlan
from milestones.selectors.actors import names_of

LATEST = 7
"""So many stand in the top bar's list."""


class State(NamedTuple):
    """Enough to know whether anything is new: how many are unread, and the newest of all."""

    unread: int
    newest: int


class Names(NamedTuple):
    """Names for what notices hold as keys, as they are now."""

    actors: dict[str, str]
    types: dict[str, str]
    milestones: dict[tuple[int, str], str]


def notices_of(user_id: int, kinds: Sequence[str] = (), *, unread_only: bool = False) -> QuerySet[Notice]:
    """A person's notices: unread ones first, each part with the newest first."""
    rows = Notice.objects.filter(recipient=user_id).select_related("case__account", "task")
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if unread_only:
        rows = rows.filter(read_at=None)
    return rows.annotate(is_read=Q(read_at__isnull=False)).order_by("is_read", "-id")


def latest_notices(user_id: int) -> list[Notice]:
    """The newest ones, for the list of the top bar."""
    rows = Notice.objects.filter(recipient=user_id).select_related("case__account", "task")
    return list(rows.order_by("-id")[:LATEST])


def unread_count(user_id: int | None) -> int:
    """How many a person has not read."""
    return 0 if user_id is None else Notice.objects.filter(recipient=user_id, read_at=None).count()


def state_of(user_id: int) -> State:
    """What the top bar's list depends on."""
    rows = Notice.objects.filter(recipient=user_id)
    newest = rows.order_by("-id").values_list("pk", flat=True).first() or 0
    return State(rows.filter(read_at=None).count(), newest)


def chosen_in_browser(user_id: int) -> list[str]:
    """The kinds that a person's browser shows as well."""
    row = NoticeChoices.objects.filter(user=user_id).first()
    return [] if row is None else list(row.in_browser)


def names_for(notices: Sequence[Notice]) -> Names:
    """Every name these notices need, in three queries at most."""
    escalated = [each for each in notices if each.kind in (NoticeKind.ALERT, NoticeKind.CORRECTION)]
    plan = PinnedPlan()
    milestones = {}
    for version, key in {(each.content.get("version"), each.content.get("milestone")) for each in escalated}:
        if version is not None:
            found = plan.process(version).by_key.get(key)
            if found is not None:
                milestones[version, key] = found.definition.name
    return Names(
        names_of({each.content["actor"] for each in notices if each.content.get("actor")}),
        dict(MilestoneType.objects.values_list("key", "name")) if escalated else {},
        milestones,
    )
