"""A delivery and its tries in words, as the log shows them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from entitlements.models import MilestoneType
from entitlements.process.definition import VIOLATION
from escalations.actions.registry import all_actions
from escalations.matrix.columns import column_name
from escalations.matrix.rows import MET, MET_LATE
from escalations.models import Delivery, DeliveryAttempt
from escalations.models.delivery import DeliveryStatus, Purpose
from escalations.selectors.recipient_names import recipient_names
from sla_admin.shared.api.instants import as_instant
from sla_admin.shared.display import durations

ICONS = {"email": "mail", "task": "checkbox", "notify": "bell", "webhook": "hook", "chat": "reply"}


@dataclass(frozen=True, slots=True)
class State:
    """Where it stands, in word, shape and tone."""

    word: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody it goes to. `instead_of` is the place that was meant, where nobody held it."""

    name: str
    state: State
    instead_of: str


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """A line of the log. Instants are µs since 1970, UTC."""

    row: Delivery
    state: State
    caused_by: str
    channel: str
    icon: str
    to: str
    at: int
    next_at: int | None
    reached: tuple[Reached, ...]

    @property
    def is_failing(self) -> bool:
        """Waiting after a try that failed."""
        return self.row.status == DeliveryStatus.PENDING and bool(self.row.last_error)


@dataclass(frozen=True, slots=True)
class ShownTry:
    """One try. `exchange` is what went over the line to an endpoint."""

    row: DeliveryAttempt
    state: State
    at: int
    took: str
    name: str

    @property
    def exchange(self) -> dict[str, Any]:
        """As it was kept, with bodies of JSON laid out for reading."""
        kept: dict[str, Any] = self.row.exchange or {}
        return {
            name: {**part, "body": _laid_out(part.get("body", ""))} if isinstance(part, dict) else part
            for name, part in kept.items()
        }


def shown_deliveries(rows: Sequence[Delivery]) -> list[ShownDelivery]:
    """Lines for these deliveries, with a fixed number of queries."""
    types = dict(MilestoneType.objects.values_list("key", "name"))
    names = recipient_names(
        {(str(each["address"]), each.get("user")) for row in rows for each in row.recipients}
    )
    return [_shown(row, types, names) for row in rows]


def shown_tries(rows: Sequence[DeliveryAttempt]) -> list[ShownTry]:
    """Tries, newest first."""
    names = recipient_names({(row.recipient, None) for row in rows})
    return [
        ShownTry(
            row,
            _outcome(row.outcome),
            as_instant(row.at),
            _took(row.duration),
            names.get(row.recipient, row.recipient),
        )
        for row in rows
    ]


def state_of(row: Delivery) -> State:
    """Where a delivery stands."""
    if row.status == DeliveryStatus.SENT:
        if row.withdrawn_at is not None and row.purpose == Purpose.ALERT:
            return State(_("Sent, taken back"), "undo", "plain")
        return State(_("Sent"), "check", "met")
    if row.status == DeliveryStatus.DEAD:
        return State(_("Failed"), "x", "bad")
    if row.status == DeliveryStatus.CANCELED:
        return State(_("Canceled"), "ban", "plain")
    if row.status == DeliveryStatus.CLAIMED:
        return State(_("On its way"), "arrow-right", "plain")
    if row.last_error and row.attempts:
        return State(_("Failing"), "refresh", "risk")
    return State(_("Waiting"), "clock", "plain")


def channel_names() -> dict[str, str]:
    """Kinds of actions that become deliveries, by key."""
    return {
        kind: action.name[:1].upper() + action.name[1:]
        for kind, action in all_actions().items()
        if kind != "field_update"
    }


def _shown(row: Delivery, types: Mapping[str, str], names: Mapping[str, str]) -> ShownDelivery:
    reached = tuple(
        Reached(
            names.get(each["address"], each["address"]),
            _reached(each["state"]),
            _place(each["meant"]) if each.get("meant") != each.get("found_as") else "",
        )
        for each in row.recipients
    )
    if reached:
        more = len(reached) - 1
        to = reached[0].name + (_(" and %(more)d more") % {"more": more} if more else "")
    else:
        to = str(row.endpoint) if row.endpoint is not None else _place(row.target)
    at = row.sent_at or row.created_at
    return ShownDelivery(
        row,
        state_of(row),
        _caused_by(row, types),
        channel_names().get(row.action, row.action),
        ICONS.get(row.action, "zap"),
        to,
        as_instant(at),
        as_instant(row.next_attempt_at) if row.status == DeliveryStatus.PENDING else None,
        reached,
    )


def _caused_by(row: Delivery, types: Mapping[str, str]) -> str:
    told: dict[str, Any] = row.payload
    name = types.get(told.get("type", ""), str(told.get("milestone", "")).replace("_", " "))
    trigger = str(told.get("trigger", ""))
    words = {VIOLATION: _("violated"), MET: _("met"), MET_LATE: _("met late")}
    said = f"{name} {words.get(trigger) or column_name(trigger)}"
    if row.repeat:
        said += _(", repetition %(number)d") % {"number": row.repeat}
    return _("%(what)s does not hold") % {"what": said} if row.purpose == Purpose.CORRECTION else said


def _place(kind: str) -> str:
    return kind.replace("_", " ")


def _reached(state: str) -> State:
    return {
        "accepted": State(_("has it"), "check", "met"),
        "refused": State(_("refused it"), "x", "bad"),
        "unknown": State(_("may have it"), "info", "risk"),
    }.get(state, State(_("not yet"), "clock", "plain"))


def _outcome(outcome: str) -> State:
    return {
        "accepted": State(_("accepted"), "check", "met"),
        "retry": State(_("failed"), "refresh", "risk"),
        "refused": State(_("refused for good"), "x", "bad"),
    }.get(outcome, State(_("the worker vanished"), "warning", "risk"))


def _laid_out(body: str) -> str:
    """JSON with its lines indented; anything else as it is."""
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def _took(duration: int) -> str:
    """The time a try took: "84 ms", "2.1 s"."""
    if duration < 1_000_000:
        return _("%(count)s ms") % {"count": durations.count(duration // 1000)}
    return _("%(count).1f s") % {"count": duration / 1_000_000}
