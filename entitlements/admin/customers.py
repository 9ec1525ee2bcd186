"""Accounts, their contacts and what they were promised."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, MultipleChoiceField
from django.http import HttpRequest

from entitlements.admin.choices import SharedChoices
from entitlements.models import Account, Channel, Contact, Entitlement
from entitlements.selectors import entitlement_statuses
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin, ModelForm, TabularInline


class EntitlementForm(ModelForm[Entitlement]):
    """Channels are ticked, not typed."""

    channels = MultipleChoiceField(
        choices=Channel.choices,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="Ways in which a case may come in; none chosen: all.",
    )


class ContactInline(TabularInline[Contact, Account]):
    model = Contact
    extra = 0


class EntitlementInline(SharedChoices, TabularInline[Entitlement, Account]):
    model = Entitlement
    form = EntitlementForm
    fields = ("name", "tier", "process", "first_day", "last_day", "hours", "is_enabled", "channels")
    extra = 0
    show_change_link = True


@admin.register(Account)
class AccountAdmin(ModelAdmin[Account]):
    list_display = ("name", "external_id")
    search_fields = ("name", "external_id", "contacts__email")
    inlines = (ContactInline, EntitlementInline)


@admin.register(Contact)
class ContactAdmin(ModelAdmin[Contact]):
    list_display = ("name", "account", "email", "external_id")
    list_select_related = ("account",)
    search_fields = ("name", "email", "external_id", "account__name")
    autocomplete_fields = ("account",)


@admin.register(Entitlement)
class EntitlementAdmin(ModelAdmin[Entitlement]):
    """What is saved here is found by later cases; running ones keep what they were promised."""

    form = EntitlementForm
    list_display = ("name", "account", "tier", "process", "first_day", "last_day", "status", "hours")
    list_filter = ("tier", "process", "is_enabled", "last_day", "hours")
    list_select_related = ("account", "tier", "process", "hours")
    search_fields = ("name", "account__name", "account__external_id")
    autocomplete_fields = ("account",)
    date_hierarchy = "last_day"
    fieldsets = (
        (None, {"fields": ("account", "name", "tier", "process")}),
        ("From when to when", {"fields": (("first_day", "last_day"), "is_enabled")}),
        ("For what", {"fields": ("channels", "hours")}),
    )

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
