"""A feed that never loses a row that committed late. Two real connections."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from entitlements.services.tiers import create_tier
from sla_admin.shared.changes.feed import (
    BEGINNING,
    Position,
    after,
    go_on_after_a_restored_dump,
    settled,
)
from sla_admin.shared.models import ConfigurationChange

pytestmark = pytest.mark.django_db(transaction=True)

ADD = """
    INSERT INTO entitlements_supporttier (key, name, rank, customer_segment, color)
    VALUES ('slow', 'Slow', 9, '', '#123456')
"""
PATIENCE = 240.0
"""Seconds that other databases of the server may hold the feed back with transactions of their own."""


@pytest.fixture
def other() -> Iterator[psycopg.Connection]:
    """A second connection to the same database."""
    params = connection.get_connection_params()
    wanted = {
        name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)
    }
    with psycopg.connect(**wanted) as found:
        yield found


def told(position: Position) -> list[ConfigurationChange]:
    """What the feed has for a reader that stands there."""
    return list(after(settled(), position).filter(kind="support_tier"))


def told_in_time(position: Position, wanted: int) -> list[ConfigurationChange]:
    """The same, once it is so many."""
    ends = time.monotonic() + PATIENCE
    while len(found := told(position)) < wanted and time.monotonic() < ends:
        time.sleep(0.05)
    return found


def test_what_began_earlier_and_commits_later_is_delivered_and_nothing_passes_it(
    other: psycopg.Connection,
) -> None:
    with other.transaction():
        other.execute(ADD)  # its number is smaller, and nobody sees it yet
        create_tier(key="fast", name="Fast", rank=1)

        assert [each.object_name for each in ConfigurationChange.objects.filter(kind="support_tier")] == [
            "Fast"
        ]
        assert told(BEGINNING) == []

    slow, fast = told_in_time(BEGINNING, 2)
    assert (slow.object_name, fast.object_name) == ("Slow", "Fast")
    assert (slow.transaction, slow.pk) < (fast.transaction, fast.pk)
    assert [each.object_name for each in told(Position(slow.transaction, slow.pk))] == ["Fast"]
    assert told(Position(fast.transaction, fast.pk)) == []


def test_a_transaction_that_is_rolled_back_is_never_delivered(other: psycopg.Connection) -> None:
    other.execute(ADD)
    create_tier(key="fast", name="Fast", rank=1)
    assert told(BEGINNING) == []

    other.rollback()

    assert [each.object_name for each in told_in_time(BEGINNING, 1)] == ["Fast"]


def test_after_a_dump_was_restored_into_a_younger_server_new_changes_come_after_those_that_came_along() -> (
    None
):
    create_tier(key="old", name="Old", rank=1)
    far_ahead = 2**50
    with (
        connection.cursor() as cursor
    ):  # as if these rows had come along from a server that had worked longer
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE shared_configurationchange SET transaction = transaction + %s", [far_ahead])
        cursor.execute("SET session_replication_role = origin")
    try:
        go_on_after_a_restored_dump("default")
        go_on_after_a_restored_dump("default")  # once is enough
        create_tier(key="new", name="New", rank=2)

        old, new = told_in_time(BEGINNING, 2)
        assert (old.object_name, new.object_name) == ("Old", "New")
        assert old.transaction < new.transaction < old.transaction + far_ahead
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION shared_transaction_shift() RETURNS bigint LANGUAGE sql STABLE "
                "AS 'SELECT 0::bigint'"
            )
