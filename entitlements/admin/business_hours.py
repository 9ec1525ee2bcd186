"""Business hours, their revisions and holidays, and what was compiled from them."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from entitlements.admin.deeds import ReasonForm, ServicePage, by, reason_given
from entitlements.admin.hours_forms import HoursForm, NewHoursForm, RevisionForm, written
from entitlements.admin.read_only import ReadOnly
from entitlements.models import AdoptionMode, BusinessHours, BusinessHoursRevision, Holiday, OpenWindow
from entitlements.services.business_hours import (
    change_draft,
    create_business_hours,
    discard_draft,
    draft_revision,
    publish_revision,
)
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.system_clock import database_time
from sla_admin.shared.typed_admin import ModelAdmin, ModelForm, TabularInline

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class EffectiveForm(admin.helpers.ActionForm):
    """What stands beside the choice of an action."""

    effective = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"placeholder": "2027-01-01"})
    )


class RevisionInline(ReadOnly, TabularInline[BusinessHoursRevision, BusinessHours]):
    model = BusinessHoursRevision
    fields = ("number", "effective_date", "effective_time", "zone", "published_at", "published_by", "mode")
    readonly_fields = fields
    extra = 0
    show_change_link = True


@admin.register(BusinessHours)
class BusinessHoursAdmin(ServicePage, ModelAdmin[BusinessHours]):
    """New hours begin with a draft of their first revision; publish it on the page of revisions."""

    form = HoursForm
    action_form = EffectiveForm
    actions = ("draft",)
    list_display = ("name", "zone", "first_side", "second_side", "description")
    list_select_related = ("first_side", "second_side")
    list_filter = ("zone",)
    search_fields = ("name", "zone", "description")
    inlines = (RevisionInline,)

    def get_form(
        self, request: HttpRequest, obj: BusinessHours | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = NewHoursForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: BusinessHours | None = None) -> Any:
        return ("name", "zone", "description", *(_WEEK if obj is None else ()))

    def get_readonly_fields(self, request: HttpRequest, obj: BusinessHours | None = None) -> tuple[str, ...]:
        return ("zone",) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: BusinessHours | None) -> Any:
        return () if obj is None else self.inlines

    def save_model(
        self, request: HttpRequest, obj: BusinessHours, form: ModelForm[BusinessHours], change: bool
    ) -> None:
        if change or not isinstance(form, NewHoursForm):
            super().save_model(request, obj, form, change)
            return
        made = create_business_hours(
            name=obj.name, zone=obj.zone, weekly=form.weekly(), description=obj.description
        )
        obj.pk = made.hours_id

    def response_add(
        self, request: HttpRequest, obj: BusinessHours, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The first revision is a draft: go on to it."""
        self.message_user(
            request, f"{obj} was made as a draft. Publish it when it is right.", messages.SUCCESS
        )
        draft = obj.revisions.get()
        return HttpResponseRedirect(
            reverse("admin:entitlements_businesshoursrevision_change", args=[draft.pk])
        )

    @admin.action(description="Draft the next revision (give its first day)", permissions=["change"])
    def draft(self, request: HttpRequest, rows: QuerySet[BusinessHours]) -> None:
        def one(hours: BusinessHours) -> str:
            try:
                effective = datetime.fromisoformat(request.POST.get("effective", ""))
            except ValueError:
                raise InvalidInput.of("From", "Give the first day, such as 2027-01-01.") from None
            made = draft_revision(hours.pk, effective=effective)
            return f"{made} is drafted, from {effective.date()} on."

        self.do_each(request, rows, one)


class HolidayInline(TabularInline[Holiday, BusinessHoursRevision]):
    model = Holiday
    extra = 0
    fields = ("name", "kind", "date", "month", "day", "weekday", "nth", "begins", "ends")

    def has_add_permission(self, request: HttpRequest, obj: BusinessHoursRevision | None = None) -> bool:
        return super().has_add_permission(request, obj) and (obj is None or obj.is_draft)

    def has_change_permission(self, request: HttpRequest, obj: BusinessHoursRevision | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: BusinessHoursRevision | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)


@admin.register(BusinessHoursRevision)
class BusinessHoursRevisionAdmin(ServicePage, ModelAdmin[BusinessHoursRevision]):
    """A draft is edited here and published by the actions of the list; published, it never changes."""

    form = RevisionForm
    action_form = ReasonForm
    actions = ("publish_keep", "publish_count")
    list_display = ("hours", "number", "effective_date", "zone", "published_at", "published_by", "mode")
    list_filter = ("hours", ("published_at", admin.EmptyFieldListFilter), "zone", "mode")
    list_select_related = ("hours",)
    search_fields = ("hours__name", "zone", "notes")
    inlines = (HolidayInline,)
    _LIFE = ("hours", "number", "published_at", "published_by", "mode")

    def get_readonly_fields(
        self, request: HttpRequest, obj: BusinessHoursRevision | None = None
    ) -> tuple[str, ...]:
        return (*self._LIFE, "week")

    def get_fields(self, request: HttpRequest, obj: BusinessHoursRevision | None = None) -> Any:
        week = _WEEK if obj is not None and obj.is_draft else ("week",)
        return (
            ("hours", "number"),
            ("effective_date", "effective_time"),
            "zone",
            *week,
            "date_hours",
            "notes",
            ("published_at", "published_by", "mode"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Revisions are drafted from the list of hours."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: BusinessHoursRevision | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: BusinessHoursRevision | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def save_model(
        self,
        request: HttpRequest,
        obj: BusinessHoursRevision,
        form: ModelForm[BusinessHoursRevision],
        change: bool,
    ) -> None:
        if isinstance(form, RevisionForm):
            change_draft(
                obj.pk,
                zone=obj.zone,
                weekly=form.weekly(),
                date_hours=obj.date_hours,
                effective=form.effective(),
                notes=obj.notes,
            )

    def delete_model(self, request: HttpRequest, obj: BusinessHoursRevision) -> None:
        discard_draft(obj.pk)

    @admin.display(description="week")
    def week(self, revision: BusinessHoursRevision) -> str:
        days = zip(_WEEK, revision.weekly, strict=True)
        return " · ".join(f"{day} {written(intervals) or 'closed'}" for day, intervals in days)

    @admin.action(
        description="Publish; running clocks keep the hours they have (give a reason)", permissions=["change"]
    )
    def publish_keep(self, request: HttpRequest, rows: QuerySet[BusinessHoursRevision]) -> None:
        self._publish(request, rows, AdoptionMode.KEEP)

    @admin.action(
        description="Publish; running clocks count on the new hours (give a reason)", permissions=["change"]
    )
    def publish_count(self, request: HttpRequest, rows: QuerySet[BusinessHoursRevision]) -> None:
        self._publish(request, rows, AdoptionMode.COUNT)

    def _publish(
        self, request: HttpRequest, rows: QuerySet[BusinessHoursRevision], mode: AdoptionMode
    ) -> None:
        def one(revision: BusinessHoursRevision) -> str:
            done = publish_revision(
                revision.pk,
                at=database_time(),
                actor=by(request),
                mode=mode,
                reason=reason_given(request),
            )
            return f"{revision} is published; running clocks touched: {done.touched}."

        self.do_each(request, rows, one)


@admin.register(Holiday)
class HolidayAdmin(ReadOnly, ModelAdmin[Holiday]):
    """All holidays of all hours, to look one up."""

    list_display = ("name", "kind", "date", "month", "day", "weekday", "nth", "begins", "ends", "revision")
    list_filter = ("kind", "revision__hours")
    list_select_related = ("revision__hours",)
    search_fields = ("name", "revision__hours__name", "source")


@admin.register(OpenWindow)
class OpenWindowAdmin(ReadOnly, ModelAdmin[OpenWindow]):
    """What was compiled from published hours, for SQL."""

    list_display = ("hours", "timeline", "begins", "ends", "opened_before")
    list_filter = ("hours", "timeline")
    list_select_related = ("hours",)
    show_full_result_count = False
