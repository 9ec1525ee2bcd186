"""Which address is answered where."""

from django.contrib import admin
from django.urls import include, path

from sla_admin.pages.health import health
from sla_admin.pages.home import home

admin.site.site_header = admin.site.site_title = "SLA Admin"
admin.site.index_title = "Tool room"

urlpatterns = [
    path("", home, name="home"),
    path("health/", health, name="health"),
    path("", include("sla_admin.pages.urls")),
    path("", include("entitlements.pages.urls")),
    path("", include("milestones.pages.urls")),
    path("", include("escalations.pages.urls")),
    path("reports/", include("milestones.pages.reports.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("sla_admin.api.urls")),
]
