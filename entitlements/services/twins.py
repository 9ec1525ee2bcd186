"""Two entitlements that would tie in every case they cover: nobody could say which applies."""

from django.db import connection

from entitlements.models import Entitlement
from sla_admin.shared.errors import InvalidInput

_TWIN = """
    SELECT twin.entitlement_id
    FROM entitlements_entitlementscope AS own
    JOIN entitlements_entitlementscope AS twin ON (
        twin.account, twin.last_day, twin.tier, twin.channel, twin.record_type, twin.asset, twin.product,
        twin.contract, twin.line_item, twin.contacts
    ) = (
        own.account, own.last_day, own.tier, own.channel, own.record_type, own.asset, own.product,
        own.contract, own.line_item, own.contacts
    ) AND twin.entitlement_id <> own.entitlement_id
    WHERE own.entitlement_id = %s
    ORDER BY twin.entitlement_id
    LIMIT 1
"""


def twin_of(entitlement_id: int) -> int | None:
    """Another entitlement, switched on, that covers the same with the same precedence, by some channel."""
    with connection.cursor() as cursor:
        cursor.execute(_TWIN, [entitlement_id])
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def refuse_twins(entitlement: Entitlement) -> None:
    """Raises InvalidInput naming the other one; the caller's transaction is undone."""
    other = twin_of(entitlement.pk)
    if other is not None:
        named = Entitlement.objects.get(pk=other)
        raise InvalidInput.of(
            "",
            f"It would always tie with entitlement {other}, “{named.name}”: same scope, tier, channels and "
            "last day, so that nobody could say which applies. Change one of them, or switch one off.",
        )
