"""What a case's status can be: the classes its version pins, and the words its own source uses."""

from typing import Any

from entitlements.process.definition import StatusClasses
from milestones.pages.case.case_file import CaseFile


def classes_of(file: CaseFile) -> StatusClasses:
    """The status classes of the version that governs the case; the usual ones without a version."""
    if file.state is None or file.state.version is None:
        return StatusClasses()
    return file.plan.process(file.state.version).process.statuses


def class_of(status: str, file: CaseFile) -> str:
    """`closed`, `spam`, `stopped` or `open`, compared without regard to case."""
    classes = classes_of(file)
    word = status.casefold()
    for name, members in (("spam", classes.spam), ("closed", classes.closed), ("stopped", classes.stopped)):
        if word in {member.casefold() for member in members}:
            return name
    return "open"


def known_statuses(file: CaseFile) -> dict[str, list[str]]:
    """Statuses by class: those of the version, and those that were told of this case. Open ones first."""
    classes = classes_of(file)
    found: dict[str, list[str]] = {
        "open": [],
        "stopped": list(classes.stopped),
        "closed": list(classes.closed),
        "spam": list(classes.spam),
    }
    told: list[Any] = [file.case.status, *(told.event.fields.get("status") for told in file.told), "open"]
    for status in (each for each in told if isinstance(each, str) and each):
        among = found[class_of(status, file)]
        if status.casefold() not in {known.casefold() for known in among}:
            among.append(status)
    return found


def known_priorities(file: CaseFile) -> list[str]:
    """Priorities that the version names a budget for, and those that were told of this case, in order."""
    found: dict[str, str] = {}
    if file.state is not None and file.state.version is not None:
        for milestone in file.plan.process(file.state.version).process.milestones:
            for priority in milestone.budgets:
                found.setdefault(priority.casefold(), priority)
    told: list[Any] = [file.case.priority, *(told.event.fields.get("priority") for told in file.told)]
    for priority in told:
        if isinstance(priority, str) and priority:
            found.setdefault(priority.casefold(), priority)
    return sorted(found.values(), key=str.casefold)
