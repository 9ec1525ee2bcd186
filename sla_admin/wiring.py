"""Names, once per process, which part answers at each seam between the apps."""

from milestones.engine import consequences, witness
from milestones.selectors import alerts
from sla_admin.celery import app as celery_app


def wire() -> None:
    """Let escalation hear of every fact within its transaction and check the matrix that a process version
    pins, let published hours reach running clocks, and let tasks find their broker.
    """
    from entitlements.services import cases_under, hours_in_use
    from entitlements.services.schedule_activation import ActivateVersion
    from milestones.selectors.cases_under import OpenCasesUnder
    from milestones.services.bulk_change import BulkChange, BulkUndo
    from milestones.services.hours_adoption import AdoptHours, ClocksOnHours
    from milestones.services.recovering import RecoverCases
    from milestones.services.version_moves import MoveCases, TakeMoveBack
    from sla_admin.pages import frame
    from sla_admin.pages.frame_facts import Facts
    from sla_admin.sample.runs import LoadSample, RemoveSample
    from sla_admin.shared.runs import install_kind

    celery_app.set_default()
    frame.install(Facts())
    hours_in_use.install(ClocksOnHours())
    cases_under.install(OpenCasesUnder())
    kinds = (
        ActivateVersion(),
        AdoptHours(),
        MoveCases(),
        TakeMoveBack(),
        BulkChange(),
        BulkUndo(),
        RecoverCases(),
        LoadSample(),
        RemoveSample(),
    )
    for kind in kinds:
        install_kind(kind)
    from entitlements.pages import tried
    from entitlements.services.check_version import install_check
    from escalations.engine.case_alerts import CaseAlerts
    from escalations.engine.planner import MatrixConsequences
    from escalations.engine.witness import NoticesForPeople
    from escalations.pages.what_if.of_version import WhatIfsOfVersion
    from escalations.services.check_pinned_matrix import check_pinned_matrix
    from escalations.services.replay import ReplayDeliveries
    from escalations.services.what_if.run import TryVersion

    install_kind(TryVersion())
    tried.install(WhatIfsOfVersion())
    consequences.install(MatrixConsequences())
    witness.install(NoticesForPeople())
    alerts.install(CaseAlerts())
    install_kind(ReplayDeliveries())
    install_check("pinned matrix", check_pinned_matrix)
    _wire_checks()


def _wire_checks() -> None:
    """The rules over the whole configuration, each from the layer that can judge it."""
    from entitlements.services.check_version import install_check
    from entitlements.services.checks import hours, promises, versions
    from entitlements.services.checks.site import install_site_rule, install_site_source
    from escalations.services.checks import endpoints
    from escalations.services.checks.fatigue import alert_fatigue
    from escalations.services.checks.matrices import matrices_in_use
    from escalations.services.red_policy_tests import red_policy_tests
    from milestones.services import checks as cases

    install_check("policy tests", red_policy_tests)
    install_site_source("process versions", versions.versions_in_use)
    install_site_source("matrix versions", matrices_in_use)
    install_site_rule("hours_never_open", "error", hours.never_open)
    install_site_rule("case_in_quarantine", "error", cases.quarantined)
    install_site_rule("hours_without_holiday", "warning", hours.without_holiday)
    install_site_rule("default_24x7_beside_hours", "warning", versions.default_hours_beside_others)
    install_site_rule("entitlement_ends_soon", "warning", promises.ending_soon)
    install_site_rule("entitlements_can_tie", "warning", promises.ambiguous_pairs)
    install_site_rule("expired_with_open_cases", "warning", cases.expired_with_open_cases)
    install_site_rule("cases_without_clock", "warning", cases.without_clock)
    install_site_rule("pauses_without_reasons", "warning", cases.pauses_without_reasons)
    install_site_rule("too_many_alerts", "warning", alert_fatigue)
    install_site_rule("endpoint_failing", "warning", endpoints.endpoint_failing)
    install_site_rule("endpoint_unused", "warning", endpoints.endpoint_unused)
