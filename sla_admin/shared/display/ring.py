"""The geometry of the status ring: which parts of the circle are drawn, as SVG dash lengths.

A circle drawn with `pathLength="100"` has one unit per percent, so the arc of a clock is a dash pattern.
Large rings have notches at the warning levels; the gaps are left out of the pattern rather than painted over,
so the ring stands on any background. The browser's clock (`clock.js`) moves the arc on with the same
arithmetic.
"""

NOTCHES = (50, 75, 90, 100)
GAP = 2.6
"""How much of the circle a notch leaves free, in percent."""

LARGE = 32
"""From this size in pixels a ring carries notches, and an on-track one its triangle."""


def arc(percent: float, *, notched: bool) -> str:
    """The dash pattern of the first `percent` of the circle, `""` for nothing at all.

    >>> arc(40, notched=False)
    '40 100'
    >>> arc(60, notched=True)
    '0 1.3 47.4 2.6 8.7 100'
    """
    reach = max(0.0, min(100.0, float(percent)))
    if reach == 0:
        return ""
    if not notched:
        return f"{_short(reach)} 100"
    half = GAP / 2
    lengths: list[float] = [0.0]
    at = begin = 0.0
    for notch in NOTCHES:
        first, last = begin + half, min(notch - half, reach)
        if last > first:
            lengths += [first - at, last - first]
            at = last
        begin = notch
    return " ".join(_short(length) for length in [*lengths, 100]) if len(lengths) > 1 else ""


def _short(length: float) -> str:
    return f"{round(length, 2):g}"
