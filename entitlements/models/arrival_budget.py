"""Budgets by time of arrival."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from entitlements.models.immutability import process_versions
from entitlements.models.milestone_definition import (
    BUDGET_FORM,
    MORE_THAN_NOTHING,
    NAME_OF_MILESTONE,
    VERSION_OF_MILESTONE,
    MilestoneDefinition,
)
from sla_admin.shared.changes.recorded import recorded

WEEKDAYS = ((0, "Mon"), (1, "Tue"), (2, "Wed"), (3, "Thu"), (4, "Fri"), (5, "Sat"), (6, "Sun"))
TIME_FORM = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
_is_time = RegexValidator(TIME_FORM, "A time between 00:00 and 24:00, like 09:00.")


class ArrivalBudget(models.Model):
    """The budget of clocks that start in a band of the week, on the wall clock of their hours' zone.

    Of several bands the first that fits holds, before the milestone's other budgets.
    """

    definition = models.ForeignKey(MilestoneDefinition, on_delete=models.CASCADE, related_name="arrivals")
    position = models.PositiveSmallIntegerField(help_text="Bands are tried in this order.")
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(choices=WEEKDAYS),
        default=list,
        blank=True,
        help_text="Days of arrival, 0 is Monday; none: every day.",
    )
    begins = models.CharField(
        max_length=5, default="00:00", validators=[_is_time], help_text="From this local time on."
    )
    ends = models.CharField(
        max_length=5, default="24:00", validators=[_is_time], help_text="Until just before this local time."
    )
    priority = models.CharField(max_length=100, blank=True, help_text="Empty: every priority.")
    budget = models.CharField(max_length=40)

    class Meta:
        verbose_name = "budget by arrival"
        verbose_name_plural = "budgets by arrival"
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["definition", "position"],
                name="arrival_position_once",
                violation_error_message="Another band has this place.",
            ),
            models.CheckConstraint(
                name="arrival_weekdays_known",
                condition=Q(weekdays__contained_by=[day for day, _ in WEEKDAYS]),
                violation_error_message="Weekdays are numbers from 0 (Monday) to 6.",
            ),
            models.CheckConstraint(
                name="arrival_times_known",
                condition=Q(begins__regex=TIME_FORM) & Q(ends__regex=TIME_FORM),
                violation_error_message="A time between 00:00 and 24:00, like 09:00.",
            ),
            models.CheckConstraint(
                name="arrival_begins_before_it_ends",
                condition=Q(ends__gt=F("begins")),
                violation_error_message="A band ends after it begins; one past midnight is two.",
            ),
            models.CheckConstraint(
                name="arrival_budget_form",
                condition=Q(budget__regex=BUDGET_FORM) & Q(budget__regex=MORE_THAN_NOTHING),
                violation_error_message="A budget is more than nothing, like PT4H, P3D or P1D@16:00.",
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "arrival_budget",
                name=f"concat_ws(', band ', {NAME_OF_MILESTONE}, changed.position)",
                part_of=("process_version", VERSION_OF_MILESTONE),
            ),
            process_versions.child_of_draft(
                "definition_id", "SELECT version_id FROM entitlements_milestonedefinition WHERE id = %s"
            ),
            process_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        days = ", ".join(name for day, name in WEEKDAYS if day in self.weekdays) or "every day"
        return f"{days} {self.begins}–{self.ends} {self.priority or 'any priority'}: {self.budget}"
