"""What-ifs and the lines behind their figures."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet

from escalations.models import WhatIf, WhatIfAlert, WhatIfCase, WhatIfClock
from escalations.selectors.endpoints import endpoint_names
from escalations.selectors.targets import QUEUE, USER
from milestones.clock.comparison import BAND_WORDS, OUTCOMES
from milestones.models import Case, Queue
from sla_admin.shared.errors import InvalidInput

WORDS: Mapping[str, tuple[str, ...]] = {"before": OUTCOMES, "after": OUTCOMES}
BANDS = ("calendar_band", "business_band")
TEXTS = ("type", "tier", "priority", "milestone")
CLOCK_PARAMETERS = (*WORDS, *BANDS, *TEXTS)

CASE_FIGURES: Mapping[str, Mapping[str, Any]] = {
    "violated_at_once": {"violated_at_once__len__gt": 0},
    "relieved_at_once": {"relieved_at_once__len__gt": 0},
    "failed": {"failure__gt": ""},
    "differing": {"differs": True},
}
"""Figures that count cases, and what their lines have."""


def what_ifs_of(version: int | None = None) -> QuerySet[WhatIf]:
    """All, or those of one version, newest first, without the content of their versions."""
    rows = WhatIf.objects.select_related("version__process").defer("definition").order_by("-pk")
    return rows if version is None else rows.filter(version=version)


def clock_lines(what_if: int, given: Mapping[str, str]) -> QuerySet[WhatIfClock]:
    """The clocks that a figure counts, by the parameters of its address. Raises InvalidInput."""
    rows = WhatIfClock.objects.filter(what_if=what_if).order_by("pk")
    problems = []
    for name, words in WORDS.items():
        if (word := given.get(name)) is not None:
            if word not in words:
                problems.append((name, f"One of: {', '.join(words)}."))
            rows = rows.filter(**{name: word})
    for name in BANDS:
        if (number := given.get(name)) is not None:
            if not (number.isascii() and number.isdigit() and int(number[:3]) < len(BAND_WORDS)):
                problems.append((name, f"A number from 0 to {len(BAND_WORDS) - 1}."))
            else:
                rows = rows.filter(**{name: int(number)})
    for name in TEXTS:
        if (text := given.get(name)) is not None:
            rows = rows.filter(**{name: text})
    if problems:
        raise InvalidInput(problems)
    return rows


def moved_lines(what_if: int) -> QuerySet[WhatIfClock]:
    """The clocks whose target moves."""
    return clock_lines(what_if, {}).filter(calendar_shift__isnull=False)


def alert_lines(what_if: int, recipient: str | None = None, hour: int | None = None) -> QuerySet[WhatIfAlert]:
    """The alerts of one recipient, of one hour of the day, or all."""
    rows = WhatIfAlert.objects.filter(what_if=what_if).order_by("pk")
    if recipient is not None:
        rows = rows.filter(recipient=recipient)
    return rows if hour is None else rows.filter(hour=hour)


def case_lines(what_if: int, figure: str) -> QuerySet[WhatIfCase]:
    """The cases that one of `CASE_FIGURES` counts. Raises InvalidInput."""
    if figure not in CASE_FIGURES:
        raise InvalidInput.of("figure", f"One of: {', '.join(CASE_FIGURES)}.")
    rows = WhatIfCase.objects.filter(what_if=what_if, **CASE_FIGURES[figure])
    return rows.order_by("pk")


def cases_of(lines: Iterable[WhatIfClock | WhatIfAlert | WhatIfCase]) -> dict[int, Case]:
    """The cases of these lines by number, with account and tier; those that were purged since are missing."""
    rows = Case.objects.select_related("account", "entitlement__tier", "queue", "owner")
    return rows.in_bulk({line.case_id for line in lines})


def recipient_names(recipients: Iterable[str]) -> dict[str, str]:
    """What people call each recipient; one who left keeps the number."""
    wanted = set(recipients)
    users = User.objects.in_bulk(_numbers(wanted, USER))
    queues = Queue.objects.in_bulk(_numbers(wanted, QUEUE))
    names = {each: each for each in wanted}
    for pk, user in users.items():
        names[f"{USER}{pk}"] = user.get_full_name() or user.get_username()
    for pk, queue in queues.items():
        names[f"{QUEUE}{pk}"] = str(queue)
    return names | endpoint_names(wanted)


def _numbers(recipients: Iterable[str], kind: str) -> set[int]:
    return {int(each.removeprefix(kind)) for each in recipients if each.startswith(kind)}
