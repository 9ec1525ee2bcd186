"""Undo, from the toast that said what was done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milestones.pages.case.deeds.actor import actor_of
from milestones.pages.case.rights import ACTING
from milestones.services.take_back import take_back
from sla_admin.shared.errors import Refusal
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@require_POST
@for_roles(*ACTING)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the deed that `?event=` names, as if it had never been."""
    try:
        aside = take_back(pk, request.GET.get("event", ""), actor=actor_of(request), at=page_of(request).at)
    except Refusal as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("Undone, but the case was set aside: %(reason)s") % {"reason": aside}
            if aside
            else _("Undone: it is as if it had not been."),
        )
    return HttpResponseRedirect(reverse("case", args=[pk]))
