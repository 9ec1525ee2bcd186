"""What all report pages share: reading the question, chips, grouping, the way to files, errors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from milestones.pages.reports.form import ReportForm
from milestones.pages.reports.tables import Table
from milestones.pages.reports.words import BASIS_WORDS, DIMENSION_WORDS, period_word, value_word
from milestones.selectors.reports.dimensions import DIMENSIONS, DimensionName, values_of
from milestones.selectors.reports.question import PARAMETERS, Basis, Question, read_question
from sla_admin.shared.display import moments
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.templatetags.sla_parts import Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.csv_file import csv_answer

OF_CASES: tuple[DimensionName, ...] = tuple(name for name in DIMENSIONS if name != "type")
CLOCK_BASES: tuple[Basis, ...] = ("decided", "target", "completed", "opened")
CASE_BASES: tuple[Basis, ...] = ("closed", "opened")


@dataclass(frozen=True, slots=True)
class Chip:
    """A fact of the question; `without` is the address that lets it go."""

    text: str
    icon: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report's page: its names, and what it may be asked."""

    name: str
    title: str | Promise
    template: str
    bases: tuple[Basis, ...] = CLOCK_BASES
    groups: tuple[DimensionName, ...] = DIMENSIONS
    of_cases: bool = False
    has_interval: bool = False
    group: DimensionName = "queue"
    offers_groups: bool = True
    """Whether its tables follow the chosen group; it understands the parameter in any case."""
    also: tuple[str, ...] = ()
    """Further parameters that this page understands."""

    @property
    def url(self) -> str:
        return reverse(self.name)


Draw = Callable[[Question], tuple[dict[str, Any], Sequence[Table]]]
"""From the question to the template's context and the tables; the first table is the file."""


def answer(request: HttpRequest, report: Report, draw: Draw) -> HttpResponseBase:
    """The page, or with `format=csv` its first table as a file; what is wrong is said at its field, 400."""
    page = page_of(request)
    known = {*PARAMETERS, "format", *report.also}
    try:
        question = ask(request, report, known)
    except InvalidInput as problems:
        form = _form(request, report, None, problems)
        return render(request, "milestones/reports/refused.html", _names(report) | {"form": form}, status=400)
    try:
        context, tables = draw(question)
    except Conflict as conflict:
        context = _names(report) | _filter(request, report, question) | {"reason": str(conflict)}
        return render(request, "milestones/reports/refused.html", context, status=409)
    if request.GET.get("format") == "csv" and tables:
        return csv_answer(file_name(report, question), tables[0].lines())
    as_of = context.get("as_of", question.as_of)
    context = {
        **_names(report),
        **_filter(request, report, question),
        "tables": tables,
        "as_of_words": moments.full_moment(as_of, page.at, page.viewer.zone, seconds=True),
        "csv_query": question.query({"format": "csv", **more_of(request, report)}, pinned=True),
        "basis_word": BASIS_WORDS[question.by],
        "siblings": siblings(report, question),
        **context,
    }
    return render(request, report.template, context)


def ask(request: HttpRequest, report: Report, known: set[str]) -> Question:
    """The request's question. Raises InvalidInput, also for a parameter that the page does not understand."""
    unknown = sorted(set(request.GET) - known)
    if unknown:
        raise InvalidInput((name[:60], gettext("There is no such filter.")) for name in unknown)
    if report.of_cases and any(request.GET.getlist("type")):
        raise InvalidInput.of("type", gettext("This report counts cases, not milestones."))
    return read_question(
        {name: request.GET.getlist(name) for name in request.GET},
        page_of(request).at,
        bases=report.bases,
        groups=report.groups,
        group=report.group,
        local_instants=True,
    )


def file_name(report: Report, question: Question) -> str:
    """`compliance-2026-11-01-2026-11-20`."""
    return (
        f"{report.name.removeprefix('report-')}-{question.period.first.isoformat()}"
        f"-{question.period.last.isoformat()}"
    )


def more_of(request: HttpRequest, report: Report) -> dict[str, str]:
    """The page's own parameters, as they were given."""
    return {name: value for name in report.also if (value := request.GET.get(name))}


def _names(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "crumbs": [(_("Reports"), reverse("report-compliance")), (report.title, "")],
    }


def _form(
    request: HttpRequest, report: Report, question: Question | None, problems: InvalidInput | None = None
) -> ReportForm:
    return ReportForm(
        request.GET,
        question,
        bases=report.bases,
        of_cases=report.of_cases,
        has_interval=report.has_interval,
        problems=problems,
    )


def _filter(request: HttpRequest, report: Report, question: Question) -> dict[str, Any]:
    more = more_of(request, report)
    return {
        "question": question,
        "form": _form(request, report, question),
        "chips": chips(request, question),
        "period_words": period_word(question.period),
        "group_word": DIMENSION_WORDS[question.group],
        "group_choices": [
            Choice(
                DIMENSION_WORDS[name],
                f"?{_grouped(question, name, more)}",
                question.group == name,
            )
            for name in report.groups
            if report.offers_groups and (name != "record_type" or question.group == name)
        ],
    }


def _grouped(question: Question, name: DimensionName, more: dict[str, str]) -> str:
    return replace(question, group=name).query(more)


def chips(request: HttpRequest, question: Question) -> list[Chip]:
    """The question in chips, each narrowing with the address that lets it go."""
    page = page_of(request)
    found = [Chip(period_word(question.period), "calendar")]
    if not question.is_now:
        told = moments.full_moment(question.as_of, page.at, page.viewer.zone, page.viewer.cycle)
        found.append(
            Chip(
                gettext("as of %(moment)s") % {"moment": told},
                "clock",
                f"?{replace(question, is_now=True).query()}",
            )
        )
    for name, narrowed in question.narrowed.items():
        values = values_of(name, list(narrowed.values()))
        found += [
            Chip(
                f"{DIMENSION_WORDS[name]}: {value_word(name, values[key])}",
                "",
                f"?{question.without(name, written).query()}",
            )
            for written, key in narrowed.items()
        ]
    return found


FAMILIES: tuple[tuple[tuple[str, str | Promise], ...], ...] = (
    (("report-time-to-resolve", _("Time to resolve")), ("report-first-response", _("First response"))),
    (
        ("report-late-completions", _("Completed late")),
        ("report-open-past-target", _("Open past target")),
        ("report-case-outcomes", _("Case by case")),
        ("report-pauses", _("Pauses")),
    ),
)
"""Reports that stand beside each other on their pages."""


def siblings(report: Report, question: Question) -> list[Choice]:
    """The reports beside this one, asked of the same cases in the same period."""
    family = next((each for each in FAMILIES if any(name == report.name for name, _word in each)), ())
    kept = [
        (name, value)
        for name, value in question.without("type").parameters()
        if name not in ("by", "interval", "group") or (name == "group" and value != "type")
    ]
    return [Choice(word, f"{reverse(name)}?{urlencode(kept)}", name == report.name) for name, word in family]


def clocks_url(question: Question, outcome: str = "") -> str:
    """The list of the counted clocks: those of one outcome, or all."""
    more = {"outcome": outcome} if outcome else {}
    return f"{reverse('report-clocks')}?{question.query(more, pinned=True)}"


def cases_url(question: Question, kind: str) -> str:
    """The list of the counted cases of a kind."""
    return f"{reverse('report-cases')}?{question.query({'kind': kind}, pinned=True)}"
