"""What a matrix leaves unanswered, and what in it can never answer.

All of it is judged against the moments that can happen: the triggers of the milestones of every process
version that the matrix serves, for every tier and priority.
"""

from collections.abc import Iterable

from escalations.matrix.look_up import answering_row
from escalations.matrix.rows import Matrix, Moment, Row


def gaps(matrix: Matrix, moments: Iterable[Moment]) -> list[Moment]:
    """Moments at which no row has an answer: nobody is told, and nobody chose that."""
    return [
        moment
        for moment in moments
        if answering_row(matrix, moment.tier, moment.priority, moment.type, moment.trigger) is None
    ]


def shadowed_rows(matrix: Matrix, moments: Iterable[Moment]) -> list[Row]:
    """Rows that match some moment they have an answer for, and never win: others always speak before them."""
    wanted: set[int] = set()
    winning: set[int] = set()
    for moment in moments:
        winner = answering_row(matrix, moment.tier, moment.priority, moment.type, moment.trigger)
        for number, row in enumerate(matrix.rows):
            cell = row.cells.get(moment.trigger)
            if cell is None or not cell.answers or not row.matches(moment.tier, moment.priority, moment.type):
                continue
            wanted.add(number)
            if row is winner:
                winning.add(number)
    return [matrix.rows[number] for number in sorted(wanted - winning)]


def unreachable_cells(matrix: Matrix, moments: Iterable[Moment]) -> list[tuple[Row, str]]:
    """Cells with an answer (row, trigger key) that matches no moment:

    the process knows no such trigger there.
    """
    known = list(moments)
    return [
        (row, trigger)
        for row in matrix.rows
        for trigger, cell in row.cells.items()
        if cell.answers
        and not any(
            trigger == moment.trigger and row.matches(moment.tier, moment.priority, moment.type)
            for moment in known
        )
    ]
