"""An imaginary case and everybody who would hear of it: when, how, and who that is as things stand now.

Read-only: it runs in a transaction that the database keeps from writing.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from escalations.actions.registry import action_of, reach_of
from escalations.engine.pinned import PinnedMatrices, Sending
from escalations.matrix.rows import Matrix
from escalations.models import CellEntry, MatrixVersion
from escalations.selectors.matrices import matrix_of
from escalations.selectors.recipient_names import recipient_names
from escalations.selectors.targets import People, Recipient, Wanted
from milestones.clock.fact import COMPLETED, OF_TRIGGERS, Fact
from milestones.clock.lived import Moment
from milestones.engine.plan import PinnedPlan
from milestones.models import Queue
from milestones.services.case_request import CaseRequest
from milestones.services.imagine import Imagined, imagine
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.read_only import reading_only


class Telling(NamedTuple):
    """One entry of the matrix carried out: what, to whom. `fell_back` says that nobody held the place meant;
    nobody in `names` means that it would reach nobody at all."""

    action: str
    what: str
    target: str
    names: tuple[str, ...]
    fell_back: str


class Step(NamedTuple):
    """A fact and what follows from it."""

    fact: Fact
    told: tuple[Telling, ...]


class Simulated(NamedTuple):
    """The case played through, and each of its facts with who hears of it."""

    imagined: Imagined
    steps: list[Step]


class DraftPlan(PinnedPlan):
    """Pinned configuration, drafts of versions and matrices included."""

    def __init__(self) -> None:
        super().__init__()
        self.matrices = PinnedMatrices(_matrix)

    def field_updates(
        self, version: int, tier: str, priority: str, type: str, trigger: str
    ) -> Sequence[tuple[str, Any]]:
        answer = self.matrices.answer(self.matrix_version(version), tier, priority, type, trigger)
        return answer.field_updates

    def sendings(self, fact: Fact) -> Sequence[Sending]:
        """The entries of the matrix that answer a fact, by its version, tier and priority at that moment."""
        if fact.kind not in OF_TRIGGERS and fact.kind != COMPLETED:
            return ()
        data = fact.data
        matrix = self.matrix_version(data.get("version"))
        return self.matrices.answer(
            matrix, data.get("tier", ""), data.get("priority", ""), fact.type, fact.trigger
        ).sendings


def simulate(
    told: Sequence[CaseRequest], *, at: int, until: int | None = None, version: int | None = None
) -> Simulated:
    """Play the case and find out who would be told; `at` is now (µs). Writes nothing, whatever happens.

    Raises InvalidInput naming each wrong field.
    """
    plan = DraftPlan()
    with reading_only():
        imagined = imagine(told, at=at, until=until, version=version, plan=plan)
        steps = _told(plan, imagined.moments)
    return Simulated(imagined, steps)


def _matrix(version: int) -> Matrix:
    """That matrix version, draft or not. Raises InvalidInput where a draft names one that is not there."""
    try:
        return matrix_of(version)
    except MatrixVersion.DoesNotExist as error:
        reason = f"It names matrix version {version}, which does not exist."
        raise InvalidInput.of("version", reason) from error


def entries_answering(plan: DraftPlan, facts: Sequence[Fact]) -> tuple[list[list[int]], dict[int, CellEntry]]:
    """The entries of the matrix that answer each fact, by number and in the order of their cell; and those
    entries, read at once with whom they name.
    """
    answers = [[sending.entry for sending in plan.sendings(fact)] for fact in facts]
    entries = CellEntry.objects.select_related("user", "queue", "endpoint").in_bulk(
        {number for each in answers for number in each}
    )
    return answers, entries


def _told(plan: DraftPlan, moments: Sequence[Moment]) -> list[Step]:
    answers, entries = entries_answering(plan, [each.fact for each in moments])
    queues = dict(
        Queue.objects.filter(key__in={each.queue for each in moments if each.queue}).values_list("key", "pk")
    )
    wanted = [
        [wanted_of(-place - 1, entries[number]) for number in answer] for place, answer in enumerate(answers)
    ]
    people = People(
        [each for row in wanted for each in row],
        imagined={
            -place - 1: (each.owner, queues.get(each.queue) if each.queue else None)
            for place, each in enumerate(moments)
        },
    )
    found = [[people.resolve(each) for each in row] for row in wanted]
    names = recipient_names(
        {(recipient.address, recipient.user) for row in found for each in row for recipient in each}
    )
    return [
        Step(
            moment.fact,
            tuple(
                _telling(entries[number], recipients, names)
                for number, recipients in zip(answer, row, strict=True)
            ),
        )
        for moment, answer, row in zip(moments, answers, found, strict=True)
    ]


def wanted_of(case: int, entry: CellEntry) -> Wanted:
    """Whom an entry means, for a case of that number."""
    return Wanted(
        case,
        entry.target,
        entry.user_id,
        entry.queue_id,
        entry.address,
        reach_of(entry.action),
        entry.endpoint_id,
    )


def _telling(entry: CellEntry, recipients: Sequence[Recipient], names: dict[str, str]) -> Telling:
    elsewhere = {each.found_as for each in recipients if each.found_as != entry.target}
    return Telling(
        action=entry.action,
        what=action_of(entry.action).describe(entry.parameters),
        target=str(entry.get_target_display()),
        names=tuple(names.get(each.address, each.address) for each in recipients),
        fell_back=", ".join(sorted(place.replace("_", " ") for place in elsewhere)),
    )
