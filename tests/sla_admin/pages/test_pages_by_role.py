"""Who may open which page: the table, entry by entry. A page that is missing here fails."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.roles import GROUPS, ROLES, Role

EVERYBODY = "everybody"
SIGNED_IN = "signed in"
STAFF = "staff"

WHO = {
    # page (URL name): roles, in the order agent, manager, administrator, auditor
    "home": EVERYBODY,
    "favicon": EVERYBODY,
    "health": EVERYBODY,
    "sign-in": EVERYBODY,
    "sign-out": EVERYBODY,
    "time": EVERYBODY,
    "keys": SIGNED_IN,
    "preferences": SIGNED_IN,
    "setup": "administrator",
    "setup-matrices": "manager administrator auditor",
    "setup-matrix-version": "manager administrator auditor",
    "setup-matrix-compare": "manager administrator auditor",
    "setup-matrix-csv": "manager administrator auditor",
    "setup-matrix-save": "administrator",
    "setup-matrix-paste": "administrator",
    "setup-matrix-activate": "administrator",
    "setup-matrix-retire": "administrator",
    "setup-matrix-copy": "administrator",
    "setup-matrix-discard": "administrator",
    "setup-entitlements": "manager administrator auditor",
    "setup-entitlement": "manager administrator auditor",
    "setup-entitlement-new": "administrator",
    "setup-entitlement-from-template": "administrator",
    "setup-hours-both-open": "administrator",
    "setup-entitlement-change": "administrator",
    "setup-entitlement-remove": "administrator",
    "setup-entitlement-suspend": "administrator",
    "setup-entitlement-resume": "administrator",
    "setup-entitlement-switch": "administrator",
    "setup-entitlement-renew": "administrator",
    "setup-templates": "manager administrator auditor",
    "setup-template": "manager administrator auditor",
    "setup-template-new": "administrator",
    "setup-template-change": "administrator",
    "setup-template-remove": "administrator",
    "setup-contracts": "manager administrator auditor",
    "setup-contract": "manager administrator auditor",
    "setup-contract-new": "administrator",
    "setup-contract-change": "administrator",
    "setup-contract-remove": "administrator",
    "setup-contract-suspend": "administrator",
    "setup-contract-resume": "administrator",
    "setup-contract-switch": "administrator",
    "setup-contract-renew": "administrator",
    "setup-line-item": "manager administrator auditor",
    "setup-line-item-new": "administrator",
    "setup-line-item-change": "administrator",
    "setup-line-item-remove": "administrator",
    "setup-products": "manager administrator auditor",
    "setup-product": "manager administrator auditor",
    "setup-product-new": "administrator",
    "setup-product-change": "administrator",
    "setup-product-remove": "administrator",
    "setup-assets": "manager administrator auditor",
    "setup-asset": "manager administrator auditor",
    "setup-asset-new": "administrator",
    "setup-asset-change": "administrator",
    "setup-asset-remove": "administrator",
    "setup-cover-again": "administrator",
    "setup-pause-reasons": "manager administrator auditor",
    "setup-pause-reason": "manager administrator auditor",
    "setup-pause-reason-new": "administrator",
    "setup-pause-reason-change": "administrator",
    "setup-pause-reason-remove": "administrator",
    "design": STAFF,
    "setup-checks": "manager administrator auditor",
    "setup-changes": "manager administrator auditor",
    "setup-changes-csv": "manager administrator auditor",
    "setup-what-if": "manager administrator auditor",
    "setup-what-if-one": "manager administrator auditor",
    "setup-what-if-clocks": "manager administrator auditor",
    "setup-what-if-alerts": "manager administrator auditor",
    "setup-what-if-cases": "manager administrator auditor",
    "setup-what-if-case": "manager administrator auditor",
    "setup-what-if-remove": "administrator",
    "setup-deliveries": "manager administrator auditor",
    "setup-deliveries-replay": "administrator",
    "setup-delivery": "manager administrator auditor",
    "setup-delivery-again": "administrator",
    "setup-delivery-give-up": "administrator",
    "setup-endpoints": "manager administrator auditor",
    "setup-endpoint": "manager administrator auditor",
    "setup-endpoint-new": "administrator",
    "setup-endpoint-change": "administrator",
    "setup-endpoint-remove": "administrator",
    "setup-endpoint-test": "administrator",
    "setup-endpoint-try-again": "administrator",
    "setup-endpoint-rotate": "administrator",
    "setup-endpoint-end-secret": "administrator",
    "setup-endpoint-switch": "administrator",
    "setup-simulate": "manager administrator auditor",
    "setup-simulate-keep": "administrator",
    "setup-tier-table": "administrator",
    "setup-design-pack": "manager administrator auditor",
    "setup-design-pack-sign": "manager administrator",
    "setup-design-packs": "manager administrator auditor",
    "setup-design-pack-signed": "manager administrator auditor",
    "setup-design-pack-running-head": "manager administrator auditor",
    "setup-version-tests": "manager administrator auditor",
    "setup-policy-test-remove": "administrator",
    "setup-sample": "administrator",
    "setup-sample-load": "administrator",
    "setup-sample-remove": "administrator",
    "runs": "agent manager administrator auditor",
    "run": "agent manager administrator auditor",
    "run-live": "agent manager administrator auditor",
    "run-stop": "agent manager administrator",
    "run-go-on": "agent manager administrator",
    "run-undo": "agent manager administrator",
    "setup-processes": "manager administrator auditor",
    "setup-version": "manager administrator auditor",
    "setup-version-compare": "manager administrator auditor",
    "setup-version-activate": "administrator",
    "setup-version-schedule": "administrator",
    "setup-version-retire": "administrator",
    "move-cases": "administrator",
    "setup-hours": "manager administrator auditor",
    "setup-hours-one": "manager administrator auditor",
    "setup-hours-draft": "administrator",
    "setup-hours-change": "administrator",
    "setup-hours-holiday": "administrator",
    "setup-hours-discard": "administrator",
    "setup-hours-publish": "administrator",
    # lists of cases
    "queue": "agent manager administrator",
    "team-queue": "agent manager administrator",
    "unassigned": "agent manager administrator",
    "calendar": "agent manager administrator",
    "queue-calendar": EVERYBODY,  # its secret address stands for signing in
    "view": "agent manager administrator auditor",
    "view-save": "agent manager administrator auditor",
    "view-change": "agent manager administrator auditor",
    "view-delete": "agent manager administrator auditor",
    "cases": "agent manager administrator auditor",
    "case-new": "agent manager administrator",
    "cases-bulk": "agent manager administrator",
    "cases-bulk-undo": "agent manager administrator",
    "search": "agent manager administrator auditor",
    # accounts
    "accounts": "agent manager administrator auditor",
    "account": "agent manager administrator auditor",
    "contact": "agent manager administrator auditor",
    # notices
    "notices": SIGNED_IN,
    "notices-latest": SIGNED_IN,
    "notices-read": SIGNED_IN,
    "notice-choices": SIGNED_IN,
    "notice-open": SIGNED_IN,
    "notice-read": SIGNED_IN,
    # board, workload, coverage gaps
    "board": "agent manager administrator auditor",
    "board-live": "agent manager administrator auditor",
    "workload": "agent manager administrator auditor",
    "workload-reassign": "agent manager administrator",
    "coverage-gaps": "agent manager administrator auditor",
    "cover-again": "manager administrator",
    "coverage-gaps-csv": "agent manager administrator auditor",
    # tasks
    "tasks": "agent manager administrator auditor",
    "task": "agent manager administrator auditor",
    "task-create": "agent manager administrator",
    "task-take": "agent manager administrator",
    "task-done": "agent manager administrator",
    "task-drop": "agent manager administrator",
    "task-reopen": "agent manager administrator",
    "task-reassign": "agent manager administrator",
    "task-undo": "agent manager administrator",
    # a case
    "case": "agent manager administrator auditor",
    "case-live": "agent manager administrator auditor",
    "case-explain": "agent manager administrator auditor",
    "clock-explain": "agent manager administrator auditor",
    "case-tasks": "agent manager administrator auditor",
    "case-say": "agent manager administrator",
    "case-pause": "agent manager administrator",
    "case-resume": "agent manager administrator",
    "case-change": "agent manager administrator",
    "case-assign": "agent manager administrator",
    "case-close": "agent manager administrator",
    "case-reopen": "agent manager administrator",
    "case-cover": "agent manager administrator",
    "case-undo": "agent manager administrator",
    "clock-complete": "agent manager administrator",
    "clock-pause": "agent manager administrator",
    "clock-resume": "agent manager administrator",
    # reports
    "report-compliance": "manager administrator auditor",
    "report-late-completions": "manager administrator auditor",
    "report-open-past-target": "manager administrator auditor",
    "report-time-to-resolve": "manager administrator auditor",
    "report-first-response": "manager administrator auditor",
    "report-pauses": "manager administrator auditor",
    "report-case-outcomes": "manager administrator auditor",
    "report-accountability": "manager administrator auditor",
    "report-held-cases": "manager administrator auditor",
    "report-clocks": "manager administrator auditor",
    "report-cases": "manager administrator auditor",
}
"""Fragments and deeds of a page are pages of their own here. Sorted by part, as in the side bar."""


def pages(resolver: URLResolver, prefix: str = "") -> Iterator[URLPattern]:
    for each in resolver.url_patterns:
        route = prefix + str(each.pattern)
        if route.startswith(("admin/", "api/")):
            continue
        if isinstance(each, URLResolver):
            yield from pages(each, route)
        else:
            yield each


BY_ROLE = [name for name, who in WHO.items() if who not in {EVERYBODY, SIGNED_IN, STAFF}]
PAGES = {str(each.name): each for each in pages(get_resolver())}


def address_of(name: str) -> str:
    """An address of that page: every number in it is 1."""
    return reverse(name, kwargs=dict.fromkeys(PAGES[name].pattern.converters, 1))


def test_the_table_names_every_page_and_no_other() -> None:
    assert set(PAGES) == set(WHO)


@pytest.mark.parametrize("name", BY_ROLE)
def test_a_page_is_for_the_roles_of_the_table(name: str) -> None:
    roles: frozenset[str] = getattr(PAGES[name].callback, "roles", frozenset())

    assert " ".join(role for role in ROLES if role in roles) == WHO[name]


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, who in WHO.items() if who != EVERYBODY])
def test_nobody_sees_a_page_before_signing_in(name: str, client: Client) -> None:
    answer = client.get(address_of(name))

    assert answer.status_code in {302, 405}
    if answer.status_code == 302:
        assert answer["Location"].startswith(reverse("sign-in"))


@for_roles("manager", "auditor")
def for_some(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_role_without_a_page_is_refused_it_with_403(role: Role, client: Client) -> None:
    person = User.objects.create_user("somebody", password="correct horse battery")
    person.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
    client.force_login(person)
    for name in (each for each in BY_ROLE if role not in WHO[each].split()):
        assert client.get(address_of(name)).status_code in {403, 405}, name


def test_somebody_signed_out_is_led_to_sign_in(rf: RequestFactory) -> None:
    request = rf.get("/somewhere/")
    request.user = AnonymousUser()

    assert for_some(request).status_code == 302
