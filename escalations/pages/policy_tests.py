"""`/setup/versions/<id>/tests/`: what the author of a version meant, and whether the version keeps it."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from entitlements.models import PolicyTest, ProcessVersion
from entitlements.services.policy_tests import add_policy_test, remove_policy_test
from escalations.services.run_policy_tests import run_policy_tests
from sla_admin.shared.errors import InvalidInput, Refusal
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


class TestForm(forms.Form):
    """A test as it is stored. Case and expectations are written as JSON; Simulate writes them by itself."""

    name = forms.CharField(
        label=gettext_lazy("What is promised"), max_length=200, help_text=gettext_lazy("In a sentence.")
    )
    given = forms.JSONField(
        label=gettext_lazy("Given"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy("opened_at, fields, tier, events"),
    )
    then = forms.JSONField(
        label=gettext_lazy("Then"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("A list: milestone, target_at, standing, at, violated, alerts"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("manager", "administrator", "auditor")
def policy_tests(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every test, run just now; administrators add one to a draft."""
    version = ProcessVersion.objects.select_related("process").filter(pk=pk).first()
    if version is None:
        raise Http404
    page = page_of(request)
    may_change = version.is_draft and "administrator" in page.viewer.roles
    if request.method != "POST":
        return _show(request, version, _empty_form() if may_change else None)
    if not may_change:
        messages.error(request, _("Only administrators add tests, and only to a draft."))
        return redirect("setup-version-tests", pk=pk)
    form = TestForm(request.POST)
    if form.is_valid():
        try:
            add_policy_test(pk, **form.cleaned_data)
        except InvalidInput as refused:
            for field, reason in refused.problems:
                name = field.partition(".")[0]
                where = field.removeprefix(name).strip(".")
                form.add_error(
                    name if name in form.fields else None, f"{where}: {reason}" if where else reason
                )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The test is kept with the version."))
            return redirect("setup-version-tests", pk=pk)
    return _show(request, version, form, status=400)


@require_POST
@for_roles("administrator")
def policy_test_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a test out of a draft."""
    version_id = PolicyTest.objects.filter(pk=pk).values_list("version", flat=True).first()
    if version_id is None:
        raise Http404
    try:
        remove_policy_test(pk)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The test is removed."))
    return redirect("setup-version-tests", pk=version_id)


def _empty_form() -> TestForm:
    given = {"opened_at": "2026-06-01T09:00:00+02:00", "fields": {"priority": "P1"}, "events": []}
    then = [{"milestone": "first_response", "target_at": "2026-06-01T10:00:00+02:00"}]
    return TestForm(initial={"given": given, "then": then})


def _show(
    request: HttpRequest, version: ProcessVersion, form: TestForm | None, status: int = 200
) -> HttpResponse:
    rows = list(PolicyTest.objects.filter(version=version))
    results = run_policy_tests(version.pk)
    shown: list[dict[str, Any]] = [
        {
            "row": row,
            "result": result,
            "given": json.dumps(row.given, ensure_ascii=False, indent=2),
            "then": json.dumps(row.then, ensure_ascii=False, indent=2),
        }
        for row, result in zip(rows, results, strict=True)
    ]
    return render(
        request,
        "escalations/policy_tests.html",
        {
            "crumbs": [
                (_("Processes"), address("setup-processes")),
                (str(version), address("setup-version", version.pk)),
                (_("Policy tests"), ""),
            ],
            "version": version,
            "tests": shown,
            "red": sum(not result.is_green for result in results),
            "form": form,
            "simulate_url": f"{address('setup-simulate')}?version={version.pk}",
        },
        status=status,
    )
