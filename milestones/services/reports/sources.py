"""By what versions and hours a report's clocks and cases were counted, in words."""

from entitlements.models import BusinessHours, ProcessVersion
from milestones.selectors.reports.resolved import HoursInUse


def versions_named(counts: dict[int, int]) -> list[tuple[str, int]]:
    found = ProcessVersion.objects.select_related("process").in_bulk(counts)
    named = [(str(found[key]), number) for key, number in counts.items() if key in found]
    return sorted(named, key=lambda each: -each[1])


def hours_named(counts: dict[int | None, int]) -> list[tuple[str, int]]:
    found = BusinessHours.objects.in_bulk([key for key in counts if key is not None])
    named = [
        ("24×7" if key is None else f"{found[key].name} ({found[key].zone})", number)
        for key, number in counts.items()
        if key is None or key in found
    ]
    return sorted(named, key=lambda each: -each[1])


def timelines_named(used: list[HoursInUse]) -> list[tuple[str, int]]:
    """The hours that counted, by name and timeline, with their number of cases."""
    found = BusinessHours.objects.in_bulk([each.hours for each in used])
    return [
        (f"{found[each.hours].name} ({found[each.hours].zone}), timeline {each.timeline}", each.cases)
        for each in used
        if each.hours in found
    ]
