"""Who hears of what in the sample: 50/75/90/100 for everybody, with what Enterprise, regulators and short
reviews ask for beyond it.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User

from escalations.services.activate_matrix import activate_matrix
from escalations.services.draft_matrix import NOTHING_HERE, DraftEntry, DraftRow, create_matrix, draft_version
from sla_admin.sample.items import Brought
from sla_admin.sample.people import COMPLIANCE_OFFICER, VICE_PRESIDENT

Users = Mapping[str, User]

STANDARD, REVIEW = "Standard escalation", "Incident review escalation"

CRITICAL = "Critical"
"""The priority a case gets whose report to the authority is overdue."""


def load_matrices(brought: Brought, users: Users, at: int, actor: str) -> dict[str, int]:
    """Two matrices, each with one active version. Answers matrix name → id of that version."""
    rows = {STANDARD: _standard_rows(users), REVIEW: _review_rows()}
    found: dict[str, int] = {}
    for name, (description, note) in _SAID.items():
        matrix = brought(create_matrix(name, description))
        version = draft_version(matrix, rows[name], note=note)
        activate_matrix(version.pk, actor, at, reason=note)
        found[name] = brought(version).pk
    return found


_SAID = {
    STANDARD: (
        "At half the time the owner, then the team lead, then the manager, at the target who answers for it.",
        "50/75/90/100 as signed off with support operations.",
    ),
    REVIEW: (
        "Three milestones: the owner is warned at 45 minutes, the team lead hears at the target.",
        "A warning at 45 minutes, an escalation to the team lead at one hour.",
    ),
}
"""Description, and the note of the version."""


def _standard_rows(users: Users) -> list[DraftRow]:
    owner, lead, manager = (mail(target) for target in ("owner", "team_lead", "manager"))
    officer = mail("user", users[COMPLIANCE_OFFICER].pk)
    president = mail("user", users[VICE_PRESIDENT].pk)
    usual = {"50": (owner,), "75": (lead, notice("owner")), "90": (manager,), "100": (manager, follow_up())}
    return [
        DraftRow(cells=usual),
        DraftRow(tier="enterprise", priority="P1", cells=usual | {"100": (manager, president, follow_up())}),
        DraftRow(
            tier="enterprise",
            priority="P2",
            cells=usual | {"100": (manager, follow_up(), field("escalated", True))},
        ),
        DraftRow(tier="basic", cells={"50": NOTHING_HERE, "75": (owner,), "90": (lead,), "100": (lead,)}),
        DraftRow(
            tier="enterprise",
            type="compliance_acknowledgment",
            cells={
                "50": NOTHING_HERE,
                "75": (owner, officer),
                "90": (officer, manager),
                "100": (officer, manager),
            },
        ),
        DraftRow(
            tier="enterprise",
            type="critical_device_response",
            cells={"50": (owner, lead), "75": (lead, manager), "90": (manager,), "100": (manager, president)},
        ),
        DraftRow(
            tier="enterprise",
            type="mandatory_reporting",
            cells={
                "50": (owner,),
                "75": (owner, officer),
                "90": (officer, manager),
                "100": (
                    officer,
                    manager,
                    task("user", "File the report with the authority now", users[COMPLIANCE_OFFICER].pk),
                    DraftEntry("field_update", parameters={"field": "priority", "value": CRITICAL}),
                    field("breach_on_record", True),
                ),
            },
        ),
    ]


def _review_rows() -> list[DraftRow]:
    owner, lead, manager = (mail(target) for target in ("owner", "team_lead", "manager"))
    return [DraftRow(cells={"@PT45M": (owner,), "75": (owner,), "100": (lead, manager)})]


def mail(target: str, user: int | None = None) -> DraftEntry:
    """An e-mail to a kind of target, or to a named user."""
    return DraftEntry("email", target=target, user=user)


def field(attribute: str, value: Any) -> DraftEntry:
    """An attribute of the case set to a fixed value, which the ledger keeps with its cause."""
    return DraftEntry("field_update", parameters={"field": f"attributes.{attribute}", "value": value})


def notice(target: str) -> DraftEntry:
    """A notice inside the application."""
    return DraftEntry("notify", target=target)


def task(target: str, subject: str, user: int | None = None) -> DraftEntry:
    """A task that is due after two open hours."""
    return DraftEntry("task", target=target, user=user, parameters={"due": "PT2H", "subject": subject})


def follow_up() -> DraftEntry:
    """What the team lead does about a target that was missed."""
    return task("team_lead", "Decide: reassign, or call {{case.account}}")
