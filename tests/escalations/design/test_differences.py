"""What differs between two packs is said in sentences."""

from escalations.design.differences import UNSEEN, Changed, differences
from escalations.design.table import Table

COLUMNS = ("Milestone", "Priority", "Budget", "Hours")


def budgets(*rows: tuple[str, ...]) -> list[Table]:
    return [Table("budgets", "Budgets", COLUMNS, rows, keys=2)]


WAS = budgets(("Resolution", "P1", "4 h", "Office"), ("Resolution", "P2", "8 h", ""))


def test_a_changed_cell_names_its_row_and_both_values() -> None:
    becomes = budgets(("Resolution", "P1", "2 h", "Office"), ("Resolution", "P2", "8 h", "Office"))

    assert differences(WAS, becomes) == (
        Changed(
            "Budgets",
            (
                "Resolution · P1: budget was 4 h, is 2 h.",
                "Resolution · P2: hours was nothing, is Office.",
            ),
        ),
    )


def test_rows_that_come_and_go_are_told_with_what_they_say() -> None:
    becomes = budgets(("Resolution", "P1", "4 h", "Office"), ("Resolution", "P3", "3 d", "Office"))

    assert differences(WAS, becomes)[0].sentences == (
        "Resolution · P3: added (budget 3 d, hours Office).",
        "Resolution · P2: no longer there (budget 8 h).",
    )


def test_rows_of_one_name_are_told_apart_by_their_place() -> None:
    was = budgets(("Update", "P1", "1 h", ""), ("Update", "P1", "2 h", ""))
    becomes = budgets(("Update", "P1", "1 h", ""), ("Update", "P1", "3 h", ""))

    assert differences(was, becomes)[0].sentences == ("Update · P1: budget was 2 h, is 3 h.",)


def test_what_no_table_shows_is_said_as_such() -> None:
    assert differences(WAS, list(WAS)) == (Changed("Other", (UNSEEN,)),)
