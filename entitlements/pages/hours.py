"""`/setup/hours/`: business hours, their revisions, and publishing one with what it would do beside it."""

from collections.abc import Callable
from datetime import datetime
from datetime import time as time_of_day
from typing import Any, NamedTuple

from django import forms
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from entitlements.admin.hours_forms import WeekForm, written
from entitlements.business_time.holidays import FixedDate
from entitlements.business_time.holidays import Holiday as HolidayValue
from entitlements.business_time.instants import DAY, to_instant
from entitlements.business_time.weekly_hours import WEEKDAYS, parse_week
from entitlements.business_time.zones import zone_rules
from entitlements.models import (
    AdoptionMode,
    BusinessHours,
    BusinessHoursRevision,
    Entitlement,
    ProcessVersion,
)
from entitlements.models.business_hours import WEEKDAY_NAMES
from entitlements.pages.attempt import attempt
from entitlements.services.business_hours import (
    add_holidays,
    change_draft,
    clocks_touched,
    discard_draft,
    draft_revision,
    preview_publication,
    publish_revision,
)
from sla_admin.shared.errors import Refusal
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.actors import actor_of_person, names_of
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.objects import history_of_object
from sla_admin.shared.viewing.roles import Role

READERS: tuple[Role, ...] = ("manager", "administrator", "auditor")

MOST_FOLDED = 3_000
"""A page folds so many cases in half a second or so; it says how many there are in all."""

HOLIDAYS = 15
"""So many coming holidays stand on the page; the tool room has them all."""


class DraftForm(forms.Form):
    """From when a new revision holds."""

    effective_date = forms.DateField(
        label=gettext_lazy("Holds from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("A local date of these hours, from midnight unless a time is given."),
    )
    effective_time = forms.TimeField(
        label=gettext_lazy("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )

    def effective(self) -> datetime:
        """The local date and time, without a zone."""
        given = self.cleaned_data
        return datetime.combine(given["effective_date"], given["effective_time"] or time_of_day.min)


class ChangeForm(WeekForm, DraftForm):
    """The week of a draft, and from when it holds."""

    field_order = ("effective_date", "effective_time")


class HolidayForm(forms.Form):
    """A closed date."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    date = forms.DateField(label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}))


class PublishForm(forms.Form):
    """What publishing means for running clocks, and why the hours change."""

    mode = forms.ChoiceField(
        label=gettext_lazy("Running clocks"),
        choices=[
            ("keep", gettext_lazy("Keep their targets; new clocks use the revision")),
            ("count", gettext_lazy("Count on the revision from now on")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("It is kept with the revision and with the run."),
    )


class Bar(NamedTuple):
    """An open stretch of a day, in hundredths of 24 hours, written for a drawing in any language."""

    x: str
    width: str


class Day(NamedTuple):
    """A day of the week: its intervals as written and drawn, and its open time (µs)."""

    name: str
    words: str
    bars: list[Bar]
    open_time: int


@require_safe
@for_roles(*READERS)
def hours_list(request: HttpRequest) -> HttpResponse:
    """Every set of hours with its revision in force and what uses it."""
    rows = list(BusinessHours.objects.prefetch_related("revisions").order_by("name"))
    used = {
        name: dict(model.objects.filter(hours__isnull=False).values_list("hours").annotate(Count("pk")))
        for name, model in (("versions", ProcessVersion), ("entitlements", Entitlement))
    }
    return render(
        request,
        "entitlements/hours.html",
        {
            "crumbs": [(_("Business hours"), "")],
            "actions": [Action(_("Where two are both open"), "swap", url=reverse("setup-hours-both-open"))]
            if "administrator" in page_of(request).viewer.roles
            else [],
            "rows": [
                {
                    "row": row,
                    "published": max(
                        (each.number for each in row.revisions.all() if not each.is_draft), default=0
                    ),
                    "has_draft": any(each.is_draft for each in row.revisions.all()),
                    "versions": used["versions"].get(row.pk, 0),
                    "entitlements": used["entitlements"].get(row.pk, 0),
                }
                for row in rows
            ],
        },
    )


@require_safe
@for_roles(*READERS)
def hours_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One set of hours."""
    return _shown(request, _found(pk))


@require_POST
@for_roles("administrator")
def hours_draft(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begin a revision: a copy of the newest."""
    form = DraftForm(request.POST, auto_id="draft-%s")
    return _deed(
        request,
        pk,
        form,
        "draft_form",
        lambda: _said(draft_revision(pk, effective=form.effective()), _("A draft to edit.")),
    )


@require_POST
@for_roles("administrator")
def hours_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change the week of the draft, and from when it holds."""
    form = ChangeForm(request.POST, auto_id="change-%s")
    draft = _draft_of(pk)
    if draft.number == 1:
        form.fields["effective_date"].required = False

    def deed() -> str:
        effective = form.effective() if form.cleaned_data["effective_date"] else None
        change_draft(draft.pk, weekly=form.weekly(), effective=effective)
        return _("Kept in the draft.")

    return _deed(request, pk, form, "change_form", deed)


@require_POST
@for_roles("administrator")
def hours_holiday(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add a closed date to the draft."""
    form = HolidayForm(request.POST, auto_id="holiday-%s")
    draft = _draft_of(pk)

    def deed() -> str:
        given = form.cleaned_data
        added = add_holidays(draft, [HolidayValue(given["name"].strip(), FixedDate(given["date"]))])
        return _("Added to the draft.") if added else _("It is in the draft already.")

    return _deed(request, pk, form, "holiday_form", deed)


@require_POST
@for_roles("administrator")
def hours_discard(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Delete the draft."""
    draft = _draft_of(pk)
    form = forms.Form(request.POST)
    return _deed(request, pk, form, "", lambda: _said(discard_draft(draft.pk), _("The draft is gone.")))


@require_POST
@for_roles("administrator")
def hours_publish(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Publish the draft; running clocks learn of it in a background run."""
    page = page_of(request)
    form = PublishForm(request.POST, auto_id="publish-%s")
    draft = _draft_of(pk)

    def deed() -> str:
        given = form.cleaned_data
        with transaction.atomic():
            done = publish_revision(
                draft.pk,
                at=page.at,
                actor=actor_of_person(page.viewer.user_id),
                mode=AdoptionMode(given["mode"]),
                reason=given["reason"],
            )
        if done.run is not None:
            form.run = done.run  # type: ignore[attr-defined]  # where to go from here
        return _("Revision %(number)d is published.") % {"number": done.revision.number}

    return _deed(request, pk, form, "publish_form", deed)


def _said(_done: object, words: str) -> str:
    return words


def _deed(
    request: HttpRequest, pk: int, form: forms.Form, name: str, deed: Callable[[], str]
) -> HttpResponseBase:
    row = _found(pk)
    refused = attempt(request, form, deed, _field_of)
    if refused is None:
        run = getattr(form, "run", None)
        return redirect("run", run) if run is not None else redirect("setup-hours-one", row.pk)
    given = {name: form} if name else {}
    return _shown(request, row, status=refused.status, refusal=refused.sentence, **given)


def _field_of(field: str, form: forms.Form) -> str | None:
    """The form's field for a problem of the rules: `weekly.mon.0` concerns Monday."""
    parts = field.split(".")
    place = parts[1] if parts[0] == "weekly" and len(parts) > 1 else parts[0]
    if place == "effective":
        place = "effective_date"
    return place if place in form.fields else None


def _shown(
    request: HttpRequest, row: BusinessHours, *, status: int = 200, **forms_given: Any
) -> HttpResponse:
    page = page_of(request)
    revisions = list(row.revisions.prefetch_related("holidays").order_by("-number"))
    draft = next((each for each in revisions if each.is_draft), None)
    published = [each for each in revisions if not each.is_draft]
    shown = draft or (published[0] if published else None)
    is_administrator = "administrator" in page.viewer.roles
    names = names_of(each.published_by for each in published if each.published_by)
    preview = None
    if draft is not None and draft.number > 1:
        try:
            preview = preview_publication(draft.pk, mode=AdoptionMode.COUNT, at=page.at, most=MOST_FOLDED)
        except Refusal:
            preview = None  # the draft breaks a rule, which its own form says
    today = page.now.date()
    holidays = sorted(
        (each for each in (shown.holidays.all() if shown else []) if each.date is None or each.date >= today),
        key=lambda each: (each.date or today, each.pk),
    )
    history = history_of_object("business_hours", row.pk)
    return render(
        request,
        "entitlements/hours_one.html",
        {
            "crumbs": [(_("Business hours"), reverse("setup-hours")), (row.name, "")],
            "hours": row,
            "history": Action(_("History"), "history", url=history) if history else None,
            "shown": shown,
            "draft": draft,
            "week": _week(shown) if shown and not row.is_intersection else [],
            "holidays": holidays[:HOLIDAYS],
            "more_holidays": max(0, len(holidays) - HOLIDAYS),
            "date_hours": [
                (each.get("date", ""), each.get("name", ""), written(each.get("intervals", [])))
                for each in (shown.date_hours if shown else [])
            ],
            "revisions": [
                (each, names.get(each.published_by, each.published_by), _instant(each.published_at))
                for each in revisions
            ],
            "used": [
                (ProcessVersion.objects.filter(hours=row.pk).count(), _("process versions")),
                (Entitlement.objects.filter(hours=row.pk).count(), _("entitlements, as an override")),
                (clocks_touched(row.pk), _("running clocks")),
            ],
            "preview": preview,
            "bands": _bands(preview),
            "is_old_zone": bool(published) and _has_other_rules(published[0]),
            "may_change": is_administrator and not row.is_intersection,
            "draft_form": DraftForm(auto_id="draft-%s"),
            "change_form": _change_form(draft),
            "holiday_form": HolidayForm(auto_id="holiday-%s"),
            "publish_form": PublishForm(auto_id="publish-%s", initial={"mode": "keep"}),
            **forms_given,
        },
        status=status,
    )


def _bands(preview: Any) -> list[tuple[str, int, str]]:
    if preview is None or not preview.bands:
        return []
    largest = max(number for _words, number in preview.bands)
    return [(words, number, f"{100 * number / largest:.1f}") for words, number in preview.bands]


def _change_form(draft: BusinessHoursRevision | None) -> ChangeForm | None:
    if draft is None:
        return None
    week = {
        day: written(draft.weekly[number])
        for day, (number, _name) in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)
    }
    dates = {"effective_date": draft.effective_date, "effective_time": draft.effective_time}
    return ChangeForm(auto_id="change-%s", initial={**week, **dates})


def _week(revision: BusinessHoursRevision) -> list[Day]:
    shifts = parse_week(revision.weekly)
    days = []
    for (number, name), day in zip(WEEKDAY_NAMES, shifts, strict=True):
        bars = [
            Bar(f"{100 * each.opens / DAY:.2f}", f"{100 * (min(each.closes, DAY) - each.opens) / DAY:.2f}")
            for each in day
        ]
        opened = sum(each.closes - each.opens for each in day)
        days.append(Day(name, written(revision.weekly[number]), bars, opened))
    return days


def _has_other_rules(revision: BusinessHoursRevision) -> bool:
    """Whether the time-zone data of this release say something else than what was published."""
    kept = revision.zone_rules
    return kept is not None and bytes(kept) != zone_rules(revision.zone)


def _draft_of(pk: int) -> BusinessHoursRevision:
    draft = BusinessHoursRevision.objects.filter(hours=pk, published_at=None).first()
    if draft is None:
        raise Http404
    return draft


def _found(pk: int) -> BusinessHours:
    row = BusinessHours.objects.select_related("first_side", "second_side").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _instant(moment: datetime | None) -> int | None:
    return None if moment is None else to_instant(moment)
