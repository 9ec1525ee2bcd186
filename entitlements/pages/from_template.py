"""`/setup/entitlements/from-template/`: the entitlement a template makes, for what was there before it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from entitlements.models import Asset, ContractLineItem, EntitlementTemplate
from entitlements.pages import kinds
from entitlements.pages.forms import Day, One, RowForm
from entitlements.services.templates import apply_template
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


class FromTemplateForm(RowForm):
    template = One(
        EntitlementTemplate.objects.filter(is_enabled=True).select_related("product"),
        label=gettext_lazy("Template"),
        help_text=gettext_lazy("It says tier, process, hours, term and allowance."),
    )
    first_day = Day(
        label=gettext_lazy("First day"),
        required=False,
        help_text=gettext_lazy("Blank: that of the asset or line item, else today."),
    )
    asset = One(
        Asset.objects.select_related("account", "product").order_by("account__name", "name"),
        label=gettext_lazy("Asset"),
        required=False,
        help_text=gettext_lazy("A copy of the template’s product, or below a line item of it."),
    )
    line_item = One(
        ContractLineItem.objects.select_related("contract__account", "product", "asset").order_by(
            "contract__number", "pk"
        ),
        label=gettext_lazy("Contract line item"),
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def entitlement_from_template(request: HttpRequest) -> HttpResponseBase:
    """One entitlement as a template says, for an asset or a contract line item."""
    page = page_of(request)
    form = FromTemplateForm(request.POST or None, initial=request.GET.dict())

    def make(given: dict[str, Any], _reason: str) -> Any:
        template = given.pop("template")
        return apply_template(template, **given, at=page.at, actor=actor_of_person(page.viewer.user_id))

    made = kinds.by_service(form, make) if request.method == "POST" else None
    if made is not None:
        messages.success(request, _("%(what)s is made.") % {"what": made})
        return redirect("setup-entitlement", made.pk)
    back = reverse("setup-entitlements")
    context = {
        "crumbs": [(_("Entitlements"), back), (_("From a template"), "")],
        "kind": {"word": _("entitlement from a template")},
        "about": _("For what was entered before its template; new copies get theirs by themselves."),
        "form": form,
        "back": back,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "entitlements/promises/form.html", context, status=status)
