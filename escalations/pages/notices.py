"""`/notices/`: what a person was told in the application, and the list of the top bar.

Everybody sees their own notices and nobody else's. Opening one marks it as read, so it is sent as a form.
"""

import json
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from escalations.models.notice import NoticeKind
from escalations.notices import choose_in_browser, read_all, read_notice
from escalations.pages.notice_rows import KIND_WORDS, address_of, notice_rows
from escalations.selectors.notices import chosen_in_browser, latest_notices, notices_of, state_of
from sla_admin.shared.errors import NotFound
from sla_admin.shared.templatetags.sla_parts import Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.signed_in import signed_in

ON_A_PAGE = 50


@require_safe
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """All of one's notices, unread first; `kind` and `show=unread` narrow them."""
    page = page_of(request)
    return render(request, "escalations/notices/list.html", _list(page, request.GET))


@require_safe
@signed_in
def notices_latest(request: HttpRequest) -> HttpResponse:
    """The list of the top bar with its count; 304 where nothing changed."""
    page = page_of(request)
    me = page.viewer.user_id or 0
    state = state_of(me)
    tag = f'"{me}.{state.unread}.{state.newest}"'
    headers = {"ETag": tag, "X-At": str(page.at_ms), "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    rows = notice_rows(latest_notices(me), page)
    wanted = set(chosen_in_browser(me))
    shown = [
        {"id": row.notice.pk, "title": row.headline, "body": row.about}
        for row in rows
        if not row.is_read and row.notice.kind in wanted
    ]
    answer = render(
        request,
        "escalations/notices/latest.html",
        {"rows": rows, "unread": state.unread, "newest": state.newest, "in_browser": json.dumps(shown)},
    )
    for name, value in headers.items():
        answer[name] = value
    return answer


@require_POST
@signed_in
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read, and go where the notice leads."""
    page = page_of(request)
    try:
        notice = read_notice(pk, user=page.viewer.user_id, at=page.at)
    except NotFound as refused:
        raise Http404(str(refused)) from refused
    return HttpResponseRedirect(address_of(notice))


@require_POST
@signed_in
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read, and stay."""
    page = page_of(request)
    try:
        read_notice(pk, user=page.viewer.user_id, at=page.at)
    except NotFound as refused:
        raise Http404(str(refused)) from refused
    return _answer(request, page, "")


@require_POST
@signed_in
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark all as read, but for those that came after the page was made."""
    page = page_of(request)
    newest = request.POST.get("newest", "")
    up_to = int(newest) if newest.isdecimal() and len(newest) < 19 else None
    number = read_all(page.viewer.user_id or 0, at=page.at, up_to=up_to)
    said = ngettext("%(number)d notice read.", "%(number)d notices read.", number) % {"number": number}
    return _answer(request, page, said)


@require_POST
@signed_in
def notice_choices(request: HttpRequest) -> HttpResponse:
    """Which kinds one's browser shows as well; chosen on the page of preferences."""
    page = page_of(request)
    wanted = [kind for kind in request.POST.getlist("in_browser") if kind in NoticeKind.values]
    choose_in_browser(page.viewer.user_id or 0, wanted)
    messages.success(request, _("Preferences saved."))
    return HttpResponseRedirect(reverse("preferences"))


def _answer(request: HttpRequest, page: Page, said: str) -> HttpResponse:
    if request.headers.get("X-Fragment") == "#notice-list":
        context = _list(page, QueryDict(request.POST.get("view", "")))
        part = render(request, "escalations/notices/rows.html", context)
        if said:
            part["X-Toast"] = quote(said)
        return part
    view = QueryDict(request.POST.get("view", "")).urlencode()
    return HttpResponseRedirect(f"{reverse('notices')}?{view}" if view else reverse("notices"))


def _list(page: Page, query: QueryDict) -> dict[str, Any]:
    me = page.viewer.user_id or 0
    kind = query.get("kind", "")
    kind = kind if kind in NoticeKind.values else ""
    unread_only = query.get("show") == "unread"
    number = query.get("page", "1")
    current = max(1, min(int(number), 10_000)) if number.isdecimal() and len(number) < 9 else 1
    first = (current - 1) * ON_A_PAGE
    found = notices_of(me, [kind] if kind else [], unread_only=unread_only)
    some = list(found[first : first + ON_A_PAGE + 1])
    rows = notice_rows(some[:ON_A_PAGE], page)
    state = state_of(me)
    show = "unread" if unread_only else ""

    def address(**wanted: str) -> str:
        given = {name: value for name, value in wanted.items() if value}
        return f"{reverse('notices')}?{urlencode(given)}" if given else reverse("notices")

    return {
        "rows": rows,
        "unread": state.unread,
        "newest": state.newest,
        "view": query.urlencode(),
        "is_narrowed": bool(kind or unread_only),
        "counted": ngettext("%(number)d unread.", "%(number)d unread.", state.unread)
        % {"number": state.unread}
        if state.unread
        else _("Everything is read."),
        "shows": [
            Choice(_("All"), address(kind=kind), not unread_only),
            Choice(_("Unread"), address(kind=kind, show="unread"), unread_only),
        ],
        "kinds": [
            Choice(_("Every kind"), address(show=show), not kind),
            *(
                Choice(word, address(kind=str(name), show=show), name == kind)
                for name, word in KIND_WORDS.items()
            ),
        ],
        "first": first + 1,
        "last": first + len(rows),
        "previous_url": address(kind=kind, show=show, page=str(current - 1)) if first else "",
        "next_url": address(kind=kind, show=show, page=str(current + 1)) if len(some) > ON_A_PAGE else "",
        "crumbs": [(_("Notices"), "")],
    }
