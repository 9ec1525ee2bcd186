"""What every service of configuration does alike: read what is given, store, remove, say who did it."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model, ProtectedError

from entitlements.services.validated import save_validated
from sla_admin.shared.changes.responsible import because
from sla_admin.shared.errors import Conflict, InvalidInput

_log = logging.getLogger("sla_admin.configuration")

Names = Mapping[str, tuple[type[Model], str]]
"""What a row names: field → the model, and the field by which it is named from outside."""

Problem = tuple[str, str]


def assign(row: Model, given: Mapping[str, Any], names: Names) -> None:
    """Set what is given; what is named is looked up. Raises InvalidInput naming each that is not there."""
    problems: list[Problem] = []
    for field, value in given.items():
        if field in names and value is not None and not isinstance(value, Model):
            model, by = names[field]
            found = model._default_manager.filter(**{by: value}).first()  # noqa: SLF001 (Django's public name)
            if found is None:
                word = model._meta.verbose_name  # noqa: SLF001 (as above)
                problems.append((field, f"There is no {word} {value!r}."))
            else:
                setattr(row, field, found)
        else:
            setattr(row, field, value.strip() if isinstance(value, str) else value)
    if problems:
        raise InvalidInput(problems)


def store(row: Model, *, actor: str = "", reason: str = "") -> None:
    """Check and save. Raises InvalidInput naming each wrong field, Conflict where another request was first.

    What only the database can hold is told in its own sentence, which names what stands in the way.
    """
    is_new = row.pk is None
    try:
        with because(reason, actor=actor), transaction.atomic():
            save_validated(row)
    except IntegrityError as error:
        raise Conflict(sentence_of(error)) from error
    told("created" if is_new else "changed", row, actor=actor, reason=reason)


def settle_constraints() -> None:
    """Check now what the database would check at the end of the transaction. Raises Conflict."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        raise Conflict(sentence_of(error)) from error
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def remove(row: Model, *, actor: str = "", reason: str = "") -> None:
    """Delete what nothing uses. Raises Conflict saying what uses it."""
    number = row.pk
    try:
        with because(reason, actor=actor), transaction.atomic():
            row.delete()
            settle_constraints()
    except ProtectedError as error:
        kinds: dict[str, int] = {}
        for each in error.protected_objects:
            word = str(each._meta.verbose_name)  # noqa: SLF001 (Django's public name)
            kinds[word] = kinds.get(word, 0) + 1
        used = ", ".join(f"{count} × {word}" for word, count in sorted(kinds.items()))
        raise Conflict(f"{row} is in use ({used}) and stays.") from error
    row.pk = number
    told("deleted", row, actor=actor, reason=reason)
    row.pk = None


def told(deed: str, row: Model, *, actor: str, reason: str) -> None:
    """A line in the log for every change of configuration."""
    _log.info(
        "%s %s %s by %s: %s",
        deed,
        row._meta.model_name,  # noqa: SLF001 (Django's public name)
        row.pk,
        actor or "unnamed",
        reason or "no reason given",
    )


def sentence_of(error: IntegrityError) -> str:
    """What the database said, without its own position."""
    return str(error).partition("\n")[0].strip() or "Another request changed this meanwhile."
