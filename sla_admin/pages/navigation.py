"""What the side bar offers to which role. A page appears here once its address exists (`urls.py` names it
so).

Order and grouping are the design's: somebody with two roles sees both groups, each entry once.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sla_admin.shared.viewing.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """`url_name` is the page's name in the URL configuration, and the key of its count."""

    url_name: str
    word: str | Promise
    icon: str
    short: str | Promise = ""
    """The word in the tab bar of narrow screens, where it is one of its four items."""


@dataclass(frozen=True, slots=True)
class Group:
    roles: frozenset[Role]
    title: str | Promise
    entries: tuple[Entry, ...]


def _for(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


NAVIGATION: tuple[Group, ...] = (
    Group(
        _for("agent"),
        "",
        (
            Entry("queue", _("My queue"), "queue", _("Queue")),
            Entry("team-queue", _("Team queue"), "people", _("Team")),
            Entry("unassigned", _("Unassigned"), "inbox"),
            Entry("tasks", _("Tasks"), "checkbox", _("Tasks")),
        ),
    ),
    Group(
        _for("manager"),
        "",
        (
            Entry("board", _("Board"), "board", _("Board")),
            Entry("cases", _("Cases"), "cases"),
            Entry("accounts", _("Accounts"), "user"),
            Entry("workload", _("Workload"), "people", _("Workload")),
            Entry("coverage-gaps", _("Coverage gaps"), "shield", _("Gaps")),
        ),
    ),
    Group(
        _for("manager"),
        _("Reports"),
        (
            Entry("report-compliance", _("Compliance"), "chart", _("Reports")),
            Entry("report-time-to-resolve", _("Time to resolve"), "clock"),
            Entry("report-late-completions", _("Late completions"), "flag"),
            Entry("report-accountability", _("Accountability"), "eye"),
            Entry("setup-design-pack", _("Design pack"), "file"),
        ),
    ),
    Group(
        _for("agent", "auditor"),
        _("Cases"),
        (Entry("cases", _("All cases"), "cases"), Entry("accounts", _("Accounts"), "user")),
    ),
    Group(
        _for("administrator"),
        "",
        (
            Entry("setup", _("Overview"), "list", _("Set-up")),
            Entry("setup-checks", _("Checks"), "check", _("Checks")),
        ),
    ),
    Group(
        _for("administrator"),
        _("Promise"),
        (
            Entry("setup-tiers", _("Tiers"), "shield"),
            Entry("setup-tier-table", _("Tier table"), "upload"),
            Entry("setup-processes", _("Processes"), "branch", _("Processes")),
            Entry("setup-hours", _("Business hours"), "calendar"),
            Entry("setup-pause-reasons", _("Pause reasons"), "pause"),
            Entry("setup-entitlements", _("Entitlements"), "file"),
            Entry("setup-templates", _("Templates"), "box"),
            Entry("setup-contracts", _("Contracts"), "file"),
            Entry("setup-products", _("Products"), "box"),
            Entry("setup-assets", _("Assets"), "grid"),
        ),
    ),
    Group(
        _for("administrator"),
        _("Escalation"),
        (
            Entry("setup-matrices", _("Matrices"), "grid", _("Matrices")),
            Entry("setup-rules", _("Escalation rules"), "list"),
            Entry("setup-routing", _("Routing"), "swap"),
            Entry("setup-deliveries", _("Deliveries"), "mail"),
            Entry("setup-endpoints", _("Endpoints"), "hook"),
        ),
    ),
    Group(
        _for("administrator"),
        _("Prove"),
        (
            Entry("setup-what-if", _("What-if"), "wand"),
            Entry("setup-simulate", _("Simulate"), "play"),
            Entry("setup-design-pack", _("Design pack"), "file"),
            Entry("runs", _("Runs"), "redo"),
            Entry("setup-changes", _("Changes"), "history"),
        ),
    ),
    Group(
        _for("auditor"),
        _("Audit"),
        (
            Entry("ledger", _("Ledger"), "lock", _("Ledger")),
            Entry("setup-design-pack", _("Design pack"), "file"),
            Entry("setup-changes", _("Changes"), "history", _("Changes")),
        ),
    ),
    Group(
        _for("administrator", "auditor"),
        _("Reports"),
        (
            Entry("report-compliance", _("Compliance"), "chart"),
            Entry("report-time-to-resolve", _("Time to resolve"), "clock"),
            Entry("report-late-completions", _("Late completions"), "flag"),
            Entry("report-accountability", _("Accountability"), "eye"),
        ),
    ),
    Group(
        _for("administrator"),
        _("Tools"),
        (Entry("setup-sample", _("Sample data"), "box"), Entry("admin:index", _("Tool room"), "grid")),
    ),
)

TABS = 4
"""The tab bar has room for so many, search included."""
