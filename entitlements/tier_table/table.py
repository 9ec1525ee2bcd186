"""Rows of a tier table, read and checked as a whole: every cell that is wrong is named with its reason."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from entitlements.business_time.budget import Budget
from entitlements.tier_table.amounts import Amount, NoAmount, read_amount
from entitlements.tier_table.clocks import ALWAYS, BUSINESS, USUAL, Clock, UnreadableClock, read_clock
from entitlements.tier_table.columns import NO_MILESTONE, Column, column_of, heading

ANY = ("", "any", "all", "*")
"""Priorities that mean every priority without a row of its own."""

MOST_ROWS = 500
MOST_COLUMNS = 24
Problem = tuple[str, str]


class Target(msgspec.Struct, frozen=True):
    """One promise: `column` within `budget` on `clock`, for `priority` of `tier` (blank: any). `row` counts
    from 1."""

    row: int
    tier: str
    priority: str
    column: Column
    budget: Budget
    clock: Clock
    remarks: tuple[str, ...] = ()


class TierTable(msgspec.Struct, frozen=True):
    """Everything the rows promise, tiers in their order, the first the highest."""

    tiers: tuple[str, ...]
    targets: tuple[Target, ...]
    notes: tuple[tuple[str, str], ...] = ()
    """(tier, remark) pairs from the notes column."""


def read_table(rows: Sequence[Mapping[str, str]]) -> tuple[TierTable, list[Problem]]:
    """What the rows promise, and everything that is wrong with them as (field, reason) pairs, fields written
    like `rows.3.resolution`. A table with problems is not to be used.

    Headings are `tier`, `priority`, `hours`, `notes` and milestones (`first_response`, `resolution`, others).
    """
    if not rows:
        return TierTable((), ()), [("rows", "The table has no rows.")]
    if len(rows) > MOST_ROWS:
        return TierTable((), ()), [("rows", f"A table has at most {MOST_ROWS} rows.")]
    reader = _Reader()
    for number, row in enumerate(rows, 1):
        reader.read(number, row)
    return TierTable(tuple(reader.tiers), tuple(reader.targets), tuple(reader.notes)), reader.problems


class _Reader:
    def __init__(self) -> None:
        self.tiers: dict[str, str] = {}
        self.targets: list[Target] = []
        self.notes: list[tuple[str, str]] = []
        self.problems: list[Problem] = []
        self._seen: dict[tuple[str, str], int] = {}

    def read(self, number: int, row: Mapping[str, str]) -> None:
        place = f"rows.{number}"
        cells, problems = _cells(row)
        self.problems += [(f"{place}.{field}".rstrip("."), reason) for field, reason in problems]
        tier, priority = cells.pop("tier", ""), cells.pop("priority", "")
        hours, note = cells.pop("hours", ""), cells.pop("notes", "")
        if not tier:
            self.problems.append((f"{place}.tier", "Name the tier."))
            return
        tier = self._known_tier(tier)
        priority = "" if priority.casefold() in ANY else priority
        first = self._seen.setdefault((tier.casefold(), priority.casefold()), number)
        if first != number:
            named = f"priority {priority} of {tier}" if priority else f"{tier} without a priority"
            self.problems.append((f"{place}.priority", f"Row {first} has {named} already."))
            return
        if note:
            self.notes.append((tier, note))
        try:
            clock, remarks = read_clock(hours, priority)
        except UnreadableClock as error:
            self.problems.append((f"{place}.hours", str(error)))
            return
        for key, text in cells.items():
            try:
                target = _target(
                    read_amount(text),
                    row=number,
                    tier=tier,
                    priority=priority,
                    key=key,
                    clock=clock,
                    remarks=remarks,
                )
            except NoAmount as error:
                self.problems.append((f"{place}.{key}", str(error)))
                continue
            self.targets.append(target)

    def _known_tier(self, tier: str) -> str:
        known = {name.casefold(): name for name in self.tiers}.get(tier.casefold(), tier)
        self.tiers.setdefault(known, known)
        return known


def _target(
    amount: Amount, *, row: int, tier: str, priority: str, key: str, clock: Clock, remarks: Iterable[str]
) -> Target:
    """The promise in one cell: what the amount leaves open, the row's clock says."""
    if amount.clock == "always":
        clock, remarks = ALWAYS, ()
    elif clock.kind == "unstated" or (amount.clock == "business" and clock.kind == "always"):
        clock = BUSINESS if amount.clock == "business" else ALWAYS
        remarks = (
            (f"“business” beside hours that name no times: read as {USUAL}.",)
            if clock is BUSINESS
            else ("No hours are stated: counted day and night.",)
        )
    return Target(row, tier, priority, column_of(key), amount.budget, clock, (*amount.remarks, *remarks))


def _cells(row: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The filled cells by heading; empty milestone cells promise nothing."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for title, value in row.items():
        key = heading(str(title))
        text = value.strip()
        if not key:
            if text:
                problems.append(("", f"{text[:40]!r} stands in a column without a heading."))
            continue
        if key in found:
            problems.append((key, f"The heading {title!r} is there twice."))
        elif text and (text not in ("-", "–", "n/a") or key in NO_MILESTONE):
            found[key] = text
    if len(found) > MOST_COLUMNS:
        problems.append(("", f"A row has at most {MOST_COLUMNS} cells."))
    if not any(key not in NO_MILESTONE for key in found):
        problems.append(("", "The row promises nothing: no milestone has an amount."))
    return found, problems
