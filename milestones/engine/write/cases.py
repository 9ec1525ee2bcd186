# ruff: noqa: S608 (the statements are put together from constants of this package alone)
"""What a case says of itself: fields, promise, and when it was closed."""

from collections.abc import Sequence
from typing import Any

from milestones.clock.state import State
from milestones.engine.closing import Closing
from milestones.engine.cursor import RawCursor, instant
from milestones.engine.work import Decided
from milestones.engine.write.columns import columns, text

CASE_COLUMNS = (
    "id",
    "subject",
    "channel",
    "priority",
    "status",
    "account_id",
    "contact_id",
    "asset_id",
    "product_id",
    "contract_id",
    "line_item_id",
    "owner_id",
    "queue",
    "attributes",
    "process_version_id",
    "holds_incident",
)

_CASES = f"""
    UPDATE milestones_case AS stored
    SET subject = made.subject, channel = made.channel, priority = made.priority, status = made.status,
        account_id = (SELECT id FROM entitlements_account WHERE id = made.account),
        contact_id = (SELECT id FROM entitlements_contact WHERE id = made.contact),
        asset_id = (SELECT id FROM entitlements_asset WHERE id = made.asset),
        product_id = (SELECT id FROM entitlements_product WHERE id = made.product),
        contract_id = (SELECT id FROM entitlements_servicecontract WHERE id = made.contract),
        line_item_id = (SELECT id FROM entitlements_contractlineitem WHERE id = made.line_item),
        owner_id = (SELECT id FROM auth_user WHERE id = made.owner),
        queue_id = (SELECT id FROM milestones_queue WHERE key = made.queue),
        attributes = made.attributes::jsonb, process_version_id = made.version,
        holds_incident = made.holds_incident,
        closed_at = CASE WHEN made.closing THEN {instant("made.closed_at")} ELSE stored.closed_at END,
        changed_at = {instant("%s::bigint")}
    FROM unnest(
        %b::bigint[], %b::text[], %b::text[], %b::text[], %b::text[], %b::bigint[], %b::bigint[],
        %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::text[], %b::text[],
        %b::bigint[], %b::bool[], %b::bool[], %b::bigint[]
    ) AS made (
        id, subject, channel, priority, status, account, contact, asset, product, contract, line_item, owner,
        queue, attributes, version, holds_incident, closing, closed_at
    )
    WHERE stored.id = made.id
"""

_ATTRIBUTE = "attributes."


def write_cases(cursor: RawCursor, decided: Sequence[Decided], at: int) -> None:
    """Write the fields of the cases whose fields may have changed, as changed at `at` (µs)."""
    rows = [
        case_row(work.case_id, outcome.state, outcome.closing) for work, outcome in decided if outcome.mirrors
    ]
    if rows:
        cursor.execute(_CASES, (at, *columns(rows)))


def case_row(case_id: int, state: State, closing: Closing | None) -> tuple[Any, ...]:
    """What the case itself says, in the order of `CASE_COLUMNS`, and whether and when it was closed."""
    fields = state.fields
    promise = state.promise
    attributes = {
        name.removeprefix(_ATTRIBUTE): value for name, value in fields.items() if name.startswith(_ATTRIBUTE)
    }
    return (
        case_id,
        _word(fields.get("subject")),
        _word(fields.get("channel")),
        _word(fields.get("priority")),
        _word(fields.get("status")),
        _number(fields.get("account")),
        _number(fields.get("contact")),
        _number(fields.get("asset")),
        _number(fields.get("product")),
        _number(fields.get("contract")),
        _number(fields.get("line_item")),
        _number(fields.get("owner")),
        _word(fields.get("queue")),
        text(attributes),
        None if promise is None else promise.version,
        promise is not None and promise.incident,
        closing is not None,
        None if closing is None else closing.at,
    )


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _number(value: Any) -> int | None:
    return int(value) if value not in (None, "") else None
