"""The one way out of the history: what was loaded as a sample goes with its history."""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.db.models import Q

from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models.configuration_change import ConfigurationChange


def purge_history(objects: Mapping[str, Iterable[int]], *, reason: str, actor: str) -> int:
    """Delete every change of these objects (numbers by kind) and of their parts; answers how many there were.

    One row remains that says how many went, why and by whom. Raises InvalidInput without a reason.
    """
    if not reason.strip():
        raise InvalidInput.of("reason", "A purge names its reason.")
    found: set[int] = set()
    for kind, numbers in objects.items():
        chosen = list(numbers)
        rows = ConfigurationChange.objects.filter(
            Q(kind=kind, object_id__in=chosen) | Q(part_of_kind=kind, part_of_id__in=chosen)
        )
        found.update(rows.values_list("pk", flat=True))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT shared_purge_changes(%s, %s, %s)", [sorted(found), reason, actor])
        (purged,) = cursor.fetchone()
    return int(purged)
