"""`/setup/what-if/<id>/`: what a version would have meant, in figures that each lead to what they count."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from entitlements.business_time.instants import to_instant
from escalations.models import WhatIf
from escalations.pages.what_if.drawing import BandRow, day_chart
from escalations.pages.what_if.words import choice_words, tier_names, type_names
from escalations.selectors.what_ifs import recipient_names
from escalations.services.what_if.figures import Figures, Group, Shifts, read_figures
from escalations.services.what_if.order import read_order
from escalations.services.what_if.run import found_what_if, is_edited_since, run_of
from milestones.clock.comparison import BAND_WORDS
from milestones.pages.case.telling import Telling
from sla_admin.shared.display import durations
from sla_admin.shared.errors import NotFound
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.actors import names_of
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

BY = {"type": gettext_lazy("Milestone"), "tier": gettext_lazy("Tier"), "priority": gettext_lazy("Priority")}

MOST_RECIPIENTS = 12
"""So many stand on the page; the rest opens below."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number and the address of what it counts; nothing is behind a zero."""

    number: int
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What became of the clocks of one milestone type, tier or priority."""

    name: str
    counts: Sequence[Count]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """What one recipient got, and would get."""

    name: str
    before: int
    after: int
    url: str

    @property
    def more(self) -> int:
        return self.after - self.before


@require_safe
@for_roles("manager", "administrator", "auditor")
def what_if(request: HttpRequest, pk: int) -> HttpResponse:
    """Its figures; while it is at work, how far it is. `?by=` type, tier, priority."""
    try:
        row = found_what_if(pk)
    except NotFound as error:
        raise Http404 from error
    page = page_of(request)
    order = read_order(row.order)
    run = run_of(row)
    context: dict[str, Any] = {
        "crumbs": [(_("What-if"), reverse("setup-what-if")), (_("No. %(number)d") % {"number": pk}, "")],
        "what_if": row,
        "version": row.version,
        "as_of": to_instant(row.as_of),
        "ended_at": None if row.ended_at is None else to_instant(row.ended_at),
        "actor": names_of([row.actor])[row.actor],
        "choice": choice_words(order, Telling.of(page)),
        "run": run,
        "is_edited": is_edited_since(row),
        "is_administrator": "administrator" in page.viewer.roles,
        "actions": list(_actions(row, is_administrator="administrator" in page.viewer.roles)),
    }
    if row.is_complete:
        context |= _figures(request, row, read_figures(row.summary))
    return render(request, "escalations/what_if/result.html", context)


def _actions(row: WhatIf, *, is_administrator: bool) -> Iterator[Action]:
    if row.is_complete:
        yield Action(_("CSV"), "download", url=f"{_lines(row.pk, 'clocks')}?format=csv")
    if is_administrator:
        again = {name: str(value) for name, value in row.order.items() if name in _AGAIN}
        address = f"{reverse('setup-what-if')}?{urlencode(again)}#start"
        yield Action(_("Run again…"), "wand", url=address, kind="primary")


_AGAIN = ("version", "tier", "priority", "queue", "state", "every_process")


def _lines(pk: int, kind: str, **asked: object) -> str:
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    address = reverse(f"setup-what-if-{kind}", args=[pk])
    return f"{address}?{query}" if query else address


def _figures(request: HttpRequest, row: WhatIf, found: Figures) -> dict[str, Any]:
    by = request.GET.get("by", "type")
    by = by if by in BY else "type"
    pk = row.pk

    def count(before: str, after: str, tone: str = "", **more: object) -> Count:
        number = sum(
            group.clocks
            for group in found.groups
            if (group.before, group.after) == (before, after)
            and all(getattr(group, name) == value for name, value in more.items())
        )
        return Count(number, _lines(pk, "clocks", before=before, after=after, **more), tone)

    before, after = found.compliance("before"), found.compliance("after")
    alerts = [sum(found.hours_before), sum(found.hours_after)]
    percent = round(100 * (alerts[1] - alerts[0]) / alerts[0]) if alerts[0] else 0
    names = recipient_names(each.recipient for each in found.alerts)
    recipients = [
        AlertRow(
            names[each.recipient] or _("nobody at all"),
            each.before,
            each.after,
            _lines(pk, "alerts", recipient=each.recipient),
        )
        for each in found.alerts
    ]
    types = type_names()
    return {
        "figures": found,
        "newly_violated": count("met", "violated", "bad"),
        "newly_met": count("violated", "met", "ok"),
        "still_met": count("met", "met"),
        "still_violated": count("violated", "violated"),
        "compliance_before": durations.percent(before),
        "compliance_after": durations.percent(after),
        "compliance_moves": 0 if before is None or after is None else (after > before) - (after < before),
        "alerts_before": alerts[0],
        "alerts_after": alerts[1],
        "alerts_more": max(0, percent),
        "alerts_fewer": max(0, -percent),
        "by": by,
        "by_word": BY[by],
        "by_choices": [
            Choice(str(word), f"?by={each}#changes", is_current=each == by) for each, word in BY.items()
        ],
        "rows": _rows(pk, found, by, count),
        "chart": day_chart(found.hours_before, found.hours_after),
        "recipients": recipients[:MOST_RECIPIENTS],
        "other_recipients": recipients[MOST_RECIPIENTS:],
        "shifts": [(types.get(each.type, each.type), each) for each in found.shifts if each.type],
        "all_shifts": next((each for each in found.shifts if not each.type), Shifts("", 0, 0, 0, 0, 0, 0)),
        "bands": _bands(pk, found),
        "at_once_url": _lines(pk, "cases", figure="violated_at_once"),
        "relieved_url": _lines(pk, "cases", figure="relieved_at_once"),
        "failed_url": _lines(pk, "cases", figure="failed"),
        "differing_url": _lines(pk, "cases", figure="differing"),
        "not_compared": found.cases - found.failed - found.compared,
        "clocks": sum(each.clocks for each in found.changes),
    }


def _rows(pk: int, found: Figures, by: str, count: Callable[..., Count]) -> list[ChangeRow]:
    names = {"type": type_names, "tier": tier_names}.get(by, dict)()
    values = Counter[str]()
    for group in found.groups:
        values[getattr(group, by)] += group.clocks
    rows = []
    for value, _clocks in sorted(values.items(), key=lambda each: (-each[1], each[0])):
        of = [group for group in found.groups if getattr(group, by) == value]
        more = {by: value}
        new = sum(group.clocks for group in of if group.before == "none")
        gone = sum(group.clocks for group in of if group.after == "none")
        rows.append(
            ChangeRow(
                names.get(value, value) or _("(none)"),
                [
                    count("met", "violated", "bad", **more),
                    count("violated", "met", "ok", **more),
                    count("met", "met", **more),
                    count("violated", "violated", **more),
                    count("open", "violated", **more),
                    Count(new, _lines(pk, "clocks", before="none", **more)),
                    Count(gone, _lines(pk, "clocks", after="none", **more)),
                ],
                _compliance(of, "before"),
                _compliance(of, "after"),
            )
        )
    return rows


def _compliance(groups: Sequence[Group], side: str) -> str:
    met = sum(group.clocks for group in groups if getattr(group, side) == "met")
    violated = sum(group.clocks for group in groups if getattr(group, side) == "violated")
    return durations.percent(met / (met + violated) if met + violated else None)


def _bands(pk: int, found: Figures) -> list[BandRow]:
    most = max(*found.calendar_bands, *found.business_bands, 1)
    return [
        BandRow(
            words,
            calendar,
            business,
            f"{100 * calendar / most:.1f}",
            f"{100 * business / most:.1f}",
            _lines(pk, "clocks", calendar_band=number),
            _lines(pk, "clocks", business_band=number),
        )
        for number, (words, calendar, business) in enumerate(
            zip(BAND_WORDS, found.calendar_bands, found.business_bands, strict=True)
        )
        if calendar or business
    ]
