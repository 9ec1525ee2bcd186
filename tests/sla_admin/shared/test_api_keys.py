"""Keys: shown once, kept as a hash, refused when they should be."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sla_admin.shared.api_keys.issue import issue_key, revoke_key
from sla_admin.shared.api_keys.recognize import UnknownKey, recognize_key
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.models import ApiKey

pytestmark = pytest.mark.django_db

AT = 1_780_000_000_000_000
SECOND = 1_000_000


def test_the_secret_is_nowhere_in_the_database() -> None:
    key, written = issue_key("crm", ["cases:read"], at=AT)
    secret = written.split("_", 2)[2]
    assert written.startswith(f"sla_{key.prefix}_")
    row = ApiKey.objects.filter(pk=key.pk).values().get()
    assert not any(secret in str(value) for value in row.values())


def test_a_key_is_recognized_until_the_instant_it_expires() -> None:
    key, written = issue_key("crm", ["cases:read"], at=AT, expires_at=AT + 10)
    assert recognize_key(written, at=AT + 9) == key
    with pytest.raises(UnknownKey, match="expired"):
        recognize_key(written, at=AT + 10)


def test_a_revoked_key_is_refused_and_cannot_be_revoked_again() -> None:
    key, written = issue_key("crm", ["cases:read"], at=AT)
    revoke_key(key, at=AT + 1)
    with pytest.raises(UnknownKey, match="revoked"):
        recognize_key(written, at=AT + 2)
    with pytest.raises(Conflict):
        revoke_key(key, at=AT + 3)


def test_who_does_not_know_the_secret_does_not_learn_that_a_key_is_revoked() -> None:
    key, written = issue_key("crm", ["cases:read"], at=AT)
    revoke_key(key, at=AT + 1)
    with pytest.raises(UnknownKey, match="no such"):
        recognize_key(written[:-1] + ("A" if written[-1] != "A" else "B"), at=AT + 2)


def test_use_is_noted_at_most_once_a_minute() -> None:
    key, written = issue_key("crm", ["cases:read"], at=AT)
    writes = []
    for later in (0, 1, 59, 60, 61):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            recognize_key(written, at=AT + later * SECOND)
        writes.append(sum(query["sql"].startswith("UPDATE") for query in queries))
    assert writes == [1, 0, 0, 1, 0]
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert round(key.last_used_at.timestamp()) == AT // SECOND + 60


@pytest.mark.parametrize(
    ("name", "scopes", "expires_at", "fields"),
    [
        (" ", ["cases:read"], None, {"name"}),
        ("x" * 101, ["cases:read"], None, {"name"}),
        ("crm", [], None, {"scopes"}),
        ("crm", ["cases:everything"], None, {"scopes"}),
        ("crm", ["cases:read"], AT, {"expires_at"}),
        ("", ["nothing"], AT - 1, {"name", "scopes", "expires_at"}),
    ],
)
def test_a_wrong_key_is_refused_by_name_of_field(
    name: str, scopes: list[str], expires_at: int | None, fields: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        issue_key(name, scopes, at=AT, expires_at=expires_at)
    assert {field for field, _ in refusal.value.problems} == fields
    assert ApiKey.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["root"]}, {"secret_hash": "plain"}, {"prefix": "A"}]
)
def test_the_database_itself_holds_no_impossible_key(wrong: dict[str, object]) -> None:
    key, _ = issue_key("crm", ["cases:read"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.filter(pk=key.pk).update(**wrong)


def test_the_command_prints_the_key_alone_and_it_works() -> None:
    out, err = StringIO(), StringIO()
    call_command(
        "create_api_key", "crm", "--scope", "cases:write", "--scope", "cases:read", stdout=out, stderr=err
    )
    key = recognize_key(out.getvalue().strip(), at=AT)
    assert key.scopes == ["cases:read", "cases:write"]
    assert "not shown again" in err.getvalue()


@pytest.mark.parametrize("expires_at", ["tomorrow", "2027-01-01T00:00:00", "2020-01-01T00:00:00Z"])
def test_the_command_refuses_an_expiry_that_is_none(expires_at: str) -> None:
    with pytest.raises(CommandError, match="expires_at"):
        call_command("create_api_key", "crm", "--scope", "cases:read", "--expires-at", expires_at)
    assert ApiKey.objects.count() == 0
