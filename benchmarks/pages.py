"""Pages and API under gunicorn over a large desk, each beside the figure that was asked.

    python -m benchmarks.pages               # a scratch database, loaded with 100,000 open cases and a past
    python -m benchmarks.pages --here        # the database of DATABASE_URL as it is (benchmarks.many_cases)

Two gunicorn workers, requests one after the other, as one client sees them, with authentication, over HTTP:
the least, which is what it costs where nothing else runs, the median and the 99th percentile. "Drawn anew" is
a board after a change, when its picture is read from the database, once for everybody; the others are pages
as the next viewer gets them. `--here` opens some cases of its own (source `benchmark`) and leaves them.
"""

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable
from time import monotonic, perf_counter, sleep
from typing import Self
from urllib.parse import urlencode

from benchmarks.scratch import scratch_database

OPEN, CLOSED = 100_000, 280_000
"""Together about 900,000 clocks."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("--here", action="store_true", help="measure the database of DATABASE_URL as it is")
    parser.add_argument("--open", type=int, default=OPEN, help="open cases to load (100,000)")
    parser.add_argument("--closed", type=int, default=CLOSED, help="closed cases to load (280,000)")
    parser.add_argument("--rounds", type=int, default=60)
    told = parser.parse_args(arguments)
    os.environ.setdefault("CELERY_BROKER_URL", "memory://")
    if told.here:
        os.environ.setdefault("SECRET_KEY", "for benchmarks alone")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")
        os.environ.setdefault("LOG_LEVEL", "ERROR")
        import django

        django.setup()
        _measure(told.rounds)
        return 0
    with scratch_database():
        from benchmarks.many_cases import load

        began = perf_counter()
        print("open, closed, clocks:", load(told.open, told.closed), f"in {perf_counter() - began:.0f} s")
        _measure(told.rounds)
    return 0


class Server:
    """Gunicorn on the database of this process, ended with the block."""

    def __enter__(self) -> Self:
        from django.db import connection

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        before, _, database = os.environ["DATABASE_URL"].partition("?")[0].rpartition("/")
        after = os.environ["DATABASE_URL"].removeprefix(f"{before}/{database}")
        environment = os.environ | {
            "DATABASE_URL": f"{before}/{connection.settings_dict['NAME']}{after}",
            "LOG_LEVEL": "ERROR",
            "API_REQUESTS_PER_MINUTE": "1000000",
        }
        bind = f"127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "sla_admin.wsgi", "--workers", "2", "--bind", bind]
        quiet = ["--log-level", "error", "--limit-request-line", "8190"]
        self._process = subprocess.Popen([*command, *quiet], env=environment)
        self._connection: http.client.HTTPConnection | None = None
        deadline = monotonic() + 60
        while monotonic() < deadline:
            try:
                if self.ask("GET", "/health/")[0] in (200, 503):
                    return self
            except OSError:
                sleep(0.2)
        raise RuntimeError("The server did not come up.")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(30)

    def ask(
        self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


def _measure(rounds: int) -> None:
    cookie, key = _somebody()
    cases = _some_cases()
    with Server() as server:
        print(f"{'measure':<40} {'least':>9} {'median':>9} {'p99':>9}   asked", flush=True)

        def page(path: str, expected: int = 200, **headers: str) -> dict[str, str]:
            status, answered, _ = server.ask("GET", path, {"Cookie": cookie, **headers})
            if status != expected:
                raise RuntimeError(f"{path} answered {status}, not {expected}.")
            return answered

        for _ in range(2):  # each worker compiles its templates once
            for path in ("/board/", "/board/?by=queue", "/queue/", f"/cases/{cases[0]}/"):
                for _ in range(3):
                    page(path)
        show("board, first page", times(lambda: page("/board/"), rounds), "150 ms")
        show("board, by queue", times(lambda: page("/board/?by=queue"), rounds))
        show("board, drawn anew after a change", _drawn_anew(page), "150 ms")
        etag = page("/board/live/")["ETag"]

        def unchanged() -> None:
            nonlocal etag
            status, answered, _ = server.ask("GET", "/board/live/", {"Cookie": cookie, "If-None-Match": etag})
            if status == 200:
                etag = answered["ETag"]

        show("board unchanged, 304", times(unchanged, rounds * 3), "10 ms")
        chosen = iter(cases * 3)
        show("case page", times(lambda: page(f"/cases/{next(chosen)}/"), rounds), "100 ms")
        for path, asked in (
            ("/queue/", ""),
            ("/cases/", ""),
            ("/workload/", ""),
            ("/coverage-gaps/", ""),
            ("/reports/compliance/", "1500 ms"),
        ):
            if server.ask("GET", path, {"Cookie": cookie})[0] == 200:
                show(f"page {path}", times(lambda path=path: page(path), max(5, rounds // 6)), asked)  # type: ignore[misc]  # bound per path
        _api(server, {"Authorization": f"Bearer {key}"}, cases, rounds)


def _api(server: Server, headers: dict[str, str], cases: list[int], rounds: int) -> None:
    numbers = iter(range(10**9))
    run = f"{random.randrange(10**9)}"

    def post() -> None:
        told = {
            "source": "benchmark",
            "external_id": f"{run}-{next(numbers)}",
            "account": "load-17",
            "subject": "Checkout times out",
            "priority": "P2",
            "status": "open",
            "channel": "web",
            "queue": "load-payments",
        }
        body = json.dumps(told).encode()
        status, _, said = server.ask(
            "POST", "/api/v1/cases/", {**headers, "Content-Type": "application/json"}, body
        )
        if status != 201:
            raise RuntimeError(f"POST cases/ answered {status}: {said[:300]!r}")

    for _ in range(6):
        post()
    show("POST cases/, coverage and clocks", times(post, rounds * 5), "p99 60 ms")
    query = urlencode([("id", str(each)) for each in cases[:500]])

    def many() -> None:
        status, _, said = server.ask("GET", f"/api/v1/cases/sla/?{query}", headers)
        if status != 200:
            raise RuntimeError(f"cases/sla/ answered {status}: {said[:300]!r}")

    many()
    show("GET cases/sla/ for 500 cases", times(many, max(5, rounds // 4)), "150 ms")


def _drawn_anew(page: Callable[[str], object]) -> list[float]:
    """The first page after a change: the picture is read again. One case changes hands each time."""
    from django.db import connection

    seconds = []
    for _ in range(8):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE milestones_case SET subject = subject || '.' WHERE id = "
                "(SELECT max(case_id) FROM milestones_opencase)"
            )
            cursor.execute(
                "UPDATE milestones_case SET subject = rtrim(subject, '.') WHERE id = "
                "(SELECT max(case_id) FROM milestones_opencase)"
            )
        sleep(2.1)
        began = perf_counter()
        page("/board/")
        seconds.append(perf_counter() - began)
    return seconds


def times(deed: Callable[[], object], rounds: int) -> list[float]:
    seconds = []
    for _ in range(rounds):
        began = perf_counter()
        deed()
        seconds.append(perf_counter() - began)
    return seconds


def show(measure: str, seconds: list[float], asked: str = "") -> None:
    ordered = sorted(seconds)
    median, last = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    figures = " ".join(f"{each * 1000:>6.1f} ms" for each in (ordered[0], median, last))
    print(f"{measure:<40} {figures}   {asked}", flush=True)


def _somebody() -> tuple[str, str]:
    """The session cookie of somebody with every role, and an API key."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from sla_admin.shared.api_keys.issue import issue_key
    from sla_admin.shared.models.api_key import SCOPES
    from sla_admin.shared.system_clock import database_time

    user, _ = User.objects.get_or_create(
        username="benchmark-pages", defaults={"is_superuser": True, "is_staff": True, "password": "!"}
    )
    client = Client()
    client.force_login(user)
    _, key = issue_key("benchmarks.pages", SCOPES, at=database_time(), expires_at=database_time() + 10**10)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}", key


def _some_cases() -> list[int]:
    """500 open cases from everywhere."""
    from milestones.models import OpenCase

    ids = list(OpenCase.objects.order_by("case").values_list("case", flat=True))
    if len(ids) < 500:
        raise RuntimeError("Fewer than 500 open cases: load some with python -m benchmarks.many_cases.")
    return random.Random(7).sample(ids, 500)


if __name__ == "__main__":
    sys.exit(main())
