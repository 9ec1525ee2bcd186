"""A kind of run to try the mechanism with: it writes notes, and can be told to fail."""

from typing import Any

import pytest

from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models import RequestCount
from sla_admin.shared.runs import ItemReport, RunInHand, RunKind, Start, Step, install_kind
from sla_admin.shared.runs import kind as kinds


class Counting(RunKind):
    """Writes one row for each number from 1 to `upto`, so many a step: a step done twice would collide."""

    name = "test counting"
    word = "Counting"
    a_step = 2

    def __init__(self) -> None:
        self.breaks_at: int | None = None
        self.before_step: Any = None

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if parameters.get("upto", 0) < 0:
            raise InvalidInput.of("upto", "is less than nothing.")
        return {"upto": parameters["upto"], "subject": parameters.get("subject", "")}

    def title(self, parameters: dict[str, Any]) -> str:
        return f"Count to {parameters['upto']}"

    def subject(self, parameters: dict[str, Any]) -> str:
        return str(parameters["subject"])

    def count(self, parameters: dict[str, Any], at: int) -> int:
        return int(parameters["upto"])

    def step(self, run: RunInHand, at: int) -> Step:
        if self.before_step is not None:
            self.before_step(run)
        first = run.cursor or 1
        last = min(first + self.a_step - 1, run.parameters["upto"])
        items = []
        for number in range(first, last + 1):
            RequestCount.objects.create(subject=f"{run.id}:{number}", minute=number, requests=1)
            if number == self.breaks_at:
                raise RuntimeError("it broke")
            odd = number == 13
            items.append(
                ItemReport(
                    f"number {number}",
                    "failed" if odd else "counted",
                    sentence="Thirteen is never counted." if odd else "",
                    reference=number,
                    is_failure=odd,
                )
            )
        is_last = last >= run.parameters["upto"]
        return Step(len(items), None if is_last else last + 1, items, result={"highest": last})

    def may_undo(self, run: RunInHand) -> bool:
        return True

    def undo(self, run: RunInHand) -> Start | None:
        return Start("test uncounting", {"of": run.id, "upto": run.done})


class CountingInLanes(Counting):
    """The same by two workers at once: odd numbers in one lane, even ones in the other; one a step."""

    name = "test counting in lanes"
    lanes = 2

    def step(self, run: RunInHand, at: int) -> Step:
        if self.before_step is not None:
            self.before_step(run)
        number = run.cursor or run.lane + 1
        RequestCount.objects.create(subject=f"{run.id}:{number}", minute=number, requests=1)
        following = number + 2 if number + 2 <= run.parameters["upto"] else None
        return Step(1, following, tally={"counted": 1}, adds={"sum": number})


class Uncounting(RunKind):
    """Takes the notes back."""

    name = "test uncounting"
    word = "Uncounting"

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        return parameters

    def title(self, parameters: dict[str, Any]) -> str:
        return f"Take back {parameters['upto']}"

    def count(self, parameters: dict[str, Any], at: int) -> int:
        return int(parameters["upto"])

    def step(self, run: RunInHand, at: int) -> Step:
        gone, _ = RequestCount.objects.filter(subject__startswith=f"{run.parameters['of']}:").delete()
        return Step(gone, None, tally={"taken back": gone})


def install_counting_in_lanes() -> CountingInLanes:
    """Let this process know that kind too."""
    made = CountingInLanes()
    install_kind(made)
    return made


def install_counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Let this process know both kinds until the test ends."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds.installed_kinds()))
    made = Counting()
    install_kind(made)
    install_kind(Uncounting())
    return made
