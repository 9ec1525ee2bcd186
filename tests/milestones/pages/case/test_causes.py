"""What brought a fact about, in a few words."""

from typing import Any

import pytest

from milestones.clock.event import Command, Coverage, Event, HoursAdopted, Retraction, VersionMoved
from milestones.pages.case.causes import actor_name, cause_of
from milestones.pages.case.changes import Change, changes_of

USERS = {7: "Jonas Weber"}


def event(**given: Any) -> Event:
    return Event(**{"id": "1", "source": "desk", "occurred_at": 5, "recorded_at": 5, **given})


@pytest.mark.parametrize(
    ("told", "change", "words"),
    [
        (event(signals=("case_opened",)), None, "case opened"),
        (event(signals=("public_reply_sent",), actor="user:7"), None, "public reply by Jonas Weber"),
        (event(signals=("customer_replied",)), None, "customer replied"),
        (event(signals=("internal_note_added",)), None, "internal note"),
        (event(), Change({"status": ("open", "Known issue")}), "status became “Known issue”"),
        (event(), Change({"owner": (None, 7)}), "owner became Jonas Weber"),
        (event(), Change({"priority": ("P1", None)}), "priority emptied"),
        (event(), Change({"attributes.region": ("", "EU")}), "region became “EU”"),
        (
            event(commands=(Command("complete", "fix", reason="x"),), actor="user:7"),
            None,
            "Fix completed by Jonas Weber",
        ),
        (event(commands=(Command("pause"),)), None, "the case paused by hand"),
        (event(source="", decision=Coverage("covered")), None, "cover was decided again"),
        (event(source="", decision=HoursAdopted(1, 2)), None, "new business hours reached the case"),
        (event(source="", decision=VersionMoved(2)), None, "moved to another version"),
        (event(decision=Retraction("desk", "1")), None, "an earlier entry was taken back"),
        (event(), Change({}), "told by desk"),
    ],
)
def test_events_in_words(told: Event, change: Change | None, words: str) -> None:
    assert cause_of(told, change, USERS, milestones={"fix": "Fix"}) == words


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        ("user:7", "Jonas Weber"),
        ("user:9", "user 9, who is gone"),
        ("key:abc", "API key abc"),
        ("petra", "petra"),
        ("", ""),
    ],
)
def test_who_did_it(actor: str, name: str) -> None:
    assert actor_name(actor, USERS) == name


def test_a_source_that_asserts_everything_each_time_changes_only_what_differs() -> None:
    told = [
        event(id="1", occurred_at=1, fields={"status": "open", "priority": "P1"}),
        event(id="2", occurred_at=2, fields={"status": "pending", "priority": "P1"}),
        event(id="3", occurred_at=3, fields={"status": "pending", "priority": "P2"}),
    ]

    changes = changes_of(told)

    assert changes["event:desk/1"].fields == {}
    assert changes["event:desk/2"].fields == {"status": ("open", "pending")}
    assert changes["event:desk/3"].fields == {"priority": ("P1", "P2")}


def test_what_was_taken_back_changed_nothing() -> None:
    told = [
        event(id="1", occurred_at=1, fields={"status": "open"}),
        event(id="2", occurred_at=2, fields={"status": "pending"}),
        event(id="3", occurred_at=3, decision=Retraction("desk", "2")),
    ]

    assert "event:desk/2" not in changes_of(told)
