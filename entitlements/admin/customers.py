"""Accounts, their contacts, and what they have: products, assets. Everything is saved by its service."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from entitlements.admin.deeds import by
from entitlements.admin.saved_by_service import SavedByService
from entitlements.models import Account, Asset, Contact, Product
from entitlements.services import accounts, assets, contacts, products
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin, TabularInline


class ContactInline(TabularInline[Contact, Account]):
    model = Contact
    extra = 0


@admin.register(Account)
class AccountAdmin(SavedByService, ModelAdmin[Account]):
    inlines = (ContactInline,)
    list_display = ("name", "external_id")
    search_fields = ("name", "external_id", "contacts__email")
    remove = staticmethod(accounts.delete_account)

    def create(self, given: dict[str, Any], actor: str) -> Account:
        return accounts.create_account(**given, actor=actor)

    def change(self, row: Account, given: dict[str, Any], actor: str) -> Account:
        return accounts.change_account(row, **given, actor=actor)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """People are entered, changed and removed by their own service."""
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        for person in formset.forms:
            if not person.has_changed():
                continue
            given = {field: person.cleaned_data[field] for field in ("name", "email", "external_id")}
            if person in formset.deleted_forms:
                if person.instance.pk is not None:
                    formset.deleted_objects.append(person.instance)
                    contacts.delete_contact(person.instance, actor=by(request))
            elif person.instance.pk is None:
                of = {"account": form.instance, **given}
                formset.new_objects.append(contacts.create_contact(of, actor=by(request)))
            else:
                formset.changed_objects.append((person.instance, person.changed_data))
                contacts.change_contact(person.instance, given, actor=by(request))


@admin.register(Contact)
class ContactAdmin(SavedByService, ModelAdmin[Contact]):
    list_display = ("name", "account", "email", "external_id")
    list_select_related = ("account",)
    search_fields = ("name", "email", "external_id", "account__name")
    autocomplete_fields = ("account",)
    fixed = ("account",)
    remove = staticmethod(contacts.delete_contact)

    def create(self, given: dict[str, Any], actor: str) -> Contact:
        return contacts.create_contact(given, actor=actor)

    def change(self, row: Contact, given: dict[str, Any], actor: str) -> Contact:
        return contacts.change_contact(row, given, actor=actor)


@admin.register(Product)
class ProductAdmin(SavedByService, ModelAdmin[Product]):
    list_display = ("name", "external_id")
    search_fields = ("name", "external_id")
    remove = staticmethod(products.delete_product)

    def create(self, given: dict[str, Any], actor: str) -> Product:
        return products.create_product(given, actor=actor)

    def change(self, row: Product, given: dict[str, Any], actor: str) -> Product:
        return products.change_product(row, given, actor=actor)


@admin.register(Asset)
class AssetAdmin(SavedByService, ModelAdmin[Asset]):
    """A new asset gets what the templates of its product promise."""

    list_display = ("name", "serial_number", "account", "product", "first_day", "last_day", "external_id")
    list_filter = ("product", "last_day")
    list_select_related = ("account", "product")
    search_fields = ("name", "serial_number", "external_id", "account__name")
    autocomplete_fields = ("account", "product")
    fixed = ("account", "product")
    remove = staticmethod(assets.delete_asset)

    def create(self, given: dict[str, Any], actor: str) -> Asset:
        return assets.create_asset(given, at=database_time(), actor=actor)

    def change(self, row: Asset, given: dict[str, Any], actor: str) -> Asset:
        return assets.change_asset(row, given, actor=actor)
