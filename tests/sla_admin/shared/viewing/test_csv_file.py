"""Tables as files for spreadsheet programs."""

import pytest

from sla_admin.shared.viewing.csv_file import csv_answer, harmless


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30", "'+49 30"),
        ("-5.25", "-5.25"),
        ("-cmd", "'-cmd"),
        ("@sum", "'@sum"),
        ("\rx", "'\rx"),
        ("1=1", "1=1"),
        ("\tx", "'\tx"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_cells_that_begin_like_formulas_are_quoted(text: str, written: str) -> None:
    assert harmless(text) == written


def test_a_file_is_read_as_utf_8_whole_and_without_formulas() -> None:
    answer = csv_answer("held", [["Größe", "Note"], ["12", "=cmd()"], *([str(n), ""] for n in range(1_200))])

    written = b"".join(answer)
    lines = written.decode("utf-8-sig").splitlines()

    assert written.startswith(b"\xef\xbb\xbf")
    assert lines[:2] == ["Größe,Note", "12,'=cmd()"]
    assert lines[2:] == [f"{n}," for n in range(1_200)]
    assert answer["Content-Disposition"] == 'attachment; filename="held.csv"'
