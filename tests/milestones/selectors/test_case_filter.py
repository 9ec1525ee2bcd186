"""A question to the list of cases: read, refused, written again, answered."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User

from milestones.engine.evaluate import evaluate_due
from milestones.models import Agent, Case, Queue, Team
from milestones.selectors.asker import Asker, asker
from milestones.selectors.case_filter import (
    CaseFilter,
    filtered,
    filtered_open,
    parse_filter,
    read_filter,
)
from sla_admin.shared.errors import InvalidInput
from tests.milestones.promised import Desk, at, promise

NOON = at("12:00")


def test_a_question_survives_its_own_address() -> None:
    told = {"scope": ["team"], "priority": ["P1", "P2"], "opened_from": ["2026-06-01"], "account": ["7"]}

    assert parse_filter(told).as_parameters() == told


def test_blanks_doubles_and_foreign_parameters_ask_nothing() -> None:
    assert parse_filter({"priority": ["", " P1 ", "P1"], "sort": ["newest"], "status": [""]}) == CaseFilter(
        priority=("P1",)
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scope", "everybody"),
        ("state", "opened"),
        ("due", "tomorrow"),
        ("standing", "late"),
        ("channel", "fax"),
        ("coverage_outcome", "gone"),
        ("account", "seven"),
        ("account", "0"),
        ("account", "9223372036854775808"),
        ("account", "²"),
        ("opened_from", "yesterday"),
        ("opened_from", "2026-02-30"),
        ("status", "a\x00b"),
        ("text", "x" * 201),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_the_rest_can_still_be_asked(name: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_filter({name: [value], "priority": ["P1"]})
    assert [field for field, _ in refused.value.problems] == [name]

    question, problems = read_filter({name: [value], "priority": ["P1"]})
    assert question == CaseFilter(priority=("P1",))
    assert len(problems) == 1


def test_the_last_day_does_not_come_before_the_first() -> None:
    with pytest.raises(InvalidInput, match="before the first day"):
        parse_filter({"opened_from": ["2026-06-02"], "opened_to": ["2026-06-01"]})


@pytest.fixture
def teams(db: None) -> dict[str, Any]:
    """Two teams; CS-1 to CS-6 differ in what a question can ask."""
    promise()
    promise(account="Globex", tier="silver", rank=2)
    people = {}
    for name, team in (("ines", "Network"), ("jonas", "Network"), ("mara", "Storage")):
        user = User.objects.create_user(name)
        owner = Team.objects.get_or_create(name=team)[0]
        Agent.objects.create(user=user, team=owner)
        people[name] = user
    for key in ("network", "storage"):
        Queue.objects.create(name=key, key=key, team=Team.objects.get(name=key.capitalize()))
    Queue.objects.create(name="loose", key="loose")
    Desk("CS-1").opens("09:00", owner="ines", queue="network", priority="P1", channel="web")
    Desk("CS-2").opens("09:10", owner="jonas", queue="storage", priority="P2")
    Desk("CS-3").opens("09:20", queue="network", priority="p1")
    Desk("CS-4").opens("09:30", queue="storage")
    Desk("CS-5", account="globex").opens("09:40", queue="loose", status="pending")
    Desk("CS-6", account=None).opens("09:50")
    closed = Desk("CS-7")
    closed.opens("10:00", owner="ines", queue="network")
    closed.says("10:30", status="closed")
    return people


def who(user: User) -> Asker:
    return asker(user.pk, ZoneInfo("UTC"), NOON)


def numbers(question: CaseFilter, user: User) -> list[str]:
    """What answers it, by either way of asking where the cases are open."""
    ids = filtered(question, who(user)).values_list("pk", flat=True)
    found = sorted(Case.objects.filter(pk__in=ids).values_list("external_id", flat=True))
    if question.state == "open":
        assert set(filtered_open(question, who(user)).values_list("pk", flat=True)) == set(ids)
    return [number.removeprefix("CS-") for number in found]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (CaseFilter(), "123456"),
        (CaseFilter(state="closed"), "7"),
        (CaseFilter(state="any"), "1234567"),
        (CaseFilter(scope="mine"), "1"),
        (CaseFilter(scope="mine", state="any"), "17"),
        # Ines and Jonas are of Network: its queue, and what either owns, wherever it waits
        (CaseFilter(scope="team"), "123"),
        # nobody's: of her own queue, of no team's queue, of no queue; not another team's
        (CaseFilter(scope="unassigned"), "356"),
        (CaseFilter(priority=("P1",), scope="team"), "13"),
        (CaseFilter(status=("PENDING",)), "5"),
        (CaseFilter(queue=("network", "none")), "136"),
        (CaseFilter(owner=("nobody",)), "3456"),
        (CaseFilter(owner=("jonas", "nobody")), "23456"),
        (CaseFilter(tier=("silver",)), "5"),
        (CaseFilter(coverage_outcome=("no_entitlement",)), "6"),
        (CaseFilter(channel=("web",)), "1"),
        (CaseFilter(standing=("no_clock",)), "6"),
        (CaseFilter(standing=("paused", "no_clock")), "56"),
        (CaseFilter(text="cs-4"), "4"),
        (CaseFilter(text="globex"), "5"),
    ],
)
def test_it_is_answered(teams: dict[str, Any], question: CaseFilter, expected: str) -> None:
    assert numbers(question, teams["ines"]) == list(expected)


def test_opened_days_are_those_of_the_askers_zone_both_included(teams: dict[str, Any]) -> None:
    question = parse_filter({"opened_from": ["2026-06-01"], "opened_to": ["2026-06-01"]})
    somewhere = asker(teams["ines"].pk, ZoneInfo("Pacific/Auckland"), NOON)

    assert filtered(question, who(teams["ines"])).count() == 6
    # In Auckland it is twelve hours later: 09:00 UTC is 21:00 of the same day there.
    assert filtered(question, somewhere).count() == 6
    assert filtered(parse_filter({"opened_from": ["2026-06-02"]}), somewhere).count() == 0


def test_who_is_in_no_team_sees_everything_without_an_owner(teams: dict[str, Any]) -> None:
    stranger = User.objects.create_user("stranger")

    assert numbers(CaseFilter(scope="unassigned"), stranger) == list("3456")
    assert numbers(CaseFilter(scope="team"), stranger) == []


def test_a_lead_sees_the_team_they_lead(teams: dict[str, Any]) -> None:
    lead = User.objects.create_user("lead")
    Team.objects.filter(name="Storage").update(lead=lead)

    assert numbers(CaseFilter(scope="team"), lead) == list("24")


def test_targets_past_and_before_the_close(teams: dict[str, Any]) -> None:
    evaluate_due(at("10:15"))  # targets of CS-1 and CS-2 were 10:00 and 10:10

    assert numbers(CaseFilter(due="past"), teams["ines"]) == list("12")
    assert numbers(CaseFilter(due="before_close"), teams["ines"]) == list("34")
