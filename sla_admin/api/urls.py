"""Addresses of the REST API. Each app names its own; here they come together."""

from django.urls import include, path, re_path

from sla_admin.api.description import Description, Explorer, ExplorerScript
from sla_admin.shared.api.view import NoSuchAddress

urlpatterns = [
    path("schema/", Description.as_view(), name="api-schema"),
    path("docs/", Explorer.as_view(), name="api-docs"),
    path("docs/explorer.js", ExplorerScript.as_view(), name="api-docs-script"),
    path("v1/", include("entitlements.api.urls")),
    path("v1/", include("milestones.api.urls")),
    path("v1/", include("escalations.api.urls")),
    re_path(r"", NoSuchAddress.as_view()),
]
