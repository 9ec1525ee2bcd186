"""Entitlements that will surprise somebody: they end soon, or two apply alike."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection

from entitlements.business_time.instants import to_datetime
from entitlements.models import Entitlement
from entitlements.services.checks.site import Found

SOON = timedelta(days=30)

_PAIRS = """
    SELECT DISTINCT one.entitlement_id, other.entitlement_id
    FROM entitlements_entitlementscope AS one
    JOIN entitlements_entitlementscope AS other
        ON other.account = one.account AND other.tier = one.tier AND other.last_day = one.last_day
        AND other.channel = one.channel AND other.record_type = one.record_type
        AND other.entitlement_id > one.entitlement_id
        AND CASE WHEN other.asset <> 0 THEN 3 WHEN other.product <> 0 OR other.line_item <> 0 THEN 2
            WHEN other.contacts <> '' THEN 1 ELSE 0 END
          = CASE WHEN one.asset <> 0 THEN 3 WHEN one.product <> 0 OR one.line_item <> 0 THEN 2
            WHEN one.contacts <> '' THEN 1 ELSE 0 END
        AND (one.asset = 0 OR other.asset = 0 OR one.asset = other.asset)
        AND (one.product = 0 OR other.product = 0 OR one.product = other.product)
        AND (one.line_item = 0 OR other.line_item = 0 OR one.line_item = other.line_item)
        AND (one.contract = 0 OR other.contract = 0 OR one.contract = other.contract)
        AND (one.contacts = '' OR other.contacts = ''
            OR string_to_array(one.contacts, ',') && string_to_array(other.contacts, ','))
    WHERE one.last_day >= %s
    ORDER BY 1, 2
"""


def ending_soon(at: int) -> Iterator[Found]:
    """Promises in force whose last day comes within thirty days and that nothing renews."""
    today = to_datetime(at).date()
    ending = (
        Entitlement.objects.filter(
            is_enabled=True, last_day__gte=today, last_day__lte=today + SOON, renewed_by=None
        )
        .select_related("account")
        .order_by("last_day", "id")
    )
    for each in ending.iterator():
        yield (
            str(each),
            "entitlement",
            each.pk,
            f"Its last day is {each.last_day:%d %B %Y}, and nothing renews it: later cases have no clock.",
            "Renew it, or tell the account that it ends.",
        )


def ambiguous_pairs(at: int) -> Iterator[Found]:
    """Two promises of one account that can tie: then the one made first applies, and nobody chose that."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [to_datetime(at).date()])
        pairs = cursor.fetchall()
    named = Entitlement.objects.select_related("account").in_bulk({each for pair in pairs for each in pair})
    for one, other in pairs:
        yield (
            str(named[one]),
            "entitlement",
            one,
            f"For some cases it ties with “{named[other].name}”: same tier, last day and kind of scope.",
            "Give one of them another last day or tier, or narrow what it names.",
        )
