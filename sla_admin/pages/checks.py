"""`/setup/checks/`: what is wrong or doubtful in the configuration in use, why it matters, how to mend it."""

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entitlements.services.checks.site import SiteFinding, check_site
from sla_admin.shared.templatetags.parts.moving import Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.objects import page_of_object


@dataclass(frozen=True, slots=True)
class ShownFinding:
    finding: SiteFinding
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule."""

    code: str
    name: str
    severity: str
    findings: tuple[ShownFinding, ...]


@require_safe
@for_roles("manager", "administrator", "auditor")
def checks(request: HttpRequest) -> HttpResponse:
    """`?show=errors` leaves the warnings out."""
    page = page_of(request)
    found = check_site(page.at)
    errors = sum(each.severity == "error" for each in found)
    only_errors = request.GET.get("show") == "errors"
    shown = [each for each in found if each.severity == "error"] if only_errors else found
    return render(
        request,
        "sla_admin/checks.html",
        {
            "crumbs": [(_("Checks"), "")],
            "groups": _grouped(shown),
            "errors": errors,
            "warnings": len(found) - errors,
            "choices": [
                Choice(_("Everything"), "?", is_current=not only_errors),
                Choice(_("Errors alone"), "?show=errors", is_current=only_errors),
            ],
        },
    )


def _grouped(found: list[SiteFinding]) -> list[Group]:
    return [
        Group(
            code,
            code.replace("_", " ").capitalize(),
            severity,
            tuple(ShownFinding(each, page_of_object(each.about, each.id)) for each in of_code),
        )
        for (severity, code), of_code in groupby(found, key=lambda each: (each.severity, each.code))
    ]
