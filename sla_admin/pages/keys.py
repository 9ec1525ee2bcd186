"""`/keys/`: the keyboard shortcuts, for browsers without JavaScript and for printing."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sla_admin.shared.viewing.key_map import KEY_MAP
from sla_admin.shared.viewing.signed_in import signed_in


@require_safe
@signed_in
def keys(request: HttpRequest) -> HttpResponseBase:
    return render(request, "sla_admin/keys.html", {"key_groups": KEY_MAP})
