"""Loads the sample."""

from django.db import transaction

from entitlements.models import EntitlementProcess
from milestones.models import Case
from sla_admin.models import SampleItem
from sla_admin.sample.cases import sample_stories
from sla_admin.sample.changes import change_some
from sla_admin.sample.desks import load_desks
from sla_admin.sample.replay import Progress, replay
from sla_admin.sample.what_if import try_the_draft
from sla_admin.sample.world import load_world, read_world
from sla_admin.shared.errors import Conflict


def load_sample(at: int, progress: Progress = lambda done, total: None) -> int:
    """People, promises and cases, as of `at` (the database's time, µs); answers how many cases.

    Promises are committed before the first case comes, as in life: publishing hours reaches open cases.
    Raises Conflict where there are processes or cases already, InvalidInput where a name is taken.
    """
    refuse_data()
    load_world(at)
    return tell_cases(at, progress)


@transaction.atomic
def tell_cases(at: int, progress: Progress = lambda done, total: None) -> int:
    """The cases of a world that was loaded, with what lies on desks and what was changed since; answers how
    many."""
    world = read_world(at)
    stories = sample_stories(world)
    replay(stories, at, progress)
    load_desks(world.people, at)
    change_some()
    try_the_draft(world.people, at)
    return len(stories)


def refuse_data() -> None:
    """Raises Conflict where anybody, or the sample, has begun to use this installation."""
    if has_data():
        raise Conflict(
            "There is data already: the sample is loaded only where there are no processes and no cases."
        )


def has_data() -> bool:
    """Whether there are processes or cases."""
    return EntitlementProcess.objects.exists() or Case.objects.exists()


def is_loaded() -> bool:
    """Whether something of the sample is here."""
    return SampleItem.objects.exists()


def was_interrupted() -> bool:
    """Whether the sample's promises came and its cases did not: it was killed in between."""
    return is_loaded() and not Case.objects.exists()
