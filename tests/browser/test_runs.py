"""A run in the browser: it moves by itself, stops at a press, reads narrow, dark and without JavaScript."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs import start_run
from sla_admin.shared.runs.work import finish, take_step
from sla_admin.shared.system_clock import database_time
from tests.browser.conftest import Visit
from tests.sla_admin.shared.runs.counting import install_counting

People = Callable[..., User]


@pytest.fixture
def run(people: People, monkeypatch: pytest.MonkeyPatch) -> BackgroundRun:
    install_counting(monkeypatch)
    chief = people("chief", roles=("Administrators",))
    made = start_run(
        "test counting", {"upto": 14}, actor=f"user:{chief.pk}", at=database_time(), reason="to see"
    )
    take_step(made.pk, database_time)
    return made


def test_progress_moves_by_itself_and_stop_here_stops(visit: Visit, run: BackgroundRun) -> None:
    visit.sign_in("chief")
    visit.open(f"/runs/{run.pk}/")
    expect(visit.page.get_by_text("2 of 14")).to_be_visible()
    take_step(run.pk, database_time)
    expect(visit.page.get_by_text("4 of 14")).to_be_visible()
    visit.page.get_by_role("button", name="Stop here").press("Enter")
    expect(visit.page.locator("#toasts")).to_contain_text("It stops after the step in hand")
    finish(run.pk, database_time)
    expect(visit.page.get_by_role("button", name="Go on")).to_be_visible()
    assert visit.axe() == []


def test_every_state_is_free_of_barriers_wide_narrow_and_dark(
    visit: Visit, narrow: Visit, dark: Visit, run: BackgroundRun
) -> None:
    finish(run.pk, database_time)
    for each in (visit, narrow, dark):
        each.sign_in("chief")
        for path in (f"/runs/{run.pk}/", "/runs/", "/runs/?show=open"):
            each.open(path)
            assert each.axe() == [], path
            assert not each.scrolls_sideways(), path


def test_without_script_it_is_taken_back_with_a_reason(without_script: Visit, run: BackgroundRun) -> None:
    finish(run.pk, database_time)
    without_script.sign_in("chief")
    without_script.open(f"/runs/{run.pk}/")
    page = without_script.page
    page.locator("summary", has_text="Undo").click()
    page.get_by_label("Reason").fill("wrong number")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", name="Take back 14", level=1)).to_be_visible()
