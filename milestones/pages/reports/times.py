"""Time to resolve, and how long first responses took: open time and calendar, mean, median, p90."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from milestones.pages.reports import charts
from milestones.pages.reports.charts import Plotted
from milestones.pages.reports.frame import CASE_BASES, OF_CASES, Report, answer, cases_url, clocks_url
from milestones.pages.reports.tables import Cell, Column, Table, number, share, span
from milestones.pages.reports.words import (
    BASIS_WORDS,
    DIMENSION_WORDS,
    INTERVAL_WORDS,
    bucket_name,
    bucket_word,
    period_word,
    value_word,
)
from milestones.reporting.outcome import Tally
from milestones.reporting.periods import Period
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.response import Times
from milestones.services.reports import ResponseReport, TimesReport, response_report, times_report
from sla_admin.shared.display import durations
from sla_admin.shared.display.durations import HOUR
from sla_admin.shared.viewing.for_roles import for_roles

RESOLVE = Report(
    "report-time-to-resolve",
    _("Time to resolve"),
    "milestones/reports/figures.html",
    bases=CASE_BASES,
    groups=OF_CASES,
    of_cases=True,
    has_interval=True,
)
RESPONSE = Report("report-first-response", _("First response"), "milestones/reports/figures.html")


@require_safe
@for_roles("manager", "administrator", "auditor")
def time_to_resolve(request: HttpRequest) -> HttpResponseBase:
    return answer(request, RESOLVE, draw_resolve)


@require_safe
@for_roles("manager", "administrator", "auditor")
def first_response(request: HttpRequest) -> HttpResponseBase:
    return answer(request, RESPONSE, draw_response)


def draw_resolve(question: Question) -> tuple[dict[str, Any], Sequence[Table]]:
    found = times_report(question)
    question, whole, before = found.question, found.total, found.before
    unpromised = whole.calendar.number - whole.business.number
    context = {
        "question": question,
        "as_of": question.as_of,
        "subtitle": gettext(
            "Of each closed case from its opening to its last closing; counted in the period of its "
            "%(basis)s."
        )
        % {"basis": BASIS_WORDS[question.by]},
        "kpis": [
            {
                "label": gettext("Closed cases"),
                "value": durations.count(whole.calendar.number),
                "note": gettext("%(period)s %(count)s")
                % {
                    "period": period_word(found.before_period),
                    "count": durations.count(before.calendar.number),
                },
                "url": cases_url(question, "resolved") if whole.calendar.number else "",
            },
            _kpi(gettext("Median, open time"), whole.business.median, before.business.median, found),
            _kpi(gettext("p90, open time"), whole.business.p90, before.business.p90, found),
            _kpi(gettext("Mean, open time"), whole.business.mean, before.business.mean, found),
            _kpi(gettext("Median, calendar"), whole.calendar.median, before.calendar.median, found),
        ],
        "chart": _chart(found),
        "chart_title": gettext("Open time to resolve, by %(interval)s")
        % {"interval": str(INTERVAL_WORDS[question.interval]).lower()},
        "twin": _twin(found),
        "empty": gettext("No case was closed in this period."),
        "explained": [
            gettext(
                "Per case: from opened-at to its last closing. A re-opened case counts once it is closed "
                "again, over the whole time; it is never summed from milestones."
            ),
            gettext(
                "Open time is counted on the hours of the case's promise: the entitlement's, else the "
                "process version's, else around the clock; pauses are in it. Calendar time is all that "
                "passed."
            ),
            gettext(
                "Mean is the sum divided by the number; median and p90 lie between the two nearest values."
            ),
            *(
                [
                    gettext("%(number)s cases have no promise, so no hours: they are in calendar time alone.")
                    % {"number": durations.count(unpromised)}
                ]
                if unpromised
                else []
            ),
        ],
        "hours": found.hours,
    }
    return context, [_resolve_table(found)]


def draw_response(question: Question) -> tuple[dict[str, Any], Sequence[Table]]:
    found = response_report(question)
    question, whole = found.question, found.total
    name = found.type.word if found.type is not None else ""
    context = {
        "question": question,
        "as_of": question.as_of,
        "subtitle": gettext("%(name)s: from the clock's start to its completion, and how many were on time.")
        % {"name": name},
        "kpis": [
            {
                "label": gettext("On time"),
                "value": durations.percent(found.compliance.compliance),
                "note": gettext("%(met)s of %(counted)s")
                % {
                    "met": durations.count(found.compliance.on_time),
                    "counted": durations.count(found.compliance.counted),
                },
                "url": clocks_url(question) if found.compliance.counted else "",
            },
            {
                "label": gettext("Completed"),
                "value": durations.count(whole.business.number),
                "note": gettext("on time or late; these are measured"),
                "url": clocks_url(question, "completed") if whole.business.number else "",
            },
            _plain(gettext("Median, open time"), whole.business.median, whole.calendar.median),
            _plain(gettext("p90, open time"), whole.business.p90, whole.calendar.p90),
            _plain(gettext("Mean, open time"), whole.business.mean, whole.calendar.mean),
        ],
        "empty": gettext("No %(name)s was completed or violated in this period.") % {"name": name},
        "explained": [
            gettext(
                "Of every completed clock of this milestone, also of each cycle of a re-opened case: open "
                "time is what the clock counted, so pauses and closed hours are not in it; calendar time is "
                "all that passed between its start and its completion."
            ),
            gettext("Clocks that are open, in time or past their target, have no duration yet."),
        ],
        "left_out": found.left_out,
    }
    return context, [_response_table(found)]


def _time(micros: int | None) -> str:
    return durations.NOTHING if micros is None else durations.open_time(max(0, micros))


def _kpi(label: str, micros: int | None, before: int | None, found: TimesReport) -> dict[str, Any]:
    note = (
        gettext("%(period)s %(time)s") % {"period": period_word(found.before_period), "time": _time(before)}
        if before is not None
        else ""
    )
    return {"label": label, "value": _time(micros), "note": note}


def _plain(label: str, micros: int | None, calendar: int | None) -> dict[str, Any]:
    return {
        "label": label,
        "value": _time(micros),
        "note": gettext("%(time)s on the calendar") % {"time": _time(calendar)},
    }


_SPREADS = ("mean", "median", "p90")


def _time_columns() -> list[Column]:
    words = {"mean": gettext("Mean"), "median": gettext("Median"), "p90": gettext("p90")}
    return [
        *[Column(words[each], f"business_{each}_seconds") for each in _SPREADS],
        *[
            Column(
                gettext("%(what)s, calendar") % {"what": words[each]},
                f"calendar_{each}_seconds",
            )
            for each in _SPREADS
        ],
    ]


def _time_cells(times: Times) -> list[Cell]:
    return [
        *[span(getattr(times.business, each), strong=each == "median") for each in _SPREADS],
        *[span(getattr(times.calendar, each)) for each in _SPREADS],
    ]


def _resolve_table(found: TimesReport) -> Table:
    question = found.question

    def cells(one: Question, times: Times) -> list[Cell]:
        return [number(times.calendar.number, cases_url(one, "resolved")), *_time_cells(times)]

    return Table(
        gettext("By %(dimension)s") % {"dimension": str(DIMENSION_WORDS[question.group]).lower()},
        [
            Column(str(DIMENSION_WORDS[question.group]), question.group, end=False),
            Column(gettext("Closed"), "closed_cases"),
            *_time_columns(),
        ],
        [
            [
                Cell(value_word(question.group, group.value), head=True),
                *cells(question.only(question.group, group.value.written, group.value.key), group.times),
            ]
            for group in found.groups
        ],
        [Cell(gettext("All"), head=True), *cells(question, found.total)],
        fact=gettext("open time where nothing else is said; click a number to see its cases"),
        id="by-group",
    )


def _response_table(found: ResponseReport) -> Table:
    question = found.question
    times = {group.value.key: group for group in found.groups}

    def cells(one: Question, tally: Tally, measured: Times | None) -> list[Cell]:
        return [
            number(tally.counted, clocks_url(one)),
            share(tally.compliance, strong=True),
            number(measured.business.number if measured else 0, clocks_url(one, "completed")),
            *(_time_cells(measured) if measured else [span(None)] * (2 * len(_SPREADS))),
        ]

    rows = []
    for group in found.counted:
        one = question.only(question.group, group.value.written, group.value.key)
        measured = times.get(group.value.key)
        rows.append(
            [
                Cell(value_word(question.group, group.value), head=True),
                *cells(one, group.tally, measured.times if measured else None),
            ]
        )
    return Table(
        gettext("By %(dimension)s") % {"dimension": str(DIMENSION_WORDS[question.group]).lower()},
        [
            Column(str(DIMENSION_WORDS[question.group]), question.group, end=False),
            Column(gettext("Targets"), "targets"),
            Column(gettext("On time, %"), "on_time_percent"),
            Column(gettext("Completed"), "completed"),
            *_time_columns(),
        ],
        rows,
        [Cell(gettext("All"), head=True), *cells(question, found.compliance, found.total)],
        fact=gettext("open time where nothing else is said; click a number to see its clocks"),
        id="by-group",
    )


def _chart(found: TimesReport) -> charts.Chart | None:
    question, trend = found.question, found.trend
    named = {"median": gettext("median"), "p90": gettext("p90")}
    lines = []
    values: list[float] = []
    for each, name in named.items():
        spans = [getattr(times.business, each) for times in trend.times]
        if not any(one is not None for one in spans):
            continue
        hours = [None if one is None else one / HOUR for one in spans]
        values += [one for one in hours if one is not None]
        lines.append(
            Plotted(
                name,
                hours,
                [
                    f"{bucket_name(bucket, question.interval)}, {name}: {_time(one)}"
                    for bucket, one in zip(trend.buckets, spans, strict=True)
                ],
                [
                    cases_url(
                        question.within(Period(bucket.first, bucket.last, question.period.zone)), "resolved"
                    )
                    for bucket in trend.buckets
                ],
            )
        )
    if not lines:
        return None
    return charts.line_chart(
        gettext("Open time to resolve"),
        "; ".join(line.labels[-1] for line in lines),
        [bucket_word(bucket, question.interval) for bucket in trend.buckets],
        lines,
        scale=charts.hours_scale(values),
        width=charts.WIDE,
    )


def _twin(found: TimesReport) -> Table:
    question, trend = found.question, found.trend
    rows = []
    for bucket, times in zip(trend.buckets, trend.times, strict=True):
        within = question.within(Period(bucket.first, bucket.last, question.period.zone))
        rows.append(
            [
                Cell(bucket_name(bucket, question.interval), bucket.first.isoformat(), head=True),
                number(times.calendar.number, cases_url(within, "resolved")),
                *_time_cells(times),
            ]
        )
    return Table(
        gettext("The trend as a table"),
        [
            Column(str(INTERVAL_WORDS[question.interval]), "from", end=False),
            Column(gettext("Closed"), "closed_cases"),
            *_time_columns(),
        ],
        rows,
        id="trend-rows",
    )
