"""`/setup/contracts/`: what was sold, line by line."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from entitlements.coverage.refusals import day_of
from entitlements.models import ContractLineItem, ServiceContract
from entitlements.pages import kinds
from entitlements.pages.entitlement_rows import entitlements_of
from entitlements.pages.forms import ContractForm, LineItemForm
from entitlements.pages.kinds import Card, Kind, Listed, Shown
from entitlements.pages.shown import (
    NOTHING,
    Cell,
    Column,
    Fact,
    Status,
    day,
    days,
    link,
    status_of,
    text,
)
from entitlements.selectors.promises import contract_status
from entitlements.services.contracts import (
    change_contract,
    change_line_item,
    create_contract,
    create_line_item,
    delete_contract,
    delete_line_item,
    renew_contract,
)
from entitlements.services.suspension import resume, suspend, switch
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

_FIELDS = ("number", "name", "first_day", "last_day", "renewal_notice_days", "external_id")
_LINE_FIELDS = ("name", "first_day", "last_day")


_CLAIMS = {
    "renew": gettext_lazy(
        "A new contract follows, as long as this one. Line items that ran to the end, and the entitlements "
        "under it, are renewed with it."
    ),
    "number": gettext_lazy("Number of the new contract"),
    "suspend": gettext_lazy(
        "From now on nothing under this contract covers a new case. Running cases keep their promise."
    ),
    "resume": gettext_lazy("What hangs on it covers new cases again."),
    "off": gettext_lazy("It is over before its last day. Nothing under it covers a new case."),
    "on": gettext_lazy("What hangs on it covers new cases again."),
}


def _today(at: int) -> Any:
    return day_of(at, settings.TIME_ZONE)


def _status(row: ServiceContract, at: int) -> Status:
    word = contract_status(row, at)
    today = _today(at)
    is_renewed = hasattr(row, "renewed_by")
    ends_soon = today <= row.last_day <= today + timedelta(days=row.renewal_notice_days)
    if word == "active" and ends_soon and not is_renewed:
        left = (row.last_day - today).days
        return Status(_("To be renewed"), "warning", "risk", _("%(days)s days left") % {"days": left})
    return status_of(row, word)


def _columns(_rows: Any, at: int) -> list[Column]:
    return [
        Column(gettext_lazy("Contract"), lambda row: link(row, "setup-contract", row.number)),
        Column(gettext_lazy("Name"), lambda row: text(row.name)),
        Column(gettext_lazy("Account"), lambda row: link(row.account, "account")),
        Column(gettext_lazy("Status"), lambda row: Cell(status=_status(row, at))),
        Column(gettext_lazy("Term"), lambda row: days(row.first_day, row.last_day)),
    ]


def _show(row: ServiceContract, page: Page) -> Shown:
    may = "administrator" in page.viewer.roles
    is_renewed = hasattr(row, "renewed_by")
    actions, deeds = [], []
    if may:
        actions = [
            Action(_("Change"), "pencil", url=reverse("setup-contract-change", args=[row.pk]), key="e")
        ]
        deeds = kinds.suspension_deeds(CONTRACT, row, is_renewed=is_renewed, claims=_CLAIMS)
    line_url = f"{reverse('setup-line-item-new')}?contract={row.pk}"
    entitlement_url = f"{reverse('setup-entitlement-new')}?account={row.account_id}&contract={row.pk}"
    notice = _("%(days)s days before") % {"days": row.renewal_notice_days}
    chain = [link(row.previous, "setup-contract")] if row.previous_id else [NOTHING]
    return Shown(
        title=str(row),
        subtitle=_("A contract of %(account)s.") % {"account": row.account},
        status=_status(row, page.at),
        actions=actions,
        deeds=deeds,
        banner_claim=_("Suspended: %(reason)s") % {"reason": row.suspended_reason}
        if row.is_suspended
        else "",
        banner=_(
            "No entitlement that names it covers a new case. Running cases keep what they were promised."
        ),
        cards=[
            Card(
                _("Contract"),
                [
                    Fact(_("Account"), [link(row.account, "account")]),
                    Fact(_("First day"), [day(row.first_day)]),
                    Fact(_("Last day"), [day(row.last_day)]),
                    Fact(
                        _("Renewal notice"),
                        [Cell(notice)],
                    ),
                    Fact(_("Renews"), chain),
                    Fact(
                        _("Renewed by"),
                        [link(row.renewed_by, "setup-contract")] if is_renewed else [NOTHING],
                    ),
                    Fact(_("External id"), [text(row.external_id)]),
                ],
            )
        ],
        lists=[
            Listed(
                _("Line items"),
                [
                    Column(_("Line"), lambda each: link(each, "setup-line-item-change")),
                    Column(_("Covers"), _covers),
                    Column(_("Days"), lambda each: days(each.first_day, each.last_day)),
                ],
                list(row.line_items.select_related("product", "asset__product")),
                _("A line item covers a product or an asset; templates of the product make its entitlement."),
                Action(_("New line item"), "plus", url=line_url) if may else None,
            ),
            entitlements_of(
                row.entitlements,
                page.at,
                _("Nothing is promised under this contract yet."),
                Action(_("New entitlement"), "plus", url=entitlement_url) if may else None,
            ),
        ],
    )


def _covers(line: ContractLineItem) -> Cell:
    if line.asset is not None:
        return link(line.asset, "setup-asset")
    return link(line.product, "setup-product")


CONTRACT = Kind(
    name="contract",
    model=ServiceContract,
    word=gettext_lazy("contract"),
    plural=gettext_lazy("Service contracts"),
    subtitle=gettext_lazy("What was sold, for how long, and what hangs on it."),
    icon="file",
    rows=lambda: ServiceContract.objects.select_related("account", "previous", "renewed_by").order_by(
        "last_day", "pk"
    ),
    columns=_columns,
    search=("number", "name", "external_id", "account__name"),
    empty=gettext_lazy("Enter a contract where promises hang on paper; accounts can do without."),
    show=_show,
    form=ContractForm,
    initial=lambda row: {name: getattr(row, name) for name in _FIELDS},
    create=create_contract,
    change=change_contract,
    remove=delete_contract,
    cases="contract",
    filters=(
        (
            "renew",
            gettext_lazy("To be renewed"),
            lambda rows, at: rows.filter(
                last_day__gte=_today(at),
                last_day__lte=_today(at) + F("renewal_notice_days"),
                renewed_by=None,
                is_enabled=True,
            ),
        ),
        ("expired", gettext_lazy("Expired"), lambda rows, at: rows.filter(last_day__lt=_today(at))),
        (
            "suspended",
            gettext_lazy("Suspended"),
            lambda rows, _at: rows.filter(suspended_at__isnull=False),
        ),
    ),
)

LINE_ITEM = Kind(
    name="line-item",
    model=ContractLineItem,
    word=gettext_lazy("contract line item"),
    plural=gettext_lazy("Service contracts"),
    subtitle="",
    icon="file",
    rows=lambda: ContractLineItem.objects.select_related("contract__account", "product", "asset__product"),
    columns=lambda _rows, _at: [],
    search=("name",),
    empty="",
    show=lambda row, _page: Shown(str(row)),
    form=LineItemForm,
    initial=lambda row: {name: getattr(row, name) for name in _LINE_FIELDS},
    create=create_line_item,
    change=change_line_item,
    remove=delete_line_item,
    cases="line_item",
    made_at=True,
    list_url="setup-contracts",
)


@require_safe
@for_roles("manager", "administrator", "auditor")
def contracts(request: HttpRequest) -> HttpResponse:
    """All contracts, those that end first on top."""
    return kinds.show_list(request, CONTRACT)


@require_safe
@for_roles("manager", "administrator", "auditor")
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """One contract with its lines and what is promised under it."""
    return kinds.show_one(request, CONTRACT, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def contract_new(request: HttpRequest) -> HttpResponseBase:
    """A new contract."""
    return kinds.show_new(request, CONTRACT)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def contract_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Changing a contract."""
    return kinds.show_change(request, CONTRACT, pk)


@require_POST
@for_roles("administrator")
def contract_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Removing a contract that nothing names."""
    return kinds.remove(request, CONTRACT, pk)


@require_POST
@for_roles("administrator")
def contract_suspend(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Interrupting a contract and what hangs on it."""

    def do(row: ServiceContract, actor: str, reason: str, at: int) -> tuple[Any, str]:
        return suspend(row, reason=reason, actor=actor, at=at), _("%(what)s is suspended.") % {"what": row}

    return kinds.deed(request, CONTRACT, pk, do)


@require_POST
@for_roles("administrator")
def contract_resume(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Taking a contract up again."""

    def do(row: ServiceContract, actor: str, reason: str, _at: int) -> tuple[Any, str]:
        return resume(row, actor=actor, reason=reason), _("%(what)s is in force again.") % {"what": row}

    return kinds.deed(request, CONTRACT, pk, do)


@require_POST
@for_roles("administrator")
def contract_switch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Switching a contract off for good, or on again."""

    def do(row: ServiceContract, actor: str, reason: str, _at: int) -> tuple[Any, str]:
        after = switch(row, on=not row.is_enabled, reason=reason, actor=actor)
        said = _("%(what)s is switched on.") if after.is_enabled else _("%(what)s is switched off.")
        return after, said % {"what": row}

    return kinds.deed(request, CONTRACT, pk, do)


@require_POST
@for_roles("administrator")
def contract_renew(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The contract that follows, with its lines and entitlements."""

    def do(row: ServiceContract, actor: str, reason: str, _at: int) -> tuple[Any, str]:
        after = renew_contract(row, number=request.POST.get("number", ""), actor=actor, reason=reason)
        return after, _("%(what)s follows, with the lines and entitlements that ran to the end.") % {
            "what": after
        }

    return kinds.deed(request, CONTRACT, pk, do)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def line_item_new(request: HttpRequest) -> HttpResponseBase:
    """A new line of a contract, and the entitlements it gets."""
    answer = kinds.show_new(request, LINE_ITEM)
    return _to_contract(answer, request.POST.get("contract", ""))


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def line_item_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Changing a line of a contract."""
    row = kinds.found(LINE_ITEM, pk)
    return _to_contract(kinds.show_change(request, LINE_ITEM, pk), str(row.contract_id))


@require_POST
@for_roles("administrator")
def line_item_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Removing a line that nothing names."""
    row = kinds.found(LINE_ITEM, pk)
    return _to_contract(kinds.remove(request, LINE_ITEM, pk), str(row.contract_id))


@require_safe
@for_roles("manager", "administrator", "auditor")
def line_item(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A line has no page of its own: it stands on its contract's."""
    return redirect("setup-contract", kinds.found(LINE_ITEM, pk).contract_id)


def _to_contract(answer: HttpResponseBase, contract: str) -> HttpResponseBase:
    """What is done with a line leads back to its contract."""
    if answer.status_code == 302 and contract.isdecimal():
        return redirect("setup-contract", int(contract))
    return answer
