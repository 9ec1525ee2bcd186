"""`/`: what runs here, and where to go."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sla_admin.pages.health import health_now


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Without a login it tells nothing of cases or people; with one it shows the way to one's work."""
    health = health_now()
    told = {"health": health, "version": settings.VERSION, "is_first_run": settings.IS_FIRST_RUN}
    if request.user.is_authenticated and health.database == "ok":
        return render(request, "sla_admin/start.html", told | {"crumbs": [(_("Start"), "")]})
    return render(request, "sla_admin/home.html", told)
