"""`/setup/endpoints/`: systems and rooms that the matrix sends to: how they fare, and what can be done."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.pages import kinds
from entitlements.pages.kinds import Card, Deed, Kind, Listed, Shown
from entitlements.pages.shown import NOTHING, Cell, Column, Fact, Status, link, text
from escalations.models import WebhookEndpoint
from escalations.models.webhook_endpoint import EndpointKind
from escalations.pages.delivery_rows import ShownDelivery, shown_deliveries
from escalations.pages.endpoint_form import EndpointForm
from escalations.selectors.deliveries import DeliveryFilter, log_page
from escalations.selectors.endpoints import Use, load_of, uses_of
from escalations.services.endpoint_tests import send_endpoint_test
from escalations.services.endpoints import (
    LONGEST_OVERLAP_HOURS,
    Who,
    change_endpoint,
    close_breaker,
    create_endpoint,
    delete_endpoint,
    end_previous_secret,
    rotate_secret,
)
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display.moments import full_moment
from sla_admin.shared.errors import InvalidInput, Refusal
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.objects import page_of_object
from sla_admin.shared.viewing.page import Page

_LATEST = 8
_TESTS = 5


def status_of(row: WebhookEndpoint) -> Status:
    """How it fares, in word and shape."""
    if not row.is_active:
        return Status(_("Switched off"), "ban", "plain")
    if row.breaker != "closed":
        return Status(_("Standing still"), "error", "bad", row.breaker_reason)
    if row.failures:
        said = ngettext("%(count)d failure in a row", "%(count)d failures in a row", row.failures)
        return Status(_("Failing"), "warning", "risk", said % {"count": row.failures})
    if row.last_success_at is None:
        return Status(_("Not tried yet"), "clock", "plain")
    return Status(_("Delivering"), "check", "met")


def _when(moment: Any, page: Page) -> Cell:
    return NOTHING if moment is None else Cell(_moment(as_instant(moment), page), is_number=True)


def _moment(instant: int, page: Page) -> str:
    viewer = page.viewer
    return full_moment(instant, page.at, viewer.zone, viewer.cycle, viewer.words)


def _columns(_rows: Any, _at: int) -> list[Column]:
    return [
        Column(gettext_lazy("Endpoint"), lambda row: link(row, "setup-endpoint")),
        Column(gettext_lazy("Kind"), lambda row: text(row.get_kind_display())),
        Column(gettext_lazy("Host"), lambda row: text(row.host)),
        Column(gettext_lazy("State"), lambda row: Cell(status=status_of(row))),
    ]


def _show(row: WebhookEndpoint, page: Page) -> Shown:
    may = "administrator" in page.viewer.roles
    load = load_of(row)
    standing = row.breaker != "closed" and row.is_active
    until = _when(row.breaker_until, page).text if standing else ""
    everything = f"{reverse('setup-deliveries')}?endpoint={row.pk}"
    change = Action(_("Change"), "pencil", url=reverse("setup-endpoint-change", args=[row.pk]), key="e")
    return Shown(
        title=row.name,
        subtitle=_("%(kind)s at %(address)s")
        % {"kind": row.get_kind_display(), "address": row.shown_address},
        status=status_of(row),
        actions=[change] if may else [],
        deeds=_deeds(row) if may else [],
        banner_claim=_("Standing still after %(count)d failures in a row") % {"count": row.failures}
        if standing
        else "",
        banner=_("%(reason)s – One message is tried at %(until)s; %(waiting)d wait. Nothing is lost.")
        % {"reason": row.breaker_reason, "until": until, "waiting": load.waiting}
        if standing
        else "",
        cards=[
            Card(
                _("Health"),
                [
                    Fact(_("Waiting"), [Cell(str(load.waiting), is_number=True)]),
                    Fact(_("Sent"), [Cell(str(load.sent), is_number=True)]),
                    Fact(_("Failed"), [Cell(str(load.failed), is_number=True)]),
                    Fact(_("Last success"), [_when(row.last_success_at, page)]),
                    Fact(_("Last failure"), [_when(row.last_failure_at, page), *_reason(row)]),
                ],
                "zap",
            ),
            Card(
                _("How it is sent to"),
                [
                    Fact(_("Time-out"), [Cell(_("%(count)d s") % {"count": row.timeout_seconds})]),
                    Fact(_("At once"), [Cell(str(row.concurrency), is_number=True)]),
                    Fact(_("Inside your network"), [Cell(_("yes") if row.allow_private else _("no"))]),
                    Fact(_("Echoes"), [_echo(row)]),
                    *_secret(row, page),
                ],
                "hook",
            ),
        ],
        lists=[
            Listed(
                _("Latest deliveries"),
                _delivery_columns(page),
                shown_deliveries(log_page(DeliveryFilter(endpoint=row.pk), None, _LATEST).rows),
                _("Nothing was sent there yet."),
                Action(_("All of them"), "list", url=everything)
                if load.sent + load.failed + load.waiting
                else None,
            ),
            Listed(
                _("Used by"),
                [
                    Column(
                        _("Matrix version"),
                        lambda use: Cell(
                            str(use.version), page_of_object("matrix_version", use.version.pk) if may else ""
                        ),
                    ),
                    Column(_("State"), lambda use: Cell(use.version.get_status_display())),
                    Column(_("Cells"), _cells, is_number=True),
                ],
                uses_of(row),
                _("No matrix names it: nothing is sent there."),
            ),
            Listed(
                _("Tests"),
                [
                    Column(_("When"), lambda test: _when(test.at, page)),
                    Column(_("Answer"), lambda test: Cell(test.answer)),
                    Column(_("Outcome"), lambda test: Cell(status=_tested(test.is_accepted))),
                ],
                list(row.tests.all()[:_TESTS]),
                _("Nobody has sent a test."),
            ),
        ],
    )


def _deeds(row: WebhookEndpoint) -> list[Deed]:
    def url(deed: str) -> str:
        return reverse(f"setup-endpoint-{deed}", args=[row.pk])

    found = [
        Deed(
            _("Send a test"),
            "zap",
            url("test"),
            _("It is sent now; you see what came of it. One that answers gets what waits."),
            asks_reason=False,
        )
    ]
    if row.breaker != "closed":
        again = _("What waits for it is sent now, without a probe.")
        found.append(Deed(_("Try again now"), "refresh", url("try-again"), again, asks_reason=False))
    if row.kind == EndpointKind.STANDARD:
        found.append(
            Deed(
                _("Rotate the secret"),
                "lock",
                url("rotate"),
                _("A new one is shown, once. For some hours both sign, so that the receiver can follow."),
                number=_("Hours for both (0 to %(most)d)") % {"most": LONGEST_OVERLAP_HOURS},
            )
        )
    if row.previous_secret_until is not None:
        ends = _("Only the present secret signs from now on.")
        found.append(Deed(_("End the previous secret"), "x", url("end-secret"), ends, asks_reason=False))
    if row.is_active:
        off = _("What was meant for it, and what waits, goes to people along the fall-back chain.")
        found.append(Deed(_("Switch off"), "ban", url("switch"), off))
    else:
        found.append(Deed(_("Switch on"), "check", url("switch"), _("The next message goes there again.")))
    return found


def _reason(row: WebhookEndpoint) -> list[Cell]:
    return [Cell(row.last_failure)] if row.last_failure else []


def _echo(row: WebhookEndpoint) -> Cell:
    if not row.source:
        return Cell(_("not known: it is no source of cases"))
    said = _("marked") if row.on_echo == "send" else _("not sent")
    return Cell(_("of %(source)s: %(what)s") % {"source": row.source, "what": said})


def _secret(row: WebhookEndpoint, page: Page) -> list[Fact]:
    if row.kind != EndpointKind.STANDARD:
        return []
    facts = [Fact(_("Secret since"), [_when(row.secret_since, page)])]
    if row.previous_secret_until is not None:
        facts.append(Fact(_("The one before signs until"), [_when(row.previous_secret_until, page)]))
    return facts


def _cells(use: Use) -> Cell:
    return Cell(str(use.cells), is_right=True)


def _tested(is_accepted: bool) -> Status:
    if is_accepted:
        return Status(_("accepted"), "check", "met")
    return Status(_("failed"), "x", "bad")


def _delivery_columns(page: Page) -> list[Column]:
    def what(each: ShownDelivery) -> Cell:
        return Cell(
            f"{each.row.case.external_id} {each.caused_by}", reverse("setup-delivery", args=[each.row.pk])
        )

    return [
        Column(_("Caused by"), what),
        Column(
            _("State"), lambda each: Cell(status=Status(each.state.word, each.state.icon, each.state.tone))
        ),
        Column(_("When"), lambda each: Cell(_moment(each.at, page), is_number=True)),
    ]


def _who(request: HttpRequest) -> Who:
    """Pages that change something are for administrators alone."""
    return Who(actor_of_person(page_of(request).viewer.user_id), is_administrator=True)


def _create(values: dict[str, Any], *, actor: str, reason: str = "", at: int) -> WebhookEndpoint:
    raise AssertionError("A new endpoint shows its secret: see endpoint_new.")


def _change(row: WebhookEndpoint, values: dict[str, Any], *, actor: str, reason: str = "") -> WebhookEndpoint:
    return change_endpoint(row, values, who=Who(actor, is_administrator=True), reason=reason)


def _remove(row: WebhookEndpoint, *, actor: str) -> None:
    delete_endpoint(row, who=Who(actor, is_administrator=True))


_CHANGED = (
    "name",
    "source",
    "on_echo",
    "timeout_seconds",
    "concurrency",
    "body_limit",
    "is_active",
    "allow_private",
)

ENDPOINT = Kind(
    name="endpoint",
    model=WebhookEndpoint,
    word=gettext_lazy("endpoint"),
    plural=gettext_lazy("Endpoints"),
    subtitle=gettext_lazy("Systems and rooms of chat that the escalation matrix sends messages to."),
    icon="hook",
    rows=lambda: WebhookEndpoint.objects.order_by("name", "pk"),
    columns=_columns,
    search=("name", "host", "source"),
    empty=gettext_lazy("Name another system or a room of chat; then cells of a matrix can send there."),
    show=_show,
    form=EndpointForm,
    initial=lambda row: {name: getattr(row, name) for name in _CHANGED},
    create=_create,
    change=_change,
    remove=_remove,
    filters=(
        ("failing", gettext_lazy("Failing"), lambda rows, _at: rows.filter(is_active=True, failures__gt=0)),
        ("off", gettext_lazy("Switched off"), lambda rows, _at: rows.filter(is_active=False)),
    ),
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def endpoints(request: HttpRequest) -> HttpResponse:
    """All endpoints."""
    return kinds.show_list(request, ENDPOINT)


@require_safe
@for_roles("manager", "administrator", "auditor")
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One endpoint: how it fares, what was sent, who names it."""
    return kinds.show_one(request, ENDPOINT, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def endpoint_new(request: HttpRequest) -> HttpResponseBase:
    """A new endpoint. Its secret stands in the answer and nowhere else."""
    if request.method != "POST":
        return kinds.show_new(request, ENDPOINT)
    form = EndpointForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                made, secret = create_endpoint(form.cleaned_data, who=_who(request), at=page_of(request).at)
        except InvalidInput as refused:
            for name, reason in refused.problems:
                form.add_error(name if name in form.fields else None, reason)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            if secret:
                return _show_secret(request, made, secret)
            messages.success(request, _("%(what)s is made.") % {"what": made})
            return redirect("setup-endpoint", made.pk)
    return kinds.show_form(request, ENDPOINT, form, None, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def endpoint_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Changing an endpoint."""
    return kinds.show_change(request, ENDPOINT, pk)


@require_POST
@for_roles("administrator")
def endpoint_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Removing an endpoint that no matrix names."""
    return kinds.remove(request, ENDPOINT, pk)


@require_POST
@for_roles("administrator")
def endpoint_test(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sending a test, and saying what came of it."""
    page = page_of(request)
    try:
        sent = send_endpoint_test(pk, actor=actor_of_person(page.viewer.user_id), at=page.at)
    except Refusal as refused:
        raise Http404 from refused
    if sent.is_accepted:
        messages.success(request, _("The test arrived: %(answer)s") % {"answer": sent.answer})
    else:
        messages.error(request, _("The test failed: %(answer)s") % {"answer": sent.answer})
    return redirect("setup-endpoint", pk)


@require_POST
@for_roles("administrator")
def endpoint_try_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Closing the breaker."""
    kinds.found(ENDPOINT, pk)
    close_breaker(pk, who=_who(request))
    messages.success(request, _("What waits for it is sent now."))
    return redirect("setup-endpoint", pk)


@require_POST
@for_roles("administrator")
def endpoint_rotate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A new secret, shown in the answer and nowhere else."""
    row = kinds.found(ENDPOINT, pk)
    written = request.POST.get("number", "").strip()
    hours = int(written) if written.isascii() and written.isdigit() and len(written) <= 4 else -1
    try:
        secret = rotate_secret(
            pk,
            overlap_hours=hours,
            who=_who(request),
            at=page_of(request).at,
            reason=request.POST.get("reason", ""),
        )
    except InvalidInput as refused:
        said = " ".join(reason for _field, reason in refused.problems)
        return kinds.show_one(request, ENDPOINT, pk, refusal=said, status=400)
    except Refusal as refused:
        return kinds.show_one(request, ENDPOINT, pk, refusal=str(refused), status=409)
    return _show_secret(request, row, secret)


@require_POST
@for_roles("administrator")
def endpoint_end_secret(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The previous secret signs no longer."""
    kinds.found(ENDPOINT, pk)
    end_previous_secret(pk, who=_who(request))
    messages.success(request, _("Only the present secret signs."))
    return redirect("setup-endpoint", pk)


@require_POST
@for_roles("administrator")
def endpoint_switch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Switching it off or on."""

    def switch(row: WebhookEndpoint, actor: str, reason: str, _at: int) -> tuple[WebhookEndpoint, str]:
        if row.is_active and not reason.strip():
            raise InvalidInput.of("reason", _("Say why people are told instead."))
        who = Who(actor, is_administrator=True)
        change_endpoint(row, {"is_active": not row.is_active}, who=who, reason=reason)
        return row, _("It is switched on.") if row.is_active else _(
            "It is switched off: people are told instead."
        )

    return kinds.deed(request, ENDPOINT, pk, switch)


def _show_secret(request: HttpRequest, row: WebhookEndpoint, secret: str) -> HttpResponse:
    crumbs = [
        (_("Endpoints"), reverse("setup-endpoints")),
        (str(row), reverse("setup-endpoint", args=[row.pk])),
        (_("Secret"), ""),
    ]
    answer = render(
        request, "escalations/deliveries/secret.html", {"crumbs": crumbs, "row": row, "secret": secret}
    )
    answer["Cache-Control"] = "no-store"
    return answer
