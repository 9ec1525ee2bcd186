"""One kind of row as lists and pages show it, and the views that all kinds share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from entitlements.pages.forms import RowForm
from entitlements.pages.shown import Column, Fact, Status, Text
from entitlements.services.cases_under import Kind as CaseKind
from entitlements.services.cases_under import open_cases
from sla_admin.shared.changes.kinds import kinds_by_table
from sla_admin.shared.errors import InvalidInput, Refusal
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.objects import history_of_object
from sla_admin.shared.viewing.page import Page

A_PAGE = 50

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Card:
    title: Text
    facts: Sequence[Fact]
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A short list below the facts: rows that hang on this one."""

    title: Text
    columns: Sequence[Column]
    rows: Sequence[Any]
    empty: Text
    action: Action | None = None

    @property
    def cells(self) -> list[list[Any]]:
        return [[column.cell(row) for column in self.columns] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that can be done to the row, with its consequence and, unless `asks_reason` is off, a reason;
    `number` asks for one too."""

    word: Text
    icon: str
    url: str
    claim: Text
    number: Text = ""
    kind: str = "primary"
    asks_reason: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """The page of one row."""

    title: str
    subtitle: Text = ""
    status: Status | None = None
    actions: Sequence[Action] = ()
    deeds: Sequence[Deed] = ()
    cards: Sequence[Card] = ()
    lists: Sequence[Listed] = ()
    banner: Text = ""
    banner_claim: Text = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` is that of its list's URL without the plural; `word` one of them, `plural` many, in titles."""

    name: str
    model: type[Model]
    word: Text
    plural: Text
    subtitle: Text
    icon: str
    rows: Callable[[], Rows]
    columns: Callable[[Sequence[Any], int], Sequence[Column]]
    search: Sequence[str]
    empty: Text
    show: Callable[[Any, Page], Shown]
    form: type[RowForm]
    initial: Callable[[Any], Mapping[str, Any]]
    create: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., None]
    cases: CaseKind | None = None
    filters: Sequence[tuple[str, Text, Callable[[Rows, int], Rows]]] = ()
    new_note: Text = ""
    other_ways: Sequence[tuple[Text, str, str]] = ()
    """Other ways to make one: word, icon, name of the page."""
    made_at: bool = False
    """Whether making one asks for the instant."""
    list_url: str = ""

    @property
    def list_name(self) -> str:
        return self.list_url or f"setup-{self.name}s"

    def url(self, page: str = "", *args: Any) -> str:
        return reverse(f"setup-{self.name}{page}", args=args)


def show_list(request: HttpRequest, kind: Kind) -> HttpResponse:
    """All of a kind: searched, narrowed, a page at a time."""
    page = page_of(request)
    wanted = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    chosen = request.GET.get("show", "")
    rows = kind.rows()
    for name, _word, narrow in kind.filters:
        if name == chosen:
            rows = narrow(rows, page.at)
    if wanted:
        found = Q()
        for name in kind.search:
            found |= Q(**{f"{name}__icontains": wanted})
        rows = rows.filter(found)
    first = _first(request)
    listed = list(rows[first : first + A_PAGE + 1])
    shown, has_more = listed[:A_PAGE], len(listed) > A_PAGE
    columns = kind.columns(shown, page.at)
    kept = {name: value for name, value in (("q", wanted), ("show", chosen)) if value}
    may_change = "administrator" in page.viewer.roles
    ways = [Action(str(word), icon, url=reverse(name)) for word, icon, name in kind.other_ways]
    new = Action(_("New %(what)s") % {"what": kind.word}, "plus", url=kind.url("-new"), kind="primary")
    return render(
        request,
        "entitlements/promises/list.html",
        {
            "crumbs": [(str(kind.plural), "")],
            "kind": kind,
            "columns": columns,
            "rows": [[column.cell(row) for column in columns] for row in shown],
            "wanted": wanted,
            "show": chosen,
            "is_narrowed": bool(wanted or chosen),
            "actions": [*ways, new] if may_change else [],
            "choices": _choices(kind, chosen, wanted),
            "first": first + 1,
            "last": first + len(shown),
            "previous": f"?{urlencode({**kept, 'from': max(0, first - A_PAGE)})}" if first else "",
            "next": f"?{urlencode({**kept, 'from': first + A_PAGE})}" if has_more else "",
        },
    )


def show_one(
    request: HttpRequest, kind: Kind, pk: int, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """One of a kind with everything that is known of it."""
    page = page_of(request)
    row = found(kind, pk)
    under = open_cases(kind.cases, [pk]).get(pk, 0) if kind.cases else None
    return render(
        request,
        "entitlements/promises/detail.html",
        {
            "crumbs": [(str(kind.plural), reverse(kind.list_name)), (str(row), "")],
            "kind": kind,
            "row": row,
            "shown": kind.show(row, page),
            "history": _history(row),
            "open_cases": under,
            "may_change": "administrator" in page.viewer.roles,
            "remove_url": kind.url("-remove", pk),
            "refusal": refusal,
        },
        status=status,
    )


def _history(row: Any) -> Action | None:
    """To everything that was ever changed of it and its parts."""
    of_kind = kinds_by_table().get(row._meta.db_table)  # noqa: SLF001 (Django documents `_meta`)
    url = history_of_object(of_kind, row.pk) if of_kind else ""
    return Action(_("History"), "history", url=url) if url else None


def show_new(request: HttpRequest, kind: Kind, initial: Mapping[str, Any] | None = None) -> HttpResponseBase:
    """The form of a new one; sent, it is made by its service."""
    given = {**(initial or {}), **{name: value for name, value in request.GET.items() if value}}
    if request.method != "POST":
        return show_form(request, kind, kind.form(initial=given), None)
    form = kind.form(request.POST, initial=given)
    page = page_of(request)
    extra: dict[str, Any] = {"at": page.at} if kind.made_at else {}

    def make(values: dict[str, Any], reason: str) -> Any:
        return kind.create(values, actor=actor_of_person(page.viewer.user_id), reason=reason, **extra)

    made = by_service(form, make)
    if made is None:
        return show_form(request, kind, form, None, status=400)
    messages.success(request, _("%(what)s is made.") % {"what": made})
    return redirect(kind.url("", made.pk))


def show_change(request: HttpRequest, kind: Kind, pk: int) -> HttpResponseBase:
    """The form of one that is there; sent, it is changed by its service."""
    row = found(kind, pk)
    initial = dict(kind.initial(row))
    if request.method != "POST":
        return show_form(request, kind, kind.form(initial=initial, row=row), row)
    form = kind.form(request.POST, initial=initial, row=row)
    page = page_of(request)

    def change(values: dict[str, Any], reason: str) -> Any:
        held = kind.model._default_manager.select_for_update(of=("self",)).get(pk=pk)  # noqa: SLF001 (Django's public name)
        changed = {name: values[name] for name in form.changed_data if name in values}
        if not changed:
            return held
        return kind.change(held, changed, actor=actor_of_person(page.viewer.user_id), reason=reason)

    changed = by_service(form, change)
    if changed is None:
        return show_form(request, kind, form, row, status=400)
    messages.success(request, _("%(what)s is saved.") % {"what": changed})
    return redirect(kind.url("", pk))


def remove(request: HttpRequest, kind: Kind, pk: int) -> HttpResponseBase:
    """Remove one that nothing uses; what uses it is said."""
    row = found(kind, pk)
    name = str(row)
    try:
        with transaction.atomic():
            kind.remove(row, actor=actor_of_person(page_of(request).viewer.user_id))
    except Refusal as refused:
        return show_one(request, kind, pk, refusal=str(refused), status=409)
    messages.success(request, _("%(what)s is removed.") % {"what": name})
    return redirect(kind.list_name)


def deed(
    request: HttpRequest, kind: Kind, pk: int, do: Callable[[Any, str, str, int], tuple[Any, str]]
) -> HttpResponseBase:
    """Something done to one of a kind, with the reason that came with it.

    `do(row, actor, reason, at)` answers the row to go to and what to say. A refusal stands on the page, and
    nothing is changed.
    """
    page = page_of(request)
    actor = actor_of_person(page.viewer.user_id)
    try:
        with transaction.atomic():
            row = kind.model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()  # noqa: SLF001 (Django's public name)
            if row is None:
                raise Http404
            after, said = do(row, actor, request.POST.get("reason", ""), page.at)
    except Refusal as refused:
        status = 400 if isinstance(refused, InvalidInput) else 409
        return show_one(request, kind, pk, refusal=_sentence(refused), status=status)
    messages.success(request, said)
    return redirect(kind.url("", after.pk))


def found(kind: Kind, pk: int) -> Any:
    """The row, or 404."""
    row = kind.rows().filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def by_service(form: RowForm, deed: Callable[[dict[str, Any], str], Any]) -> Any:
    """What the service made of a valid form; None where the form or the service refuses, said at the
    fields."""
    if not form.is_valid():
        return None
    values = dict(form.cleaned_data)
    reason = values.pop("reason", "")
    try:
        with transaction.atomic():
            return deed(values, reason)
    except InvalidInput as refused:
        for name, sentence in refused.problems:
            form.add_error(name if name in form.fields else None, sentence)
    except Refusal as refused:
        form.add_error(None, str(refused))
    return None


def show_form(request: HttpRequest, kind: Kind, form: RowForm, row: Any, status: int = 200) -> HttpResponse:
    """The form as it stands, with what is wrong at its fields."""
    crumbs = [(str(kind.plural), reverse(kind.list_name))]
    if row is not None:
        crumbs.append((str(row), kind.url("", row.pk)))
    crumbs.append((_("Change") if row is not None else _("New"), ""))
    under = open_cases(kind.cases, [row.pk]).get(row.pk, 0) if kind.cases and row is not None else None
    return render(
        request,
        "entitlements/promises/form.html",
        {
            "crumbs": crumbs,
            "kind": kind,
            "form": form,
            "row": row,
            "open_cases": under,
            "about": _("For %(account)s.") % {"account": form.of_account} if form.of_account else "",
            "back": kind.url("", row.pk) if row is not None else reverse(kind.list_name),
        },
        status=status,
    )


def _choices(kind: Kind, chosen: str, wanted: str) -> list[Choice]:
    if not kind.filters:
        return []
    kept = {"q": wanted} if wanted else {}
    found = [Choice(_("All"), f"?{urlencode(kept)}", is_current=not chosen)]
    found += [
        Choice(str(word), f"?{urlencode({**kept, 'show': name})}", is_current=name == chosen)
        for name, word, _narrow in kind.filters
    ]
    return found


def _first(request: HttpRequest) -> int:
    written = request.GET.get("from", "")
    return int(written[:7]) if written.isascii() and written.isdigit() else 0


def _sentence(refused: Refusal) -> str:
    problems = getattr(refused, "problems", None)
    return " ".join(reason for _field, reason in problems) if problems else str(refused)


def suspension_deeds(kind: Kind, row: Any, *, is_renewed: bool, claims: Mapping[str, Text]) -> list[Deed]:
    """What can be done to something that can be suspended; `claims` say what each means."""
    found = []
    if not is_renewed:
        found.append(
            Deed(
                _("Renew"),
                "refresh",
                kind.url("-renew", row.pk),
                claims["renew"],
                number=claims.get("number", ""),
            )
        )
    if row.is_suspended:
        found.append(Deed(_("Resume"), "play", kind.url("-resume", row.pk), claims["resume"]))
    else:
        found.append(Deed(_("Suspend"), "pause", kind.url("-suspend", row.pk), claims["suspend"]))
    if row.is_enabled:
        off = Deed(_("Switch off"), "ban", kind.url("-switch", row.pk), claims["off"])
        found.append(off)
    else:
        on = Deed(_("Switch on"), "check", kind.url("-switch", row.pk), claims["on"])
        found.append(on)
    return found
