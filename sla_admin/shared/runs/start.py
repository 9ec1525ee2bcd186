"""Starting a run: checked first, then left for a worker to take up."""

from typing import Any

from django.db import IntegrityError, transaction

from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.errors import Conflict, InvalidInput
from sla_admin.shared.models.background_run import ACTIVE, BackgroundRun
from sla_admin.shared.runs.kind import kind_of


def start_run(
    kind: str,
    parameters: dict[str, Any],
    *,
    actor: str,
    at: int,
    reason: str = "",
    not_before: int | None = None,
    undoes: BackgroundRun | None = None,
) -> BackgroundRun:
    """A run that a worker takes up within a second or so (from `not_before`, µs, on where that is given).

    Call it in the transaction of whatever else starting means: both happen or neither. Raises InvalidInput
    (its kind refuses the parameters), Conflict (an open run of the kind works on the same subject already).
    """
    of_kind = kind_of(kind)
    if not_before is not None and not_before <= at:
        raise InvalidInput.of("not_before", "lies in the past.")
    kept = of_kind.validate(parameters)
    subject = of_kind.subject(kept)
    run = BackgroundRun(
        kind=kind,
        title=of_kind.title(kept)[:300],
        subject=subject,
        parameters=kept,
        actor=actor,
        reason=reason.strip(),
        total=of_kind.count(kept, at),
        created_at=as_datetime(at),
        not_before=None if not_before is None else as_datetime(not_before),
        undoes=undoes,
    )
    open_one = _open_run(kind, subject)
    if open_one is not None:
        raise _at_work(open_one)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise _at_work(_open_run(kind, subject)) from error
    return run


def _open_run(kind: str, subject: str) -> BackgroundRun | None:
    if not subject:
        return None
    return BackgroundRun.objects.filter(kind=kind, subject=subject, state__in=ACTIVE).first()


def _at_work(run: BackgroundRun | None) -> Conflict:
    if run is None:
        return Conflict("The same was started just now.")
    return Conflict(f"“{run.title}” (run {run.pk}) is not at its end. Stop it first, or wait.")
