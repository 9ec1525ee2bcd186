"""Where messages go that leave the house: other systems, and rooms of chat."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from entitlements.models.naming import has_text, is_one_of
from sla_admin.shared.changes.recorded import recorded
from sla_admin.shared.guards import columns_that_never_change


class EndpointKind(models.TextChoices):
    """What listens there, and so which body it gets."""

    STANDARD = "standard", "Standard Webhooks"
    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"


class BreakerState(models.TextChoices):
    """Whether deliveries go out: `escalations.outbound.breaker` has the rules."""

    CLOSED = "closed", "delivering"
    OPEN = "open", "standing still"
    HALF_OPEN = "half_open", "trying one"


class OnEcho(models.TextChoices):
    """What becomes of a message that its own source caused."""

    SEND = "send", "send it, marked as an echo"
    SUPPRESS = "suppress", "do not send it"


LONGEST_TIMEOUT = 15
"""Seconds. Sending begins in the first ten seconds of a lease of thirty, and has to end within it."""


def action_for(kind: str) -> str:
    """The kind of action that says what an endpoint of this kind understands."""
    return "webhook" if kind == EndpointKind.STANDARD else "chat"


class WebhookEndpoint(models.Model):
    """One receiver, with what keeps it from harm and what is known of its health.

    The address is sealed (`escalations.outbound.sealing`), since that of a chat room is a secret itself;
    `host` is its part that may be shown. `sealed_previous_secret` signs beside the present one until
    `previous_secret_until`. `failures` counts failed tries in a row, `openings` how often the breaker opened
    in a row.
    """

    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=EndpointKind)
    host = models.CharField(max_length=253)
    sealed_address = models.TextField()
    sealed_secret = models.TextField(blank=True)
    secret_since = models.DateTimeField(null=True, blank=True)
    sealed_previous_secret = models.TextField(blank=True)
    previous_secret_until = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(
        default=True, help_text="Switched off, what it was meant to get falls back."
    )
    allow_private = models.BooleanField(
        default=False, help_text="May be inside your network: private addresses, and http."
    )
    source = models.CharField(
        max_length=100, blank=True, help_text="The source of cases that this is; blank: none of them."
    )
    on_echo = models.CharField(max_length=8, choices=OnEcho, default=OnEcho.SEND)
    timeout_seconds = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TIMEOUT)],
        help_text="For all of a try.",
    )
    concurrency = models.PositiveSmallIntegerField(
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text="Deliveries on their way at once.",
    )
    body_limit = models.PositiveIntegerField(
        default=65_536,
        validators=[MinValueValidator(1024), MaxValueValidator(1_048_576)],
        help_text="Most bytes of an answer that are read.",
    )
    breaker = models.CharField(max_length=9, choices=BreakerState, default=BreakerState.CLOSED)
    breaker_reason = models.TextField(blank=True)
    breaker_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    openings = models.PositiveSmallIntegerField(default=0)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_failure_at = models.DateTimeField(null=True, blank=True)
    last_failure = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="endpoint_name_once",
                violation_error_message="Another endpoint has this name.",
            ),
            has_text("name", "endpoint_name_is_given"),
            has_text("host", "endpoint_host_is_given"),
            has_text("sealed_address", "endpoint_address_is_given"),
            is_one_of("kind", "endpoint_kind_known", EndpointKind),
            is_one_of("breaker", "endpoint_breaker_known", BreakerState),
            is_one_of("on_echo", "endpoint_on_echo_known", OnEcho),
            models.CheckConstraint(
                name="endpoint_secret_where_it_signs",
                condition=(Q(kind="standard", secret_since__isnull=False) & ~Q(sealed_secret=""))
                | (~Q(kind="standard") & Q(sealed_secret="", secret_since=None)),
            ),
            models.CheckConstraint(
                name="endpoint_previous_secret_ends",
                condition=Q(sealed_previous_secret="", previous_secret_until=None)
                | (~Q(sealed_previous_secret="") & Q(kind="standard", previous_secret_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="endpoint_breaker_says_why_and_until_when",
                condition=Q(breaker="closed", breaker_until=None, breaker_reason="")
                | (~Q(breaker="closed") & ~Q(breaker_reason="") & Q(breaker_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="endpoint_suppresses_echoes_of_a_source",
                condition=Q(on_echo="send") | ~Q(source=""),
                violation_error_message="Name the source whose echoes are not sent.",
            ),
            models.CheckConstraint(
                name="endpoint_limits_are_possible",
                condition=Q(
                    timeout_seconds__range=(1, LONGEST_TIMEOUT),
                    concurrency__range=(1, 20),
                    body_limit__range=(1024, 1_048_576),
                ),
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "endpoint",
                name="changed.name",
                skip=(
                    "breaker",
                    "breaker_reason",
                    "breaker_until",
                    "failures",
                    "openings",
                    "last_success_at",
                    "last_failure_at",
                    "last_failure",
                ),
                hide=("sealed_address", "sealed_secret", "sealed_previous_secret"),
            ),
            columns_that_never_change("kind", why="the matrix says what it is sent."),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_address(self) -> str:
        """The address without what may be secret in it; the whole is sealed."""
        return f"{self.host}/…"
