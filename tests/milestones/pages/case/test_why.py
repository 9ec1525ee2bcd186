"""The why-sentence in every state: what put the clock there, and what ends that."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from entitlements.business_time.budget import Budget
from entitlements.business_time.instants import HOUR
from entitlements.process.definition import MilestoneDefinition
from milestones.clock.fact import Fact
from milestones.clock.standing import Standing
from milestones.clock.state import Clock, Pause
from milestones.pages.case.telling import Telling
from milestones.pages.case.why import Reasons, how_it_closed, why
from sla_admin.shared.display.sentence import plain
from tests.milestones.promised import at

TELLING = Telling(at("12:00"), ZoneInfo("UTC"))
REPLY = {"event": "public_reply_sent"}
STOPPED = {"field": "is_stopped", "op": "equals", "value": True}
STARTED = Fact("started", at("10:00"), "event:desk/1")
CAUSES = {"event:desk/1": "case opened", "event:desk/9": "public reply by Jonas Weber"}


def clock(**changes: Any) -> Clock:
    given: dict[str, Any] = {
        "milestone": "first_response",
        "cycle": 1,
        "occurrence": 1,
        "version": 1,
        "type": "first_response",
        "started_at": at("10:00"),
        "began_at": at("10:00"),
        "budget": Budget(micros=HOUR),
        "level": HOUR,
        "target_at": at("11:00"),
        "original_target_at": at("11:00"),
    }
    return Clock(**{**given, **changes})


def definition(**changes: Any) -> MilestoneDefinition:
    given: dict[str, Any] = {
        "key": "first_response",
        "type": "first_response",
        "name": "First response",
        "completion": REPLY,
        "pause": STOPPED,
        "budget": Budget(micros=HOUR),
    }
    return MilestoneDefinition(**{**given, **changes})


def said(standing: Standing, clock_now: Clock, **more: Any) -> str:
    given: dict[str, Any] = {"definition": definition(), "facts": [STARTED], "causes": CAUSES}
    return plain(why(Reasons(standing=standing, clock=clock_now, **{**given, **more}), TELLING))


WARNED = Fact("trigger reached", at("11:45"), "timer", trigger="75", severity="warning")
BY_HAND = Pause("milestone", at("11:00"), "p", None, "a part is on its way")


@pytest.mark.parametrize(
    ("standing", "clock_now", "more", "sentence"),
    [
        pytest.param(
            "on_track",
            clock(),
            {},
            "Started 10:00: case opened. Completes when a public reply is sent.",
            id="on track",
        ),
        pytest.param(
            "on_track",
            clock(began_at=at("10:30")),
            {},
            "Began 10:30: case opened; it counts from process entry, 10:00. "
            "Completes when a public reply is sent.",
            id="began later than it counts from",
        ),
        pytest.param(
            "on_track",
            clock(),
            {"is_open_now": False, "hours": "Dresden"},
            "Outside Dresden hours, so it stands still until they open. "
            "Completes when a public reply is sent.",
            id="outside its hours",
        ),
        pytest.param(
            "on_track",
            clock(),
            {"definition": definition(pausable=False, completion=None)},
            "It never pauses and counts every hour. Somebody completes it by hand.",
            id="never pauses",
        ),
        pytest.param(
            "at_risk",
            clock(),
            {"facts": [STARTED, WARNED]},
            "75 % passed today 11:45. Completes when a public reply is sent.",
            id="at risk",
        ),
        pytest.param(
            "violated",
            clock(is_violated=True),
            {},
            "Started 10:00: case opened. Completes when a public reply is sent.",
            id="violated",
        ),
        pytest.param(
            "paused",
            clock(status="paused", pauses=[Pause("criteria", at("11:00"))]),
            {},
            "Paused while the case is stopped. Goes on by itself as soon as that ends.",
            id="paused by criteria",
        ),
        pytest.param(
            "paused",
            clock(status="paused", pauses=[BY_HAND]),
            {"paused_by": "Ines Carvalho"},
            "Ines Carvalho paused it: “a part is on its way”. Stands still until somebody resumes it.",
            id="paused by hand",
        ),
        pytest.param(
            "paused",
            clock(
                status="paused",
                pauses=[Pause("case", at("11:00"), "p", None, "they test", until_reply=True)],
            ),
            {"resumes_at": at("15:00")},
            "The case was paused by hand: “they test”. Resumes by itself when the customer replies, "
            "at the latest 15:00.",
            id="paused until a reply, with a pause budget",
        ),
        pytest.param(
            "violated",
            clock(status="paused", is_violated=True, pauses=[BY_HAND]),
            {},
            "Paused by hand: “a part is on its way”. Stands still until somebody resumes it.",
            id="past its target and paused",
        ),
    ],
)
def test_every_state_has_its_sentence(
    standing: Standing, clock_now: Clock, more: dict[str, Any], sentence: str
) -> None:
    assert said(standing, clock_now, **more) == sentence


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Fact("completed", at("10:40"), "event:desk/9", trigger="met"), "public reply by Jonas Weber"),
        (
            Fact("canceled", at("10:40"), "event:desk/9", data={"reason": "exit"}),
            "canceled, as the case left its process",
        ),
        (
            Fact("canceled", at("10:40"), "event:desk/9", data={"reason": "criteria lost"}),
            "canceled, as its criteria stopped holding",
        ),
    ],
)
def test_a_closed_clock_says_what_closed_it(fact: Fact, words: str) -> None:
    assert how_it_closed([STARTED, fact], CAUSES) == words
