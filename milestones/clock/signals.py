"""The signals a source can send with an event: what happened beside fields and commands."""

from entitlements.process.criteria_problems import EVENTS, EVENTS_OF_A_TYPE

SIGNALS = EVENTS - frozenset(EVENTS_OF_A_TYPE)
"""Every signal that criteria can ask for, but those which the clock itself gives."""

OF_COMMENTS = {
    "public": "public_reply_sent",
    "internal": "internal_note_added",
    "customer": "customer_replied",
}
"""The signal that a comment of that kind is. A note among colleagues never counts as a reply."""
