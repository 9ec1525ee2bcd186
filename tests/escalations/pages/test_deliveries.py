"""The delivery log and the endpoints' pages, as people use them."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entitlements.business_time.instants import HOUR, SECOND
from escalations.engine.deliver import deliver_due
from escalations.models import Delivery, WebhookEndpoint
from escalations.services.replay import ReplayDeliveries
from milestones.models import Case
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs import install_kind
from tests.escalations.conftest import MONDAY_10, active_matrix, calling, line, make_case, record, telling
from tests.escalations.http_receiver import HttpReceiver, endpoint, status

pytestmark = pytest.mark.django_db

NOW = MONDAY_10 + SECOND
NEW = {
    "name": "Pager",
    "kind": "standard",
    "address": "https://hooks.example.org/a/b",
    "on_echo": "send",
    "timeout_seconds": "10",
    "concurrency": "4",
    "body_limit": "65536",
    "is_active": "on",
}


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root", "root@example.org"))
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_secret_is_shown_once_and_never_on_the_endpoint_s_page(administrator: Client) -> None:
    answer = administrator.post(reverse("setup-endpoint-new"), NEW)
    shown = answer.content.decode()
    secret = shown.partition("whsec_")[2].partition("<")[0]
    assert (answer.status_code, len(secret)) == (200, 44)
    assert answer["Cache-Control"] == "no-store"
    page = reverse("setup-endpoint", args=[WebhookEndpoint.objects.get().pk])
    assert secret not in text(administrator, page)
    assert "hooks.example.org" in text(administrator, reverse("setup-endpoints"))
    rotated = administrator.post(f"{page}rotate/", {"number": "24"}).content.decode()
    assert "whsec_" in rotated
    assert secret not in rotated
    assert "From 0 to 168 hours" in administrator.post(f"{page}rotate/", {"number": "x"}).content.decode()
    assert "The one before signs until" in text(administrator, page)
    administrator.post(f"{page}end-secret/")
    assert WebhookEndpoint.objects.get().previous_secret_until is None


def test_what_is_wrong_stands_at_its_field(administrator: Client) -> None:
    answer = administrator.post(reverse("setup-endpoint-new"), {**NEW, "address": "http://127.0.0.1/"})
    assert answer.status_code == 400
    assert "Use https://" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_a_blank_address_stays_and_a_new_one_begins_anew(administrator: Client) -> None:
    administrator.post(reverse("setup-endpoint-new"), NEW)
    row = WebhookEndpoint.objects.get()
    change = reverse("setup-endpoint-change", args=[row.pk])
    administrator.post(change, {**NEW, "address": "", "concurrency": "9"})
    row.refresh_from_db()
    assert (row.host, row.concurrency) == ("hooks.example.org", 9)
    administrator.post(change, {**NEW, "address": "https://other.example.org/", "concurrency": "9"})
    row.refresh_from_db()
    assert row.host == "other.example.org"


def test_the_page_of_an_endpoint_says_how_it_fares_and_lets_it_be_tested_switched_and_tried(
    administrator: Client, receiver: HttpReceiver
) -> None:
    target, _ = endpoint(receiver)
    page = reverse("setup-endpoint", args=[target.pk])
    receiver.answers = [status(503, "out of order")] * 5
    for _ in range(5):
        administrator.post(f"{page}test/")
    shown = text(administrator, page)
    assert "Standing still after 5 failures in a row" in shown
    assert "503 out of order" in shown
    administrator.post(f"{page}try-again/")
    assert WebhookEndpoint.objects.get().breaker == "closed"
    assert "Say why people are told instead" in administrator.post(f"{page}switch/").content.decode()
    administrator.post(f"{page}switch/", {"reason": "Being replaced"})
    assert WebhookEndpoint.objects.get().is_active is False
    administrator.post(f"{page}switch/")
    assert WebhookEndpoint.objects.get().is_active is True
    active_matrix(calling(target.pk), name="Standard")
    refused = administrator.post(f"{page}remove/")
    assert refused.status_code == 409
    assert "is named by Standard" in refused.content.decode()


def test_the_log_shows_what_was_told_to_whom_and_can_be_narrowed(
    administrator: Client, receiver: HttpReceiver, case: Case
) -> None:
    target, _ = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])
    other = make_case("CS-7")
    record([line(other, active_matrix(telling("owner"), name="Mail"))])
    receiver.answers = [status(410)]
    deliver_due(NOW)
    log = reverse("setup-deliveries")
    everything = text(administrator, log)
    assert "CS-1042" in everything
    assert "CS-7" in everything
    assert "first response violated" in everything
    failed = text(administrator, f"{log}?state=failed")
    assert ("CS-1042" in failed, "CS-7" in failed) == (True, False)
    by_mail = text(administrator, f"{log}?action=email")
    assert ("CS-1042" in by_mail, "CS-7" in by_mail) == (False, True)
    later = text(administrator, f"{log}?begin=2026-06-02T00:00&endpoint={target.pk}")
    assert "No delivery fits" in later
    assert "CS-1042" in text(administrator, f"{log}?state=nonsense&begin=nonsense&before=nonsense&account=x")


def test_one_delivery_shows_its_tries_with_what_went_over_the_line_and_goes_again(
    administrator: Client, receiver: HttpReceiver, case: Case
) -> None:
    target, secret = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk), name="Standard"))])
    receiver.answers = [status(410, "<b>gone</b>")]
    deliver_due(NOW)
    row = Delivery.objects.get()
    page = reverse("setup-delivery", args=[row.pk])
    shown = text(administrator, page)
    for said in (
        "Webhook to Pager",
        "1 try",
        "POST /hook HTTP/1.1",
        "webhook-signature",
        row.idempotency_key,
    ):
        assert said in shown
    assert "&lt;b&gt;gone&lt;/b&gt;" in shown
    assert secret not in shown
    assert "Standard" in shown
    assert administrator.post(f"{page}again/").status_code == 302
    deliver_due(NOW + HOUR * 24 * 400)
    assert Delivery.objects.get().status == "sent"
    assert "Replay" in text(administrator, page)
    assert administrator.post(f"{page}give-up/", {"reason": "x"}).status_code == 409


def test_a_stretch_of_time_is_replayed_from_its_page(
    administrator: Client, receiver: HttpReceiver, case: Case
) -> None:
    install_kind(ReplayDeliveries())
    target, _ = endpoint(receiver)
    record([line(case, active_matrix(calling(target.pk)))])
    deliver_due(NOW)
    page = reverse("setup-deliveries-replay")
    assert "Pager" in text(administrator, f"{page}?endpoint={target.pk}")
    given = {"endpoint": target.pk, "begin": "2026-06-01T00:00", "end": "2026-06-02T00:00", "which": "all"}
    refused = administrator.post(page, {**given, "end": "2026-05-01T00:00"})
    assert "ends after it begins" in refused.content.decode()
    answer = administrator.post(page, given)
    run = BackgroundRun.objects.get()
    assert answer["Location"] == reverse("run", args=[run.pk])
    assert (run.title, run.total) == ("Replay deliveries to Pager", 1)


def test_the_log_asks_the_same_number_of_questions_whatever_its_length(
    administrator: Client, receiver: HttpReceiver
) -> None:
    target, _ = endpoint(receiver)
    version = active_matrix(calling(target.pk))
    counts = []
    for number in range(12):
        record([line(make_case(f"CS-{number}"), version)])
        if number in (1, 11):
            deliver_due(NOW)
            text(administrator, reverse("setup-deliveries"))
            with CaptureQueriesContext(connection) as asked:
                text(administrator, reverse("setup-deliveries"))
            counts.append(len(asked))
    assert counts[0] == counts[1]
