"""A receiver that really speaks HTTP, and misbehaves as told."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from entitlements.business_time.instants import parse_instant
from escalations.models import WebhookEndpoint
from escalations.services.endpoints import Who, create_endpoint

ADMINISTRATOR = Who("user:1", is_administrator=True)
MADE = parse_instant("2026-06-01T08:00:00Z")

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Got:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: str


@dataclass
class HttpReceiver:
    """`answers` are used up one by one; afterwards everything is accepted."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def ids(self) -> list[str]:
        return [each.headers["webhook-id"] for each in self.got]


def status(code: int, body: str = "", **headers: str) -> Answer:
    """Answer at once."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        told = body.encode()
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(told)))
        request.end_headers()
        request.wfile.write(told)

    return answer


def silent(seconds: float) -> Answer:
    """Say nothing for a while."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)

    return answer


def dripping(head: bool) -> Answer:
    """One byte now and again, in the head or in the body, never ending."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        if head:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        else:
            request.send_response(200)
            request.end_headers()
        until = time.monotonic() + 10
        while time.monotonic() < until:
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)

    return answer


def endless(request: BaseHTTPRequestHandler) -> None:
    """A body without end, as fast as it goes."""
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"y" * 65_536)


def no_http(request: BaseHTTPRequestHandler) -> None:
    """Something that is not HTTP at all."""
    request.wfile.write(b"220 mail.example.org ESMTP\r\n")


def hang_up(request: BaseHTTPRequestHandler) -> None:
    """Close without a word."""
    request.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def listening() -> Iterator[HttpReceiver]:
    """A receiver on a free port of this machine."""
    receiver = HttpReceiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            receiver.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            answer = receiver.answers.pop(0) if receiver.answers else status(200, "ok")
            with suppress(OSError):  # the other side had enough
                answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    receiver.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()


def endpoint(receiver: HttpReceiver, name: str = "Pager", **fields: Any) -> tuple[WebhookEndpoint, str]:
    """An endpoint of that receiver, and its secret."""
    given = {"kind": "standard", "address": receiver.url, "allow_private": True, **fields}
    return create_endpoint({"name": name, **given}, who=ADMINISTRATOR, at=MADE)
