"""The source events of a case: everything its history is folded from."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from milestones.models.append_only import append_only


class CaseEvent(models.Model):
    """One thing that happened to a case, as it was told. Append-only, by the database.

    `payload` holds the canonical bytes of `milestones.clock.event.Event`; the columns repeat what is searched
    for. `number` counts a case's events as they were recorded, and `hash` chains them: SHA-256 over the
    previous event's hash and the payload.
    """

    case = models.ForeignKey(
        "milestones.Case", on_delete=models.PROTECT, db_index=False, related_name="events"
    )
    number = models.PositiveIntegerField()
    source = models.CharField(
        max_length=64, blank=True, help_text="Blank: a decision of this product itself."
    )
    event_id = models.CharField(max_length=200)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sequence = models.BigIntegerField(
        default=0, help_text="The source's own order among events at one instant."
    )
    actor = models.CharField(max_length=200, blank=True)
    silent = models.BooleanField(default=False, help_text="Recorded without alerting anybody.")
    payload = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["case_id", "number"]
        triggers: ClassVar = append_only("Source events")
        constraints: ClassVar = [
            models.UniqueConstraint(name="case_event_once", fields=["case", "source", "event_id"]),
            models.UniqueConstraint(name="case_event_number", fields=["case", "number"]),
            models.CheckConstraint(name="case_event_id_named", condition=~Q(event_id="")),
        ]
        indexes: ClassVar = [
            # Which cases a run moved: asked when it is taken back.
            models.Index(
                name="case_event_moves",
                fields=["event_id", "case"],
                condition=Q(source="", event_id__startswith="move:"),
            ),
            BrinIndex(name="case_event_occurred", fields=["occurred_at"], pages_per_range=32),
        ]

    def __str__(self) -> str:
        return f"{self.source or 'engine'}/{self.event_id}"
