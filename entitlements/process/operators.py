"""The operators of criteria: what each compares, what value it takes, how it reads in English.

One table, so that compiling, validating and describing can never disagree. Rules that hold for all:
texts are compared without regard to case; a field that is missing, None, an empty text or an empty list is
*not set*; unlike types never compare as equal, greater or less (so `not_equals` and `not_in`, which are plain
negations, hold for them and for fields not set). Nothing here raises on a field's value, whatever it is.
"""

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

Test = Callable[[Any], bool]


class Operator(NamedTuple):
    """One operator: `wrong_value` says what is wrong with a value in criteria, or None; `phrase` takes it."""

    test: Callable[[Any], Test]
    wrong_value: Callable[[Any], str | None]
    phrase: str


def is_set(value: Any) -> bool:
    """Whether a case's field has a value at all."""
    return value is not None and value not in ("", [], ())


def is_number(value: Any) -> bool:
    """True and False are no numbers here."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def comparable(value: Any) -> tuple[str, Any]:
    """The value with the name of its kind: two values are equal when these are."""
    if isinstance(value, str):
        return ("text", value.casefold())
    if isinstance(value, bool):
        return ("yes or no", value)
    if is_number(value):
        return ("number", value)
    return ("other", id(value))


def instant_of(value: Any) -> datetime | None:
    """An ISO 8601 date or instant; without an offset it is UTC, a date is its midnight. None for all else."""
    if not isinstance(value, str):
        return None
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def _equals(wanted: Any) -> Test:
    if isinstance(wanted, str):
        text = wanted.casefold()
        return lambda value: isinstance(value, str) and value.casefold() == text
    if isinstance(wanted, bool):
        return lambda value: value is wanted
    return lambda value: is_number(value) and value == wanted


def _is_in(wanted: Sequence[Any]) -> Test:
    kinds = frozenset(comparable(each) for each in wanted)
    texts = frozenset(text for kind, text in kinds if kind == "text")

    def test(value: Any) -> bool:
        return value.casefold() in texts if isinstance(value, str) else comparable(value) in kinds

    return test


def _contains(wanted: Any) -> Test:
    equals = _equals(wanted)
    text = wanted.casefold() if isinstance(wanted, str) else None

    def test(value: Any) -> bool:
        if isinstance(value, list | tuple):
            return any(map(equals, value))
        return text is not None and isinstance(value, str) and text in value.casefold()

    return test


def _starts_with(wanted: str) -> Test:
    text = wanted.casefold()
    return lambda value: isinstance(value, str) and value.casefold().startswith(text)


def _greater_than(wanted: Any) -> Test:
    if is_number(wanted):
        return lambda value: is_number(value) and value > wanted
    bound = instant_of(wanted)
    return lambda value: bound is not None and (instant := instant_of(value)) is not None and instant > bound


def _less_than(wanted: Any) -> Test:
    if is_number(wanted):
        return lambda value: is_number(value) and value < wanted
    bound = instant_of(wanted)
    return lambda value: bound is not None and (instant := instant_of(value)) is not None and instant < bound


def _negation(test: Callable[[Any], Test]) -> Callable[[Any], Test]:
    def negated(wanted: Any) -> Test:
        positive = test(wanted)
        return lambda value: not positive(value)

    return negated


def _is_scalar(value: Any) -> bool:
    return (isinstance(value, str) and value != "") or isinstance(value, bool) or is_finite_number(value)


def is_finite_number(value: Any) -> bool:
    """A number that JSON and PostgreSQL can hold."""
    return is_number(value) and math.isfinite(value)


def _no_scalar(value: Any) -> str | None:
    return None if _is_scalar(value) else "needs a text, a number, true or false as its value"


def _no_list(value: Any) -> str | None:
    if not isinstance(value, list | tuple) or not value:
        return "needs a list with at least one value"
    if len(value) > 200:
        return f"has {len(value)} values; at most 200 are allowed"
    return None if all(map(_is_scalar, value)) else "needs a list of texts, numbers, true or false"


def _no_text(value: Any) -> str | None:
    return None if isinstance(value, str) and value else "needs a text as its value"


def _no_bound(value: Any) -> str | None:
    if is_finite_number(value) or instant_of(value) is not None:
        return None
    return "needs a number or an ISO 8601 date or instant as its value"


def _no_value(value: Any) -> str | None:
    return None if value is None else "takes no value"


OPERATORS: dict[str, Operator] = {
    "equals": Operator(_equals, _no_scalar, "is {}"),
    "not_equals": Operator(_negation(_equals), _no_scalar, "is not {}"),
    "in": Operator(_is_in, _no_list, "is one of {}"),
    "not_in": Operator(_negation(_is_in), _no_list, "is none of {}"),
    "contains": Operator(_contains, _no_scalar, "contains {}"),
    "starts_with": Operator(_starts_with, _no_text, "starts with {}"),
    "greater_than": Operator(_greater_than, _no_bound, "is greater than {}"),
    "less_than": Operator(_less_than, _no_bound, "is less than {}"),
    "is_set": Operator(lambda _wanted: is_set, _no_value, "is set"),
    "is_not_set": Operator(_negation(lambda _wanted: is_set), _no_value, "is not set"),
}
