"""Pages of what is happening."""

from django.urls import path

from milestones.pages import (
    accounts,
    bulk,
    calendar,
    cases,
    cover_again,
    new_case,
    pause_reasons,
    queues,
    saved_views,
    search,
)
from milestones.pages.board.views import board, board_live
from milestones.pages.case.deeds.clocks import complete, pause, resume
from milestones.pages.case.deeds.cover import cover
from milestones.pages.case.deeds.fields import assign, change, close, reopen
from milestones.pages.case.deeds.say import say
from milestones.pages.case.deeds.undo import undo
from milestones.pages.case.deeds.whole import pause_case, resume_case
from milestones.pages.case.explain.view import explain_case, explain_clock
from milestones.pages.case.live import case_live
from milestones.pages.case.tasks import case_tasks
from milestones.pages.case.view import case
from milestones.pages.coverage_gaps import coverage_gaps_csv, coverage_gaps_page
from milestones.pages.gaps_covered_again import cover_gaps_again
from milestones.pages.move import move_cases
from milestones.pages.tasks import deeds, task_list
from milestones.pages.workload import workload_page
from milestones.pages.workload_reassign import workload_reassign
from sla_admin.shared.api import addresses  # noqa: F401 (registers `id`)

urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<id:pk>/", accounts.account, name="account"),
    path("contacts/<id:pk>/", accounts.contact, name="contact"),
    path("setup/cover-again/<id:pk>/", cover_again.cover_again, name="setup-cover-again"),
    path("setup/pause-reasons/", pause_reasons.pause_reasons, name="setup-pause-reasons"),
    path("setup/pause-reasons/new/", pause_reasons.pause_reason_new, name="setup-pause-reason-new"),
    path("setup/pause-reasons/<id:pk>/", pause_reasons.pause_reason, name="setup-pause-reason"),
    path(
        "setup/pause-reasons/<id:pk>/change/",
        pause_reasons.pause_reason_change,
        name="setup-pause-reason-change",
    ),
    path(
        "setup/pause-reasons/<id:pk>/remove/",
        pause_reasons.pause_reason_remove,
        name="setup-pause-reason-remove",
    ),
    path("queue/", queues.queue, name="queue"),
    path("queue/team/", queues.team_queue, name="team-queue"),
    path("queue/unassigned/", queues.unassigned, name="unassigned"),
    path("queue/calendar/", calendar.calendar, name="calendar"),
    path("queue.ics", calendar.queue_calendar, name="queue-calendar"),
    path("views/<id:pk>/", queues.view, name="view"),
    path("views/new/", saved_views.view_save, name="view-save"),
    path("views/<id:pk>/change/", saved_views.view_change, name="view-change"),
    path("views/<id:pk>/delete/", saved_views.view_delete, name="view-delete"),
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", new_case.case_new, name="case-new"),
    path("cases/bulk/", bulk.cases_bulk, name="cases-bulk"),
    path("cases/bulk/<id:pk>/undo/", bulk.cases_bulk_undo, name="cases-bulk-undo"),
    path("search/", search.search, name="search"),
    path("board/", board, name="board"),
    path("board/live/", board_live, name="board-live"),
    path("workload/", workload_page, name="workload"),
    path("workload/<id:pk>/reassign/", workload_reassign, name="workload-reassign"),
    path("coverage-gaps/", coverage_gaps_page, name="coverage-gaps"),
    path("coverage-gaps/cover-again/", cover_gaps_again, name="cover-again"),
    path("coverage-gaps/csv/", coverage_gaps_csv, name="coverage-gaps-csv"),
    path("cases/<id:pk>/", case, name="case"),
    path("cases/<id:pk>/live/", case_live, name="case-live"),
    path("cases/<id:pk>/tasks/", case_tasks, name="case-tasks"),
    path("cases/<id:pk>/explain/", explain_case, name="case-explain"),
    path("clocks/<id:pk>/explain/", explain_clock, name="clock-explain"),
    path("cases/<id:pk>/say/", say, name="case-say"),
    path("cases/<id:pk>/pause/", pause_case, name="case-pause"),
    path("cases/<id:pk>/resume/", resume_case, name="case-resume"),
    path("cases/<id:pk>/change/", change, name="case-change"),
    path("cases/<id:pk>/assign/", assign, name="case-assign"),
    path("cases/<id:pk>/close/", close, name="case-close"),
    path("cases/<id:pk>/reopen/", reopen, name="case-reopen"),
    path("cases/<id:pk>/cover/", cover, name="case-cover"),
    path("cases/<id:pk>/undo/", undo, name="case-undo"),
    path("clocks/<id:pk>/complete/", complete, name="clock-complete"),
    path("clocks/<id:pk>/pause/", pause, name="clock-pause"),
    path("clocks/<id:pk>/resume/", resume, name="clock-resume"),
    path("setup/versions/<id:pk>/move/", move_cases, name="move-cases"),
    path("tasks/", task_list.tasks, name="tasks"),
    path("tasks/new/", deeds.task_create, name="task-create"),
    path("tasks/<id:pk>/", deeds.task, name="task"),
    path("tasks/<id:pk>/take/", deeds.task_take, name="task-take"),
    path("tasks/<id:pk>/done/", deeds.task_done, name="task-done"),
    path("tasks/<id:pk>/drop/", deeds.task_drop, name="task-drop"),
    path("tasks/<id:pk>/reopen/", deeds.task_reopen, name="task-reopen"),
    path("tasks/<id:pk>/reassign/", deeds.task_reassign, name="task-reassign"),
    path("tasks/<id:pk>/undo/<id:number>/", deeds.task_undo, name="task-undo"),
]
