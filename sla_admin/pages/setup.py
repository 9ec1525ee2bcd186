"""`/setup/`: what is set up, what is missing, what is doubtful; where an administrator begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entitlements.services.checks.site import check_site
from sla_admin.pages.setup_steps import next_step, steps
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@require_safe
@for_roles("administrator")
def setup(request: HttpRequest) -> HttpResponse:
    """Every step with what there is; the first that is missing stands out."""
    at = page_of(request).at
    all_steps = steps(at)
    found = check_site(at)
    errors = sum(each.severity == "error" for each in found)
    return render(
        request,
        "sla_admin/setup.html",
        {
            "crumbs": [(_("Set-up"), "")],
            "steps": all_steps,
            "next": next_step(all_steps),
            "missing": sum(step.standing == "missing" for step in all_steps),
            "errors": errors,
            "warnings": len(found) - errors,
        },
    )
