"""Who held the time: every elapsed minute of the cases, with its owner, queue, customer, or closed hours."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from milestones.pages.reports.frame import CASE_BASES, OF_CASES, Report, answer, ask, chips
from milestones.pages.reports.tables import Cell, Column, Table, number, seconds, share, span
from milestones.pages.reports.words import BASIS_WORDS, DIMENSION_WORDS, period_word, value_word
from milestones.selectors.reports.accountability import HOLDERS, MOST_CASES, Holder, HolderShare, Split
from milestones.selectors.reports.dimensions import DimensionName
from milestones.selectors.reports.question import PARAMETERS, Question
from milestones.services.reports import HeldLine, accountability_report, held_lines
from sla_admin.shared.display import durations
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.templatetags.sla_parts import Action
from sla_admin.shared.viewing.csv_file import csv_answer
from sla_admin.shared.viewing.for_roles import for_roles

REPORT = Report(
    "report-accountability",
    _("Accountability"),
    "milestones/reports/figures.html",
    bases=CASE_BASES,
    groups=OF_CASES,
    of_cases=True,
)
LIST = Report(
    "report-held-cases",
    _("Who held each case"),
    "milestones/reports/held_cases.html",
    bases=CASE_BASES,
    groups=OF_CASES,
    of_cases=True,
    also=("page",),
)
PAGE = 50
LAST_PAGE = 1000

HOLDER_WORDS: dict[Holder, str | Promise] = {
    "owner": _("With an owner"),
    "queue": _("In a queue, nobody yet"),
    "nobody": _("With nobody"),
    "customer": _("With the customer, or paused"),
    "night": _("Outside the promise's hours"),
    "closed": _("Closed, before a re-opening"),
}
_SHORT: dict[Holder, str | Promise] = {
    "owner": _("Owner"),
    "queue": _("Queue"),
    "nobody": _("Nobody"),
    "customer": _("Customer"),
    "night": _("Night"),
    "closed": _("Closed"),
}


@require_safe
@for_roles("manager", "administrator", "auditor")
def accountability(request: HttpRequest) -> HttpResponseBase:
    return answer(request, REPORT, draw)


@require_safe
@for_roles("manager", "administrator", "auditor")
def held_cases(request: HttpRequest) -> HttpResponseBase:
    """Case by case, those that took longest first."""
    crumbs = [(_("Reports"), reverse("report-compliance")), (LIST.title, "")]
    try:
        question = ask(request, LIST, {*PARAMETERS, "format", "page"})
        written = request.GET.get("page") or "1"
        if not (
            written.isascii() and written.isdigit() and len(written) < 7 and 1 <= int(written) <= LAST_PAGE
        ):
            raise InvalidInput.of("page", gettext("A page from 1 to %(last)s.") % {"last": LAST_PAGE})
    except InvalidInput as problems:
        context = {"report": LIST, "problems": problems.problems, "crumbs": crumbs}
        return render(request, "milestones/reports/refused.html", context, status=400)
    page = int(written)
    as_file = request.GET.get("format") == "csv"
    try:
        total, lines = held_lines(
            question, limit=MOST_CASES if as_file else PAGE, offset=0 if as_file else (page - 1) * PAGE
        )
    except Conflict as conflict:
        context = {"report": LIST, "reason": str(conflict), "crumbs": crumbs}
        return render(request, "milestones/reports/refused.html", context, status=409)
    if as_file:
        return csv_answer(f"held-cases-{question.period.first}-{question.period.last}", _file(lines))
    first = (page - 1) * PAGE
    context = {
        "report": LIST,
        "question": question,
        "title": LIST.title,
        "crumbs": crumbs,
        "chips": chips(request, question),
        "period_words": period_word(question.period),
        "basis_word": BASIS_WORDS[question.by],
        "as_of": question.as_of,
        "table": _case_table(lines),
        "total": total,
        "first": first + 1 if lines else 0,
        "last": first + len(lines),
        "previous_url": f"?{question.query({'page': str(page - 1)}, pinned=True)}" if page > 1 else "",
        "next_url": f"?{question.query({'page': str(page + 1)}, pinned=True)}"
        if first + PAGE < total
        else "",
        "actions": [Action(_("CSV"), "download", url=f"?{question.query({'format': 'csv'}, pinned=True)}")],
    }
    return render(request, LIST.template, context)


def held_url(question: Question) -> str:
    """The cases behind a figure."""
    return f"{reverse(LIST.name)}?{question.query(pinned=True)}"


def draw(question: Question) -> tuple[dict[str, Any], Sequence[Table]]:
    found = accountability_report(question)
    question, held = found.question, found.held
    ours = sum(held.split.get(holder, 0) for holder in ("owner", "queue", "nobody"))
    context = {
        "question": question,
        "as_of": question.as_of,
        "subtitle": gettext("Every minute from opening to last closing, with the one who held the case.")
        if question.by == "closed"
        else gettext("Every minute from opening to last closing, or to now, with the one who held the case."),
        "kpis": [
            {
                "label": gettext("Cases"),
                "value": durations.count(held.cases),
                "note": gettext("the longest first"),
                "url": held_url(question) if held.cases else "",
            },
            _kpi(gettext("Elapsed, by the calendar"), held.elapsed, held.elapsed, held.cases),
            _kpi(gettext("With us, in open hours"), ours, held.elapsed, held.cases),
            _kpi(gettext("With the customer"), held.split.get("customer", 0), held.elapsed, held.cases),
            _kpi(gettext("Outside hours"), held.split.get("night", 0), held.elapsed, held.cases),
        ],
        "split": _parts(held.split, held.elapsed),
        "empty": gettext("No case falls into this period."),
        "explained": [
            gettext(
                "At each moment exactly one holder, the first that holds: closed (between a closing and the "
                "re-opening after it); the customer (the status was a stopped one, or the case paused by "
                "hand or by pause criteria, day and night); night (the hours of the case's promise were "
                "closed); its owner; its queue; nobody."
            ),
            gettext("The parts sum to the elapsed time, to the microsecond."),
            gettext(
                "Owner, queue and status are those the sources told, in the order in which it happened, and "
                "what escalation set; before the first owner was named there was none."
            ),
            gettext("At most %(most)s cases at once, since every event of each is read.")
            % {"most": durations.count(MOST_CASES)},
        ],
        "hours": found.hours,
    }
    tables = [_table(question, found)]
    if held.owners:
        tables.append(_shares(gettext("By owner who held it"), "owner", held.owners, held.split["owner"]))
    if held.queues:
        tables.append(_shares(gettext("By queue it waited in"), "queue", held.queues, held.split["queue"]))
    return context, tables


def _kpi(label: str, micros: int, elapsed: int, cases: int) -> dict[str, Any]:
    note = gettext("%(time)s a case") % {"time": durations.open_time(micros // cases)} if cases else ""
    if micros != elapsed and elapsed:
        note = f"{durations.percent(micros / elapsed)}; {note}"
    return {"label": label, "value": durations.open_time(micros), "note": note}


def _parts(split: Split, elapsed: int) -> list[dict[str, Any]]:
    parts = []
    x = 0.0
    for holder in HOLDERS:
        held = split.get(holder, 0)
        if not held or not elapsed:
            continue
        width = 100 * held / elapsed
        parts.append(
            {
                "key": holder,
                "word": HOLDER_WORDS[holder],
                "time": durations.open_time(held),
                "share": durations.percent(held / elapsed),
                "x": round(x, 3),
                "width": round(width, 3),
            }
        )
        x += width
    return parts


def _table(question: Question, found: Any) -> Table:
    held = found.held

    def cells(one: Question, cases: int, elapsed: int, split: Split) -> list[Cell]:
        return [
            number(cases, held_url(one)),
            span(elapsed, strong=True),
            *[span(split.get(holder, 0)) for holder in HOLDERS],
        ]

    return Table(
        gettext("By %(dimension)s") % {"dimension": str(DIMENSION_WORDS[question.group]).lower()},
        [
            Column(str(DIMENSION_WORDS[question.group]), question.group, end=False),
            Column(gettext("Cases"), "cases"),
            Column(gettext("Elapsed"), "elapsed_seconds"),
            *[Column(str(_SHORT[holder]), f"{holder}_seconds") for holder in HOLDERS],
        ],
        [
            [
                Cell(value_word(question.group, group.value), head=True),
                *cells(
                    question.only(question.group, group.value.written, group.value.key),
                    group.cases,
                    group.elapsed,
                    group.split,
                ),
            ]
            for group in held.groups
        ],
        [Cell(gettext("All"), head=True), *cells(question, held.cases, held.elapsed, held.split)],
        fact=gettext("the parts sum to the elapsed time; by the present %(dimension)s of the cases")
        % {"dimension": str(DIMENSION_WORDS[question.group]).lower()},
        id="by-group",
    )


def _shares(title: str, dimension: DimensionName, held: Sequence[HolderShare], whole: int) -> Table:
    return Table(
        title,
        [
            Column(str(DIMENSION_WORDS[dimension]), dimension, end=False),
            Column(gettext("Open time held"), "held_seconds"),
            Column(gettext("Share, %"), "share_percent"),
        ],
        [
            [Cell(value_word(dimension, each.value), head=True), span(each.held), share(each.held / whole)]
            for each in held
        ],
        [Cell(gettext("All"), head=True), span(whole), share(1.0)],
        fact=gettext("open time, whoever has the case now"),
        id=f"held-by-{dimension}",
    )


def _case_table(lines: Sequence[HeldLine]) -> Table:
    return Table(
        str(LIST.title),
        [
            Column(gettext("Case"), "case", end=False),
            Column(gettext("Elapsed"), "elapsed_seconds"),
            *[Column(str(_SHORT[holder]), f"{holder}_seconds") for holder in HOLDERS],
        ],
        [
            [
                Cell(
                    f"{line.external_id} · {line.subject}" if line.subject else line.external_id,
                    url=reverse("case", args=[line.case_id]),
                    head=True,
                ),
                span(line.elapsed, strong=True),
                *[span(line.split.get(holder, 0)) for holder in HOLDERS],
            ]
            for line in lines
        ],
        id="cases",
    )


def _file(lines: Sequence[HeldLine]) -> list[list[str]]:
    head = ["case_id", "source", "external_id", "subject", "elapsed_seconds"]
    return [
        [*head, *[f"{holder}_seconds" for holder in HOLDERS]],
        *[
            [
                str(line.case_id),
                line.source,
                line.external_id,
                line.subject,
                seconds(line.elapsed),
                *[seconds(line.split.get(holder, 0)) for holder in HOLDERS],
            ]
            for line in lines
        ],
    ]
