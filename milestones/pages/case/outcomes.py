"""Coverage outcomes in words, with what to do about each."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SENTENCES: dict[str, Promise] = {
    "no_entitlement": gettext_lazy("nothing promised to this account covers it"),
    "expired": gettext_lazy("the promise had ended when it was opened"),
    "not_started": gettext_lazy("the promise had not begun when it was opened"),
    "channel_not_covered": gettext_lazy("the promise does not cover the way it came in"),
    "incidents_exhausted": gettext_lazy("no incidents were left when it was opened"),
    "": gettext_lazy("its cover could not be decided"),
}

_WORDS: dict[str, Promise] = {
    "covered": gettext_lazy("Covered"),
    "ambiguous": gettext_lazy("Ambiguous"),
    "no_entitlement": gettext_lazy("Not covered"),
    "expired": gettext_lazy("Expired"),
    "not_started": gettext_lazy("Not begun"),
    "channel_not_covered": gettext_lazy("Channel not covered"),
    "incidents_exhausted": gettext_lazy("No incidents left"),
    "": gettext_lazy("Undecided"),
}

_STEPS: dict[str, Promise] = {
    "no_entitlement": gettext_lazy("Enter an entitlement for this account, or correct the case’s account."),
    "expired": gettext_lazy("Renew the entitlement, or choose another one that is valid."),
    "not_started": gettext_lazy("Wait for its first day, or choose another one that is valid."),
    "channel_not_covered": gettext_lazy("Correct the channel, or choose another entitlement."),
    "incidents_exhausted": gettext_lazy("Add incidents to the entitlement, or choose another one."),
    "ambiguous": gettext_lazy("Two entitlements tie: make one more specific, or choose here."),
    "": gettext_lazy("An administrator releases the case from quarantine in the tool room."),
}


def outcome_sentence(outcome: str) -> str:
    """Why nothing covers the case, as the end of a sentence."""
    return str(_SENTENCES.get(outcome, _("its cover could not be decided")))


def outcome_word(outcome: str) -> str:
    """The outcome as the badge says it."""
    return str(_WORDS.get(outcome, outcome))


def outcome_step(outcome: str) -> str:
    """What to do about it; empty where nothing is to be done."""
    return str(_STEPS.get(outcome, ""))
