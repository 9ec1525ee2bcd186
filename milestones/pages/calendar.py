"""`/queue/calendar/` and `/queue.ics`: one's own targets in a calendar program."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from milestones.engine.plan import PinnedPlan
from milestones.models import CalendarFeed, CaseMilestone
from milestones.pages.lists.asking import ACTING
from milestones.pages.lists.ics import MOST, calendar_of
from milestones.services.calendar_feeds import make_feed, reader_of, revoke_feed
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.api.request_time import request_time
from sla_admin.shared.errors import NotFound
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ACTING)
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Make or revoke the address. It is shown once, in the answer that makes it."""
    page = page_of(request)
    me = page.viewer.user_id or 0
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            try:
                revoke_feed(me)
            except NotFound:
                messages.info(request, _("There was no address to revoke."))
            else:
                messages.success(request, _("The address is revoked. Programs that had it get nothing now."))
            return redirect("calendar")
        secret = make_feed(me, at=page.at)
        address = f"{settings.PUBLIC_URL}{reverse('queue-calendar')}?key={secret}"
    feed = CalendarFeed.objects.filter(user=me).first()
    return render(
        request,
        "milestones/queue/calendar.html",
        {
            "crumbs": [(_("My queue"), reverse("queue")), (_("Calendar"), "")],
            "feed": feed,
            "made_at": as_instant(feed.created_at) if feed else None,
            "read_at": as_instant(feed.last_read_at) if feed and feed.last_read_at else None,
            "address": address,
        },
    )


@never_cache
@require_safe
def queue_calendar(request: HttpRequest) -> HttpResponse:
    """The calendar itself. The secret in the address stands for signing in; it opens nothing else."""
    at = request_time(request)
    try:
        reader = reader_of(request.GET.get("key", ""), at=at)
    except NotFound as refused:
        return HttpResponse(str(refused), status=404, content_type="text/plain; charset=utf-8")
    clocks = list(
        CaseMilestone.objects.filter(status="running", case__owner=reader, case__closed_at=None)
        .select_related("case__account")
        .order_by("target_at", "pk")[:MOST]
    )
    return HttpResponse(
        calendar_of(clocks, PinnedPlan(), settings.PUBLIC_URL, at),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="queue.ics"'},
    )
