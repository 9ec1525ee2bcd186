"""`/setup/pause-reasons/`: why clocks may be paused by hand, and how often they were."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.pages import kinds
from entitlements.pages.forms import RowForm
from entitlements.pages.kinds import Card, Kind, Shown
from entitlements.pages.shown import Cell, Column, Fact, Status, link, text
from milestones.models import PauseReason
from milestones.models.case import RECORD_TYPES
from milestones.selectors.pause_reasons import clocks_paused_under
from milestones.services.pause_reasons import (
    change_pause_reason,
    create_pause_reason,
    delete_pause_reason,
)
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

_WORDS = {"case": gettext_lazy("cases"), "work_order": gettext_lazy("work orders")}
_FIELDS = ("key", "name", "position", "record_types", "needs_note", "counts_against_budget", "is_active")


class PauseReasonForm(RowForm):
    fixed = ("key",)
    wide = ("record_types", "needs_note", "counts_against_budget", "is_active")
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("What people choose, and customers read."),
    )
    key = forms.CharField(
        label=gettext_lazy("Key"),
        max_length=63,
        help_text=gettext_lazy("For the API and in events, like awaiting_parts. It never changes."),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=1, max_value=1000, initial=1
    )
    record_types = forms.MultipleChoiceField(
        label=gettext_lazy("Offered for"),
        choices=[(each, _WORDS[each]) for each in RECORD_TYPES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: for all."),
    )
    needs_note = forms.BooleanField(
        label=gettext_lazy("Asks for a note"),
        required=False,
        help_text=gettext_lazy("Who pauses has to say more than the reason does."),
    )
    counts_against_budget = forms.BooleanField(
        label=gettext_lazy("Counts against pause budgets"),
        required=False,
        initial=True,
        help_text=gettext_lazy(
            "Otherwise time paused under it uses no pause budget up, and a used-up one does not end it."
        ),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("In use"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Switched off it is not offered any more; pauses under it stay as they are."),
    )


def _columns(rows: Sequence[PauseReason], _at: int) -> list[Column]:
    used = clocks_paused_under(row.key for row in rows)
    return [
        Column(gettext_lazy("Reason"), lambda row: link(row, "setup-pause-reason")),
        Column(gettext_lazy("Key"), lambda row: text(row.key)),
        Column(gettext_lazy("Place"), lambda row: _number(row.position), is_number=True),
        Column(gettext_lazy("Offered for"), lambda row: Cell(_offered(row))),
        Column(gettext_lazy("Note"), lambda row: Cell(_("required") if row.needs_note else _("optional"))),
        Column(gettext_lazy("Pause budget"), lambda row: Cell(_counting(row))),
        Column(gettext_lazy("Clocks paused"), lambda row: _number(used.get(row.key, 0)), is_number=True),
        Column(gettext_lazy("Status"), lambda row: Cell(status=_status(row))),
    ]


def _number(number: int) -> Cell:
    return Cell(f"{number:,}", is_right=True)


def _offered(row: PauseReason) -> str:
    return ", ".join(str(_WORDS[each]) for each in row.record_types) or _("all")


def _counting(row: PauseReason) -> str:
    return _("uses it up") if row.counts_against_budget else _("does not count")


def _status(row: PauseReason) -> Status:
    if row.is_active:
        return Status(_("In use"), "check", "met")
    return Status(_("Switched off"), "ban", "plain")


def _show(row: PauseReason, page: Page) -> Shown:
    used = clocks_paused_under([row.key]).get(row.key, 0)
    times = ngettext("%(n)s clock was paused under it", "%(n)s clocks were paused under it", used)
    change = Action(_("Change"), "pencil", url=reverse("setup-pause-reason-change", args=[row.pk]), key="e")
    return Shown(
        title=row.name,
        subtitle=_("Why a clock may be paused by hand."),
        status=_status(row),
        actions=[change] if "administrator" in page.viewer.roles else [],
        cards=[
            Card(
                _("Pause reason"),
                [
                    Fact(_("Key"), [text(row.key)]),
                    Fact(_("Place in the list"), [Cell(str(row.position))]),
                    Fact(_("Offered for"), [Cell(_offered(row))]),
                    Fact(_("Note"), [Cell(_("required") if row.needs_note else _("optional"))]),
                    Fact(_("Pause budget"), [Cell(_counting(row))]),
                    Fact(_("Used"), [Cell(times % {"n": f"{used:,}"} if used else _("never"))]),
                ],
            )
        ],
    )


PAUSE_REASON = Kind(
    name="pause-reason",
    model=PauseReason,
    word=gettext_lazy("pause reason"),
    plural=gettext_lazy("Pause reasons"),
    subtitle=gettext_lazy("Why clocks may be paused by hand. While one is in use, every pause names one."),
    icon="pause",
    rows=lambda: PauseReason.objects.order_by("position", "name"),
    columns=_columns,
    search=("name", "key"),
    empty=gettext_lazy("People pause clocks with a text of their own; a list makes their reasons countable."),
    show=_show,
    form=PauseReasonForm,
    initial=lambda row: {name: getattr(row, name) for name in _FIELDS},
    create=create_pause_reason,
    change=change_pause_reason,
    remove=delete_pause_reason,
    filters=(
        ("in-use", gettext_lazy("In use"), lambda rows, at: rows.filter(is_active=True)),
        ("off", gettext_lazy("Switched off"), lambda rows, at: rows.filter(is_active=False)),
    ),
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def pause_reasons(request: HttpRequest) -> HttpResponse:
    """All of them in their order, with how often they were used."""
    return kinds.show_list(request, PAUSE_REASON)


@require_safe
@for_roles("manager", "administrator", "auditor")
def pause_reason(request: HttpRequest, pk: int) -> HttpResponse:
    """One reason."""
    return kinds.show_one(request, PAUSE_REASON, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def pause_reason_new(request: HttpRequest) -> HttpResponseBase:
    """A new reason."""
    return kinds.show_new(request, PAUSE_REASON)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def pause_reason_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Changing a reason, or switching it off."""
    return kinds.show_change(request, PAUSE_REASON, pk)


@require_POST
@for_roles("administrator")
def pause_reason_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Removing a reason that no pause names."""
    return kinds.remove(request, PAUSE_REASON, pk)
