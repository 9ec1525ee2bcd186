"""Open windows as a page carries them."""

from sla_admin.shared.display.open_windows import closes_at, is_open, opens_at

WINDOWS = ((100, 200), (300, 400))


def test_an_opening_is_open_and_a_closing_is_closed() -> None:
    assert is_open(WINDOWS, 100)
    assert not is_open(WINDOWS, 200)
    assert is_open(None, 200)


def test_what_comes_next() -> None:
    assert opens_at(WINDOWS, 200) == 300
    assert opens_at(WINDOWS, 150) is None
    assert opens_at(WINDOWS, 400) is None
    assert closes_at(WINDOWS, 300) == 400
    assert closes_at(WINDOWS, 250) is closes_at(None, 250) is None
