"""Compliance: the share of targets kept, by month, tier, queue or whatever else, down to each clock."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from milestones.pages.reports import charts
from milestones.pages.reports.charts import Bar, Plotted
from milestones.pages.reports.frame import Report, answer, cases_url, clocks_url
from milestones.pages.reports.tables import Cell, Column, Table, misses, misses_scale, number, share, span
from milestones.pages.reports.words import (
    DIMENSION_WORDS,
    INTERVAL_WORDS,
    bucket_name,
    bucket_word,
    period_word,
    value_word,
)
from milestones.reporting.outcome import Tally
from milestones.reporting.periods import Period
from milestones.selectors.reports.compliance import Group
from milestones.selectors.reports.question import Question
from milestones.selectors.reports.response import NOTHING
from milestones.services.reports import FIRST_RESPONSE, ComplianceReport, compliance_report, of_cases
from sla_admin.shared.display import durations
from sla_admin.shared.viewing.for_roles import for_roles

REPORT = Report("report-compliance", _("Compliance"), "milestones/reports/compliance.html", has_interval=True)


@require_safe
@for_roles("manager", "administrator", "auditor")
def compliance(request: HttpRequest) -> HttpResponseBase:
    return answer(request, REPORT, draw)


def draw(question: Question) -> tuple[dict[str, Any], Sequence[Table]]:
    found = compliance_report(question)
    # The answer may have been counted a moment before: everything shown speaks of its instant.
    question = found.question
    whole = found.total
    table = group_table(found)
    trend = trend_table(found)
    context = {
        "found": found,
        "question": question,
        "as_of": question.as_of,
        "kpis": kpis(found),
        "chart": trend_chart(found),
        "trend_table": trend,
        "bars": [bar(question, found, group) for group in found.by_series],
        "bars_title": gettext("%(period)s, by %(dimension)s")
        % {
            "period": period_word(question.period),
            "dimension": str(DIMENSION_WORDS[found.series]).lower(),
        },
        "series_word": DIMENSION_WORDS[found.series],
        "interval_word": INTERVAL_WORDS[question.interval],
        "whole": whole,
        "left_out": found.left_out,
        "versions": found.basics.versions,
        "hours": found.basics.hours,
        "lifted": found.lifted,
        "lifted_url": clocks_url(question, "lifted"),
    }
    return context, [table]


def kpis(found: ComplianceReport) -> list[dict[str, Any]]:
    """The five figures on top, each with its link and what it counts."""
    question, whole = found.question, found.total
    before = found.before.compliance
    note = gettext("%(met)s of %(counted)s") % {
        "met": durations.count(whole.on_time),
        "counted": durations.count(whole.counted),
    }
    if before is not None:
        note += gettext("; %(period)s %(share)s") % {
            "period": period_word(found.before_period),
            "share": durations.percent(before),
        }
    resolve, response = found.resolve.total, found.response
    cases = of_cases(question)
    responses = question.only("type", FIRST_RESPONSE, FIRST_RESPONSE)
    return [
        {
            "label": gettext("On time"),
            "value": durations.percent(whole.compliance),
            "note": note,
            "url": clocks_url(question) if whole.counted else "",
        },
        {
            "label": gettext("Completed late"),
            "value": durations.count(whole.late),
            "status": "met_late",
            "note": gettext("median %(time)s late, by the calendar") % {"time": _time(found.late.median)}
            if found.late.median is not None
            else gettext("none"),
            "url": clocks_url(question, "late") if whole.late else "",
        },
        {
            "label": gettext("Violated, still open"),
            "value": durations.count(whole.open_past_target),
            "status": "violated",
            "note": gettext("longest %(time)s past, by the calendar")
            % {"time": _time(found.past_target.longest)}
            if found.past_target.longest is not None
            else gettext("none"),
            "url": clocks_url(question, "open_past_target") if whole.open_past_target else "",
        },
        {
            "label": gettext("Time to resolve, median"),
            "value": _time(resolve.business.median),
            "note": gettext("open time; %(time)s on the calendar") % {"time": _time(resolve.calendar.median)}
            if resolve.calendar.number
            else gettext("no case was closed"),
            "url": cases_url(cases, "resolved") if resolve.calendar.number else "",
        },
        {
            "label": gettext("First response, median"),
            "value": _time(response.business.median),
            "note": gettext("open time; p90 %(time)s") % {"time": _time(response.business.p90)}
            if response.business.number
            else gettext("none was completed"),
            "url": clocks_url(responses, "completed") if response.business.number else "",
        },
    ]


def group_table(found: ComplianceReport) -> Table:
    """A row a value: every number a link to its clocks."""
    question = found.question
    scale = misses_scale([group.tally for group in found.groups])
    times = question.group != "type"
    columns = [
        Column(str(DIMENSION_WORDS[question.group]), question.group, end=False),
        Column(gettext("Targets"), "targets"),
        Column(gettext("On time"), "on_time"),
        Column(gettext("Late"), "late"),
        Column(gettext("Open past target"), "open_past_target"),
        Column(gettext("On time, %"), "on_time_percent"),
        Column(gettext("Misses, 0 – %(most)s %%") % {"most": scale}, "", end=False, in_file=False),
    ]
    if times:
        columns += [
            Column(gettext("Mean"), "time_to_resolve_mean_seconds"),
            Column(gettext("Median"), "time_to_resolve_median_seconds"),
            Column(gettext("p90"), "time_to_resolve_p90_seconds"),
        ]
    rows = []
    for group in found.groups:
        one = question.only(question.group, group.value.written, group.value.key)
        word = value_word(question.group, group.value)
        row = [Cell(word, head=True), *counted(one, group.tally, scale)]
        if times:
            spread = found.resolve.by.get(group.value.key, NOTHING).business
            row += [span(spread.mean), span(spread.median), span(spread.p90)]
        rows.append(row)
    foot = [Cell(gettext("All"), head=True), *counted(question, found.total, scale, foot=True)]
    if times:
        spread = found.resolve.total.business
        foot += [span(spread.mean), span(spread.median), span(spread.p90)]
    return Table(
        gettext("By %(dimension)s") % {"dimension": str(DIMENSION_WORDS[question.group]).lower()},
        columns,
        rows,
        foot,
        fact=gettext("click a number to see its clocks; mean, median and p90 are times to resolve, open time")
        if times
        else gettext("click a number to see its clocks"),
        id="by-group",
    )


def counted(question: Question, tally: Tally, scale: int, *, foot: bool = False) -> list[Cell]:
    """Targets, on time, late, open past target, percent, bar."""
    label = gettext("%(late)s late and %(open)s open past target of %(counted)s") % {
        "late": durations.count(tally.late),
        "open": durations.count(tally.open_past_target),
        "counted": durations.count(tally.counted),
    }
    return [
        number(tally.counted, clocks_url(question)),
        number(tally.on_time, clocks_url(question, "on_time")),
        number(tally.late, clocks_url(question, "late")),
        number(tally.open_past_target, clocks_url(question, "open_past_target")),
        share(tally.compliance, strong=True),
        Cell("") if foot else misses(tally, scale, label),
    ]


def trend_chart(found: ComplianceReport) -> charts.Chart | None:
    """Compliance in each column, a line for each of the largest values."""
    question, trend = found.question, found.trend
    values = [
        tally.compliance
        for series in trend.series
        for tally in series.tallies
        if tally.compliance is not None
    ]
    if not values:
        return None
    lines = []
    for series in trend.series:
        name = value_word(found.series, series.value)
        one = question.only(found.series, series.value.written, series.value.key)
        lines.append(
            Plotted(
                name,
                [tally.compliance for tally in series.tallies],
                [
                    gettext("%(name)s, %(when)s: %(share)s, %(met)s of %(counted)s")
                    % {
                        "name": name,
                        "when": bucket_name(bucket, question.interval),
                        "share": durations.percent(tally.compliance),
                        "met": durations.count(tally.on_time),
                        "counted": durations.count(tally.counted),
                    }
                    for bucket, tally in zip(trend.buckets, series.tallies, strict=True)
                ],
                [
                    clocks_url(one.within(Period(bucket.first, bucket.last, question.period.zone)))
                    for bucket in trend.buckets
                ],
            )
        )
    summary = "; ".join(
        f"{line.name}: "
        + ", ".join(
            f"{bucket_word(bucket, question.interval)} {durations.percent(value)}"
            for bucket, value in zip(trend.buckets, line.values, strict=True)
            if value is not None
        )
        for line in lines
    )
    return charts.line_chart(
        gettext("Targets kept, in percent, by %(interval)s and %(dimension)s")
        % {
            "interval": str(INTERVAL_WORDS[question.interval]).lower(),
            "dimension": str(DIMENSION_WORDS[found.series]).lower(),
        },
        summary,
        [bucket_word(bucket, question.interval) for bucket in trend.buckets],
        lines,
        scale=charts.percent_scale(values),
    )


def trend_table(found: ComplianceReport) -> Table:
    """The trend's table twin, with its links."""
    question, trend = found.question, found.trend
    names = [value_word(found.series, series.value) for series in trend.series]
    columns = [
        Column(str(INTERVAL_WORDS[question.interval]), "from", end=False),
        *[Column(gettext("%(name)s, %%") % {"name": name}, name) for name in names],
        Column(gettext("Targets"), "targets"),
        Column(gettext("All, %"), "all"),
    ]
    rows = []
    for place, bucket in enumerate(trend.buckets):
        within = question.within(Period(bucket.first, bucket.last, question.period.zone))
        rows.append(
            [
                Cell(bucket_name(bucket, question.interval), bucket.first.isoformat(), head=True),
                *[
                    Cell(
                        share(series.tallies[place].compliance).text,
                        url=clocks_url(within.only(found.series, series.value.written, series.value.key))
                        if series.tallies[place].counted
                        else "",
                        end=True,
                    )
                    for series in trend.series
                ],
                number(trend.total[place].counted, clocks_url(within)),
                share(trend.total[place].compliance, strong=True),
            ]
        )
    return Table(gettext("The trend as a table"), columns, rows, id="trend-table")


def bar(question: Question, found: ComplianceReport, group: Group) -> Bar:
    """One value's bar, from nothing to all its targets."""
    tally = group.tally
    on_time, late, past = (
        round(100 * each / tally.counted, 2) if tally.counted else 0.0
        for each in (tally.on_time, tally.late, tally.open_past_target)
    )
    one = question.only(found.series, group.value.written, group.value.key)
    return Bar(
        value_word(found.series, group.value),
        durations.percent(tally.compliance),
        gettext("%(met)s on time, %(late)s late, %(open)s open past target")
        % {
            "met": durations.count(tally.on_time),
            "late": durations.count(tally.late),
            "open": durations.count(tally.open_past_target),
        },
        group.value.rank if found.series == "tier" and group.value.rank < 1000 else 0,
        on_time,
        late,
        past,
        clocks_url(one),
        group.value.color,
    )


def _time(micros: int | None) -> str:
    return durations.NOTHING if micros is None else durations.open_time(max(0, micros))
