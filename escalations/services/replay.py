"""Replaying to an endpoint what it was told, or should have been, in a stretch of time: a background run."""

from typing import Any

from django.db.models import QuerySet

from escalations.models import Delivery, WebhookEndpoint
from escalations.models.delivery import DeliveryStatus
from escalations.services.send_again import send_again, why_not_again
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.models import BackgroundRun
from sla_admin.shared.runs import ItemReport, RunInHand, RunKind, Step, start_run
from sla_admin.shared.viewing.addresses import address

KIND = "replay deliveries"
A_STEP = 200
WHICH = {"failed": (DeliveryStatus.DEAD,), "all": (DeliveryStatus.DEAD, DeliveryStatus.SENT)}


def start_replay(
    endpoint_id: int, *, begin: int, end: int, which: str, actor: str, at: int, reason: str = ""
) -> BackgroundRun:
    """Replay what was written from `begin` to before `end` (µs): the `failed`, or `all` that ended.

    Raises InvalidInput naming what is wrong, Conflict where a replay to the endpoint is under way.
    """
    parameters = {"endpoint": endpoint_id, "begin": begin, "end": end, "which": which}
    return start_run(KIND, parameters, actor=actor, at=at, reason=reason)


class ReplayDeliveries(RunKind):
    """Sets deliveries going again in the order in which they were written."""

    name = KIND
    word = "Replaying"

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        problems = []
        if not WebhookEndpoint.objects.filter(pk=parameters["endpoint"]).exists():
            problems.append(("endpoint", f"There is no webhook endpoint {parameters['endpoint']}."))
        if parameters["end"] <= parameters["begin"]:
            problems.append(("end", "The stretch ends after it begins."))
        if parameters["which"] not in WHICH:
            problems.append(("which", f"One of {', '.join(WHICH)}."))
        if problems:
            raise InvalidInput(problems)
        return parameters

    def title(self, parameters: dict[str, Any]) -> str:
        endpoint = WebhookEndpoint.objects.get(pk=parameters["endpoint"])
        what = "failed deliveries" if parameters["which"] == "failed" else "deliveries"
        return f"Replay {what} to {endpoint}"

    def subject(self, parameters: dict[str, Any]) -> str:
        return f"endpoint {parameters['endpoint']}"

    def count(self, parameters: dict[str, Any], at: int) -> int:
        return _meant(parameters).count()

    def step(self, run: RunInHand, at: int) -> Step:
        rows = _meant(run.parameters)
        if run.cursor is not None:
            rows = rows.filter(pk__gt=run.cursor)
        chosen = list(rows.order_by("pk")[:A_STEP])
        left_alone = []
        again = []
        for delivery in chosen:
            reason = why_not_again(delivery)
            if reason:
                left_alone.append(ItemReport(str(delivery), "left alone", reason, delivery.pk))
            else:
                again.append(delivery.pk)
        send_again(again, at)
        cursor = chosen[-1].pk if len(chosen) == A_STEP else None
        return Step(len(chosen), cursor, left_alone, tally={"set going": len(again)})

    def address(self, run: RunInHand) -> str:
        return address("setup-endpoint", run.parameters["endpoint"])

    def address_of_item(self, reference: int) -> str:
        return address("setup-delivery", reference)


def _meant(parameters: dict[str, Any]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        endpoint=parameters["endpoint"],
        created_at__gte=as_datetime(parameters["begin"]),
        created_at__lt=as_datetime(parameters["end"]),
        status__in=WHICH[parameters["which"]],
    )
