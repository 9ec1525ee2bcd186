"""`/setup/entitlements/`: who was promised what, from when to when."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.coverage.refusals import day_of
from entitlements.models import Account, Entitlement
from entitlements.pages import kinds
from entitlements.pages.entitlement_rows import columns, in_words, incidents
from entitlements.pages.forms import EntitlementForm
from entitlements.pages.kinds import Card, Kind, Rows, Shown
from entitlements.pages.shown import (
    NOTHING,
    Cell,
    Fact,
    channels,
    day,
    link,
    status_of,
)
from entitlements.selectors.by_status import RELATED, with_status
from entitlements.selectors.promises import entitlement_statuses, promises_of
from entitlements.services.entitlements import (
    change_entitlement,
    create_entitlement,
    delete_entitlement,
    renew_entitlement,
)
from entitlements.services.suspension import resume, suspend, switch
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

_FIELDS = (
    "name",
    "tier",
    "process",
    "first_day",
    "last_day",
    "hours",
    "incident_allowance",
    "contract",
    "line_item",
    "asset",
    "product",
    "channels",
)
ENDING_DAYS = 30
_CLAIMS = {
    "renew": gettext_lazy(
        "A new entitlement follows the day after its last, as long as this one and saying the same, with all "
        "incidents left."
    ),
    "suspend": gettext_lazy("From now on it covers no new case. Running cases keep what they were promised."),
    "resume": gettext_lazy("It covers new cases again."),
    "off": gettext_lazy("It is over before its last day and covers no new case."),
    "on": gettext_lazy("It covers new cases again."),
}


def _initial(row: Entitlement) -> dict[str, Any]:
    given = {name: getattr(row, name) for name in _FIELDS}
    return {**given, "contacts": [each.contact_id for each in row.named_contacts.all()]}


def _ending(rows: Rows, at: int) -> Rows:
    today = day_of(at, settings.TIME_ZONE)
    return rows.filter(last_day__range=(today, today + timedelta(days=ENDING_DAYS)), renewed_by=None)


def _show(row: Entitlement, page: Page) -> Shown:
    may = "administrator" in page.viewer.roles
    is_renewed = hasattr(row, "renewed_by")
    status = status_of(row, entitlement_statuses([row], page.at)[row.pk])
    promise = next(each for each in promises_of([row.account_id])[row.account_id] if each.entitlement == row)
    zone = promise.candidate_at(page.at).zone
    actions, deeds = [], []
    if may:
        again = address("setup-cover-again", row.account_id)
        actions = [
            Action(_("Cover open cases…"), "shield", url=again),
            Action(_("Change"), "pencil", url=reverse("setup-entitlement-change", args=[row.pk]), key="e"),
        ]
        actions = [each for each in actions if each.url]
        deeds = kinds.suspension_deeds(ENTITLEMENT, row, is_renewed=is_renewed, claims=_CLAIMS)
    people = [Cell(str(each.contact)) for each in row.named_contacts.select_related("contact")]
    return Shown(
        title=row.name,
        subtitle=in_words(row, zone),
        status=status,
        actions=actions,
        deeds=deeds,
        banner_claim=_("Suspended: %(reason)s") % {"reason": row.suspended_reason}
        if row.is_suspended
        else "",
        banner=_("It covers no new case. Running cases keep what they were promised."),
        cards=[
            Card(
                _("What is promised"),
                [
                    Fact(_("Account"), [link(row.account, "account")]),
                    Fact(_("Tier"), [Cell(tier=row.tier)]),
                    Fact(_("Process"), [Cell(str(row.process))]),
                    Fact(_("Record type"), [Cell(row.process.get_record_type_display())]),
                    Fact(
                        _("Business hours"),
                        [Cell(str(row.hours) if row.hours else _("those of the process"), note=zone)],
                    ),
                    Fact(_("First day"), [day(row.first_day)]),
                    Fact(_("Last day"), [day(row.last_day)]),
                ],
                "shield",
            ),
            Card(
                _("Which cases it covers"),
                [
                    Fact(_("Contacts"), people or [Cell(_("everybody’s"))]),
                    Fact(_("Asset"), [link(row.asset, "setup-asset")]),
                    Fact(_("Product"), [link(row.product, "setup-product")]),
                    Fact(_("Contract"), [link(row.contract, "setup-contract")]),
                    Fact(_("Line item"), [Cell(str(row.line_item)) if row.line_item else NOTHING]),
                    Fact(_("Channels"), [Cell(channels(row.channels))]),
                    Fact(
                        _("Incidents left"),
                        [incidents(row) if row.incident_allowance else Cell(_("any number of cases"))],
                    ),
                ],
                "filter",
            ),
            *_origin(row, is_renewed=is_renewed),
        ],
    )


def _origin(row: Entitlement, *, is_renewed: bool) -> list[Card]:
    """Template and renewals, where there are any."""
    facts = []
    if row.template is not None:
        facts.append(Fact(_("Template"), [link(row.template, "setup-template")]))
    if row.previous is not None:
        facts.append(Fact(_("Renews"), [link(row.previous, "setup-entitlement")]))
    if is_renewed:
        facts.append(Fact(_("Renewed by"), [link(row.renewed_by, "setup-entitlement")]))
    return [Card(_("Where it comes from"), facts, "history")] if facts else []


ENTITLEMENT = Kind(
    name="entitlement",
    model=Entitlement,
    word=gettext_lazy("entitlement"),
    plural=gettext_lazy("Entitlements"),
    subtitle=gettext_lazy("Who was promised what, from when to when. New cases find their promise here."),
    icon="file",
    rows=lambda: Entitlement.objects.select_related(*RELATED, "template", "previous", "renewed_by").order_by(
        "account__name", "name", "pk"
    ),
    columns=columns,
    search=("name", "account__name", "account__external_id", "contract__number", "asset__serial_number"),
    empty=gettext_lazy(
        "Without an entitlement no clock runs. Promise an account something, or make a template."
    ),
    show=_show,
    form=EntitlementForm,
    initial=_initial,
    create=create_entitlement,
    change=change_entitlement,
    remove=delete_entitlement,
    cases="entitlement",
    other_ways=((gettext_lazy("From a template"), "box", "setup-entitlement-from-template"),),
    filters=(
        ("active", gettext_lazy("Active"), lambda rows, at: with_status(rows, "active", at)),
        ("ending", gettext_lazy("Ending soon"), _ending),
        ("inactive", gettext_lazy("Not in force"), lambda rows, at: with_status(rows, "inactive", at)),
        ("expired", gettext_lazy("Expired"), lambda rows, at: with_status(rows, "expired", at)),
    ),
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def entitlements(request: HttpRequest) -> HttpResponse:
    """All entitlements."""
    return kinds.show_list(request, ENTITLEMENT)


@require_safe
@for_roles("manager", "administrator", "auditor")
def entitlement(request: HttpRequest, pk: int) -> HttpResponse:
    """One entitlement with everything it names."""
    return kinds.show_one(request, ENTITLEMENT, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def entitlement_new(request: HttpRequest) -> HttpResponseBase:
    """A new entitlement: first of which account, then what."""
    asked = request.POST.get("account") or request.GET.get("account", "")
    account = Account.objects.filter(pk=int(asked[:18])).first() if asked.isdecimal() else None
    if account is None:
        context = {
            "crumbs": [(_("Entitlements"), reverse("setup-entitlements")), (_("New"), "")],
            "accounts": Account.objects.order_by("name"),
        }
        return render(request, "entitlements/promises/which_account.html", context)
    return kinds.show_new(request, ENTITLEMENT, {"account": account.pk})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def entitlement_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Changing an entitlement: later cases find the change."""
    return kinds.show_change(request, ENTITLEMENT, pk)


@require_POST
@for_roles("administrator")
def entitlement_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Removing an entitlement that covered nothing."""
    return kinds.remove(request, ENTITLEMENT, pk)


@require_POST
@for_roles("administrator")
def entitlement_suspend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Interrupting an entitlement."""

    def do(row: Entitlement, actor: str, reason: str, at: int) -> tuple[Any, str]:
        return suspend(row, reason=reason, actor=actor, at=at), _("%(what)s is suspended.") % {
            "what": row.name
        }

    return kinds.deed(request, ENTITLEMENT, pk, do)


@require_POST
@for_roles("administrator")
def entitlement_resume(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Taking an entitlement up again."""

    def do(row: Entitlement, actor: str, reason: str, _at: int) -> tuple[Any, str]:
        return resume(row, actor=actor, reason=reason), _("%(what)s is in force again.") % {"what": row.name}

    return kinds.deed(request, ENTITLEMENT, pk, do)


@require_POST
@for_roles("administrator")
def entitlement_switch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Switching an entitlement off for good, or on again."""

    def do(row: Entitlement, actor: str, reason: str, _at: int) -> tuple[Any, str]:
        after = switch(row, on=not row.is_enabled, reason=reason, actor=actor)
        said = _("%(what)s is switched on.") if after.is_enabled else _("%(what)s is switched off.")
        return after, said % {"what": row.name}

    return kinds.deed(request, ENTITLEMENT, pk, do)


@require_POST
@for_roles("administrator")
def entitlement_renew(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The entitlement that follows."""

    def do(row: Entitlement, actor: str, reason: str, _at: int) -> tuple[Any, str]:
        after = renew_entitlement(row, actor=actor, reason=reason)
        return after, _("%(what)s is renewed until %(day)s.") % {"what": row.name, "day": after.last_day}

    return kinds.deed(request, ENTITLEMENT, pk, do)
