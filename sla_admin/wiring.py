"""Names, once per process, which part answers at each seam between the apps."""

from importlib.util import find_spec

from milestones.engine import consequences


def wire() -> None:
    """Let escalation hear of every fact, inside the transaction that records it."""
    if find_spec("escalations.engine.planner") is None:
        return
    from escalations.engine.planner import MatrixConsequences

    consequences.install(MatrixConsequences())
