"""Pause reasons: why clocks may be paused by hand."""

from typing import Any, Literal

import django_filters
import msgspec
from django.db.models import QuerySet
from rest_framework import serializers

from milestones.models import PauseReason
from milestones.models.case import RECORD_TYPES
from milestones.selectors.pause_reasons import clocks_paused_under
from milestones.services.pause_reasons import (
    change_pause_reason,
    create_pause_reason,
    delete_pause_reason,
)
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import Input, TextField, WholeNumberField, YesNoField
from sla_admin.shared.api.filters import YesNoFilter
from sla_admin.shared.api.page import Page


class PauseReasonAnswer(msgspec.Struct, frozen=True):
    """Why a clock may be paused by hand: `key` is the `reason_code` of a pause. `record_types` empty: offered
    for all. `clocks_paused` is how many clocks were ever paused under it.
    """

    id: int
    key: str
    name: str
    is_active: bool
    position: int
    needs_note: bool
    counts_against_budget: bool
    record_types: list[Literal["case", "work_order"]]
    clocks_paused: int


class PauseReasonPage(Page[PauseReasonAnswer], frozen=True):
    """A page of pause reasons."""


class PauseReasonInput(Input):
    key = TextField(max_length=63, help_text="Small letters, digits and underscores; it never changes.")
    name = TextField(max_length=100, help_text="What people choose, and customers read.")
    is_active = YesNoField(required=False, help_text="Whether it is offered.")
    position = WholeNumberField(required=False, min_value=1, max_value=1000, help_text="Place in the list.")
    needs_note = YesNoField(required=False, help_text="Whether a pause under it needs a `reason` beside it.")
    counts_against_budget = YesNoField(
        required=False, help_text="Whether time paused under it uses pause budgets up."
    )
    record_types = serializers.ListField(
        child=serializers.ChoiceField(RECORD_TYPES),
        required=False,
        max_length=len(RECORD_TYPES),
        help_text="Kinds of record it is offered for; none: all.",
    )


class PauseReasonFilters(django_filters.FilterSet):
    is_active = YesNoFilter(label="Those that are offered, or that are not.")


class PauseReasons(Editable[PauseReason]):
    what = "pause reason"
    name = "pause_reason"
    scope = "configuration"
    permission = "milestones.%s_pausereason"
    answer_shape = PauseReasonAnswer
    page_shape = PauseReasonPage
    input_shape = PauseReasonInput
    removable = "that no pause names"

    def rows(self) -> QuerySet[PauseReason]:
        return PauseReason.objects.all()

    def answers(self, rows: list[PauseReason]) -> list[Any]:
        used = clocks_paused_under(row.key for row in rows)
        return [
            PauseReasonAnswer(
                id=row.pk,
                key=row.key,
                name=row.name,
                is_active=row.is_active,
                position=row.position,
                needs_note=row.needs_note,
                counts_against_budget=row.counts_against_budget,
                record_types=list(row.record_types),  # type: ignore[arg-type]  # a check constraint holds the words
                clocks_paused=used.get(row.key, 0),
            )
            for row in rows
        ]

    def make(self, given: dict[str, Any]) -> PauseReason:
        return create_pause_reason(given, actor=self.actor)

    def change(self, row: PauseReason, given: dict[str, Any]) -> None:
        change_pause_reason(row, given, actor=self.actor)

    def remove(self, row: PauseReason) -> None:
        delete_pause_reason(row, actor=self.actor)


class PauseReasonList(PauseReasons, EditableList[PauseReason]):
    """The list, and new ones."""

    filterset_class = PauseReasonFilters


class PauseReasonDetail(PauseReasons, EditableDetail[PauseReason]):
    """One by its id, its changes, and its end."""
