"""A matrix goes to a spreadsheet and comes back as it was."""

import csv
from io import StringIO

import pytest

from escalations.matrix.sheet import (
    Change,
    Sheet,
    SheetProblems,
    SheetRow,
    compare_sheets,
    read_sheet,
    sheet_lines,
)

PASTED = (
    "Tier\tPriority\tMilestone type\t100\t75 %\t-PT1H\n"
    "any\tany\tany\temail to manager\temail to owner\t\n"
    "gold\tP1\t\tnothing\t\tset priority = Critical\n"
)
READ = Sheet(
    ("75", "-PT1H", "100"),
    (
        SheetRow("", "", "", {"75": "email to owner", "100": "email to manager", "-PT1H": ""}),
        SheetRow("gold", "P1", "", {"75": "", "100": "nothing", "-PT1H": "set priority = Critical"}),
    ),
)


def test_what_a_spreadsheet_copies_is_read_with_its_thresholds_in_order() -> None:
    assert read_sheet(PASTED) == READ


def test_a_file_is_read_back_as_the_sheet_it_was_written_from() -> None:
    file = StringIO()
    csv.writer(file).writerows(
        ["'" + cell if cell[:1] in "-+=@" and cell else cell for cell in line] for line in sheet_lines(READ)
    )

    assert read_sheet(file.getvalue()).in_form() == READ.in_form()


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("", "sheet", "nothing in it"),
        ("priority,tier,milestone type,50\n", "sheet.1", "begins with tier"),
        ("tier,priority,milestone type,soon\n", "sheet.1.4", "soon"),
        ("tier,priority,milestone type,50,50 %\n", "sheet.1.50", "twice"),
        ("tier,priority,milestone type,50\ngold,P1,,\nany,,\ngold,p1,any,\n", "sheet.4", "line 2"),
        ("tier,priority,milestone type,50\ngold,P1,,nothing,nothing\n", "sheet.2", "5 cells"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, place: str, reason: str) -> None:
    with pytest.raises(SheetProblems) as refused:
        read_sheet(text)

    assert [(where, reason in why) for where, why in refused.value.problems] == [(place, True)]


def test_a_cell_that_cannot_be_read_is_named_by_row_and_threshold() -> None:
    sheet = Sheet(("50",), (SheetRow(), SheetRow("gold", cells={"50": "email to"})))

    with pytest.raises(SheetProblems) as refused:
        sheet.in_form()

    assert [where for where, _ in refused.value.problems] == ["rows.1.cells.50"]


def test_spacing_and_case_of_words_do_not_count_as_a_change() -> None:
    old = Sheet(("50",), (SheetRow(cells={"50": "E-Mail to owner;"}),))
    new = Sheet(("50",), (SheetRow(cells={"50": "email  to  owner"}),))

    assert old.fingerprint == Sheet(("50",), (SheetRow(cells={"50": "email to owner"}),)).fingerprint
    assert compare_sheets(old, Sheet(("50",), (SheetRow(cells={"50": "mail to owner"}),))) == []
    assert len(compare_sheets(old, Sheet(("50",), (SheetRow(cells={"50": "email to manager"}),)))) == 1
    assert new.columns == old.columns


def test_a_comparison_tells_cells_that_changed_came_and_went() -> None:
    old = Sheet(
        ("50", "100"), (SheetRow(cells={"50": "email to owner"}), SheetRow("gold", cells={"100": "nothing"}))
    )
    new = Sheet(
        ("50", "75"), (SheetRow("basic"), SheetRow(cells={"50": "email to manager", "75": "nothing"}))
    )

    assert compare_sheets(old, new) == [
        Change(("basic", "", ""), "", "", "there"),
        Change(("", "", ""), "50", "email to owner", "email to manager"),
        Change(("", "", ""), "75", "", "nothing"),
        Change(("gold", "", ""), "100", "nothing", ""),
    ]
