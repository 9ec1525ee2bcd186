"""Case by case: all targets met, some missed, all missed."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from milestones.pages.reports.frame import OF_CASES, Report, answer, cases_url
from milestones.pages.reports.tables import Cell, Column, Table, number, share
from milestones.pages.reports.words import DIMENSION_WORDS, value_word
from milestones.selectors.reports.case_outcomes import CaseTally
from milestones.selectors.reports.question import Question
from milestones.services.reports import outcome_report
from sla_admin.shared.display import durations
from sla_admin.shared.viewing.for_roles import for_roles

REPORT = Report(
    "report-case-outcomes",
    _("Case outcomes"),
    "milestones/reports/figures.html",
    bases=("decided", "opened"),
    groups=OF_CASES,
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def case_outcomes(request: HttpRequest) -> HttpResponseBase:
    return answer(request, REPORT, draw)


def draw(question: Question) -> tuple[dict[str, Any], Sequence[Table]]:
    found = outcome_report(question)
    question = found.question
    whole = CaseTally(*(sum(counts) for counts in zip(*(group.tally for group in found.groups), strict=True)))

    def kpi(label: str, value: int, kind: str) -> dict[str, Any]:
        share_of = value / whole.counted if whole.counted else None
        return {
            "label": label,
            "value": durations.count(value),
            "note": gettext("%(share)s of %(cases)s cases")
            % {"share": durations.percent(share_of), "cases": durations.count(whole.counted)},
            "url": cases_url(question, kind) if value else "",
        }

    def cells(one: Question, tally: CaseTally) -> list[Cell]:
        return [
            Cell(durations.count(tally.counted), tally.counted, end=True),
            number(tally.all_met, cases_url(one, "all_met")),
            number(tally.some_missed, cases_url(one, "some_missed")),
            number(tally.all_missed, cases_url(one, "all_missed")),
            share(tally.share_met, strong=True),
        ]

    table = Table(
        gettext("By %(dimension)s") % {"dimension": str(DIMENSION_WORDS[question.group]).lower()},
        [
            Column(str(DIMENSION_WORDS[question.group]), question.group, end=False),
            Column(gettext("Cases"), "cases"),
            Column(gettext("All met"), "all_met"),
            Column(gettext("Some missed"), "some_missed"),
            Column(gettext("All missed"), "all_missed"),
            Column(gettext("All met, %"), "all_met_percent"),
        ],
        [
            [
                Cell(value_word(question.group, group.value), head=True),
                *cells(question.only(question.group, group.value.written, group.value.key), group.tally),
            ]
            for group in found.groups
        ],
        [Cell(gettext("All"), head=True), *cells(question, whole)],
        fact=gettext("click a number to see its cases"),
        id="by-group",
    )
    context = {
        "question": question,
        "as_of": question.as_of,
        "subtitle": gettext("Whether a case kept all of its targets, some, or none."),
        "kpis": [
            {
                "label": gettext("All targets met"),
                "value": durations.percent(whole.share_met),
                "note": gettext("share of cases"),
            },
            kpi(gettext("All met"), whole.all_met, "all_met"),
            kpi(gettext("Some missed"), whole.some_missed, "some_missed"),
            kpi(gettext("All missed"), whole.all_missed, "all_missed"),
        ],
        "empty": gettext("No case was decided in this period."),
        "explained": [
            gettext(
                "Of each case, its completed and violated clocks: all on time, some missed, all missed. A "
                "miss is a late completion or a target that has passed while the clock is open."
            ),
            gettext(
                "A case counts in the period of its first missed target, be the case still open, or else of "
                "its last closing; an open case that has missed nothing is not decided yet."
            ),
        ],
        "left_out": found.left_out,
    }
    return context, [table]
