"""How instants, spans of time and facts are said in messages."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from entitlements.business_time.instants import HOUR, MINUTE, SECOND, to_datetime
from escalations.actions.context import Situation
from escalations.matrix.columns import column_name
from escalations.selectors.targets import Recipient
from milestones.clock.fact import COMPLETED, VIOLATED

_PLACES = {
    "owner": "the owner of this case",
    "team_lead": "the team lead",
    "manager": "the manager",
    "queue": "the queue of this case",
    "user": "a person named in the escalation matrix",
    "address": "an address named in the escalation matrix",
    "administrators": "an administrator",
    "endpoint": "a webhook endpoint named in the escalation matrix",
}


def moment(instant: int, zone: str, near: int) -> str:
    """The instant on a clock in that zone: "Mon 10:00 CET" within six days of `near`, else with its date."""
    there = to_datetime(instant).astimezone(ZoneInfo(zone))
    seconds = ":%S" if there.second else ""
    if abs(there - to_datetime(near)) < timedelta(days=6):
        return there.strftime(f"%a %H:%M{seconds} %Z")
    return there.strftime(f"%a {there.day} %b %Y %H:%M{seconds} %Z")


def span(micros: int) -> str:
    """A length of time, rounded down:

    "2 d 3 h" has no place here, days are not all alike; "51 h 5 min", "59 s".
    """
    hours, rest = divmod(micros, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds = rest // SECOND
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    if minutes >= 10 or (minutes and not seconds):
        return f"{minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def remaining(situation: Situation, at: int) -> str:
    """Open time to the target or past it, with the time by the clock beside it; both are exact at `at`."""
    target = situation.target_at
    if target is None:
        return "no target"
    first, last = sorted((at, target))
    open_time, by_clock = span(situation.open_time.elapsed(first, last)), span(last - first)
    side = "left" if at <= target else "past the target"
    if open_time == by_clock:
        return f"{open_time} {side}"
    return f"{open_time} of business hours {side} ({by_clock} by the clock)"


def headline(situation: Situation, zone: str, at: int) -> str:
    """What happened, in one line, fit for a subject."""
    what = f"{situation.milestone} on {situation.case_number}"
    due = "" if situation.target_at is None else moment(situation.target_at, zone, at)
    if situation.withdrawn_at is not None:
        return f"Withdrawn: {_event(situation)} of {what}, due {due}"
    if situation.kind == VIOLATED:
        return f"Violated: {what} was due {due}"
    if situation.kind == COMPLETED:
        return f"{_event(situation).capitalize()}: {what}, due {due}"
    tense = "is" if situation.target_at is not None and situation.target_at >= at else "was"
    return f"{_event(situation).capitalize()}: {what} {tense} due {due}"


def correction(situation: Situation, zone: str, at: int) -> str:
    """What is taken back and why; empty for an alert."""
    if situation.withdrawn_at is None:
        return ""
    happened = moment(situation.occurred_at, zone, at)
    learned = moment(situation.withdrawn_at, zone, at)
    return (
        f"An earlier message said: {_event(situation)} at {happened}. At {learned} we learned of something "
        f"that happened before and changes this: it does not hold, and the earlier message is withdrawn."
    )


def because(recipient: Recipient) -> str:
    """Why this person gets the message, and who was meant where nobody held that place."""
    if recipient.found_as == recipient.meant:
        return f"You get this as {_PLACES[recipient.found_as]}."
    if recipient.meant == "endpoint":
        return (
            "This was meant for a webhook endpoint that is switched off. You get it instead, as "
            f"{_PLACES[recipient.found_as]}."
        )
    return (
        f"This was meant for {_PLACES.get(recipient.meant, recipient.meant)}, but nobody who can be reached "
        f"holds that place. You get it instead, as {_PLACES[recipient.found_as]}."
    )


def _event(situation: Situation) -> str:
    if situation.kind == VIOLATED:
        return "violation"
    name = column_name(situation.trigger)
    return f"{name}, repetition {situation.repeat}" if situation.repeat else name
