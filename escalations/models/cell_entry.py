"""What happens in a cell: one target and one action."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from escalations.models.email_template import EmailTemplate
from escalations.models.immutability import matrix_versions, nothing_stands_alone
from escalations.models.matrix_row import MatrixRow, label_of_row
from escalations.models.webhook_endpoint import WebhookEndpoint
from sla_admin.shared.changes.recorded import recorded, value_of

_ROW = label_of_row("escalations_matrixrow")

NOTHING = "nothing"
"""The action of a cell that is empty on purpose. It stands alone in its cell."""


class TargetKind(models.TextChoices):
    """Who is meant.

    What resolves to nobody falls back along owner → queue → lead → manager → administrators.
    """

    OWNER = "owner", "case owner"
    TEAM_LEAD = "team_lead", "owner's team lead"
    MANAGER = "manager", "owner's manager"
    QUEUE = "queue", "queue"
    USER = "user", "named user"
    ADDRESS = "address", "address"
    ENDPOINT = "endpoint", "webhook endpoint"


class CellEntry(models.Model):
    """One of the ordered entries of a cell (row × trigger). Its id is what deliveries are unique by.

    `action` names a kind in `escalations.actions`. `parameters` belong to that kind: a field update has
    `field` and `value`; an e-mail has, once its version is active, the `content` of its template as it was
    then; a task has `due` (`PT4H`, `P1D` after what happened), and may have `calendar` (true: not open time)
    and `subject`; a webhook and a chat message may have a `message`.
    """

    row = models.ForeignKey(MatrixRow, on_delete=models.CASCADE, related_name="entries")
    trigger = models.CharField(
        "threshold",
        max_length=32,
        help_text="50, 75, 100 (percent of the budget), -PT1H, +PT30M, @PT45M, or met, met_late on success.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Order within the cell.")
    target = models.CharField(
        max_length=16, blank=True, choices=TargetKind, help_text="Blank for field updates and for nothing."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="escalation_entries",
        help_text="For a named user.",
    )
    queue = models.ForeignKey(
        "milestones.Queue",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="escalation_entries",
        help_text="For a queue; blank: the queue the case is in.",
    )
    address = models.EmailField(blank=True, help_text="For an address.")
    endpoint = models.ForeignKey(
        WebhookEndpoint,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
        help_text="For a webhook endpoint.",
    )
    action = models.CharField(max_length=32, help_text="What happens.")
    template = models.ForeignKey(
        EmailTemplate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
        help_text="For e-mail; blank: the text that comes with the product. Activation keeps it as it is.",
    )
    parameters = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "cell entry"
        verbose_name_plural = "cell entries"
        ordering: ClassVar = ["row", "trigger", "position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="cell_entry_position_once",
                fields=["row", "trigger", "position"],
                violation_error_message="Two entries of a cell have the same position.",
            ),
            models.CheckConstraint(name="cell_entry_trigger_named", condition=~Q(trigger="")),
            models.CheckConstraint(name="cell_entry_action_named", condition=~Q(action="")),
            models.CheckConstraint(
                name="cell_entry_target_complete",
                condition=Q(
                    target__in=("", "owner", "team_lead", "manager"),
                    user=None,
                    queue=None,
                    address="",
                    endpoint=None,
                )
                | Q(target="queue", user=None, address="", endpoint=None)
                | Q(target="user", user__isnull=False, queue=None, address="", endpoint=None)
                | (Q(target="address", user=None, queue=None, endpoint=None) & ~Q(address=""))
                | Q(target="endpoint", user=None, queue=None, address="", endpoint__isnull=False),
                violation_error_message=(
                    "Name exactly what the target asks for: a user, a queue, an address, an endpoint."
                ),
            ),
            models.CheckConstraint(
                name="cell_entry_target_for_action",
                condition=Q(action__in=(NOTHING, "field_update"), target="")
                | ~Q(action__in=(NOTHING, "field_update")),
                violation_error_message="A field update has no target, and neither has nothing.",
            ),
            models.CheckConstraint(
                name="cell_entry_email_has_target",
                condition=~Q(action="email") | ~Q(target=""),
                violation_error_message="An e-mail needs a target.",
            ),
            models.CheckConstraint(
                name="cell_entry_field_update_fixed",
                condition=~Q(action="field_update") | Q(parameters__has_keys=["field", "value"]),
                violation_error_message="A field update names the field and its value.",
            ),
            models.CheckConstraint(
                name="cell_entry_for_people_inside",
                condition=~Q(action__in=("task", "notify")) | ~Q(target__in=("", "address")),
                violation_error_message="Tasks and notices are for people and queues, not for addresses.",
            ),
            models.CheckConstraint(
                name="cell_entry_endpoint_for_messages",
                condition=Q(action__in=("webhook", "chat"), target="endpoint")
                | (~Q(action__in=("webhook", "chat")) & ~Q(target="endpoint")),
                violation_error_message="Webhooks and chat go to an endpoint, and nothing else does.",
            ),
            models.CheckConstraint(
                name="cell_entry_task_is_due",
                condition=~Q(action="task") | Q(parameters__has_key="due"),
                violation_error_message="A task says when it is due.",
            ),
        ]
        triggers: ClassVar = [
            *recorded(
                "cell_entry",
                name=f"concat_ws(', ', {value_of('escalations_matrixrow', 'changed.row_id', _ROW)}, "
                "changed.trigger, 'entry ' || changed.position + 1)",
                part_of=(
                    "matrix_version",
                    value_of("escalations_matrixrow", "changed.row_id", "version_id"),
                ),
            ),
            matrix_versions.child_of_draft(
                "row_id", "SELECT version_id FROM escalations_matrixrow WHERE id = %s"
            ),
            nothing_stands_alone,
            matrix_versions.not_truncated(),
        ]

    def __str__(self) -> str:
        if not self.target:
            return f"{self.trigger}: {self.action.replace('_', ' ')}"
        return f"{self.trigger}: {self.action.replace('_', ' ')} to {self.get_target_display()}"
