"""Which version is run over which cases, and whether that can be done."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from django.db.models import QuerySet

from entitlements.business_time.instants import to_datetime
from entitlements.models import ProcessVersion
from entitlements.process.compiled import compile_process
from entitlements.process.definition import Process
from entitlements.selectors.calendars import current_timelines
from entitlements.selectors.process_versions import read_process
from escalations.services.what_if.fingerprint import fingerprint_of
from milestones.models import Case
from milestones.selectors.narrowed import narrowed
from sla_admin.shared.errors import InvalidInput, NotFound

State = Literal["any", "open", "closed"]


class WhatIfOrder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which cases a version is run over: of its process, on any of its versions.

    With `every_process` all cases with a promise and of its record type, as if all of them had been promised
    this version. Instants are µs, UTC, and speak of opened-at; tier and queue are keys.
    """

    version: int
    opened_from: int | None = None
    opened_before: int | None = None
    tier: str = ""
    priority: str = ""
    account: int | None = None
    queue: str = ""
    record_type: str = ""
    state: State = "any"
    every_process: bool = False


class Content(NamedTuple):
    """A version as it is now: what it promises, the timeline in force of each of the hours it names, and the
    fingerprint of it and its matrix.
    """

    row: ProcessVersion
    process: Process
    calendars: Mapping[int, int]
    fingerprint: str


def read_order(told: dict[str, Any]) -> WhatIfOrder:
    """The order as it was kept."""
    return msgspec.convert(told, WhatIfOrder)


def check_order(order: WhatIfOrder) -> Content:
    """The version as it would be run. Raises NotFound, InvalidInput naming what is wrong."""
    content = content_of(order.version)
    problems = []
    kind = content.process.record_type
    if order.record_type and order.record_type != kind:
        known = [each.replace("_", " ") for each in (kind, order.record_type)]
        problems.append(("record_type", f"{content.row} is for {known[0]}s, not for {known[1]}s."))
    begin, end = order.opened_from, order.opened_before
    if begin is not None and end is not None and begin >= end:
        problems.append(("opened_before", "lies before the beginning of the period."))
    if problems:
        raise InvalidInput(problems)
    return content


def content_of(version_id: int) -> Content:
    """That version, ready to be run. Raises NotFound, and InvalidInput where no clock could run by it: its
    criteria cannot be read, hours are not published, its matrix does not exist.
    """
    row = ProcessVersion.objects.select_related("process").filter(pk=version_id).first()
    if row is None:
        raise NotFound(f"There is no process version {version_id}.")
    try:
        process = read_process(version_id)
        compile_process(process)
    except ValueError as error:
        raise InvalidInput.of("version", f"{row} cannot be run: {error}") from error
    if not process.milestones:
        raise InvalidInput.of("version", f"{row} has no milestone yet.")
    named = {process.hours, *(each.hours for each in process.milestones)}
    wanted = {hours for hours in named if hours is not None}
    calendars = current_timelines(wanted)
    for hours in sorted(wanted - calendars.keys()):
        raise InvalidInput.of("version", f"Business hours {hours} have no published revision yet.")
    return Content(row, process, calendars, fingerprint_of(process))


def chosen_cases(order: WhatIfOrder, version: ProcessVersion, as_of: int) -> QuerySet[Case]:
    """The cases the order means, of those known at `as_of` (µs), by their id."""
    rows = Case.objects.filter(
        record_type=version.process.record_type,
        process_version__isnull=False,
        recorded_at__lte=to_datetime(as_of),
    )
    if not order.every_process:
        rows = rows.filter(process_version__process=version.process_id)
    if order.state != "any":
        rows = rows.filter(closed_at__isnull=order.state == "open")
    return narrowed(rows, order).order_by("pk")
