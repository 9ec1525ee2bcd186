"""What is wrong or doubtful in a matrix version, by named rules, before it is used."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from entitlements.models import MilestoneType, ProcessVersion, SupportTier, VersionStatus
from entitlements.process.definition import VIOLATION
from entitlements.process.finding import Finding, FindingSeverity
from escalations.actions.placeholders import problems as placeholder_problems
from escalations.actions.registry import all_actions, reach_of
from escalations.matrix.columns import column_key, column_name
from escalations.matrix.coverage import gaps, shadowed_rows, unreachable_cells
from escalations.matrix.rows import MET, MET_LATE, Matrix, Moment, Row
from escalations.models import CellEntry, MatrixVersion
from escalations.models.cell_entry import NOTHING, TargetKind
from escalations.models.webhook_endpoint import action_for
from escalations.selectors.matrices import matrix_of
from escalations.selectors.targets import People, Wanted
from milestones.engine.plan import PinnedPlan


class Found(NamedTuple):
    """One finding of a rule: what it is about, where to mend it, why it matters, how to fix it."""

    object: str
    field: str
    why: str
    fix: str


class Subject:
    """A version with everything the rules look at, read once."""

    def __init__(self, version: MatrixVersion) -> None:
        self.version = version
        self.entries = list(
            CellEntry.objects.filter(row__version=version)
            .select_related("row", "template", "user", "queue", "endpoint")
            .order_by("row__position", "row_id", "trigger", "position")
        )
        self.matrix: Matrix = matrix_of(version.pk)
        self.tiers = set(SupportTier.objects.values_list("key", flat=True))
        self.types = set(MilestoneType.objects.values_list("key", flat=True))
        self.moments = moments_of(version, self.matrix, self.tiers)


def check_matrix(version: MatrixVersion) -> list[Finding]:
    """Everything the rules find, errors first. An error keeps the version from being activated."""
    subject = Subject(version)
    found = [
        Finding(code, severity, *each)
        for code, (severity, check) in CHECKS.items()
        for each in check(subject)
    ]
    return sorted(found, key=lambda finding: finding.severity != "error")


def _empty(subject: Subject) -> Iterator[Found]:
    if not subject.entries:
        yield Found(
            str(subject.version),
            "rows",
            "No cell says anything: nobody would ever be told.",
            "Fill in a cell.",
        )


def _unknown_row(subject: Subject) -> Iterator[Found]:
    for row in subject.matrix.rows:
        if row.tier and row.tier not in subject.tiers:
            yield Found(_name(row), "tier", f"There is no tier {row.tier!r}.", "Name a tier's key, or any.")
        if row.type and row.type not in subject.types:
            yield Found(
                _name(row), "type", f"There is no milestone type {row.type!r}.", "Name a type's key, or any."
            )


def _unknown_trigger(subject: Subject) -> Iterator[Found]:
    for entry in subject.entries:
        try:
            is_key = column_key(entry.trigger) == entry.trigger
            reason = f"The threshold is written {column_key(entry.trigger)!r}."
        except ValueError as error:
            is_key, reason = False, str(error)
        if not is_key:
            yield Found(_place(entry), "trigger", reason, "Write 75, -PT1H, +PT30M, @PT45M, met or met_late.")


def _wrong_action(subject: Subject) -> Iterator[Found]:
    known = all_actions()
    for entry in subject.entries:
        if entry.action == NOTHING:
            continue
        action = known.get(entry.action)
        if action is None:
            yield Found(
                _place(entry), "action", f"There is no action {entry.action!r}.", f"Use {', '.join(known)}."
            )
            continue
        for field, reason in action.problems(entry.parameters):
            yield Found(_place(entry), f"parameters.{field}", reason, "Correct the entry.")


def _field_update_on_success(subject: Subject) -> Iterator[Found]:
    for entry in subject.entries:
        if entry.action == "field_update" and entry.trigger in (MET, MET_LATE):
            yield Found(
                _place(entry),
                "action",
                "Fields are set at thresholds of a clock that runs, not when it is completed.",
                "Move the field update to a threshold.",
            )


def _unknown_placeholder(subject: Subject) -> Iterator[Found]:
    for entry in subject.entries:
        template = entry.template
        if template is None:
            continue
        content = {"subject": template.subject, "text": template.text, "html": template.html}
        for field, reason in placeholder_problems(content):
            yield Found(f"{_place(entry)}, template {template}", field, reason, "Correct the template.")


def _nobody(subject: Subject) -> Iterator[Found]:
    named = [each for each in subject.entries if _names_somebody(each)]
    people = People([_wanted(entry) for entry in named])
    for entry in named:
        if not any(recipient.found_as == entry.target for recipient in people.resolve(_wanted(entry))):
            whom = entry.user or entry.queue
            yield Found(
                _place(entry),
                "target",
                f"{whom} reaches nobody: there is no active person {_with(entry)}.",
                "Name somebody else, or make them reachable.",
            )


def _unfit_endpoint(subject: Subject) -> Iterator[Found]:
    for entry in subject.entries:
        if entry.endpoint is None or entry.action == action_for(entry.endpoint.kind):
            continue
        yield Found(
            _place(entry),
            "endpoint",
            f"{entry.endpoint} listens for {entry.endpoint.get_kind_display()}: it does not understand this.",
            f"Use the action {action_for(entry.endpoint.kind)}, or another endpoint.",
        )


def _endpoint_off(subject: Subject) -> Iterator[Found]:
    for entry in subject.entries:
        if entry.endpoint is not None and not entry.endpoint.is_active:
            yield Found(
                _place(entry),
                "endpoint",
                f"{entry.endpoint} is switched off: what it was meant to get falls back to the owner.",
                "Switch it on, or name somebody else.",
            )


def _no_administrators(subject: Subject) -> Iterator[Found]:
    if subject.entries and not People([]).resolve(Wanted(0, "administrators")):
        yield Found(
            str(subject.version),
            "administrators",
            "No administrator has an e-mail address: where a target is nobody, the chain ends nowhere.",
            "Give an active superuser, or a member of the group Administrators, an address.",
        )


def _gap(subject: Subject) -> Iterator[Found]:
    for moment in gaps(subject.matrix, subject.moments):
        named = " · ".join(part or "any" for part in (moment.tier, moment.priority, moment.type))
        yield Found(
            f"{named} at {column_name(moment.trigger)}",
            "rows",
            "No row answers this moment, so nobody is told and nobody chose that.",
            "Fill in a cell, or mark one as nothing.",
        )


def _shadowed(subject: Subject) -> Iterator[Found]:
    for row in shadowed_rows(subject.matrix, subject.moments):
        yield Found(
            _name(row),
            "rows",
            "More specific rows answer every moment it could.",
            "Remove it, or fill in more of it.",
        )


def _unreachable(subject: Subject) -> Iterator[Found]:
    for row, trigger in unreachable_cells(subject.matrix, subject.moments) if subject.moments else []:
        if trigger not in (MET, MET_LATE):
            yield Found(
                f"{_name(row)} at {column_name(trigger)}",
                "rows",
                "No milestone of the processes that use this matrix has that threshold there.",
                "Add the threshold to the milestone, or remove the cell.",
            )


CHECKS: dict[str, tuple[FindingSeverity, Callable[[Subject], Iterator[Found]]]] = {
    "matrix_empty": ("error", _empty),
    "matrix_row_unknown": ("error", _unknown_row),
    "matrix_trigger_unknown": ("error", _unknown_trigger),
    "matrix_action_wrong": ("error", _wrong_action),
    "matrix_field_update_on_success": ("error", _field_update_on_success),
    "matrix_placeholder_unknown": ("error", _unknown_placeholder),
    "matrix_target_is_nobody": ("error", _nobody),
    "matrix_endpoint_unfit": ("error", _unfit_endpoint),
    "matrix_endpoint_off": ("warning", _endpoint_off),
    "matrix_chain_ends_nowhere": ("warning", _no_administrators),
    "matrix_gap": ("warning", _gap),
    "matrix_row_shadowed": ("warning", _shadowed),
    "matrix_cell_unreachable": ("warning", _unreachable),
}


def moments_of(version: MatrixVersion, matrix: Matrix, tiers: set[str]) -> list[Moment]:
    """Every trigger of every milestone of the active process versions that use a version of this matrix, for
    these tiers and for the priorities that milestones or rows name.
    """
    versions = MatrixVersion.objects.filter(matrix=version.matrix_id).values_list("pk", flat=True)
    using = ProcessVersion.objects.filter(status=VersionStatus.ACTIVE, matrix_version__in=list(versions))
    plan = PinnedPlan()
    rows = {row.priority for row in matrix.rows if row.priority}
    seen: set[Moment] = set()
    for process_version in using.values_list("pk", flat=True):
        for milestone in plan.process(process_version).process.milestones:
            named = set(milestone.priorities)
            is_for_all = (
                milestone.budget or not named or not all(each.priority for each in milestone.arrivals)
            )
            priorities = named | rows if is_for_all else named
            triggers = {trigger.key for trigger in milestone.triggers} | {VIOLATION}
            seen.update(
                Moment(tier, priority, milestone.type, trigger)
                for tier in tiers or {""}
                for priority in priorities or {""}
                for trigger in triggers
            )
    return sorted(seen)


def _names_somebody(entry: CellEntry) -> bool:
    return entry.target == TargetKind.USER or (
        entry.target == TargetKind.QUEUE and entry.queue_id is not None
    )


def _wanted(entry: CellEntry) -> Wanted:
    reach = reach_of(entry.action)
    return Wanted(0, entry.target, entry.user_id, entry.queue_id, entry.address, reach, entry.endpoint_id)


def _with(entry: CellEntry) -> str:
    return "with an address" if entry.action == "email" else "there"


def _place(entry: CellEntry) -> str:
    return f"{entry.row} at {entry.trigger}, entry {entry.position + 1}"


def _name(row: Row) -> str:
    return " · ".join(named or "any" for named in (row.tier, row.priority, row.type))
