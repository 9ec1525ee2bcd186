"""The sum that leads from the promise to the target, line by line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from entitlements.business_time.budget import Budget
from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import MINUTE, SECOND
from entitlements.business_time.weekly_hours import format_time
from milestones.clock.explanation import Explanation, Stretch
from milestones.pages.case.explain.segments import to_the_second
from milestones.pages.case.telling import Telling
from sla_admin.shared.display.sentence import Sentence, Strong

MOST_AHEAD = 3
"""So many coming stretches are written out; more are told as one."""


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line of the sum; `is_sum` stands below a rule."""

    what: str
    amount: str
    is_sum: bool = False


def sum_of(found: Explanation, more: Sequence[Stretch], telling: Telling) -> list[SumLine]:
    """From the budget, less what counted, to what is left and the instant at which it ends."""
    seconds = to_the_second(found) or bool(found.level % MINUTE)
    used = -(-found.consumed // SECOND) * SECOND
    left = found.level - used
    lines = [SumLine(_budget_words(found), telling.exact(found.level, seconds=seconds))]
    if found.consumed:
        until = found.closed_at or found.at
        what = _("Counted until %(moment)s") % {"moment": telling.moment(until)}
        lines.append(SumLine(what, f"− {telling.exact(used, seconds=seconds)}"))
    if found.left < 0 or (found.left == 0 and found.is_violated):
        lines.append(
            SumLine(_("Past the target by"), telling.exact(max(0, -left), seconds=seconds), is_sum=True)
        )
        return lines
    lines.append(SumLine(_("Left"), telling.exact(left, seconds=seconds), is_sum=True))
    if found.closed_at is not None or found.is_violated:
        return lines
    return [*lines, *_ahead(found, more, telling, left)]


def _budget_words(found: Explanation) -> str:
    name = _("Budget, %(priority)s") % {"priority": found.priority} if found.priority else _("Budget")
    if found.budget.by_days:
        return _("%(name)s: %(promise)s, as open time") % {
            "name": name,
            "promise": business_days(found.budget),
        }
    return name


def business_days(budget: Budget) -> str:
    """A budget by business days: `3 business days`, `the next business day by 16:00`, `the same day by
    17:00`."""
    if budget.at is None:
        return ngettext("%(days)d business day", "%(days)d business days", budget.days) % {
            "days": budget.days
        }
    known = {"days": budget.days, "time": format_time(budget.at)}
    if not budget.days:
        return _("the same business day by %(time)s") % known
    if budget.days == 1:
        return _("the next business day by %(time)s") % known
    return _("%(days)d business days, by %(time)s") % known


def _ahead(found: Explanation, more: Sequence[Stretch], telling: Telling, left: int) -> list[SumLine]:
    """What is open between now and the target, and where the last of it ends."""
    seconds = to_the_second(found) or bool(found.level % MINUTE)
    stretches = more if found.status == "paused" else found.stretches
    ahead = [each for each in stretches if each.is_ahead and each.kind == "counted"]
    if not ahead:
        return []
    last, before = ahead[-1], ahead[:-1]
    # Within whole seconds the coming amounts are those that are left of the sum.
    rest = last.counted - last.counted % SECOND if before else left
    lines: list[SumLine] = []
    if before:
        amounts = [each.counted - each.counted % SECOND for each in before]
        amounts[0] += left - rest - sum(amounts)
        if len(before) > MOST_AHEAD:
            known = {"begin": telling.moment(before[0].begin), "end": telling.moment(before[-1].end)}
            said = _("Open from %(begin)s to %(end)s") % known
            lines.append(SumLine(said, f"− {telling.exact(sum(amounts), seconds=seconds)}"))
        else:
            for each, amount in zip(before, amounts, strict=True):
                known = {"begin": telling.moment(each.begin), "end": telling.time(each.end)}
                said = _("Open %(begin)s to %(end)s") % known
                lines.append(SumLine(said, f"− {telling.exact(amount, seconds=seconds)}"))
        known = {"day": telling.day(last.begin)}
        lines.append(
            SumLine(_("Left for %(day)s") % known, telling.exact(rest, seconds=seconds), is_sum=True)
        )
    begin = f"{telling.day(last.begin)}, {telling.time(last.begin, seconds=seconds)}"
    known = {"begin": begin, "amount": telling.exact(rest, seconds=seconds)}
    end = f"{telling.time(last.end, seconds=seconds)} {telling.zone_name}"
    lines.append(SumLine(_("%(begin)s + %(amount)s") % known, end))
    return lines


def moves_of(found: Explanation, calendar: Calendar, telling: Telling) -> Sentence:
    """What moved the target away from the first one: each pause with the open time it took."""
    pauses = [each for each in found.stretches if each.kind == "paused"]
    moved = [(each, calendar.elapsed(each.begin, each.end)) for each in pauses]
    moved = [(each, amount) for each, amount in moved if amount]
    if found.target_at == found.original_target_at and not moved:
        return (_("The target has never moved."),)
    sentence: list[str | Strong] = [
        _("The first target was %(moment)s. ") % {"moment": telling.moment(found.original_target_at)}
    ]
    if moved:
        sentence.append(_("Pauses moved it: "))
        for place, (each, amount) in enumerate(moved):
            if place:
                sentence.append(", ")
            sentence.append(Strong(f"+ {telling.amount(amount)}"))
            sentence.append(f" ({telling.day(each.begin)})")
        sentence.append(".")
    else:
        sentence.append(_("It was re-timed since: the timeline says by what."))
    return tuple(sentence)
