"""A table as a whole: every wrong cell is named, and nothing else is."""

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR
from entitlements.tier_table.files import UnreadableFile, rows_of
from entitlements.tier_table.milestones import milestones_of, usual_clock
from entitlements.tier_table.table import read_table

GOLD = {"tier": "Gold", "priority": "P1", "hours": "24x7", "first_response": "1h", "resolution": "4h"}


def test_each_cell_with_an_amount_is_a_promise() -> None:
    table, problems = read_table([GOLD, {**GOLD, "priority": "P2", "resolution": ""}])

    assert problems == []
    assert table.tiers == ("Gold",)
    assert [(each.row, each.priority, each.column.type, each.budget) for each in table.targets] == [
        (1, "P1", "first_response", Budget(micros=HOUR)),
        (1, "P1", "resolution", Budget(micros=4 * HOUR)),
        (2, "P2", "first_response", Budget(micros=HOUR)),
    ]


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        ({**GOLD, "priority": "P2", "resolution": "4 fortnights"}, "rows.2.resolution", "no unit of time"),
        ({**GOLD, "priority": "P2", "resolution": "next release"}, "rows.2.resolution", "states no amount"),
        ({**GOLD, "priority": "p1"}, "rows.2.priority", "Row 1 has priority p1 of Gold already"),
        ({**GOLD, "tier": " "}, "rows.2.tier", "Name the tier"),
        ({**GOLD, "priority": "P2", "hours": "sometimes"}, "rows.2.hours", "names no hours"),
        ({"tier": "Gold", "priority": "P3", "hours": "24x7"}, "rows.2", "promises nothing"),
    ],
)
def test_a_wrong_cell_is_named_with_its_reason(row: dict[str, str], field: str, reason: str) -> None:
    _, problems = read_table([GOLD, row])

    assert [(place, reason in why) for place, why in problems if place == field] == [(field, True)]


def test_business_hours_beside_24x7_count_open_time() -> None:
    table, _ = read_table([{**GOLD, "resolution": "4 business hours"}])

    assert [target.clock.kind for target in table.targets] == ["always", "business"]


def test_priorities_on_different_clocks_are_milestones_with_their_priorities_in_the_criteria() -> None:
    rows = [
        {"tier": "Gold", "priority": "P1", "hours": "24x7", "first_response": "1h"},
        {"tier": "Gold", "priority": "P2", "hours": "8x5", "first_response": "4h"},
        {"tier": "Gold", "priority": "any", "hours": "8x5", "first_response": "8h"},
    ]
    table, _ = read_table(rows)
    usual = usual_clock(table.targets)

    made = milestones_of(table.targets, lambda clock: None if clock == usual else 7, ())

    assert [(each.key, each.hours, each.entry, each.budget) for each in made] == [
        ("first_response", 7, {"field": "priority", "op": "in", "value": ["P1"]}, None),
        (
            "first_response_2",
            None,
            {"field": "priority", "op": "not_in", "value": ["P1"]},
            Budget(micros=8 * HOUR),
        ),
    ]
    assert made[1].budgets == {"P2": Budget(micros=4 * HOUR)}


def test_a_spreadsheet_is_read_whatever_separates_its_cells() -> None:
    data = "Tier;Priority;First response\r\nGold;P1;1h\r\n;;\r\n".encode("utf-8-sig")

    assert rows_of(data, "tiers.csv") == [{"Tier": "Gold", "Priority": "P1", "First response": "1h"}]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "t.csv", "empty"),
        (b"Priority,First response\nP1,1h\n", "t.csv", "No column is headed"),
        (b"Tier,Tier\nGold,Gold\n", "t.csv", "there twice"),
        (b"Tier,First response\nGold,1h,2h\n", "t.csv", "more cells"),
        (b"\xff\xfe", "t.csv", "not UTF-8"),
        (b'{"tier": "Gold"}', "t.json", "list of rows"),
        (b'[{"tier": "Gold", "first_response": 4}]', "t.json", "write it as a text"),
        (b"[", "t.json", "not JSON"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        rows_of(data, name)
