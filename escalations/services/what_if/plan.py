"""What the fold reads while a version is tried: pinned configuration, and that version as it was started."""

from entitlements.process.compiled import compile_process
from entitlements.process.definition import Process
from escalations.services.simulate import DraftPlan


class TriedPlan(DraftPlan):
    """As it is pinned, drafts included; the version that is tried as its what-if keeps it."""

    def __init__(self, tried: Process) -> None:
        super().__init__()
        self._processes[tried.version] = compile_process(tried)
