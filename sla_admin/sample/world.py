"""Everything of the sample but its cases: made once, and read again by whoever tells the cases."""

from django.contrib.auth.models import User
from django.db import transaction

from entitlements.business_time.instants import DAY
from entitlements.models import BusinessHours, Contact, ProcessVersion
from entitlements.selectors.process_versions import process_of
from milestones.models import Queue
from sla_admin.models import SampleItem
from sla_admin.sample.contracts import load_contracts
from sla_admin.sample.customers import CUSTOMERS, load_customers
from sla_admin.sample.design import sign_sample_design
from sla_admin.sample.endpoints import load_endpoints
from sla_admin.sample.hours import calendar_of, load_hours
from sla_admin.sample.items import Brought
from sla_admin.sample.matrices import load_matrices
from sla_admin.sample.pause_reasons import load_pause_reasons
from sla_admin.sample.people import TEAMS, People, give_teams_hours, load_people
from sla_admin.sample.promises import ACTOR, load_processes, load_tiers_and_types
from sla_admin.sample.quiet import quiet
from sla_admin.sample.teller import World


@transaction.atomic
def load_world(at: int) -> None:
    """People, hours, tiers, matrices, processes, customers and contracts, as of `at` (µs).

    Raises InvalidInput or Conflict where a name is taken.
    """
    brought = Brought()
    begun = at - 400 * DAY
    with quiet("sla_admin.configuration"):
        users = load_people(brought)
        hours = load_hours(brought, begun, ACTOR)
        give_teams_hours(hours)
        load_tiers_and_types(brought)
        load_pause_reasons(brought)
        matrices = load_matrices(brought, users, begun, ACTOR)
        load_endpoints(brought, begun, ACTOR)
        processes = load_processes(brought, hours, matrices, at)
        customers = load_customers(brought, processes, hours, at)
        load_contracts(brought, customers, processes, at)
        sign_sample_design(brought, users, at)
    brought.write()


def read_world(at: int) -> World:
    """The world as it was loaded, at `at` (µs)."""
    users = {user.username: user for user in User.objects.filter(pk__in=_ids("auth.user"))}
    queues = {queue.key: queue for queue in Queue.objects.filter(pk__in=_ids("milestones.queue"))}
    hours = {
        each.name: each for each in BusinessHours.objects.filter(pk__in=_ids("entitlements.businesshours"))
    }
    defaults = ProcessVersion.objects.filter(
        is_default=True, process__in=_ids("entitlements.entitlementprocess")
    )
    contacts: dict[str, list[int]] = {external_id: [] for external_id in CUSTOMERS}
    rows = Contact.objects.filter(pk__in=_ids("entitlements.contact")).order_by("pk")
    for pk, external_id in rows.values_list("pk", "account__external_id"):
        contacts[external_id].append(pk)
    return World(
        people=People(
            users=users,
            agents={
                key: (*(each.username for each in team.agents), team.lead.username)
                for team in TEAMS.values()
                for key in team.queues
            },
            hours={key: team.hours for team in TEAMS.values() for key in team.queues},
            queues=queues,
        ),
        processes={
            name: process_of(version) for name, version in defaults.values_list("process__name", "pk")
        },
        calendars={name: calendar_of(each) for name, each in hours.items()},
        by_hours={each.pk: calendar_of(each) for each in hours.values()},
        contacts=contacts,
        at=at,
    )


def _ids(kind: str) -> list[int]:
    return list(SampleItem.objects.filter(kind=kind).values_list("object_id", flat=True))
