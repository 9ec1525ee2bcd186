"""For what clocks were paused by hand."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from milestones.pages.reports.frame import OF_CASES, Report, answer
from milestones.pages.reports.tables import Cell, Column, Table, number, span
from milestones.selectors.reports.question import Question
from milestones.services.reports.pauses import pause_report
from sla_admin.shared.display import durations
from sla_admin.shared.viewing.for_roles import for_roles

REPORT = Report(
    "report-pauses",
    _("Pauses by hand"),
    "milestones/reports/figures.html",
    bases=("decided",),
    groups=OF_CASES,
    offers_groups=False,
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def pauses(request: HttpRequest) -> HttpResponseBase:
    return answer(request, REPORT, draw)


def draw(question: Question) -> tuple[dict[str, Any], Sequence[Table]]:
    found = pause_report(question)
    reasons = found.reasons
    coded = sum(each.pauses for each in reasons if each.code)
    total = sum(each.pauses for each in reasons)
    business = sum(each.business for each in reasons)
    table = Table(
        gettext("By reason"),
        [
            Column(gettext("Reason"), "reason", end=False),
            Column(gettext("Key"), "reason_code", end=False),
            Column(gettext("Pauses"), "pauses"),
            Column(gettext("Clocks held"), "clocks"),
            Column(gettext("Business time"), "business_seconds"),
            Column(gettext("Calendar time"), "calendar_seconds"),
        ],
        [
            [
                Cell(each.name or gettext("A text of their own"), head=True),
                Cell(each.code or durations.NOTHING, each.code),
                number(each.pauses),
                number(each.clocks),
                span(each.business, strong=True),
                span(each.calendar),
            ]
            for each in reasons
        ],
        id="by-reason",
    )
    context = {
        "question": found.question,
        "as_of": found.question.as_of,
        "subtitle": gettext("For what people let clocks stand still, and for how long."),
        "kpis": [
            {"label": gettext("Pauses"), "value": durations.count(total), "note": gettext("by hand")},
            {
                "label": gettext("Business time"),
                "value": durations.open_time(business),
                "note": gettext("of the clocks they held"),
            },
            {
                "label": gettext("With a reason code"),
                "value": durations.percent(coded / total if total else None),
                "note": gettext("share of pauses"),
            },
        ],
        "empty": gettext("Nobody paused a clock in this period."),
        "explained": [
            gettext(
                "Pauses by hand of a case or a milestone that held within the period, cut to it, counted for "
                "each clock they held on the hours of that clock. Pauses by criteria are not among them."
            ),
            gettext("Pauses that overlap are counted under each of their reasons."),
        ],
        "left_out": found.left_out,
    }
    return context, [table]
