"""A version of a matrix as a sheet of texts, and a draft written from one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from escalations.actions.registry import all_actions
from escalations.matrix.columns import in_order
from escalations.matrix.notation import NOTHING, Noted, read_cell, write_cell
from escalations.matrix.sheet import Sheet, SheetRow
from escalations.models import CellEntry, EmailTemplate, MatrixRow, MatrixVersion
from escalations.models.cell_entry import TargetKind
from escalations.models.matrix_version import MatrixStatus
from escalations.models.webhook_endpoint import WebhookEndpoint
from escalations.services.draft_matrix import DraftEntry, DraftRow, write_rows
from milestones.models import Queue
from sla_admin.shared.errors import Conflict, InvalidInput

_NAMED = (TargetKind.USER, TargetKind.QUEUE, TargetKind.ADDRESS, TargetKind.ENDPOINT)
TEMPLATE = "template"
"""In the brackets of an entry: the name of an e-mail's template."""


def sheet_of(version: MatrixVersion) -> Sheet:
    """What the version says, as texts."""
    return sheets_of([version.pk])[version.pk]


def sheets_of(versions: Iterable[int]) -> dict[int, Sheet]:
    """What each of these versions says, by id: two queries, however many there are."""
    rows: dict[int, list[MatrixRow]] = {version: [] for version in versions}
    for row in MatrixRow.objects.filter(version__in=rows).order_by("position", "id"):
        rows[row.version_id].append(row)
    entries = (
        CellEntry.objects.filter(row__version__in=rows)
        .select_related("user", "queue", "template", "endpoint")
        .order_by("trigger", "position", "id")
    )
    cells: dict[int, dict[str, list[Noted]]] = defaultdict(dict)
    for entry in entries:
        cells[entry.row_id].setdefault(entry.trigger, []).append(noted(entry))
    return {version: _sheet(found, cells) for version, found in rows.items()}


def _sheet(rows: Iterable[MatrixRow], cells: Mapping[int, Mapping[str, Iterable[Noted]]]) -> Sheet:
    texts = {
        row.pk: {trigger: write_cell(entries) for trigger, entries in cells.get(row.pk, {}).items()}
        for row in rows
    }
    return Sheet(
        tuple(in_order(trigger for each in texts.values() for trigger in each)),
        tuple(SheetRow(row.tier, row.priority, row.type, texts[row.pk]) for row in rows),
    )


def noted(entry: CellEntry) -> Noted:
    """The entry as people write it. Content pinned at activation is the template's, and not written."""
    parameters = {name: value for name, value in entry.parameters.items() if name != "content"}
    if entry.template is not None:
        parameters[TEMPLATE] = entry.template.name
    named = entry.address
    if entry.user is not None:
        named = entry.user.get_username()
    elif entry.queue is not None:
        named = entry.queue.key
    elif entry.endpoint is not None:
        named = entry.endpoint.name
    return Noted(entry.action, entry.target, named, parameters)


def write_sheet(version_id: int, sheet: Sheet, *, seen: str) -> MatrixVersion:
    """Make a draft say what the sheet says. `seen`: the fingerprint of what it said when it was read.

    Raises Conflict where the version is no draft or says something else by now, InvalidInput naming row,
    threshold and reason of everything that is wrong, and MatrixVersion.DoesNotExist. Then nothing is written.
    """
    with transaction.atomic():
        version = MatrixVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
        if version.status != MatrixStatus.DRAFT:
            raise Conflict(f"{version} is {version.status}: it never changes. Make a draft from it.")
        if sheet_of(version).fingerprint != seen:
            raise Conflict(
                "Somebody else has changed this draft meanwhile. Look at it, then change it again."
            )
        rows = draft_rows(sheet)
        version.rows.all().delete()
        write_rows(version, rows)
    return version


def discard_draft(version_id: int) -> MatrixVersion:
    """Remove a draft. Raises Conflict unless it is one, and MatrixVersion.DoesNotExist."""
    with transaction.atomic():
        version = MatrixVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
        if version.status != MatrixStatus.DRAFT:
            raise Conflict(f"{version} is {version.status}: only a draft is thrown away.")
        version.rows.all().delete()
        version.copies.update(copied_from=None)
        version.delete()
    return version


def draft_rows(sheet: Sheet) -> list[DraftRow]:
    """The rows with their names looked up. Raises InvalidInput (`rows.<row>.cells.<threshold>`)."""
    names = _Names()
    problems: list[tuple[str, str]] = []
    rows = []
    for number, row in enumerate(sheet.rows):
        cells: dict[str, Sequence[DraftEntry]] = {}
        for column, text in row.cells.items():
            place = f"rows.{number}.cells.{column}"
            try:
                cells[column] = [names.entry(each) for each in read_cell(text)]
            except ValueError as error:
                problems.append((place, str(error)))
        rows.append(
            DraftRow(row.tier, row.priority, row.type, {key: cell for key, cell in cells.items() if cell})
        )
    if problems:
        raise InvalidInput(problems)
    return rows


class _Names:
    """Who and what the names of a sheet are, each kind read once."""

    def __init__(self) -> None:
        self._users: dict[str, int] | None = None
        self._queues: dict[str, int] | None = None
        self._templates: dict[str, int] | None = None
        self._endpoints: dict[str, int] | None = None

    def entry(self, noted: Noted) -> DraftEntry:
        """Raises ValueError naming what is not known."""
        parameters = dict(noted.parameters)
        template = parameters.pop(TEMPLATE, None)
        kind, name = noted.target, noted.name
        _check_action(noted.action, parameters)
        if kind and kind not in TargetKind.values:
            raise ValueError(f"“{kind}” is no target; there are {', '.join(map(_words, TargetKind.values))}.")
        if name and kind not in _NAMED:
            raise ValueError(f"“{_words(kind)}” takes no name: “{name}”.")
        return DraftEntry(
            noted.action,
            kind,
            user=self._user(name) if kind == TargetKind.USER else None,
            queue=self._queue(name) if kind == TargetKind.QUEUE and name else None,
            address=name if kind == TargetKind.ADDRESS else "",
            endpoint=self._endpoint(name) if kind == TargetKind.ENDPOINT else None,
            template=None if template is None else self._template(str(template)),
            parameters=parameters,
        )

    def _user(self, name: str) -> int:
        if self._users is None:
            found = User.objects.filter(is_active=True).values_list("username", "pk")
            self._users = {username.casefold(): pk for username, pk in found}
        return _known(self._users, name, "There is no active person with the user name")

    def _queue(self, name: str) -> int:
        if self._queues is None:
            self._queues = {key.casefold(): pk for key, pk in Queue.objects.values_list("key", "pk")}
        return _known(self._queues, name, "There is no queue with the key")

    def _template(self, name: str) -> int:
        if self._templates is None:
            found = EmailTemplate.objects.values_list("name", "pk")
            self._templates = {known.casefold(): pk for known, pk in found}
        return _known(self._templates, name, "There is no template of the name")

    def _endpoint(self, name: str) -> int:
        if self._endpoints is None:
            found = WebhookEndpoint.objects.values_list("name", "pk")
            self._endpoints = {known.casefold(): pk for known, pk in found}
        return _known(self._endpoints, name, "There is no endpoint of the name")


def _check_action(kind: str, parameters: dict[str, Any]) -> None:
    if kind == NOTHING:
        return
    known = all_actions()
    if kind not in known:
        raise ValueError(f"“{_words(kind)}” is no action; there are {', '.join(map(_words, known))}.")
    for field, reason in known[kind].problems(parameters):
        raise ValueError(f"{field}: {reason}")


def _known(ids: dict[str, int], name: str, otherwise: str) -> int:
    if name.casefold() not in ids:
        raise ValueError(f"{otherwise} “{name}”.")
    return ids[name.casefold()]


def _words(kind: str) -> str:
    return kind.replace("_", " ")
