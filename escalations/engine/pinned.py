"""Answers of pinned matrix versions, remembered: they never change, and every trigger asks."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from escalations.matrix.look_up import deliveries, field_updates
from escalations.matrix.rows import Entry, Matrix
from escalations.models.cell_entry import TargetKind
from escalations.selectors.matrices import pinned_matrix

_REMEMBERED_ANSWERS = 50_000
"""Priorities are free text, so that the number of different questions has no bound of its own."""


class Sending(NamedTuple):
    """What the outbox needs to know of an entry."""

    entry: int
    action: str
    target: str
    endpoint: int | None = None


class Answer(NamedTuple):
    """What happens at one moment: fixed field updates for the fold, entries for the outbox."""

    field_updates: Sequence[tuple[str, Any]]
    sendings: Sequence[Sending]


SILENCE = Answer((), ())


class PinnedMatrices:
    """Every matrix version this process was asked about, and every answer it gave."""

    def __init__(self, load: Callable[[int], Matrix] = pinned_matrix) -> None:
        self._load = load
        self._matrices: dict[int, Matrix] = {}
        self._answers: dict[tuple[int, str, str, str, str], Answer] = {}

    def answer(self, version: int | None, tier: str, priority: str, type: str, trigger: str) -> Answer:
        """What that version says about the moment; without a version, nothing.

        Raises LookupError when the version is a draft or does not exist.
        """
        if version is None:
            return SILENCE
        question = (version, tier, priority, type, trigger)
        known = self._answers.get(question)
        if known is None:
            known = self._look_up(*question)
            if len(self._answers) >= _REMEMBERED_ANSWERS:
                self._answers.clear()
            self._answers[question] = known
        return known

    def _look_up(self, version: int, tier: str, priority: str, type: str, trigger: str) -> Answer:
        matrix = self._matrices.get(version)
        if matrix is None:
            matrix = self._matrices[version] = self._load(version)
        return Answer(
            tuple(field_updates(matrix, tier, priority, type, trigger)),
            tuple(
                Sending(entry.id, entry.action, entry.target, _endpoint(entry))
                for entry in deliveries(matrix, tier, priority, type, trigger)
            ),
        )


def _endpoint(entry: Entry) -> int | None:
    return int(entry.reference) if entry.target == TargetKind.ENDPOINT else None
