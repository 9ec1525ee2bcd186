"""`/setup/tier-table/`: a tier table pasted from a spreadsheet or uploaded, the plan it makes, its drafts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from entitlements.business_time.instants import to_datetime
from entitlements.models import BusinessHours
from entitlements.tier_table.files import MOST_BYTES, Rows, UnreadableFile, rows_of
from escalations.services.design.promise_tables import budget_words
from escalations.services.tier_table import MATRIX, Drafted, Options, draft_tier_table, plan_tier_table
from sla_admin.shared.errors import Conflict, InvalidInput, Refusal
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.zones import is_zone


class TableForm(forms.Form):
    """The table and how it is read."""

    table = forms.CharField(
        label=gettext_lazy("Table"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "tier-table-text"}),
        help_text=gettext_lazy(
            "Paste it from a spreadsheet, headings first: tier, priority, hours, notes and milestones. CSV "
            "and JSON are read as well."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"), required=False, help_text=gettext_lazy("CSV or JSON in UTF-8.")
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=64,
        help_text=gettext_lazy("Of hours that name none, such as Europe/Berlin."),
    )
    business_hours = forms.ChoiceField(
        label=gettext_lazy("Business hours"),
        required=False,
        help_text=gettext_lazy("For rows that say “business hours” and no times."),
    )
    before = forms.CharField(
        label=gettext_lazy("Before the names of processes"), max_length=80, required=False
    )
    record_type = forms.ChoiceField(
        label=gettext_lazy("For"),
        choices=[("case", gettext_lazy("Cases")), ("work_order", gettext_lazy("Work orders"))],
    )
    matrix = forms.CharField(label=gettext_lazy("Matrix"), max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        names = BusinessHours.objects.order_by("name").values_list("name", flat=True)
        choices = [("", _("Mon–Fri, 9 to 5")), *((name, name) for name in names)]
        self.fields["business_hours"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"]).strip()
        if not is_zone(zone):
            raise forms.ValidationError(_("There is no such time zone; write one like Europe/Berlin."))
        return zone

    def options(self) -> Options:
        """How the table is read."""
        given = self.cleaned_data
        return Options(
            zone=given["zone"],
            business_hours=given["business_hours"],
            prefix=given["before"],
            record_type=given["record_type"],
            matrix=given["matrix"],
        )


@dataclass(frozen=True, slots=True)
class Wrong:
    """One cell that cannot be read."""

    row: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """How one cell was read."""

    row: int
    tier: str
    priority: str
    milestone: str
    budget: str
    remarks: tuple[str, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def tier_table(request: HttpRequest) -> HttpResponseBase:
    """The form; what the table would draft (`deed=plan`); and, once that was seen, its drafts (`apply`)."""
    if request.method != "POST":
        return _show(request, TableForm(initial={"zone": settings.TIME_ZONE, "matrix": MATRIX}))
    page = page_of(request)
    try:
        text, name = _text(request)
    except UnreadableFile as error:
        return _show(request, TableForm(request.POST), refusal=str(error), status=400)
    form = TableForm({**request.POST.dict(), "table": text})
    if not form.is_valid():
        return _show(request, form, status=400)
    try:
        rows, options = rows_of(text.encode(), name), form.options()
        planned = plan_tier_table(rows, options, year=to_datetime(page.at).year)
        if request.POST.get("deed") != "apply":
            return _show(request, form, planned=planned)
        if request.POST.get("seen") != _mark(planned):
            raise Conflict(_("What it would draft has changed since you looked. Read the plan below again."))
        return _drafted(request, rows, options, page)
    except UnreadableFile as error:
        return _show(request, form, refusal=str(error), status=400)
    except InvalidInput as refused:
        return _show(request, form, wrong=_wrong(refused), status=400)
    except Refusal as refused:
        return _show(request, form, planned=planned, refusal=str(refused), status=409)


def _drafted(request: HttpRequest, rows: Rows, options: Options, page: Page) -> HttpResponse:
    drafted = draft_tier_table(rows, options, actor=actor_of_person(page.viewer.user_id), at=page.at)
    count = len(drafted.versions)
    told = ngettext(
        "%(count)s process is drafted. Publish its hours, then activate matrix and version.",
        "%(count)s processes are drafted. Publish their hours, then activate matrix and versions.",
        count,
    )
    messages.success(request, told % {"count": count})
    return redirect("setup-processes")


def _text(request: HttpRequest) -> tuple[str, str]:
    """The table and a name that says how to read it: of a file where one was given, else what was pasted."""
    file: UploadedFile[bytes] | None = request.FILES.get("file")
    if file is None:
        text = request.POST.get("table", "")
        if not text.strip():
            raise UnreadableFile(_("Paste a table or choose a file."))
        return text, "pasted.json" if text.lstrip().startswith("[") else "pasted.csv"
    if (file.size or 0) > MOST_BYTES:
        raise UnreadableFile(_("The file has more than %(most)s bytes.") % {"most": MOST_BYTES})
    try:
        return file.read().decode("utf-8-sig"), file.name or ""
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The file is not UTF-8.")) from error


def _mark(planned: Drafted) -> str:
    """Tells one plan from another, so that nothing is written that was not shown."""
    return hashlib.sha256(msgspec.json.encode((planned.steps, planned.table))).hexdigest()


def _wrong(refused: InvalidInput) -> list[Wrong]:
    found = []
    for field, reason in refused.problems:
        parts = field.split(".")
        in_row = parts[0] == "rows" and len(parts) > 1
        column = (parts[2] if len(parts) > 2 else "") if in_row else parts[0]
        found.append(Wrong(parts[1] if in_row else "", column.replace("_", " "), reason))
    return found


def _show(
    request: HttpRequest,
    form: TableForm,
    *,
    planned: Drafted | None = None,
    wrong: Sequence[Wrong] = (),
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "crumbs": [(_("Tier table"), "")],
        "form": form,
        "planned": planned,
        "seen": "" if planned is None else _mark(planned),
        "read": [
            Read(
                each.row,
                each.tier,
                each.priority,
                each.column.name,
                budget_words(each.budget),
                each.remarks,
            )
            for each in (planned.table.targets if planned is not None else ())
        ],
        "wrong": wrong,
        "refusal": refusal,
    }
    return render(request, "escalations/tier_table.html", context, status=status)
