from entitlements.selectors.calendars import calendar_for as calendar_for
from entitlements.selectors.calendars import current_timelines as current_timelines
