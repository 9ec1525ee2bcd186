"""Names, once per process, which part answers at each seam between the apps."""

from importlib.util import find_spec

from milestones.engine import consequences
from sla_admin.celery import app as celery_app


def wire() -> None:
    """Let escalation hear of every fact within its transaction and check the matrix that a process version
    pins, let published hours reach running clocks, and let tasks find their broker.
    """
    from entitlements.services import hours_in_use
    from milestones.services.hours_adoption import ClocksOnHours

    celery_app.set_default()
    hours_in_use.install(ClocksOnHours())
    if find_spec("escalations.engine.planner") is None:
        return
    from entitlements.services.check_version import install_check
    from escalations.engine.planner import MatrixConsequences
    from escalations.services.check_pinned_matrix import check_pinned_matrix

    consequences.install(MatrixConsequences())
    install_check("pinned matrix", check_pinned_matrix)
