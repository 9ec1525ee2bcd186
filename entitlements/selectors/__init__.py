from entitlements.selectors.calendars import calendar_for, current_timelines
from entitlements.selectors.process_versions import compiled_process, process_of
from entitlements.selectors.promises import entitlement_statuses, promises_of

__all__ = [
    "calendar_for",
    "compiled_process",
    "current_timelines",
    "entitlement_statuses",
    "process_of",
    "promises_of",
]
