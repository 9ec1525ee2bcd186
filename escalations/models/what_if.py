"""What a version would have made of real cases: a stored answer, a line for every clock and every alert."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from entitlements.models import ProcessVersion
from milestones.clock.comparison import OUTCOMES
from milestones.models import Case
from sla_admin.shared.guards import Guard, refusal

_OUTCOMES = [(word, word) for word in OUTCOMES]

_COMPLETE = refusal("What-if % is complete: it and its lines never change. Start another one.", "%s")


def _only_while_at_work() -> list[Guard]:
    """Lines come while the what-if is at work, and never change."""
    return [
        Guard(
            name="comes_while_at_work",
            operation=pgtrigger.Insert,
            func=f"""
                IF EXISTS (
                    SELECT FROM escalations_whatif WHERE id = NEW.what_if_id AND ended_at IS NOT NULL
                ) THEN
                    {_COMPLETE.replace("%s", "NEW.what_if_id")}
                END IF;
                RETURN NEW;
            """,
        ),
        Guard(
            name="never_changes",
            operation=pgtrigger.Update,
            func=refusal("The lines of a what-if are written once and never changed."),
        ),
    ]


class WhatIf(models.Model):
    """A version run over past and open cases, read-only, beside what they really had.

    `order` says which cases (escalations.services.what_if.order). Everything is as known at `as_of`, however
    long the run took. `definition` is the version's content then with the timelines of the hours it names;
    `fingerprint` the hash of that content and of its matrix, so that a draft that was edited since is
    noticed. `summary` holds the figures, once it is complete; it never changes from then on, and goes with
    its version or by being removed as a whole.
    """

    version = models.ForeignKey(ProcessVersion, on_delete=models.CASCADE, related_name="what_ifs")
    order = models.JSONField(help_text="Which cases.")
    definition = models.JSONField(help_text="What the version promised when it was started.")
    fingerprint = models.CharField(max_length=64, help_text="Of that content and its matrix (SHA-256).")
    zone = models.CharField(max_length=64, help_text="Whose hours of the day alerts are counted by.")
    actor = models.CharField(max_length=200, help_text="Who started it: user:<id> or key:<prefix>.")
    reason = models.TextField(blank=True, help_text="Why.")
    as_of = models.DateTimeField(help_text="Up to when, and as known when.")
    ended_at = models.DateTimeField(null=True, blank=True)
    summary = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "what-if"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="what_if_actor_is_given", condition=~Q(actor="")),
            models.CheckConstraint(
                name="what_if_complete_has_figures",
                condition=Q(ended_at=None, summary={}) | (Q(ended_at__isnull=False) & ~Q(summary={})),
            ),
        ]
        triggers: ClassVar = [
            Guard(
                name="complete_never_changes",
                operation=pgtrigger.Update,
                func=f"""
                    IF OLD.ended_at IS NOT NULL THEN
                        {_COMPLETE.replace("%s", "OLD.id")}
                    END IF;
                    IF to_jsonb(NEW) - '{{ended_at,summary}}'::text[]
                        <> to_jsonb(OLD) - '{{ended_at,summary}}'::text[] THEN
                        {refusal("A what-if that is at work gets its figures and nothing else.")}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"what-if {self.pk} of {self.version}"

    @property
    def is_complete(self) -> bool:
        return self.ended_at is not None


class _Line(models.Model):
    what_if = models.ForeignKey(WhatIf, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    case = models.ForeignKey(
        Case,
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,  # a purged case takes its texts along; the number stays in the figures
    )

    class Meta:
        abstract = True


class WhatIfClock(_Line):
    """One clock, as it was (`before`) and as it would have been (`after`). Durations are open µs.

    `used_…` is what it had counted at its close or at `as_of`, `budget_…` as written. `calendar_shift` and
    `business_shift` say how far the target moves, the bands where that lies in the distribution;
    `differences` what of the clock is not the same.
    """

    milestone = models.CharField(max_length=64)
    type = models.CharField(max_length=64)
    cycle = models.PositiveIntegerField()
    occurrence = models.PositiveIntegerField()
    tier = models.CharField(max_length=64, blank=True)
    priority = models.CharField(max_length=64, blank=True)
    before = models.CharField(max_length=8, choices=_OUTCOMES)
    after = models.CharField(max_length=8, choices=_OUTCOMES)
    target_before = models.DateTimeField(null=True)
    target_after = models.DateTimeField(null=True)
    used_before = models.BigIntegerField(null=True)
    used_after = models.BigIntegerField(null=True)
    budget_before = models.CharField(max_length=40, blank=True)
    budget_after = models.CharField(max_length=40, blank=True)
    calendar_shift = models.BigIntegerField(null=True)
    business_shift = models.BigIntegerField(null=True)
    calendar_band = models.PositiveSmallIntegerField(null=True)
    business_band = models.PositiveSmallIntegerField(null=True)
    differences = ArrayField(models.CharField(max_length=12), default=list)

    class Meta:
        verbose_name = "clock of a what-if"
        verbose_name_plural = "clocks of what-ifs"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(name="what_if_clock_outcomes", fields=["what_if", "before", "after", "type"]),
            models.Index(name="what_if_clock_case", fields=["what_if", "case"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="what_if_before_known", condition=Q(before__in=OUTCOMES)),
            models.CheckConstraint(name="what_if_after_known", condition=Q(after__in=OUTCOMES)),
            models.CheckConstraint(
                name="what_if_clock_is_somewhere", condition=~Q(before="none", after="none")
            ),
            models.CheckConstraint(
                name="what_if_clock_has_targets",
                condition=(Q(before="none", target_before=None) | Q(target_before__isnull=False))
                & (Q(after="none", target_after=None) | Q(target_after__isnull=False)),
            ),
        ]
        triggers: ClassVar = _only_while_at_work()

    def __str__(self) -> str:
        return f"{self.milestone}/{self.cycle}/{self.occurrence} of case {self.case_id}"


class WhatIfAlert(_Line):
    """How many alerts one recipient gets about one case in one hour of the day: as it was, and would be.

    `recipient` is `user:5`, `queue:2`, `endpoint:3`, an address, or blank: nobody would be reached.
    """

    recipient = models.CharField(max_length=320, blank=True)
    hour = models.PositiveSmallIntegerField()
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()

    class Meta:
        verbose_name = "alerts of a what-if"
        verbose_name_plural = "alerts of what-ifs"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(name="what_if_alert_to", fields=["what_if", "recipient", "hour"])]
        constraints: ClassVar = [
            models.CheckConstraint(name="what_if_alert_hour_of_day", condition=Q(hour__lt=24)),
        ]
        triggers: ClassVar = _only_while_at_work()

    def __str__(self) -> str:
        return f"{self.before} → {self.after} to {self.recipient}"


class WhatIfCase(_Line):
    """A case with something to say beside its clocks.

    `violated_at_once` and `relieved_at_once` name the milestones (by key) that would be violated, or not be
    any more, if the case were moved at `as_of`. `failure` says why it could not be looked at. `differs`: what
    its events say is not what was recorded, which is a matter for `verify_ledger`.
    """

    violated_at_once = ArrayField(models.CharField(max_length=64), default=list)
    relieved_at_once = ArrayField(models.CharField(max_length=64), default=list)
    failure = models.TextField(blank=True)
    differs = models.BooleanField(default=False)

    class Meta:
        verbose_name = "case of a what-if"
        verbose_name_plural = "cases of what-ifs"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="what_if_case_once", fields=["what_if", "case"]),
        ]
        triggers: ClassVar = _only_while_at_work()

    def __str__(self) -> str:
        return f"case {self.case_id} of what-if {self.what_if_id}"
