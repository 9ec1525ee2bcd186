"""Which tables are recorded, and as what."""

from functools import cache

import pgtrigger
from django.db.models import Model

from sla_admin.shared.changes.recorded import RecordsChanges


@cache
def models_by_kind() -> dict[str, type[Model]]:
    """Every recorded kind with the model that describes its columns. Asked once all models are there."""
    return {
        trigger.kind: model
        for model, trigger in pgtrigger.registered()
        if isinstance(trigger, RecordsChanges)
    }


@cache
def hidden_columns(kind: str) -> frozenset[str]:
    """The columns of which it is recorded that they changed, and nothing of what they hold."""
    return frozenset(
        column
        for _model, trigger in pgtrigger.registered()
        if isinstance(trigger, RecordsChanges) and trigger.kind == kind
        for column in trigger.hidden
    )


@cache
def kinds_by_table() -> dict[str, str]:
    """The kind whose rows stand in a table."""
    return {model._meta.db_table: kind for kind, model in models_by_kind().items()}  # noqa: SLF001 (documented)
