"""The one way out of the ledger: sample data, retention, erasure."""

from collections.abc import Iterable

from django.db import connection, transaction

from sla_admin.shared.errors import InvalidInput


def purge_cases(case_ids: Iterable[int], *, reason: str, actor: str) -> int:
    """Delete these cases with all that belongs to them, ledger included; answers how many there were.

    Of each a tombstone remains: its number, the reason, who did it, and the last hash of its ledger. Raises
    InvalidInput without a reason, or where the reason is longer than a tombstone holds.
    """
    if not reason.strip():
        raise InvalidInput.of("reason", "A purge names its reason.")
    if len(reason) > 500:
        raise InvalidInput.of("reason", "must not be longer than 500 characters.")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT milestones_purge(%s, %s, %s)", [sorted(set(case_ids)), reason, actor])
        (purged,) = cursor.fetchone()
    return int(purged)
