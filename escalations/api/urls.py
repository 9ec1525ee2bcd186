"""Addresses of who hears of it, under `/api/v1/`."""

from django.urls import path

from escalations.api.notices import NoticeDetail, NoticeList, NoticeRead, NoticesRead
from escalations.api.policy_tests import PolicyTests, RemovePolicyTest
from escalations.api.simulation import Simulation
from escalations.api.tier_tables import TierTablePlan, TierTables
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("process-versions/<id:pk>/policy-tests/", PolicyTests.as_view()),
    path("policy-tests/<id:pk>/remove/", RemovePolicyTest.as_view()),
    path("simulate/", Simulation.as_view()),
    path("tier-tables/", TierTables.as_view()),
    path("tier-tables/plan/", TierTablePlan.as_view()),
    path("notices/", NoticeList.as_view(), name="api-notices"),
    path("notices/read/", NoticesRead.as_view(), name="api-notices-read"),
    path("notices/<id:pk>/", NoticeDetail.as_view(), name="api-notice"),
    path("notices/<id:pk>/read/", NoticeRead.as_view(), name="api-notice-read"),
]
