"""`/setup/products/`: what can be supported."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.models import Product
from entitlements.pages import kinds
from entitlements.pages.forms import ProductForm
from entitlements.pages.kinds import Card, Kind, Listed, Shown
from entitlements.pages.shown import Cell, Column, Fact, days, link, text
from entitlements.services.products import change_product, create_product, delete_product
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

_SOME = 20


def _number(number: int) -> Cell:
    return Cell(str(number), is_right=True)


def _columns(_rows: Any, _at: int) -> list[Column]:
    return [
        Column(gettext_lazy("Product"), lambda row: link(row, "setup-product")),
        Column(gettext_lazy("External id"), lambda row: text(row.external_id)),
        Column(
            gettext_lazy("Templates"),
            lambda row: _number(row.templates_count),
            is_number=True,
        ),
        Column(gettext_lazy("Assets"), lambda row: _number(row.assets_count), is_number=True),
    ]


def _show(row: Product, page: Page) -> Shown:
    may = "administrator" in page.viewer.roles
    new_template = Action(_("New template"), "plus", url=f"{reverse('setup-template-new')}?product={row.pk}")
    return Shown(
        title=row.name,
        subtitle=row.description,
        actions=[Action(_("Change"), "pencil", url=reverse("setup-product-change", args=[row.pk]), key="e")]
        if may
        else [],
        cards=[
            Card(
                _("Product"),
                [Fact(_("External id"), [text(row.external_id)])],
            )
        ],
        lists=[
            Listed(
                _("Templates"),
                [
                    Column(_("Template"), lambda each: link(each, "setup-template", each.name)),
                    Column(_("Tier"), lambda each: Cell(tier=each.tier)),
                    Column(_("Term"), lambda each: Cell(_("%(days)s days") % {"days": each.term_days})),
                ],
                list(row.templates.select_related("tier")),
                _("A copy of it is promised nothing by itself. A template makes the entitlement."),
                new_template if may else None,
            ),
            Listed(
                _("Assets"),
                [
                    Column(_("Asset"), lambda each: link(each, "setup-asset")),
                    Column(_("Account"), lambda each: link(each.account, "account")),
                    Column(_("In use"), lambda each: days(each.first_day, each.last_day)),
                ],
                list(row.assets.select_related("account")[:_SOME]),
                _("Nobody has a copy of it yet."),
            ),
        ],
    )


PRODUCT = Kind(
    name="product",
    model=Product,
    word=gettext_lazy("product"),
    plural=gettext_lazy("Products"),
    subtitle=gettext_lazy("What can be supported. What one customer has of it is an asset."),
    icon="box",
    rows=lambda: Product.objects.annotate(
        templates_count=Count("templates", distinct=True), assets_count=Count("assets", distinct=True)
    ).order_by("name", "pk"),
    columns=_columns,
    search=("name", "external_id"),
    empty=gettext_lazy("Name what you support; templates then say what each copy of it is promised."),
    show=_show,
    form=ProductForm,
    initial=lambda row: {name: getattr(row, name) for name in ("name", "external_id", "description")},
    create=create_product,
    change=change_product,
    remove=delete_product,
    cases="product",
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def products(request: HttpRequest) -> HttpResponse:
    """All products."""
    return kinds.show_list(request, PRODUCT)


@require_safe
@for_roles("manager", "administrator", "auditor")
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product with its templates and copies."""
    return kinds.show_one(request, PRODUCT, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def product_new(request: HttpRequest) -> HttpResponseBase:
    """A new product."""
    return kinds.show_new(request, PRODUCT)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def product_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Changing a product."""
    return kinds.show_change(request, PRODUCT, pk)


@require_POST
@for_roles("administrator")
def product_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Removing a product that nothing uses."""
    return kinds.remove(request, PRODUCT, pk)
