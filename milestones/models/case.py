"""A case or work order: a thin mirror of the record in the customer's own system, or kept here."""

from typing import ClassVar, get_args

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, TextField

from entitlements.coverage.refusals import Outcome

RECORD_TYPES = ("case", "work_order")
CHANNELS = ("phone", "web", "email", "chat", "api")

COVERED = "covered"
AMBIGUOUS = "ambiguous"
COVERAGE_OUTCOMES: tuple[str, ...] = get_args(Outcome)
UNDECIDED = ""
"""Coverage of a case whose decision failed; it is in quarantine then."""

LOCAL = "local"
"""Source of cases kept here, and of what people do here by hand."""

SEARCHED = Func(
    F("external_id"),
    F("subject"),
    F("attributes"),
    function="milestones_searched",
    output_field=TextField(),
)
"""What a search of a case's own words looks through: identity, subject, values of attributes."""


class Case(models.Model):
    """What the clocks measure.

    Priority, status, owner, queue, channel, account, contact, asset, product, contract, line item, subject
    and attributes mirror what the fold of
    the case's events says; only the engine writes them (`milestones.services.record`). Coverage says which
    promise was found and why, or why there is none: a case without a clock is always visible as such.
    """

    source = models.CharField(max_length=64, help_text="The system that keeps this record.")
    external_id = models.CharField(max_length=200, help_text="Its identity in that system.")
    record_type = models.CharField(
        max_length=16, choices=[("case", "case"), ("work_order", "work order")], default="case"
    )
    subject = models.CharField(max_length=500, blank=True)
    account = models.ForeignKey(
        "entitlements.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    contact = models.ForeignKey(
        "entitlements.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    asset = models.ForeignKey(
        "entitlements.Asset",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="cases",
    )
    product = models.ForeignKey(
        "entitlements.Product",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="cases",
    )
    contract = models.ForeignKey(
        "entitlements.ServiceContract",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="cases",
    )
    line_item = models.ForeignKey(
        "entitlements.ContractLineItem",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="cases",
    )
    channel = models.CharField(max_length=16, blank=True, choices=[(each, each) for each in CHANNELS])
    priority = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=64, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_cases"
    )
    queue = models.ForeignKey(
        "milestones.Queue", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    attributes = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its status last became a closed one."
    )
    recorded_at = models.DateTimeField(help_text="When this system first heard of it.")
    changed_at = models.DateTimeField(help_text="When this system last learned something about it.")

    coverage_outcome = models.CharField(
        max_length=24, blank=True, choices=[(each, each.replace("_", " ")) for each in COVERAGE_OUTCOMES]
    )
    coverage_candidates = models.JSONField(
        default=list, blank=True, help_text="Every entitlement looked at, with the reason for or against it."
    )
    entitlement = models.ForeignKey(
        "entitlements.Entitlement", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    process_version = models.ForeignKey(
        "entitlements.ProcessVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    coverage_by = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Who chose the entitlement by hand."
    )
    coverage_reason = models.CharField(
        max_length=500, blank=True, db_default="", help_text="Why it was chosen by hand."
    )
    holds_incident = models.BooleanField(
        default=False,
        db_default=False,
        help_text="It has taken one of the incidents its entitlement allows.",
    )

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="case_unique_in_source", fields=["source", "external_id"]),
            models.CheckConstraint(
                name="case_source_named",
                condition=~Q(source="") & ~Q(external_id=""),
                violation_error_message="A case has a source and an identity in it.",
            ),
            models.CheckConstraint(name="case_record_type_known", condition=Q(record_type__in=RECORD_TYPES)),
            models.CheckConstraint(name="case_channel_known", condition=Q(channel__in=("", *CHANNELS))),
            models.CheckConstraint(
                name="case_closed_after_opened",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                violation_error_message="A case cannot be closed before it was opened.",
            ),
            models.CheckConstraint(
                name="case_coverage_outcome_known",
                condition=Q(coverage_outcome__in=(UNDECIDED, *COVERAGE_OUTCOMES)),
            ),
            models.CheckConstraint(
                name="case_entitlement_matches_outcome",
                condition=Q(coverage_outcome__in=(COVERED, AMBIGUOUS), entitlement__isnull=False)
                | (~Q(coverage_outcome__in=(COVERED, AMBIGUOUS)) & Q(entitlement=None)),
                violation_error_message="A covered case names its entitlement, and no other case does.",
            ),
            models.CheckConstraint(
                name="case_chosen_by_hand_says_why",
                condition=Q(coverage_by="", coverage_reason="")
                | (~Q(coverage_by="") & ~Q(coverage_reason="") & Q(entitlement__isnull=False)),
            ),
            models.CheckConstraint(
                name="case_incident_is_of_an_entitlement",
                condition=Q(holds_incident=False) | Q(entitlement__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="case_opened", fields=["-opened_at"]),
            models.Index(name="case_open", fields=["opened_at"], condition=Q(closed_at=None)),
            GinIndex(OpClass(SEARCHED, name="gin_trgm_ops"), name="case_searched"),
            models.Index(
                name="case_not_covered",
                fields=["coverage_outcome", "-opened_at"],
                condition=~Q(coverage_outcome=COVERED),
            ),
            *(
                models.Index(name=f"case_of_{name}", fields=[name], condition=Q(**{f"{name}__isnull": False}))
                for name in ("asset", "product", "contract", "line_item")
            ),
            # What reports group by and narrow to, without a look at the rows.
            models.Index(
                name="case_reported",
                fields=["id"],
                include=["queue", "owner", "priority", "entitlement", "account", "channel", "record_type"],
            ),
            models.Index(
                name="case_closed",
                fields=["closed_at"],
                include=["opened_at"],
                condition=Q(closed_at__isnull=False),
            ),
        ]
        permissions: ClassVar = [
            ("choose_coverage", "Can choose another valid entitlement for a case, with a reason")
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.external_id}"
