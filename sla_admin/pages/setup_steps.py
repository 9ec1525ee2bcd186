"""How far an installation is set up: what there is, and what is missing, in the order in which one builds on
the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entitlements.business_time.instants import to_datetime
from entitlements.models import BusinessHours, Entitlement, ProcessVersion, SupportTier
from entitlements.models.process_version import VersionStatus
from entitlements.selectors.by_status import with_status
from escalations.models import MatrixVersion
from escalations.models.matrix_version import MatrixStatus
from milestones.models import Queue
from sla_admin.shared.models.api_key import ApiKey
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.roles import GROUPS

Standing = Literal["done", "look", "missing"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set up. `fact` is what there is; `why` what it is for; `look`: there, but look at it."""

    name: str
    icon: str
    why: str
    fact: str
    standing: Standing
    url: str


def steps(at: int) -> list[Step]:
    """Every step as it stands at `at` (µs since 1970, UTC). Nine queries, however much there is."""
    return [
        _hours(),
        _tiers(),
        _processes(),
        _matrices(),
        _people(),
        _entitlements(at),
        _mail(),
        _sources(at),
    ]


def next_step(of: list[Step]) -> Step | None:
    """The first that is missing."""
    return next((step for step in of if step.standing == "missing"), None)


def _hours() -> Step:
    sets = BusinessHours.objects.aggregate(
        all=Count("id", distinct=True),
        published=Count("id", filter=Q(revisions__published_at__isnull=False), distinct=True),
    )
    drafted = sets["all"] - sets["published"]
    fact = ngettext("%d set of hours", "%d sets of hours", sets["published"]) % sets["published"]
    if drafted:
        fact += ", " + ngettext("%d not published", "%d not published", drafted) % drafted
    return Step(
        _("Business hours"),
        "calendar",
        _("When clocks run. Without hours they run around the clock."),
        fact,
        "done" if sets["published"] else "missing",
        _page("setup-hours"),
    )


def _tiers() -> Step:
    count = SupportTier.objects.count()
    return Step(
        _("Support tiers"),
        "shield",
        _("Named levels of commitment, one above the other."),
        ngettext("%d tier", "%d tiers", count) % count,
        "done" if count else "missing",
        _page("setup-tiers", "admin:entitlements_supporttier_changelist"),
    )


def _processes() -> Step:
    counts = ProcessVersion.objects.aggregate(
        active=Count("process", filter=Q(status=VersionStatus.ACTIVE), distinct=True),
        drafts=Count("id", filter=Q(status=VersionStatus.DRAFT)),
    )
    fact = ngettext("%d process in force", "%d processes in force", counts["active"]) % counts["active"]
    if counts["drafts"]:
        fact += ", " + ngettext("%d draft", "%d drafts", counts["drafts"]) % counts["drafts"]
    return Step(
        _("Entitlement processes"),
        "branch",
        _("Milestones, their budgets by priority, and what completes them, in versions that never change."),
        fact,
        "done" if counts["active"] else "missing",
        _page("setup-processes"),
    )


def _matrices() -> Step:
    active = MatrixVersion.objects.filter(status=MatrixStatus.ACTIVE).values("matrix").distinct().count()
    silent = ProcessVersion.objects.filter(is_default=True, matrix_version=None).count()
    fact = ngettext("%d matrix in force", "%d matrices in force", active) % active
    if silent:
        fact += ", " + (ngettext("%d process tells nobody", "%d processes tell nobody", silent) % silent)
    return Step(
        _("Escalation matrix"),
        "grid",
        _("Who hears of it when a clock passes a mark."),
        fact,
        "missing" if not active else "look" if silent else "done",
        _page("setup-matrices", "admin:escalations_matrixversion_changelist"),
    )


def _people() -> Step:
    agents = User.objects.filter(is_active=True, groups__name=GROUPS["agent"]).count()
    queues = Queue.objects.aggregate(
        all=Count("id", distinct=True),
        deserted=Count("id", filter=Q(team=None, members=None), distinct=True),
    )
    fact = ngettext("%d agent", "%d agents", agents) % agents
    fact += ", " + ngettext("%d queue", "%d queues", queues["all"]) % queues["all"]
    if queues["deserted"]:
        fact += (
            ", "
            + ngettext("%d without anybody", "%d without anybody", queues["deserted"]) % queues["deserted"]
        )
    return Step(
        _("People and queues"),
        "people",
        _("Who works on cases, in which teams, and who leads them."),
        fact,
        "missing" if not agents else "look" if queues["deserted"] else "done",
        _page("setup-routing", "admin:milestones_team_changelist"),
    )


def _entitlements(at: int) -> Step:
    active = with_status(Entitlement.objects.all(), "active", at).count()
    return Step(
        _("Entitlements"),
        "file",
        _("Which account was promised what. A case without one has no clock, and is shown as a gap."),
        ngettext("%d active", "%d active", active) % active,
        "done" if active else "missing",
        _page("setup-entitlements"),
    )


def _mail() -> Step:
    leaves = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}" if leaves else _("a folder of this machine")
    return Step(
        _("Mail server"),
        "mail",
        _("Where alerts are handed to. EMAIL_URL names it."),
        _("Mail goes to %s") % where,
        "done" if leaves else "look",
        _page("setup-deliveries", "admin:escalations_delivery_changelist"),
    )


def _sources(at: int) -> Step:
    keys = (
        ApiKey.objects.filter(revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=to_datetime(at)))
        .aggregate(all=Count("id"), used=Count(F("last_used_at")))
    )
    fact = ngettext("%d key", "%d keys", keys["all"]) % keys["all"]
    if keys["all"]:
        fact += ", " + ngettext("%d in use", "%d in use", keys["used"]) % keys["used"]
    return Step(
        _("Sources of cases"),
        "link",
        _("Keys with which other systems tell of cases and events."),
        fact,
        "done" if keys["used"] else "look" if keys["all"] else "missing",
        _page("admin:shared_apikey_changelist", "api-docs"),
    )


def _page(*names: str) -> str:
    found: Iterator[str] = (address(name) for name in names)
    return next((url for url in found if url), "")
