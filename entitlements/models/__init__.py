from entitlements.models.business_hours import AdoptionMode as AdoptionMode
from entitlements.models.business_hours import BusinessHours as BusinessHours
from entitlements.models.business_hours import BusinessHoursRevision as BusinessHoursRevision
from entitlements.models.business_hours import Holiday as Holiday
from entitlements.models.business_hours import HolidayKind as HolidayKind
from entitlements.models.open_window import OpenWindow as OpenWindow
