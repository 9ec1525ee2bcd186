"""Loading and removing the sample as background runs, for the page."""

from django.urls import reverse

from sla_admin.sample.load import is_loaded, refuse_data, tell_cases
from sla_admin.sample.remove import remove_sample
from sla_admin.sample.world import load_world
from sla_admin.shared.errors import Conflict
from sla_admin.shared.runs.kind import ItemReport, Parameters, RunInHand, RunKind, Step

LOAD, REMOVE = "load the sample", "remove the sample"


class LoadSample(RunKind):
    """Promises in one step, committed before any case comes; then all cases in another.

    That one takes some seconds: it is one transaction, so that no worker meets half a history.
    """

    name = LOAD
    word = "Loading sample data"

    def validate(self, parameters: Parameters) -> Parameters:
        refuse_data()
        return {}

    def title(self, parameters: Parameters) -> str:
        return "Load the sample data"

    def subject(self, parameters: Parameters) -> str:
        return "sample"

    def count(self, parameters: Parameters, at: int) -> int:
        return 2

    def step(self, run: RunInHand, at: int) -> Step:
        if run.cursor is None:
            refuse_data()
            load_world(at)
            item = ItemReport("people and promises", "loaded")
            return Step(1, "cases", [item])
        cases = tell_cases(at)
        return Step(1, None, [ItemReport(f"{cases} cases", "loaded")])

    def address(self, run: RunInHand) -> str:
        return reverse("setup-sample")


class RemoveSample(RunKind):
    """All of it in one step: everything that is the sample's goes, or nothing."""

    name = REMOVE
    word = "Removing sample data"

    def validate(self, parameters: Parameters) -> Parameters:
        if not is_loaded():
            raise Conflict("There is no sample data.")
        return {}

    def title(self, parameters: Parameters) -> str:
        return "Remove the sample data"

    def subject(self, parameters: Parameters) -> str:
        return "sample"

    def count(self, parameters: Parameters, at: int) -> int:
        return 1

    def step(self, run: RunInHand, at: int) -> Step:
        removal = remove_sample(run.actor)
        gone = [ItemReport(f"{number} {kind}", "removed") for kind, number in removal.going.items()]
        kept = [
            ItemReport(each.what[:200], "kept", f"{each.because} stands on it.", is_failure=False)
            for each in removal.kept
        ]
        return Step(1, None, [*gone, *kept])

    def address(self, run: RunInHand) -> str:
        return reverse("setup-sample")
