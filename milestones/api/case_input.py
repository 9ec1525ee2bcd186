"""What is told about cases, as it is written in bodies, and as the services take it."""

from typing import Any

from rest_framework import serializers

from milestones.clock.signals import SIGNALS
from milestones.models.case import CHANNELS, RECORD_TYPES, Case
from milestones.models.comment import COMMENT_KINDS
from milestones.services.case_request import CaseRequest, CommentText
from sla_admin.shared.api.fields import (
    Input,
    InstantField,
    ObjectField,
    ReferenceField,
    TextField,
    WholeNumberField,
    YesNoField,
)

LARGEST_SEQUENCE = 2**63 - 1


class CommentInput(Input):
    kind = serializers.ChoiceField(
        choices=COMMENT_KINDS, help_text="Said to the customer, among colleagues, or by the customer."
    )
    body = TextField(max_length=100_000, help_text="What was said; it stays outside events and ledger.")
    author = TextField(max_length=200, required=False, allow_blank=True, help_text="Who said it.")


class FieldsInput(Input):
    """What the source asserts. A field left out stays as it is; null takes its value away."""

    subject = TextField(max_length=500, required=False, allow_blank=True, allow_null=True)
    priority = TextField(max_length=64, required=False, allow_blank=True, allow_null=True)
    status = TextField(max_length=64, required=False, allow_blank=True, allow_null=True)
    channel = serializers.ChoiceField(
        choices=CHANNELS, required=False, allow_null=True, help_text="The way the case came in."
    )
    queue = TextField(max_length=64, required=False, allow_null=True, help_text="The queue's key.")
    owner = ReferenceField(required=False, allow_null=True, help_text="User name, or our number.")
    account = ReferenceField(
        required=False, allow_null=True, help_text="The account's external id, or our number."
    )
    contact = ReferenceField(
        required=False, allow_null=True, help_text="The contact's external id, or our number."
    )
    asset = ReferenceField(
        required=False, allow_null=True, help_text="What it is about: the asset's external id, or our number."
    )
    product = ReferenceField(
        required=False, allow_null=True, help_text="The product's external id, or our number."
    )
    contract = ReferenceField(
        required=False,
        allow_null=True,
        help_text="The contract's external id, the number on the paper as a text, or our number.",
    )
    line_item = ReferenceField(
        required=False, allow_null=True, help_text="The contract line item's external id, or our number."
    )
    attributes = ObjectField(
        required=False,
        help_text="Attributes of your own: texts, numbers, true, false or null, by name.",
    )


class OccurrenceInput(Input):
    """When and where something happened, and what went with it."""

    occurred_at = InstantField(required=False, help_text="When it happened; without it, now.")
    sequence = WholeNumberField(
        required=False,
        min_value=-LARGEST_SEQUENCE,
        max_value=LARGEST_SEQUENCE,
        help_text="The source's own order among events at one instant.",
    )
    event_id = TextField(
        max_length=200,
        required=False,
        help_text="The source's id of this event: the same id twice is one event. Without it, it follows "
        "from the content.",
    )
    signals = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(SIGNALS)),
        required=False,
        max_length=20,
        help_text="What happened beside fields.",
    )
    comment = CommentInput(required=False)
    silent = YesNoField(required=False, help_text="Record it without alerting anybody.")


class CaseInput(FieldsInput, OccurrenceInput):
    """A case as its source has it now."""

    source = TextField(  # type: ignore[assignment]  # declared fields leave the class body
        max_length=64, help_text="The system that keeps this record."
    )
    external_id = TextField(max_length=200, help_text="Its identity in that system.")
    record_type = serializers.ChoiceField(choices=RECORD_TYPES, required=False)
    opened_at = InstantField(required=False, help_text="When the case was opened; without it, `occurred_at`.")


class EventInput(OccurrenceInput):
    """One thing that happened to a case: fields, signals and a comment at one instant."""

    source = TextField(  # type: ignore[assignment]  # declared fields leave the class body
        max_length=64, required=False, help_text="Who tells it; without it, the case's own source."
    )
    fields = FieldsInput(required=False)  # type: ignore[assignment]  # declared fields leave the class body


_FIELDS = tuple(FieldsInput().fields)


def asserted(given: dict[str, Any]) -> dict[str, Any]:
    """The fields a body asserts, by the names that criteria use."""
    found = {name: given[name] for name in _FIELDS if name in given and name != "attributes"}
    found.update({f"attributes.{name}": value for name, value in given.get("attributes", {}).items()})
    return found


def case_request(given: dict[str, Any], actor: str) -> CaseRequest:
    """The request that a `CaseInput` makes."""
    return CaseRequest(
        source=given["source"],
        external_id=given["external_id"],
        record_type=given.get("record_type", ""),
        opened_at=given.get("opened_at"),
        fields=asserted(given),
        **_occurrence(given, actor),
    )


def event_request(case: Case, given: dict[str, Any], actor: str) -> CaseRequest:
    """The request that an `EventInput` makes of an existing case."""
    return CaseRequest(
        source=case.source,
        external_id=case.external_id,
        must_exist=True,
        event_source=given.get("source", ""),
        fields=asserted(given.get("fields", {})),
        **_occurrence(given, actor),
    )


def _occurrence(given: dict[str, Any], actor: str) -> dict[str, Any]:
    comment = given.get("comment")
    return {
        "occurred_at": given.get("occurred_at"),
        "sequence": given.get("sequence", 0),
        "event_id": given.get("event_id", ""),
        "signals": tuple(given.get("signals", ())),
        "comment": None
        if comment is None
        else CommentText(comment["kind"], comment["body"], comment.get("author", "")),
        "silent": given.get("silent", False),
        "actor": actor,
    }
