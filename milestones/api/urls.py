"""Addresses of what is happening, under `/api/v1/`."""

from django.urls import path

from milestones.api.bulk import CaseBulk
from milestones.api.case_milestones import MilestoneDetail, MilestoneExplanation, MilestoneList
from milestones.api.cases import CaseDetail, CaseList
from milestones.api.commands import (
    CompleteMilestone,
    PauseCase,
    PauseMilestone,
    ResumeCase,
    ResumeMilestone,
)
from milestones.api.events import CaseEvents
from milestones.api.ledger import CaseLedger
from milestones.api.sla import CaseSla, ManyCaseSla
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("cases/", CaseList.as_view(), name="api-cases"),
    path("cases/bulk/", CaseBulk.as_view(), name="api-cases-bulk"),
    path("cases/sla/", ManyCaseSla.as_view(), name="api-cases-sla"),
    path("cases/<id:pk>/", CaseDetail.as_view(), name="api-case"),
    path("cases/<id:pk>/sla/", CaseSla.as_view(), name="api-case-sla"),
    path("cases/<id:pk>/events/", CaseEvents.as_view(), name="api-case-events"),
    path("cases/<id:pk>/ledger/", CaseLedger.as_view(), name="api-case-ledger"),
    path("cases/<id:pk>/pause/", PauseCase.as_view(), name="api-case-pause"),
    path("cases/<id:pk>/resume/", ResumeCase.as_view(), name="api-case-resume"),
    path("case-milestones/", MilestoneList.as_view(), name="api-case-milestones"),
    path("case-milestones/<id:pk>/", MilestoneDetail.as_view(), name="api-case-milestone"),
    path(
        "case-milestones/<id:pk>/explain/", MilestoneExplanation.as_view(), name="api-case-milestone-explain"
    ),
    path(
        "case-milestones/<id:pk>/complete/", CompleteMilestone.as_view(), name="api-case-milestone-complete"
    ),
    path("case-milestones/<id:pk>/pause/", PauseMilestone.as_view(), name="api-case-milestone-pause"),
    path("case-milestones/<id:pk>/resume/", ResumeMilestone.as_view(), name="api-case-milestone-resume"),
]
