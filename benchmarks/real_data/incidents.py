"""Incident logs of a service desk: one row for each change of a record (form: ServiceNow, UCI 498)."""

import csv
import gzip
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

STOPPED = ("Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence")
CLOSED = ("Resolved", "Closed")
_FORM = "%d/%m/%Y %H:%M"
_UNKNOWN = "?"


class Change(NamedTuple):
    """One change of an incident. `at` is never before the incident was opened; `clamped` says that the log
    had it so.

    `sequence` is the source's own count of modifications. `fields` is what the row asserts.
    """

    incident: str
    id: str
    at: datetime
    sequence: int
    fields: dict[str, str]
    clamped: bool


class Incident(NamedTuple):
    number: str
    opened: datetime
    channel: str
    changes: list[Change]


def read_incidents(path: Path) -> list[Incident]:
    """Every incident of the file with its changes in the source's order. Raises ValueError naming row and
    reason.
    """
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["number"]].append(row)
    return [_incident(number, changes) for number, changes in rows.items()]


def _incident(number: str, rows: list[dict[str, str]]) -> Incident:
    opened = min(_instant(row["opened_at"], row) for row in rows)
    changes = []
    seen: dict[tuple[str, str], int] = {}
    for row in sorted(rows, key=lambda each: int(each["sys_mod_count"])):
        key = (number, row["sys_mod_count"])
        seen[key] = seen.get(key, 0) + 1
        at = _instant(row["sys_updated_at"], row)
        changes.append(
            Change(
                incident=number,
                id=row["sys_mod_count"] if seen[key] == 1 else f"{row['sys_mod_count']}.{seen[key]}",
                at=max(at, opened),
                sequence=int(row["sys_mod_count"]),
                fields={
                    "status": row["incident_state"],
                    "priority": row["priority"],
                    "attributes.assignment_group": _known(row["assignment_group"]),
                    "attributes.assigned_to": _known(row["assigned_to"]),
                },
                clamped=at < opened,
            )
        )
    return Incident(number, opened, rows[0]["contact_type"].casefold(), changes)


def _known(text: str) -> str:
    return "" if text == _UNKNOWN else text


def _instant(text: str, row: dict[str, str]) -> datetime:
    try:
        return datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        where = f"{row['number']}, modification {row['sys_mod_count']}"
        raise ValueError(f"{where}: {text!r} is no date and time.") from None


LATEST = timedelta(days=3)
"""How late the latest of the delayed events arrives."""
