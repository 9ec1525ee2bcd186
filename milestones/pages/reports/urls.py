"""Addresses of reports, under `/reports/`."""

from django.urls import path

from milestones.pages.reports.accountability import accountability, held_cases
from milestones.pages.reports.compliance import compliance
from milestones.pages.reports.late import late_completions, open_past_target
from milestones.pages.reports.lists import cases, clocks
from milestones.pages.reports.outcomes import case_outcomes
from milestones.pages.reports.pauses import pauses
from milestones.pages.reports.times import first_response, time_to_resolve

urlpatterns = [
    path("compliance/", compliance, name="report-compliance"),
    path("late-completions/", late_completions, name="report-late-completions"),
    path("open-past-target/", open_past_target, name="report-open-past-target"),
    path("time-to-resolve/", time_to_resolve, name="report-time-to-resolve"),
    path("first-response/", first_response, name="report-first-response"),
    path("case-outcomes/", case_outcomes, name="report-case-outcomes"),
    path("accountability/", accountability, name="report-accountability"),
    path("accountability/cases/", held_cases, name="report-held-cases"),
    path("pauses/", pauses, name="report-pauses"),
    path("clocks/", clocks, name="report-clocks"),
    path("cases/", cases, name="report-cases"),
]
