"""Which entitlement applies to a case and why, or why none does (domain rules, coverage)."""

from collections.abc import Sequence

import msgspec

from entitlements.coverage.candidate import Candidate, CaseFacts
from entitlements.coverage.refusals import Outcome, Refusal, refusal_of


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


def choose_by_hand(
    candidates: Sequence[Candidate], case: CaseFacts, entitlement: int
) -> CoverageDecision | None:
    """The one that somebody chose among those that cover the case; None where it does not cover it."""
    ordered = sorted(candidates, key=lambda each: (each.precedence, each.entitlement))
    judged = [(each, refusal_of(each, case)) for each in ordered]
    chosen = next(
        (each for each, refusal in judged if refusal is None and each.entitlement == entitlement), None
    )
    if chosen is None:
        return None
    considered = tuple(
        Considered(
            each.entitlement,
            refusal.result if refusal is not None else "chosen" if each is chosen else "not_chosen",
            refusal.why
            if refusal is not None
            else "It covers the case and was chosen by hand."
            if each is chosen
            else "It covers the case too; another one was chosen by hand.",
        )
        for each, refusal in judged
    )
    return CoverageDecision("covered", chosen, considered)


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
        why = "It ties with the one chosen, which was made first." if tied else _outranked(candidate, ties[0])
        return Considered(number, "tied" if tied else "outranked", why)
    alone = len(ties) == 1
    why = "It applies." if alone else f"It applies, but {len(ties)} tie; the one made first was chosen."
    return Considered(number, "chosen", why)


def _outranked(candidate: Candidate, chosen: Candidate) -> str:
    if candidate.specificity != chosen.specificity:
        return "It covers the case, but the one chosen is more specific."
    if candidate.tier_rank != chosen.tier_rank:
        return "It covers the case, but the one chosen is of a tier of better rank."
    return f"It covers the case, but the one chosen ends earlier, on {chosen.last_day}."
