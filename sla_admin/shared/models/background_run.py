"""Work in the background: what was asked, how far it is, and what became of each item."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class RunState(models.TextChoices):
    """Where a run stands. A worker takes up `waiting`, goes on with `running`, and ends `stopping`."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    STOPPING = "stopping", "Stopping"
    STOPPED = "stopped", "Stopped"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


ACTIVE = (RunState.WAITING, RunState.RUNNING, RunState.STOPPING)
"""States in which a worker still has something to do."""

ENDED = (RunState.STOPPED, RunState.DONE, RunState.FAILED)


class BackgroundRun(models.Model):
    """One piece of work in steps. Each step is a transaction that holds its effect and its progress alike.

    `kind` names what is done (`sla_admin.shared.runs`), `parameters` what with, `cursor` where the next step
    begins. `subject` is what may be worked on by one open run of a kind only, such as `process-version:7`;
    blank: no such limit. `tally` counts items by what became of them. `history` lists what people did to the
    run. `undoes` is the run that this one takes back.
    """

    kind = models.CharField(max_length=64, help_text="What is done.")
    title = models.CharField(max_length=300, help_text="The same in words.")
    subject = models.CharField(max_length=200, blank=True, help_text="What it is done to.")
    parameters = models.JSONField(default=dict, help_text="What it is done with.")
    actor = models.CharField(max_length=200, help_text="Who started it: user:<id> or key:<prefix>.")
    reason = models.TextField(blank=True, help_text="Why.")
    state = models.CharField(max_length=8, choices=RunState, default=RunState.WAITING)
    done = models.PositiveIntegerField(default=0, help_text="Items dealt with.")
    total = models.PositiveIntegerField(default=0, help_text="Items there are.")
    cursor = models.JSONField(null=True, blank=True, help_text="Where the next step begins.")
    tally = models.JSONField(default=dict, blank=True, help_text="Items by what became of them.")
    result = models.JSONField(default=dict, blank=True, help_text="What the run found out.")
    failures = models.PositiveIntegerField(default=0, help_text="Items that failed, each listed with why.")
    failure_reason = models.TextField(blank=True, help_text="Why the run as a whole could not go on.")
    troubles = models.PositiveSmallIntegerField(
        default=0, help_text="How often in a row the database could not be reached for a step."
    )
    history = models.JSONField(default=list, blank=True, help_text="Who stopped it, let it go on, and when.")
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )
    worker = models.CharField(max_length=100, blank=True, help_text="Who did the latest step.")
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True, blank=True, help_text="It waits until then.")
    started_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True, help_text="The latest step.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="run_state_known", condition=Q(state__in=RunState.values)),
            models.CheckConstraint(name="run_done_of_total", condition=Q(done__lte=F("total"))),
            models.CheckConstraint(
                name="run_failures_are_of_items_done", condition=Q(failures__lte=F("done"))
            ),
            models.CheckConstraint(
                name="run_ended_has_instant",
                condition=Q(state__in=ENDED, ended_at__isnull=False) | Q(state__in=ACTIVE, ended_at=None),
            ),
            models.CheckConstraint(
                name="run_begun_has_instant",
                condition=Q(started_at__isnull=False) | Q(state__in=["waiting", "stopped", "failed"]),
            ),
            models.CheckConstraint(
                name="run_failed_says_why", condition=~Q(state="failed") | ~Q(failure_reason="")
            ),
            models.CheckConstraint(name="run_actor_is_given", condition=~Q(actor="")),
            models.CheckConstraint(name="run_undoes_another", condition=~Q(undoes=F("id"))),
            models.UniqueConstraint(
                name="run_one_open_per_subject",
                fields=["kind", "subject"],
                condition=Q(state__in=ACTIVE) & ~Q(subject=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="run_active", fields=["worked_at"], condition=Q(state__in=ACTIVE)),
            models.Index(name="run_of_subject", fields=["subject"], condition=~Q(subject="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


class RunItem(models.Model):
    """What became of one item of a run. Kinds that touch thousands of items alike list failures alone."""

    run = models.ForeignKey(BackgroundRun, on_delete=models.CASCADE, related_name="items")
    item = models.CharField(max_length=300, help_text="The item as people know it.")
    reference = models.BigIntegerField(null=True, blank=True, help_text="Its number, where it has one.")
    outcome = models.CharField(max_length=60, help_text="What became of it, in a word.")
    is_failure = models.BooleanField(default=False)
    sentence = models.TextField(blank=True, help_text="The same in a sentence, such as why it failed.")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="run_item_failure_says_why", condition=Q(is_failure=False) | ~Q(sentence="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(name="run_item_failures", fields=["run"], condition=Q(is_failure=True)),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.outcome}"
