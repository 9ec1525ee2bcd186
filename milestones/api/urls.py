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
    TakeBackDeed,
)
from milestones.api.coverage import (
    CaseCoverage,
    ChooseCoverage,
    CoverageGapCounts,
    CoverageGapList,
    PreviewRecover,
    ReevaluateCoverage,
    StartRecover,
)
from milestones.api.events import CaseEvents
from milestones.api.ledger import CaseLedger
from milestones.api.moves import PreviewMove, StartMove
from milestones.api.pause_reasons import PauseReasonDetail, PauseReasonList
from milestones.api.report_lists import ReportCases, ReportClocks
from milestones.api.reports import (
    Accountability,
    CaseOutcomes,
    Compliance,
    FirstResponse,
    LateCompletions,
    OpenPastTarget,
    TimeToResolve,
)
from milestones.api.sla import CaseSla, ManyCaseSla
from milestones.api.tasks import (
    TaskDetail,
    TaskDone,
    TaskDrop,
    TaskList,
    TaskReassign,
    TaskReopen,
    TaskTake,
    TaskUndo,
)
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("cases/", CaseList.as_view(), name="api-cases"),
    path("cases/bulk/", CaseBulk.as_view(), name="api-cases-bulk"),
    path("cases/sla/", ManyCaseSla.as_view(), name="api-cases-sla"),
    path("cases/<id:pk>/", CaseDetail.as_view(), name="api-case"),
    path("cases/<id:pk>/sla/", CaseSla.as_view(), name="api-case-sla"),
    path("cases/<id:pk>/events/", CaseEvents.as_view(), name="api-case-events"),
    path("cases/<id:pk>/ledger/", CaseLedger.as_view(), name="api-case-ledger"),
    path("cases/<id:pk>/coverage/", CaseCoverage.as_view(), name="api-case-coverage"),
    path(
        "cases/<id:pk>/coverage/re-evaluate/",
        ReevaluateCoverage.as_view(),
        name="api-case-coverage-reevaluate",
    ),
    path("cases/<id:pk>/coverage/choose/", ChooseCoverage.as_view(), name="api-case-coverage-choose"),
    path("coverage-gaps/", CoverageGapList.as_view(), name="api-coverage-gaps"),
    path("coverage-gaps/counts/", CoverageGapCounts.as_view(), name="api-coverage-gap-counts"),
    path("coverage/preview/", PreviewRecover.as_view(), name="api-coverage-preview"),
    path("coverage/cover-again/", StartRecover.as_view(), name="api-cover-again"),
    path("cases/<id:pk>/pause/", PauseCase.as_view(), name="api-case-pause"),
    path("cases/<id:pk>/resume/", ResumeCase.as_view(), name="api-case-resume"),
    path("cases/<id:pk>/take-back/", TakeBackDeed.as_view(), name="api-case-take-back"),
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
    path("process-versions/<id:pk>/move/", StartMove.as_view(), name="api-process-version-move"),
    path(
        "process-versions/<id:pk>/move/preview/",
        PreviewMove.as_view(),
        name="api-process-version-move-preview",
    ),
    path("pause-reasons/", PauseReasonList.as_view(), name="api-pause-reasons"),
    path("pause-reasons/<id:pk>/", PauseReasonDetail.as_view(), name="api-pause-reason"),
    path("tasks/", TaskList.as_view(), name="api-tasks"),
    path("tasks/<id:pk>/", TaskDetail.as_view(), name="api-task"),
    path("tasks/<id:pk>/take/", TaskTake.as_view(), name="api-task-take"),
    path("tasks/<id:pk>/reassign/", TaskReassign.as_view(), name="api-task-reassign"),
    path("tasks/<id:pk>/done/", TaskDone.as_view(), name="api-task-done"),
    path("tasks/<id:pk>/drop/", TaskDrop.as_view(), name="api-task-drop"),
    path("tasks/<id:pk>/reopen/", TaskReopen.as_view(), name="api-task-reopen"),
    path("tasks/<id:pk>/undo/", TaskUndo.as_view(), name="api-task-undo"),
    path("reports/compliance/", Compliance.as_view(), name="api-report-compliance"),
    path("reports/late-completions/", LateCompletions.as_view(), name="api-report-late-completions"),
    path("reports/open-past-target/", OpenPastTarget.as_view(), name="api-report-open-past-target"),
    path("reports/time-to-resolve/", TimeToResolve.as_view(), name="api-report-time-to-resolve"),
    path("reports/first-response/", FirstResponse.as_view(), name="api-report-first-response"),
    path("reports/case-outcomes/", CaseOutcomes.as_view(), name="api-report-case-outcomes"),
    path("reports/accountability/", Accountability.as_view(), name="api-report-accountability"),
    path("reports/clocks/", ReportClocks.as_view(), name="api-report-clocks"),
    path("reports/cases/", ReportCases.as_view(), name="api-report-cases"),
]
