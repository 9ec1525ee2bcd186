"""`/setup/processes/` and `/setup/versions/`: what is promised, and putting a version into use."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from entitlements.business_time.instants import to_instant
from entitlements.models import EntitlementProcess, ProcessVersion, VersionStatus
from entitlements.pages.attempt import attempt
from entitlements.pages.local_moment import LocalMomentField
from entitlements.pages.tried import installed
from entitlements.selectors.version_words import compare, version_words, versions_of_process
from entitlements.services.activate_version import activate_version
from entitlements.services.cases_under import open_cases
from entitlements.services.check_version import check_version
from entitlements.services.retire_version import retire_version
from entitlements.services.schedule_activation import last_attempt, schedule_activation
from sla_admin.shared.models.background_run import ACTIVE, RunState
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.actors import actor_of_person, names_of
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.objects import history_of_object
from sla_admin.shared.viewing.roles import Role

READERS: tuple[Role, ...] = ("manager", "administrator", "auditor")


class ReasonForm(forms.Form):
    """Why a version is put into use, or taken out of it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("It is kept with the version, for whoever asks later."),
    )


class ScheduleForm(ReasonForm):
    """When a version becomes the default."""

    when = LocalMomentField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("In your own time zone. Running cases keep theirs."),
    )
    field_order = ("when", "reason")


@require_safe
@for_roles(*READERS)
def processes(request: HttpRequest) -> HttpResponse:
    """Every process with its versions, and what each is used by."""
    rows = list(EntitlementProcess.objects.prefetch_related("versions", "entitlements").order_by("name"))
    ids = [version.pk for row in rows for version in row.versions.all()]
    cases = open_cases("process_version", ids)
    return render(
        request,
        "entitlements/processes.html",
        {
            "crumbs": [(_("Processes"), "")],
            "processes": [
                {
                    "row": row,
                    "entitlements": len(row.entitlements.all()),
                    "versions": [
                        {
                            "row": each,
                            "cases": cases.get(each.pk, 0),
                            "activated_at": _instant(each.activated_at),
                        }
                        for each in sorted(row.versions.all(), key=lambda each: -each.number)
                    ],
                }
                for row in rows
            ],
        },
    )


@require_safe
@for_roles(*READERS)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it says, its checks, who put it into use and why."""
    return _shown(request, _found(pk))


@require_safe
@for_roles(*READERS)
def version_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of a process, in words and side by side. `?with=` is the older of the two."""
    row = _found(pk)
    others = [each for each in versions_of_process(row.process_id) if each.pk != row.pk]
    chosen = request.GET.get("with", "")
    other = next((each for each in others if str(each.pk) == chosen), None)
    if other is None:
        if chosen:
            raise Http404
        older = [each for each in others if each.number < row.number]
        other = next(iter(older or others), None)
    return render(
        request,
        "entitlements/version_compare.html",
        {
            "crumbs": _crumbs(row, (_("Compare"), "")),
            "version": row,
            "other": other,
            "comparison": None if other is None else compare(other.pk, row.pk),
            "choices": [
                Choice(f"v{each.number}", f"?with={each.pk}", is_current=each is other) for each in others
            ],
        },
    )


@require_POST
@for_roles("administrator")
def version_activate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a draft the default for new cases, now."""
    page = page_of(request)
    form = ReasonForm(request.POST, auto_id="activate-%s")

    def deed() -> str:
        done = activate_version(
            version_id=pk,
            actor=actor_of_person(page.viewer.user_id),
            at=page.at,
            reason=form.cleaned_data["reason"],
        )
        return _("%(version)s is the default for new cases now.") % {"version": done.version}

    return _deed(request, pk, form, deed, "activate_form")


@require_POST
@for_roles("administrator")
def version_schedule(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Make a draft the default for new cases at an instant."""
    page = page_of(request)
    form = ScheduleForm(request.POST, auto_id="schedule-%s")

    def deed() -> str:
        schedule_activation(
            pk,
            at=page.at,
            when=form.cleaned_data["when"],
            actor=actor_of_person(page.viewer.user_id),
            reason=form.cleaned_data["reason"],
        )
        return _("Scheduled. Until then it can be called off.")

    return _deed(request, pk, form, deed, "schedule_form")


@require_POST
@for_roles("administrator")
def version_retire(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take an active version out of use; the cases it serves keep it."""
    page = page_of(request)
    form = ReasonForm(request.POST, auto_id="retire-%s")

    def deed() -> str:
        done = retire_version(
            version_id=pk,
            actor=actor_of_person(page.viewer.user_id),
            at=page.at,
            reason=form.cleaned_data["reason"],
        )
        return _("%(version)s is retired. The cases it serves keep it.") % {"version": done}

    return _deed(request, pk, form, deed, "retire_form")


def _deed(
    request: HttpRequest, pk: int, form: forms.Form, deed: Callable[[], str], name: str
) -> HttpResponseBase:
    row = _found(pk)
    refused = attempt(request, form, deed)
    if refused is None:
        return redirect("setup-version", row.pk)
    return _shown(request, row, status=refused.status, refusal=refused.sentence, **{name: form})


def _shown(
    request: HttpRequest, row: ProcessVersion, *, status: int = 200, **forms_given: Any
) -> HttpResponse:
    page = page_of(request)
    is_administrator = "administrator" in page.viewer.roles
    findings = check_version(row.pk) if row.is_draft else []
    attempt = last_attempt(row.pk) if row.is_draft else None
    others = [each for each in versions_of_process(row.process_id) if each.pk != row.pk]
    actors = [row.created_by, row.activated_by, row.retired_by, *([attempt.actor] if attempt else [])]
    names = names_of(each for each in actors if each)
    cases = open_cases("process_version", [row.pk, *(each.pk for each in others)])
    other_cases = sum(number for version_id, number in cases.items() if version_id != row.pk)
    return render(
        request,
        "entitlements/version.html",
        {
            "crumbs": _crumbs(row),
            "version": row,
            "words": version_words(row.pk),
            "findings": findings,
            "errors": [each for each in findings if each.severity == "error"],
            "history": [
                (word, names.get(actor, actor), _instant(moment), why)
                for word, actor, moment, why in (
                    (_("Created"), row.created_by, row.created_at, row.notes),
                    (_("Activated"), row.activated_by, row.activated_at, row.activated_reason),
                    (_("Retired"), row.retired_by, row.retired_at, row.retired_reason),
                )
                if moment is not None
            ],
            "cases": cases.get(row.pk, 0),
            "other_cases": other_cases,
            "attempt": attempt,
            "attempt_at": _instant(attempt.not_before) if attempt else None,
            "attempt_by": names.get(attempt.actor, "") if attempt else "",
            "is_scheduled": attempt is not None and attempt.state in ACTIVE,
            "what_ifs": installed().of_version(row.pk),
            "what_if_url": installed().address(row.pk) if is_administrator else "",
            "is_failed": attempt is not None and attempt.state == RunState.FAILED,
            "actions": list(_actions(row, others, is_administrator=is_administrator)),
            "may_activate": is_administrator and row.is_draft,
            "may_retire": is_administrator and row.status == VersionStatus.ACTIVE and not row.is_default,
            "activate_form": ReasonForm(auto_id="activate-%s"),
            "schedule_form": ScheduleForm(auto_id="schedule-%s"),
            "retire_form": ReasonForm(auto_id="retire-%s"),
            **forms_given,
        },
        status=status,
    )


def _actions(row: ProcessVersion, others: list[ProcessVersion], *, is_administrator: bool) -> list[Action]:
    found = []
    if history := history_of_object("process_version", row.pk):
        found.append(Action(_("History"), "history", url=history))
    if others:
        found.append(Action(_("Compare"), "swap", url=reverse("setup-version-compare", args=[row.pk])))
    if is_administrator and not row.is_draft:
        found.append(Action(_("Move cases here…"), "arrow-right", url=address("move-cases", row.pk)))
    if is_administrator and row.is_draft:
        edit = reverse("admin:entitlements_processversion_change", args=[row.pk])
        found.append(Action(_("Edit"), "pencil", url=edit))
    return found


def _found(pk: int) -> ProcessVersion:
    row = ProcessVersion.objects.select_related("process").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _crumbs(row: ProcessVersion, *more: tuple[str, str]) -> list[tuple[str, str]]:
    own = reverse("setup-version", args=[row.pk]) if more else ""
    return [(_("Processes"), reverse("setup-processes")), (str(row), own), *more]


def _instant(moment: Any) -> int | None:
    return None if moment is None else to_instant(moment)
