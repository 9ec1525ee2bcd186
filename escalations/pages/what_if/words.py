"""Outcomes, changes and reasons in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from entitlements.business_time.durations import parse_budget
from entitlements.models import Account, MilestoneType, SupportTier
from escalations.models import WhatIfClock
from escalations.services.what_if.order import WhatIfOrder
from milestones.clock.explanation import Explanation
from milestones.models import Queue
from milestones.pages.case.telling import Telling
from sla_admin.shared.display import durations
from sla_admin.shared.display.words import Words

OUTCOME_WORDS: Mapping[str, str | Promise] = {
    "met": gettext_lazy("met"),
    "violated": gettext_lazy("violated"),
    "open": gettext_lazy("open, in time"),
    "canceled": gettext_lazy("canceled"),
    "none": gettext_lazy("no clock"),
}

BADGES: Mapping[str, str] = {
    "met": "met",
    "violated": "violated",
    "open": "on_track",
    "canceled": "canceled",
}
"""The status whose shape stands for an outcome; `none` has no shape."""

_DIFFERENCES: Mapping[str, str | Promise] = {
    "hours": gettext_lazy("other hours"),
    "start": gettext_lazy("another start"),
    "pauses": gettext_lazy("other pauses"),
    "close": gettext_lazy("closed otherwise"),
}


def why_words(row: WhatIfClock, words: Words) -> str:
    """Why a clock differs: `budget 30 h → 24 h`, `new milestone`."""
    if row.before == "none":
        return _("new: %(budget)s") % {"budget": budget_words(row.budget_after, words)}
    if row.after == "none":
        return _("no clock any more")
    said = []
    for each in row.differences:
        if each == "budget":
            known = {
                "before": budget_words(row.budget_before, words),
                "after": budget_words(row.budget_after, words),
            }
            said.append(_("budget %(before)s → %(after)s") % known)
        else:
            said.append(str(_DIFFERENCES[each]))
    return ", ".join(said) or _("the same")


def budget_words(written: str, words: Words) -> str:
    """A budget as people write it: `30 h`, `3 d`."""
    if not written:
        return durations.NOTHING
    budget = parse_budget(written)
    return durations.budget(budget.micros, budget.days or None, words, time_of_day=budget.at)


def shift_words(micros: int | None, words: Words) -> str:
    """`2 h 00 m earlier`; a dash where the target stays."""
    if micros is None:
        return durations.NOTHING
    amount = durations.open_time(abs(micros), words)
    if micros == 0:
        return amount
    return (
        _("%(amount)s later") % {"amount": amount}
        if micros > 0
        else _("%(amount)s earlier") % {"amount": amount}
    )


_HOURS_REASONS: Mapping[str, str | Promise] = {
    "milestone": gettext_lazy("named by the milestone"),
    "entitlement": gettext_lazy("named by the entitlement"),
    "process": gettext_lazy("named by the version"),
    "case": gettext_lazy("named by the case"),
    "default": gettext_lazy("no hours were named"),
}


def clock_sentence(found: Explanation, hours: str, telling: Telling) -> str:
    """One side of a clock: how much time, from when, on which hours and why, and what was used of it."""
    budget = found.budget
    known = {
        "budget": durations.budget(budget.micros, budget.days or None, telling.words, time_of_day=budget.at),
        "began": telling.full(found.started_at),
        "hours": hours or _("24×7"),
        "reason": _HOURS_REASONS[found.hours_reason],
        "used": telling.amount(found.consumed),
        "level": telling.budget(found.level),
    }
    return _("%(budget)s from %(began)s on, on %(hours)s (%(reason)s). Used: %(used)s of %(level)s.") % known


def type_names() -> dict[str, str]:
    """Milestone types by key."""
    return dict(MilestoneType.objects.values_list("key", "name"))


def tier_names() -> dict[str, str]:
    """Tiers by key."""
    return dict(SupportTier.objects.values_list("key", "name"))


def choice_words(order: WhatIfOrder, telling: Telling) -> list[str]:
    """What narrows the cases, each as a chip."""
    said: list[Any] = []
    if order.opened_from is not None:
        said.append(_("opened from %(moment)s") % {"moment": telling.full(order.opened_from)})
    if order.opened_before is not None:
        said.append(_("opened before %(moment)s") % {"moment": telling.full(order.opened_before)})
    if order.state != "any":
        said.append(_("open cases") if order.state == "open" else _("closed cases"))
    if order.tier:
        said.append(_("tier %(name)s") % {"name": tier_names().get(order.tier, order.tier)})
    if order.priority:
        said.append(_("priority %(name)s") % {"name": order.priority})
    if order.queue:
        name = Queue.objects.filter(key=order.queue).values_list("name", flat=True).first()
        said.append(_("queue %(name)s") % {"name": name or order.queue})
    if order.account is not None:
        name = Account.objects.filter(pk=order.account).values_list("name", flat=True).first()
        said.append(_("account %(name)s") % {"name": name or order.account})
    if order.every_process:
        said.append(_("cases of every process"))
    return said
