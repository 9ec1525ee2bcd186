"""City service requests with the targets and outcomes a city computed itself (form: Boston 311, 2011)."""

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
OPENS, CLOSES = time(8, 30), time(17)

Kind = Literal["business", "calendar"]


class Policy(NamedTuple):
    """What a type of request is promised: so many business or calendar days."""

    kind: Kind
    days: int


class Request(NamedTuple):
    """One request. Times are local, as the city wrote them; `target` is the city's own."""

    id: str
    type: str
    opened: datetime
    target: datetime
    closed: datetime | None
    is_on_time: bool


class Skipped(NamedTuple):
    """A row that cannot be scored, and why."""

    id: str
    reason: str


def read_policy(path: Path) -> dict[str, Policy]:
    """Type of request → policy, for types that have one. Raises ValueError naming a type whose policy is
    malformed.
    """
    types = json.loads(path.read_text())["types"]
    policies = {}
    for name, entry in types.items():
        kind, days = entry.get("clock"), entry.get("days")
        if days is None:
            continue  # the file names the type without a policy: its requests are listed as such
        if kind not in ("business", "calendar") or not isinstance(days, int) or days <= 0:
            raise ValueError(f"{path}: the policy of {name!r} is malformed: {entry!r}")
        policies[name] = Policy(kind, days)
    return policies


def read_requests(path: Path, policies: dict[str, Policy]) -> Iterator[Request | Skipped]:
    """Every row of the file, as a request or as what could not be scored."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            yield _read(row, policies)


def _read(row: dict[str, str], policies: dict[str, Policy]) -> Request | Skipped:
    number = row["case_enquiry_id"]
    if not row["target_dt"]:
        return Skipped(number, "the city set no target")
    if row["type"] not in policies:
        return Skipped(number, "no policy for its type")
    opened = _local(row["open_dt"])
    closed = _local(row["closed_dt"]) if row["closed_dt"] else None
    if closed is not None and closed < opened:
        return Skipped(number, "closed before it was opened")
    if row["ontime"] not in ("ONTIME", "OVERDUE"):
        return Skipped(number, "the city recorded no outcome")
    return Request(number, row["type"], opened, _local(row["target_dt"]), closed, row["ontime"] == "ONTIME")


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def stratum_of(request: Request, policy: Policy) -> str:
    """Where the city's conventions may differ from a clock's: named by type and time of arrival."""
    if policy.kind == "calendar":
        changes = request.opened.utcoffset() != request.target.utcoffset()
        return "calendar, across a clock change" if changes else "calendar"
    if request.opened.weekday() >= 5:
        return "business, weekend"
    if request.opened.time() < OPENS:
        return "business, before 08:30"
    if request.opened.time() >= CLOSES:
        return "business, after 17:00"
    return "business, in hours"


ASKED = (
    "business, in hours",
    "business, after 17:00",
    "calendar",
    "calendar, across a clock change",
)
"""Strata in which a standard clock must reproduce the city's."""
