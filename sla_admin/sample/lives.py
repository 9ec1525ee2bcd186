"""How a case's life goes: drawn by chance, along the open time of its promise.

A life is written from its beginning to its end and then cut at the present, so that a case that runs now has
the same past as one that is closed.
"""

import random
from typing import NamedTuple

from entitlements.business_time.budget import Budget
from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import HOUR, MINUTE
from entitlements.process.definition import MilestoneDefinition, Process
from sla_admin.sample.promises import DUPLICATE, IN_PROGRESS, KNOWN_ISSUE, OPEN, SPAM
from sla_admin.sample.story import Story, Writer

_DAY_OF_OFFICE = 9 * HOUR

_RESPONSES = ("first_response", "critical_device_response", "general_inquiry_response")
DONE_BY = {
    "workaround": "workaround_given",
    "escalation_review": "reviewed",
    "compliance_acknowledgment": "acknowledged",
    "mandatory_reporting": "report_filed",
    "on_site_arrival": "arrived",
}
"""Milestone → the attribute that completes it."""


class Desk(NamedTuple):
    """Where a case lives: the content of its process, the calendar of its promise, calendars by hours' id."""

    process: Process
    calendar: Calendar
    calendars: dict[int, Calendar]

    def milestone(self, *keys: str) -> MilestoneDefinition | None:
        return next((each for each in self.process.milestones if each.key in keys), None)

    def calendar_of(self, milestone: MilestoneDefinition) -> Calendar:
        return self.calendar if milestone.hours is None else self.calendars[milestone.hours]

    def micros(self, milestone: MilestoneDefinition, priority: str) -> int:
        """The budget as open time; a business day counts as nine hours."""
        budget: Budget | None = milestone.budgets.get(priority, milestone.budget)
        if budget is None:
            return 0
        if budget.days:
            return budget.days * _DAY_OF_OFFICE
        return budget.micros


class Pace(NamedTuple):
    """How well it went: shares of the budgets after which each thing was done."""

    response: float
    resolution: float
    others: float
    pauses: int = 0
    reopened: bool = False
    escalated: str = ""
    known_issue: bool = False


def draw_pace(chance: random.Random, quality: float) -> Pace:
    """A pace for a team that keeps the share `quality` of what is promised."""

    def share(quality: float) -> float:
        if chance.random() < quality:
            return chance.triangular(0.06, 0.97, 0.45)
        return chance.triangular(1.03, 2.2, 1.2)

    return Pace(
        response=share(quality + 0.02),
        resolution=share(quality),
        others=share(quality),
        pauses=chance.choices((0, 1, 2), (6, 4, 1))[0],
        reopened=chance.random() < 0.06,
        escalated=chance.choices(("", "up", "down"), (16, 2, 1))[0],
        known_issue=chance.random() < 0.25,
    )


class Life:
    """Writes the events of a story along the open time of its promise.

    `x` is open time since the opening, in µs; `owner` takes the case, `lead` hands it over.
    """

    def __init__(self, story: Story, desk: Desk, priority: str, owner: Writer, lead: Writer) -> None:
        self.story = story
        self.desk = desk
        self.priority = priority
        self.owner = owner
        self.lead = lead
        self._begin = desk.calendar.position(story.opened)

    def at(self, x: float) -> int:
        """The instant after that much open time; never before the opening."""
        return max(self.story.opened + 1, self.desk.calendar.at_position(self._begin + max(1, int(x))))

    def write(self, chance: random.Random, pace: Pace) -> None:
        """The whole life, to its closing."""
        desk, story = self.desk, self.story
        response = desk.milestone(*_RESPONSES)
        resolution = desk.milestone("resolution", "work_completed")
        answer_after = desk.micros(response, self.priority) if response else 2 * HOUR
        resolve_after = desk.micros(resolution, self.priority) if resolution else 24 * HOUR
        answered = answer_after * pace.response
        resolved = max(resolve_after * pace.resolution, answered + 20 * MINUTE)
        taken = min(chance.uniform(2, 40) * MINUTE, answered * 0.8)
        story.assign(self.at(taken), self.owner.username, self.owner.username)
        critical = desk.milestone("critical_device_response")
        if critical is not None and story.told[0].request.fields.get("attributes.life_critical"):
            self._answer_at_once(critical, pace)
        else:
            story.reply(self.at(answered), self.owner, story.topic.reply, status=IN_PROGRESS)
        x = answered + chance.uniform(3, 20) * MINUTE
        story.note(self.at(x), self.owner, story.topic.note)
        shift = self._waits(chance, x, resolved, pace.pauses)
        self._updates(chance, answered, resolved + shift)
        self._other_milestones(chance, pace, answered, resolved)
        self._changes_priority(pace, answered, resolved)
        end = self.at(resolved + shift)
        story.resolve(end, self.owner)
        after = self.at(resolved + shift + chance.uniform(1, 8) * HOUR)
        if pace.reopened:
            story.answer(after, "It is back since this morning, may we open it again?", status=OPEN)
            again = self.at(resolved + shift + chance.uniform(9, 14) * HOUR)
            story.resolve(again, self.owner, "The setting had been lost at the restart; it is kept now.")
        elif chance.random() < 0.6:
            story.close(end + 48 * HOUR)
        story.told.sort(key=lambda told: (told.request.occurred_at or 0, told.request.sequence))

    def _answer_at_once(self, critical: MilestoneDefinition, pace: Pace) -> None:
        """Somebody is on call for what keeps people alive, whatever the hour."""
        clock = self.desk.calendar_of(critical)
        instant = clock.due(self.story.opened, int(self.desk.micros(critical, self.priority) * pace.response))
        self.story.reply(instant, self.owner, self.story.topic.reply, status=IN_PROGRESS)

    def _waits(self, chance: random.Random, x: float, resolved: float, times: int) -> float:
        """Questions to the customer and their answers; answers the open time the case stood still."""
        shift = 0.0
        for place in range(times):
            asked = x + (resolved - x) * (0.2 + 0.35 * place) + shift
            waited = chance.uniform(0.7, 7) * HOUR
            if place == 0:
                self.story.ask(self.at(asked), self.owner)
                self.story.answer(self.at(asked + waited))
            else:
                body = "We need the carrier for this and have asked; we write as soon as we know more."
                self.story.ask(self.at(asked), self.owner, body, status="Waiting on vendor")
                self.story.reply(
                    self.at(asked + waited),
                    self.owner,
                    "The answer is here, we go on.",
                    status=IN_PROGRESS,
                )
            shift += waited
        return shift

    def _updates(self, chance: random.Random, answered: float, end: float) -> None:
        """What the customer hears meanwhile: every two or six hours where that is promised."""
        update = self.desk.milestone("next_update")
        if update is None or self.priority not in update.budgets:
            if end - answered > 10 * HOUR:
                self.story.reply(
                    self.at(answered + (end - answered) * 0.6), self.owner, self.story.topic.update
                )
            return
        interval = self.desk.micros(update, self.priority)
        x = answered
        texts = (
            self.story.topic.update,
            "No news yet; we are at it, and write again before the day is over.",
        )
        for number in range(12):
            x += interval * (
                chance.uniform(0.45, 0.92) if chance.random() < 0.94 else chance.uniform(1.05, 1.5)
            )
            if x > end - 10 * MINUTE:
                break
            self.story.reply(self.at(x), self.owner, texts[min(number, 1)])

    def _other_milestones(self, chance: random.Random, pace: Pace, answered: float, resolved: float) -> None:
        """What an attribute completes, each within the share of its own budget, on its own hours."""
        opening = self.story.told[0].request.fields
        for milestone in self.desk.process.milestones:
            attribute = DONE_BY.get(milestone.key)
            if attribute is None:
                continue
            start = self.story.opened
            if milestone.key == "workaround" and milestone.start == "criteria_met":
                if not pace.known_issue:
                    continue
                start = self.at(answered + (resolved - answered) * 0.25)
                self.story.field(start, self.owner.username, status=KNOWN_ISSUE)
            elif milestone.entry is not None and not opening.get(milestone.entry.get("field", "")):
                continue
            micros = self.desk.micros(milestone, self.priority)
            share = pace.others * chance.uniform(0.8, 1.0)
            instant = self.desk.calendar_of(milestone).due(start, max(1, int(micros * share)))
            self.story.field(instant, self.owner.username, **{f"attributes__{attribute}": True})

    def _changes_priority(self, pace: Pace, answered: float, resolved: float) -> None:
        other = {("P3", "up"): "P2", ("P2", "up"): "P1", ("P2", "down"): "P3", ("P3", "down"): "P4"}.get(
            (self.priority, pace.escalated)
        )
        if other:
            at = self.at(answered + (resolved - answered) * 0.3)
            self.story.field(at, self.lead.username, priority=other)

    def set_aside(self, chance: random.Random) -> None:
        """Nobody's work: spam, or told twice."""
        instant = self.at(chance.uniform(3, 50) * MINUTE)
        self.story.field(instant, self.owner.username, status=chance.choice((SPAM, DUPLICATE)))
