"""The page of a case: what it says, and what can be done on it."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from milestones.clock.event import Command
from milestones.models import Case, CaseMilestone, CaseState, Comment, LedgerEntry
from milestones.services.case_request import CaseRequest, CommentText
from milestones.services.record import record
from tests.milestones.pages.case.conftest import Wall, person
from tests.milestones.promised import Desk, at

pytestmark = pytest.mark.django_db


def words(answer: object) -> str:
    """The page's text as it is read, without marks and with single blanks."""
    assert isinstance(answer, HttpResponse)
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", re.sub(r">\s*<", "> <", text)))).strip()


def page(client: Client, case: Case, query: str = "") -> str:
    return words(client.get(reverse("case", args=[case.pk]) + query))


def clock(case: Case, definition: str) -> CaseMilestone:
    return CaseMilestone.objects.filter(case=case, definition=definition).latest("id")


def say(case: Case, body: str, **more: object) -> dict[str, object]:
    seen = CaseState.objects.get(pk=case.pk).event_number
    return {"kind": "public", "body": body, "seen": seen, "was_closed": "", **more}


def test_every_open_clock_stands_there_with_its_time_and_its_why(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00", subject="The cash drawer stays open")
    wall("10:15")

    said = page(ines, desk.case)

    assert "The cash drawer stays open" in said
    assert "45 m 00 s left" in said
    assert "15 m of 1 h used" in said
    assert "due today 11:00" in said
    assert "Started 10:00: case opened. Completes when a public reply is sent." in said
    assert "7 h 45 m left" in said
    assert "Completes when the case is closed." in said


def test_the_lead_names_what_is_past_and_what_to_do_next(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    desk.says("11:37", priority="P1")
    wall("11:37")

    assert (
        "First response is 37 m past its target. Act next on Resolution, due 18:00. "
        "It completes when the case is closed." in page(ines, desk.case)
    )


def test_a_reply_meets_the_first_response_and_says_so(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")
    assert "Sending also meets First response." in page(ines, desk.case)

    answer = ines.post(reverse("case-say", args=[desk.case.pk]), say(desk.case, "We are on it."), follow=True)

    assert "First response: met." in words(answer)
    assert "Ines Carvalho public reply · 10:20 We are on it." in words(answer)
    assert clock(desk.case, "first_response").status == "completed"


def test_a_reply_can_complete_another_clock_in_the_same_event(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")

    ines.post(
        reverse("case-say", args=[desk.case.pk]), say(desk.case, "Fixed in 2.18.3.", complete=["resolution"])
    )

    assert clock(desk.case, "resolution").status == "completed"
    assert desk.case.events.count() == 3  # coverage, opening, and one for reply and completion


def test_an_internal_note_is_no_reply_and_looks_different(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")

    answer = ines.post(
        reverse("case-say", args=[desk.case.pk]), say(desk.case, "Ask Petra?", kind="internal"), follow=True
    )

    assert 'class="message message-internal"' in answer.content.decode()
    assert clock(desk.case, "first_response").status == "running"


def test_a_reply_dated_back_before_the_target_takes_the_violation_back(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00")
    desk.says("11:30", priority="P1")
    wall("11:45")

    answer = ines.post(
        reverse("case-say", args=[desk.case.pk]),
        say(desk.case, "I called at 10:50.", occurred_at="2026-06-01T10:50"),
        follow=True,
    )

    assert not clock(desk.case, "first_response").is_violated
    said = words(answer)
    assert "told 11:45" in said
    assert "First response violated" in said
    assert "withdrawn 11:45: public reply by Ines Carvalho" in said


def test_what_was_typed_comes_back_when_it_is_refused(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")

    answer = ines.post(
        reverse("case-say", args=[desk.case.pk]),
        say(desk.case, "Something that nobody may lose", occurred_at="2026-06-02T10:00"),
    )

    assert answer.status_code == 400
    assert "lies in the future" in words(answer)
    assert "Something that nobody may lose" in answer.content.decode()
    assert not Comment.objects.exists()


def test_an_empty_message_is_asked_for(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")

    answer = ines.post(reverse("case-say", args=[desk.case.pk]), say(desk.case, "  "))

    assert answer.status_code == 400
    assert "Write something before you send it." in words(answer)


def test_a_message_of_the_customer_ends_a_pause_that_waits_for_it(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00")
    wall("10:20")
    ines.post(
        reverse("clock-pause", args=[clock(desk.case, "resolution").pk]),
        {"reason": "They try it out", "resume": "reply"},
    )
    said = page(ines, desk.case)
    assert "Ines Carvalho paused it: “They try it out”. Resumes by itself when the customer replies." in said

    wall("10:50")
    ines.post(reverse("case-say", args=[desk.case.pk]), say(desk.case, "It works.", kind="customer"))

    assert clock(desk.case, "resolution").status == "running"
    assert clock(desk.case, "resolution").paused_business == 30 * 60_000_000


def test_completing_asks_for_a_reason_and_keeps_what_was_typed(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")
    address = reverse("clock-complete", args=[clock(desk.case, "resolution").pk])
    assert "It is due 18:00, so it will be met." in words(ines.get(address))

    answer = ines.post(address, {"reason": "", "occurred_at": "2026-06-01T10:19"})

    assert answer.status_code == 400
    assert "Say why it is done." in words(answer)
    assert 'value="2026-06-01T10:19' in answer.content.decode()

    answer = ines.post(address, {"reason": "Solved on the phone"}, follow=True)
    assert "Resolution is completed." in words(answer)


def test_of_two_who_complete_the_same_milestone_the_second_hears_who_was_first(
    ines: Client, jonas: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00")
    pk = clock(desk.case, "resolution").pk
    wall("10:20")
    jonas.post(reverse("clock-complete", args=[pk]), {"reason": "Solved on the phone"})
    wall("10:21")

    answer = ines.post(reverse("clock-complete", args=[pk]), {"reason": "It was simple"})

    assert answer.status_code == 409
    assert "Jonas Weber was first and completed Resolution at 10:20. Nothing was done twice." in words(answer)
    assert "It was simple" in answer.content.decode()
    completed = LedgerEntry.objects.filter(case=desk.case, kind="completed", clock="resolution/1/1")
    assert completed.count() == 1


def test_a_pause_can_be_undone_as_if_it_had_not_been(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    pk = clock(desk.case, "resolution").pk
    wall("10:20")
    answer = ines.post(
        reverse("clock-pause", args=[pk]),
        {"reason": "Wrong case", "resume": "hand"},
        headers={"X-Fragment": "#deed"},
    )
    assert answer["X-Toast"] == "Resolution%20is%20paused."
    undo = unquote(answer["X-Toast-Undo"])

    wall("10:34")
    answer = ines.post(undo, follow=True)

    assert "Undone: it is as if it had not been." in words(answer)
    row = clock(desk.case, "resolution")
    assert (row.status, row.paused_business) == ("running", 0)
    assert row.target_at.strftime("%H:%M") == "18:00"


def test_what_was_done_long_ago_is_history(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")
    ines.post(
        reverse("clock-pause", args=[clock(desk.case, "resolution").pk]), {"reason": "x", "resume": "hand"}
    )
    event = desk.case.events.latest("number")
    wall("10:36")

    answer = ines.post(reverse("case-undo", args=[desk.case.pk]) + f"?event={event.event_id}", follow=True)

    assert "That was too long ago to undo" in words(answer)


def test_only_who_did_it_can_undo_it(ines: Client, jonas: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")
    ines.post(
        reverse("clock-pause", args=[clock(desk.case, "resolution").pk]), {"reason": "x", "resume": "hand"}
    )
    event = desk.case.events.latest("number")

    answer = jonas.post(reverse("case-undo", args=[desk.case.pk]) + f"?event={event.event_id}", follow=True)

    assert "Only who did it can undo it." in words(answer)
    assert clock(desk.case, "resolution").status == "paused"


def test_a_message_is_never_undone(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")
    ines.post(reverse("case-say", args=[desk.case.pk]), say(desk.case, "Hello"))
    event = desk.case.events.latest("number")

    answer = ines.post(reverse("case-undo", args=[desk.case.pk]) + f"?event={event.event_id}", follow=True)

    assert "A message cannot be undone" in words(answer)


def test_the_whole_case_is_paused_and_resumed(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")
    ines.post(reverse("case-pause", args=[desk.case.pk]), {"reason": "Power cut", "resume": "hand"})
    assert "All clocks stand still: First response and Resolution." in page(ines, desk.case)

    wall("11:20")
    ines.post(reverse("case-resume", args=[desk.case.pk]), {"reason": ""})

    assert clock(desk.case, "first_response").target_at.strftime("%H:%M") == "12:00"


def test_what_is_not_paused_cannot_be_resumed(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")

    answer = ines.post(reverse("clock-resume", args=[clock(desk.case, "resolution").pk]), {"reason": ""})

    assert answer.status_code == 409
    assert "not paused by hand" in words(answer)


def test_another_priority_and_status_are_one_event_and_can_be_undone(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00", priority="P3")
    desk.says("10:05", priority="P1")
    wall("10:20")
    answer = ines.post(
        reverse("case-change", args=[desk.case.pk]),
        {"priority": "P3", "was_priority": "P1", "status": "pending", "was_status": "new"},
        headers={"X-Fragment": "#deed"},
    )

    assert answer.status_code == 200
    assert (desk.case.priority, desk.case.status) == ("P3", "pending")
    assert clock(desk.case, "first_response").status == "paused"
    event = desk.case.events.latest("number")
    ines.post(reverse("case-undo", args=[desk.case.pk]) + f"?event={event.event_id}")
    assert (desk.case.priority, desk.case.status) == ("P1", "new")


def test_a_field_that_somebody_changed_meanwhile_is_not_overwritten(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00", priority="P3")
    desk.says("10:10", priority="P1")
    wall("10:20")

    answer = ines.post(
        reverse("case-change", args=[desk.case.pk]),
        {"priority": "P1", "was_priority": "P3", "status": "pending", "was_status": "new"},
    )

    assert answer.status_code == 409
    assert "Somebody changed this to “P1” meanwhile." in words(answer)
    assert desk.case.status == "new"
    # Sent again with what holds now, it is done.
    again = {"priority": "P1", "was_priority": "P1", "status": "pending", "was_status": "new"}
    ines.post(reverse("case-change", args=[desk.case.pk]), again)
    assert desk.case.status == "pending"


def test_a_case_goes_to_somebody_else(ines: Client, jonas: Client, desk: Desk, wall: Wall) -> None:
    from django.contrib.auth.models import User

    from milestones.models import Agent

    chosen = User.objects.get(username="jonas")
    Agent.objects.create(user=chosen)
    desk.opens("10:00")
    wall("10:20")

    answer = ines.post(
        reverse("case-assign", args=[desk.case.pk]),
        {"owner": str(chosen.pk), "was_owner": "", "queue": "", "was_queue": ""},
        follow=True,
    )

    assert "Owner is now Jonas Weber." in words(answer)
    assert desk.case.owner == chosen


def test_closing_says_what_it_does_and_opening_again_lets_clocks_go_on(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00")
    wall("10:20")
    claim = words(ines.get(reverse("case-close", args=[desk.case.pk])))
    assert "Closing meets Resolution." in claim
    assert "First response: canceled by it." in claim

    ines.post(
        reverse("case-close", args=[desk.case.pk]),
        {"status": "closed", "was_status": "new", "note": "They found it"},
    )
    said = page(ines, desk.case)
    assert "Closed 10:20. 1 milestone met, 1 canceled." in said
    assert "They found it" in said

    wall("10:50")
    ines.post(reverse("case-reopen", args=[desk.case.pk]), {"status": "open", "was_status": "closed"})
    row = clock(desk.case, "first_response")
    assert (row.status, row.target_at.strftime("%H:%M")) == ("running", "11:30")


def test_a_case_that_the_api_closed_meanwhile_is_not_replied_to_unawares(
    ines: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00")
    form = say(desk.case, "One more thing")
    desk.says("10:30", status="closed", actor="key:abc123")
    wall("10:31")

    answer = ines.post(reverse("case-say", args=[desk.case.pk]), form)

    assert answer.status_code == 409
    assert "API key abc123 closed the case at 10:30, while you were writing." in words(answer)
    assert "Re-open the case first" in words(answer)
    assert "One more thing" in answer.content.decode()
    assert not Comment.objects.exists()

    ines.post(reverse("case-say", args=[desk.case.pk]), {**form, "anyway": "on"})
    assert Comment.objects.get().body == "One more thing"


def test_who_wrote_while_one_was_writing_is_named_first(
    ines: Client, jonas: Client, desk: Desk, wall: Wall
) -> None:
    desk.opens("10:00")
    form = say(desk.case, "My answer")
    wall("10:20")
    jonas.post(reverse("case-say", args=[desk.case.pk]), say(desk.case, "Mine came first"))
    wall("10:21")

    answer = ines.post(reverse("case-say", args=[desk.case.pk]), form)

    assert answer.status_code == 409
    assert "Jonas Weber wrote at 10:20, while you were writing." in words(answer)


def test_a_case_closed_twice_is_closed_once(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    desk.says("10:30", status="closed", actor="key:abc123")
    wall("10:31")

    answer = ines.post(
        reverse("case-close", args=[desk.case.pk]), {"status": "closed", "was_status": "new", "note": ""}
    )

    assert answer.status_code == 409
    assert "API key abc123 was first and closed it at 10:30." in words(answer)


def test_an_open_page_asks_and_hears_only_what_changed(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")
    address = reverse("case-live", args=[desk.case.pk])
    shown = re.search(
        r'data-version="([^"]+)"', ines.get(reverse("case", args=[desk.case.pk])).content.decode()
    )
    assert shown is not None
    version = unescape(shown[1])

    unchanged = ines.get(address, headers={"If-None-Match": version})
    assert unchanged.status_code == 304
    assert unchanged["X-At"] == str(at("10:20") // 1000)

    desk.says("10:21", "public_reply_sent")
    changed = ines.get(address, headers={"If-None-Match": version})
    assert changed.status_code == 200
    assert "First response on CS-1 is met" in words(changed)
    assert changed["ETag"] != version


def test_a_case_without_a_clock_says_why_and_what_to_do(ines: Client, desk: Desk, wall: Wall) -> None:
    stranger = Desk("CS-9", account=None)
    stranger.opens("10:00")
    wall("10:20")

    said = page(ines, stranger.case)

    assert "No clock runs: nothing promised to this account covers it." in said
    assert "Enter an entitlement for this account, or correct the case’s account." in said


def test_a_case_set_aside_says_so_and_why(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    CaseState.objects.filter(pk=desk.case.pk).update(
        quarantined_at=desk.case.opened_at, quarantine_reason="LookupError: no such hours"
    )
    wall("10:20")

    said = page(ines, desk.case)
    assert "set aside" in said
    assert "LookupError: no such hours" in said
    assert ines.get(reverse("case-explain", args=[desk.case.pk])).status_code == 200

    answer = ines.post(
        reverse("case-say", args=[desk.case.pk]), say(desk.case, "Kept all the same"), follow=True
    )
    assert "It is recorded, but the case was set aside: LookupError: no such hours" in words(answer)
    assert "Kept all the same" in words(answer)


def test_auditors_read_and_have_nothing_to_press(desk: Desk, wall: Wall) -> None:
    auditor = Client()
    auditor.force_login(person("audit", "Auditors", "Ada", "Auditor"))
    desk.opens("10:00")
    wall("10:20")

    answer = auditor.get(reverse("case", args=[desk.case.pk]))

    assert 'id="composer"' not in answer.content.decode()
    assert "clock-complete" not in answer.content.decode()
    assert "First response" in words(answer)
    assert auditor.post(reverse("case-say", args=[desk.case.pk]), {"body": "x"}).status_code == 403


def test_a_case_that_is_not_there_is_404(ines: Client) -> None:
    for name in (
        "case",
        "case-live",
        "case-explain",
        "case-say",
        "case-close",
        "clock-explain",
        "clock-pause",
    ):
        assert ines.get(reverse(name, args=[4711])).status_code == 404, name


def test_a_reply_sent_after_the_session_ended_is_kept(desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")

    answer = Client().post(reverse("case-say", args=[desk.case.pk]), say(desk.case, "Written for an hour"))

    assert answer.status_code == 401
    assert 'name="kept"' in answer.content.decode()


def test_a_command_without_effect_stands_in_the_timeline(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    desk.says("10:05", "public_reply_sent")
    desk.says("10:10", commands=[Command("complete", "first_response", reason="again")])
    wall("10:20")

    assert "Void: completing First response had no effect, no such clock was open then" in page(
        ines, desk.case
    )


def test_who_would_be_told_next_is_named(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")

    said = page(ines, desk.case)

    assert "10:30 First response 50 %: e-mail to duty@example.org" in said
    assert "11:00 First response violated: e-mail to duty@example.org" in said
    assert "Nobody has been told anything about this case." in said


def test_who_was_told_stands_there_with_the_outcome(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    desk.says("11:10", priority="P1")
    wall("11:20")

    said = page(ines, desk.case)
    assert "First response violated e-mail is waiting to be sent" in said

    desk.says("10:40", "public_reply_sent", told="11:20")
    assert "e-mail canceled: it no longer holds" in page(ines, desk.case, "?told=all")


def many(desk: Desk, number: int) -> None:
    """So many replies and changes of status on the case."""
    requests = []
    for place in range(number):
        minute = 1 + place
        requests.append(
            CaseRequest(
                source=desk.source,
                external_id=desk.external_id,
                must_exist=True,
                occurred_at=at("10:00") + minute * 60_000_000,
                actor="user:1",
                fields={"status": "pending" if place % 2 else "new"},
                comment=CommentText("public" if place % 2 else "customer", f"Message {place}"),
            )
        )
    record(requests, at=at("16:00"))


@pytest.mark.parametrize("number", [2, 120])
def test_the_page_asks_the_same_few_questions_however_much_was_said(
    ines: Client, desk: Desk, wall: Wall, django_assert_max_num_queries: object, number: int
) -> None:
    desk.opens("10:00")
    many(desk, number)
    wall("16:00")
    ines.get(reverse("case", args=[desk.case.pk]))  # what never changes is read once

    with django_assert_max_num_queries(15):  # type: ignore[operator]  # pytest-django's fixture
        answer = ines.get(reverse("case", args=[desk.case.pk]))

    assert answer.status_code == 200


def test_long_histories_show_their_end_and_lead_to_the_rest(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    many(desk, 120)
    wall("16:00")

    short = page(ines, desk.case)
    assert "Show 70 earlier messages" in short
    assert "Message 49 " not in short
    assert "Message 119" in short

    assert "Message 0" in page(ines, desk.case, "?messages=all&history=all")


def test_other_cover_is_chosen_with_a_reason(desk: Desk, wall: Wall) -> None:
    from entitlements.models import Entitlement
    from entitlements.services.entitlements import create_entitlement

    manager = Client()
    manager.force_login(person("mira", "Managers", "Mira", "Castellanos"))
    given = Entitlement.objects.get()
    other = create_entitlement(
        {
            "account": given.account_id,
            "name": "Acme, all year",
            "tier": "gold",
            "process": given.process_id,
            "first_day": given.first_day,
            "last_day": given.last_day.replace(year=2027),
        }
    )
    desk.opens("10:00")
    wall("10:20")
    address = reverse("case-cover", args=[desk.case.pk])
    assert "Acme, all year, Gold" in words(manager.get(address))
    assert "Say why this one covers" in words(
        manager.post(address, {"entitlement": str(other.pk), "reason": ""})
    )

    manager.post(address, {"entitlement": str(other.pk), "reason": "Their renewal"})

    assert desk.case.entitlement == other
    assert "Chosen by Mira Castellanos: “Their renewal”." in page(manager, desk.case)


def test_an_agent_without_the_right_chooses_no_cover(ines: Client, desk: Desk, wall: Wall) -> None:
    desk.opens("10:00")
    wall("10:20")

    assert ines.get(reverse("case-cover", args=[desk.case.pk])).status_code == 403
    assert "Choose cover" not in page(ines, desk.case)
