"""Stretches of time: joining them, and cutting out of them."""

from entitlements.business_time.instants import Instant

Span = tuple[Instant, Instant]
"""A stretch of time, its end excluded."""


def merged(spans: list[Span]) -> list[Span]:
    """Overlapping and touching stretches joined; empty ones dropped."""
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if begin >= end:
            continue
        if joined and begin <= joined[-1][1]:
            if end > joined[-1][1]:
                joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return joined


def without(spans: list[Span], closures: list[Span]) -> list[Span]:
    """What is left of stretches when closures are cut out; both merged and in order."""
    left: list[Span] = []
    place = 0
    for span_begin, end in spans:
        begin = span_begin
        while place < len(closures) and closures[place][1] <= begin:
            place += 1
        at = place
        while at < len(closures) and closures[at][0] < end:
            if closures[at][0] > begin:
                left.append((begin, closures[at][0]))
            begin = max(begin, closures[at][1])
            at += 1
        if begin < end:
            left.append((begin, end))
    return left
