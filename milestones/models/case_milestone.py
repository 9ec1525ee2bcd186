"""One clock of a case as people and reports read it."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least

from entitlements.business_time.instants import DAY

OPEN = ("running", "paused")
STATUSES = (*OPEN, "completed", "canceled")


class CaseMilestone(models.Model):
    """The row of one clock; only the engine writes it, from the fold.

    A clock is known by its definition's key, the process cycle and the occurrence within it. Budgets, levels,
    consumed and paused times are microseconds of open time unless named calendar; `consumed` is what was
    counted up to the last change, so of a running clock more has passed since.
    """

    case = models.ForeignKey(
        "milestones.Case", on_delete=models.PROTECT, db_index=False, related_name="milestones"
    )
    definition = models.CharField(max_length=64, help_text="Key of the milestone definition.")
    cycle = models.PositiveIntegerField()
    occurrence = models.PositiveIntegerField()
    process_version = models.ForeignKey(
        "entitlements.ProcessVersion",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="case_milestones",
    )
    type = models.CharField(max_length=64, help_text="Key of the milestone type.")
    status = models.CharField(max_length=12, choices=[(each, each) for each in STATUSES])
    is_violated = models.BooleanField(
        help_text="Past its target and open, or completed after it: a late completion stays violated."
    )
    is_completed = models.BooleanField()
    at_risk = models.BooleanField(help_text="A warning was reached and the clock is open.")
    started_at = models.DateTimeField(help_text="Where counting begins.")
    began_at = models.DateTimeField(
        help_text="When the clock came into being; later than the start where criteria "
        "were met after process entry."
    )
    target_at = models.DateTimeField()
    original_target_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="Completed or canceled.")
    next_trigger_at = models.DateTimeField(null=True)
    budget = models.BigIntegerField(
        null=True, help_text="Open microseconds; blank for a budget in business days."
    )
    budget_days = models.PositiveIntegerField(null=True)
    budget_at = models.BigIntegerField(
        null=True, help_text="Microseconds after midnight, for a budget that ends at a time of the day."
    )
    level = models.BigIntegerField(help_text="Open microseconds that reach the target.")
    consumed = models.BigIntegerField(help_text="Open microseconds counted up to the last change.")
    paused_business = models.BigIntegerField(help_text="Open microseconds spent paused.")
    paused_calendar = models.BigIntegerField(help_text="Calendar microseconds spent paused.")
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="case_milestones",
        help_text="Blank: 24×7 in the site's zone.",
    )
    timeline = models.BigIntegerField(help_text="Which timeline of its hours the clock counts on.")
    hours_reason = models.CharField(max_length=16, help_text="Who named the hours.")
    segments = models.JSONField(help_text="Counted stretches: begin, end (µs since 1970), timeline.")
    pauses = models.JSONField(help_text="Stretches in which the clock stood still, each with its reason.")
    reached = models.JSONField(help_text="Keys of the triggers behind the clock.")

    class Meta:
        ordering: ClassVar = ["case_id", "cycle", "began_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="case_milestone_once", fields=["case", "definition", "cycle", "occurrence"]
            ),
            models.UniqueConstraint(
                name="case_milestone_one_open", fields=["case", "definition"], condition=Q(status__in=OPEN)
            ),
            models.CheckConstraint(name="case_milestone_status_known", condition=Q(status__in=STATUSES)),
            models.CheckConstraint(
                name="case_milestone_closed_has_instant",
                condition=Q(status__in=OPEN, closed_at=None)
                | (~Q(status__in=OPEN) & Q(closed_at__isnull=False, next_trigger_at=None, at_risk=False)),
            ),
            models.CheckConstraint(
                name="case_milestone_completed_has_instant",
                condition=Q(
                    status="completed",
                    is_completed=True,
                    completed_at__isnull=False,
                    completed_at=F("closed_at"),
                )
                | (~Q(status="completed") & Q(is_completed=False, completed_at=None)),
            ),
            # At the target itself both are possible: done there in time, or completed by what the violation
            # of that very instant set off.
            models.CheckConstraint(
                name="case_milestone_late_is_violated",
                condition=~Q(status="completed")
                | Q(is_violated=True, completed_at__gte=F("target_at"))
                | Q(is_violated=False, completed_at__lte=F("target_at")),
            ),
            models.CheckConstraint(
                name="case_milestone_budget_of_one_kind",
                condition=Q(budget__isnull=False, budget__gt=0, budget_days=None, budget_at=None)
                | Q(budget=None, budget_days__isnull=False, budget_days__gt=0, budget_at=None)
                | Q(
                    budget=None,
                    budget_days__isnull=False,
                    budget_at__isnull=False,
                    budget_at__gte=0,
                    budget_at__lt=DAY,
                ),
            ),
            models.CheckConstraint(
                name="case_milestone_times_in_order",
                condition=Q(began_at__gte=F("started_at"), target_at__gte=F("started_at"))
                & (Q(closed_at=None) | Q(closed_at__gte=F("began_at"))),
            ),
            models.CheckConstraint(
                name="case_milestone_amounts_not_negative",
                condition=Q(
                    cycle__gte=1,
                    occurrence__gte=1,
                    level__gte=0,
                    consumed__gte=0,
                    paused_business__gte=0,
                    paused_calendar__gte=F("paused_business"),
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="case_milestone_open_target", fields=["target_at"], condition=Q(status__in=OPEN)
            ),
            models.Index(
                name="case_milestone_completed",
                fields=["completed_at"],
                include=["case", "type", "is_violated", "level", "consumed"],
                condition=Q(status="completed"),
            ),
            models.Index(
                name="case_milestone_past_target",
                fields=["target_at", "case"],
                condition=Q(status__in=OPEN, is_violated=True),
            ),
            models.Index(name="case_milestone_open_hours", fields=["hours"], condition=Q(status__in=OPEN)),
            models.Index(
                name="case_milestone_open_version", fields=["process_version"], condition=Q(status__in=OPEN)
            ),
            # What reports count (milestones.selectors.reports.clocks), without a look at the rows.
            models.Index(
                Least("completed_at", "target_at"),
                name="case_milestone_decided",
                include=[
                    "completed_at",
                    "target_at",
                    "case",
                    "type",
                    "process_version",
                    "hours",
                    "is_violated",
                ],
                condition=Q(status="completed"),
            ),
            # Which clocks were paused under a reason code; most never were paused.
            GinIndex(
                OpClass("pauses", "jsonb_path_ops"), name="case_milestone_pauses", condition=~Q(pauses=[])
            ),
            models.Index(
                name="case_milestone_canceled", fields=["closed_at"], condition=Q(status="canceled")
            ),
            models.Index(
                name="case_milestone_missed_closed",
                fields=["closed_at"],
                condition=Q(is_violated=True, closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition} {self.cycle}.{self.occurrence}"

    @property
    def clock(self) -> str:
        """What the ledger calls this clock."""
        return f"{self.definition}/{self.cycle}/{self.occurrence}"
