"""`/setup/sample/`: load the sample to look around in, and take it away again."""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milestones.models import Case
from sla_admin.sample.load import has_data, is_loaded
from sla_admin.sample.people import AGENT, MANAGER
from sla_admin.sample.remove import plan_removal
from sla_admin.sample.runs import LOAD, REMOVE
from sla_admin.sample.story import SOURCE
from sla_admin.shared.errors import Refusal
from sla_admin.shared.models.background_run import ACTIVE, BackgroundRun
from sla_admin.shared.runs.start import start_run
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@require_safe
@for_roles("administrator")
def sample(request: HttpRequest) -> HttpResponse:
    """What is loaded, what removing would take, and what would stay."""
    return _shown(request)


@require_POST
@for_roles("administrator")
def sample_load(request: HttpRequest) -> HttpResponseBase:
    """Begin to load it; leads to the run."""
    return _begun(request, LOAD)


@require_POST
@for_roles("administrator")
def sample_remove(request: HttpRequest) -> HttpResponseBase:
    """Begin to remove it; leads to the run."""
    return _begun(request, REMOVE)


def _begun(request: HttpRequest, kind: str) -> HttpResponseBase:
    page = page_of(request)
    try:
        run = start_run(kind, {}, actor=actor_of_person(page.viewer.user_id), at=page.at)
    except Refusal as refusal:
        return _shown(request, refusal=str(refusal), status=409)
    return redirect("run", run.pk)


def _shown(request: HttpRequest, refusal: str = "", status: int = 200) -> HttpResponse:
    loaded = is_loaded()
    removal = plan_removal() if loaded else None
    at_work = BackgroundRun.objects.filter(kind__in=(LOAD, REMOVE), state__in=ACTIVE).first()
    can_sign_in = [
        user
        for user in User.objects.filter(username__in=(AGENT, MANAGER)).order_by("username")
        if loaded and user.has_usable_password()
    ]
    return render(
        request,
        "sla_admin/sample.html",
        {
            "crumbs": [(_("Sample data"), "")],
            "is_loaded": loaded,
            "has_data": has_data(),
            "own_cases": Case.objects.exclude(source=SOURCE).count(),
            "removal": removal,
            "at_work": at_work,
            "can_sign_in": can_sign_in,
            "refusal": refusal,
            "load": Action(_("Load sample data"), "box", form=reverse("setup-sample-load"), kind="primary"),
        },
        status=status,
    )
