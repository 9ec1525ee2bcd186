"""An imaginary case, played through."""

from datetime import datetime
from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.services.simulate import Simulated, Step, simulate
from milestones.api.case_input import FieldsInput, asserted
from milestones.clock.event import Command
from milestones.clock.signals import SIGNALS
from milestones.clock.standing import Standing, standing
from milestones.models.case import RECORD_TYPES
from milestones.services.case_request import CaseRequest
from milestones.services.imagine import MOST_EVENTS
from sla_admin.shared.api.fields import IdField, Input, InstantField, TextField
from sla_admin.shared.api.instants import as_datetime
from sla_admin.shared.api.view import ApiView

SOURCE = "imagined"


class CommandInput(Input):
    kind = serializers.ChoiceField(choices=["complete", "pause", "resume"])
    milestone = TextField(max_length=64, required=False, help_text="Its key; without it, the whole case.")
    reason = TextField(max_length=500, required=False, allow_blank=True)


class HappeningInput(Input):
    """One thing that happens to the imaginary case."""

    occurred_at = InstantField()
    fields = FieldsInput(required=False)  # type: ignore[assignment]  # declared fields leave the class body
    signals = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(SIGNALS)), required=False, max_length=20
    )
    commands = serializers.ListField(child=CommandInput(), required=False, max_length=20)


class SimulationInput(FieldsInput):
    """The case as it is opened, and what happens to it. `version` takes the place of the process version that
    would be found, a draft for example; `until` is how far to play, without it to the end.
    """

    opened_at = InstantField()
    record_type = serializers.ChoiceField(choices=RECORD_TYPES, required=False)
    version = IdField(required=False)
    until = InstantField(required=False)
    events = serializers.ListField(child=HappeningInput(), required=False, max_length=MOST_EVENTS - 1)


class ToldAnswer(msgspec.Struct, frozen=True):
    """Somebody who would hear of it as things stand now. `fell_back`: nobody held the place that is meant."""

    action: str
    what: str
    target: str
    names: list[str]
    fell_back: str


class StepAnswer(msgspec.Struct, frozen=True):
    """One fact at its instant. `clock` is definition/cycle/occurrence, empty for facts of the case."""

    occurred_at: datetime
    kind: str
    clock: str
    trigger: str
    severity: str
    target_at: datetime | None
    told: list[ToldAnswer]


class ImaginedClockAnswer(msgspec.Struct, frozen=True):
    """A clock as it stands or ended where the play was over."""

    clock: str
    standing: Standing
    started_at: datetime
    target_at: datetime
    closed_at: datetime | None


class SimulationAnswer(msgspec.Struct, frozen=True):
    """What would happen. `is_cut`: more would follow behind `until`."""

    coverage: str
    entitlement: int | None
    version: int | None
    steps: list[StepAnswer]
    clocks: list[ImaginedClockAnswer]
    until: datetime
    is_cut: bool


class Simulation(ApiView):
    """Open an imaginary case and see who is told, when, how."""

    scope = "configuration"
    read_permissions = ("entitlements.view_processversion",)
    write_permissions = ("entitlements.view_processversion",)

    @extend_schema(
        operation_id="simulate_case",
        summary="Play an imaginary case through",
        description="Writes nothing and tells nobody. Instants may lie in the future.",
        request=SimulationInput,
        responses=SimulationAnswer,
        tags=["configuration"],
    )
    def post(self, request: Request) -> Response:
        told = self.read(SimulationInput)
        requests = [_opening(told), *(_happening(each) for each in told.get("events", []))]
        found = simulate(requests, at=self.at, until=told.get("until"), version=told.get("version"))
        return Response(_answer(found))


def _opening(told: dict[str, Any]) -> CaseRequest:
    return CaseRequest(
        source=SOURCE,
        external_id="case",
        record_type=told.get("record_type", ""),
        opened_at=told["opened_at"],
        fields=asserted(told),
    )


def _happening(told: dict[str, Any]) -> CaseRequest:
    return CaseRequest(
        source=SOURCE,
        external_id="case",
        must_exist=True,
        occurred_at=told["occurred_at"],
        fields=asserted(told.get("fields", {})),
        signals=tuple(told.get("signals", ())),
        commands=tuple(
            Command(each["kind"], each.get("milestone"), reason=each.get("reason", ""))
            for each in told.get("commands", [])
        ),
    )


def _answer(found: Simulated) -> SimulationAnswer:
    imagined = found.imagined
    decision = imagined.coverage.decision
    return SimulationAnswer(
        coverage=decision.outcome,
        entitlement=decision.entitlement,
        version=decision.version,
        steps=[_step(step) for step in found.steps],
        clocks=[
            ImaginedClockAnswer(
                f"{clock.milestone}/{clock.cycle}/{clock.occurrence}",
                standing(clock.status, is_violated=clock.is_violated, at_risk=clock.at_risk),
                as_datetime(clock.started_at),
                as_datetime(clock.target_at),
                None if clock.closed_at is None else as_datetime(clock.closed_at),
            )
            for clock in sorted(imagined.clocks.values(), key=lambda each: (each.began_at, each.milestone))
        ],
        until=as_datetime(imagined.until),
        is_cut=imagined.is_cut,
    )


def _step(step: Step) -> StepAnswer:
    fact = step.fact
    target = fact.data.get("target")
    clock = fact.clock
    return StepAnswer(
        occurred_at=as_datetime(fact.occurred_at),
        kind=fact.kind,
        clock="" if clock is None else f"{clock.milestone}/{clock.cycle}/{clock.occurrence}",
        trigger=fact.trigger,
        severity=fact.severity,
        target_at=as_datetime(target) if isinstance(target, int) else None,
        told=[
            ToldAnswer(each.action, each.what, each.target, list(each.names), each.fell_back)
            for each in step.told
        ],
    )
