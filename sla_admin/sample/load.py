"""Loads the sample, and takes its cases away again."""

from django.db import transaction

from milestones.engine.evaluate import evaluate_due
from milestones.models import Case
from milestones.services.purge import purge_cases
from milestones.services.record import record
from sla_admin.sample.cases import SOURCE, sample_cases
from sla_admin.sample.people import load_people
from sla_admin.sample.promises import load_promises
from sla_admin.shared.errors import Conflict


def load_sample(at: int) -> int:
    """People and promises, then cases; answers how many cases. Nobody is told of them: they are history.

    Promises are committed before the first case comes, as in life: publishing hours reaches open cases.

    `at` is the database's time, µs. Raises Conflict where something of a sample is refused.
    """
    with transaction.atomic():
        people = load_people()
        teams = load_promises(at)
    requests = list(sample_cases(people, teams, at))
    for answer in record(requests, at=at):
        if answer.problems or answer.quarantined:
            raise Conflict(f"The sample was refused: {answer.problems or answer.quarantined}")
    evaluate_due(at)
    return len({request.external_id for request in requests})


def remove_sample_cases(actor: str) -> int:
    """Purge the sample's cases with their ledgers, leaving tombstones; answers how many there were."""
    ids = Case.objects.filter(source=SOURCE).values_list("id", flat=True)
    return purge_cases(ids, reason="Sample data removed", actor=actor)
