"""Which days administrators were told of coverage gaps, to look at."""

from django.contrib import admin

from escalations.admin.read_only import ReadOnlyAdmin
from escalations.models import CoverageNotice


@admin.register(CoverageNotice)
class CoverageNoticeAdmin(ReadOnlyAdmin):
    list_display = ("day", "cases", "recipients", "sent_at", "attempts", "failure")
    list_filter = ("sent_at",)
    search_fields = ("failure",)
    date_hierarchy = "day"
