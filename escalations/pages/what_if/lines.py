"""What is behind a figure: clocks, alerts or cases, in pages, and the clocks as a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from entitlements.business_time.instants import to_instant
from escalations.models import WhatIf
from escalations.pages.what_if.file import file_lines
from escalations.pages.what_if.words import (
    BADGES,
    OUTCOME_WORDS,
    shift_words,
    tier_names,
    type_names,
    why_words,
)
from escalations.selectors.what_ifs import (
    CLOCK_PARAMETERS,
    alert_lines,
    case_lines,
    cases_of,
    clock_lines,
    recipient_names,
)
from escalations.services.what_if.run import found_what_if
from milestones.clock.comparison import BAND_WORDS
from milestones.clock.fact import ClockId
from milestones.models import Case
from milestones.pages.addresses import case_address
from milestones.pages.case.fact_words import clock_words
from sla_admin.shared.errors import InvalidInput, NotFound
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.csv_file import csv_answer
from sla_admin.shared.viewing.for_roles import for_roles

A_PAGE = 50

FIGURES = {
    "violated_at_once": gettext_lazy("Would be violated at once, if they were moved"),
    "relieved_at_once": gettext_lazy("Would not be violated any more, if they were moved"),
    "failed": gettext_lazy("Could not be looked at"),
    "differing": gettext_lazy("Not as recorded"),
}


@dataclass(frozen=True, slots=True)
class CaseCell:
    """A case in a list; one that was purged since has a number alone."""

    number: int
    name: str
    facts: str
    url: str


@dataclass(frozen=True, slots=True)
class Side:
    """One outcome: its badge where it has one, its word, its target (µs)."""

    badge: str
    word: str
    target: int | None


@require_safe
@for_roles("manager", "administrator", "auditor")
def what_if_clocks(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The clocks that a figure counts; `format=csv` as a file."""
    row = _found(pk)
    given = {name: request.GET[name] for name in CLOCK_PARAMETERS if name in request.GET}
    try:
        rows = clock_lines(pk, given)
    except InvalidInput as error:
        raise Http404 from error
    if request.GET.get("format") == "csv":
        return csv_answer(f"what-if-{pk}", file_lines(rows))
    words = page_of(request).viewer.words
    types = type_names()

    def lines(found: list[Any]) -> list[dict[str, Any]]:
        cases = cases_of(found)
        return [
            {
                "case": _case_cell(each.case_id, cases),
                "name": clock_words(
                    ClockId(each.milestone, each.cycle, each.occurrence),
                    {each.milestone: types.get(each.type, each.milestone)},
                ),
                "before": _side(each.before, each.target_before),
                "after": _side(each.after, each.target_after),
                "used": each.used_after if each.used_after is not None else each.used_before,
                "shift": shift_words(each.calendar_shift, words),
                "why": why_words(each, words),
                "url": f"{reverse('setup-what-if-case', args=[pk, each.case_id])}#{each.milestone}",
            }
            for each in found
        ]

    title = _clocks_title(given, types)
    return _show(request, row, "clocks", rows, lines, title=title, may_file=True)


@require_safe
@for_roles("manager", "administrator", "auditor")
def what_if_alerts(request: HttpRequest, pk: int) -> HttpResponse:
    """The alerts of one recipient, or of one hour of the day."""
    row = _found(pk)
    recipient, hour = request.GET.get("recipient"), request.GET.get("hour", "")
    number = int(hour) if hour.isascii() and hour.isdigit() and int(hour[:3]) < 24 else None
    rows = alert_lines(pk, recipient, number)

    def lines(found: list[Any]) -> list[dict[str, Any]]:
        cases, names = cases_of(found), recipient_names(each.recipient for each in found)
        return [
            {
                "case": _case_cell(each.case_id, cases),
                "recipient": names[each.recipient] or _("nobody at all"),
                "hour": f"{each.hour:02d}:00",
                "before": each.before,
                "after": each.after,
                "url": reverse("setup-what-if-case", args=[pk, each.case_id]),
            }
            for each in found
        ]

    title = _("Alerts")
    if recipient is not None:
        name = recipient_names([recipient])[recipient] or _("nobody at all")
        title = _("Alerts to %(name)s") % {"name": name}
    elif number is not None:
        title = _("Alerts from %(hour)02d:00 on, for an hour") % {"hour": number}
    return _show(request, row, "alerts", rows, lines, title=title)


@require_safe
@for_roles("manager", "administrator", "auditor")
def what_if_cases(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases that one of the figures of cases counts."""
    row = _found(pk)
    figure = request.GET.get("figure", "")
    try:
        rows = case_lines(pk, figure)
    except InvalidInput as error:
        raise Http404 from error

    def lines(found: list[Any]) -> list[dict[str, Any]]:
        cases = cases_of(found)
        return [
            {
                "case": _case_cell(each.case_id, cases),
                "said": each.failure
                or ", ".join(each.violated_at_once if figure != "relieved_at_once" else each.relieved_at_once)
                or _("Its events say otherwise than what was recorded; verify the ledger."),
                "url": "" if each.failure else reverse("setup-what-if-case", args=[pk, each.case_id]),
            }
            for each in found
        ]

    return _show(request, row, "cases", rows, lines, title=str(FIGURES[figure]))


def _found(pk: int) -> WhatIf:
    try:
        row = found_what_if(pk)
    except NotFound as error:
        raise Http404 from error
    if not row.is_complete:
        raise Http404
    return row


def _show(
    request: HttpRequest,
    row: WhatIf,
    kind: str,
    rows: QuerySet[Any],
    lines: Callable[[list[Any]], list[dict[str, Any]]],
    *,
    title: str,
    may_file: bool = False,
) -> HttpResponse:
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()

    def address(**changed: str) -> str:
        for name, value in changed.items():
            query[name] = value
        return f"?{query.urlencode()}"

    previous_url = address(page=str(page.previous_page_number())) if page.has_previous() else ""
    next_url = address(page=str(page.next_page_number())) if page.has_next() else ""
    query.pop("page", None)
    return render(
        request,
        "escalations/what_if/lines.html",
        {
            "crumbs": [
                (_("What-if"), reverse("setup-what-if")),
                (_("No. %(number)d") % {"number": row.pk}, reverse("setup-what-if-one", args=[row.pk])),
                (title, ""),
            ],
            "what_if": row,
            "kind": kind,
            "title": title,
            "lines": lines(list(page.object_list)),
            "first": page.start_index(),
            "last": page.end_index(),
            "total": page.paginator.count,
            "previous_url": previous_url,
            "next_url": next_url,
            "actions": [Action(_("CSV"), "download", url=address(format="csv"))] if may_file else [],
        },
    )


def _case_cell(number: int, cases: Mapping[int, Case]) -> CaseCell:
    case = cases.get(number)
    if case is None:
        return CaseCell(number, _("Case %(number)d") % {"number": number}, _("purged since"), "")
    tier = case.entitlement.tier.name if case.entitlement is not None else ""
    facts = (case.external_id, "" if case.account is None else case.account.name, tier, case.priority)
    return CaseCell(
        number, case.subject or case.external_id, " · ".join(filter(None, facts)), case_address(number)
    )


def _side(outcome: str, target: Any) -> Side:
    moment = None if target is None else to_instant(target)
    return Side(BADGES.get(outcome, ""), str(OUTCOME_WORDS[outcome]), moment)


def _clocks_title(given: Mapping[str, str], types: Mapping[str, str]) -> str:
    before, after = (OUTCOME_WORDS.get(given.get(side, "")) for side in ("before", "after"))
    if before and after:
        title = _("Was %(before)s, would be %(after)s") % {"before": before, "after": after}
    elif before:
        title = _("New clocks") if given["before"] == "none" else _("Was %(before)s") % {"before": before}
    elif after:
        gone = given["after"] == "none"
        title = _("Clocks that vanish") if gone else _("Would be %(after)s") % {"after": after}
    elif "calendar_band" in given:
        title = _("Targets %(band)s on the wall") % {"band": BAND_WORDS[int(given["calendar_band"])]}
    elif "business_band" in given:
        title = _("Targets %(band)s of business time") % {"band": BAND_WORDS[int(given["business_band"])]}
    else:
        title = _("All clocks")
    named = [
        types.get(given["type"], given["type"]) if "type" in given else "",
        tier_names().get(given["tier"], given["tier"]) if "tier" in given else "",
        given.get("priority", ""),
    ]
    return ", ".join([title, *filter(None, named)])
