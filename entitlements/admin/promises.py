"""What was promised: contracts with their line items, templates, entitlements. Saved by their services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, MultipleChoiceField
from django.http import HttpRequest

from entitlements.admin.deeds import ReasonForm, by, reason_given
from entitlements.admin.read_only import ReadOnly
from entitlements.admin.saved_by_service import SavedByService
from entitlements.models import (
    Channel,
    Contact,
    ContractLineItem,
    Entitlement,
    EntitlementContact,
    EntitlementScope,
    EntitlementTemplate,
    ServiceContract,
)
from entitlements.selectors import entitlement_statuses
from entitlements.selectors.promises import contract_status
from entitlements.services import contracts, entitlements, templates
from entitlements.services.suspension import resume, suspend
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin, ModelForm


class _ChannelForm(ModelForm[Any]):
    """Channels are ticked, not typed; tiers are chosen, services are told their key."""

    channels = MultipleChoiceField(
        choices=Channel.choices,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="Ways in which a case may come in; none chosen: all.",
    )


class EntitlementForm(_ChannelForm):
    """Contacts of the account, chosen from all there are: the service refuses those of others."""

    people = forms.ModelMultipleChoiceField(
        Contact.objects.select_related("account"),
        required=False,
        label="Contacts",
        help_text="Whose cases it covers; none chosen: everybody's.",
    )
    reason = forms.CharField(
        required=False,
        max_length=500,
        help_text="It is kept; needed while the entitlement covers open cases.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["people"] = list(self.instance.named_contacts.values_list("contact", flat=True))
            chosen = Contact.objects.filter(account=self.instance.account_id)
            self.fields["people"].queryset = chosen  # type: ignore[attr-defined]  # of this very field

    def clean(self) -> dict[str, Any]:
        """What the service would fill in, so that the row is whole when it is checked."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is None and given.get("incidents_left") is None:
            given["incidents_left"] = given.get("incident_allowance")
        if given.get("line_item") is not None and given.get("contract") is None:
            given["contract"] = given["line_item"].contract
        return given


def _with_contacts(given: dict[str, Any]) -> dict[str, Any]:
    return {"contacts" if field == "people" else field: value for field, value in given.items()}


class _Suspending:
    """Actions of a list whose rows can be suspended."""

    @admin.action(description="Suspend (give a reason)", permissions=["change"])
    def suspend_rows(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        def one(row: Any) -> str:
            suspend(row, reason=reason_given(request), actor=by(request), at=database_time())
            return f"{row} is suspended."

        self.do_each(request, rows.select_for_update(of=("self",)), one)  # type: ignore[attr-defined]  # of ServicePage

    @admin.action(description="Resume (give a reason)", permissions=["change"])
    def resume_rows(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        def one(row: Any) -> str:
            resume(row, actor=by(request), reason=reason_given(request))
            return f"{row} is resumed."

        self.do_each(request, rows.select_for_update(of=("self",)), one)  # type: ignore[attr-defined]  # of ServicePage


@admin.register(ServiceContract)
class ServiceContractAdmin(_Suspending, SavedByService, ModelAdmin[ServiceContract]):
    """A suspended contract suspends every entitlement that names it."""

    list_display = ("number", "name", "account", "first_day", "last_day", "status")
    list_filter = ("is_enabled", "last_day")
    list_select_related = ("account",)
    search_fields = ("number", "name", "external_id", "account__name")
    autocomplete_fields = ("account",)
    date_hierarchy = "last_day"
    readonly_fields = ("previous", "suspended_at", "suspended_by", "suspended_reason")
    action_form = ReasonForm
    actions = ("suspend_rows", "resume_rows")
    fixed = ("account",)
    remove = staticmethod(contracts.delete_contract)

    def create(self, given: dict[str, Any], actor: str) -> ServiceContract:
        return contracts.create_contract(given, actor=actor)

    def change(self, row: ServiceContract, given: dict[str, Any], actor: str) -> ServiceContract:
        return contracts.change_contract(row, given, actor=actor)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ServiceContract]:
        rows = super().get_queryset(request)
        request.__dict__.setdefault("_at", database_time())
        self._at = request.__dict__["_at"]
        return rows

    @admin.display(description="status")
    def status(self, contract: ServiceContract) -> str:
        return contract_status(contract, self._at)


@admin.register(ContractLineItem)
class ContractLineItemAdmin(SavedByService, ModelAdmin[ContractLineItem]):
    """A new line gets what the templates of its product promise."""

    list_display = ("__str__", "contract", "product", "asset", "first_day", "last_day", "external_id")
    list_filter = ("product", "last_day")
    list_select_related = ("contract", "product", "asset__product")
    search_fields = ("name", "external_id", "contract__number", "product__name", "asset__serial_number")
    autocomplete_fields = ("contract", "product", "asset")
    fixed = ("contract", "product", "asset")
    remove = staticmethod(contracts.delete_line_item)

    def create(self, given: dict[str, Any], actor: str) -> ContractLineItem:
        return contracts.create_line_item(given, at=database_time(), actor=actor)

    def change(self, row: ContractLineItem, given: dict[str, Any], actor: str) -> ContractLineItem:
        return contracts.change_line_item(row, given, actor=actor)


@admin.register(EntitlementTemplate)
class EntitlementTemplateAdmin(SavedByService, ModelAdmin[EntitlementTemplate]):
    """Changing a template changes no entitlement made from it before."""

    form = _ChannelForm
    list_display = ("name", "product", "tier", "process", "term_days", "incident_allowance", "is_enabled")
    list_filter = ("tier", "process", "is_enabled")
    list_select_related = ("product", "tier", "process")
    search_fields = ("name", "product__name")
    autocomplete_fields = ("product",)
    remove = staticmethod(templates.delete_template)

    def create(self, given: dict[str, Any], actor: str) -> EntitlementTemplate:
        return templates.create_template(given, actor=actor)

    def change(self, row: EntitlementTemplate, given: dict[str, Any], actor: str) -> EntitlementTemplate:
        return templates.change_template(row, given, actor=actor)


@admin.register(Entitlement)
class EntitlementAdmin(_Suspending, SavedByService, ModelAdmin[Entitlement]):
    """What is saved here is found by later cases; running ones keep what they were promised."""

    form = EntitlementForm
    list_display = ("name", "account", "tier", "process", "first_day", "last_day", "status", "hours")
    list_filter = ("tier", "process", "is_enabled", "last_day", "hours")
    list_select_related = ("account", "tier", "process", "hours", "contract", "line_item", "asset")
    search_fields = ("name", "account__name", "account__external_id", "contract__number")
    autocomplete_fields = ("account", "asset", "product", "contract", "line_item")
    date_hierarchy = "last_day"
    readonly_fields = ("template", "previous", "suspended_at", "suspended_by", "suspended_reason")
    action_form = ReasonForm
    actions = ("suspend_rows", "resume_rows")
    fixed = ("account",)
    remove = staticmethod(entitlements.delete_entitlement)
    fieldsets = (
        (None, {"fields": ("account", "name", "tier", "process")}),
        ("From when to when", {"fields": (("first_day", "last_day"), "is_enabled")}),
        ("For whom and what", {"fields": ("people", "asset", "product", "contract", "line_item")}),
        ("How", {"fields": ("channels", "hours", ("incident_allowance", "incidents_left"))}),
        ("Suspended", {"fields": (("suspended_at", "suspended_by"), "suspended_reason")}),
        ("Where it comes from", {"fields": ("template", "previous")}),
        ("Why", {"fields": ("reason",)}),
    )

    def create(self, given: dict[str, Any], actor: str) -> Entitlement:
        reason = given.pop("reason", "")
        return entitlements.create_entitlement(_with_contacts(given), actor=actor, reason=reason)

    def change(self, row: Entitlement, given: dict[str, Any], actor: str) -> Entitlement:
        reason = given.pop("reason", "")
        return entitlements.change_entitlement(row, _with_contacts(given), actor=actor, reason=reason)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The page's statuses are found together: they depend on zones and default versions."""
        page = super().get_changelist_instance(request)
        rows: QuerySet[Entitlement] | list[Entitlement] = page.result_list
        listed = list(rows)
        statuses = entitlement_statuses(listed, database_time())
        for row in listed:
            row.__dict__["derived_status"] = statuses[row.pk]
        page.result_list = listed
        return page

    @admin.display(description="status")
    def status(self, entitlement: Entitlement) -> str:
        return str(entitlement.__dict__.get("derived_status", ""))


@admin.register(EntitlementContact)
class EntitlementContactAdmin(ReadOnly, ModelAdmin[EntitlementContact]):
    list_display = ("contact", "entitlement")
    list_select_related = ("contact", "entitlement__account")
    search_fields = ("contact__name", "entitlement__name")


@admin.register(EntitlementScope)
class EntitlementScopeAdmin(ReadOnly, ModelAdmin[EntitlementScope]):
    """The database's own copy of what entitlements cover, by which it refuses those that would always tie."""

    list_display = ("entitlement", "channel", "record_type", "last_day")
    list_filter = ("channel", "record_type")
    list_select_related = ("entitlement__account",)
    search_fields = ("entitlement__name",)
