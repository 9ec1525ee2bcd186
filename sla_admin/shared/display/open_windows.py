"""The coming open windows of a set of hours, as a page carries them.

A page gets a bounded stretch: windows are (opens, closes) pairs in microseconds since 1970, ascending and
apart, cut at the page's instant; `None` stands for hours that never close. What lies beyond `horizon_at` the
page does not know and asks the server again.
"""

from collections.abc import Sequence

Window = tuple[int, int]
Windows = Sequence[Window] | None


def is_open(windows: Windows, at: int) -> bool:
    """Whether time counts from `at` on: the opening itself is open, the closing is closed."""
    return windows is None or any(opens <= at < closes for opens, closes in windows)


def closes_at(windows: Windows, at: int) -> int | None:
    """The end of the window that is open at `at`; None when closed, or when the hours never close."""
    if windows is None:
        return None
    return next((closes for opens, closes in windows if opens <= at < closes), None)


def opens_at(windows: Windows, at: int) -> int | None:
    """The next opening after `at`; None when open, or when no opening is known."""
    if windows is None or is_open(windows, at):
        return None
    return next((opens for opens, _ in windows if opens > at), None)
