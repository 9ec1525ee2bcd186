"""Addresses of who hears of it, under `/api/v1/`."""

from django.urls import path

from escalations.api.deliveries import (
    DeliveryDetail,
    DeliveryList,
    GiveUpDelivery,
    ReplayToEndpoint,
    SendDeliveriesAgain,
)
from escalations.api.design_packs import (
    CurrentDesignFiles,
    CurrentDesignPack,
    SignedDesignFiles,
    SignedDesignPack,
    SignedDesignPacks,
)
from escalations.api.endpoints import (
    RotateWebhookSecret,
    TestWebhookEndpoint,
    TryWebhookEndpointAgain,
    WebhookEndpointDetail,
    WebhookEndpointList,
    WebhookEndpointUsedBy,
)
from escalations.api.matrices import (
    MatrixDetail,
    MatrixDrafts,
    MatrixList,
    MatrixVersionChecks,
    MatrixVersionDetail,
    MatrixVersionList,
)
from escalations.api.notices import NoticeDetail, NoticeList, NoticeRead, NoticesRead
from escalations.api.policy_tests import PolicyTests, RemovePolicyTest
from escalations.api.simulation import Simulation
from escalations.api.tier_tables import TierTablePlan, TierTables
from escalations.api.what_ifs import (
    RemoveWhatIf,
    WhatIfAlerts,
    WhatIfCases,
    WhatIfClocks,
    WhatIfDetail,
    WhatIfFile,
    WhatIfsOfVersion,
)
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("matrices/", MatrixList.as_view()),
    path("matrices/<id:pk>/", MatrixDetail.as_view()),
    path("matrices/<id:pk>/drafts/", MatrixDrafts.as_view()),
    path("matrix-versions/", MatrixVersionList.as_view()),
    path("matrix-versions/<id:pk>/", MatrixVersionDetail.as_view()),
    path("matrix-versions/<id:pk>/checks/", MatrixVersionChecks.as_view()),
    path("process-versions/<id:pk>/policy-tests/", PolicyTests.as_view()),
    path("policy-tests/<id:pk>/remove/", RemovePolicyTest.as_view()),
    path("process-versions/<id:pk>/what-if/", WhatIfsOfVersion.as_view()),
    path("what-ifs/<id:pk>/", WhatIfDetail.as_view(), name="api-what-if"),
    path("what-ifs/<id:pk>/clocks/", WhatIfClocks.as_view()),
    path("what-ifs/<id:pk>/alerts/", WhatIfAlerts.as_view()),
    path("what-ifs/<id:pk>/cases/", WhatIfCases.as_view()),
    path("what-ifs/<id:pk>/csv/", WhatIfFile.as_view()),
    path("what-ifs/<id:pk>/remove/", RemoveWhatIf.as_view()),
    path("simulate/", Simulation.as_view()),
    path("design-packs/", SignedDesignPacks.as_view(), name="api-design-packs"),
    path("design-packs/current/", CurrentDesignPack.as_view()),
    path("design-packs/current/files/", CurrentDesignFiles.as_view()),
    path("design-packs/<id:pk>/", SignedDesignPack.as_view(), name="api-design-pack"),
    path("design-packs/<id:pk>/files/", SignedDesignFiles.as_view()),
    path("tier-tables/", TierTables.as_view()),
    path("tier-tables/plan/", TierTablePlan.as_view()),
    path("notices/", NoticeList.as_view(), name="api-notices"),
    path("notices/read/", NoticesRead.as_view(), name="api-notices-read"),
    path("notices/<id:pk>/", NoticeDetail.as_view(), name="api-notice"),
    path("notices/<id:pk>/read/", NoticeRead.as_view(), name="api-notice-read"),
    path("webhook-endpoints/", WebhookEndpointList.as_view()),
    path("webhook-endpoints/<id:pk>/", WebhookEndpointDetail.as_view()),
    path("webhook-endpoints/<id:pk>/used-by/", WebhookEndpointUsedBy.as_view()),
    path("webhook-endpoints/<id:pk>/rotate/", RotateWebhookSecret.as_view()),
    path("webhook-endpoints/<id:pk>/test/", TestWebhookEndpoint.as_view()),
    path("webhook-endpoints/<id:pk>/try-again/", TryWebhookEndpointAgain.as_view()),
    path("deliveries/", DeliveryList.as_view()),
    path("deliveries/send-again/", SendDeliveriesAgain.as_view()),
    path("deliveries/replay/", ReplayToEndpoint.as_view()),
    path("deliveries/<id:pk>/", DeliveryDetail.as_view()),
    path("deliveries/<id:pk>/give-up/", GiveUpDelivery.as_view()),
]
