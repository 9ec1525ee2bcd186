"""One request against receivers that behave, and that do not."""

import json
import socket
import time
from typing import Any

import pytest

from escalations.outbound.address import parse_address
from escalations.outbound.post import Limits, Posted, post
from tests.escalations.http_receiver import (
    Answer,
    HttpReceiver,
    dripping,
    endless,
    hang_up,
    no_http,
    silent,
    status,
)

INSIDE = Limits(2.0, 1000, allow_private=True)


def send(url: str, limits: Limits = INSIDE) -> Posted:
    return post(parse_address(url), {"content-type": "application/json"}, b'{"a":1}', limits)


def test_the_request_arrives_as_it_is_with_the_name_as_its_host(receiver: HttpReceiver) -> None:
    posted = send(f"http://localhost:{receiver.port}/hook?key=1")
    [got] = receiver.got
    assert (posted.status, posted.body, posted.is_accepted, posted.reached) == (200, "ok", True, "127.0.0.1")
    assert (got.path, json.loads(got.body)) == ("/hook?key=1", {"a": 1})
    assert got.headers["host"] == f"localhost:{receiver.port}"


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_an_answer_and_never_followed(receiver: HttpReceiver, code: int) -> None:
    receiver.answers = [status(code, Location=f"http://127.0.0.1:{receiver.port}/elsewhere")]
    posted = send(receiver.url)
    assert (posted.status, posted.is_accepted, len(receiver.got)) == (code, False, 1)


@pytest.mark.parametrize("answer", [silent(4), dripping(head=True), dripping(head=False)])
def test_a_receiver_that_takes_its_time_is_left_at_the_limit(receiver: HttpReceiver, answer: Answer) -> None:
    receiver.answers = [answer]
    began = time.monotonic()
    posted = send(receiver.url, Limits(0.6, 1000, allow_private=True))
    assert time.monotonic() - began < 1.5
    assert (posted.status, posted.reason, posted.maybe) == (None, "No answer within 0.6 s.", True)


def test_of_an_endless_answer_the_allowed_part_is_read(receiver: HttpReceiver) -> None:
    receiver.answers = [endless]
    posted = send(receiver.url)
    assert (posted.status, posted.is_cut, posted.body) == (200, True, "y" * 1000)


@pytest.mark.parametrize("answer", [no_http, hang_up])
def test_what_is_no_answer_is_a_reason(receiver: HttpReceiver, answer: Answer) -> None:
    receiver.answers = [answer]
    posted = send(receiver.url)
    assert posted.status is None
    assert posted.maybe
    assert posted.reason.startswith("The connection broke:")


def test_a_port_where_nobody_listens_is_a_reason_and_surely_not_reached() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    posted = send(f"http://127.0.0.1:{port}/")
    assert (posted.status, posted.maybe) == (None, False)
    assert posted.reason.startswith("No connection:")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "169.254.169.254"]
)
def test_what_leads_inside_is_refused_by_whatever_name_and_nothing_is_sent(
    receiver: HttpReceiver, host: str
) -> None:
    posted = send(f"https://{host}:{receiver.port}/hook", Limits(2.0, 1000))
    assert posted.status is None
    assert posted.reason.startswith("Refused: ")
    assert "an administrator can allow it" in posted.reason
    assert receiver.got == []


def test_without_encryption_only_inside(receiver: HttpReceiver) -> None:
    assert send(receiver.url, Limits(2.0, 1000)).reason.startswith("Refused: http is for endpoints inside")
    assert receiver.got == []


def test_nobody_can_allow_the_unspecified_address(receiver: HttpReceiver) -> None:
    posted = send(f"http://0.0.0.0:{receiver.port}/")
    assert (
        posted.reason == "Refused: 0.0.0.0 leads to 0.0.0.0, which is unspecified: nothing can be sent there."
    )


def test_a_name_that_nobody_knows_is_a_reason() -> None:
    assert send("https://nobody.invalid/").reason.startswith("Nobody knows where nobody.invalid is")


def test_a_name_that_leads_to_a_public_and_a_private_address_is_refused(
    receiver: HttpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (each, receiver.port)) for each in ("93.184.216.34", "127.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    posted = send("https://two-faced.example/", Limits(2.0, 1000))
    assert posted.reason.startswith("Refused: two-faced.example leads to 127.0.0.1, which is loopback")


def test_a_name_is_looked_up_once_so_that_it_cannot_change_its_mind(
    receiver: HttpReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    really = socket.getaddrinfo

    def once(host: str, port: int, *rest: Any, **more: Any) -> list[Any]:
        if host == "127.0.0.1":  # connecting by number asks nobody
            return really(host, port, *rest, **more)
        asked.append(host)
        return [(0, 0, 0, "", ("127.0.0.1" if len(asked) == 1 else "10.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    posted = send(f"http://rebinding.example:{receiver.port}/")
    assert (posted.status, asked) == (200, ["rebinding.example"])
    assert receiver.got[0].headers["host"] == f"rebinding.example:{receiver.port}"


def test_a_resolver_that_says_nothing_is_left_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
    began = time.monotonic()
    posted = send("https://slow.example/", Limits(0.3, 1000))
    assert time.monotonic() - began < 1
    assert (posted.reason, posted.maybe) == ("No answer within 0.3 s.", False)


def test_a_certificate_that_nobody_vouches_for_is_a_reason(receiver: HttpReceiver) -> None:
    posted = send(f"https://127.0.0.1:{receiver.port}/")
    assert posted.status is None
    assert receiver.got == []
