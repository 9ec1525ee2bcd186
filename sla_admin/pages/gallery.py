"""`/design/`: every part in every state, with one Friday's values. For those who build pages, and for the
tests."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sla_admin.pages import gallery_values as values
from sla_admin.pages.frame import Frame, Item, Section
from sla_admin.pages.navigation import NAVIGATION, TABS
from sla_admin.shared.templatetags.sla_parts import Choice
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.roles import ROLES, Role
from sla_admin.shared.viewing.signed_in import signed_in


@require_http_methods(["GET", "POST"])
@signed_in
def gallery(request: HttpRequest) -> HttpResponse:
    """`?role=` shows the side bar of that role. A POST is the sample form, which always answers with its
    errors."""
    if not (isinstance(request.user, User) and request.user.is_staff):
        raise PermissionDenied
    role: Role = next((known for known in ROLES if known == request.GET.get("role")), "agent")
    viewer = page_of(request).viewer
    page = Page(viewer=viewer, at=values.AT)
    form = values.PauseForm(request.POST if request.method == "POST" else {"resume": "reply"})
    context = values.parts(page) | {
        "page": page,
        "frame": sample_frame(role),
        "crumbs": [("Parts", "")],
        "form": form,
        "roles": [Choice(known.capitalize(), f"?role={known}", known == role) for known in ROLES],
    }
    return render(request, "sla_admin/gallery.html", context)


def sample_frame(role: Role) -> Frame:
    """The whole side bar of a role, whether or not its pages exist yet; every entry leads back here."""
    here = f"{reverse('design')}?role={role}"
    groups = [group for group in NAVIGATION if role in group.roles]
    first = groups[0].entries[0].url_name
    counts = {
        "queue": 12,
        "team-queue": 61,
        "unassigned": 4,
        "tasks": 3,
        "setup-checks": 3,
        "coverage-gaps": 9,
    }
    sections = tuple(
        Section(
            group.title,
            tuple(
                Item(entry.word, entry.icon, here, counts.get(entry.url_name), entry.url_name == first)
                for entry in group.entries
            ),
        )
        for group in groups
    )
    short = [entry for group in groups for entry in group.entries if entry.short][: TABS - 1]
    tabs = tuple(Item(entry.short, entry.icon, here, None, entry.url_name == first) for entry in short)
    return Frame(
        sections=sections,
        tabs=(*tabs, Item("Search", "search", here)),
        search_url=reverse("design"),
        notices_url=here,
        notices=2,
        hours_text="Dresden hours open, close in 1 h 18 m",
    )
