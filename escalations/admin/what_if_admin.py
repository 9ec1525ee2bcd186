"""What-ifs and their lines, to look at: they are started, read and removed on their own pages."""

from django.contrib import admin

from escalations.admin.read_only import ReadOnlyAdmin
from escalations.models import WhatIf, WhatIfAlert, WhatIfCase, WhatIfClock


@admin.register(WhatIf)
class WhatIfAdmin(ReadOnlyAdmin):
    list_display = ("id", "version", "as_of", "ended_at", "actor", "reason")
    list_select_related = ("version__process",)
    search_fields = ("reason", "version__process__name")
    date_hierarchy = "as_of"


@admin.register(WhatIfClock)
class WhatIfClockAdmin(ReadOnlyAdmin):
    list_display = ("what_if_id", "case_id", "milestone", "tier", "priority", "before", "after")
    list_filter = ("before", "after")
    search_fields = ("milestone", "type")
    show_full_result_count = False


@admin.register(WhatIfAlert)
class WhatIfAlertAdmin(ReadOnlyAdmin):
    list_display = ("what_if_id", "case_id", "recipient", "hour", "before", "after")
    search_fields = ("recipient",)
    show_full_result_count = False


@admin.register(WhatIfCase)
class WhatIfCaseAdmin(ReadOnlyAdmin):
    list_display = ("what_if_id", "case_id", "violated_at_once", "relieved_at_once", "failure", "differs")
    list_filter = ("differs",)
    search_fields = ("failure",)
    show_full_result_count = False
