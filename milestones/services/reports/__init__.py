"""Reports as pages and the API ask for them: each counted in one snapshot, and kept for a short while where
nothing has changed since.
"""

from milestones.services.reports.accountability import (
    AccountabilityReport,
    HeldLine,
    accountability_report,
    held_lines,
)
from milestones.services.reports.compliance import ComplianceReport, compliance_report, of_cases
from milestones.services.reports.lateness import LateReport, late_report, past_target_report
from milestones.services.reports.outcomes import OutcomeReport, outcome_report
from milestones.services.reports.times import (
    FIRST_RESPONSE,
    ResponseReport,
    TimesReport,
    response_report,
    times_report,
)
from milestones.services.reports.windows import with_windows

__all__ = [
    "FIRST_RESPONSE",
    "AccountabilityReport",
    "ComplianceReport",
    "HeldLine",
    "LateReport",
    "OutcomeReport",
    "ResponseReport",
    "TimesReport",
    "accountability_report",
    "compliance_report",
    "held_lines",
    "late_report",
    "of_cases",
    "outcome_report",
    "past_target_report",
    "response_report",
    "times_report",
    "with_windows",
]
