"""Which cell of a matrix answers (domain rules, escalation: the most specific row wins)."""

import pytest

from escalations.matrix.coverage import gaps, shadowed_rows, unreachable_cells
from escalations.matrix.look_up import deliveries, field_updates, look_up
from escalations.matrix.rows import Cell, Entry, Matrix, Moment, Row


def tells(number: int, action: str = "email", **parameters: object) -> Cell:
    return Cell(entries=(Entry(number, action, "owner", parameters=parameters),))


def answered(matrix: Matrix, tier: str, priority: str, type: str, trigger: str = "100") -> list[int]:
    return [entry.id for entry in look_up(matrix, tier, priority, type, trigger)]


EVERY_COMBINATION = Matrix(
    version=1,
    rows=(
        Row("", "", "", {"100": tells(1)}),
        Row("", "P1", "", {"100": tells(2)}),
        Row("", "", "response", {"100": tells(3)}),
        Row("", "P1", "response", {"100": tells(4)}),
        Row("gold", "", "", {"100": tells(5)}),
        Row("gold", "P1", "", {"100": tells(6)}),
        Row("gold", "", "response", {"100": tells(7)}),
        Row("gold", "P1", "response", {"100": tells(8)}),
    ),
)


def without(matrix: Matrix, *numbers: int) -> Matrix:
    return Matrix(1, tuple(row for row in matrix.rows if row.cells["100"].entries[0].id not in numbers))


def test_a_named_tier_comes_before_a_named_type_before_a_named_priority() -> None:
    order = []
    left = EVERY_COMBINATION
    for _ in range(8):
        [winner] = answered(left, "gold", "P1", "response")
        order.append(winner)
        left = without(left, winner)
    assert order == [8, 7, 6, 5, 4, 3, 2, 1]


def test_the_order_of_the_rows_decides_nothing() -> None:
    backwards = Matrix(1, tuple(reversed(EVERY_COMBINATION.rows)))
    assert answered(backwards, "gold", "P1", "response") == [8]


@pytest.mark.parametrize(
    ("tier", "priority", "type", "entry"),
    [
        ("gold", "P2", "response", 7),
        ("gold", "P1", "resolution", 6),
        ("gold", "P2", "resolution", 5),
        ("silver", "P1", "response", 4),
        ("silver", "P2", "response", 3),
        ("silver", "P1", "resolution", 2),
        ("silver", "P2", "resolution", 1),
        ("", "", "", 1),
    ],
)
def test_each_clock_finds_its_row(tier: str, priority: str, type: str, entry: int) -> None:
    assert answered(EVERY_COMBINATION, tier, priority, type) == [entry]


def test_priorities_are_compared_without_regard_to_case() -> None:
    assert answered(EVERY_COMBINATION, "gold", "p1", "response") == [8]


def test_a_specific_row_that_is_silent_about_a_trigger_does_not_mute_the_others() -> None:
    matrix = Matrix(1, (Row(cells={"75": tells(1), "100": tells(2)}), Row("gold", cells={"100": tells(3)})))
    assert answered(matrix, "gold", "P1", "response", "75") == [1]
    assert answered(matrix, "gold", "P1", "response", "100") == [3]


def test_a_cell_marked_nothing_mutes_on_purpose() -> None:
    matrix = Matrix(1, (Row(cells={"100": tells(1)}), Row("gold", cells={"100": Cell(nothing=True)})))
    assert answered(matrix, "gold", "P1", "response") == []
    assert answered(matrix, "silver", "P1", "response") == [1]


def test_entries_of_a_cell_keep_their_order_and_part_into_fold_and_outbox() -> None:
    cell = Cell(
        entries=(
            Entry(3, "email", "owner"),
            Entry(1, "field_update", parameters={"field": "priority", "value": "P1"}),
            Entry(2, "email", "manager"),
            Entry(9, "field_update", parameters={"field": "attributes.escalated", "value": True}),
        )
    )
    matrix = Matrix(1, (Row(cells={"100": cell}),))
    assert answered(matrix, "", "", "") == [3, 1, 2, 9]
    assert list(field_updates(matrix, "", "", "", "100")) == [
        ("priority", "P1"),
        ("attributes.escalated", True),
    ]
    assert [entry.id for entry in deliveries(matrix, "", "", "", "100")] == [3, 2]


def test_a_gap_is_a_moment_nobody_answers_and_nobody_chose() -> None:
    matrix = Matrix(1, (Row("gold", cells={"100": tells(1), "75": Cell(nothing=True), "90": Cell()}),))
    moments = [Moment("gold", "P1", "response", trigger) for trigger in ("75", "90", "100")]
    assert gaps(matrix, moments) == [Moment("gold", "P1", "response", "90")]


def test_a_row_is_shadowed_when_more_specific_ones_always_speak_first() -> None:
    general = Row("gold", cells={"100": tells(1)})
    matrix = Matrix(
        1, (general, Row("gold", "P1", cells={"100": tells(2)}), Row("gold", "P2", cells={"100": tells(3)}))
    )
    known = [Moment("gold", priority, "response", "100") for priority in ("P1", "P2")]
    assert shadowed_rows(matrix, known) == [general]
    assert shadowed_rows(matrix, [*known, Moment("gold", "P3", "response", "100")]) == []


def test_a_cell_is_unreachable_when_no_clock_has_its_trigger() -> None:
    row = Row("gold", cells={"100": tells(1), "+PT1H": tells(2)})
    matrix = Matrix(1, (row,))
    assert unreachable_cells(matrix, [Moment("gold", "P1", "response", "100")]) == [(row, "+PT1H")]
