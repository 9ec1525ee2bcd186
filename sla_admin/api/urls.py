"""Addresses of the REST API. Each app names its own; here they come together."""

from django.urls import include, path, re_path

from sla_admin.api.changes import Changes
from sla_admin.api.checks import Checks
from sla_admin.api.description import Description, Explorer, ExplorerScript
from sla_admin.api.runs import GoOnRun, RunDetail, RunItems, RunList, StopRun, UndoRun
from sla_admin.shared.api.view import NoSuchAddress

urlpatterns = [
    path("schema/", Description.as_view(), name="api-schema"),
    path("docs/", Explorer.as_view(), name="api-docs"),
    path("docs/explorer.js", ExplorerScript.as_view(), name="api-docs-script"),
    path("v1/", include("entitlements.api.urls")),
    path("v1/", include("milestones.api.urls")),
    path("v1/", include("escalations.api.urls")),
    path("v1/changes/", Changes.as_view(), name="api-changes"),
    path("v1/checks/", Checks.as_view(), name="api-checks"),
    path("v1/runs/", RunList.as_view(), name="api-runs"),
    path("v1/runs/<id:pk>/", RunDetail.as_view(), name="api-run"),
    path("v1/runs/<id:pk>/items/", RunItems.as_view(), name="api-run-items"),
    path("v1/runs/<id:pk>/stop/", StopRun.as_view(), name="api-run-stop"),
    path("v1/runs/<id:pk>/go-on/", GoOnRun.as_view(), name="api-run-go-on"),
    path("v1/runs/<id:pk>/undo/", UndoRun.as_view(), name="api-run-undo"),
    re_path(r"", NoSuchAddress.as_view()),
]
