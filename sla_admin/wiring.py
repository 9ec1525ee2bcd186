"""Names, once per process, which part answers at each seam between the apps."""

from importlib.util import find_spec

from milestones.engine import consequences
from sla_admin.celery import app as celery_app


def wire() -> None:
    """Let escalation hear of every fact within its transaction, and let tasks find their broker."""
    celery_app.set_default()
    if find_spec("escalations.engine.planner") is None:
        return
    from escalations.engine.planner import MatrixConsequences

    consequences.install(MatrixConsequences())
