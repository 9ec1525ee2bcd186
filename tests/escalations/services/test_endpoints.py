"""Endpoints as people make, change and remove them."""

import pytest
from django.db import IntegrityError, transaction

from escalations.models import WebhookEndpoint
from escalations.outbound.sealing import unseal
from escalations.services.checks.endpoints import endpoint_failing, endpoint_unused
from escalations.services.endpoints import (
    Who,
    change_endpoint,
    create_endpoint,
    delete_endpoint,
    end_previous_secret,
    rotate_secret,
)
from sla_admin.shared.errors import Conflict, InvalidInput, NotAllowed
from tests.escalations.conftest import MONDAY_10, active_matrix, calling
from tests.escalations.http_receiver import ADMINISTRATOR

pytestmark = pytest.mark.django_db

KEY = Who("key:abc")
GIVEN = {"name": "Pager", "kind": "standard", "address": "https://hooks.example.org/a?token=abc"}


def made(**fields: object) -> tuple[WebhookEndpoint, str]:
    return create_endpoint({**GIVEN, **fields}, who=ADMINISTRATOR, at=MONDAY_10)


def test_secret_and_address_are_not_in_the_database_as_they_are() -> None:
    endpoint, secret = made()
    stored = WebhookEndpoint.objects.values().get()
    assert secret.startswith("whsec_")
    assert secret not in str(stored)
    assert "token" not in str(stored)
    assert unseal(endpoint.sealed_secret) == secret
    assert endpoint.host == "hooks.example.org"


def test_a_room_of_chat_has_no_secret_but_its_address() -> None:
    endpoint, secret = made(kind="slack")
    assert (secret, endpoint.sealed_secret) == ("", "")
    with pytest.raises(Conflict, match="signs nothing"):
        rotate_secret(endpoint.pk, overlap_hours=1, who=ADMINISTRATOR, at=MONDAY_10)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, {"name"}),
        ({"kind": "pigeon"}, {"kind"}),
        ({"address": "nonsense"}, {"address"}),
        ({"address": "http://hooks.example.org/"}, {"address"}),
        ({"address": "https://127.0.0.1/"}, {"address"}),
        ({"address": "https://[::1]/"}, {"address"}),
        ({"timeout_seconds": 16}, {"timeout_seconds"}),
        ({"concurrency": 0}, {"concurrency"}),
        ({"body_limit": 10}, {"body_limit"}),
        ({"on_echo": "suppress"}, {""}),
        ({"secret": "mine"}, {"secret"}),
    ],
)
def test_what_is_wrong_is_refused_by_field_and_nothing_is_written(
    fields: dict[str, object], wrong: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        made(**fields)
    assert {field for field, _ in refused.value.problems} >= wrong
    assert not WebhookEndpoint.objects.exists()


def test_a_name_is_taken_once_whatever_its_case() -> None:
    made()
    with pytest.raises(InvalidInput, match="Another endpoint has this name"):
        made(name="PAGER")


def test_only_an_administrator_who_is_signed_in_lets_an_endpoint_inside_or_moves_one_there() -> None:
    with pytest.raises(NotAllowed):
        create_endpoint({**GIVEN, "allow_private": True}, who=KEY, at=MONDAY_10)
    outside, _ = create_endpoint(GIVEN, who=KEY, at=MONDAY_10)
    with pytest.raises(NotAllowed):
        change_endpoint(outside, {"allow_private": True, "address": "http://127.0.0.1/"}, who=KEY)
    inside, _ = made(name="Inside", address="http://10.0.0.5:8080/", allow_private=True)
    with pytest.raises(NotAllowed):
        change_endpoint(inside, {"address": "http://169.254.169.254/latest/"}, who=KEY)
    with pytest.raises(NotAllowed):
        change_endpoint(inside, {"allow_private": False}, who=KEY)
    change_endpoint(
        WebhookEndpoint.objects.get(pk=inside.pk), {"allow_private": True, "concurrency": 2}, who=KEY
    )
    assert WebhookEndpoint.objects.get(pk=inside.pk).concurrency == 2


def test_what_is_inside_stays_no_address_of_one_that_is_outside_again() -> None:
    inside, _ = made(address="http://10.0.0.5/", allow_private=True)
    with pytest.raises(InvalidInput, match="Use https"):
        change_endpoint(inside, {"allow_private": False}, who=ADMINISTRATOR)


def test_of_three_secrets_the_last_two_are_known_at_most() -> None:
    endpoint, first = made()
    second = rotate_secret(endpoint.pk, overlap_hours=24, who=ADMINISTRATOR, at=MONDAY_10)
    third = rotate_secret(endpoint.pk, overlap_hours=24, who=ADMINISTRATOR, at=MONDAY_10)
    endpoint.refresh_from_db()
    assert len({first, second, third}) == 3
    assert unseal(endpoint.sealed_secret) == third
    assert unseal(endpoint.sealed_previous_secret) == second
    end_previous_secret(endpoint.pk, who=ADMINISTRATOR)
    endpoint.refresh_from_db()
    assert (endpoint.sealed_previous_secret, endpoint.previous_secret_until) == ("", None)
    with pytest.raises(InvalidInput, match="From 0 to 168"):
        rotate_secret(endpoint.pk, overlap_hours=169, who=ADMINISTRATOR, at=MONDAY_10)


def test_the_kind_stays_by_service_and_by_database() -> None:
    endpoint, _ = made()
    with pytest.raises(InvalidInput, match="The kind stays"):
        change_endpoint(endpoint, {"kind": "slack"}, who=ADMINISTRATOR)
    with pytest.raises(IntegrityError, match="kind never changes"), transaction.atomic():
        WebhookEndpoint.objects.update(kind="slack", sealed_secret="", secret_since=None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"breaker": "open"},
        {"breaker_reason": "503"},
        {"sealed_secret": ""},
        {"sealed_previous_secret": "x"},
        {"concurrency": 0},
        {"on_echo": "suppress"},
    ],
)
def test_states_that_mean_nothing_cannot_be_stored(wrong: dict[str, object]) -> None:
    made()
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookEndpoint.objects.update(**wrong)


def test_an_endpoint_that_a_matrix_names_stays_and_says_which_does() -> None:
    endpoint, _ = made()
    active_matrix(calling(endpoint.pk), name="Standard")
    with pytest.raises(Conflict, match="is named by Standard"):
        delete_endpoint(endpoint, who=ADMINISTRATOR)
    other, _ = made(name="Other")
    delete_endpoint(other, who=ADMINISTRATOR)
    assert list(WebhookEndpoint.objects.values_list("name", flat=True)) == ["Pager"]


def test_the_site_checks_find_those_that_fail_and_those_that_nothing_uses() -> None:
    used, _ = made()
    active_matrix(calling(used.pk))
    made(name="Idle")
    made(name="Off", is_active=False)
    WebhookEndpoint.objects.filter(pk=used.pk).update(
        breaker="open", breaker_until="2026-06-01T10:00Z", breaker_reason="503 down", failures=5, openings=1
    )
    assert [found[:3] for found in endpoint_unused(MONDAY_10)] == [
        ("Idle", "endpoint", WebhookEndpoint.objects.get(name="Idle").pk)
    ]
    [found] = endpoint_failing(MONDAY_10)
    assert found[0] == "Pager"
    assert found[3] == "It failed 5 times in a row, and 0 wait: 503 down"
