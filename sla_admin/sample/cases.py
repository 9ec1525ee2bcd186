"""The cases of the sample, relative to now and drawn from a fixed seed: always the same story.

Three parts: eleven weeks of history that is closed, what is open in every queue now, and a few cases told by
hand, among them the queue of Ines Carvalho, who signs in as `agent`.
"""

import random

from entitlements.business_time.instants import DAY, HOUR
from sla_admin.sample.lives import draw_pace
from sla_admin.sample.scenes import SCENES
from sla_admin.sample.story import Tale
from sla_admin.sample.teller import QUEUES, Case, Teller, World

_SEED = 2026

CLOSED_CASES = 216
_HISTORY = 77 * DAY

_OPEN = {
    # queue → how many are open, beside those told by hand
    "emea-platform": 38,
    "emea-payments": 34,
    "major-incidents": 2,
    "americas-core": 41,
    "apac-core": 27,
    "field-service": 7,
}


def sample_stories(world: World) -> list[Tale]:
    """Every case as what was told of it, in the order of their openings."""
    chance = random.Random(_SEED)  # noqa: S311 (a story, not a secret)
    teller = Teller(world, chance)
    _history(teller)
    _open_cases(teller)
    teller.is_by_hand = True
    for scene in SCENES:
        scene(teller)
    return teller.numbered()


def _history(teller: Teller) -> None:
    """Closed cases of the last eleven weeks."""
    for _ in range(CLOSED_CASES):
        queue = teller.chance.choices(QUEUES, (8, 5, 7, 4, 1, 1))[0]
        case = teller.drawn(queue)
        desk = teller.desk(case)
        length = desk.calendar.elapsed(teller.world.at - _HISTORY, teller.world.at)
        age = teller.chance.triangular(0.03, 1.0, 0.35) * length
        opened = desk.calendar.subtract(teller.world.at, int(age))
        if case.channel in ("email", "web") and teller.chance.random() < 0.15:
            opened = max(opened - int(teller.chance.uniform(1, 9) * HOUR), teller.world.at - _HISTORY)
        life = teller.life(case, opened)
        if teller.chance.random() < 0.03:
            life.set_aside(teller.chance)
        else:
            life.write(teller.chance, draw_pace(teller.chance, teller.quality(case)))


def _open_cases(teller: Teller) -> None:
    """What every queue has on its desk now: most of it well, some late, some waiting, some nobody's."""
    for queue, number in _OPEN.items():
        for place in range(number):
            case = teller.drawn(queue)
            if place % 12 == 5 and queue != "field-service":
                case = case._replace(owner=None)
            if case.owner is None or (place % 3 == 0 and not _is_pressing(case)):
                teller.awaiting_answer(case, teller.share())
            elif place % 17 == 4:
                teller.waiting(case)
            else:
                teller.being_resolved(case, teller.share())


def _is_pressing(case: Case) -> bool:
    """A regulator's clock runs: nobody leaves such a case without an answer."""
    return bool({"personal_data", "water_quality"} & case.attributes.keys())
