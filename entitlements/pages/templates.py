"""`/setup/templates/`: what every copy of a product is promised."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.models import EntitlementTemplate
from entitlements.pages import kinds
from entitlements.pages.entitlement_rows import entitlements_of
from entitlements.pages.forms import TemplateForm
from entitlements.pages.kinds import Card, Kind, Shown
from entitlements.pages.shown import Cell, Column, Fact, Status, channels, link
from entitlements.services.templates import change_template, create_template, delete_template
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

_FIELDS = (
    "product",
    "name",
    "tier",
    "process",
    "hours",
    "term_days",
    "incident_allowance",
    "channels",
    "for_assets",
    "for_line_items",
    "is_enabled",
)


def _status(row: EntitlementTemplate) -> Status:
    if row.is_enabled:
        return Status(_("In use"), "check", "met")
    return Status(_("Switched off"), "ban", "plain")


def _term(row: EntitlementTemplate) -> str:
    return ngettext("%(days)s day", "%(days)s days", row.term_days) % {"days": row.term_days}


def _creates(row: EntitlementTemplate) -> str:
    if row.for_assets and row.for_line_items:
        return _("assets and line items")
    return _("assets") if row.for_assets else _("line items")


def _columns(_rows: Any, _at: int) -> list[Column]:
    return [
        Column(gettext_lazy("Template"), lambda row: link(row, "setup-template", row.name)),
        Column(gettext_lazy("Product"), lambda row: link(row.product, "setup-product")),
        Column(gettext_lazy("Status"), lambda row: Cell(status=_status(row))),
        Column(gettext_lazy("Tier"), lambda row: Cell(tier=row.tier)),
        Column(gettext_lazy("Made for"), lambda row: Cell(_creates(row))),
        Column(gettext_lazy("Term"), lambda row: Cell(_term(row), is_right=True), is_number=True),
    ]


def _show(row: EntitlementTemplate, page: Page) -> Shown:
    may = "administrator" in page.viewer.roles
    any_number = _("any number of cases")
    return Shown(
        title=row.name,
        subtitle=_("Every new copy of %(product)s gets an entitlement for %(term)s, the first day included.")
        % {"product": row.product, "term": _term(row)},
        status=_status(row),
        actions=[Action(_("Change"), "pencil", url=reverse("setup-template-change", args=[row.pk]), key="e")]
        if may
        else [],
        cards=[
            Card(
                _("What it promises"),
                [
                    Fact(_("Product"), [link(row.product, "setup-product")]),
                    Fact(_("Tier"), [Cell(tier=row.tier)]),
                    Fact(_("Process"), [Cell(str(row.process))]),
                    Fact(
                        _("Business hours"),
                        [Cell(str(row.hours) if row.hours else _("those of the process"))],
                    ),
                    Fact(_("Term"), [Cell(_term(row))]),
                    Fact(_("Incidents"), [Cell(str(row.incident_allowance or any_number))]),
                    Fact(_("Channels"), [Cell(channels(row.channels))]),
                    Fact(_("Made for"), [Cell(_creates(row))]),
                ],
            )
        ],
        lists=[
            entitlements_of(
                row.entitlements,
                page.at,
                _("None was made from it yet. Add an asset or a contract line item of %(product)s.")
                % {"product": row.product},
            )
        ],
    )


TEMPLATE = Kind(
    name="template",
    model=EntitlementTemplate,
    word=gettext_lazy("template"),
    plural=gettext_lazy("Templates"),
    subtitle=gettext_lazy("What every copy of a product is promised, from the day it is entered."),
    icon="box",
    rows=lambda: EntitlementTemplate.objects.select_related("product", "tier", "process", "hours").order_by(
        "product__name", "name", "pk"
    ),
    columns=_columns,
    search=("name", "product__name", "tier__name"),
    empty=gettext_lazy("A template makes the entitlement of each new asset or contract line item by itself."),
    show=_show,
    form=TemplateForm,
    initial=lambda row: {name: getattr(row, name) for name in _FIELDS},
    create=create_template,
    change=change_template,
    remove=delete_template,
    filters=(
        ("on", gettext_lazy("In use"), lambda rows, _at: rows.filter(is_enabled=True)),
        ("off", gettext_lazy("Switched off"), lambda rows, _at: rows.filter(is_enabled=False)),
    ),
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def templates(request: HttpRequest) -> HttpResponse:
    """All templates."""
    return kinds.show_list(request, TEMPLATE)


@require_safe
@for_roles("manager", "administrator", "auditor")
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """One template with what was made from it."""
    return kinds.show_one(request, TEMPLATE, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def template_new(request: HttpRequest) -> HttpResponseBase:
    """A new template."""
    return kinds.show_new(request, TEMPLATE)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def template_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Changing a template; what was made from it stays."""
    return kinds.show_change(request, TEMPLATE, pk)


@require_POST
@for_roles("administrator")
def template_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Removing a template from which nothing was made."""
    return kinds.remove(request, TEMPLATE, pk)
