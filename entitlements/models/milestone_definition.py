"""The milestones of a process version: what is promised, by when, and who hears of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Deferrable, Q
from django.db.models.functions import Lower

from entitlements.models.criteria_field import criteria_field, is_tree
from entitlements.models.immutability import process_versions
from entitlements.models.milestone_type import MilestoneType, Recurrence
from entitlements.models.naming import KEY_FORM, has_text, is_one_of, key_field
from entitlements.models.process_version import ProcessVersion
from sla_admin.shared.changes.recorded import recorded, value_of

_MILESTONES = "entitlements_milestonedefinition"
NAME_OF_MILESTONE = value_of(_MILESTONES, "changed.definition_id")
VERSION_OF_MILESTONE = value_of(_MILESTONES, "changed.definition_id", "version_id")
"""How the history of configuration finds what a part of a milestone belongs to."""

_DAYS = r"[0-9]+D(@([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)?"
BUDGET_FORM = rf"^P({_DAYS}|T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]{{1,6}})?S)?)$"
OPEN_TIME_FORM = r"^PT(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]{1,6})?S)?$"
MORE_THAN_NOTHING = r"[1-9]"


class StartRule(models.TextChoices):
    """From when a milestone counts."""

    PROCESS_ENTRY = "process_entry", "process entry"
    CRITERIA_MET = "criteria_met", "when its criteria are met"


class CriteriaLost(models.TextChoices):
    """What an open milestone does when its entry criteria stop holding."""

    CANCEL = "cancel", "cancel it"
    KEEP = "keep", "let it run"


class MilestoneDefinition(models.Model):
    """One milestone of a version.

    `key` names it across the versions of its process: a copied draft keeps it. Budgets and the pause budget
    are ISO 8601 durations of business time: hours and minutes (`PT4H`) or, but not for pauses, business days
    (`P3D`).
    The budget holds for every priority that has none of its own.
    """

    version = models.ForeignKey(ProcessVersion, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(
        help_text="Its place in the version; the clock works in this order."
    )
    key = key_field("Names the milestone across versions, such as first_response.")
    type = models.ForeignKey(MilestoneType, on_delete=models.PROTECT, related_name="definitions")
    name = models.CharField(max_length=200)
    recurrence = models.CharField(max_length=12, choices=Recurrence, default=Recurrence.NONE)
    start = models.CharField(
        max_length=13,
        choices=StartRule,
        default=StartRule.PROCESS_ENTRY,
        help_text="From when it counts. Later occurrences count from the moment they begin.",
    )
    entry_criteria = criteria_field("When it applies; empty: always.")
    completion_criteria = criteria_field("When it is done; empty: only by hand.")
    pause_criteria = criteria_field("While its clock stands still, by case fields alone; empty: never.")
    on_criteria_lost = models.CharField(
        max_length=6,
        choices=CriteriaLost,
        default=CriteriaLost.CANCEL,
        verbose_name="when criteria stop holding",
        help_text="What an open milestone does when its entry criteria no longer hold.",
    )
    budget = models.CharField(
        max_length=40,
        blank=True,
        help_text="For every priority without one of its own: PT4H (open time), P3D (business days) or "
        "P1D@16:00 (at a time of a business day).",
    )
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="milestone_definitions",
        help_text="Empty: those of the entitlement, else of the process, else of the case, else 24×7.",
    )
    pausable = models.BooleanField(
        default=True, help_text="Whether the clock may stand still. A regulatory clock may not."
    )
    pause_budget = models.CharField(
        max_length=40,
        blank=True,
        help_text="Business time it may stand still in all, such as PT8H; empty: without limit.",
    )

    class Meta:
        verbose_name = "milestone"
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "key"],
                name="milestone_key_once_per_version",
                violation_error_message="Another milestone of this version has this key.",
            ),
            models.UniqueConstraint(
                fields=["version", "position"],
                name="milestone_position_once",
                deferrable=Deferrable.DEFERRED,
                violation_error_message="Another milestone of this version has this place.",
            ),
            models.CheckConstraint(name="milestone_key_form", condition=Q(key__regex=KEY_FORM)),
            has_text("name", "milestone_name_is_given"),
            is_one_of("recurrence", "milestone_recurrence_known", Recurrence),
            is_one_of("start", "milestone_start_known", StartRule),
            is_one_of("on_criteria_lost", "milestone_criteria_lost_known", CriteriaLost),
            is_tree("entry_criteria", "milestone_entry_criteria_are_a_tree"),
            is_tree("completion_criteria", "milestone_completion_criteria_are_a_tree"),
            is_tree("pause_criteria", "milestone_pause_criteria_are_a_tree"),
            models.CheckConstraint(
                name="milestone_budget_form",
                condition=Q(budget="") | Q(budget__regex=BUDGET_FORM) & Q(budget__regex=MORE_THAN_NOTHING),
                violation_error_message="A budget is more than nothing, like PT4H or P3D.",
            ),
            models.CheckConstraint(
                name="milestone_pause_budget_form",
                condition=Q(pause_budget="")
                | Q(pausable=True, pause_budget__regex=OPEN_TIME_FORM)
                & Q(pause_budget__regex=MORE_THAN_NOTHING),
                violation_error_message="A pause budget is like PT8H, for a clock that may stand still.",
            ),
        ]
        triggers: ClassVar = [
            *recorded("milestone", name="changed.name", part_of=("process_version", "changed.version_id")),
            process_versions.child_of_draft("version_id", "%s"),
            process_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        return self.name


class MilestoneBudget(models.Model):
    """What a milestone is given at one priority, instead of its general budget."""

    definition = models.ForeignKey(MilestoneDefinition, on_delete=models.CASCADE, related_name="budgets")
    priority = models.CharField(
        max_length=100, help_text="As the cases name it; upper and lower case do not matter."
    )
    budget = models.CharField(max_length=40, help_text="PT4H (open time) or P3D (business days).")

    class Meta:
        verbose_name = "budget by priority"
        verbose_name_plural = "budgets by priority"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "definition",
                Lower("priority"),
                name="milestone_budget_once_per_priority",
                violation_error_message="This priority has a budget already.",
            ),
            has_text("priority", "milestone_budget_priority_is_given"),
            models.CheckConstraint(
                name="milestone_budget_by_priority_form",
                condition=Q(budget__regex=BUDGET_FORM) & Q(budget__regex=MORE_THAN_NOTHING),
                violation_error_message="A budget is more than nothing, like PT4H or P3D.",
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "milestone_budget",
                name=f"concat_ws(', ', {NAME_OF_MILESTONE}, changed.priority)",
                part_of=("process_version", VERSION_OF_MILESTONE),
            ),
            process_versions.child_of_draft(
                "definition_id", "SELECT version_id FROM entitlements_milestonedefinition WHERE id = %s"
            ),
            process_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        return f"{self.priority}: {self.budget}"


class TriggerBasisChoice(models.TextChoices):
    """What a trigger is measured from."""

    PERCENT = "percent", "percent of the budget"
    SINCE_START = "since_start", "since the start"
    BEFORE_TARGET = "before_target", "before the target"
    AFTER_TARGET = "after_target", "after the target"


class TriggerSeverity(models.TextChoices):
    """How much a trigger matters. Only a warning puts a clock at risk."""

    INFO = "info", "information"
    WARNING = "warning", "warning"
    VIOLATION = "violation", "violation"


_AFTER = Q(basis="after_target") | Q(basis="percent", amount__gte=10_000)


class TimeTrigger(models.Model):
    """An instant of a milestone that somebody wants to hear of; the escalation matrix says who.

    `key` is how it is written and the column of the matrix; `amount` is hundredths of a percent, or open
    microseconds, and follows from it. After the target a trigger may repeat every `repeat_every` open
    microseconds (`repeat_limit` 0: until the clock closes). The violation at 100 % is there in any case.
    """

    definition = models.ForeignKey(MilestoneDefinition, on_delete=models.CASCADE, related_name="triggers")
    key = models.CharField(
        max_length=40,
        verbose_name="when",
        help_text="75 (percent of the budget), -PT1H (before the target), +PT30M (after it), "
        "@PT45M (since the start).",
    )
    basis = models.CharField(max_length=13, choices=TriggerBasisChoice, editable=False)
    amount = models.BigIntegerField(editable=False)
    severity = models.CharField(max_length=9, choices=TriggerSeverity, default=TriggerSeverity.INFO)
    repeat_every = models.BigIntegerField(default=0, verbose_name="repeat every")
    repeat_limit = models.PositiveIntegerField(
        default=0, verbose_name="at most", help_text="How often it repeats; 0: until the milestone closes."
    )

    class Meta:
        verbose_name = "time trigger"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["definition", "key"],
                name="trigger_key_once",
                violation_error_message="This milestone has this trigger already.",
            ),
            is_one_of("basis", "trigger_basis_known", TriggerBasisChoice),
            is_one_of("severity", "trigger_severity_known", TriggerSeverity),
            models.CheckConstraint(
                name="trigger_key_fits_its_basis",
                condition=Q(basis="percent", key__regex=r"^[0-9]{1,4}(\.[0-9]{0,1}[1-9])?$")
                | Q(basis="before_target", key__regex=r"^-PT[0-9HMS]+$")
                | Q(basis="after_target", key__regex=r"^\+PT[0-9HMS]+$")
                | Q(basis="since_start", key__regex=r"^@PT[0-9HMS]+$"),
                violation_error_message="A trigger is written like 75, -PT1H, +PT30M or @PT45M.",
            ),
            models.CheckConstraint(
                name="trigger_amount_is_positive",
                condition=Q(amount__gt=0) | Q(basis="since_start", amount=0),
            ),
            models.CheckConstraint(
                name="trigger_violation_not_before_target",
                condition=~Q(severity="violation") | _AFTER,
                violation_error_message="A trigger before the target is information or a warning.",
            ),
            models.CheckConstraint(
                name="trigger_at_target_is_violation",
                condition=~Q(basis="percent", amount=10_000) | Q(severity="violation"),
                violation_error_message="The trigger at 100 % is the violation.",
            ),
            models.CheckConstraint(
                name="trigger_repeats_after_target_only",
                condition=Q(repeat_every=0, repeat_limit=0) | Q(repeat_every__gte=60_000_000) & _AFTER,
                violation_error_message="Only triggers from the target on repeat, at most every minute.",
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "time_trigger",
                name=f"concat_ws(', ', {NAME_OF_MILESTONE}, changed.key)",
                part_of=("process_version", VERSION_OF_MILESTONE),
            ),
            process_versions.child_of_draft(
                "definition_id", "SELECT version_id FROM entitlements_milestonedefinition WHERE id = %s"
            ),
            process_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        return self.key
