"""The clocks and cases behind a figure, and as a file."""

from collections.abc import Iterator, Sequence
from typing import Any, cast, get_args

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from milestones.pages.reports.frame import Report, ask, chips, file_name
from milestones.pages.reports.tables import iso, seconds
from milestones.pages.reports.words import BASIS_WORDS, CASE_OUTCOME_WORDS, OUTCOME_WORDS, period_word
from milestones.reporting.outcome import CLOCK_OUTCOMES, ClockOutcome
from milestones.selectors.reports.counting import Counting
from milestones.selectors.reports.drill_down import (
    CaseLine,
    CaseListKind,
    ClockLine,
    case_lines,
    clock_lines,
    count_cases,
    count_clocks,
    lifted_lines,
)
from milestones.selectors.reports.lifted import count_lifted
from milestones.selectors.reports.question import PARAMETERS, Question
from milestones.selectors.reports.reading import reading
from milestones.services.reports import with_windows
from sla_admin.shared.display import moments
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.templatetags.sla_parts import Action
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.csv_file import csv_answer
from sla_admin.shared.viewing.for_roles import for_roles

PAGE = 50
LAST_PAGE = 2000
"""Further back a page would take longer than reading the file."""

CLOCKS = Report(
    "report-clocks", _("Counted clocks"), "milestones/reports/clocks.html", also=("outcome", "page")
)
CASES = Report(
    "report-cases",
    _("Counted cases"),
    "milestones/reports/cases.html",
    bases=("closed", "decided", "opened"),
    also=("kind", "page"),
)
CHOICES = ("", *CLOCK_OUTCOMES, "completed", "missed", "lifted")
OUTCOMES: dict[str, tuple[ClockOutcome, ...]] = {
    "": (),
    "completed": ("on_time", "late"),
    "missed": ("late", "open_past_target"),
    **{outcome: (outcome,) for outcome in CLOCK_OUTCOMES},
}
KINDS = get_args(CaseListKind)


@require_safe
@for_roles("manager", "administrator", "auditor")
def clocks(request: HttpRequest) -> HttpResponseBase:
    """`outcome`: on_time, late, open_past_target, completed, missed, lifted; none: all counted clocks."""
    try:
        question, page_number = _asked(request, CLOCKS)
        outcome = _one_of(request, "outcome", CHOICES)
    except InvalidInput as problems:
        return _refused(request, CLOCKS, problems)
    title = {
        "": gettext("Completed or violated"),
        "completed": gettext("Completed"),
        "missed": gettext("Missed"),
        "lifted": gettext("Violation lifted"),
    }.get(outcome) or str(OUTCOME_WORDS[cast(ClockOutcome, outcome)]).capitalize()

    def lines(counting: Counting, **page: int) -> Iterator[ClockLine]:
        if outcome == "lifted":
            return lifted_lines(counting, **page)
        return clock_lines(counting, OUTCOMES[outcome], **page)

    if request.GET.get("format") == "csv":
        return csv_answer(f"clocks-{file_name(CLOCKS, question)}", _clock_file(question, lines))
    try:
        with reading() as cursor:
            counting = Counting(cursor, question)
            total = (
                count_lifted(counting) if outcome == "lifted" else count_clocks(counting, OUTCOMES[outcome])
            )
            found = list(lines(counting, limit=PAGE, offset=(page_number - 1) * PAGE))
    except Conflict as conflict:
        return _too_much(request, CLOCKS, conflict)
    context = {"lines": found, "outcome": outcome}
    return _page(
        request, CLOCKS, question, title=title, total=total, page_number=page_number, context=context
    )


@require_safe
@for_roles("manager", "administrator", "auditor")
def cases(request: HttpRequest) -> HttpResponseBase:
    """`kind`: resolved, all_met, some_missed, all_missed."""
    try:
        question, page_number = _asked(request, CASES)
        kind = cast(CaseListKind, _one_of(request, "kind", KINDS))
    except InvalidInput as problems:
        return _refused(request, CASES, problems)
    title = gettext("Closed cases") if kind == "resolved" else str(CASE_OUTCOME_WORDS[kind]).capitalize()
    if request.GET.get("format") == "csv":
        return csv_answer(f"cases-{file_name(CASES, question)}", _case_file(question, kind))
    try:
        total, found = with_windows(question, lambda: _cases_of(question, kind, page_number))
    except Conflict as conflict:
        return _too_much(request, CASES, conflict)
    context = {"lines": found, "kind": kind}
    return _page(request, CASES, question, title=title, total=total, page_number=page_number, context=context)


def _cases_of(question: Question, kind: CaseListKind, page_number: int) -> tuple[int, list[CaseLine]]:
    with reading() as cursor:
        counting = Counting(cursor, question)
        lines = case_lines(counting, kind, limit=PAGE, offset=(page_number - 1) * PAGE)
        return count_cases(counting, kind), list(lines)


def _asked(request: HttpRequest, report: Report) -> tuple[Question, int]:
    question = ask(request, report, {*PARAMETERS, "format", *report.also})
    written = request.GET.get("page") or "1"
    if not (written.isascii() and written.isdigit() and len(written) < 7 and 1 <= int(written) <= LAST_PAGE):
        raise InvalidInput.of("page", gettext("A page from 1 to %(last)s.") % {"last": LAST_PAGE})
    return question, int(written)


def _one_of(request: HttpRequest, name: str, words: Sequence[str]) -> str:
    word = request.GET.get(name, "")
    if word not in words:
        raise InvalidInput.of(name, gettext("One of: %(words)s.") % {"words": ", ".join(filter(None, words))})
    return word


def _refused(request: HttpRequest, report: Report, problems: InvalidInput) -> HttpResponseBase:
    context = {"report": report, "problems": problems.problems, "crumbs": _crumbs(report)}
    return render(request, "milestones/reports/refused.html", context, status=400)


def _too_much(request: HttpRequest, report: Report, conflict: Conflict) -> HttpResponseBase:
    context = {"report": report, "reason": str(conflict), "crumbs": _crumbs(report)}
    return render(request, "milestones/reports/refused.html", context, status=409)


def _crumbs(report: Report) -> list[tuple[object, str]]:
    return [(_("Reports"), reverse("report-compliance")), (report.title, "")]


def _page(
    request: HttpRequest,
    report: Report,
    question: Question,
    *,
    title: str,
    total: int,
    page_number: int,
    context: dict[str, Any],
) -> HttpResponseBase:
    more = {name: request.GET[name] for name in report.also if name != "page" and request.GET.get(name)}

    def page_url(number: int) -> str:
        return f"?{question.query({**more, 'page': str(number)}, pinned=True)}"

    first = (page_number - 1) * PAGE
    context |= {
        "report": report,
        "question": question,
        "title": title,
        "crumbs": [(_("Reports"), reverse("report-compliance")), (title, "")],
        "chips": chips(request, question),
        "period_words": period_word(question.period),
        "basis_word": BASIS_WORDS[question.by],
        "total": total,
        "first": first + 1 if context["lines"] else 0,
        "last": first + len(context["lines"]),
        "previous_url": page_url(page_number - 1) if page_number > 1 else "",
        "next_url": page_url(page_number + 1) if first + PAGE < total and page_number < LAST_PAGE else "",
        "as_of": question.as_of,
        "zone_now": moments.zone_name(page_of(request).at, page_of(request).viewer.zone),
        "has_cases": bool(address("case", 1)),
        "actions": [
            Action(_("CSV"), "download", url=f"?{question.query({**more, 'format': 'csv'}, pinned=True)}"),
        ],
    }
    return render(request, report.template, context)


_CASE_COLUMNS = (
    "case_id",
    "source",
    "external_id",
    "subject",
    "account",
    "tier",
    "priority",
    "queue",
    "owner",
    "status",
    "opened_at",
)


def _case_cells(line: ClockLine | CaseLine) -> list[str]:
    case = line.case
    return [
        str(case.case_id),
        case.source,
        case.external_id,
        case.subject,
        case.account,
        case.tier,
        case.priority,
        case.queue,
        case.owner,
        case.status,
        iso(case.opened_at),
    ]


def _clock_file(question: Question, lines: Any) -> Iterator[list[str]]:
    yield [
        *_CASE_COLUMNS,
        "clock_id",
        "milestone",
        "milestone_type",
        "outcome",
        "started_at",
        "target_at",
        "completed_at",
        "counted_seconds",
        "late_by_calendar_seconds",
        "lifted_at",
    ]
    with reading() as cursor:
        for line in lines(Counting(cursor, question)):
            yield [
                *_case_cells(line),
                str(line.clock_id),
                line.type_name,
                line.type,
                line.outcome or "",
                iso(line.started_at),
                iso(line.target_at),
                iso(line.completed_at),
                seconds(line.consumed),
                "" if line.late_by is None else seconds(line.late_by),
                iso(line.lifted_at),
            ]


def _case_file(question: Question, kind: CaseListKind) -> Iterator[list[str]]:
    if kind == "resolved":
        more = ["closed_at", "time_to_resolve_business_seconds", "time_to_resolve_calendar_seconds"]
    else:
        more = ["outcome", "targets_counted", "targets_missed"]
    yield [*_CASE_COLUMNS, *more]
    with reading() as cursor:
        for line in case_lines(Counting(cursor, question), kind):
            if kind == "resolved":
                rest = [
                    iso(line.closed_at),
                    "" if line.business is None else seconds(line.business),
                    "" if line.calendar is None else seconds(line.calendar),
                ]
            else:
                rest = [str(line.outcome), str(line.counted), str(line.missed)]
            yield [*_case_cells(line), *rest]
