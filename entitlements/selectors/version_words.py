"""Process versions as people read them: every field in words, hours by name, and what differs."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from entitlements.business_time.durations import parse_budget
from entitlements.models import BusinessHours, ProcessVersion
from entitlements.process.comparison import (
    Difference,
    compare_versions,
    described_milestone,
    described_process,
)
from entitlements.process.definition import Process
from entitlements.selectors.process_versions import read_process
from sla_admin.shared.display import durations


class MilestoneWords(NamedTuple):
    """A milestone of a version: its key, name and every field in words."""

    key: str
    name: str
    fields: dict[str, str]

    @property
    def entry(self) -> str:
        """When it begins."""
        return self.fields["entry criteria"]

    @property
    def completion(self) -> str:
        """What completes it."""
        return self.fields["completion criteria"]

    @property
    def pause(self) -> str:
        """What pauses it; blank: nothing does."""
        found = self.fields["pause criteria"]
        return "" if found == "never" else found

    @property
    def budgets(self) -> list[tuple[str, str]]:
        """Its budgets with whom each is for."""
        found = [
            (field.removeprefix("budget for "), value)
            for field, value in self.fields.items()
            if field.startswith("budget for ")
        ]
        if self.fields["budget"] != "none":
            found.append(("" if not found else "others", self.fields["budget"]))
        return found + [
            ("", value) for field, value in self.fields.items() if field.startswith("budget by arrival")
        ]

    @property
    def triggers(self) -> list[tuple[str, str]]:
        """Its triggers with their severity."""
        return [
            (_key_in_words(field.removeprefix("trigger ")), value)
            for field, value in self.fields.items()
            if field.startswith("trigger ")
        ]


def _key_in_words(key: str) -> str:
    return f"{key} %" if key.replace(".", "").isdigit() else key


class VersionWords(NamedTuple):
    """A version: what holds for all, and each milestone in its order."""

    process: Process
    fields: dict[str, str]
    milestones: list[MilestoneWords]


class Change(NamedTuple):
    """One difference; `before` and `after` stand side by side."""

    field: str
    before: str
    after: str
    sentence: str


class Changes(NamedTuple):
    """What differs in one object of the version: the process itself, or a milestone."""

    object: str
    changes: list[Change]


class Comparison(NamedTuple):
    """Two versions of one process. `same` are milestones in which nothing differs."""

    groups: list[Changes]
    same: list[str]


def version_words(version_id: int) -> VersionWords:
    """Everything that version says. Raises LookupError."""
    process = read_process(version_id)
    names = _Names([process])
    return VersionWords(
        process=process,
        fields=names.in_words(described_process(process)),
        milestones=[
            MilestoneWords(each.key, each.name, names.in_words(described_milestone(each)))
            for each in process.milestones
        ],
    )


def compare(old_id: int, new_id: int) -> Comparison:
    """What differs between two versions, grouped by what it is about. Raises LookupError."""
    old, new = read_process(old_id), read_process(new_id)
    names = _Names([old, new])
    grouped: dict[str, list[Change]] = {}
    for each in compare_versions(old, new):
        before = names.of(each.field, each.before)
        after = names.of(each.field, each.after)
        told = Difference(each.object, each.field, before, after)
        grouped.setdefault(each.object, []).append(Change(each.field, before, after, str(told)))
    known = {each.key for each in old.milestones}
    same = [each.name for each in new.milestones if each.key in known and each.name not in grouped]
    return Comparison([Changes(name, changes) for name, changes in grouped.items()], same)


class _Names:
    """The names of hours that versions refer to by number."""

    def __init__(self, processes: Iterable[Process]) -> None:
        wanted = set()
        for process in processes:
            wanted |= {process.hours, *(each.hours for each in process.milestones)}
        rows = BusinessHours.objects.filter(pk__in=[each for each in wanted if each is not None])
        self._hours = {f"number {pk}": name for pk, name in rows.values_list("pk", "name")}

    def of(self, field: str, value: str) -> str:
        """The words with the name in the place of a number, and amounts of time as people write them."""
        if field == "hours":
            return self._hours.get(value, value)
        if "criteria" in field:
            return value
        return _DURATION.sub(lambda found: _amount(found[0]), value)

    def in_words(self, fields: dict[str, str]) -> dict[str, str]:
        """All fields with names."""
        return {field: self.of(field, value) for field, value in fields.items()}


_DURATION = re.compile(r"(?<![A-Za-z0-9])P(?:\d+D(?:@\d{2}:\d{2}(?::\d{2})?)?|T[0-9HMS.]+)(?![A-Za-z0-9])")


def _amount(iso: str) -> str:
    """`4 h` of `PT4H`, `3 d` of `P3D`, `1 d, 16:00` of `P1D@16:00`."""
    amount = parse_budget(iso)
    return durations.budget(amount.micros, amount.days or None, time_of_day=amount.at)


def versions_of_process(process_id: int) -> list[ProcessVersion]:
    """Its versions, newest first."""
    return list(ProcessVersion.objects.filter(process=process_id).order_by("-number"))
