"""Why clocks may be paused by hand: a short list that an administrator keeps."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from entitlements.models.naming import KEY_FORM, has_text, key_field
from milestones.models.case import RECORD_TYPES
from sla_admin.shared.changes.recorded import recorded
from sla_admin.shared.guards import Guard, columns_that_never_change, refusal


class PauseReason(models.Model):
    """A reason code. While one is active for a record type, a pause by hand of such a case names one.

    What is told of it holds from then on: a pause keeps the words, and whether it counts against pause
    budgets, with which it was made. A code that pauses name is switched off, never deleted.
    """

    key = key_field("Short name used by the API and in events; it never changes.", unique=True)
    name = models.CharField(max_length=100, unique=True, help_text="What people choose, and customers read.")
    is_active = models.BooleanField(
        "in use", default=True, help_text="Whether it is offered. Pauses made under it stay as they are."
    )
    position = models.PositiveIntegerField(
        "place", default=1, help_text="Where it stands in the list; the first one is offered first."
    )
    needs_note = models.BooleanField(
        "needs a note", default=False, help_text="Whether who pauses has to say more than the code does."
    )
    counts_against_budget = models.BooleanField(
        "counts against pause budgets",
        default=True,
        help_text="Whether time paused under it uses up the pause budget of a milestone.",
    )
    record_types = ArrayField(
        models.CharField(max_length=12, choices=[(each, each) for each in RECORD_TYPES]),
        default=list,
        blank=True,
        help_text="Kinds of record it is offered for; none: all.",
    )

    class Meta:
        verbose_name = "pause reason"
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(name="pause_reason_key_form", condition=Q(key__regex=KEY_FORM)),
            has_text("name", "pause_reason_name_is_given"),
            models.CheckConstraint(
                name="pause_reason_record_types_known",
                condition=Q(record_types__contained_by=list(RECORD_TYPES)),
            ),
        ]
        triggers: ClassVar = [
            *recorded("pause_reason", name="changed.name"),
            columns_that_never_change("key", why="events and clocks name the reason by it."),
            Guard(
                name="used_pause_reason_stays",
                operation=pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT FROM milestones_casemilestone WHERE pauses <> '[]' AND pauses @> "
                    "jsonb_build_array(jsonb_build_object('code', OLD.key))) THEN "
                    + refusal("pauses name the reason %: switch it off instead of deleting it", "OLD.key")
                    + " END IF; RETURN OLD;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_for(self, record_type: str) -> bool:
        """Whether it is offered for that kind of record."""
        return self.is_active and (not self.record_types or record_type in self.record_types)
