"""Putting a matrix version into use, taking it out, copying it, throwing a draft away."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from escalations.pages.matrices.version import found_version
from escalations.services.activate_matrix import activate_matrix
from escalations.services.copy_to_draft import copy_to_draft
from escalations.services.matrix_sheet import discard_draft
from escalations.services.retire_matrix import retire_matrix
from sla_admin.shared.errors import Refusal
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@require_POST
@for_roles("administrator")
def matrix_activate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A draft becomes a version that processes may pin."""
    page, version = page_of(request), found_version(pk)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        pk,
        lambda: activate_matrix(pk, actor_of_person(page.viewer.user_id), page.at, reason=reason),
        _("%s can be pinned by processes now. It never changes again.") % version.matrix,
    )


@require_POST
@for_roles("administrator")
def matrix_retire(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An active version is offered no more; the cases it answers keep it."""
    page, version = page_of(request), found_version(pk)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        pk,
        lambda: retire_matrix(pk, actor_of_person(page.viewer.user_id), page.at, reason=reason),
        _("%s is retired. The cases it answers keep it.") % version.matrix,
    )


@require_POST
@for_roles("administrator")
def matrix_copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A new draft that says what this version says; leads to it."""
    draft = copy_to_draft(found_version(pk))
    messages.success(request, _("Version %s is a draft of yours to change.") % draft.number)
    return redirect("setup-matrix-version", draft.pk)


@require_POST
@for_roles("administrator")
def matrix_discard(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A draft is thrown away."""
    found_version(pk)
    try:
        discard_draft(pk)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("setup-matrix-version", pk)
    messages.success(request, _("The draft is gone."))
    return redirect("setup-matrices")


def _done(request: HttpRequest, pk: int, deed: Callable[[], object], said: str) -> HttpResponseBase:
    try:
        deed()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("setup-matrix-version", pk)
