"""Saving a list's filter under a name; renaming, sharing and deleting it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milestones.models import SavedView
from milestones.pages.lists.asking import ACTING
from milestones.pages.saved_view_form import ViewForm
from milestones.selectors.asker import desk_of
from milestones.selectors.case_filter import parameters_of
from milestones.services.saved_views import change_view, delete_view, save_view
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ACTING, "auditor")
def view_save(request: HttpRequest) -> HttpResponseBase:
    """A new view of what the address (or the form) asks."""
    page = page_of(request)
    if request.method != "POST":
        return _show(request, page, _form(page, parameters_of(request.GET)), None)
    form = _form(page, parameters_of(request.POST), request.POST)
    if form.is_valid():
        try:
            view = save_view(
                page.viewer.user_id or 0,
                form.cleaned_data["name"],
                form.question,
                is_shared=form.cleaned_data.get("is_shared", False),
                at=page.at,
            )
        except (InvalidInput, Conflict) as refused:
            return _refused(request, page, form, refused, None)
        messages.success(request, _("View “%(name)s” saved.") % {"name": view.name})
        return redirect("view", view.pk)
    return _show(request, page, form, None, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ACTING, "auditor")
def view_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Another name, question or audience for a view of one's own."""
    page = page_of(request)
    view = SavedView.objects.filter(pk=pk, owner=page.viewer.user_id).first()
    if view is None:
        raise Http404(_("You have no such view."))
    if request.method != "POST":
        initial = {"name": view.name, "is_shared": view.shared_with_id is not None}
        return _show(
            request, page, _form(page, parameters_of(request.GET) or view.question, initial=initial), view
        )
    form = _form(page, parameters_of(request.POST), request.POST)
    if form.is_valid():
        try:
            changed = change_view(
                pk,
                page.viewer.user_id or 0,
                form.cleaned_data["name"],
                form.question,
                is_shared=form.cleaned_data.get("is_shared", False),
            )
        except (InvalidInput, NotFound) as refused:
            return _refused(request, page, form, refused, view)
        messages.success(request, _("View “%(name)s” saved.") % {"name": changed.name})
        return redirect("view", pk)
    return _show(request, page, form, view, status=400)


@require_POST
@for_roles(*ACTING, "auditor")
def view_delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Remove a view of one's own. Its cases stay as they are."""
    page = page_of(request)
    try:
        name = delete_view(pk, page.viewer.user_id or 0)
    except NotFound as refused:
        raise Http404(str(refused)) from refused
    messages.success(request, _("View “%(name)s” deleted.") % {"name": name})
    return redirect("queue" if page.viewer.roles & set(ACTING) else "cases")


def _form(
    page: Page,
    question: dict[str, list[str]],
    data: object = None,
    initial: dict[str, object] | None = None,
) -> ViewForm:
    team = desk_of(page.viewer.user_id).name
    return ViewForm(data, team=team, question=question, initial=initial)


def _refused(
    request: HttpRequest, page: Page, form: ViewForm, refused: Exception, view: SavedView | None
) -> HttpResponse:
    """The form again, with the reason at its field."""
    problems = refused.problems if isinstance(refused, InvalidInput) else [("", str(refused))]
    for field, reason in problems:
        form.add_error(field if field in form.fields else None, reason)
    return _show(request, page, form, view, status=400 if isinstance(refused, InvalidInput) else 409)


def _show(
    request: HttpRequest, page: Page, form: ViewForm, view: SavedView | None, status: int = 200
) -> HttpResponse:
    title = _("Change the view “%(name)s”") % {"name": view.name} if view else _("Save this view")
    action = reverse("view-change", args=[view.pk]) if view else reverse("view-save")
    context = {"form": form, "view": view, "title": title, "action": action, "crumbs": [(title, "")]}
    return render(request, "milestones/queue/view_form.html", context, status=status)
