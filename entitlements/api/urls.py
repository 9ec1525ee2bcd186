"""Addresses of what was promised, under `/api/v1/`."""

from django.urls import path

from entitlements.api.accounts import AccountDetail, AccountList
from entitlements.api.assets import AssetDetail, AssetList
from entitlements.api.business_hours import BusinessHoursDetail, BusinessHoursList, IntersectionList
from entitlements.api.contacts import ContactDetail, ContactList
from entitlements.api.contracts import (
    ContractDetail,
    ContractList,
    RenewContract,
    ResumeContract,
    SuspendContract,
)
from entitlements.api.entitlements import (
    EntitlementDetail,
    EntitlementList,
    RenewEntitlement,
    ResumeEntitlement,
    SuspendEntitlement,
)
from entitlements.api.hours_deeds import HoursDraft, PreviewPublication, PublishHours
from entitlements.api.line_items import LineItemDetail, LineItemList
from entitlements.api.milestone_types import MilestoneTypeDetail, MilestoneTypeList
from entitlements.api.process_versions import ProcessVersionDetail, ProcessVersionList
from entitlements.api.processes import ProcessDetail, ProcessList
from entitlements.api.products import ProductDetail, ProductList
from entitlements.api.templates import ApplyTemplate, TemplateDetail, TemplateList
from entitlements.api.tiers import TierDetail, TierList
from entitlements.api.used_by import (
    AccountUsedBy,
    AssetUsedBy,
    ContractUsedBy,
    EntitlementUsedBy,
    LineItemUsedBy,
    ProductUsedBy,
)
from entitlements.api.version_deeds import (
    ActivateProcessVersion,
    CallActivationOff,
    CompareVersions,
    RetireProcessVersion,
)
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("accounts/", AccountList.as_view(), name="api-accounts"),
    path("accounts/<id:pk>/", AccountDetail.as_view(), name="api-account"),
    path("accounts/<id:pk>/used-by/", AccountUsedBy.as_view(), name="api-account-used-by"),
    path("contacts/", ContactList.as_view(), name="api-contacts"),
    path("contacts/<id:pk>/", ContactDetail.as_view(), name="api-contact"),
    path("products/", ProductList.as_view(), name="api-products"),
    path("products/<id:pk>/", ProductDetail.as_view(), name="api-product"),
    path("products/<id:pk>/used-by/", ProductUsedBy.as_view(), name="api-product-used-by"),
    path("assets/", AssetList.as_view(), name="api-assets"),
    path("assets/<id:pk>/", AssetDetail.as_view(), name="api-asset"),
    path("assets/<id:pk>/used-by/", AssetUsedBy.as_view(), name="api-asset-used-by"),
    path("contracts/", ContractList.as_view(), name="api-contracts"),
    path("contracts/<id:pk>/", ContractDetail.as_view(), name="api-contract"),
    path("contracts/<id:pk>/suspend/", SuspendContract.as_view(), name="api-contract-suspend"),
    path("contracts/<id:pk>/resume/", ResumeContract.as_view(), name="api-contract-resume"),
    path("contracts/<id:pk>/renew/", RenewContract.as_view(), name="api-contract-renew"),
    path("contracts/<id:pk>/used-by/", ContractUsedBy.as_view(), name="api-contract-used-by"),
    path("line-items/", LineItemList.as_view(), name="api-line-items"),
    path("line-items/<id:pk>/", LineItemDetail.as_view(), name="api-line-item"),
    path("line-items/<id:pk>/used-by/", LineItemUsedBy.as_view(), name="api-line-item-used-by"),
    path("templates/", TemplateList.as_view(), name="api-templates"),
    path("templates/<id:pk>/", TemplateDetail.as_view(), name="api-template"),
    path("templates/<id:pk>/apply/", ApplyTemplate.as_view(), name="api-template-apply"),
    path("entitlements/", EntitlementList.as_view(), name="api-entitlements"),
    path("entitlements/<id:pk>/", EntitlementDetail.as_view(), name="api-entitlement"),
    path("entitlements/<id:pk>/suspend/", SuspendEntitlement.as_view(), name="api-entitlement-suspend"),
    path("entitlements/<id:pk>/resume/", ResumeEntitlement.as_view(), name="api-entitlement-resume"),
    path("entitlements/<id:pk>/renew/", RenewEntitlement.as_view(), name="api-entitlement-renew"),
    path("entitlements/<id:pk>/used-by/", EntitlementUsedBy.as_view(), name="api-entitlement-used-by"),
    path("tiers/", TierList.as_view(), name="api-tiers"),
    path("tiers/<id:pk>/", TierDetail.as_view(), name="api-tier"),
    path("business-hours/", BusinessHoursList.as_view(), name="api-business-hours"),
    path("business-hours/intersections/", IntersectionList.as_view(), name="api-intersections"),
    path("business-hours/<id:pk>/draft/", HoursDraft.as_view(), name="api-business-hours-draft"),
    path(
        "business-hours/<id:pk>/publish/preview/",
        PreviewPublication.as_view(),
        name="api-business-hours-publish-preview",
    ),
    path("business-hours/<id:pk>/publish/", PublishHours.as_view(), name="api-business-hours-publish"),
    path("business-hours/<id:pk>/", BusinessHoursDetail.as_view(), name="api-business-hours-one"),
    path("processes/", ProcessList.as_view(), name="api-processes"),
    path("processes/<id:pk>/", ProcessDetail.as_view(), name="api-process"),
    path("process-versions/", ProcessVersionList.as_view(), name="api-process-versions"),
    path("process-versions/<id:pk>/", ProcessVersionDetail.as_view(), name="api-process-version"),
    path(
        "process-versions/<id:pk>/compare/",
        CompareVersions.as_view(),
        name="api-process-version-compare",
    ),
    path(
        "process-versions/<id:pk>/activate/",
        ActivateProcessVersion.as_view(),
        name="api-process-version-activate",
    ),
    path(
        "process-versions/<id:pk>/call-activation-off/",
        CallActivationOff.as_view(),
        name="api-process-version-call-activation-off",
    ),
    path(
        "process-versions/<id:pk>/retire/",
        RetireProcessVersion.as_view(),
        name="api-process-version-retire",
    ),
    path("milestone-types/", MilestoneTypeList.as_view(), name="api-milestone-types"),
    path("milestone-types/<id:pk>/", MilestoneTypeDetail.as_view(), name="api-milestone-type"),
]
