"""`/setup/deliveries/`: what was told to whom, every try, and sending again."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.business_time.instants import DAY
from entitlements.models import Account
from entitlements.pages.local_moment import LocalMomentField
from escalations.models import CellEntry, Delivery, WebhookEndpoint
from escalations.models.delivery import DeliveryStatus
from escalations.pages.delivery_rows import channel_names, shown_deliveries, shown_tries
from escalations.selectors.deliveries import STATES, DeliveryFilter, count_failed, count_waiting, log_page
from escalations.selectors.endpoints import standing_still
from escalations.services.replay import start_replay
from escalations.services.send_again import give_up, send_again, why_not_again
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display.moments import local
from sla_admin.shared.errors import InvalidInput, Refusal
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

A_PAGE = 50
_DASHES = gettext_lazy("Any")


class FilterForm(forms.Form):
    """What the log is narrowed by, besides the state."""

    action = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    endpoint = forms.ModelChoiceField(
        WebhookEndpoint.objects.all(), label=gettext_lazy("Endpoint"), required=False, empty_label=_DASHES
    )
    account = forms.ModelChoiceField(
        Account.objects.order_by("name"), label=gettext_lazy("Account"), required=False, empty_label=_DASHES
    )
    begin = LocalMomentField(label=gettext_lazy("From"), required=False)
    end = LocalMomentField(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = self.fields["action"]
        if isinstance(action, forms.ChoiceField):
            action.choices = [("", _DASHES), *channel_names().items()]


class ReplayForm(forms.Form):
    """Which stretch of time is replayed to which endpoint."""

    endpoint = forms.ModelChoiceField(WebhookEndpoint.objects.all(), label=gettext_lazy("Endpoint"))
    begin = LocalMomentField(
        label=gettext_lazy("From"), help_text=gettext_lazy("When the messages were written, in your zone.")
    )
    end = LocalMomentField(label=gettext_lazy("Until"))
    which = forms.ChoiceField(
        label=gettext_lazy("Which"),
        choices=[
            ("failed", gettext_lazy("What failed")),
            ("all", gettext_lazy("Everything, also what arrived")),
        ],
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=500)


@require_safe
@for_roles("manager", "administrator", "auditor")
def deliveries(request: HttpRequest) -> HttpResponse:
    """The log, newest first."""
    page = page_of(request)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    form = FilterForm(request.GET or None)
    asked = _asked(form, state)
    before = request.GET.get("before", "")
    found = log_page(asked, int(before[:18]) if before.isascii() and before.isdigit() else None, A_PAGE)
    kept = [
        (name, str(value)) for name, value in request.GET.items() if value and name not in ("state", "before")
    ]
    replay = Action(_("Replay a time range…"), "undo", url=reverse("setup-deliveries-replay"))
    may_change = "administrator" in page.viewer.roles
    return render(
        request,
        "escalations/deliveries/list.html",
        {
            "crumbs": [(_("Deliveries"), "")],
            "actions": [replay] if may_change and WebhookEndpoint.objects.exists() else [],
            "choices": _choices(state, kept),
            "form": form,
            "state": state,
            "is_narrowed": bool(kept or state),
            "rows": shown_deliveries(found.rows),
            "older": f"?{urlencode([*kept, ('state', state), ('before', found.older)])}"
            if found.older
            else "",
            "still": [
                (endpoint, waiting, as_instant(endpoint.breaker_until))
                for endpoint, waiting in standing_still()
                if endpoint.breaker_until is not None
            ],
        },
    )


@require_safe
@for_roles("manager", "administrator", "auditor")
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery with everything that was tried."""
    return _one(request, pk)


@require_POST
@for_roles("administrator")
def delivery_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sending it again, or replaying it."""
    row = _found(pk)
    try:
        send_again([row.pk], page_of(request).at)
    except Refusal as refused:
        return _one(request, pk, str(refused), 409)
    messages.success(request, _("It is on its way again."))
    return redirect("setup-delivery", pk)


@require_POST
@for_roles("administrator")
def delivery_give_up(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Canceling what waits or is dead."""
    row = _found(pk)
    try:
        give_up(
            row.pk,
            actor=actor_of_person(page_of(request).viewer.user_id),
            reason=request.POST.get("reason", ""),
        )
    except InvalidInput as refused:
        return _one(request, pk, " ".join(reason for _field, reason in refused.problems), 400)
    except Refusal as refused:
        return _one(request, pk, str(refused), 409)
    messages.success(request, _("It is given up: nobody is told."))
    return redirect("setup-delivery", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def deliveries_replay(request: HttpRequest) -> HttpResponseBase:
    """Replaying a stretch of time, in a background run."""
    page = page_of(request)
    if request.method == "POST":
        form = ReplayForm(request.POST)
        if form.is_valid():
            given = form.cleaned_data
            try:
                run = start_replay(
                    given["endpoint"].pk,
                    begin=given["begin"],
                    end=given["end"],
                    which=given["which"],
                    reason=given["reason"],
                    actor=actor_of_person(page.viewer.user_id),
                    at=page.at,
                )
            except InvalidInput as refused:
                for name, reason in refused.problems:
                    form.add_error(name if name in form.fields else None, reason)
            except Refusal as refused:
                form.add_error(None, str(refused))
            else:
                return redirect("run", run.pk)
    else:
        now = local(page.at, page.viewer.zone)
        began = local(page.at - DAY, page.viewer.zone)
        initial: dict[str, Any] = {
            "begin": began.strftime("%Y-%m-%dT%H:%M"),
            "end": now.strftime("%Y-%m-%dT%H:%M"),
        }
        number = request.GET.get("endpoint", "")[:18]
        if number.isdecimal():
            initial["endpoint"] = int(number)
        form = ReplayForm(initial=initial)
    crumbs = [(_("Deliveries"), reverse("setup-deliveries")), (_("Replay"), "")]
    status = 400 if form.errors else 200
    return render(
        request, "escalations/deliveries/replay.html", {"crumbs": crumbs, "form": form}, status=status
    )


def _one(request: HttpRequest, pk: int, refusal: str = "", status: int = 200) -> HttpResponse:
    row = _found(pk)
    page = page_of(request)
    [shown] = shown_deliveries([row])
    tries = shown_tries(list(row.tries.order_by("-id")[:A_PAGE]))
    entry = CellEntry.objects.filter(pk=row.entry_id).select_related("row__version__matrix").first()
    may_change = "administrator" in page.viewer.roles
    cannot = why_not_again(row)
    count = len(tries)
    return render(
        request,
        "escalations/deliveries/one.html",
        {
            "crumbs": [(_("Deliveries"), reverse("setup-deliveries")), (str(row.pk), "")],
            "shown": shown,
            "row": row,
            "title": _("%(channel)s to %(to)s") % {"channel": shown.channel, "to": shown.to},
            "entry": entry,
            "occurred_at": row.payload.get("occurred_at"),
            "withdrawn_at": None if row.withdrawn_at is None else as_instant(row.withdrawn_at),
            "tries": tries,
            "tries_title": ngettext("%(count)d try", "%(count)d tries", count) % {"count": count},
            "again": ""
            if cannot or not may_change
            else (_("Send again") if row.status == DeliveryStatus.DEAD else _("Replay")),
            "may_give_up": may_change and row.status in (DeliveryStatus.PENDING, DeliveryStatus.DEAD),
            "refusal": refusal,
        },
        status=status,
    )


def _found(pk: int) -> Delivery:
    row = Delivery.objects.filter(pk=pk).select_related("case__account", "endpoint").first()
    if row is None:
        raise Http404
    return row


def _asked(form: FilterForm, state: str) -> DeliveryFilter:
    """What the form asks for; a field that is wrong says so and does not narrow."""
    if not form.is_bound:
        return DeliveryFilter(state=state)
    form.is_valid()
    given = form.cleaned_data
    endpoint, account = given.get("endpoint"), given.get("account")
    return DeliveryFilter(
        state=state,
        action=given.get("action") or "",
        endpoint=None if endpoint is None else endpoint.pk,
        account=None if account is None else account.pk,
        begin=given.get("begin"),
        end=given.get("end"),
    )


def _choices(state: str, kept: list[tuple[str, str]]) -> list[Choice]:
    words = (
        ("", _("All"), None),
        ("waiting", _("Waiting"), count_waiting()),
        ("failed", _("Failed"), count_failed()),
        ("sent", _("Sent"), None),
        ("canceled", _("Canceled"), None),
    )
    return [
        Choice(word, f"?{urlencode([*kept, ('state', name)] if name else kept)}", name == state, count)
        for name, word, count in words
    ]
