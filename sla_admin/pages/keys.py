"""`/keys/`: the keyboard shortcuts, for browsers without JavaScript and for printing."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sla_admin.shared.viewing.signed_in import signed_in


@require_safe
@signed_in
def keys(request: HttpRequest) -> HttpResponseBase:
    return render(request, "sla_admin/keys.html", {"crumbs": [(_("Keys"), "")]})
