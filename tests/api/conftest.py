"""A caller of the API as other systems are: HTTP, a key, JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from milestones.engine.evaluate import evaluate_due
from sla_admin.shared import system_clock
from sla_admin.shared.api_keys.issue import issue_key
from sla_admin.shared.models.api_key import SCOPES
from tests.milestones.promised import at as monday


class Caller:
    """Speaks JSON with a key. `last` is the latest answer."""

    def __init__(self, key: str | None, client: Client | None = None) -> None:
        self.key = key
        self.client = client or Client(raise_request_exception=False)
        self.last: Any

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Any request. A `body` of bytes goes out as it is, anything else as JSON."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key is not None:
            named.setdefault("Authorization", f"Bearer {self.key}")
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        content_type = named.pop("Content-Type", "application/json")
        self.last = self.client.generic(method, path, data, content_type=content_type, headers=named)
        return self.last

    def get(self, path: str, expect: int = 200, **headers: str) -> Any:
        return self._answer("GET", path, None, expect, headers)

    def post(self, path: str, body: Any = None, expect: int = 200, **headers: str) -> Any:
        return self._answer("POST", path, {} if body is None else body, expect, headers)

    def patch(self, path: str, body: Any, expect: int = 200, **headers: str) -> Any:
        return self._answer("PATCH", path, body, expect, headers)

    def _answer(self, method: str, path: str, body: Any, expect: int, headers: dict[str, str]) -> Any:
        answer = self.send(method, path, body, **headers)
        assert answer.status_code == expect, answer.content.decode()
        return json.loads(answer.content) if answer.content else None


CallerWith = Callable[..., Caller]


@pytest.fixture
def caller_with(db: None) -> CallerWith:
    """A caller whose key has the scopes named."""

    def made(*scopes: str) -> Caller:
        _, written = issue_key("tests", scopes, at=system_clock.database_time())
        return Caller(written)

    return made


@pytest.fixture
def caller(caller_with: CallerWith) -> Caller:
    """A caller who may do everything."""
    return caller_with(*SCOPES)


class Clock:
    """The time that requests see: the one function which asks it, answered by hand."""

    def __init__(self) -> None:
        self.now = 0

    def at(self, clock: str) -> None:
        """From now on it is that time of Monday, 1 June 2026, UTC."""
        self.now = monday(clock)

    def pass_to(self, clock: str) -> None:
        """Time passes to that time, and the engine notices."""
        self.at(clock)
        evaluate_due(at=self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is 09:00 on Monday, 1 June 2026, UTC."""
    found = Clock()
    found.at("09:00")
    monkeypatch.setattr(system_clock, "database_time", lambda using="default": found.now)
    return found
