"""Runs every check on a process version."""

from collections.abc import Callable, Iterable, Iterator

from entitlements.process.checks import check_process
from entitlements.process.definition import Process
from entitlements.process.finding import Finding
from entitlements.selectors.calendars import current_timelines
from entitlements.selectors.process_versions import read_process
from sla_admin.shared.errors import NotFound

FurtherCheck = Callable[[Process], Iterable[Finding]]

_further: dict[str, FurtherCheck] = {}


def install_check(name: str, check: FurtherCheck) -> None:
    """Let a layer above add a check, such as that the pinned matrix version exists. Called when the project
    starts; installing the same name again replaces it.
    """
    _further[name] = check


def check_version(version_id: int) -> list[Finding]:
    """Everything the checks find in that version, errors first. Raises NotFound."""
    try:
        process = read_process(version_id)
    except LookupError as error:
        raise NotFound(str(error)) from error
    found = [*check_process(process), *_hours_not_published(process)]
    for check in _further.values():
        found.extend(check(process))
    return sorted(found, key=lambda finding: finding.severity != "error")


def _hours_not_published(process: Process) -> Iterator[Finding]:
    named = [(process.name, "hours", process.hours)]
    named += [
        (each.name, f"milestones.{index}.hours", each.hours) for index, each in enumerate(process.milestones)
    ]
    published = current_timelines({hours for _, _, hours in named if hours is not None})
    for name, field, hours in named:
        if hours is not None and hours not in published:
            yield Finding(
                code="hours_not_published",
                severity="error",
                object=name,
                field=field,
                why="No revision of its business hours is published, so no clock could count on them.",
                fix="Publish the hours, or choose others.",
            )
