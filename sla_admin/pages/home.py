"""`/`: what runs here, and where to go."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sla_admin.pages.health import health_now


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Needs no login and therefore tells nothing of cases or people."""
    return render(
        request,
        "sla_admin/home.html",
        {"health": health_now(), "version": settings.VERSION, "is_first_run": settings.IS_FIRST_RUN},
    )
