"""`/accounts/`: customers and their people: what each was promised, what is open, how promises were kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from entitlements.models import Account, Contact, Entitlement, ServiceContract
from entitlements.models.channel import Channel
from entitlements.selectors.promises import contract_status
from milestones.models import Case
from milestones.pages.addresses import case_address, list_address
from milestones.pages.lists.asking import ACTING, Asked
from milestones.pages.lists.rows import own_color
from milestones.pages.lists.table import URGENCY, table
from milestones.selectors.accounts import (
    LONGEST,
    Outcome,
    PromiseNow,
    accounts_found,
    case_counts,
    contacts_of,
    kept,
    outcomes_of,
    promises_now,
)
from milestones.selectors.asker import asker
from milestones.selectors.case_filter import CaseFilter
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page

ON_A_PAGE = 50
SHOWN = 12
"""So many open cases stand on an account's page; a link leads to the rest."""

SOON_DAYS = 60
"""A promise that ends within so many days says so."""

STATUS_WORDS: dict[str, str | Promise] = {
    "active": gettext_lazy("Active"),
    "inactive": gettext_lazy("Not active"),
    "expired": gettext_lazy("Expired"),
}


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """An entitlement as the page shows it. `is_near`: it ends soon, `ends` says when."""

    name: str
    tier: str
    tier_rank: int
    tier_color: str
    status: str
    word: str | Promise
    why: str
    term: str
    ends: str
    is_near: bool
    covers: str
    process: str
    hours: str
    channels: str
    incidents: str
    has_none_left: bool
    contacts: str
    used: str
    used_url: str
    edit_url: str


@dataclass(frozen=True, slots=True)
class PastCase:
    """A closed case with how its clocks ended."""

    number: str
    subject: str
    url: str
    closed_at: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ContractRow:
    number: str
    name: str
    status: str
    word: str | Promise
    term: str
    ends: str
    is_near: bool
    lines: tuple[str, ...]


@require_safe
@for_roles(*ACTING, "auditor")
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account, by name; `q` looks through names, people and serial numbers."""
    page = page_of(request)
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
    written = request.GET.get("page", "1")
    number = max(1, min(int(written), 100_000)) if written.isdecimal() and len(written) < 9 else 1
    first = (number - 1) * ON_A_PAGE
    some = list(accounts_found(text, page.now.date())[first : first + ON_A_PAGE + 1])
    rows = [
        (account, *_ends(account.ends, page), list_address(CaseFilter(account=(account.pk,))))
        for account in some[:ON_A_PAGE]
    ]

    def at(wanted: int) -> str:
        given = {
            name: value for name, value in (("q", text), ("page", str(wanted) if wanted > 1 else "")) if value
        }
        return f"{reverse('accounts')}?{urlencode(given)}" if given else reverse("accounts")

    context = {
        "rows": rows,
        "query": text,
        "first": first + 1,
        "last": first + len(rows),
        "previous_url": at(number - 1) if first else "",
        "next_url": at(number + 1) if len(some) > ON_A_PAGE else "",
        "crumbs": [(_("Accounts"), "")],
    }
    return render(request, "milestones/accounts/list.html", context)


@require_safe
@for_roles(*ACTING, "auditor")
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account."""
    page = page_of(request)
    found = Account.objects.filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such account."))
    promised = [_promise_row(each, page) for each in promises_now(found, page.at)]
    contracts = found.contracts.prefetch_related("line_items__product", "line_items__asset")
    assets = found.assets.select_related("product")
    context = _cases(page, Case.objects.filter(account=found), CaseFilter(account=(pk,))) | {
        "account": found,
        "promises": promised,
        "contacts": list(contacts_of(found)),
        "contracts": [_contract_row(each, page) for each in contracts.order_by("-last_day", "id")],
        "assets": list(assets.order_by("name", "id")),
        "may_set_up": "administrator" in page.viewer.roles,
        "add_url": f"{reverse('admin:entitlements_entitlement_add')}?account={pk}",
        "crumbs": [(_("Accounts"), reverse("accounts")), (found.name, "")],
    }
    return render(request, "milestones/accounts/account.html", context)


@require_safe
@for_roles(*ACTING, "auditor")
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One person of an account: their cases, and the promises that cover them."""
    page = page_of(request)
    found = Contact.objects.select_related("account").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such contact."))
    covering = [
        each
        for each in promises_now(found.account, page.at)
        if not (names := _named(each.entitlement)) or found.pk in names
    ]
    context = _cases(page, Case.objects.filter(contact=found), CaseFilter(contact=(pk,))) | {
        "contact": found,
        "promises": [_promise_row(each, page) for each in covering],
        "crumbs": [
            (_("Accounts"), reverse("accounts")),
            (found.account.name, reverse("account", args=[found.account_id])),
            (found.name, ""),
        ],
    }
    return render(request, "milestones/accounts/contact.html", context)


def _cases(page: Page, cases: QuerySet[Case], question: CaseFilter) -> dict[str, Any]:
    """Open cases by urgency, the latest closed ones, and how promises were kept."""
    who = asker(page.viewer.user_id, page.viewer.zone, page.at)
    is_open = table(Asked(page, who, question, ()), URGENCY, "")
    counts = case_counts(cases)
    latest = list(cases.filter(closed_at__isnull=False).order_by("-closed_at", "-id")[:SHOWN])
    outcomes = outcomes_of([case.pk for case in latest])
    closed_question = question.as_parameters() | {"state": ["closed"]}
    return {
        "open": is_open.rows[:SHOWN],
        "hours": is_open.hours,
        "counts": counts,
        "open_url": list_address(question),
        "closed_url": f"{reverse('cases')}?{urlencode(closed_question, doseq=True)}",
        "past": [
            PastCase(
                number=case.external_id,
                subject=case.subject or _("Without a subject"),
                url=case_address(case.pk),
                closed_at=as_instant(case.closed_at),
                outcome=outcomes.get(case.pk, Outcome(0, 0)),
            )
            for case in latest
            if case.closed_at is not None
        ],
        "kept": kept(cases),
        "compliance_url": _compliance_address(question),
    }


def _compliance_address(question: CaseFilter) -> str:
    path = address("report-compliance")
    if not path or not question.account:
        return ""
    return f"{path}?{urlencode({'account': question.account[0]})}"


def _promise_row(promise: PromiseNow, page: Page) -> PromiseRow:
    row = promise.entitlement
    tier = row.tier
    ends, is_near = _ends(row.last_day, page) if promise.status == "active" else ("", False)
    named = (row.asset, row.line_item, row.product, row.contract)
    channels = [str(Channel(each).label) for each in row.channels]
    return PromiseRow(
        name=row.name,
        tier=tier.name,
        tier_rank=tier.rank,
        tier_color=own_color(tier),
        status=promise.status,
        word=STATUS_WORDS[promise.status],
        why=_why(row, promise.status, page),
        term=_term(row.first_day, row.last_day, page),
        ends=ends,
        is_near=is_near,
        covers=next((str(each) for each in named if each is not None), _("the whole account")),
        process=_("no version in use")
        if promise.version is None
        else _("%(process)s, version %(number)d")
        % {"process": promise.version.process.name, "number": promise.version.number},
        hours=_("around the clock") if promise.hours is None else promise.hours.name,
        channels=", ".join(channels) if channels else _("all"),
        incidents=_("no limit")
        if row.incident_allowance is None
        else _("%(left)d of %(allowed)d left")
        % {"left": row.incidents_left or 0, "allowed": row.incident_allowance},
        has_none_left=row.incident_allowance is not None and not row.incidents_left,
        contacts=", ".join(each.contact.name for each in row.named_contacts.all()) or _("everybody"),
        used=ngettext("%(number)d open case", "%(number)d open cases", promise.open_cases)
        % {"number": promise.open_cases},
        used_url=list_address(CaseFilter(entitlement=(row.pk,))),
        edit_url=reverse("admin:entitlements_entitlement_change", args=[row.pk])
        if "administrator" in page.viewer.roles
        else "",
    )


def _named(row: Entitlement) -> set[int]:
    return {each.contact_id for each in row.named_contacts.all()}


def _why(row: Entitlement, status: str, page: Page) -> str:
    """Why an entitlement that is not active is not."""
    if status != "inactive":
        return ""
    if not row.is_enabled:
        return _("switched off")
    if row.is_suspended:
        return _("suspended: %(reason)s") % {"reason": row.suspended_reason}
    if row.first_day > page.now.date():
        return _("not begun")
    return _("its contract is not active")


def _contract_row(contract: ServiceContract, page: Page) -> ContractRow:
    status = contract_status(contract, page.at)
    ends, is_near = _ends(contract.last_day, page) if status == "active" else ("", False)
    return ContractRow(
        number=contract.number,
        name=contract.name,
        status=status,
        word=STATUS_WORDS[status],
        term=_term(contract.first_day, contract.last_day, page),
        ends=ends,
        is_near=is_near,
        lines=tuple(
            f"{line.name or line.asset or line.product}, {_term(line.first_day, line.last_day, page)}"
            for line in contract.line_items.all()
        ),
    )


def _term(first: date, last: date, page: Page) -> str:
    months = page.viewer.words.months
    begin = f"{first.day} {months[first.month - 1]}"
    if first.year != last.year:
        begin += f" {first.year}"
    return f"{begin} – {last.day} {months[last.month - 1]} {last.year}"


def _ends(last: date | None, page: Page) -> tuple[str, bool]:
    """`ends in 41 days`, and whether that is near; nothing where it is far off."""
    if last is None:
        return "", False
    days = (last - page.now.date()).days
    if days < 0:
        return _("has ended"), True
    if days == 0:
        return _("ends today"), True
    if days > SOON_DAYS:
        return "", False
    return ngettext("ends in %(number)d day", "ends in %(number)d days", days) % {"number": days}, True
