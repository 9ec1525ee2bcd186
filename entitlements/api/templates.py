"""Entitlement templates: what every copy of a product is promised."""

from typing import Any

import django_filters
import msgspec
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from entitlements.api.entitlements import ChannelWord, EntitlementAnswer, answers_of
from entitlements.models import Asset, Channel, ContractLineItem, EntitlementTemplate
from entitlements.services.templates import apply_template, change_template, create_template, delete_template
from sla_admin.shared.api.editing import Editable, EditableDetail, EditableList
from sla_admin.shared.api.fields import DayField, IdField, Input, TextField, WholeNumberField, YesNoField
from sla_admin.shared.api.filters import IdFilter, TextFilter, YesNoFilter
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.precondition import single
from sla_admin.shared.errors import InvalidInput


class TemplateAnswer(msgspec.Struct, frozen=True):
    """A new asset or contract line item of the product creates its entitlement from this. `term_days` counts
    the first day; `channels` empty: all; `incident_allowance` null: any number of cases.
    """

    id: int
    product: int
    name: str
    tier: str
    process: int
    hours: int | None
    term_days: int
    channels: list[ChannelWord]
    incident_allowance: int | None
    for_assets: bool
    for_line_items: bool
    is_enabled: bool


class TemplatePage(Page[TemplateAnswer], frozen=True):
    """A page of entitlement templates."""


class TemplateInput(Input):
    product = IdField(help_text="The product's id.")
    name = TextField(max_length=200, help_text="The entitlements made from it are named so.")
    tier = TextField(max_length=63, help_text="The tier's key.")
    process = IdField(help_text="The entitlement process's id.")
    hours = IdField(required=False, allow_null=True, help_text="Business hours instead of the process's.")
    term_days = WholeNumberField(
        min_value=1, max_value=36_600, help_text="How many days it lasts, the first included."
    )
    channels = serializers.ListField(
        child=serializers.ChoiceField(choices=Channel.values),
        required=False,
        max_length=5,
        help_text="Ways in which a case may come in; none: all.",
    )
    incident_allowance = WholeNumberField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=1_000_000,
        help_text="How many cases an entitlement made from it covers; null: any number.",
    )
    for_assets = YesNoField(required=False, help_text="A new asset creates its entitlement.")
    for_line_items = YesNoField(required=False, help_text="A new contract line item creates its entitlement.")
    is_enabled = YesNoField(required=False, help_text="Switched off, it creates nothing more.")


class ApplyInput(Input):
    asset = IdField(required=False, help_text="The asset it is for …")
    line_item = IdField(required=False, help_text="… or the contract line item.")
    first_day = DayField(required=False, help_text="Without it, that of what it is for, or today.")


class TemplateFilters(django_filters.FilterSet):
    product = IdFilter(field_name="product_id", label="Templates of that product.")
    process = IdFilter(field_name="process_id", label="Templates to that process.")
    tier = TextFilter(field_name="tier__key", lookup_expr="exact", label="The tier's key.")
    is_enabled = YesNoFilter(label="Whether the switch is on.")


class Templates(Editable[EntitlementTemplate]):
    what = "entitlement template"
    name = "template"
    scope = "configuration"
    permission = "entitlements.%s_entitlementtemplate"
    answer_shape = TemplateAnswer
    page_shape = TemplatePage
    input_shape = TemplateInput

    def rows(self) -> QuerySet[EntitlementTemplate]:
        return EntitlementTemplate.objects.select_related("tier")

    def answers(self, rows: list[EntitlementTemplate]) -> list[Any]:
        return [
            TemplateAnswer(
                id=each.pk,
                product=each.product_id,
                name=each.name,
                tier=each.tier.key,
                process=each.process_id,
                hours=each.hours_id,
                term_days=each.term_days,
                channels=each.channels,  # type: ignore[arg-type]  # a check constraint holds the words
                incident_allowance=each.incident_allowance,
                for_assets=each.for_assets,
                for_line_items=each.for_line_items,
                is_enabled=each.is_enabled,
            )
            for each in rows
        ]

    def make(self, given: dict[str, Any]) -> EntitlementTemplate:
        return create_template(given, actor=self.actor)

    def change(self, row: EntitlementTemplate, given: dict[str, Any]) -> None:
        change_template(row, given, actor=self.actor)

    def remove(self, row: EntitlementTemplate) -> None:
        delete_template(row, actor=self.actor)


class TemplateList(Templates, EditableList[EntitlementTemplate]):
    """The list, and new ones."""

    filterset_class = TemplateFilters


class TemplateDetail(Templates, EditableDetail[EntitlementTemplate]):
    """One by its id, its changes, and its end."""


class ApplyTemplate(Templates):
    """One entitlement from a template."""

    write_permissions = ("entitlements.add_entitlement",)

    @extend_schema(
        operation_id="apply_template",
        summary="Make an entitlement from a template",
        description="For an asset or a contract line item of its product that was there before the template.",
        request=ApplyInput,
        responses={201: EntitlementAnswer},
        tags=["configuration"],
    )
    @write
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(ApplyInput)
        template = self.find(pk)
        asset = _named(Asset, "asset", given)
        line = _named(ContractLineItem, "line_item", given)
        made = apply_template(
            template,
            at=self.at,
            actor=self.actor,
            asset=asset,
            line_item=line,
            first_day=given.get("first_day"),
        )
        address = request.path.removesuffix(f"templates/{pk}/apply/")
        location = f"{address}entitlements/{made.pk}/"
        return single(request, answers_of([made], self.at)[0], 201, {"Location": location})


def _named(model: Any, field: str, given: dict[str, Any]) -> Any:
    """What is to get an entitlement, held until it has. Raises InvalidInput where there is none."""
    if field not in given:
        return None
    row = model.objects.select_for_update(of=("self",)).filter(pk=given[field]).first()
    if row is None:
        raise InvalidInput.of(field, f"There is no {field.replace('_', ' ')} {given[field]}.")
    return row
