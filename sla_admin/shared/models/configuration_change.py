"""The history of configuration: append-only, written by triggers alone."""

from typing import ClassVar

import pgtrigger
from django.db import models

from sla_admin.shared.guards import Guard, refusal

_PURGING = "coalesce(current_setting('sla.purging', true), '') <> ''"
_NEVER = "The history of configuration is written once and never changed."
_ONLY_PURGED = "The history of configuration is never deleted, except through shared_purge_changes."


class Operation(models.TextChoices):
    """What was done to the row."""

    CREATED = "created", "created"
    CHANGED = "changed", "changed"
    DELETED = "deleted", "deleted"
    EMPTIED = "emptied", "whole table emptied"
    PURGED = "purged", "history removed"


class ConfigurationChange(models.Model):
    """One row of configuration, changed by one statement.

    `before` and `after` hold the columns that changed, as the database has them (of a row that was created or
    deleted: all that hold something). `at` is the database's clock when the statement began. `actor` is
    `user:<id>`, `key:<prefix>`, `command:<name>`, or `database:<user>` where nobody was named. `transaction`
    is the transaction's number (xid8): what was done together has the same.
    """

    kind = models.CharField(max_length=40, help_text="What was changed, such as support_tier.")
    object_id = models.BigIntegerField(null=True)
    object_name = models.TextField(help_text="What it was called then.")
    part_of_kind = models.CharField(max_length=40, blank=True, help_text="What it is a part of.")
    part_of_id = models.BigIntegerField(null=True)
    operation = models.CharField(max_length=7, choices=Operation)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField()
    actor = models.TextField()
    reason = models.TextField(blank=True)
    source = models.TextField(help_text="The way it came: page, api, admin, command, run, program, database.")
    request_id = models.TextField(blank=True)
    transaction = models.BigIntegerField()

    class Meta:
        verbose_name = "change of configuration"
        verbose_name_plural = "changes of configuration"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="change_operation_known", condition=models.Q(operation__in=Operation.values)
            ),
            models.CheckConstraint(name="change_actor_is_given", condition=~models.Q(actor="")),
        ]
        indexes: ClassVar = [
            models.Index(name="change_in_order", fields=["transaction", "id"]),
            models.Index(name="change_of_object", fields=["kind", "object_id", "transaction"]),
            models.Index(
                name="change_of_part",
                fields=["part_of_kind", "part_of_id"],
                condition=~models.Q(part_of_kind=""),
            ),
            models.Index(name="change_by_time", fields=["at"]),
        ]
        triggers: ClassVar = [
            Guard(name="never_changed", operation=pgtrigger.Update, func=refusal(_NEVER)),
            Guard(
                name="only_purged",
                operation=pgtrigger.Delete,
                func=f"IF {_PURGING} THEN RETURN OLD; END IF; {refusal(_ONLY_PURGED)}",
            ),
            Guard(
                name="never_truncated",
                level=pgtrigger.Statement,
                operation=pgtrigger.Truncate,
                func=refusal(_ONLY_PURGED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_name} {self.operation}"
