"""No table of configuration is forgotten: each is recorded, or says here why it is none."""

import pytest
from django.apps import apps
from django.db import connection

from sla_admin.shared.changes.kinds import models_by_kind

APPS = ("entitlements", "milestones", "escalations", "shared")

NOT_CONFIGURATION = {
    "entitlements_contact": "a person of a customer: personal data stands in one place, to be erased there",
    "entitlements_entitlementscope": "the database's own copy of entitlements",
    "entitlements_openwindow": "compiled from published hours",
    "escalations_whatif": "a question, with who asked it and what came out",
    "escalations_whatifalert": "of a what-if",
    "escalations_whatifcase": "of a what-if",
    "escalations_whatifclock": "of a what-if",
    "milestones_calendarfeed": "a person's own",
    "milestones_case": "a case: its history is the ledger",
    "milestones_caseevent": "of a case",
    "milestones_casemilestone": "of a case",
    "milestones_casestate": "of a case",
    "milestones_comment": "of a case",
    "milestones_ledgerentry": "of a case",
    "milestones_opencase": "of a case",
    "milestones_savedview": "a person's own",
    "milestones_task": "work, with a history of its own",
    "milestones_taskchange": "that history",
    "milestones_tombstone": "what remains of a case",
    "escalations_coveragenotice": "that somebody was told",
    "escalations_delivery": "what was sent",
    "escalations_deliveryattempt": "what was sent",
    "escalations_designpack": "a document as it was, which never changes",
    "escalations_designsignoff": "who signed it, which never changes",
    "escalations_endpointtest": "what was sent to try",
    "escalations_notice": "what a person was told",
    "escalations_noticechoices": "a person's own",
    "shared_backgroundrun": "work, with a history of its own",
    "shared_configurationchange": "the history itself",
    "shared_preferences": "a person's own",
    "shared_requestcount": "counts of requests",
    "shared_runitem": "work, with a history of its own",
    "shared_storedanswer": "answers kept for a day",
}


def test_every_table_is_recorded_or_is_no_configuration() -> None:
    recorded = {model._meta.db_table for model in models_by_kind().values()}
    ours = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in APPS and not model._meta.proxy
    }
    assert ours - recorded == set(NOT_CONFIGURATION)
    assert not recorded & set(NOT_CONFIGURATION)


@pytest.mark.django_db
def test_every_recorded_table_has_its_two_triggers_and_they_are_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT tgrelid::regclass::text, count(*) FROM pg_trigger
            WHERE tgenabled = 'O' AND tgname ~ '(change|emptying)_is_recorded'
            GROUP BY 1
        """)
        found = dict(cursor.fetchall())
    assert found == {model._meta.db_table: 2 for model in models_by_kind().values()}
