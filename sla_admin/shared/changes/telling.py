"""Tells the database who changes configuration, in the transaction of the change and for it alone.

Triggers write the history (`recorded`), and all they know beside the row is what the transaction was told by
`set_config(…, true)`. A wrapper around every statement sees those that write to a table of configuration and
says it first. So no service has to remember to; what bypasses Django is recorded as done by the user of the
database, and a setting never outlives its transaction, whoever gets the connection next.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from sla_admin.shared.api.request_id import current_request_id
from sla_admin.shared.changes.kinds import kinds_by_table
from sla_admin.shared.changes.responsible import responsible

_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)
_SAY = """SELECT set_config('sla.actor', %s, true), set_config('sla.reason', %s, true),
    set_config('sla.source', %s, true), set_config('sla.request', %s, true),
    set_config('sla.counting', %s, true)"""


def tell_on(connection: BaseDatabaseWrapper) -> None:
    """Let this connection tell. Django offers a wrapper for a block; this one is for its whole life."""
    if _tell not in connection.execute_wrappers:
        connection.execute_wrappers.append(_tell)


def tell_everywhere() -> None:
    """Let every connection of this process tell, those of later threads too."""
    from django.db.backends.signals import connection_created

    connection_created.connect(_connected, dispatch_uid="sla_admin.shared.changes.telling")
    for connection in connections.all(initialized_only=True):
        tell_on(connection)


def _connected(connection: BaseDatabaseWrapper, **_: Any) -> None:
    tell_on(connection)


def _tell(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not _changes_configuration(sql):
        return execute(sql, params, many, context)
    connection = context["connection"]
    if connection.in_atomic_block:
        _say(connection)
        return execute(sql, params, many, context)
    with transaction.atomic(using=connection.alias):
        _say(connection)
        return execute(sql, params, many, context)


def _changes_configuration(sql: Any) -> bool:
    if not isinstance(sql, str):
        return False
    found = _WRITES.match(sql)
    if found is not None:
        return found[1].lower() in kinds_by_table()
    if sql.lstrip()[:4].upper() == "WITH":
        return any(each[1].lower() in kinds_by_table() for each in _WRITES.finditer(sql))
    return False


def _say(connection: BaseDatabaseWrapper) -> None:
    known = responsible()
    told = [
        known.who,
        known.why,
        known.source,
        current_request_id(),
        "incidents" if known.is_counting else "",
    ]
    with connection.wrap_database_errors:
        connection.connection.execute(_SAY, told)
