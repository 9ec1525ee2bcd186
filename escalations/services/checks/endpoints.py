"""What is doubtful about webhook endpoints. That a matrix in use names one which is switched off, its checks
say (`matrix_endpoint_off`).
"""

from collections.abc import Iterator

from entitlements.services.checks.site import Found
from escalations.models import WebhookEndpoint
from escalations.selectors.endpoints import standing_still


def endpoint_failing(at: int) -> Iterator[Found]:
    """Active endpoints that stand still, with why and what waits for them."""
    for endpoint, waiting in standing_still():
        yield (
            str(endpoint),
            "endpoint",
            endpoint.pk,
            f"It failed {endpoint.failures} times in a row, and {waiting} wait: {endpoint.breaker_reason}",
            "Mend the receiver and send a test, or switch the endpoint off: then people are told instead.",
        )


def endpoint_unused(at: int) -> Iterator[Found]:
    """Active endpoints that no matrix names: nothing will ever be sent there."""
    for endpoint in WebhookEndpoint.objects.filter(is_active=True, entries=None):
        yield (
            str(endpoint),
            "endpoint",
            endpoint.pk,
            "No escalation matrix names it, so that nothing is ever sent there.",
            "Name it in a cell of a matrix, or switch it off.",
        )
