"""`/setup/matrices/`: every matrix with its versions, and what each is used by."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from entitlements.business_time.instants import to_instant
from entitlements.models import ProcessVersion
from entitlements.models.process_version import VersionStatus
from entitlements.services.cases_under import open_cases
from escalations.models import EscalationMatrix
from escalations.services.draft_matrix import create_matrix, draft_version
from sla_admin.shared.errors import InvalidInput
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


class NewMatrixForm(forms.Form):
    """A matrix begins with a name and an empty draft."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("manager", "administrator", "auditor")
def matrices(request: HttpRequest) -> HttpResponseBase:
    """The list; an administrator begins a new one."""
    may_change = "administrator" in page_of(request).viewer.roles
    if request.method != "POST":
        return _shown(request, NewMatrixForm() if may_change else None)
    if not may_change:
        messages.error(request, _("Only administrators make matrices."))
        return redirect("setup-matrices")
    form = NewMatrixForm(request.POST)
    if form.is_valid():
        try:
            matrix = create_matrix(form.cleaned_data["name"], form.cleaned_data["description"])
        except InvalidInput as refused:
            for field, reason in refused.problems:
                form.add_error(field if field in form.fields else None, reason)
        else:
            return redirect("setup-matrix-version", draft_version(matrix).pk)
    return _shown(request, form, status=400)


def _shown(request: HttpRequest, form: NewMatrixForm | None, status: int = 200) -> HttpResponse:
    rows = list(EscalationMatrix.objects.prefetch_related("versions"))
    pinning: dict[int, list[ProcessVersion]] = {}
    active = ProcessVersion.objects.filter(status=VersionStatus.ACTIVE, matrix_version__isnull=False)
    for version in active.select_related("process"):
        pinning.setdefault(version.matrix_version or 0, []).append(version)
    cases = open_cases("process_version", [each.pk for found in pinning.values() for each in found])
    return render(
        request,
        "escalations/matrices.html",
        {
            "crumbs": [(_("Matrices"), "")],
            "matrices": [
                {
                    "row": row,
                    "versions": [
                        {
                            "row": each,
                            "processes": pinning.get(each.pk, []),
                            "cases": sum(cases.get(one.pk, 0) for one in pinning.get(each.pk, [])),
                            "activated_at": to_instant(each.activated_at) if each.activated_at else None,
                        }
                        for each in sorted(row.versions.all(), key=lambda each: -each.number)
                    ],
                }
                for row in rows
            ],
            "form": form,
        },
        status=status,
    )
