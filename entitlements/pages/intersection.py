"""`/setup/hours/both-open/`: hours that follow from two others, such as a provider's and a contract's."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from entitlements.models import BusinessHours
from entitlements.pages import kinds
from entitlements.pages.forms import One, RowForm
from entitlements.services.intersections import create_intersection
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


def _published() -> Any:
    return BusinessHours.objects.filter(revisions__published_at__isnull=False).distinct().order_by("name")


class IntersectionForm(RowForm):
    wide = ("name", "description", "reason")
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    first = One(
        _published(),
        label=gettext_lazy("Open in"),
        help_text=gettext_lazy("Such as the provider’s. Dates and business days are those of this side."),
    )
    second = One(
        _published(),
        label=gettext_lazy("And in"),
        help_text=gettext_lazy("Such as those a contract names, less the customer’s own holidays."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Why there are such hours; it is kept."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def hours_both_open(request: HttpRequest) -> HttpResponseBase:
    """Hours that are open where two others both are, each in its own zone with its own holidays."""
    page = page_of(request)
    form = IntersectionForm(request.POST or None)

    def make(given: dict[str, Any], reason: str) -> Any:
        given |= {"first": given["first"].pk, "second": given["second"].pk}
        return create_intersection(
            **given, reason=reason, at=page.at, actor=actor_of_person(page.viewer.user_id)
        )

    made = kinds.by_service(form, make) if request.method == "POST" else None
    if made is not None:
        messages.success(request, _("%(what)s are published.") % {"what": made})
        return redirect("setup-hours-one", made.pk)
    back = reverse("setup-hours")
    context = {
        "crumbs": [(_("Business hours"), back), (_("Where both are open"), "")],
        "kind": {"word": _("hours where both are open")},
        "about": _("Published at once, and again whenever either side is revised."),
        "form": form,
        "back": back,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "entitlements/promises/form.html", context, status=status)
