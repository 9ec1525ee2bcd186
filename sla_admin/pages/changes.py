"""`/setup/changes/`: who changed which configuration, when, from what to what, and why."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sla_admin.changes.groups import groups_of
from sla_admin.changes.kinds import kinds_in_words, word_of
from sla_admin.changes.question import Question, changes_for, read_question
from sla_admin.changes.sentences import sentence_of
from sla_admin.changes.values import names_in
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.models import ConfigurationChange
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.actors import names_of
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.csv_file import csv_answer
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.objects import page_of_object
from sla_admin.shared.viewing.page import Page

_CHUNK = 500


@require_safe
@for_roles("manager", "administrator", "auditor")
def changes(request: HttpRequest) -> HttpResponse:
    """Transactions, newest first; `?before=` pages back."""
    page = page_of(request)
    asked = read_question(request.GET)
    before = request.GET.get("before", "")
    found = groups_of(
        changes_for(asked, page.viewer.zone),
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
    )
    of = _object(asked)
    return render(
        request,
        "sla_admin/changes.html",
        {
            "crumbs": [(_("Changes"), "")],
            "groups": found.groups,
            "asked": asked,
            "is_narrowed": not asked.is_open or bool(before),
            "of_name": of,
            "of_url": page_of_object(*asked.of) if asked.of else "",
            "without_object": asked.without("of").written(),
            "without_transaction": asked.without("transaction").written(),
            "kinds": kinds_in_words(),
            "actors": _actors(),
            "actions": [
                Action(_("CSV"), "download", url=f"{reverse('setup-changes-csv')}{asked.written()}"),
            ],
            "next_url": asked.written(before=str(found.earlier)) if found.earlier else "",
        },
    )


@require_safe
@for_roles("manager", "administrator", "auditor")
def changes_csv(request: HttpRequest) -> HttpResponseBase:
    """The same changes, every row a line, newest first."""
    page = page_of(request)
    rows = changes_for(read_question(request.GET), page.viewer.zone).order_by("-id")
    return csv_answer(
        f"changes-{as_datetime(page.at).date().isoformat()}", _lines(rows.iterator(_CHUNK), page)
    )


def _lines(rows: Iterator[ConfigurationChange], page: Page) -> Iterator[list[str]]:
    yield [
        _("When"), _("Who"), _("Way"), _("Reason"), _("Kind"), _("Object"), _("Deed"), _("Change"),
        _("Transaction"), _("Request"),
    ]  # fmt: skip
    while chunk := [each for _place, each in zip(range(_CHUNK), rows, strict=False)]:
        names, actors = names_in(chunk), names_of({each.actor for each in chunk})
        for each in chunk:
            yield [
                each.at.astimezone(page.viewer.zone).isoformat(),
                actors[each.actor],
                each.source,
                each.reason,
                word_of(each.kind),
                each.object_name,
                each.operation,
                sentence_of(each, names),
                str(each.transaction),
                each.request_id,
            ]


def _object(asked: Question) -> str:
    """What the object that is asked for is called, last known."""
    if asked.of is None:
        return ""
    kind, number = asked.of
    last = ConfigurationChange.objects.filter(kind=kind, object_id=number).order_by("-id").first()
    return f"{word_of(kind)} {last.object_name if last is not None else number}"


def _actors() -> list[tuple[str, str]]:
    """Everybody who ever changed something, by name."""
    known = ConfigurationChange.objects.order_by().values_list("actor", flat=True).distinct()
    return sorted(names_of(known).items(), key=lambda each: each[1].casefold())
