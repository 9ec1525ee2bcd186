"""Coverage outcomes in words, and what to do about each."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class OutcomeWords(NamedTuple):
    """`short` stands in a row, `title` in a list of outcomes; `why` and `next_step` are sentences."""

    short: str | Promise
    title: str | Promise
    why: str | Promise
    next_step: str | Promise


OUTCOMES: dict[str, OutcomeWords] = {
    "no_entitlement": OutcomeWords(
        _("no entitlement"),
        _("No entitlement"),
        _("The account has no entitlement that fits this case."),
        _("Enter an entitlement for the account, then cover the case again."),
    ),
    "expired": OutcomeWords(
        _("entitlement expired"),
        _("Expired"),
        _("Its last day lay before the case was opened."),
        _("Renew the entitlement, then cover the case again."),
    ),
    "not_started": OutcomeWords(
        _("entitlement not begun"),
        _("Not begun"),
        _("Its first day lies after the case was opened."),
        _("Check the first day of the entitlement, or wait for it."),
    ),
    "channel_not_covered": OutcomeWords(
        _("channel not covered"),
        _("Channel not covered"),
        _("An entitlement is there, but not for the channel the case came by."),
        _("Allow the channel in the entitlement, or tell the customer how to reach you."),
    ),
    "incidents_exhausted": OutcomeWords(
        _("incidents used up"),
        _("Incidents used up"),
        _("Every incident the entitlement allows has been taken."),
        _("Sell or grant more incidents, then cover the case again."),
    ),
    "ambiguous": OutcomeWords(
        _("ambiguous"),
        _("Ambiguous"),
        _("Two entitlements fit equally well. The first is used until somebody chooses."),
        _("Choose the entitlement that was meant, and end the other."),
    ),
    "covered": OutcomeWords(
        _("no milestone has begun"),
        _("Covered, no clock yet"),
        _("The case is covered, but its process has begun no milestone."),
        _("Look at the entry criteria of its process version."),
    ),
    "set_aside": OutcomeWords(
        _("set aside"),
        _("Set aside"),
        _("The case is covered, but it could not be processed, so none of its clocks runs."),
        _("Mend what the tool room shows as its reason, and release the case."),
    ),
    "": OutcomeWords(
        _("set aside"),
        _("Not decided"),
        _("Coverage could not be decided, so the case is set aside."),
        _("Mend what the tool room shows as its reason, and release the case."),
    ),
}


def outcome_words(outcome: str) -> OutcomeWords:
    """The words of an outcome; one that is new here is called by its own name."""
    known = OUTCOMES.get(outcome)
    if known is not None:
        return known
    name = outcome.replace("_", " ")
    return OutcomeWords(name, name.capitalize(), "", "")
