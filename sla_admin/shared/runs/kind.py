"""What a kind of background run offers, and the kinds that this process knows."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models.background_run import BackgroundRun
from sla_admin.shared.runs.lanes import cursor_of

Parameters = dict[str, Any]


class ItemReport(NamedTuple):
    """What became of one item. `outcome` is a word that is counted; a failure needs its `sentence`."""

    item: str
    outcome: str
    sentence: str = ""
    reference: int | None = None
    is_failure: bool = False


class RunInHand(NamedTuple):
    """A run as its kind sees it. `cursor` is what the step before answered, None at the first; of a kind with
    several lanes, the step before in the same `lane` (from 0).
    """

    id: int
    parameters: Parameters
    actor: str
    reason: str
    cursor: Any
    done: int
    total: int
    result: Mapping[str, Any]
    created_at: int
    """µs since 1970, UTC."""
    lane: int = 0


class Step(NamedTuple):
    """What one step did. `done` is how many items it dealt with; `cursor` where the next one begins, None
    when nothing is left. `tally` counts items by outcome where they are not all in `items`. `result`, when
    given, replaces what the run has found out so far; `adds` are numbers that are added to those it has.
    `total` corrects the number of items there are.
    """

    done: int
    cursor: Any
    items: Sequence[ItemReport] = ()
    tally: Mapping[str, int] | None = None
    result: Mapping[str, Any] | None = None
    total: int | None = None
    adds: Mapping[str, int] | None = None


class Start(NamedTuple):
    """A run to be."""

    kind: str
    parameters: Parameters


class RunKind(Protocol):
    """One kind of work, subclassed explicitly. `name` is stored and never changes; `word` names it in lists.
    `lanes` is how many workers may have a run of it in hand at once, each a lane of its own: a kind with
    several tells by `run.lane` which items are meant, and answers `adds` rather than `result`.

    A step runs inside a transaction that also keeps its progress: what it did and where the next one begins
    are committed together or not at all, so that it has its effect exactly once whoever is killed when. It
    should take a second or less, and sends nothing out of the database itself. Whatever it raises but an
    unreachable database fails the run with that reason; the step has then done nothing, and *Go on* tries it
    again. One item that cannot be done is not raised but reported as a failure.
    """

    name: str
    word: str
    lanes: int = 1

    def validate(self, parameters: Parameters) -> Parameters:
        """The parameters as they are kept. Raises InvalidInput, Conflict or NotFound: then nothing starts."""
        raise NotImplementedError

    def title(self, parameters: Parameters) -> str:
        """What is done, in words: `Move 86 cases to Enterprise support v4`."""
        raise NotImplementedError

    def subject(self, parameters: Parameters) -> str:
        """What only one open run of this kind may work on; blank: any number may."""
        return ""

    def count(self, parameters: Parameters, at: int) -> int:
        """How many items there are."""
        raise NotImplementedError

    def step(self, run: RunInHand, at: int) -> Step:
        """Do the next stretch of work at `at` (the database's time, µs)."""
        raise NotImplementedError

    def undo(self, run: RunInHand) -> Start | None:
        """The run that takes this one back, as far as it got; None: it cannot be taken back."""
        return None

    def address(self, run: RunInHand) -> str:
        """The page of what the run is about; blank: none."""
        return ""

    def address_of_item(self, reference: int) -> str:
        """The page of an item; blank: none."""
        return ""

    def findings(self, run: RunInHand) -> Sequence[tuple[str, int]]:
        """Numbers of its result that people want to see beside the tally, each with its words."""
        return ()

    def may_undo(self, run: RunInHand) -> bool:
        """Whether undoing is offered at all: cheap, for lists."""
        return False


_kinds: dict[str, RunKind] = {}


def install_kind(kind: RunKind) -> None:
    """Let this process do runs of that kind. Called at start; the same name again replaces the former."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> RunKind:
    """The kind of that name. Raises InvalidInput where this release has none."""
    try:
        return _kinds[name]
    except KeyError:
        raise InvalidInput.of("kind", f"There is no kind of run named {name!r}.") from None


def installed_kinds() -> dict[str, RunKind]:
    """The kinds by name."""
    return dict(_kinds)


def in_hand(run: BackgroundRun, lane: int = 0) -> RunInHand:
    """The run as its kind sees it."""
    kind = _kinds.get(run.kind)
    return RunInHand(
        id=run.pk,
        parameters=run.parameters,
        actor=run.actor,
        reason=run.reason,
        cursor=cursor_of(run.cursor, lane, 1 if kind is None else kind.lanes),
        done=run.done,
        total=run.total,
        result=run.result,
        created_at=as_instant(run.created_at),
        lane=lane,
    )
