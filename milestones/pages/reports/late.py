"""Late completions and open past target: two lists that are never one."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from milestones.pages.reports.frame import Report, answer, clocks_url
from milestones.pages.reports.tables import Cell, Column, Table, number, span
from milestones.pages.reports.words import BASIS_WORDS, DIMENSION_WORDS, value_word
from milestones.selectors.reports.lateness import Lateness
from milestones.selectors.reports.question import Question
from milestones.services.reports import LateReport, late_report, past_target_report
from sla_admin.shared.display import durations
from sla_admin.shared.viewing.for_roles import for_roles

LATE = Report("report-late-completions", _("Late completions"), "milestones/reports/figures.html")
PAST = Report(
    "report-open-past-target",
    _("Open past target"),
    "milestones/reports/figures.html",
    bases=("decided", "opened"),
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def late_completions(request: HttpRequest) -> HttpResponseBase:
    return answer(request, LATE, draw_late)


@require_safe
@for_roles("manager", "administrator", "auditor")
def open_past_target(request: HttpRequest) -> HttpResponseBase:
    return answer(request, PAST, draw_past)


def draw_late(question: Question) -> tuple[dict[str, Any], Sequence[Table]]:
    found = late_report(question)
    question = found.question
    context = {
        "question": question,
        "as_of": question.as_of,
        "subtitle": gettext("Targets that were met, but too late; counted in the period of their %(basis)s.")
        % {"basis": BASIS_WORDS[question.by]},
        "kpis": [
            {
                "label": gettext("Completed late"),
                "value": durations.count(found.total.number),
                "status": "met_late",
                "note": gettext("of %(counted)s completed or violated")
                % {"counted": durations.count(found.counted.counted)},
                "url": clocks_url(question, "late") if found.total.number else "",
            },
            *_spread(found.total, gettext("late by the calendar")),
            {
                "label": gettext("Open past target"),
                "value": durations.count(found.other.number),
                "status": "violated",
                "note": gettext("not in this list; they may still be completed late"),
                "url": clocks_url(question, "open_past_target") if found.other.number else "",
            },
        ],
        "empty": gettext("Nothing was completed late in this period."),
        "explained": [
            gettext(
                "A completion is late when its instant lies after the target, be it by no open time: a "
                "target on Monday 17:00 that is met on Monday 20:00 was missed."
            ),
            gettext("How late is the calendar time between target and completion."),
            _OPEN_APART,
        ],
        "left_out": found.left_out,
    }
    return context, [_table(found, "late")]


def draw_past(question: Question) -> tuple[dict[str, Any], Sequence[Table]]:
    found = past_target_report(question)
    question = found.question
    context = {
        "question": question,
        "as_of": question.as_of,
        "subtitle": gettext("Targets in the period that were missed and are open at this moment."),
        "kpis": [
            {
                "label": gettext("Open past target"),
                "value": durations.count(found.total.number),
                "status": "violated",
                "note": gettext("of %(counted)s completed or violated")
                % {"counted": durations.count(found.counted.counted)},
                "url": clocks_url(question, "open_past_target") if found.total.number else "",
            },
            *_spread(found.total, gettext("past by the calendar")),
            {
                "label": gettext("Completed late"),
                "value": durations.count(found.other.number),
                "status": "met_late",
                "note": gettext("not in this list"),
                "url": clocks_url(question, "late") if found.other.number else "",
            },
        ],
        "empty": gettext("No target in this period is missed and open."),
        "explained": [
            gettext(
                "A clock is past its target once the instant lies strictly behind it. It stays in the period "
                "of its target, however long it is open; a clock that stood still before its target is not "
                "past it."
            ),
            gettext("How long is the calendar time between the target and the report's instant."),
            _OPEN_APART,
        ],
        "left_out": found.left_out,
    }
    return context, [_table(found, "open_past_target")]


_OPEN_APART = _("Late completions and open past target are both misses, and never counted as one another.")


def _spread(lateness: Lateness, note: str) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "value": durations.NOTHING if time is None else durations.open_time(time),
            "note": note,
        }
        for label, time in (
            (gettext("Median"), lateness.median),
            (gettext("p90"), lateness.p90),
            (gettext("Longest"), lateness.longest),
        )
    ]


def _table(found: LateReport, outcome: str) -> Table:
    question = found.question
    columns = [
        Column(str(DIMENSION_WORDS[question.group]), question.group, end=False),
        Column(gettext("Clocks"), outcome),
        Column(gettext("Median"), "median_seconds"),
        Column(gettext("p90"), "p90_seconds"),
        Column(gettext("Longest"), "longest_seconds"),
    ]

    def cells(one: Question, lateness: Lateness) -> list[Cell]:
        return [
            number(lateness.number, clocks_url(one, outcome)),
            span(lateness.median),
            span(lateness.p90),
            span(lateness.longest),
        ]

    rows = [
        [
            Cell(value_word(question.group, group.value), head=True),
            *cells(question.only(question.group, group.value.written, group.value.key), group.lateness),
        ]
        for group in found.groups
    ]
    return Table(
        gettext("By %(dimension)s") % {"dimension": str(DIMENSION_WORDS[question.group]).lower()},
        columns,
        rows,
        [Cell(gettext("All"), head=True), *cells(question, found.total)],
        fact=gettext("calendar time; click a number to see its clocks"),
        id="by-group",
    )
