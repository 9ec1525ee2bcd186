"""Cases told by hand: the queue of Ines Carvalho, every way not to be covered, what falls due in the next
minutes, and what the stories of the seeds turn on.
"""

from collections.abc import Callable

from entitlements.business_time.instants import DAY, HOUR, MINUTE, SECOND, to_datetime
from sla_admin.sample import topics
from sla_admin.sample.lives import Life, Pace
from sla_admin.sample.promises import IN_PROGRESS, KNOWN_ISSUE, ON_CUSTOMER, ON_VENDOR, OPEN
from sla_admin.sample.teller import Case, Teller
from sla_admin.sample.topics import Topic

INES = "agent"

IMPOSSIBLE = "0026-11-30T08:00:00+01:00"
"""A date as a source writes it that has lost two digits. No calendar reaches there: the case is set aside."""


def _topic(subject: str) -> Topic:
    """The conversation whose subject begins so."""
    every = (*topics.SOFTWARE, *topics.DEVICES, *topics.WATER, *topics.FINANCE, *topics.ON_SITE)
    return next(each for each in every if each.subject.startswith(subject))


def _hours_ago(teller: Teller, case: Case, hours: float) -> Life:
    """A case opened that many open hours ago, on the hours of its promise."""
    return teller.life(case, teller.desk(case).calendar.subtract(teller.world.at, int(hours * HOUR)))


def _ago(teller: Teller, case: Case, micros: int) -> Life:
    """A case opened that long ago by the calendar."""
    return teller.life(case, teller.world.at - micros)


# --- The queue of an agent in the morning


def _checkout_webhooks(teller: Teller) -> None:
    """The workaround is 3 h 37 m past its target; resolution waits for the customer's staging."""
    topic = _topic("Checkout webhooks")
    case = Case("nordlicht", "P3", topic, INES, contact=0, about={"asset": "NL-EDGE-0442"})
    life = _hours_ago(teller, case, 19 + 22 / 60)
    story, ines, jonas = life.story, life.owner, teller.world.writer("jonas")
    h = HOUR
    story.assign(life.at(0.2 * h), "jonas", "tomasz")
    story.reply(life.at(1.75 * h), jonas, topic.reply, status=IN_PROGRESS)
    story.note(life.at(2.1 * h), jonas, topic.note)
    story.field(life.at(3.75 * h), "jonas", status=KNOWN_ISSUE)
    story.ask(life.at(5.17 * h), jonas, "Could you send us the gateway logs of last night between 1 and 3?")
    story.answer(life.at(6.67 * h), "The logs are attached, the first time-out is at 01:12.", KNOWN_ISSUE)
    story.assign(life.at(8 * h), INES, "jonas")
    story.note(life.at(8.05 * h), jonas, "I am at the fair tomorrow; Ines takes over, everything is in here.")
    story.reply(life.at(12.97 * h), ines, "2.18.3 repairs the queue. It is released for your staging now.")
    story.answer(life.at(17.2 * h), status=KNOWN_ISSUE)
    story.ask(life.at(17.84 * h), ines, "Thank you. We wait for the result of your overnight batch.")
    story.note(
        life.at(17.9 * h),
        ines,
        "Resolution stands still until Petra's staging run is through. The workaround is still open: "
        "send the retry-queue setting.",
    )


def _card_refunds(teller: Teller) -> None:
    """Helping out in Payments: the workaround is late, the resolution at risk."""
    topic = _topic("Card refunds")
    life = _hours_ago(teller, Case("castellana", "P2", topic, INES, channel="phone"), 6 + 37 / 60)
    story = life.story
    story.assign(life.at(0.1 * HOUR), INES, "claire")
    story.reply(life.at(0.5 * HOUR), life.owner, topic.reply, status=IN_PROGRESS)
    story.note(life.at(0.8 * HOUR), life.owner, topic.note)
    story.field(life.at(1.0 * HOUR), INES, status=KNOWN_ISSUE)
    story.reply(life.at(4.4 * HOUR), life.owner, topic.update)


def _calm_part_of_the_queue(teller: Teller) -> None:
    """What is on track, and what nearly is not."""
    teller.awaiting_answer(Case("ostrava", "P4", _topic("Time sheet"), INES), 0.955)
    teller.awaiting_answer(Case("polder", "P4", _topic("Import skips"), INES, channel="web"), 0.3)
    teller.being_resolved(Case("nordlicht", "P3", _topic("Attachment preview"), INES), 0.62)
    teller.being_resolved(Case("ostrava", "P3", _topic("Old tariff"), INES), 0.58)
    teller.being_resolved(Case("mapleridge", "P2", _topic("Map tiles"), INES, channel="phone"), 0.45)
    topic = _topic("Sensor gateway")
    life = _hours_ago(teller, Case("polder", "P2", topic, INES, channel="phone"), 4.8)
    life.story.assign(life.at(0.2 * HOUR), INES, INES)
    life.story.reply(life.at(0.9 * HOUR), life.owner, topic.reply, status=IN_PROGRESS)
    life.story.note(life.at(1.5 * HOUR), life.owner, topic.note)


def _closed_period(teller: Teller) -> None:
    """One update came late, the next one is on its way."""
    topic = _topic("Cannot close period")
    life = _hours_ago(teller, Case("linden", "P2", topic, INES), 7.4)
    story = life.story
    story.assign(life.at(0.3 * HOUR), INES, "tomasz")
    story.note(life.at(1.0 * HOUR), life.owner, topic.note)
    story.reply(life.at(6.6 * HOUR), life.owner, topic.reply, status=IN_PROGRESS)


def _paused_ones(teller: Teller) -> None:
    """One waits for the customer by its status, one was paused by hand for the carrier."""
    topic = _topic("Cannot add a second warehouse")
    life = _hours_ago(teller, Case("ostrava", "P3", topic, INES, channel="web"), 15)
    life.story.assign(life.at(0.5 * HOUR), INES, INES)
    life.story.reply(life.at(3 * HOUR), life.owner, topic.reply, status=IN_PROGRESS)
    life.story.ask(life.at(8 * HOUR), life.owner)
    topic = _topic("Duplicate shipments")
    life = _hours_ago(teller, Case("nordlicht", "P3", topic, INES), 9.5)
    life.story.assign(life.at(0.2 * HOUR), INES, "tomasz")
    life.story.reply(life.at(1.2 * HOUR), life.owner, topic.reply, status=IN_PROGRESS)
    life.story.note(life.at(2.5 * HOUR), life.owner, topic.note)
    life.story.hold(
        life.at(3 * HOUR),
        INES,
        "They look up which labels were collected",
        "resolution",
        code="third_party",
        until=life.at(9.5 * HOUR) + 2 * DAY,
    )


def _came_back(teller: Teller) -> None:
    """Closed yesterday, re-opened by the customer: the clocks go on with what was left."""
    topic = _topic("Role change")
    life = _hours_ago(teller, Case("polder", "P3", topic, INES, channel="web"), 17)
    life.story.assign(life.at(0.4 * HOUR), INES, INES)
    life.story.reply(life.at(2 * HOUR), life.owner, topic.reply, status=IN_PROGRESS)
    life.story.resolve(life.at(7 * HOUR), life.owner)
    life.story.answer(life.at(14 * HOUR), "For two of our people it still takes an hour.", OPEN)


def _without_a_clock(teller: Teller) -> None:
    """Every way not to be covered, and one to be covered twice."""
    teller.awaiting_answer(Case("southbank", "P3", _topic("Meter readings"), INES), 0.1)
    teller.awaiting_answer(Case("southbank", "P2", _topic("Role change"), "jonas", channel="web"), 0.15)
    teller.awaiting_answer(Case("pampas", "P3", _topic("Customs form"), "rosa"), 0.3)
    teller.awaiting_answer(Case("pampas", "P4", _topic("Chat widget"), None, channel="chat"), 0.1)
    teller.awaiting_answer(Case("cobalt", "P2", _topic("API returns 502"), "mei"), 0.2)
    teller.awaiting_answer(Case("cobalt", "P3", _topic("SSO login"), None, channel="web"), 0.1)
    teller.awaiting_answer(Case("vantage", "P3", _topic("Mobile app"), "marco", channel="chat"), 0.2)
    teller.awaiting_answer(Case("helvetia", "P3", _topic("Label printer"), "emre", contact=1), 0.4)
    phoned = Case("helvetia", "P2", _topic("Failover test"), "lucia", channel="phone", contact=1)
    teller.awaiting_answer(phoned, 0.5)
    nobody = Case("pampas", "P3", _topic("Password mail"), None, channel="phone", queue="emea-platform")
    life = teller.awaiting_answer(nobody, 0.05)
    teller.without_account(life.story, "A caller who gave no company")


# --- What falls due while somebody looks


def _next_minutes(teller: Teller) -> None:
    """Around the clock, so that something happens whenever one looks."""

    def waiting(
        account: str, priority: str, subject: str, owner: str | None, ago: int, **said: object
    ) -> Life:
        case = Case(account, priority, _topic(subject), owner, channel="phone", attributes=dict(said))
        life = _ago(teller, case, ago)
        if owner is not None:
            life.story.assign(life.at(min(2 * MINUTE, ago // 3)), owner, owner)
        return life

    waiting("okavango", "P1", "API returns 502", "sunita", 12 * MINUTE)  # answered within 15 minutes?
    waiting("okavango", "P1", "Failover test", "liam", 8 * MINUTE + 30 * SECOND)
    waiting("okavango", "P2", "SSO login", None, 48 * MINUTE)
    waiting("okavango", "P2", "Webhook signature", "sunita", 44 * MINUTE)  # a warning in a minute
    waiting("okavango", "P3", "Scheduled job", "liam", 4 * HOUR - 22 * MINUTE)
    waiting("okavango", "P4", "Search returns", None, 40 * MINUTE)
    waiting("brightharbor", "P1", "Infusion pump", "daniel", 44 * MINUTE, life_critical=True)
    waiting("elbe", "P1", "Ventilator", "signe", 25 * MINUTE, life_critical=True)
    life = waiting("okavango", "P1", "Checkout webhooks", "sunita", 4 * HOUR - 8 * MINUTE)
    life.story.reply(life.at(9 * MINUTE), life.owner, life.story.topic.reply, status=IN_PROGRESS)
    life.story.reply(life.at(100 * MINUTE), life.owner, life.story.topic.update)
    _ago(teller, Case("try", "P3", _topic("Password mail"), None, channel="web"), 40 * SECOND)


# --- What the stories turn on


def _regulators_clock(teller: Teller) -> None:
    """48 hours that nothing pauses: one still has 24 minutes, one waits for the customer and counts on."""
    topic = _topic("Client sees another")
    case = Case("linden", "P2", topic, "lucia", attributes={"personal_data": True})
    life = _ago(teller, case, 48 * HOUR - 24 * MINUTE)
    life.story.assign(life.at(10 * MINUTE), "lucia", "tomasz")
    life.story.reply(life.at(50 * MINUTE), life.owner, topic.reply, status=IN_PROGRESS)
    life.story.note(life.at(80 * MINUTE), life.owner, topic.note)
    life.story.ask(life.at(3 * HOUR), life.owner)
    topic = _topic("Statement sent")
    case = Case("castellana", "P3", topic, "sanne", attributes={"personal_data": True})
    life = _ago(teller, case, 31 * HOUR)
    life.story.assign(life.at(10 * MINUTE), "sanne", "claire")
    life.story.reply(life.at(40 * MINUTE), life.owner, topic.reply, status=IN_PROGRESS)
    life.story.ask(life.at(60 * MINUTE), life.owner, status=ON_CUSTOMER)


def _overdue_report(teller: Teller) -> None:
    """24 hours are over: the officer is told, the case is Critical; another has 41 minutes left."""
    topic = _topic("Turbidity")
    case = Case("tidewater", "P2", topic, "keiko", channel="phone", attributes={"water_quality": True})
    life = _ago(teller, case, 26 * HOUR + 20 * MINUTE)
    life.story.assign(life.story.opened + 15 * MINUTE, "keiko", "daniel")
    life.story.reply(life.story.opened + 50 * MINUTE, life.owner, topic.reply, status=IN_PROGRESS)
    life.story.note(life.story.opened + 70 * MINUTE, life.owner, topic.note)
    topic = _topic("Chlorine")
    case = Case("tidewater", "P3", topic, "tyler", attributes={"water_quality": True})
    life = _ago(teller, case, 24 * HOUR - 41 * MINUTE)
    life.story.assign(life.story.opened + 20 * MINUTE, "tyler", "tyler")
    life.story.reply(life.story.opened + 35 * MINUTE, life.owner, topic.reply, status=IN_PROGRESS)
    case = Case("tidewater", "P3", topic, "rosa", channel="web", attributes={"water_quality": True})
    life = _ago(teller, case, 9 * HOUR)
    life.story.assign(life.story.opened + 20 * MINUTE, "rosa", "rosa")
    life.story.reply(life.story.opened + 30 * MINUTE, life.owner, topic.reply, status=IN_PROGRESS)
    life.story.field(life.story.opened + 80 * MINUTE, "rosa", attributes__water_quality=False)
    life.story.note(life.story.opened + 81 * MINUTE, life.owner, "False alarm: a sensor was cleaned.")


def _told_late(teller: Teller) -> None:
    """Answered in time by phone; the telephony told us after the target. The violation is withdrawn."""
    for account, owner, subject, hours, late in (
        ("polder", "emre", "Return label", 7.5, 1.6),
        ("nordlicht", "jonas", "VAT number", 6.4, 1.2),
    ):
        topic = _topic(subject)
        life = _hours_ago(teller, Case(account, "P2", topic, owner, channel="phone"), hours)
        life.story.assign(life.at(0.2 * HOUR), owner, owner)
        life.story.reply(
            life.at(3.8 * HOUR), life.owner, topic.reply, known=life.at((4 + late) * HOUR), status=IN_PROGRESS
        )
        life.story.note(
            life.at((4.2 + late) * HOUR), life.owner, "I had called at once; telephony told it late."
        )


def _moved_about(teller: Teller) -> None:
    """From Payments to Platform and from one to the other: whoever held it, the time ran."""
    topic = _topic("Invoices show")
    life = _hours_ago(teller, Case("aurora", "P2", topic, "amelie", queue="emea-payments"), 17.5)
    story = life.story
    story.assign(life.at(0.3 * HOUR), "amelie", "amelie")
    story.reply(life.at(2 * HOUR), life.owner, topic.reply, status=IN_PROGRESS)
    story.field(life.at(5 * HOUR), "amelie", queue="emea-platform", owner=None)
    story.note(
        life.at(5.1 * HOUR), life.owner, "The rate comes from the platform's article table: over to them."
    )
    story.assign(life.at(9 * HOUR), "jonas", "tomasz")
    story.reply(life.at(10 * HOUR), teller.world.writer("jonas"), topic.update)
    story.field(life.at(11 * HOUR), "tomasz", priority="P1")
    story.note(life.at(11.1 * HOUR), teller.world.writer("tomasz"), "Month's end is near: this is P1 now.")


def _by_hand(teller: Teller) -> None:
    """A milestone completed by an agent with a reason, and a pause that was resumed."""
    topic = _topic("Backup restore")
    life = _hours_ago(teller, Case("nordlicht", "P2", topic, "signe", channel="phone"), 5.2)
    story = life.story
    story.assign(life.at(0.1 * HOUR), "signe", "signe")
    story.reply(life.at(0.6 * HOUR), life.owner, topic.reply, status=KNOWN_ISSUE)
    story.hold(life.at(1.5 * HOUR), "signe", "Two names are missing", "resolution", code="customer")
    story.resume(life.at(2.4 * HOUR), "signe", "resolution")
    story.complete(
        life.at(3 * HOUR), "signe", "workaround", "Handed over by phone: restore from the day before."
    )
    story.field(life.at(3.1 * HOUR), "signe", priority="P3")


def _work_orders(teller: Teller) -> None:
    """Visits planned: one next week, one under way, and one in the year 26, as its source has it."""
    at = teller.world.at

    def planned(days: float, subject: str, owner: str, priority: str) -> Life:
        when = to_datetime(at + int(days * DAY)).replace(microsecond=0).isoformat()
        case = Case(
            "kestrel", priority, _topic(subject), owner, promise=1, channel="web", queue="field-service",
            attributes={"planned_for": when},
        )  # fmt: skip
        life = _ago(teller, case, int((3 if days > 0 else 6) * DAY))
        life.story.assign(life.at(1 * HOUR), owner, "anton")
        return life

    planned(5, "Yearly inspection", "heike", "P4")
    planned(-1, "Install two label printers", "dario", "P3")
    case = Case(
        "kestrel",
        "P4",
        _topic("Replace power supply"),
        "heike",
        promise=1,
        channel="api",
        queue="field-service",
    )
    life = _ago(teller, case, 5 * HOUR)
    life.story.assign(life.story.opened + 10 * MINUTE, "heike", "anton")
    life.story.field(life.story.opened + 2 * HOUR, "heike", attributes__planned_for=IMPOSSIBLE)


def _devices_at_night(teller: Teller) -> None:
    """A ventilator at night counts; a question about cleaning waits for nine o'clock."""
    topic = _topic("Question about cleaning")
    teller.awaiting_answer(Case("brightharbor", "P4", topic, "tyler", channel="web"), 0.4)
    teller.awaiting_answer(Case("elbe", "P4", topic, "emre", channel="web"), 0.6)
    case = Case(
        "brightharbor",
        "P1",
        _topic("Ventilator"),
        "keiko",
        channel="phone",
        attributes={"life_critical": True},
    )
    life = _ago(teller, case, 7 * HOUR)
    life.story.assign(life.story.opened + 4 * MINUTE, "keiko", "keiko")
    life.story.reply(life.story.opened + 31 * MINUTE, life.owner, life.story.topic.reply, status=IN_PROGRESS)


def _reviews(teller: Teller) -> None:
    """One hour, four hours, eight hours: one near each of them."""
    teller.awaiting_answer(Case("mapleridge", "P2", _topic("Password mail"), "rosa"), 0.8)
    life = teller.being_resolved(Case("mapleridge", "P3", _topic("Role change"), "daniel"), 0.47)
    life.story.told = [each for each in life.story.told if not each.request.fields.get("attributes.reviewed")]
    teller.being_resolved(Case("mapleridge", "P3", _topic("Customs form"), "tyler", channel="web"), 0.93)
    vendor = teller.being_resolved(Case("riverside", "P3", _topic("Scheduled job"), "rosa"), 0.5)
    asked = vendor.at(vendor.desk.calendar.elapsed(vendor.story.opened, teller.world.at) * 0.8)
    vendor.story.told = [each for each in vendor.story.told if each.at < asked]
    vendor.story.ask(asked, vendor.owner, "We have asked the vendor of the scheduler.", ON_VENDOR)


def _used_up(teller: Teller) -> None:
    """Three incidents were bought: the fourth case finds none left."""
    for days, subject, owner in (
        (64, "Chat widget", "marco"),
        (38, "Customs form", "sanne"),
        (16, "VAT", "amelie"),
    ):
        case = Case("harrow", "P3", _topic(subject), owner, channel="phone")
        life = _hours_ago(teller, case, days * 6.4)
        life.write(teller.chance, Pace(0.3, 0.5, 0.5))
    teller.awaiting_answer(Case("harrow", "P3", _topic("Invoices show"), "claire", channel="phone"), 0.1)


Scene = Callable[[Teller], None]

SCENES: tuple[Scene, ...] = (
    _checkout_webhooks,
    _card_refunds,
    _calm_part_of_the_queue,
    _closed_period,
    _paused_ones,
    _came_back,
    _without_a_clock,
    _next_minutes,
    _regulators_clock,
    _overdue_report,
    _told_late,
    _moved_about,
    _by_hand,
    _work_orders,
    _devices_at_night,
    _reviews,
    _used_up,
)
