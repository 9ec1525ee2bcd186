"""`/coverage-gaps/`: open cases without a clock or with an ambiguous promise, why, and what to do; also as
CSV.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from entitlements.business_time.instants import to_instant
from milestones.models import OpenCase
from milestones.models.case import COVERAGE_OUTCOMES
from milestones.pages.board.rows import case_address
from milestones.pages.coverage_words import outcome_words
from milestones.selectors.open_gaps import (
    AGES,
    SET_ASIDE,
    UNDECIDED,
    GapQuestion,
    gaps_by_account,
    gaps_by_outcome,
    open_gaps,
    outcome_of,
)
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.display import durations
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.csv_file import csv_answer
from sla_admin.shared.viewing.for_roles import for_roles

ON_A_PAGE = 50
COVERING: frozenset[str] = frozenset({"manager", "administrator"})


@require_safe
@for_roles("agent", "manager", "administrator", "auditor")
def coverage_gaps_page(request: HttpRequest) -> HttpResponse:
    """The list, the oldest first, fifty a page."""
    page = page_of(request)
    question = _question(request)
    outcomes = gaps_by_outcome(question, page.at)
    total = outcomes.get("" if question.outcome == UNDECIDED else question.outcome, 0)
    if not question.outcome:
        total = sum(outcomes.values())
    first = _first(request, total)
    rows = list(open_gaps(question, page.at)[first : first + ON_A_PAGE])
    address = case_address()
    context = {
        "crumbs": [(_("Coverage gaps"), "")],
        "rows": [_row(each, address) for each in rows],
        "total": total,
        "first": first + 1,
        "last": first + len(rows),
        "previous_url": _url(question, first - ON_A_PAGE) if first else "",
        "next_url": _url(question, first + ON_A_PAGE) if first + ON_A_PAGE < total else "",
        "choices": _choices(question, outcomes),
        "accounts": [(str(pk), name, number) for pk, name, number in gaps_by_account(page.at)],
        "account": "" if question.account is None else str(question.account),
        "ages": _ages(),
        "age": question.age or "",
        "outcome": question.outcome,
        "is_filtered": question != GapQuestion(),
        "actions": _actions(question, may_cover=bool(page.viewer.roles & COVERING)) if total else [],
        "subtitle": ngettext(
            "%(number)s open case whose promise is missing or in doubt.",
            "%(number)s open cases whose promise is missing or in doubt.",
            total,
        )
        % {"number": durations.count(total)},
    }
    return render(request, "milestones/coverage_gaps/coverage_gaps.html", context)


@require_safe
@for_roles("agent", "manager", "administrator", "auditor")
def coverage_gaps_csv(request: HttpRequest) -> HttpResponseBase:
    """The same list, whole, for spreadsheets."""
    page = page_of(request)
    rows = open_gaps(_question(request), page.at).iterator(chunk_size=2000)
    return csv_answer(f"coverage-gaps-{as_datetime(page.at).date().isoformat()}", _lines(rows))


def _lines(rows: Iterator[OpenCase]) -> Iterator[list[str]]:
    yield [
        _("Case"), _("Source"), _("Subject"), _("Account"), _("Priority"), _("Queue"), _("Owner"),
        _("Opened"), _("Outcome"), _("Reason"), _("Next step"),
    ]  # fmt: skip
    for row in rows:
        words = outcome_words(outcome_of(row))
        yield [
            row.case.external_id,
            row.case.source,
            row.case.subject,
            row.account.name if row.account is not None else "",
            row.priority,
            row.queue.name if row.queue is not None else "",
            row.owner.get_username() if row.owner is not None else "",
            row.opened_at.isoformat(),
            str(words.title),
            _reason(row),
            str(words.next_step),
        ]


def _actions(question: GapQuestion, *, may_cover: bool) -> list[Action]:
    csv_file = Action(_("CSV"), "download", url=f"{reverse('coverage-gaps-csv')}{_query(question)}")
    if not may_cover:
        return [csv_file]
    of_account = "" if question.account is None else f"?account={question.account}"
    return [csv_file, Action(_("Cover again…"), "shield", url=f"{reverse('cover-again')}{of_account}")]


def _question(request: HttpRequest) -> GapQuestion:
    """What the address asks; what cannot be understood asks nothing."""
    outcome = request.GET.get("outcome", "")
    account = request.GET.get("account", "")
    age = next((each for each in AGES if each == request.GET.get("age")), None)
    return GapQuestion(
        outcome=outcome if outcome in (*COVERAGE_OUTCOMES, SET_ASIDE, UNDECIDED) else "",
        account=int(account) if account.isascii() and account.isdigit() and len(account) < 19 else None,
        age=age,
    )


def _query(question: GapQuestion, first: int = 0) -> str:
    told = {name: value for name, value in question._asdict().items() if value}
    if first > 0:
        told["from"] = first
    return f"?{urlencode(told)}" if told else ""


def _url(question: GapQuestion, first: int) -> str:
    return reverse("coverage-gaps") + _query(question, max(0, first))


def _first(request: HttpRequest, total: int) -> int:
    asked = request.GET.get("from", "")
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
    return first if first < total else 0


def _choices(question: GapQuestion, outcomes: dict[str, int]) -> list[Choice]:
    found = [
        Choice(_("All"), _url(question._replace(outcome=""), 0), not question.outcome, sum(outcomes.values()))
    ]
    for outcome, number in outcomes.items():
        name = outcome or UNDECIDED
        found.append(
            Choice(
                outcome_words(outcome).title,
                _url(question._replace(outcome=name), 0),
                question.outcome == name,
                number,
            )
        )
    return found


def _ages() -> list[tuple[str, str]]:
    return [
        ("day", _("today and yesterday")),
        ("week", _("up to a week")),
        ("month", _("up to 30 days")),
        ("older", _("older")),
    ]


def _row(row: OpenCase, address: str) -> dict[str, Any]:
    words = outcome_words(outcome_of(row))
    return {
        "id": row.case_id,
        "url": address.replace("/0/", f"/{row.case_id}/"),
        "number": row.case.external_id,
        "subject": row.case.subject,
        "account": row.account.name if row.account is not None else "",
        "priority": row.priority,
        "owner": str(row.owner.get_full_name() or row.owner.get_username()) if row.owner is not None else "",
        "queue": row.queue.name if row.queue is not None else "",
        "opened": to_instant(row.opened_at),
        "title": words.title,
        "status": row.standing,
        "reason": _reason(row),
        "next_step": words.next_step,
    }


def _reason(row: OpenCase) -> str:
    """Why: that of the entitlement which came nearest, where one was looked at, else that of the outcome."""
    if outcome_of(row) not in ("covered", "ambiguous", SET_ASIDE):
        for each in row.case.coverage_candidates:
            why = each.get("why") if isinstance(each, dict) else None
            if why:
                return str(why)
    return str(outcome_words(outcome_of(row)).why)
