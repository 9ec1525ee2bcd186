"""Which entitlement applies to a case and why, or why none does (domain rules, coverage)."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from entitlements.coverage.candidate import Candidate, CaseFacts

Outcome = Literal[
    "covered",
    "ambiguous",
    "no_entitlement",
    "expired",
    "not_started",
    "channel_not_covered",
    "incidents_exhausted",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Considered(msgspec.Struct, frozen=True):
    """One candidate and what became of it: `result` a word, `why` a sentence. Holds no names of people."""

    entitlement: int
    result: str
    why: str


class CoverageDecision(msgspec.Struct, frozen=True):
    """`chosen` is the entitlement that applies, None where none does; `considered` has every candidate."""

    outcome: Outcome
    chosen: Candidate | None
    considered: tuple[Considered, ...]


class Refusal(NamedTuple):
    """Why a candidate does not cover a case: `stage` is how far it came, `outcome` what that makes of it."""

    stage: int
    outcome: Outcome
    result: str
    why: str


def choose(candidates: Sequence[Candidate], case: CaseFacts) -> CoverageDecision:
    """Most specific first, then the better tier rank, then the earliest last day; what ties is ambiguous.

    Where none covers the case, the outcome is that of the candidate that came furthest in the order dates,
    channel, allowance; of several, that of the one which would have won.
    """
    ordered = sorted(candidates, key=lambda each: (each.precedence, each.entitlement))
    judged = [(each, refusal_of(each, case)) for each in ordered]
    covering = [each for each, refusal in judged if refusal is None]
    if not covering:
        refusals = [refusal for _, refusal in judged if refusal is not None]
        furthest = max(refusals, key=lambda refusal: refusal.stage, default=None)
        outcome: Outcome = furthest.outcome if furthest is not None else "no_entitlement"
        return CoverageDecision(outcome, None, _considered(judged, []))
    chosen = covering[0]
    ties = [each for each in covering if each.precedence == chosen.precedence]
    return CoverageDecision("covered" if len(ties) == 1 else "ambiguous", chosen, _considered(judged, ties))


def refusal_of(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    """The first reason for which a candidate does not cover a case, or None."""
    return next((refusal for rule in _RULES if (refusal := rule(candidate, case)) is not None), None)


def day_of(instant: int, zone: str) -> date:
    """The local date at an instant (µs since 1970, UTC)."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone)).date()


def _record_type(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    if candidate.record_type == case.record_type:
        return None
    why = f"Its process is for the record type {candidate.record_type}, the record is a {case.record_type}."
    return Refusal(0, "no_entitlement", "other_record_type", why)


def _switch(candidate: Candidate, _case: CaseFacts) -> Refusal | None:
    if candidate.is_enabled:
        return None
    return Refusal(0, "no_entitlement", "switched_off", "It is switched off.")


def _version(candidate: Candidate, _case: CaseFacts) -> Refusal | None:
    if candidate.version is not None:
        return None
    return Refusal(0, "no_entitlement", "no_version", "No version of its process was ever activated.")


def _days(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    opened = day_of(case.opened_at, candidate.zone)
    when = f"the case was opened on {opened} ({candidate.zone})."
    if opened < candidate.first_day:
        return Refusal(1, "not_started", "not_started", f"Its first day is {candidate.first_day}; {when}")
    if opened > candidate.last_day:
        return Refusal(1, "expired", "expired", f"Its last day was {candidate.last_day}; {when}")
    return None


def _channel(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    if not candidate.channels or case.channel.casefold() in {each.casefold() for each in candidate.channels}:
        return None
    came = f"the case came by {case.channel}" if case.channel else "the case names no channel"
    why = f"It covers {', '.join(candidate.channels)}; {came}."
    return Refusal(2, "channel_not_covered", "channel_not_covered", why)


_RULES: tuple[Callable[[Candidate, CaseFacts], Refusal | None], ...] = (
    _record_type,
    _switch,
    _version,
    _days,
    _channel,
)


def _considered(
    judged: Sequence[tuple[Candidate, Refusal | None]], ties: Sequence[Candidate]
) -> tuple[Considered, ...]:
    return tuple(_became(each, refusal, ties) for each, refusal in judged)


def _became(candidate: Candidate, refusal: Refusal | None, ties: Sequence[Candidate]) -> Considered:
    number = candidate.entitlement
    if refusal is not None:
        return Considered(number, refusal.result, refusal.why)
    if candidate is not ties[0]:
        tied = candidate in ties
        why = (
            "It ties with the one chosen, which was made first." if tied else "Another one takes precedence."
        )
        return Considered(number, "tied" if tied else "outranked", why)
    alone = len(ties) == 1
    why = "It applies." if alone else f"It applies, but {len(ties)} tie; the one made first was chosen."
    return Considered(number, "chosen", why)
