"""`/cases/bulk/`: one change to many cases, and taking it back."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from milestones.pages.lists.asking import ACTING
from milestones.selectors.asker import asker
from milestones.selectors.case_filter import CaseFilter, filtered, parameters_of, parse_filter
from milestones.services.bulk_change import AT_ONCE, CHANGED, MOST, SET_BACK, UNCHANGED, BulkChange
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound, Refusal
from sla_admin.shared.models.background_run import BackgroundRun, RunItem, RunState
from sla_admin.shared.runs import start_run
from sla_admin.shared.runs.deeds import undo_run
from sla_admin.shared.runs.work import finish
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

NAMED = 3
"""So many cases that were left are named; the run's page has them all."""


class Chosen(NamedTuple):
    """Cases, and for those that were ticked one by one the owner that was seen."""

    ids: list[int]
    seen: dict[int, int | None]


@require_POST
@for_roles(*ACTING)
def cases_bulk(request: HttpRequest) -> HttpResponseBase:
    """Change the ticked cases, or all that answer the filter."""
    page = page_of(request)
    back = _back(request, request.POST.get("back", ""))
    try:
        field, value = _change(request, page)
        question = parse_filter(parameters_of(request.POST))
        chosen = _chosen(request, page, question)
        with transaction.atomic():
            run = start_run(
                BulkChange.name,
                {
                    "field": field,
                    "value": value,
                    "ids": chosen.ids,
                    "seen": chosen.seen,
                    "open_only": question.state == "open",
                },
                actor=actor_of_person(page.viewer.user_id),
                at=page.at,
            )
    except InvalidInput as refused:
        for _field, reason in refused.problems:
            messages.error(request, reason)
        return back
    except Refusal as refused:
        messages.error(request, str(refused))
        return back
    return _finished(request, run, page, back)


@require_POST
@for_roles(*ACTING)
def cases_bulk_undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a change back, where nobody changed it since. For who made it, and for administrators."""
    page = page_of(request)
    run = BackgroundRun.objects.filter(pk=pk, kind=BulkChange.name).first()
    if run is None:
        raise Http404(_("There is no such change."))
    me = actor_of_person(page.viewer.user_id)
    if run.actor != me and "administrator" not in page.viewer.roles:
        raise PermissionDenied
    back = _back(request, request.headers.get("Referer", ""))
    try:
        undoing = undo_run(pk, actor=me, at=page.at)
    except (Conflict, NotFound) as refused:
        messages.error(request, str(refused))
        return back
    return _finished(request, undoing, page, back)


def _finished(
    request: HttpRequest, run: BackgroundRun, page: Page, back: HttpResponseRedirect
) -> HttpResponseBase:
    """Few cases are changed before the answer; more are left to a worker, whose progress is shown."""
    if run.total > AT_ONCE:
        return redirect("run", run.pk)
    run = finish(run.pk, lambda: page.at)
    if run.state == RunState.FAILED:
        messages.error(request, _("Nothing was changed: %(reason)s") % {"reason": run.failure_reason})
        return back
    if run.state != RunState.DONE:
        return redirect("run", run.pk)
    _tell(request, run)
    return back


def _tell(request: HttpRequest, run: BackgroundRun) -> None:
    done = run.tally.get(CHANGED, 0) + run.tally.get(SET_BACK, 0)
    if done:
        undo = reverse("cases-bulk-undo", args=[run.pk]) if run.kind == BulkChange.name else ""
        messages.success(request, _said(run, done), extra_tags=undo)
    left = list(
        RunItem.objects.filter(run=run)
        .exclude(outcome__in=(CHANGED, SET_BACK, UNCHANGED))
        .order_by("pk")
        .values_list("item", "sentence")
    )
    if left:
        named = " ".join(f"{item}: {sentence}" for item, sentence in left[:NAMED])
        text = ngettext(
            "%(n)s case was left as it is. %(named)s",
            "%(n)s cases were left as they are. %(named)s",
            len(left),
        ) % {"n": len(left), "named": named}
        url = reverse("run", args=[run.pk])
        messages.warning(request, format_html('{} <a href="{}">{}</a>', text, url, _("Show the report")))
    elif not done:
        messages.info(request, _("Nothing to change: all of them are so already."))


def _said(run: BackgroundRun, done: int) -> str:
    """`Assign 3 cases to Ines Carvalho: done.`, with the number that was really changed."""
    if run.kind != BulkChange.name:
        return ngettext("%(n)s case set back.", "%(n)s cases set back.", done) % {"n": done}
    if done == run.total:
        return _("%(deed)s: done.") % {"deed": run.title}
    return _("%(deed)s: %(n)s changed.") % {"deed": run.title, "n": done}


def _change(request: HttpRequest, page: Page) -> tuple[str, Any]:
    """The field and its new value. Raises InvalidInput where none was chosen."""
    if request.POST.get("do") == "me":
        return "owner", page.viewer.user_id
    field, colon, value = request.POST.get("change", "").partition(":")
    if not colon:
        raise InvalidInput.of("change", _("Choose a change for the selected cases."))
    if not value:
        return field, None
    if field == "owner":
        if not (value.isascii() and value.isdigit()):
            raise InvalidInput.of("change", _("There is no such person."))
        return field, int(value)
    return field, value


def _chosen(request: HttpRequest, page: Page, question: CaseFilter) -> Chosen:
    if request.POST.get("everything"):
        who = asker(page.viewer.user_id, page.viewer.zone, page.at)
        cases = filtered(question, who).order_by("pk").values_list("pk", flat=True)
        return Chosen(list(cases[: MOST + 1]), {})
    return _ticked(request.POST.getlist("case"))


def _ticked(values: Sequence[str]) -> Chosen:
    """`12.7` is case 12, of which one saw that user 7 owns it; `12.0` that nobody does."""
    chosen = Chosen([], {})
    for value in values:
        case, dot, owner = value.partition(".")
        numbers = [case, owner] if dot else [case]
        if not all(each.isascii() and each.isdigit() and int(each) < 2**63 for each in numbers):
            raise InvalidInput.of("case", _("A selected row is not a case."))
        chosen.ids.append(int(case))
        if dot:
            chosen.seen[int(case)] = int(owner) or None
    return chosen


def _back(request: HttpRequest, address: str) -> HttpResponseRedirect:
    """Where the form stood."""
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(address)
    return HttpResponseRedirect(reverse("queue"))
