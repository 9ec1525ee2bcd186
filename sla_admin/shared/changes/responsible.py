"""Who is answerable for what this thread does to the configuration, by which way, and why.

The edges name who (`acting`): a middleware for requests, the steps of runs, `manage.py`. Services name why
(`because`). Both hold for a block; nothing is asked of the database here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

Said = str | Callable[[], str]
"""A text, or what finds it out when a change is made."""


@dataclass(frozen=True, slots=True)
class Responsible:
    """`actor` is `user:<id>`, `key:<prefix>` or `command:<name>`.

    `source` is the way the change came: page, api, admin, command, run, program. `is_counting` says that
    incidents are being counted, which is no change of configuration.
    """

    actor: Said = ""
    reason: Said = ""
    source: str = ""
    is_counting: bool = False

    @property
    def who(self) -> str:
        return _found_out(self.actor)

    @property
    def why(self) -> str:
        return _found_out(self.reason)


def _found_out(said: Said) -> str:
    return said if isinstance(said, str) else said()


_NOBODY = Responsible()
_current: ContextVar[Responsible] = ContextVar("responsible", default=_NOBODY)


def responsible() -> Responsible:
    """Who and why, as far as it is known in this thread."""
    return _current.get()


@contextmanager
def acting(actor: Said, *, source: str, reason: Said = "") -> Iterator[None]:
    """What is done in this block is done by `actor`."""
    token = _current.set(Responsible(actor, reason, source))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def because(reason: str, *, actor: str = "") -> Iterator[None]:
    """What is done in this block is done for `reason`; blank: for the reason that held before.

    Who was named at the edge stays: it knows who signed in, where a caller only says so. `actor` counts where
    nobody was named, as in a shell.
    """
    known = _current.get()
    given: Said = reason.strip() or known.reason
    if known.actor or not actor:
        now = replace(known, reason=given)
    else:
        now = replace(known, actor=actor, reason=given, source=known.source or "program")
    token = _current.set(now)
    try:
        yield
    finally:
        _current.reset(token)


def name_actor(actor: str) -> None:
    """Name who asks, once a request has found that out; the edge that opened the block ends it."""
    _current.set(replace(_current.get(), actor=actor))


@contextmanager
def counting_incidents() -> Iterator[None]:
    """What is done in this block counts incidents of entitlements: the ledger of the cases keeps that."""
    token = _current.set(replace(_current.get(), is_counting=True))
    try:
        yield
    finally:
        _current.reset(token)
