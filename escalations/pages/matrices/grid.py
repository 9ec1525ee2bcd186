"""A sheet as the grid of the page: every cell with its words, who that is now, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.contrib.auth.models import User
from django.db.models import Count
from django.utils.translation import gettext as _

from entitlements.models import MilestoneType, SupportTier
from escalations.actions.registry import all_actions, reach_of
from escalations.matrix.columns import column_name, in_order
from escalations.matrix.coverage import gaps, shadowed_rows, unreachable_cells
from escalations.matrix.notation import NOTHING, SET, Noted, read_cell
from escalations.matrix.rows import MET, MET_LATE, Cell, Entry, Matrix, Moment, Row
from escalations.matrix.sheet import Sheet, SheetRow
from escalations.models import MatrixVersion
from escalations.models.cell_entry import TargetKind
from escalations.models.webhook_endpoint import WebhookEndpoint
from escalations.selectors.targets import ADMINISTRATORS, People, Wanted
from escalations.services.check_matrix import moments_of
from milestones.models import OpenCase, Queue

State = Literal["", "nothing", "gap", "unreachable", "wrong"]
ICONS = {
    "email": "mail",
    "task": "checkbox",
    "notify": "bell",
    SET: "pencil",
    "webhook": "hook",
    "chat": "reply",
    "reassign": "swap",
}
_NAMED_ALREADY = (TargetKind.ADDRESS, TargetKind.ENDPOINT)
IMAGINED = 0
"""The number of the case that is imagined in order to say who owner, lead and manager are."""


@dataclass(frozen=True, slots=True)
class GridEntry:
    """One target and action. `now`: who that is at this moment; `is_nobody`: it takes the fall-back."""

    icon: str
    action: str
    words: str
    now: str = ""
    is_nobody: bool = False


@dataclass(slots=True)
class GridCell:
    column: str
    text: str
    name: str
    """How its field is called in the form."""
    entries: list[GridEntry] = field(default_factory=list)
    state: State = ""
    why: str = ""


@dataclass(slots=True)
class GridRow:
    number: int
    row: SheetRow
    type_name: str
    cells: list[GridCell]
    is_shadowed: bool = False


@dataclass(slots=True)
class Group:
    """The rows of one tier; `tier` None: any."""

    tier: SupportTier | None
    key: str
    rows: list[GridRow] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    columns: list[tuple[str, str, str]]
    """Key, words, and what the threshold is to a clock."""
    groups: list[Group]
    moments: int
    unanswered: list[str]
    """Moments that no row names at all, in words."""
    gaps: int = 0
    shadowed: int = 0
    unreachable: int = 0
    nobody: int = 0

    @property
    def answered(self) -> int:
        return self.moments - self.gaps


@dataclass(frozen=True, slots=True)
class Imagined:
    """The case for which owner, lead and manager are named."""

    queue: Queue | None
    owner: User | None


def imagined_case(queue_id: int | None) -> Imagined:
    """A case of that queue, or of the busiest one, and of whoever owns most of its open cases."""
    busy = OpenCase.objects.exclude(queue=None).exclude(owner=None)
    if queue_id is not None:
        busy = busy.filter(queue=queue_id)
    most = busy.values("queue", "owner").annotate(number=Count("case")).order_by("-number", "queue", "owner")
    place = most.first() or {"queue": queue_id or 0, "owner": 0}
    return Imagined(
        Queue.objects.filter(pk=place["queue"] or 0).first(),
        User.objects.filter(pk=place["owner"] or 0).first(),
    )


def grid_of(
    version: MatrixVersion, sheet: Sheet, imagined: Imagined, problems: Mapping[str, str] | None = None
) -> Grid:
    """The grid of a sheet, saved or not. `problems` by place (`rows.2.cells.75`)."""
    wrong = dict(problems or {})
    tiers = {tier.key: tier for tier in SupportTier.objects.order_by("rank")}
    types = dict(MilestoneType.objects.values_list("key", "name"))
    noted = _read(sheet, wrong)
    matrix = Matrix(
        version.pk,
        tuple(
            Row(row.tier, row.priority, row.type, {key: _pure(cell) for key, cell in noted[number].items()})
            for number, row in enumerate(sheet.rows)
        ),
    )
    moments = moments_of(version, matrix, set(tiers))
    columns = in_order({*sheet.columns, *(moment.trigger for moment in moments)})
    told = _told(noted, imagined)
    rows = [
        GridRow(
            number,
            row,
            types.get(row.type, row.type),
            [
                GridCell(
                    column,
                    row.cells.get(column, ""),
                    f"r{number}.{column}",
                    [told[each] for each in map(_key, noted[number].get(column, ()))],
                    _state(noted[number].get(column, ()), wrong.get(f"rows.{number}.cells.{column}")),
                    wrong.get(f"rows.{number}.cells.{column}", ""),
                )
                for column in columns
            ],
        )
        for number, row in enumerate(sheet.rows)
    ]
    grid = Grid([(key, column_name(key), _note(key)) for key in columns], [], len(moments), [])
    _judge(grid, rows, matrix, moments)
    grid.nobody = sum(entry.is_nobody for row in rows for cell in row.cells for entry in cell.entries)
    grid.groups = _grouped(rows, tiers)
    return grid


def _read(sheet: Sheet, wrong: dict[str, str]) -> list[dict[str, tuple[Noted, ...]]]:
    found = []
    for number, row in enumerate(sheet.rows):
        cells = {}
        for column, text in row.cells.items():
            try:
                cells[column] = read_cell(text)
            except ValueError as error:
                wrong.setdefault(f"rows.{number}.cells.{column}", str(error))
        found.append(cells)
    return found


def _pure(cell: tuple[Noted, ...]) -> Cell:
    if cell and cell[0].action == NOTHING:
        return Cell(nothing=True)
    return Cell(tuple(Entry(0, each.action) for each in cell))


def _state(cell: tuple[Noted, ...], problem: str | None) -> State:
    if problem is not None:
        return "wrong"
    return "nothing" if cell and cell[0].action == NOTHING else ""


def _judge(grid: Grid, rows: list[GridRow], matrix: Matrix, moments: list[Moment]) -> None:
    for moment in gaps(matrix, moments):
        grid.gaps += 1
        matching = [
            (matrix.rows[row.number].specificity, row)
            for row in rows
            if matrix.rows[row.number].matches(moment.tier, moment.priority, moment.type)
        ]
        if not matching:
            named = " · ".join(part for part in (moment.tier, moment.priority, moment.type) if part)
            grid.unanswered.append(f"{named or _('any clock')}, {column_name(moment.trigger)}")
            continue
        _specificity, row = max(matching, key=lambda each: each[0])
        for cell in row.cells:
            if cell.column == moment.trigger and not cell.state:
                cell.state, cell.why = "gap", _("Gap, nobody is told")
    numbers = {id(row): number for number, row in enumerate(matrix.rows)}
    for shadowed in shadowed_rows(matrix, moments):
        rows[numbers[id(shadowed)]].is_shadowed = True
        grid.shadowed += 1
    for unreachable, trigger in unreachable_cells(matrix, moments) if moments else []:
        if trigger in (MET, MET_LATE):
            continue
        for cell in rows[numbers[id(unreachable)]].cells:
            if cell.column == trigger and cell.state in ("", "nothing"):
                cell.state, cell.why = "unreachable", _("Unreachable: no milestone has this threshold there")
                grid.unreachable += 1


def _grouped(rows: Iterable[GridRow], tiers: dict[str, SupportTier]) -> list[Group]:
    groups: dict[str, Group] = {}
    for row in rows:
        key = row.row.tier
        groups.setdefault(key, Group(tiers.get(key), key)).rows.append(row)
    order = {key: place for place, key in enumerate(tiers)}
    return sorted(groups.values(), key=lambda group: order.get(group.key, len(order)))


Key = tuple[str, str, str, str]


def _key(each: Noted) -> Key:
    return each.action, each.target, each.name, repr(sorted(each.parameters.items(), key=str))


def _told(noted: list[dict[str, tuple[Noted, ...]]], imagined: Imagined) -> dict[Key, GridEntry]:
    """Each different entry in words, with who that is now: read once for all cells."""
    different = {_key(each): each for cells in noted for cell in cells.values() for each in cell}
    names = {each.name.casefold() for each in different.values() if each.target == TargetKind.USER}
    users = {user.username.casefold(): user for user in User.objects.filter(is_active=True)} if names else {}
    keys = {each.name.casefold() for each in different.values() if each.target == TargetKind.QUEUE}
    queues = {queue.key.casefold(): queue for queue in Queue.objects.all()} if keys - {""} else {}
    is_hooked = any(each.target == TargetKind.ENDPOINT for each in different.values())
    listening = WebhookEndpoint.objects.values_list("name", "pk") if is_hooked else ()
    endpoints = {name.casefold(): pk for name, pk in listening}
    wanted = {}
    for key, each in different.items():
        if not each.target:
            continue
        name = each.name.casefold()
        user, queue = users.get(name), queues.get(name)
        wanted[key] = Wanted(
            IMAGINED,
            each.target,
            user.pk if user and each.target == TargetKind.USER else None,
            queue.pk if queue and each.target == TargetKind.QUEUE else None,
            each.name if each.target == TargetKind.ADDRESS else "",
            reach_of(each.action),
            endpoints.get(name) if each.target == TargetKind.ENDPOINT else None,
        )
    place = (imagined.owner.pk if imagined.owner else None, imagined.queue.pk if imagined.queue else None)
    people = People(list(wanted.values()), imagined={IMAGINED: place})
    reached = {key: people.resolve(each) for key, each in wanted.items()}
    ids = {one.user for found in reached.values() for one in found if one.user is not None}
    full = {user.pk: user.get_full_name() or user.username for user in User.objects.filter(pk__in=ids)}
    told = {}
    for key, each in different.items():
        found = reached.get(key, ())
        named = [full.get(one.user or 0, "") or _address(one.address, imagined) for one in found]
        fallen = bool(found) and found[0].found_as != each.target
        now = ", ".join(named[:2]) + (f" +{len(named) - 2}" if len(named) > 2 else "")
        if each.target and not found:
            now = _("nobody at all")
        elif fallen:
            place_words = _("administrators") if found[0].found_as == ADMINISTRATORS else now
            now = _("nobody, so %s") % place_words
        told[key] = GridEntry(
            ICONS.get(each.action, "info"),
            _action_name(each.action),
            _words(each),
            "" if found and not fallen and each.target in _NAMED_ALREADY else now,
            is_nobody=bool(each.target) and (not found or fallen),
        )
    return told


def _address(address: str, imagined: Imagined) -> str:
    if address.startswith("queue:"):
        return imagined.queue.name if imagined.queue else _("the queue")
    return address


def _action_name(kind: str) -> str:
    action = all_actions().get(kind)
    return action.name if action else kind.replace("_", " ")


def _words(each: Noted) -> str:
    if each.action == SET:
        value = each.parameters.get("value")
        shown = {True: _("yes"), False: _("no"), None: _("nothing")}.get(value, value)
        field_name = str(each.parameters.get("field", "")).removeprefix("attributes.").replace("_", " ")
        return f"{field_name.capitalize()} = {shown}"
    kind = each.target.replace("_", " ").capitalize()
    return each.name if each.target in _NAMED_ALREADY else f"{kind} {each.name}".strip()


def _note(key: str) -> str:
    if key == MET:
        return _("on success")
    if key == MET_LATE:
        return _("late success")
    return {"50": _("half used"), "100": _("violated")}.get(key, "")
