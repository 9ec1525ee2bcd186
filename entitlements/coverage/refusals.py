"""Why an entitlement does not cover a case: one rule each, and a sentence."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from entitlements.coverage.candidate import Candidate, CaseFacts, Term

Outcome = Literal[
    "covered",
    "ambiguous",
    "no_entitlement",
    "expired",
    "not_started",
    "channel_not_covered",
    "incidents_exhausted",
]

OTHER, DATES, CHANNEL, ALLOWANCE = range(4)
"""How far a candidate came. It is about something else, or it failed on its dates, channel, allowance."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Refusal(NamedTuple):
    """Why a candidate does not cover a case: `stage` is how far it came, `outcome` what that makes of it."""

    stage: int
    outcome: Outcome
    result: str
    why: str


def refusal_of(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    """The first reason for which a candidate does not cover a case, or None."""
    return next((refusal for rule in _RULES if (refusal := rule(candidate, case)) is not None), None)


def day_of(instant: int, zone: str) -> date:
    """The local date at an instant (µs since 1970, UTC)."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone)).date()


def _about_else(result: str, why: str) -> Refusal:
    return Refusal(OTHER, "no_entitlement", result, why)


def _record_type(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    if candidate.record_type == case.record_type:
        return None
    return _about_else(
        "other_record_type",
        f"Its process is for the record type {candidate.record_type}, the record is a {case.record_type}.",
    )


def _asset(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    if candidate.asset in (None, case.asset):
        return None
    named = "names another one" if case.asset is not None else "names none"
    return _about_else("other_asset", f"It covers one asset; the case {named}.")


def _product(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    if candidate.product is None or candidate.product in case.products:
        return None
    named = "is about another one" if case.products else "names none"
    return _about_else("other_product", f"It covers one product; the case {named}.")


def _line_item(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    line = candidate.line_item
    if line is None:
        return None
    if case.line_item is not None:
        if case.line_item == line.id:
            return None
        return _about_else("other_line_item", "It covers one contract line item; the case names another one.")
    is_about_it = (line.asset is not None and line.asset == case.asset) or line.product in case.products
    if is_about_it:
        return None
    return _about_else(
        "other_line_item",
        "It covers one contract line item; the case names neither it nor what that line covers.",
    )


def _contract(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    if candidate.contract is None or case.contract in (None, candidate.contract):
        return None
    return _about_else("other_contract", "It belongs to one service contract; the case names another one.")


def _contact(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    if not candidate.contacts or case.contact in candidate.contacts:
        return None
    named = "is somebody else's" if case.contact is not None else "names no contact"
    return _about_else("other_contact", f"It covers the cases of named contacts; this one {named}.")


def _switch(candidate: Candidate, _case: CaseFacts) -> Refusal | None:
    if not candidate.is_enabled:
        return _about_else("switched_off", "It is switched off.")
    if not candidate.contract_is_enabled:
        return _about_else("contract_switched_off", "Its service contract is switched off.")
    return None


def _suspension(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    """What was opened before a suspension is covered as if there were none."""
    for since, result, what in (
        (candidate.suspended_at, "suspended", "It"),
        (candidate.contract_suspended_at, "contract_suspended", "Its service contract"),
    ):
        if since is not None and case.opened_at >= since:
            return _about_else(
                result, f"{what} was suspended before the case was opened ({day_of(since, candidate.zone)})."
            )
    return None


def _version(candidate: Candidate, _case: CaseFacts) -> Refusal | None:
    if candidate.version is not None:
        return None
    return _about_else("no_version", "No version of its process was ever activated.")


def _days(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    opened = day_of(case.opened_at, candidate.zone)
    when = f"the case was opened on {opened} ({candidate.zone})."
    for term in (Term("", candidate.first_day, candidate.last_day), *candidate.terms):
        whose = f"The {term.of}'s" if term.of else "Its"
        if term.first_day is not None and opened < term.first_day:
            return Refusal(
                DATES, "not_started", "not_started", f"{whose} first day is {term.first_day}; {when}"
            )
        if term.last_day is not None and opened > term.last_day:
            return Refusal(DATES, "expired", "expired", f"{whose} last day was {term.last_day}; {when}")
    return None


def _channel(candidate: Candidate, case: CaseFacts) -> Refusal | None:
    if not candidate.channels or case.channel.casefold() in {each.casefold() for each in candidate.channels}:
        return None
    came = f"the case came by {case.channel}" if case.channel else "the case names no channel"
    why = f"It covers {', '.join(candidate.channels)}; {came}."
    return Refusal(CHANNEL, "channel_not_covered", "channel_not_covered", why)


def _allowance(candidate: Candidate, _case: CaseFacts) -> Refusal | None:
    if candidate.incidents_left is None or candidate.incidents_left > 0:
        return None
    return Refusal(
        ALLOWANCE, "incidents_exhausted", "incidents_exhausted", "None of the incidents it allows is left."
    )


_RULES: tuple[Callable[[Candidate, CaseFacts], Refusal | None], ...] = (
    _record_type,
    _asset,
    _line_item,
    _product,
    _contract,
    _contact,
    _switch,
    _suspension,
    _version,
    _days,
    _channel,
    _allowance,
)
