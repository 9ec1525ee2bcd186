"""Reads a board: a handful of statements, as many for ten cases as for a hundred thousand."""

from collections import defaultdict

from milestones.selectors.board.counts import Totals, due_of, gaps_of, loads_of, slots_of, tally
from milestones.selectors.board.hours import Key, hours_of
from milestones.selectors.board.past import Past
from milestones.selectors.board.picture import Lane, Picture
from milestones.selectors.board.question import BoardQuestion
from milestones.selectors.board.rows import MORE_ROWS, ROWS, Calendars, row_of, rows_of, urgency
from milestones.selectors.board.scope import Scope, scope_of
from milestones.selectors.board.wanted import Wanted, days_of, wanted_of


def draw(question: BoardQuestion, at: int, past: Past) -> Picture:
    """The board as it stands at `at` (µs), with `past` for what cannot be seen from open cases."""
    scope = scope_of(question, at)
    days = days_of(scope)
    wanted = wanted_of(question, scope, days)
    lane_of = {queue: head for head in scope.heads for queue in head.queues}
    totals = Totals()
    by_lane: defaultdict[str, Totals] = defaultdict(Totals)
    by_owner: defaultdict[int | None, Totals] = defaultdict(Totals)
    for queue, owner, word, total, gaps, next_at in tally(wanted):
        for each in (totals, by_lane[lane_of[queue].key], by_owner[owner]):
            each.add(word, total, gaps, next_at)
    for queue, owner, due in due_of(days, wanted):
        for each in (totals, by_lane[lane_of[queue].key], by_owner[owner]):
            each.due += due
    lanes, used = _lanes(question, scope, wanted, by_lane, at)
    return Picture(
        at=at,
        title=scope.title,
        total=totals.total,
        counts=dict(totals.counts),
        due=totals.due,
        gaps_total=totals.gaps,
        lanes=lanes,
        hours=hours_of({*used, *(Key(*head.hours) for head in scope.heads if head.hours is not None)}, at),
        slots=slots_of(wanted, at),
        chances=past.chances,
        on_time=past.on_time.share,
        completed=past.on_time.total,
        gaps=gaps_of(wanted) if totals.gaps else [],
        loads=loads_of(by_owner),
        people=sum(1 for each in by_owner if each is not None),
    )


def _lanes(
    question: BoardQuestion, scope: Scope, wanted: Wanted, totals: dict[str, Totals], at: int
) -> tuple[list[Lane], set[Key]]:
    shown = [head for head in scope.heads if head.key != "none" or (totals.get(head.key) or Totals()).total]
    found = rows_of(question, shown, wanted)
    calendars = Calendars()
    used: set[Key] = set()
    lanes = []
    for head in shown:
        most = MORE_ROWS if head.key in question.more else ROWS
        rows = sorted((row for queue in head.queues for row in found.get(queue, ())), key=urgency)[:most]
        summed = totals.get(head.key) or Totals()
        drawn = []
        for row in rows:
            value, key = row_of(row, calendars, at)
            drawn.append(value)
            if key is not None:
                used.add(key)
        lanes.append(
            Lane(
                key=head.key,
                name=head.name,
                total=summed.total,
                counts=dict(summed.counts),
                due=summed.due,
                lead=head.lead,
                hours="" if head.hours is None else Key(*head.hours).text,
                hours_name=head.hours_name,
                is_open=head.days.is_open,
                changes_at=head.days.changes_at,
                scope=head.scope,
                rows=drawn,
            )
        )
    return lanes, used
