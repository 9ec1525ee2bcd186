"""Processes for random histories: six that are named for what they try, others put together at random."""

import random

import msgspec

from entitlements.business_time.budget import Budget
from entitlements.process.definition import (
    ArrivalBudget,
    CriteriaTree,
    MilestoneDefinition,
    Process,
    StatusClasses,
    Trigger,
)
from tests.milestones.clock.naive.calendar import MINUTE

CAL, SPLIT, DAY_AND_NIGHT = 1, 2, 3
HOUR = 60 * MINUTE

REPLY: CriteriaTree = {"event": "public_reply_sent"}
CLOSED: CriteriaTree = {"field": "is_closed", "op": "equals", "value": True}
STOPPED: CriteriaTree = {"field": "is_stopped", "op": "equals", "value": True}
MOVING: CriteriaTree = {"not": STOPPED}
REPORTED: CriteriaTree = {"field": "attributes.reported", "op": "equals", "value": True}
URGENT: CriteriaTree = {"field": "priority", "op": "in", "value": ["High", "Critical"]}
ANSWERED: CriteriaTree = {"event": "milestone_completed", "type": "first_response"}
BROKEN: CriteriaTree = {"event": "milestone_violated", "type": "first_response"}

HALF = Trigger("50", "percent", 5000)
THREE_QUARTERS = Trigger("75", "percent", 7500, "warning")
NINETY = Trigger("90", "percent", 9000, "warning")
HOUR_BEFORE = Trigger("-PT1H", "before_target", HOUR, "warning")
FORTY_FIVE = Trigger("@PT45M", "since_start", 45 * MINUTE)
HALF_HOUR_AFTER = Trigger(
    "+PT30M", "after_target", 30 * MINUTE, "violation", repeat_every=30 * MINUTE, repeat_limit=3
)
AGAIN_AND_AGAIN = Trigger("100", "percent", 10_000, "violation", repeat_every=2 * HOUR)
ALL_TRIGGERS = (HALF, THREE_QUARTERS, NINETY, HOUR_BEFORE, FORTY_FIVE, HALF_HOUR_AFTER, AGAIN_AND_AGAIN)

FIRST_RESPONSE = MilestoneDefinition(
    key="response",
    type="first_response",
    name="First response",
    completion=REPLY,
    budget=Budget(micros=4 * HOUR),
    budgets={"High": Budget(micros=HOUR), "Critical": Budget(micros=30 * MINUTE)},
    triggers=(HALF, THREE_QUARTERS, NINETY),
)
RESOLUTION = MilestoneDefinition(
    key="resolution",
    type="resolution",
    name="Resolution",
    completion={"any": [CLOSED, {"field": "status", "op": "equals", "value": "solved"}]},
    pause=STOPPED,
    budget=Budget(micros=8 * HOUR),
    budgets={"High": Budget(micros=4 * HOUR), "Low": Budget(days=2), "Critical": Budget(micros=12 * HOUR)},
    triggers=(HALF, THREE_QUARTERS, NINETY, HOUR_BEFORE, HALF_HOUR_AFTER, AGAIN_AND_AGAIN),
)
NEXT_UPDATE = MilestoneDefinition(
    key="update",
    type="next_update",
    name="Next update",
    recurrence="sequential",
    start="criteria_met",
    entry=MOVING,
    completion=REPLY,
    budget=Budget(micros=2 * HOUR),
    triggers=(THREE_QUARTERS,),
)
REGULATORY = MilestoneDefinition(
    key="regulator",
    type="regulator",
    name="Regulator told",
    completion=REPORTED,
    pause=STOPPED,
    pausable=False,
    hours=DAY_AND_NIGHT,
    budget=Budget(micros=26 * HOUR),
    triggers=(NINETY, HALF_HOUR_AFTER),
)
CALL_BACK = MilestoneDefinition(
    key="call_back",
    type="call_back",
    name="Call back",
    recurrence="independent",
    start="criteria_met",
    entry=URGENT,
    completion={"any": [REPLY, REPORTED]},
    pause=STOPPED,
    on_criteria_lost="keep",
    budget=Budget(micros=90 * MINUTE),
    pause_budget=HOUR,
    triggers=(HALF, FORTY_FIVE),
)
FOLLOW_UP = MilestoneDefinition(
    key="follow_up",
    type="follow_up",
    name="Follow up",
    start="criteria_met",
    entry=ANSWERED,
    completion={"field": "attributes.stage", "op": "equals", "value": "done"},
    budget=Budget(days=1),
    triggers=(HALF, NINETY, HALF_HOUR_AFTER),
)
APOLOGY = MilestoneDefinition(
    key="apology",
    type="apology",
    name="Apology",
    recurrence="independent",
    start="criteria_met",
    entry={"any": [BROKEN, {"all": [URGENT, REPLY]}]},
    completion=ANSWERED,
    budget=Budget(micros=HOUR),
    triggers=(HALF,),
)

STANDARD = Process(1, "Standard", hours=CAL, milestones=(FIRST_RESPONSE, RESOLUTION, NEXT_UPDATE, REGULATORY))
STRICTER = Process(
    2,
    "Standard, stricter",
    hours=SPLIT,
    reopen="new_cycle",
    milestones=(
        msgspec.structs.replace(RESOLUTION, budget=Budget(micros=4 * HOUR), budgets={"High": Budget(days=1)}),
        msgspec.structs.replace(FIRST_RESPONSE, budgets={}, triggers=ALL_TRIGGERS),
        msgspec.structs.replace(NEXT_UPDATE, recurrence="independent"),
        CALL_BACK,
    ),
)
CHAINED = Process(
    3, "Chained", hours=CAL, milestones=(FIRST_RESPONSE, FOLLOW_UP, APOLOGY, CALL_BACK, RESOLUTION)
)
DAYS = Process(
    4,
    "Business days",
    hours=SPLIT,
    entry_field="attributes.installed_at",
    exit={"all": [CLOSED, REPORTED]},
    milestones=(
        msgspec.structs.replace(RESOLUTION, budget=Budget(days=1), budgets={"High": Budget(days=2)}),
        msgspec.structs.replace(FOLLOW_UP, entry=MOVING, start="process_entry", pause=STOPPED),
        msgspec.structs.replace(NEXT_UPDATE, start="process_entry", budget=Budget(days=1)),
    ),
)
URGENT_ONLY = Process(
    5,
    "Urgent only",
    entry=URGENT,
    reopen="new_cycle",
    statuses=StatusClasses(closed=("closed",), stopped=("pending", "solved")),
    milestones=(
        msgspec.structs.replace(FIRST_RESPONSE, entry=URGENT, pause=STOPPED, budget=None),
        msgspec.structs.replace(RESOLUTION, entry=MOVING, start="process_entry", pause=None),
        CALL_BACK,
        REGULATORY,
    ),
)
LATECOMER = Process(
    6,
    "Counted from entry",
    hours=DAY_AND_NIGHT,
    milestones=(
        msgspec.structs.replace(FIRST_RESPONSE, entry=REPORTED, pause=STOPPED, triggers=ALL_TRIGGERS),
        msgspec.structs.replace(REGULATORY, entry=MOVING, on_criteria_lost="keep"),
        msgspec.structs.replace(RESOLUTION, entry=URGENT, pause_budget=3 * HOUR),
    ),
)
NAMED = (STANDARD, STRICTER, CHAINED, DAYS, URGENT_ONLY, LATECOMER)

_ENTRIES = (
    None,
    None,
    MOVING,
    URGENT,
    REPORTED,
    ANSWERED,
    BROKEN,
    {"all": [MOVING, {"any": [REPLY, URGENT]}]},
)
_COMPLETIONS = (REPLY, CLOSED, REPORTED, ANSWERED, MOVING, None, {"any": [REPLY, CLOSED]})
_PAUSES = (None, STOPPED, {"any": [STOPPED, URGENT]}, {"all": [STOPPED, {"not": REPORTED}]})


def composed(rng: random.Random, version: int) -> Process:
    """A process put together at random; versions of one configuration share the keys of their milestones."""
    keys = rng.sample(("response", "resolution", "update", "regulator", "extra"), rng.randint(2, 4))
    return Process(
        version,
        f"Composed {version}",
        hours=rng.choice((None, CAL, CAL, SPLIT, DAY_AND_NIGHT)),
        entry=rng.choice((None, None, None, URGENT, MOVING)),
        entry_field=rng.choice(("opened_at", "opened_at", "opened_at", "attributes.installed_at")),
        exit=rng.choice((None, None, {"all": [CLOSED, {"not": REPORTED}]})),
        reopen=rng.choice(("continue", "continue", "new_cycle")),
        milestones=tuple(_milestone(rng, key) for key in keys),
    )


def _milestone(rng: random.Random, key: str) -> MilestoneDefinition:
    return MilestoneDefinition(
        key=key,
        type="first_response" if key == "response" else key,
        name=key,
        recurrence=rng.choice(("none", "independent", "sequential")),
        start=rng.choice(("process_entry", "criteria_met")),
        entry=rng.choice(_ENTRIES),
        completion=rng.choice(_COMPLETIONS),
        pause=rng.choice(_PAUSES),
        on_criteria_lost=rng.choice(("cancel", "keep")),
        budget=rng.choice((None, _budget(rng), _budget(rng), _budget(rng))),
        budgets={each: _budget(rng) for each in ("Low", "High", "Critical") if rng.random() < 0.4},
        arrivals=tuple(_arrival(rng) for _ in range(rng.choice((0, 0, 1, 2)))),
        hours=rng.choice((None, None, None, CAL, SPLIT, DAY_AND_NIGHT)),
        pausable=key != "regulator",
        pause_budget=rng.choice((0, 0, 0, HOUR, 90 * MINUTE)),
        triggers=tuple(each for each in ALL_TRIGGERS if rng.random() < 0.5),
    )


def _arrival(rng: random.Random) -> ArrivalBudget:
    begins = rng.choice((0, 0, 9 * 60, 12 * 60, 17 * 60))
    return ArrivalBudget(
        _budget(rng),
        weekdays=rng.choice(((), (0, 1, 2, 3, 4), (5, 6), (4,))),
        begins=begins * MINUTE,
        ends=rng.choice((24 * 60, 24 * 60, begins + 180)) * MINUTE,
        priority=rng.choice(("", "", "High", "Low")),
    )


def _budget(rng: random.Random) -> Budget:
    if rng.random() < 0.15:
        return Budget(days=rng.randint(0, 2), at=rng.choice((10, 12, 16, 17, 20)) * HOUR)
    if rng.random() < 0.25:
        return Budget(days=rng.randint(1, 2))
    return Budget(micros=rng.choice((30, 60, 90, 120, 240, 480)) * MINUTE)
