"""`/favicon.ico`: where browsers and mail programs look without being told."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(max_age=86400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """The icon is a drawing; its address changes with its content, so the answer is kept for a day only."""
    return HttpResponseRedirect(static("sla/icon.svg"))
