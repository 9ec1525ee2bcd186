"""Answers that other implementations gave, and what the command does with files of their form."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from benchmarks.real_data.calendar_oracle import main, nearest_second

RECORDED = Path(os.environ.get("SLA_REAL_DATA", "../shared/data")) / "calendars" / "oracle_cases.json"

OFFICE = {
    "time_zone": "America/New_York",
    "weekly_hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": [],
    "date_overrides": {},
    "breaks_utc": [],
}


def case(op: str, expected: Any, ref: str = "agree", calendar: Any = None, **asked: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "source": "by hand",
        "calendar": OFFICE | (calendar or {}),
        "op": op,
        "input": asked,
        "expected": expected,
        "ref": ref,
    }


def run(tmp_path: Path, *cases: dict[str, Any]) -> int:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"meta": {}, "cases": list(cases)}))
    return main([str(file)])


@pytest.mark.skipif(
    not RECORDED.is_file(), reason="SLA_REAL_DATA names no folder with calendars/oracle_cases.json"
)
def test_every_answer_that_an_independent_reference_confirms_is_ours_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([str(RECORDED)]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("agree ")


def test_breaks_overrides_and_yearly_holidays_are_respected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calendar = {
        "breaks_utc": [["2026-06-01T16:00:00Z", "2026-06-01T17:00:00Z"]],
        "date_overrides": {"2026-06-02": [["10:00", "11:00"]]},
        "holidays": ["06-03"],
    }
    asked = case(
        "periods_after",
        [
            ["2026-06-01T13:00:00Z", "2026-06-01T16:00:00Z"],
            ["2026-06-01T17:00:00Z", "2026-06-01T21:00:00Z"],
            ["2026-06-02T14:00:00Z", "2026-06-02T15:00:00Z"],
            ["2026-06-04T13:00:00Z", "2026-06-04T21:00:00Z"],
        ],
        calendar=calendar,
        origin="2026-06-01T00:00:00Z",
        count=4,
    )
    assert run(tmp_path, asked) == 0
    assert capsys.readouterr().out == "agree 1 of 1\n"


def test_a_confirmed_answer_that_differs_fails_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = case("elapsed_seconds", 1, **{"from": "2026-06-01T13:00:00Z", "to": "2026-06-01T14:00:00Z"})
    assert run(tmp_path, wrong) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "agree 0 of 1"
    assert run(tmp_path, wrong | {"ref": "differs"}) == 0


def test_an_operation_the_product_lacks_is_listed_and_not_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, case("business_days_between", 3, ref="n/a")) == 0
    listed, last = capsys.readouterr().out.splitlines()
    assert "no operation business_days_between" in listed
    assert last == "agree 0 of 0"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cases": 3}', "not json"])
def test_a_file_of_another_form_is_refused(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.json"
    file.write_text(text)
    assert main([str(file)]) == 2
    assert "no file of oracle cases" in capsys.readouterr().err
    assert main([]) == 2


@pytest.mark.parametrize(
    ("micros", "seconds"), [(499_999, 0), (500_000, 1), (-500_000, -1), (-499_999, 0), (1_500_000, 2)]
)
def test_the_nearest_second_is_half_away_from_zero(micros: int, seconds: int) -> None:
    assert nearest_second(micros) == seconds
