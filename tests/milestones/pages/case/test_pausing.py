"""Pausing on the case page: why, and until when. Monday, 1 June 2026."""

import pytest
from django.test import Client
from django.urls import reverse

from milestones.engine.evaluate import evaluate_due
from milestones.models import CaseMilestone
from milestones.services.pause_reasons import create_pause_reason
from tests.milestones.pages.case.conftest import Wall
from tests.milestones.promised import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def resolution(desk: Desk, wall: Wall) -> CaseMilestone:
    """The second clock of a case of 10:00, at 10:30."""
    wall("10:00")
    desk.opens("10:00")
    wall("10:30")
    create_pause_reason({"key": "customer", "name": "Waiting for the customer"})
    create_pause_reason({"key": "vendor", "name": "Waiting for a vendor", "position": 2, "needs_note": True})
    create_pause_reason({"key": "old", "name": "Lunch", "position": 3, "is_active": False})
    return CaseMilestone.objects.get(definition="resolution")


def page(client: Client, clock: CaseMilestone) -> str:
    return client.get(reverse("case", args=[clock.case_id])).content.decode()


def test_reasons_in_use_are_offered_in_their_order(ines: Client, resolution: CaseMilestone) -> None:
    form = ines.get(reverse("clock-pause", args=[resolution.pk])).content.decode()
    assert form.index("Waiting for the customer") < form.index("Waiting for a vendor")
    assert "Lunch" not in form
    assert "Required for Waiting for a vendor." in form


def test_a_pause_without_a_reason_or_its_note_is_asked_again(ines: Client, resolution: CaseMilestone) -> None:
    address = reverse("clock-pause", args=[resolution.pk])
    answer = ines.post(address, {"resume": "hand"})
    assert answer.status_code == 400
    assert "Choose why it is paused." in answer.content.decode()
    answer = ines.post(address, {"resume": "hand", "reason_code": "vendor"})
    assert "Say more: this reason asks for a note." in answer.content.decode()
    resolution.refresh_from_db()
    assert resolution.status == "running"


def test_reason_note_and_end_stand_on_the_page_and_in_the_explanation(
    ines: Client, resolution: CaseMilestone, wall: Wall
) -> None:
    given = {
        "reason_code": "vendor",
        "reason": "Ticket 99",
        "resume": "time",
        "until": "2026-06-01T14:00",
    }
    ines.post(reverse("clock-pause", args=[resolution.pk]), given)
    shown = page(ines, resolution)
    assert "Ines Carvalho paused it: “Waiting for a vendor: Ticket 99”." in shown
    assert "Resumes by itself today 14:00" in shown
    assert "its pause ends then" in shown

    evaluate_due(wall("15:00"))
    shown = page(ines, resolution)
    assert "the pause reached its end" in shown
    explained = ines.get(reverse("clock-explain", args=[resolution.pk])).content.decode()
    assert "Paused 3 h 30 m: Waiting for a vendor: Ticket 99" in explained


def test_a_set_time_that_is_missing_is_asked_for(ines: Client, resolution: CaseMilestone) -> None:
    given = {"reason_code": "customer", "resume": "time"}
    answer = ines.post(reverse("clock-pause", args=[resolution.pk]), given)
    assert answer.status_code == 400
    assert "Say until when it stands still." in answer.content.decode()


def test_the_whole_case_is_paused_under_a_reason(ines: Client, resolution: CaseMilestone) -> None:
    given = {"reason_code": "customer", "reason": "", "resume": "reply"}
    ines.post(reverse("case-pause", args=[resolution.case_id]), given)
    clocks = CaseMilestone.objects.filter(case=resolution.case_id)
    assert {clock.status for clock in clocks} == {"paused"}
    assert {clock.pauses[0]["code"] for clock in clocks} == {"customer"}
