"""The timeline's geometry: closed time squeezed, nothing on top of anything."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from sla_admin.shared.display.timeline import NAMES, WIDTH, Bar, DrawnText, Gap, Pin, Row, axis, lay_out

BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).timestamp()) * 1_000_000


NIGHTS = (
    Gap(at(17, 18), at(19, 9), "Buß- und Bettag"),
    Gap(at(19, 18), at(20, 9)),
    Gap(at(20, 18), at(23, 9), "weekend"),
)


def test_an_hour_is_as_wide_on_every_open_day() -> None:
    scale = axis(NIGHTS, at(17, 15), at(23, 18))
    tuesday = scale.x(at(17, 17)) - scale.x(at(17, 16))
    monday = scale.x(at(23, 17)) - scale.x(at(23, 16))
    assert tuesday == pytest.approx(monday)


def test_a_long_closed_stretch_is_no_wider_than_its_gutter() -> None:
    scale = axis(NIGHTS, at(17, 15), at(23, 18))
    assert scale.x(at(20, 9)) - scale.x(at(19, 18)) == pytest.approx(25)
    assert scale.x(at(23, 9)) - scale.x(at(20, 18)) == pytest.approx(54)


def test_the_axis_fills_the_drawing_and_never_leaves_it() -> None:
    scale = axis(NIGHTS, at(17, 15), at(23, 18))
    assert scale.x(at(17, 15)) == NAMES
    assert scale.x(at(23, 18)) == pytest.approx(WIDTH)
    assert scale.x(at(10, 0)) == NAMES
    assert scale.x(at(30, 0)) == pytest.approx(WIDTH)


def test_many_nights_leave_room_for_the_days() -> None:
    nights = [Gap(at(day, 18), at(day + 1, 9), "holiday") for day in range(1, 28)]
    scale = axis(nights, at(1, 9), at(28, 18))
    gutters = sum(scale.x(night.end) - scale.x(night.begin) for night in nights)
    assert gutters <= 0.45 * (WIDTH - NAMES) + 0.01


def test_labels_of_a_line_never_overlap() -> None:
    drawing = lay_out([], NIGHTS, begin=at(17, 15), end=at(23, 18), now=at(20, 16, 42), zone=BERLIN)

    def apart(texts: list[DrawnText], letter: float) -> bool:
        spans = sorted((text.x, text.x + len(text.text) * letter) for text in texts)
        return all(first[1] <= second[0] for first, second in pairwise(spans))

    assert apart(drawing.days, 6.0)
    assert apart(drawing.times, 5.6)
    assert [day.text for day in drawing.days] == ["Tue 17 Nov", "Thu 19 Nov", "Fri 20 Nov", "Mon 23 Nov"]
    assert [name.text for name in drawing.gap_names] == ["Bettag", "Buß- und", "weekend"]


def test_a_target_behind_a_bar_hides_its_label_and_keeps_its_pin() -> None:
    row = Row("Workaround", (Bar(at(20, 9), at(20, 16), "counted"),), (Pin(at(20, 10), "due 10:00"),))
    drawing = lay_out([row], NIGHTS, begin=at(17, 15), end=at(23, 18), now=at(20, 16, 42), zone=BERLIN)
    assert [pin.label for pin in drawing.rows[0].pins] == [""]


def test_now_outside_the_stretch_is_not_drawn() -> None:
    assert lay_out([], (), begin=at(17, 9), end=at(17, 18), now=at(20, 9), zone=BERLIN).now_x is None


def test_an_empty_stretch_is_refused() -> None:
    with pytest.raises(ValueError, match="after its beginning"):
        axis((), at(17, 9), at(17, 9))
