"""`/setup/assets/`: what customers have."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.models import Asset
from entitlements.pages import kinds
from entitlements.pages.entitlement_rows import entitlements_of
from entitlements.pages.forms import AssetForm
from entitlements.pages.kinds import Card, Kind, Listed, Shown
from entitlements.pages.shown import Column, Fact, day, days, link, text
from entitlements.services.assets import change_asset, create_asset, delete_asset
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

_FIELDS = ("name", "serial_number", "first_day", "last_day", "external_id")


def _columns(_rows: Any, _at: int) -> list[Column]:
    return [
        Column(gettext_lazy("Asset"), lambda row: link(row, "setup-asset", row.name)),
        Column(
            gettext_lazy("Serial number"),
            lambda row: text(row.serial_number),
        ),
        Column(gettext_lazy("Account"), lambda row: link(row.account, "account")),
        Column(gettext_lazy("Product"), lambda row: link(row.product, "setup-product")),
        Column(gettext_lazy("In use"), lambda row: days(row.first_day, row.last_day)),
    ]


def _show(row: Asset, page: Page) -> Shown:
    may = "administrator" in page.viewer.roles
    new = f"{reverse('setup-entitlement-new')}?account={row.account_id}&asset={row.pk}"
    return Shown(
        title=row.name,
        subtitle=_("A copy of %(product)s at %(account)s.")
        % {"product": row.product, "account": row.account},
        actions=[Action(_("Change"), "pencil", url=reverse("setup-asset-change", args=[row.pk]), key="e")]
        if may
        else [],
        cards=[
            Card(
                _("Asset"),
                [
                    Fact(_("Account"), [link(row.account, "account")]),
                    Fact(_("Product"), [link(row.product, "setup-product")]),
                    Fact(_("Serial number"), [text(row.serial_number)]),
                    Fact(_("In use from"), [day(row.first_day)]),
                    Fact(_("Last day in use"), [day(row.last_day)]),
                    Fact(_("External id"), [text(row.external_id)]),
                ],
            )
        ],
        lists=[
            entitlements_of(
                row.entitlements,
                page.at,
                _("Nothing is promised for it in particular; what covers its product or account applies."),
                Action(_("New entitlement"), "plus", url=new) if may else None,
            ),
            Listed(
                _("Contract line items"),
                [
                    Column(_("Contract"), lambda each: link(each.contract, "setup-contract")),
                    Column(_("Days"), lambda each: days(each.first_day, each.last_day)),
                ],
                list(row.line_items.select_related("contract")),
                _("No contract has a line for it."),
            ),
        ],
    )


ASSET = Kind(
    name="asset",
    model=Asset,
    word=gettext_lazy("asset"),
    plural=gettext_lazy("Assets"),
    subtitle=gettext_lazy(
        "Customers’ copies of products. A new one gets what the product’s templates promise."
    ),
    icon="grid",
    rows=lambda: Asset.objects.select_related("account", "product").order_by("account__name", "name", "pk"),
    columns=_columns,
    search=("name", "serial_number", "external_id", "account__name", "product__name"),
    empty=gettext_lazy("Enter what a customer has; the templates of its product make the entitlement."),
    show=_show,
    form=AssetForm,
    initial=lambda row: {name: getattr(row, name) for name in _FIELDS},
    create=create_asset,
    change=change_asset,
    remove=delete_asset,
    cases="asset",
    made_at=True,
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def assets(request: HttpRequest) -> HttpResponse:
    """All assets."""
    return kinds.show_list(request, ASSET)


@require_safe
@for_roles("manager", "administrator", "auditor")
def asset(request: HttpRequest, pk: int) -> HttpResponse:
    """One asset with what is promised for it."""
    return kinds.show_one(request, ASSET, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def asset_new(request: HttpRequest) -> HttpResponseBase:
    """A new asset, and the entitlements it gets."""
    return kinds.show_new(request, ASSET)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def asset_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Changing an asset."""
    return kinds.show_change(request, ASSET, pk)


@require_POST
@for_roles("administrator")
def asset_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Removing an asset that nothing uses."""
    return kinds.remove(request, ASSET, pk)
