"""`/setup/matrices/versions/<id>/`: one version as a grid; a draft is edited in it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from entitlements.models import MilestoneType, ProcessVersion, SupportTier
from entitlements.models.process_version import VersionStatus
from entitlements.services.cases_under import open_cases
from escalations.actions.registry import all_actions
from escalations.matrix.sheet import Sheet, SheetProblems, compare_sheets, read_sheet, sheet_lines
from escalations.models import MatrixVersion
from escalations.models.cell_entry import TargetKind
from escalations.models.matrix_version import MatrixStatus
from escalations.pages.matrices.grid import Grid, grid_of, imagined_case
from escalations.pages.matrices.sheet_form import sheet_in, with_column, with_row, without_row
from escalations.services.check_matrix import check_matrix
from escalations.services.matrix_sheet import sheet_of, write_sheet
from milestones.models import Queue
from sla_admin.shared.errors import InvalidInput, Refusal
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.csv_file import csv_answer
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.objects import history_of_object
from sla_admin.shared.viewing.roles import Role

READERS: tuple[Role, ...] = ("manager", "administrator", "auditor")


class PasteForm(forms.Form):
    """A whole matrix out of a spreadsheet."""

    sheet = forms.CharField(
        label=gettext_lazy("Copied from a spreadsheet"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "First line: tier, priority, milestone type, then thresholds. It replaces the whole draft."
        ),
        strip=False,
    )


@require_safe
@for_roles(*READERS)
def matrix_version(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid; `?queue=` chooses the case for which owner, lead and manager are named."""
    version = found_version(pk)
    return shown(request, version, sheet_of(version))


@require_safe
@for_roles(*READERS)
def matrix_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of a matrix, cell by cell. `?with=` is the older of the two."""
    version = found_version(pk)
    others = list(MatrixVersion.objects.filter(matrix=version.matrix_id).exclude(pk=pk).order_by("-number"))
    chosen = request.GET.get("with", "")
    other = next((each for each in others if str(each.pk) == chosen), None)
    if other is None and chosen:
        raise Http404
    if other is None:
        older = [each for each in others if each.number < version.number]
        other = next(iter(older or others), None)
    return render(
        request,
        "escalations/matrix_compare.html",
        {
            "crumbs": crumbs(version, (_("Compare"), "")),
            "version": version,
            "other": other,
            "changes": [] if other is None else compare_sheets(sheet_of(other), sheet_of(version)),
            "choices": [
                Choice(f"v{each.number}", f"?with={each.pk}", is_current=each is other) for each in others
            ],
        },
    )


@require_safe
@for_roles(*READERS)
def matrix_csv(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The grid as a file that can be edited in a spreadsheet and pasted back."""
    version = found_version(pk)
    name = f"{version.matrix.name} {version.number}".replace('"', "")
    return csv_answer(name.encode("ascii", "ignore").decode(), sheet_lines(sheet_of(version)))


@require_POST
@for_roles("administrator")
def matrix_save(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Save the grid, or add and remove rows and thresholds in it before it is saved."""
    version = found_version(pk)
    try:
        sheet = sheet_in(request.POST)
    except InvalidInput as refused:
        messages.error(request, str(refused))
        return redirect("setup-matrix-version", pk)
    deed, _colon, number = request.POST.get("deed", "save").partition(":")
    seen = request.POST.get("seen", "")
    try:
        match deed:
            case "add-row":
                new = (request.POST.get(f"new_{part}", "") for part in ("tier", "priority", "type"))
                return shown(request, version, with_row(sheet, *new), seen=seen)
            case "remove-row":
                place = int(number) if number.isascii() and number.isdigit() else -1
                return shown(request, version, without_row(sheet, place), seen=seen)
            case "add-column":
                column = request.POST.get("new_column", "")
                return shown(request, version, with_column(sheet, column), seen=seen)
        write_sheet(pk, sheet, seen=seen)
    except InvalidInput as refused:
        return shown(request, version, sheet, seen=seen, problems=dict(refused.problems), status=400)
    except Refusal as refused:
        return shown(request, version, sheet, seen=seen, refusal=str(refused), status=409)
    messages.success(request, _("Saved."))
    return redirect("setup-matrix-version", pk)


@require_POST
@for_roles("administrator")
def matrix_paste(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Replace the whole draft by what was copied from a spreadsheet."""
    version = found_version(pk)
    form = PasteForm(request.POST)
    status = 400
    if form.is_valid():
        try:
            write_sheet(pk, read_sheet(form.cleaned_data["sheet"]), seen=request.POST.get("seen", ""))
        except SheetProblems as error:
            for place, reason in error.problems:
                form.add_error("sheet", f"{_place(place)}: {reason}")
        except InvalidInput as refused:
            for place, reason in refused.problems:
                form.add_error("sheet", f"{_place(place)}: {reason}")
        except Refusal as refused:
            status = 409
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The draft says what was pasted."))
            return redirect("setup-matrix-version", pk)
    return shown(request, version, sheet_of(version), paste=form, status=status)


def shown(
    request: HttpRequest,
    version: MatrixVersion,
    sheet: Sheet,
    *,
    seen: str = "",
    problems: Mapping[str, str] | None = None,
    status: int = 200,
    **given: Any,
) -> HttpResponse:
    """The page of a version with this sheet; `seen` where the sheet is not what is stored."""
    is_administrator = "administrator" in page_of(request).viewer.roles
    is_draft = version.status == MatrixStatus.DRAFT
    chosen = request.GET.get("queue", "")
    imagined = imagined_case(
        int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None
    )
    grid = grid_of(version, sheet, imagined, problems)
    stored = seen or sheet.fingerprint
    used_by = list(
        ProcessVersion.objects.filter(matrix_version=version.pk, status=VersionStatus.ACTIVE).select_related(
            "process"
        )
    )
    cases = open_cases("process_version", [each.pk for each in used_by])
    findings = check_matrix(version) if is_draft and not problems else []
    return render(
        request,
        "escalations/matrix.html",
        {
            "crumbs": crumbs(version),
            "version": version,
            "grid": grid,
            "seen": stored,
            "is_unsaved": bool(seen) and status == 200,
            "problems": _problems(problems or {}, grid),
            "may_edit": is_administrator and is_draft,
            "is_administrator": is_administrator,
            "used_by": used_by,
            "cases": sum(cases.values()),
            "errors": [each for each in findings if each.severity == "error"],
            "imagined": imagined,
            "queues": Queue.objects.order_by("name"),
            "tiers": SupportTier.objects.order_by("rank"),
            "types": MilestoneType.objects.order_by("name"),
            "actions": list(_actions(version)),
            "kinds": [(action.kind, action.name) for action in all_actions().values()],
            "targets": [(kind.value.replace("_", " "), kind.label) for kind in TargetKind],
            "paste": given.pop("paste", None) or PasteForm(),
            "row_count": len(sheet.rows),
            **given,
        },
        status=status,
    )


def found_version(pk: int) -> MatrixVersion:
    """The version; Http404 where there is none."""
    version = MatrixVersion.objects.select_related("matrix").filter(pk=pk).first()
    if version is None:
        raise Http404
    return version


def crumbs(version: MatrixVersion, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a version."""
    named = _("%(matrix)s, version %(number)s") % {"matrix": version.matrix.name, "number": version.number}
    own = reverse("setup-matrix-version", args=[version.pk]) if more else ""
    return [(_("Matrices"), reverse("setup-matrices")), (named, own), *more]


def _actions(version: MatrixVersion) -> list[Action]:
    found = [Action(_("CSV"), "download", url=reverse("setup-matrix-csv", args=[version.pk]))]
    if history := history_of_object("matrix_version", version.pk):
        found.append(Action(_("History"), "history", url=history))
    if MatrixVersion.objects.filter(matrix=version.matrix_id).exclude(pk=version.pk).exists():
        found.append(Action(_("Compare"), "swap", url=reverse("setup-matrix-compare", args=[version.pk])))
    return found


def _problems(problems: Mapping[str, str], grid: Grid) -> list[tuple[str, str]]:
    """(id of the field, sentence) of everything that is wrong."""
    names = {
        f"rows.{row.number}.cells.{cell.column}": cell.name
        for group in grid.groups
        for row in group.rows
        for cell in row.cells
    }
    found = []
    for place, reason in problems.items():
        field = next((name for known, name in names.items() if place.startswith(known)), place)
        found.append((field, reason))
    return found


def _place(place: str) -> str:
    """`sheet.3.4` and `rows.1.cells.75` as people count: lines from one, with the head."""
    parts = place.split(".")
    if parts[0] == "sheet":
        return _("Line %s") % parts[1] if len(parts) > 1 else _("The table")
    line = int(parts[1]) + 2 if len(parts) > 1 and parts[1].isdigit() else "?"
    return _("Line %(line)s, %(column)s") % {"line": line, "column": " ".join(parts[3:]) or _("names")}
