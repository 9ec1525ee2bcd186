"""A published revision of hours reaches the cases that can use them, each by an event of its own.

All of them at the instant of publication, in a background run: a hundred thousand clocks take seconds, and
nobody waits for them. A few are done at once.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from entitlements.business_time.calendar import Calendar
from entitlements.models import AdoptionMode, BusinessHours
from entitlements.selectors.process_versions import process_of
from entitlements.services.business_hours import planned_timelines
from entitlements.services.hours_in_use import AdoptionPreview
from milestones.clock.effect import Summary
from milestones.clock.event import ENGINE, Event, HoursAdopted
from milestones.clock.state import State
from milestones.engine.cursor import raw_cursor
from milestones.engine.deciding import ASIDE, decide_for
from milestones.engine.foresee import foresee
from milestones.engine.load import histories
from milestones.engine.plan import PinnedPlan
from milestones.models import Case, CaseMilestone
from milestones.models.case_milestone import OPEN
from milestones.services.run_reports import case_names, clocks_of, findings_of, reports_of, tally_of
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.runs import RunInHand, RunKind, Step, start_run
from sla_admin.shared.runs.work import finish
from sla_admin.shared.viewing.addresses import address

A_STEP = 1_000
"""Cases in one transaction: half a second's work."""

FEW = 200
"""Up to so many cases are done as soon as the publication is committed, without waiting for a worker."""


class ClocksOnHours:
    """What `milestones` answers at the seam of hours in use (entitlements.services.hours_in_use)."""

    def running_clocks(self, hours_id: int) -> int:
        """How many clocks that are running or paused count on these hours."""
        return CaseMilestone.objects.filter(hours=hours_id, status__in=OPEN).count()

    def adopt(
        self, hours_id: int, timeline: int, mode: AdoptionMode, *, actor: str, at: int, reason: str = ""
    ) -> int | None:
        """Record for every open case that can use these hours that the revision reached it at `at` (µs).

        With `keep` its running clocks stay on the hours they have, with `count` they use the new ones from
        then on. Answers the background run that does it; None for a first revision, which nothing can be on.
        """
        if timeline == 1:
            return None
        run = start_run(
            AdoptHours.name,
            {"hours": hours_id, "timeline": timeline, "mode": AdoptionMode(mode).value, "at": at},
            actor=actor,
            at=at,
            reason=reason,
        )
        if run.total <= FEW:
            transaction.on_commit(lambda: finish(run.pk, lambda: at))
        return run.pk

    def preview(
        self, revision_id: int, mode: AdoptionMode, *, at: int, most: int | None = None
    ) -> AdoptionPreview:
        """What publishing this draft would do to running clocks now. Writes nothing."""
        planned = planned_timelines(revision_id)
        summary = Summary()
        failures: list[tuple[int, str]] = []
        cases = clocks = 0
        for each in planned:
            rows = cases_on_hours(each.hours_id)
            cases += rows.count()
            clocks += self.running_clocks(each.hours_id)
            plan = _PlanWithDraft(*each)
            event = adoption_event(each.hours_id, each.number, AdoptionMode(mode), actor="", at=at)
            chosen = rows if most is None else rows[: max(0, most - summary.cases)]
            for case_id, state, quarantined in _states(chosen):
                if quarantined is not None:
                    failures.append((case_id, ASIDE))
                    summary.cases += 1
                    continue
                try:
                    seen = foresee(plan, state, event, at, _history_of(case_id))
                except Exception as error:  # noqa: BLE001 - one case that cannot be folded hides no other
                    failures.append((case_id, f"{type(error).__name__}: {error}"))
                    summary.cases += 1
                    continue
                summary.add(case_id, seen.effects, seen.alerts)
        total = summary.total
        return AdoptionPreview(
            cases=cases,
            looked_at=summary.cases,
            clocks=clocks,
            moved=total.moved,
            newly_violated=total.newly_violated,
            relieved=total.relieved,
            alerts=summary.alerts,
            bands=[(words, number) for words, number in summary.bands.items() if number],
            failures=failures,
        )


def adoption_event(hours_id: int, timeline: int, mode: AdoptionMode, *, actor: str, at: int) -> Event:
    """The event by which a case learns of a revision. The same publication told twice is one event."""
    return Event(
        id=f"hours:{hours_id}:{timeline}",
        source=ENGINE,
        occurred_at=at,
        recorded_at=at,
        actor=actor,
        decision=HoursAdopted(
            hours=hours_id, timeline=timeline, mode="count" if mode == AdoptionMode.COUNT else "keep"
        ),
    )


class AdoptHours(RunKind):
    """Lets open cases learn of a published revision of their hours, a thousand at a time.

    By two workers at once: half of a case's cost is the processor of the worker, half that of the database.
    """

    name = "adopt hours"
    word = "Revised hours"
    lanes = 2

    def validate(self, parameters: dict[str, Any]) -> dict[str, Any]:
        if not BusinessHours.objects.filter(pk=parameters["hours"]).exists():
            raise InvalidInput.of("hours", "There are no such hours.")
        return parameters

    def title(self, parameters: dict[str, Any]) -> str:
        hours = BusinessHours.objects.get(pk=parameters["hours"])
        if parameters["mode"] == AdoptionMode.COUNT:
            return f"Let running clocks count on {hours}, revision {parameters['timeline']}"
        return f"Let new clocks use {hours}, revision {parameters['timeline']}"

    def subject(self, parameters: dict[str, Any]) -> str:
        return f"hours:{parameters['hours']}:{parameters['timeline']}"

    def count(self, parameters: dict[str, Any], at: int) -> int:
        return cases_on_hours(parameters["hours"]).count()

    def step(self, run: RunInHand, at: int) -> Step:
        hours, timeline = run.parameters["hours"], run.parameters["timeline"]
        rows = cases_on_hours(hours).alias(lane=F("pk") % self.lanes).filter(lane=run.lane)
        rows = rows.filter(pk__gt=run.cursor or 0)
        chosen = list(rows.values_list("pk", flat=True)[:A_STEP])
        published_at = run.parameters["at"]
        event = adoption_event(
            hours, timeline, AdoptionMode(run.parameters["mode"]), actor=run.actor, at=published_at
        )
        found = decide_for(
            chosen,
            event,
            max(at, published_at),
            wanted=lambda state: _already(state, hours, timeline),
        )
        is_last = len(chosen) < A_STEP
        return Step(
            done=len(chosen),
            cursor=None if is_last else chosen[-1],
            items=reports_of(found, case_names),
            tally=tally_of(found, "adopted"),
            adds=clocks_of(found),
        )

    def findings(self, run: RunInHand) -> list[tuple[str, int]]:
        return findings_of(run)

    def address(self, run: RunInHand) -> str:
        return address("setup-hours-one", run.parameters["hours"])

    def address_of_item(self, reference: int) -> str:
        return address("case", reference)


def _already(state: State, hours: int, timeline: int) -> str:
    """A case that was opened since the publication counts on the revision from its beginning."""
    promised = state.promise is None or state.promise.calendars.get(hours, timeline) >= timeline
    counting = all(
        clock.timeline >= timeline for clock in state.clocks if clock.is_open and clock.hours == hours
    )
    return "It counts on the revision already." if promised and counting else ""


def cases_on_hours(hours_id: int) -> QuerySet[Case]:
    """Open cases that can use these hours, by their id: their version, their entitlement, or an open clock
    of theirs names them."""
    cases = Case.objects.filter(closed_at=None).order_by("pk")
    used = (
        cases.filter(process_version__isnull=False)
        .order_by()
        .values_list("process_version_id", flat=True)
        .distinct()
    )
    versions = [version for version in used if _names(version, hours_id)]
    counting = CaseMilestone.objects.filter(case=OuterRef("pk"), hours=hours_id, status__in=OPEN)
    return cases.filter(
        Q(process_version__in=versions) | Q(entitlement__hours=hours_id) | Q(Exists(counting))
    )


def _names(version: int, hours_id: int) -> bool:
    process = process_of(version)
    return hours_id in (process.hours, *(milestone.hours for milestone in process.milestones))


class _PlanWithDraft(PinnedPlan):
    """Everything pinned, and one timeline that is not published yet."""

    def __init__(self, hours: int, timeline: int, calendar: Calendar) -> None:
        super().__init__()
        self._draft = (hours, timeline)
        self._calendar = calendar

    def calendar(self, hours: int | None, timeline: int) -> Calendar:
        return self._calendar if (hours, timeline) == self._draft else super().calendar(hours, timeline)


def _states(rows: QuerySet[Case]) -> Iterator[tuple[int, bytes, Any]]:
    wanted = rows.values_list("pk", "engine_state__state", "engine_state__quarantined_at")
    for case_id, state, quarantined in wanted.iterator(chunk_size=1000):
        yield case_id, bytes(state), quarantined


def _history_of(case_id: int) -> Callable[[], list[Event]]:
    def read() -> list[Event]:
        with raw_cursor() as cursor:
            return histories(cursor, [case_id])[case_id]

    return read
