"""Endpoints and deliveries through the API."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from entitlements.business_time.instants import HOUR, SECOND
from escalations.engine.deliver import deliver_due
from escalations.models import Delivery, WebhookEndpoint
from escalations.services.replay import ReplayDeliveries
from milestones.models import Case
from sla_admin.shared.models.stored_answer import StoredAnswer
from sla_admin.shared.runs import install_kind
from sla_admin.shared.runs.work import finish
from tests.api.conftest import Caller
from tests.escalations.conftest import MONDAY_10, active_matrix, calling, line, make_case, record
from tests.escalations.conftest import receiver as receiver  # noqa: PLC0414 (a fixture)
from tests.escalations.http_receiver import HttpReceiver, endpoint, status

pytestmark = pytest.mark.django_db

ENDPOINTS = "/api/v1/webhook-endpoints/"
NEW = {"name": "Pager", "kind": "standard", "address": "https://hooks.example.org/a/b?c=d"}
NOW = MONDAY_10 + SECOND


def test_an_endpoint_is_made_read_changed_and_removed_and_its_secret_told_once(caller: Caller) -> None:
    made = caller.post(ENDPOINTS, NEW, expect=201)
    address = f"{ENDPOINTS}{made['endpoint']['id']}/"
    assert made["secret"].startswith("whsec_")
    assert caller.last["Location"] == address
    assert (made["endpoint"]["host"], made["endpoint"]["breaker"]) == ("hooks.example.org", "closed")

    read = caller.get(address)
    assert "secret" not in read
    assert "a/b" not in caller.last.content.decode()
    changed = caller.patch(address, {"concurrency": 7}, If_Match=caller.last["ETag"])
    assert changed["concurrency"] == 7
    caller.patch(address, {"concurrency": 8}, expect=412, If_Match='"old"')

    rotated = caller.post(f"{address}rotate/", {"overlap_hours": 2})
    assert rotated["secret"].startswith("whsec_")
    assert rotated["secret"] != made["secret"]
    assert rotated["previous_secret_until"] is not None
    assert caller.get(f"{address}used-by/")["matrix_versions"] == []
    assert caller.send("DELETE", address).status_code == 204


def test_an_answer_with_a_secret_is_never_kept(caller: Caller) -> None:
    caller.post(ENDPOINTS, NEW, expect=400, Idempotency_Key="k1")
    made = caller.post(ENDPOINTS, NEW, expect=201)
    caller.post(f"{ENDPOINTS}{made['endpoint']['id']}/rotate/", {}, expect=400, Idempotency_Key="k2")
    assert not StoredAnswer.objects.exists()
    assert WebhookEndpoint.objects.count() == 1


def test_a_key_lets_nothing_into_the_network_and_an_administrator_does(caller: Caller) -> None:
    inside = {**NEW, "allow_private": True, "address": "http://127.0.0.1:9/"}
    caller.post(ENDPOINTS, inside, expect=403)
    person = Client()
    person.force_login(User.objects.create_superuser("root"))
    answer = person.post(ENDPOINTS, inside, content_type="application/json")
    assert answer.status_code == 201
    address = f"{ENDPOINTS}{answer.json()['endpoint']['id']}/"
    caller.patch(address, {"address": "http://169.254.169.254/"}, expect=403)


def test_one_that_a_matrix_names_stays_and_says_so(caller: Caller) -> None:
    made = caller.post(ENDPOINTS, NEW, expect=201)
    number = made["endpoint"]["id"]
    version = active_matrix(calling(number))
    assert caller.send("DELETE", f"{ENDPOINTS}{number}/").status_code == 409
    used = caller.get(f"{ENDPOINTS}{number}/used-by/")
    assert used["matrix_versions"] == [
        {"matrix_version": version.pk, "name": str(version), "status": "active", "cells": 1}
    ]


def test_a_test_says_what_came_of_it(caller: Caller, receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    receiver.answers = [status(500, "no")]
    answer = caller.post(f"{ENDPOINTS}{target.pk}/test/")
    assert (answer["is_accepted"], answer["answer"]) == (False, "500 no")
    assert caller.post(f"{ENDPOINTS}{target.pk}/test/")["is_accepted"] is True
    assert caller.post(f"{ENDPOINTS}{target.pk}/try-again/")["breaker"] == "closed"


def deliveries(count: int, target: WebhookEndpoint) -> list[Case]:
    version = active_matrix(calling(target.pk))
    made = [make_case(f"CS-{number}") for number in range(count)]
    record([line(each, version) for each in made])
    return made


def test_the_log_is_read_narrowed_and_sent_again(caller: Caller, receiver: HttpReceiver) -> None:
    target, _ = endpoint(receiver)
    first, second = deliveries(2, target)
    receiver.answers = [status(410)]
    deliver_due(NOW)
    ids = set(Delivery.objects.values_list("pk", flat=True))
    listed = caller.get("/api/v1/deliveries/")["results"]
    assert {each["id"] for each in listed} == ids
    [dead] = caller.get("/api/v1/deliveries/?status=dead")["results"]
    [sent] = caller.get("/api/v1/deliveries/?status=sent&since=2026-06-01T10:00:00Z")["results"]
    assert caller.get("/api/v1/deliveries/?until=2026-06-01T10:00:00Z")["results"] == []
    assert len(caller.get(f"/api/v1/deliveries/?endpoint={target.pk}")["results"]) == 2
    assert {dead["case"], sent["case"]} == {first.pk, second.pk}

    whole: dict[str, Any] = caller.get(f"/api/v1/deliveries/{dead['id']}/")
    [tried] = whole["tries"]
    assert (tried["outcome"], tried["exchange"]["response"]["status"]) == ("refused", 410)
    assert caller.post("/api/v1/deliveries/send-again/", {"deliveries": sorted(ids)})["count"] == 2
    assert deliver_due(NOW + 3600 * SECOND * 9_000).sent == 2
    caller.post("/api/v1/deliveries/send-again/", {"deliveries": [10**9]}, expect=400)


def test_a_stretch_is_replayed_and_a_dead_one_given_up(caller: Caller, receiver: HttpReceiver) -> None:
    install_kind(ReplayDeliveries())
    target, _ = endpoint(receiver)
    deliveries(2, target)
    receiver.answers = [status(410), status(410)]
    deliver_due(NOW)
    one = Delivery.objects.earliest("pk")
    given_up = caller.post(f"/api/v1/deliveries/{one.pk}/give-up/", {"reason": "Not needed"})
    assert given_up["status"] == "canceled"
    asked = {"endpoint": target.pk, "begin": "2026-06-01T00:00:00Z", "end": "2026-06-02T00:00:00Z"}
    run = caller.post("/api/v1/deliveries/replay/", asked, expect=201)
    assert run["total"] == 1
    finish(run["run"], lambda: NOW + HOUR)
    assert deliver_due(NOW + HOUR).sent == 1
    caller.post("/api/v1/deliveries/replay/", {**asked, "end": asked["begin"]}, expect=400)
