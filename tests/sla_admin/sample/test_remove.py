"""The sample goes as it came: all of it, and nothing else."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command

from entitlements.models import Account, BusinessHours, BusinessHoursRevision, Contact, ProcessVersion
from milestones.models import Case
from milestones.services.case_request import CaseRequest
from milestones.services.record import record
from sla_admin.models import SampleItem
from sla_admin.sample.load import was_interrupted
from sla_admin.sample.remove import plan_removal, remove_sample
from sla_admin.sample.world import load_world
from sla_admin.shared.models import ConfigurationChange
from sla_admin.shared.system_clock import database_time

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("sample")]

LEFT_BY_DESIGN = {"milestones.tombstone"}
"""A purged case leaves its tombstone."""


def rows() -> dict[str, int]:
    """How many rows each table has."""
    models = apps.get_models(include_auto_created=True)
    return {model._meta.label_lower: model._default_manager.count() for model in models}


def test_after_removal_no_row_of_it_is_left_and_a_case_made_by_hand_with_all_it_stands_on_is() -> None:
    before = rows()
    load_world(database_time())
    brought = SampleItem.objects.count()

    assert was_interrupted()
    assert sum(number for kind, number in plan_removal().going.items()) == brought

    remove_sample("tester")

    one_line = {"shared.configurationchange": before["shared.configurationchange"] + 1}
    assert {name: each for name, each in rows().items() if each != before[name]} == one_line
    purge = ConfigurationChange.objects.latest("id")
    assert (purge.operation, purge.reason, purge.actor) == ("purged", "Sample data removed", "tester")

    load_world(database_time())
    asked = CaseRequest(
        source="local",
        external_id="mine",
        fields={"account": "nordlicht", "subject": "Made by hand", "priority": "P2", "owner": "agent"},
    )
    (answer,) = record([asked], at=database_time())
    Contact.objects.create(account=Account.objects.get(external_id="polder"), name="Met at the fair")
    said = StringIO()

    call_command("load_sample", remove=True, stdout=said)

    case = Case.objects.get(pk=answer.case_id or 0)
    assert case.coverage_outcome == "covered"
    assert "Kept: account Nordlicht Logistik, because of case local/mine." in said.getvalue()
    assert "Kept: account Polder Energie, because of contact Met at the fair." in said.getvalue()
    assert set(Account.objects.values_list("external_id", flat=True)) == {"nordlicht", "polder"}
    assert list(ProcessVersion.objects.values_list("id", flat=True)) == [case.process_version_id]
    assert set(BusinessHours.objects.values_list("name", flat=True)) == {"EMEA Dresden"}
    assert BusinessHoursRevision.objects.count() == 1
    assert set(User.objects.values_list("username", flat=True)) == {"agent", "compliance", "eleanor"}

    said = StringIO()
    call_command("verify_ledger", stdout=said)
    assert "drift 0" in said.getvalue()


def test_configuration_in_use_is_guarded_again_after_a_removal() -> None:
    load_world(database_time())
    remove_sample("tester")
    load_world(database_time())

    with pytest.raises(Exception, match="never change"):
        ProcessVersion.objects.filter(status="active").delete()
