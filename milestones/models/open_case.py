"""One narrow row for each open case: where it stands, and by which clock it is ranked."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from milestones.models.case import COVERED

PAST, COUNTING, STILL, WITHOUT, DONE = range(5)
"""Ranks: past its target; counting; paused; without any clock; nothing open any more, though not closed."""

STANDINGS = ("violated", "at_risk", "on_track", "paused", "met_late", "met", "canceled", "no_clock")


class OpenCase(models.Model):
    """What boards count and order open cases by. Kept by triggers on cases and clocks, in their transactions
    (`milestones_follow_open_cases`), so that it is never behind; nothing else writes it.

    `milestone` is the most urgent open clock: one past its target, the earliest first; else the running one
    that is due first; else a paused one. `standing` is the word for the whole case
    (milestones.clock.standing), which may be worse than that clock's.
    """

    case = models.OneToOneField(
        "milestones.Case", primary_key=True, on_delete=models.CASCADE, related_name="while_open"
    )
    standing = models.CharField(max_length=12, choices=[(each, each.replace("_", " ")) for each in STANDINGS])
    rank = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True, help_text="Target of the most urgent open clock.")
    milestone = models.ForeignKey(
        "milestones.CaseMilestone",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    type = models.CharField(max_length=64, blank=True, help_text="Key of that clock's milestone type.")
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        help_text="Hours that clock counts on. Blank: 24×7.",
    )
    timeline = models.BigIntegerField(default=0)
    queue = models.ForeignKey(
        "milestones.Queue",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    account = models.ForeignKey(
        "entitlements.Account",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    tier = models.ForeignKey(
        "entitlements.SupportTier",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    priority = models.CharField(max_length=64, blank=True)
    coverage_outcome = models.CharField(max_length=24, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="open_case_standing_known", condition=Q(standing__in=STANDINGS)),
            models.CheckConstraint(
                name="open_case_ranked_by_a_clock",
                condition=Q(rank__in=(PAST, COUNTING, STILL), milestone__isnull=False, due_at__isnull=False)
                | Q(rank__in=(WITHOUT, DONE), milestone=None, due_at=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="open_case_by_urgency", fields=["queue", "rank", "due_at", "case"]),
            models.Index(name="open_case_of_owner", fields=["owner"]),
            models.Index(
                name="open_case_gaps",
                fields=["coverage_outcome", "opened_at"],
                condition=~Q(coverage_outcome=COVERED) | Q(rank=WITHOUT),
            ),
        ]

    def __str__(self) -> str:
        return f"open case {self.pk}, {self.standing}"
