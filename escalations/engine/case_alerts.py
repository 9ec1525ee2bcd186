"""What escalation tells a case's page: who would be told next, and who was told already."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Max, Sum
from django.db.models.functions import Length

from escalations.actions.registry import all_actions, reach_of
from escalations.matrix.look_up import look_up
from escalations.matrix.rows import FIELD_UPDATE, Entry, Matrix
from escalations.models import Delivery
from escalations.models.cell_entry import TargetKind
from escalations.models.delivery import DeliveryStatus, Purpose
from escalations.selectors.endpoints import endpoint_names
from escalations.selectors.matrices import pinned_matrix
from escalations.selectors.targets import ADMINISTRATORS, People, Recipient, Wanted
from milestones.models import Case
from milestones.selectors.alerts import Deliveries, Moment, Outcome, Person, Told, WouldHappen
from sla_admin.shared.api.instants import as_instant

_PLACES: dict[str, str] = {
    TargetKind.OWNER: "case owner",
    TargetKind.TEAM_LEAD: "team lead",
    TargetKind.MANAGER: "manager",
    TargetKind.QUEUE: "queue",
    TargetKind.USER: "named in the matrix",
    TargetKind.ADDRESS: "address in the matrix",
    TargetKind.ENDPOINT: "webhook endpoint",
    ADMINISTRATORS: "administrators",
}


class CaseAlerts:
    """Implements `milestones.selectors.alerts.Alerts`. Pinned matrices never change, so each is read once."""

    def __init__(self) -> None:
        self._matrices: dict[int, Matrix] = {}

    def would_happen(self, case: Case, moments: Sequence[Moment]) -> list[tuple[WouldHappen, ...]]:
        """What each moment would set off now. A matrix that cannot be read any more answers nothing."""
        found = [self._entries(moment) for moment in moments]
        wanted = {entry.id: _wanted(case, entry) for entries in found for entry in entries if entry.target}
        people = People(list(wanted.values()), case) if wanted else None
        reached = {number: () if people is None else people.resolve(each) for number, each in wanted.items()}
        names = endpoint_names(each.address for recipients in reached.values() for each in recipients)
        return [
            tuple(_would(entry, reached.get(entry.id, ()), names) for entry in entries) for entries in found
        ]

    def told(self, case: Case, most: int) -> Deliveries:
        """The last deliveries, newest first."""
        rows = list(Delivery.objects.filter(case=case).order_by("-id"))
        version = _version(
            newest=rows[0].pk if rows else None,
            tries=sum(row.attempts for row in rows),
            withdrawn=sum(row.withdrawn_at is not None for row in rows),
            states=sum(len(row.status) for row in rows),
            sent=sum(row.sent_at is not None for row in rows),
        )
        names = endpoint_names(each.get("address", "") for row in rows[:most] for each in row.recipients)
        return Deliveries([_told(row, names) for row in rows[:most]], len(rows), version)

    def version(self, case_id: int) -> str:
        """Changes with every delivery, try and withdrawal."""
        summary: dict[str, Any] = Delivery.objects.filter(case=case_id).aggregate(
            newest=Max("id"),
            tries=Sum("attempts"),
            withdrawn=Count("withdrawn_at"),
            states=Sum(Length("status")),
            sent=Count("sent_at"),
        )
        return _version(**summary)

    def _entries(self, moment: Moment) -> tuple[Entry, ...]:
        version = moment.matrix_version
        if version is None:
            return ()
        matrix = self._matrices.get(version)
        if matrix is None:
            try:
                matrix = self._matrices[version] = pinned_matrix(version)
            except LookupError:
                return ()
        return look_up(matrix, moment.tier, moment.priority, moment.type, moment.trigger)


def _version(**numbers: int | None) -> str:
    return "-".join(str(numbers[name] or 0) for name in ("newest", "tries", "withdrawn", "states", "sent"))


def _wanted(case: Case, entry: Entry) -> Wanted:
    number = int(entry.reference) if entry.reference.isdigit() else None
    return Wanted(
        case.pk,
        entry.target,
        user=number if entry.target == TargetKind.USER else None,
        queue=number if entry.target == TargetKind.QUEUE else None,
        address=entry.reference if entry.target == TargetKind.ADDRESS else "",
        reach=reach_of(entry.action),
        endpoint=number if entry.target == TargetKind.ENDPOINT else None,
    )


def _would(entry: Entry, recipients: Sequence[Recipient], names: Mapping[str, str]) -> WouldHappen:
    detail = ""
    if entry.action == FIELD_UPDATE:
        field = str(entry.parameters.get("field", "")).removeprefix("attributes.")
        detail = f"{field} → {entry.parameters.get('value')}"
    people = tuple(
        Person(
            each.user,
            names.get(each.address, each.address),
            _place(each.found_as),
            _instead(each.meant, each.found_as),
        )
        for each in recipients
    )
    return WouldHappen(_action(entry.action), detail, people)


def _told(row: Delivery, names: Mapping[str, str]) -> Told:
    payload: dict[str, Any] = row.payload
    sent = row.sent_at or row.created_at
    return Told(
        id=row.pk,
        at=as_instant(sent),
        action=_action(row.action),
        people=tuple(
            Person(
                each.get("user"),
                names.get(each.get("address", ""), each.get("address", "")),
                _place(each.get("found_as", row.target)),
                _instead(each.get("meant", ""), each.get("found_as", "")),
            )
            for each in row.recipients
        )
        or (Person(None, "", _place(row.target)),),
        milestone=payload.get("milestone", ""),
        occurrence=payload.get("occurrence", 1),
        trigger=payload.get("trigger", ""),
        repeat=row.repeat,
        outcome=_outcome(row),
        is_correction=row.purpose == Purpose.CORRECTION,
        attempts=row.attempts,
        next_at=as_instant(row.next_attempt_at) if row.status == DeliveryStatus.PENDING else None,
        error=row.last_error,
        withdrawn_at=None if row.withdrawn_at is None else as_instant(row.withdrawn_at),
    )


def _outcome(row: Delivery) -> Outcome:
    if row.status == DeliveryStatus.SENT:
        return "withdrawn" if row.withdrawn_at is not None and row.purpose == Purpose.ALERT else "sent"
    if row.status == DeliveryStatus.PENDING:
        return "failing" if row.attempts and row.last_error else "waiting"
    outcomes: dict[str, Outcome] = {
        DeliveryStatus.CLAIMED: "sending",
        DeliveryStatus.CANCELED: "canceled",
        DeliveryStatus.DEAD: "failed",
    }
    return outcomes[row.status]


def _action(kind: str) -> str:
    known = all_actions().get(kind)
    return kind.replace("_", " ") if known is None else known.name


def _place(kind: str) -> str:
    return _PLACES.get(kind, kind.replace("_", " "))


def _instead(meant: str, found_as: str) -> str:
    return _place(meant) if meant and meant != found_as else ""
