"""`/runs/`: long work in the background, watched, stopped, continued, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display import durations
from sla_admin.shared.errors import NotFound, Refusal
from sla_admin.shared.models.background_run import ACTIVE, ENDED, BackgroundRun, RunItem, RunState
from sla_admin.shared.runs.deeds import can_be_undone, go_on, stop_run, undo_run
from sla_admin.shared.runs.kind import in_hand, installed_kinds
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.actors import actor_of_person, names_of
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

A_PAGE = 50
ITEMS = 200
"""So many items stand on the page of a run, failures first; the API has them all."""

STALE = 15 * 1_000_000
"""A run that is at work but took no step for so long waits for a worker."""

GLYPHS = {
    RunState.WAITING: ("clock", "plain"),
    RunState.RUNNING: ("play", "ok"),
    RunState.STOPPING: ("pause", "pause"),
    RunState.STOPPED: ("pause", "pause"),
    RunState.DONE: ("check", "met"),
    RunState.FAILED: ("error", "bad"),
}


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A run as pages show it. Instants are µs since 1970, UTC."""

    row: BackgroundRun
    actor: str
    at: int

    @property
    def word(self) -> str:
        return str(RunState(self.row.state).label)

    @property
    def icon(self) -> str:
        return GLYPHS[RunState(self.row.state)][0]

    @property
    def tone(self) -> str:
        return GLYPHS[RunState(self.row.state)][1]

    @property
    def created_at(self) -> int:
        return as_instant(self.row.created_at)

    @property
    def not_before(self) -> int | None:
        return None if self.row.not_before is None else as_instant(self.row.not_before)

    @property
    def ended_at(self) -> int | None:
        return None if self.row.ended_at is None else as_instant(self.row.ended_at)

    @property
    def tally(self) -> list[tuple[str, int]]:
        """Outcomes with their counts, the most frequent first."""
        return sorted(self.row.tally.items(), key=lambda each: (-each[1], each[0]))

    @property
    def fact(self) -> str:
        """What happened so far, and how long it will take: `52 moved, 2 failed. About 20 s left.`"""
        parts = ", ".join(f"{durations.count(number)} {outcome}" for outcome, number in self.tally)
        said = f"{parts}. " if parts else ""
        if self.row.state == RunState.RUNNING:
            said += self._left()
        return said.strip()

    def _left(self) -> str:
        begun = self.row.started_at
        if begun is None or not self.row.done or self.row.history:
            return ""
        worked = as_instant(self.row.worked_at or begun)
        if self.at - worked > STALE:
            return _("No worker has taken a step since; one goes on as soon as there is one.")
        elapsed = max(1, worked - as_instant(begun))
        seconds = elapsed * (self.row.total - self.row.done) // self.row.done // 1_000_000
        if seconds < 60:
            return ngettext("About %(count)d s left.", "About %(count)d s left.", max(1, seconds)) % {
                "count": max(1, seconds)
            }
        return _("About %(time)s left.") % {"time": durations.open_time(seconds * 1_000_000)}


@require_safe
@for_roles("agent", "manager", "administrator", "auditor")
def runs(request: HttpRequest) -> HttpResponse:
    """The list: open ones first by default; `?show=` open, ended, all; `?before=` pages back."""
    page = page_of(request)
    show = request.GET.get("show", "all")
    rows = _visible(page)
    if show == "open":
        rows = rows.filter(state__in=ACTIVE)
    elif show == "ended":
        rows = rows.filter(state__in=ENDED)
    before = request.GET.get("before", "")
    if before.isdigit():
        rows = rows.filter(pk__lt=int(before[:18]))
    found = list(rows.order_by("-pk")[: A_PAGE + 1])
    shown = _shown(found[:A_PAGE], page)
    return render(
        request,
        "sla_admin/runs.html",
        {
            "crumbs": [(_("Runs"), "")],
            "runs": shown,
            "next_url": f"?show={show}&before={found[A_PAGE - 1].pk}" if len(found) > A_PAGE else "",
            "is_first": not before,
            "choices": [
                Choice(_("All"), "?", is_current=show not in ("open", "ended")),
                Choice(_("At work"), "?show=open", is_current=show == "open"),
                Choice(_("Ended"), "?show=ended", is_current=show == "ended"),
            ],
            "is_narrowed": show in ("open", "ended") or bool(before),
        },
    )


@require_safe
@for_roles("agent", "manager", "administrator", "auditor")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run."""
    return render(request, "sla_admin/run.html", _told(request, _found(request, pk)))


@require_safe
@for_roles("agent", "manager", "administrator", "auditor")
def run_live(request: HttpRequest, pk: int) -> HttpResponse:
    """What moves on the page of a run; 304 while nothing does."""
    row = _found(request, pk)
    version = _version(row)
    if request.headers.get("If-None-Match") == version:
        answer = HttpResponse(status=304)
    else:
        answer = render(request, "sla_admin/_run.html", _told(request, row))
    answer["ETag"] = version
    answer["X-At"] = str(page_of(request).at_ms)
    answer["Cache-Control"] = "private, no-cache"
    return answer


@require_POST
@for_roles("agent", "manager", "administrator")
def run_stop(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Stop here*."""
    return _deed(
        request,
        pk,
        lambda row, actor, at: stop_run(row.pk, actor=actor, at=at),
        _("It stops after the step in hand. What was done stays done."),
    )


@require_POST
@for_roles("agent", "manager", "administrator")
def run_go_on(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Go on*."""
    return _deed(
        request, pk, lambda row, actor, at: go_on(row.pk, actor=actor, at=at), _("It goes on where it ended.")
    )


@require_POST
@for_roles("agent", "manager", "administrator")
def run_undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """*Undo*: leads to the run that takes this one back."""
    reason = request.POST.get("reason", "")

    def deed(row: BackgroundRun, actor: str, at: int) -> BackgroundRun:
        return undo_run(row.pk, actor=actor, at=at, reason=reason)

    return _deed(request, pk, deed, _("It is being taken back."))


def _deed(
    request: HttpRequest, pk: int, deed: Callable[[BackgroundRun, str, int], BackgroundRun], done: str
) -> HttpResponseBase:
    page = page_of(request)
    row = _found(request, pk)
    if not _may_act(page, row):
        raise PermissionDenied
    try:
        after = deed(row, actor_of_person(page.viewer.user_id), page.at)
    except NotFound as error:
        raise Http404 from error
    except Refusal as error:
        return render(
            request,
            "sla_admin/run.html",
            {**_told(request, _found(request, pk)), "refusal": str(error)},
            status=409,
        )
    messages.success(request, done)
    return redirect("run", after.pk)


def _visible(page: Page) -> QuerySet[BackgroundRun]:
    """Administrators and auditors see every run, others those they started."""
    if page.viewer.roles & {"administrator", "auditor"}:
        return BackgroundRun.objects.all()
    return BackgroundRun.objects.filter(actor=actor_of_person(page.viewer.user_id))


def _may_act(page: Page, row: BackgroundRun) -> bool:
    return "administrator" in page.viewer.roles or row.actor == actor_of_person(page.viewer.user_id)


def _found(request: HttpRequest, pk: int) -> BackgroundRun:
    row = _visible(page_of(request)).filter(pk=pk).select_related("undoes", "undone_by").first()
    if row is None:
        raise Http404
    return row


def _shown(rows: list[BackgroundRun], page: Page) -> list[ShownRun]:
    names = names_of(row.actor for row in rows)
    return [ShownRun(row, names[row.actor], page.at) for row in rows]


def _version(row: BackgroundRun) -> str:
    undone = getattr(row, "undone_by", None)
    said = (row.pk, row.state, row.done, row.total, row.failures, len(row.history), undone and undone.pk)
    return f'"{"-".join(map(str, said))}"'


def _told(request: HttpRequest, row: BackgroundRun) -> dict[str, Any]:
    page = page_of(request)
    names = names_of([row.actor, *(each["actor"] for each in row.history)])
    kind = installed_kinds().get(row.kind)
    items = list(RunItem.objects.filter(run=row).order_by("-is_failure", "-pk")[: ITEMS + 1])
    addresses = {
        each.pk: kind.address_of_item(each.reference)
        for each in items
        if kind is not None and each.reference is not None
    }
    acts = _may_act(page, row) and bool(page.viewer.roles - {"auditor"})
    return {
        "crumbs": [(_("Runs"), reverse("runs")), (row.title, "")],
        "run": ShownRun(row, names[row.actor], page.at),
        "version": _version(row),
        "undone_by": getattr(row, "undone_by", None),
        "kind_word": kind.word if kind is not None else row.kind,
        "findings": kind.findings(in_hand(row)) if kind is not None else (),
        "subject_url": kind.address(in_hand(row)) if kind is not None else "",
        "items": [(each, addresses.get(each.pk, "")) for each in items[:ITEMS]],
        "has_more_items": len(items) > ITEMS,
        "history": [{**each, "name": names[each["actor"]]} for each in row.history],
        "actions": list(_actions(row)) if acts else [],
        "undo_url": reverse("run-undo", args=[row.pk]) if acts and can_be_undone(row) else "",
    }


def _actions(row: BackgroundRun) -> list[Action]:
    found = []
    if row.state in (RunState.WAITING, RunState.RUNNING):
        found.append(Action(_("Stop here"), "pause", form=reverse("run-stop", args=[row.pk])))
    if row.state in (RunState.STOPPED, RunState.FAILED) and getattr(row, "undone_by", None) is None:
        found.append(Action(_("Go on"), "play", form=reverse("run-go-on", args=[row.pk]), kind="primary"))
    return found
