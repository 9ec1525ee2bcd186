"""What a try says about the endpoint: its breaker, and when it last answered."""

from collections.abc import Iterable

from entitlements.business_time.instants import to_datetime, to_instant
from escalations.actions.outcome import Try
from escalations.models import WebhookEndpoint
from escalations.outbound.breaker import Breaker, BreakerState, after
from escalations.selectors.targets import ENDPOINT

_LONGEST_REASON = 500
_STATES: dict[str, BreakerState] = {"closed": "closed", "open": "open", "half_open": "half_open"}


def record_health(tries: Iterable[Try], at: int) -> None:
    """Write down, in the open transaction, how tries at endpoints ended at `at` (µs)."""
    for each in tries:
        if each.address.startswith(ENDPOINT):
            note_health(int(each.address.removeprefix(ENDPOINT)), _failure(each), at)


def note_health(endpoint_id: int, failure: str, at: int) -> None:
    """One try that ended at `at` (µs); a blank `failure` is a success. Rows are locked one at a time."""
    endpoint = WebhookEndpoint.objects.select_for_update(no_key=True).filter(pk=endpoint_id).first()
    if endpoint is None:
        return
    was = breaker_of(endpoint)
    now = after(was, failure, at)
    if not failure:
        endpoint.last_success_at = to_datetime(at)
    else:
        endpoint.last_failure_at, endpoint.last_failure = to_datetime(at), failure
    endpoint.breaker, endpoint.failures, endpoint.openings = now.state, now.failures, now.openings
    endpoint.breaker_reason = now.reason
    endpoint.breaker_until = None if now.until is None else to_datetime(now.until)
    endpoint.save(
        update_fields=[
            "last_success_at",
            "last_failure_at",
            "last_failure",
            "breaker",
            "failures",
            "openings",
            "breaker_reason",
            "breaker_until",
        ]
    )


def breaker_of(endpoint: WebhookEndpoint) -> Breaker:
    """The breaker as the rules read it."""
    until = endpoint.breaker_until
    return Breaker(
        _STATES[endpoint.breaker],
        endpoint.failures,
        endpoint.openings,
        None if until is None else to_instant(until),
        endpoint.breaker_reason,
    )


def _failure(each: Try) -> str:
    return "" if each.ending == "accepted" else (each.answer or "It failed.")[:_LONGEST_REASON]
