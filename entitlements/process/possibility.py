"""Whether criteria can hold at all, found by trying: one case for every way the conditions can turn out.

For each field the conditions tell only so many values apart: those they name, one between and beyond each,
one that none of them names, and none at all. Trying every combination of these decides the question. Where
there are too many combinations nothing is claimed, so an answer of "never" is always true.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations, pairwise, product
from typing import Any, NamedTuple

from entitlements.process.criteria import compile_criteria, signal_of
from entitlements.process.criteria_problems import STATUS_FIELDS
from entitlements.process.definition import CriteriaTree, StatusClasses
from entitlements.process.operators import instant_of, is_number

MOST_CASES = 20_000
_MOST_PARTS = 5
_OTHER = "\x00"
_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


class Moment(NamedTuple):
    """A case's fields and the signals of one event."""

    fields: Mapping[str, Any]
    signals: Collection[str]


def can_hold(
    trees: Sequence[CriteriaTree],
    statuses: StatusClasses,
    *,
    fixed: Mapping[str, Any] | None = None,
    never: Collection[str] = (),
) -> bool:
    """Whether some case, at some event, satisfies all of `trees`; True also where that is too much to try.

    `fixed` are fields with a given value; `never` are signals that can not occur.
    """
    compiled = [compile_criteria(tree, statuses) for tree in trees]
    moments = _moments(trees, statuses, fixed or {}, never)
    if moments is None:
        return True
    return any(all(each.holds(*moment) for each in compiled) for moment in moments)


def implies(
    trees: Sequence[CriteriaTree],
    pause: CriteriaTree,
    statuses: StatusClasses,
    *,
    never: Collection[str] = (),
) -> bool:
    """Whether `pause`, by fields alone, holds whenever `trees` do; False where that is too much to try."""
    premises = [compile_criteria(tree, statuses) for tree in trees]
    conclusion = compile_criteria(pause, statuses)
    moments = _moments([*trees, pause], statuses, {}, never)
    if moments is None:
        return False
    reached = False
    for moment in moments:
        if all(each.holds(*moment) for each in premises):
            reached = True
            if not conclusion.holds(moment.fields, ()):
                return False
    return reached


def _moments(
    trees: Iterable[CriteriaTree],
    statuses: StatusClasses,
    fixed: Mapping[str, Any],
    never: Collection[str],
) -> Iterator[Moment] | None:
    atoms = [atom for tree in trees for atom in _atoms(tree)]
    conditions: dict[str, list[tuple[str, Any]]] = {}
    for atom in atoms:
        if "field" in atom:
            name, op, value = atom["field"], atom["op"], atom.get("value")
            if name in STATUS_FIELDS:
                named = [*statuses.closed, *statuses.stopped, *statuses.spam]
                name, op, value = "status", "in", named
            conditions.setdefault(name, []).append((op, value))
    signals = sorted(
        {signal_of(atom["event"], atom.get("type", "")) for atom in atoms if "event" in atom} - set(never)
    )
    values: list[Sequence[Any]] = []
    count = 2 ** min(len(signals), 32)
    for name, of_field in conditions.items():
        tried = [fixed[name]] if name in fixed else _values(of_field)
        if tried is None:
            return None
        values.append(tried)
        count *= len(tried)
    if count > MOST_CASES:
        return None
    names = list(conditions)
    return (
        Moment({**fixed, **dict(zip(names, chosen, strict=True))}, happened)
        for chosen in product(*values)
        for happened in _subsets(signals)
    )


def _atoms(tree: CriteriaTree) -> Iterator[CriteriaTree]:
    for group in ("all", "any"):
        for member in tree.get(group, ()):
            yield from _atoms(member)
    if "not" in tree:
        yield from _atoms(tree["not"])
    elif "field" in tree or "event" in tree:
        yield tree


def _values(conditions: Sequence[tuple[str, Any]]) -> list[Any] | None:
    """A value for every way the conditions on one field can turn out; None: too many."""
    named: list[Any] = []
    parts: list[Any] = []
    prefixes: list[str] = [""]
    for op, value in conditions:
        if op == "contains":
            parts.append(value)
        elif op == "starts_with":
            prefixes.append(value)
        elif value is not None:
            named.extend(value if isinstance(value, list | tuple) else [value])
    if len(parts) > _MOST_PARTS:
        return None
    values: list[Any] = [None, _OTHER, *named]
    values += _around_numbers([each for each in named if is_number(each)])
    values += _around_instants([instant for each in named if (instant := instant_of(each)) is not None])
    if any(isinstance(each, bool) for each in named):
        values += [True, False]
    for chosen in _subsets(parts):
        texts = [part for part in chosen if isinstance(part, str)]
        values += [_OTHER.join([prefix, *texts, ""]) for prefix in prefixes]
        if parts:
            values.append([*chosen, _OTHER])
    return _distinct(values)


def _around_numbers(numbers: Sequence[float]) -> list[float]:
    if not numbers:
        return []
    ordered = sorted(numbers)
    between = [(low + high) / 2 for low, high in pairwise(ordered)]
    return [ordered[0] - 1, *between, ordered[-1] + 1]


def _around_instants(instants: Sequence[datetime]) -> list[str]:
    if not instants:
        return []
    ordered = sorted(instants)
    between = [low + (high - low) / 2 for low, high in pairwise(ordered)]
    return [instant.isoformat() for instant in (_FIRST, *between, _LAST)]


def _subsets(items: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    for size in range(len(items) + 1):
        yield from combinations(items, size)


def _distinct(values: Iterable[Any]) -> list[Any]:
    distinct: dict[str, Any] = {}
    for value in values:
        distinct.setdefault(repr(value), value)
    return list(distinct.values())
