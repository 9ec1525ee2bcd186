"""A real Chromium against a real server. Every page a test opens must stay free of errors and CSP violations.

The server runs for the whole session on the test database; what a test commits, so that the server sees it,
is taken out again after the test as everywhere (tests/conftest.py).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from sla_admin.shared.models import Preferences

PASSWORD = "correct horse battery"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 360, "height": 740}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]
AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
WATCH = """ window.violations = []; document.addEventListener("securitypolicyviolation", (event) =>
window.violations.push(event.violatedDirective + " " + event.blockedURI));
"""


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(Path(__file__).parent)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        required = os.environ.get("SLA_REQUIRE_BROWSER") == "1"
        reason = "No Chromium here: install it (apt-get install chromium), or name it in CHROMIUM."
        (pytest.fail if required else pytest.skip)(reason)
    # Playwright's synchronous interface runs a loop in this thread; Django would take the tests' queries for
    # async ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock():
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()


@pytest.fixture
def people(site: str) -> Callable[..., User]:
    """Makes a person: `people("ines", roles=("Agents",), staff=True, time_zone="Europe/Berlin")`."""

    def make(username: str, *, roles: tuple[str, ...] = (), staff: bool = False, **chosen: Any) -> User:
        user = User.objects.create_user(
            username, password=PASSWORD, first_name="Ines", last_name="Carvalho", is_staff=staff
        )
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in roles])
        Preferences.objects.create(user=user, **{"time_zone": "Europe/Berlin", **chosen})
        return user

    return make


@dataclass
class Visit:
    """A page and what went wrong on it."""

    page: Page
    site: str
    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.page.wait_for_load_state("load")

    def sign_in(self, username: str) -> None:
        """Come in with a session, as after the sign-in page; that page has tests of its own."""
        client = Client()
        client.force_login(User.objects.get(username=username))
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.site}]
        )

    def axe(self) -> list[str]:
        """Every finding of axe, no rule off: rule, and the elements it concerns."""
        self.page.evaluate(AXE)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{one['id']}: {[node['html'][:240] for node in one['nodes']][:4]}" for one in found["violations"]
        ]

    def scrolls_sideways(self) -> bool:
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        )

    def violations(self) -> list[str]:
        return list(self.page.evaluate("window.violations ?? []"))


def _visit(browser: Browser, site: str, **options: Any) -> Iterator[Visit]:
    context: BrowserContext = browser.new_context(locale="en-GB", timezone_id="UTC", **options)
    context.add_init_script(WATCH)
    context.set_default_timeout(60_000)  # a busy machine is slow, not wrong
    page = context.new_page()
    visit = Visit(page, site)

    def heard(message: Any) -> None:
        if message.type in {"error", "warning"} and not any(word in message.text for word in visit.expected):
            visit.problems.append(f"{message.type}: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: visit.problems.append(f"script: {error}"))
    yield visit
    blocked = visit.violations() if options.get("java_script_enabled", True) else []
    context.close()
    assert not visit.problems, visit.problems
    assert not blocked, blocked


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    yield from _visit(browser, site, viewport=WIDE)


@pytest.fixture
def narrow(browser: Browser, site: str) -> Iterator[Visit]:
    yield from _visit(browser, site, viewport=NARROW, has_touch=True)


@pytest.fixture
def dark(browser: Browser, site: str) -> Iterator[Visit]:
    yield from _visit(browser, site, viewport=WIDE, color_scheme="dark")


@pytest.fixture
def without_script(browser: Browser, site: str) -> Iterator[Visit]:
    yield from _visit(browser, site, viewport=WIDE, java_script_enabled=False)
