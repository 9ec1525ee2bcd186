"""The teller of the sample's stories: draws cases and writes their lives up to now."""

import random
from collections import Counter
from typing import Any, NamedTuple

from msgspec.structs import replace

from entitlements.business_time.calendar import Calendar
from entitlements.business_time.instants import MINUTE
from entitlements.process.definition import Process
from milestones.selectors.actors import actor_of_user
from sla_admin.sample import topics
from sla_admin.sample.customers import CUSTOMERS, Promised
from sla_admin.sample.lives import DONE_BY, Desk, Life, Pace
from sla_admin.sample.people import People
from sla_admin.sample.promises import DEVICES, FIELD, FINANCE, MAINTENANCE, ON_VENDOR, PRIORITIES, WATER
from sla_admin.sample.story import Story, Tale, Told, Writer
from sla_admin.sample.topics import Topic

QUEUES = (
    "emea-platform",
    "emea-payments",
    "americas-core",
    "apac-core",
    "major-incidents",
    "field-service",
)
_QUALITY = {"enterprise": 0.96, "premium": 0.95, "professional": 0.93, "standard": 0.91, "basic": 0.85}
"""The share of promises that is kept, by tier."""

_TOLD_BY_HAND = (
    ("emea-platform", "southbank"),
    ("emea-platform", "helvetia"),
    ("emea-payments", "harrow"),
    ("apac-core", "cobalt"),
)
"""Customers whose promises have a story of their own."""

_WEIGHTS = (1, 4, 9, 5)
"""Of P1 to P4."""


class World(NamedTuple):
    """What the stories are set in. `at` is now, µs."""

    people: People
    processes: dict[str, Process]
    calendars: dict[str, Calendar]
    by_hours: dict[int, Calendar]
    contacts: dict[str, list[int]]
    at: int

    def writer(self, username: str) -> Writer:
        return Writer(username, self.people.name(username))

    def desk(self, promised: Promised | None, queue: str) -> Desk:
        """The desk of a promise; a case that finds none is worked on in the hours of its queue."""
        process = self.processes[promised.process if promised else "Basic support"]
        if promised is None:
            calendar = self.calendars[self.people.hours[queue]]
        elif promised.hours:
            calendar = self.calendars[promised.hours]
        else:
            calendar = self.by_hours[process.hours or 0]
        return Desk(process, calendar, self.by_hours)


class Case(NamedTuple):
    """One case to tell: whose, how urgent, in whose hands, about what.

    `promise` and `contact` are places in the customer's lists; `about` names asset or product.
    """

    account: str
    priority: str
    topic: Topic
    owner: str | None
    promise: int = 0
    channel: str = "email"
    queue: str = ""
    attributes: dict[str, Any] = {}
    contact: int | None = None
    about: dict[str, str] = {}


class Teller:
    def __init__(self, world: World, chance: random.Random) -> None:
        self.world = world
        self.chance = chance
        self.stories: list[Story] = []
        self.is_by_hand = False
        self._lived: set[int] = set()
        self._turns: Counter[str] = Counter()
        self._served = {
            queue: [
                name
                for name, each in CUSTOMERS.items()
                if each.queue == queue and name != "try" and each.promised
            ]
            for queue in QUEUES
        }
        self._served["field-service"] = ["polder", "elbe"]
        for queue, account in _TOLD_BY_HAND:
            self._served[queue].remove(account)

    def numbered(self) -> list[Tale]:
        """Numbers go by opening; what would be told after now is left out."""
        ordered = sorted(self.stories, key=lambda story: story.opened)
        actors = {name: actor_of_user(user.pk) for name, user in self.world.people.users.items()}
        return [
            Tale(
                story.numbered(f"CS-{20001 + place}", until=self.world.at, actors=actors),
                is_lived=id(story) in self._lived,
            )
            for place, story in enumerate(ordered)
        ]

    def drawn(self, queue: str) -> Case:
        """A case of one of the queue's customers, in the hands of one of its agents."""
        chance = self.chance
        account = chance.choice(self._served[queue])
        customer = CUSTOMERS[account]
        promise = next(
            place
            for place, each in enumerate(customer.promised)
            if (each.process in (FIELD, MAINTENANCE)) == (queue == "field-service")
        )
        process = customer.promised[promise].process
        priority = chance.choices(PRIORITIES, _WEIGHTS)[0]
        channels = customer.promised[promise].channels or ("email", "web", "phone", "chat")
        case = Case(
            account,
            priority,
            self.topic_of(process),
            self.owner_of(queue),
            promise,
            chance.choice(channels),
            queue,
        )
        return self.with_attributes(case, process)

    def with_attributes(self, case: Case, process: str) -> Case:
        """What the process asks for: personal data, a device that keeps somebody alive, water that is bad."""
        if process == FINANCE and case.topic in topics.FINANCE:
            return case._replace(attributes={"personal_data": True})
        if process == DEVICES and case.topic in topics.DEVICES[:2]:
            return case._replace(priority="P1", attributes={"life_critical": True})
        if process == WATER and case.topic in topics.WATER:
            return case._replace(attributes={"water_quality": True})
        return case

    def topic_of(self, process: str) -> Topic:
        offered = topics.BY_PROCESS.get(process, topics.SOFTWARE)
        self._turns[process] += 1
        return offered[self._turns[process] * 5 % len(offered)]

    def owner_of(self, queue: str) -> str:
        """In turn, the lead seldom; Ines has her own queue, told by hand."""
        agents = [each for each in self.world.people.agents[queue] if each != "agent"]
        self._turns[queue] += 1
        place = self._turns[queue] % (2 * len(agents) - 1)
        return agents[place % len(agents)]

    def quality(self, case: Case) -> float:
        tier = self.promised(case).tier if CUSTOMERS[case.account].promised else "basic"
        return _QUALITY.get(tier, 0.95)

    def promised(self, case: Case) -> Promised:
        return CUSTOMERS[case.account].promised[case.promise]

    def desk(self, case: Case) -> Desk:
        promised = CUSTOMERS[case.account].promised
        return self.world.desk(promised[case.promise] if promised else None, self.queue_of(case))

    def queue_of(self, case: Case) -> str:
        return case.queue or CUSTOMERS[case.account].queue

    def share(self) -> float:
        """How much of a clock is used: mostly little, sometimes nearly all, seldom more than all."""
        draw = self.chance.random()
        if draw < 0.045:
            return self.chance.uniform(1.03, 1.35)
        if draw < 0.13:
            return self.chance.uniform(0.77, 0.97)
        return self.chance.uniform(0.04, 0.72)

    def without_account(self, story: Story, caller: str) -> None:
        """Somebody called whom nobody knows."""
        at, request = story.told[0]
        fields = {name: each for name, each in request.fields.items() if name not in ("account", "contact")}
        comment = None if request.comment is None else replace(request.comment, author=caller)
        story.customer = caller
        story.told[0] = Told(at, replace(request, fields=fields, comment=comment))

    def awaiting_answer(self, case: Case, share: float) -> Life:
        """Nobody has answered yet."""
        desk = self.desk(case)
        milestone = _first(desk, case)
        used = int(desk.micros(milestone, case.priority) * share)
        life = self.life(case, desk.calendar_of(milestone).subtract(self.world.at, max(used, MINUTE)))
        if case.owner is not None:
            life.story.assign(life.at(used * 0.3), case.owner, case.owner)
        return life

    def being_resolved(self, case: Case, share: float) -> Life:
        """Answered and under way; `share` of the time to resolve it is used."""
        desk = self.desk(case)
        resolution = desk.milestone("resolution", "work_completed")
        if resolution is None:
            return self.awaiting_answer(case, share)
        used = int(desk.micros(resolution, case.priority) * share)
        life = self.life(case, desk.calendar.subtract(self.world.at, max(used, MINUTE)))
        answered = self.chance.uniform(0.2, 0.85)
        if case.owner is not None:
            pace = Pace(answered, 2.9, self.chance.uniform(0.3, 0.9), known_issue=self.chance.random() < 0.12)
            life.write(self.chance, pace)
        return life

    def waiting(self, case: Case) -> Life:
        """A question was asked a while ago and nobody has answered."""
        life = self.being_resolved(case, self.chance.uniform(0.2, 0.6))
        elapsed = life.desk.calendar.elapsed(life.story.opened, self.world.at)
        asked = life.at(elapsed * self.chance.uniform(0.6, 0.9))
        life.story.told = [each for each in life.story.told if each.at < asked]
        life.story.ask(asked, life.owner, status=self.chance.choice(("Waiting on customer", ON_VENDOR)))
        return life

    def life(self, case: Case, opened: int) -> Life:
        """Opens the case; what follows is written by the caller."""
        customer = CUSTOMERS[case.account]
        desk = self.desk(case)
        queue = self.queue_of(case)
        contact = self.chance.randrange(len(customer.contacts)) if case.contact is None else case.contact
        fields: dict[str, Any] = {
            "account": case.account,
            "contact": self.world.contacts[case.account][contact],
            "priority": case.priority,
            "channel": case.channel,
            "queue": queue,
            "owner": None,
        } | case.about
        asserted = _not_yet_done(desk.process) | case.attributes
        fields |= {f"attributes.{name}": value for name, value in asserted.items()}
        story = Story(
            case.topic,
            opened=opened,
            customer=customer.contacts[contact],
            record_type=desk.process.record_type,
            fields=fields,
        )
        self.stories.append(story)
        if self.is_by_hand:
            self._lived.add(id(story))
        agents = self.world.people.agents[queue]
        owner = self.world.writer(case.owner or agents[0])
        return Life(story, desk, case.priority, owner, self.world.writer(agents[-1]))


def _not_yet_done(process: Process) -> dict[str, Any]:
    """What a source says of a new case: a field that is asserted later only would count as always so."""
    done = {DONE_BY[each.key]: False for each in process.milestones if each.key in DONE_BY}
    return done | ({"planned_for": None} if process.entry_field != "opened_at" else {})


def _first(desk: Desk, case: Case) -> Any:
    """The milestone that answers the customer first."""
    if case.attributes.get("life_critical"):
        return desk.milestone("critical_device_response")
    return desk.milestone("first_response", "general_inquiry_response", "on_site_arrival")
