"""Addresses of what was promised, under `/api/v1/`."""

from django.urls import path

from entitlements.api.accounts import AccountDetail, AccountList
from entitlements.api.business_hours import BusinessHoursDetail, BusinessHoursList
from entitlements.api.entitlements import EntitlementDetail, EntitlementList
from entitlements.api.milestone_types import MilestoneTypeDetail, MilestoneTypeList
from entitlements.api.process_versions import ProcessVersionDetail, ProcessVersionList
from entitlements.api.processes import ProcessDetail, ProcessList
from entitlements.api.tiers import TierDetail, TierList
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("accounts/", AccountList.as_view(), name="api-accounts"),
    path("accounts/<id:pk>/", AccountDetail.as_view(), name="api-account"),
    path("entitlements/", EntitlementList.as_view(), name="api-entitlements"),
    path("entitlements/<id:pk>/", EntitlementDetail.as_view(), name="api-entitlement"),
    path("tiers/", TierList.as_view(), name="api-tiers"),
    path("tiers/<id:pk>/", TierDetail.as_view(), name="api-tier"),
    path("business-hours/", BusinessHoursList.as_view(), name="api-business-hours"),
    path("business-hours/<id:pk>/", BusinessHoursDetail.as_view(), name="api-business-hours-one"),
    path("processes/", ProcessList.as_view(), name="api-processes"),
    path("processes/<id:pk>/", ProcessDetail.as_view(), name="api-process"),
    path("process-versions/", ProcessVersionList.as_view(), name="api-process-versions"),
    path("process-versions/<id:pk>/", ProcessVersionDetail.as_view(), name="api-process-version"),
    path("milestone-types/", MilestoneTypeList.as_view(), name="api-milestone-types"),
    path("milestone-types/<id:pk>/", MilestoneTypeDetail.as_view(), name="api-milestone-type"),
]
