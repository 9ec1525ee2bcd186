"""The ledger is what the events say, and whatever was tampered with is found."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from milestones.engine.evaluate import evaluate_due
from milestones.engine.verify import verify
from milestones.models import Case
from tests.milestones.promised import Desk, at, promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    """A case with a life: triggers, a violation, a late pause that withdraws it, a reply."""
    promise()
    desk = Desk()
    desk.opens("09:05", **{"attributes.region": "EMEA"})
    evaluate_due(at("10:06"))
    desk.says("10:02", told="10:07", status="pending")
    desk.says("10:10", told="10:10", status="open")
    return desk


def tamper(statement: str, *values: Any) -> None:
    """Change what nobody may change, as somebody could who owns the server."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount, "nothing was tampered with"
        cursor.execute("SET session_replication_role = origin")


def codes(desk: Desk) -> set[str]:
    return {drift.code for drift in verify([desk.case.pk]).drift}


def test_a_case_with_a_life_shows_no_drift(desk: Desk) -> None:
    found = verify([desk.case.pk])
    assert found.drift == []
    assert (found.cases, found.events) == (1, 4)


def change_a_number_in_a_body() -> None:
    tamper(
        "UPDATE milestones_ledgerentry SET body = convert_to(replace(convert_from(body, 'UTF8'), "
        "'\"level\":3600000000', "
        "'\"level\":3600000001'), 'UTF8') WHERE kind = 'violated'"
    )


def remove_a_fact() -> None:
    tamper("DELETE FROM milestones_ledgerentry WHERE seq = 4")


def swap_two_facts() -> None:
    tamper(
        "UPDATE milestones_ledgerentry SET seq = CASE seq WHEN 4 THEN 1005 ELSE 1004 END WHERE seq IN (4, 5)"
    )
    tamper("UPDATE milestones_ledgerentry SET seq = seq - 1000 WHERE seq > 1000")


def break_a_hash() -> None:
    tamper("UPDATE milestones_ledgerentry SET hash = sha256('forged') WHERE seq = 3")


def move_a_target() -> None:
    tamper("UPDATE milestones_casemilestone SET target_at = target_at + interval '1 second'")


def move_the_next_moment() -> None:
    tamper("UPDATE milestones_casestate SET next_due_at = next_due_at + interval '1 hour'")


def add_a_fact() -> None:
    tamper(
        "INSERT INTO milestones_ledgerentry (case_id, seq, kind, occurred_at, recorded_at, actor, cause, "
        "clock, "
        "generation, body, hash) SELECT case_id, seq + 1, kind, occurred_at, recorded_at, actor, cause, "
        "clock, "
        "generation, body, hash FROM milestones_ledgerentry ORDER BY seq DESC LIMIT 1"
    )


def cut_the_end_off() -> None:
    tamper("DELETE FROM milestones_ledgerentry WHERE seq = (SELECT max(seq) FROM milestones_ledgerentry)")


def change_a_source_event() -> None:
    tamper(
        "UPDATE milestones_caseevent SET payload = convert_to(replace(convert_from(payload, 'UTF8'), "
        "'pending', "
        "'solved!'), 'UTF8') WHERE number = 3"
    )


def change_the_state() -> None:
    tamper(
        "UPDATE milestones_casestate SET state = convert_to(replace(convert_from(state, 'UTF8'), 'EMEA', "
        "'APAC'), "
        "'UTF8')"
    )


CORRUPTIONS: list[tuple[Callable[[], None], str]] = [
    (change_a_number_in_a_body, "ledger_hash_broken"),
    (remove_a_fact, "ledger_missing"),
    (swap_two_facts, "ledger_misplaced"),
    (break_a_hash, "ledger_hash_broken"),
    (move_a_target, "clock_differs"),
    (move_the_next_moment, "next_due_differs"),
    (add_a_fact, "ledger_misplaced"),
    (cut_the_end_off, "ledger_truncated"),
    (change_a_source_event, "event_hash_broken"),
    (change_the_state, "state_differs"),
]


@pytest.mark.parametrize(("corrupt", "code"), CORRUPTIONS, ids=[each.__name__ for each, _ in CORRUPTIONS])
def test_what_was_tampered_with_is_found(desk: Desk, corrupt: Callable[[], None], code: str) -> None:
    corrupt()
    assert code in codes(desk)


def test_a_fact_forged_with_all_its_hashes_is_found_by_the_replay(desk: Desk) -> None:
    """Who recomputes the whole chain still can not make the events say something else."""
    from milestones.engine.chain import GENESIS, link
    from milestones.models import LedgerEntry

    previous = GENESIS
    for entry in LedgerEntry.objects.order_by("seq"):
        body = bytes(entry.body).replace(b'"trigger":"50"', b'"trigger":"55"')
        previous = link(previous, body)
        tamper(
            "UPDATE milestones_ledgerentry SET body = %s, hash = %s WHERE seq = %s", body, previous, entry.seq
        )
    tamper("UPDATE milestones_casestate SET ledger_hash = %s", previous)
    assert codes(desk) == {"fact_missing", "fact_untrue"}


def test_a_case_field_changed_behind_the_engine_is_found(desk: Desk) -> None:
    Case.objects.update(priority="P4")
    assert codes(desk) == {"case_field_differs"}


def test_the_command_counts_and_leaves_with_success_when_nothing_is_wrong(desk: Desk) -> None:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    assert out.getvalue().strip() == "1 cases, 4 events, 10 ledger entries, 0 in quarantine: drift 0"


def test_the_command_leaves_with_failure_and_names_the_drift(desk: Desk) -> None:
    move_a_target()
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify_ledger", "--json", "--case", "desk/CS-1", stdout=out)
    assert left.value.code == 1
    answer = json.loads(out.getvalue())
    assert [each["code"] for each in answer["drift"]] == ["clock_differs"]


def test_the_command_refuses_a_case_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(CommandError, match="no case desk/none"):
        call_command("verify_ledger", "--case", "desk/none")
