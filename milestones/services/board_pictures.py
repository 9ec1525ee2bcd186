"""Pictures of boards, drawn once and shared by everybody who looks, in whatever web process.

A picture is good while nothing has changed that it shows, and for a minute at most. Whether something changed
is asked of the database: each transaction that changes what boards show leaves a mark, and a mark that the
picture's snapshot did not see makes it old. So a change that commits late is seen like any other.

While one process draws a question anew the others go on with the picture there is, and a busy desk is drawn
every two seconds at most.
"""

import zlib
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple, TypeVar

import msgspec
from django.db import connection, transaction

from entitlements.business_time.instants import HOUR, MINUTE, SECOND
from milestones.selectors.board.draw import draw
from milestones.selectors.board.past import OnTime, Past, chances_of_missing, ended, on_time, on_time_in
from milestones.selectors.board.picture import Picture, content_of, decode, encode
from milestones.selectors.board.question import BoardQuestion
from milestones.selectors.board.scope import scope_of

GOOD_FOR = MINUTE
"""Names and hours change without a mark; what the clock on the wall changes is known beforehand, but for
them a picture is drawn anew after so long.
"""
APART = 2 * SECOND
"""Changes are shown together when they come closer than this."""

LATE = 15 * SECOND
"""Older than this, and behind, a picture is not shown while somebody else draws it: it is drawn at once."""

PAST_FOR = 10 * MINUTE
FORGOTTEN_AFTER = 15 * MINUTE
"""Pictures nobody has asked to be drawn for so long go, and marks that no picture needs with them."""

FORM = 1
"""Raised whenever `Picture` or `Past` change their form: what an older release stored is then not read."""

_PAST = f"{FORM} past"
"""Kept beside the pictures: what the last thirty days say."""

_LOOK = """
    SELECT version, drawn_at, good_until, EXISTS (
        SELECT FROM milestones_boardchange
        WHERE xid >= pg_snapshot_xmin(seen)::text::xid8 AND NOT pg_visible_in_snapshot(xid, seen)
    )
    FROM milestones_boardpicture WHERE question = %s
"""
_READ_GOOD = "SELECT content FROM milestones_boardpicture WHERE question = %s AND good_until > %s"
_READ = "SELECT version, content FROM milestones_boardpicture WHERE question = %s"
_WRITE = """
    INSERT INTO milestones_boardpicture AS kept (question, version, seen, drawn_at, good_until, content)
    VALUES (%s, %s, %s::pg_snapshot, %s, %s, %s)
    ON CONFLICT (question) DO UPDATE SET version = excluded.version, seen = excluded.seen,
        drawn_at = excluded.drawn_at, good_until = excluded.good_until,
        content = CASE WHEN kept.version = excluded.version THEN kept.content ELSE excluded.content END
"""
_TRY = "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))"
_WAIT = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"
_LOCKS = 0x534C41
"""Advisory locks of boards have this as their first number."""

_FORGET = """
    WITH gone AS (DELETE FROM milestones_boardpicture WHERE drawn_at < %s)
    DELETE FROM milestones_boardchange
    WHERE xid < (
        SELECT min(pg_snapshot_xmin(seen)::text::xid8)
        FROM (
            SELECT seen FROM milestones_boardpicture WHERE drawn_at >= %s
            UNION ALL SELECT pg_current_snapshot()
        ) AS needed
    )
"""


T = TypeVar("T")


class Seen(NamedTuple):
    """Which picture answers a question now. `version` changes when, and only when, its content does."""

    version: str
    question: str


def look(question: BoardQuestion, at: int) -> Seen:
    """The version of the picture that answers this question at `at` (µs), drawn anew where it must be."""
    asked = f"{FORM} {msgspec.json.encode(question).decode()}"
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [asked])
        found = cursor.fetchone()
    if found is not None:
        version, drawn_at, good_until, changed = found
        if at < good_until and (not changed or at < drawn_at + APART):
            return Seen(version, asked)
        if at < drawn_at + LATE:
            return Seen(_drawn(question, asked, at, wait=False) or version, asked)
    drawn = _drawn(question, asked, at, wait=True)
    if drawn is None:  # pragma: no cover - whoever waits draws, or finds what was drawn meanwhile
        raise AssertionError("A board that was waited for was not drawn.")
    return Seen(drawn, asked)


def picture(seen: Seen) -> Picture:
    """The picture itself. It may be newer than what was seen: then it has changed meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [seen.question])
        _, content = cursor.fetchone()
    return decode(zlib.decompress(bytes(content)))


def forget(at: int) -> None:
    """Drop pictures nobody looks at any more, and marks no picture needs."""
    before = at - FORGOTTEN_AFTER
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [before, before])


def _drawn(question: BoardQuestion, asked: str, at: int, *, wait: bool) -> str | None:
    """Draw it, store it, answer its version. None where somebody else is drawing it and nobody waits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WAIT if wait else _TRY, [_LOCKS, asked])
        if not wait and not cursor.fetchone()[0]:
            return None
        cursor.execute(_LOOK, [asked])
        found = cursor.fetchone()
        if found is not None and at < found[2] and (not found[3] or at < found[1] + APART):
            return str(found[0])
        cursor.execute("SET LOCAL jit = off")  # it compiles for longer than these statements run
        # The snapshot first: what commits between it and the last statement is drawn, and drawn once more.
        cursor.execute("SELECT pg_current_snapshot()::text")
        (snapshot,) = cursor.fetchone()
        drawn = draw(question, at, _past(question, at))
        version = _version(drawn)
        cursor.execute(
            _WRITE, [asked, version, snapshot, at, _good_until(drawn, at), zlib.compress(encode(drawn), 1)]
        )
    return version


def _version(drawn: Picture) -> str:
    """Clocks tick in the browser from windows it knows for weeks; the hour lets it have fresh ones."""
    return blake2b(content_of(drawn) + str(drawn.at // HOUR).encode(), digest_size=12).hexdigest()


def _good_until(drawn: Picture, at: int) -> int:
    """Until hours open or close, the hour is full, or a minute has passed."""
    changes = [
        lane.changes_at for lane in drawn.lanes if lane.changes_at is not None and lane.changes_at > at
    ]
    return min([at + GOOD_FOR, (at // HOUR + 1) * HOUR, *changes])


def _past(question: BoardQuestion, at: int) -> Past:
    """The last thirty days, looked at every ten minutes: once for all boards together, and for a board of
    some queues once more for its own share.
    """
    chances, everywhere = _kept(_PAST, at, tuple[dict[str, list[float]], OnTime], lambda: _of_all(at))
    if question.team is None and not question.queue:
        return Past(everywhere, chances)
    queues = sorted(queue for queue in scope_of(question, at).queues if queue is not None)
    name = f"{_PAST}:{','.join(map(str, queues))}"
    return Past(_kept(name, at, OnTime, lambda: on_time_in(queues, at)), chances)


def _of_all(at: int) -> tuple[dict[str, list[float]], OnTime]:
    past = ended(at)
    return chances_of_missing(past), on_time(past)


def _kept(name: str, at: int, kind: type[T], find: Callable[[], T]) -> T:
    """What is kept under that name while it is good; else found and kept."""
    with connection.cursor() as cursor:
        cursor.execute(_READ_GOOD, [name, at])
        found = cursor.fetchone()
        if found is not None:
            return msgspec.json.decode(bytes(found[0]), type=kind)
        value = find()
        cursor.execute(_WRITE, [name, str(at), "1:1:", at, at + PAST_FOR, msgspec.json.encode(value)])
    return value
