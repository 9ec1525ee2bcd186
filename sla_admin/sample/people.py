"""Who works in the sample: six teams in three regions, their leads and managers, and two who hear of trouble.

Nobody of them can sign in, until `create_first_logins` gives `agent` and `manager` a password.
"""

from typing import NamedTuple

from django.contrib.auth.models import Group, User

from milestones.models import Agent, Queue, Team
from sla_admin.sample.hours import Hours
from sla_admin.sample.items import Brought
from sla_admin.shared.models import Preferences
from sla_admin.shared.viewing.roles import GROUPS, Role

AGENT, MANAGER = "agent", "manager"
"""User names of the two whose pages a newcomer sees first: Ines Carvalho and Hanna Virtanen."""

COMPLIANCE_OFFICER = "compliance"
VICE_PRESIDENT = "eleanor"


class Person(NamedTuple):
    username: str
    first_name: str
    last_name: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class TeamOf(NamedTuple):
    """A team: the name of its hours, its zone, queue keys with names, who leads it, and its agents."""

    hours: str
    zone: str
    queues: dict[str, str]
    manager: str
    lead: Person
    agents: tuple[Person, ...]


_MANAGERS = (
    Person(MANAGER, "Hanna", "Virtanen"),
    Person("marcus", "Marcus", "Hill"),
    Person("anjali", "Anjali", "Rao"),
    Person(VICE_PRESIDENT, "Eleanor", "Marsh"),
)
_ZONES = {MANAGER: "Europe/Berlin", "marcus": "America/Los_Angeles", "anjali": "Asia/Kolkata"}
_OFFICERS = (Person(COMPLIANCE_OFFICER, "Mireille", "Fontaine"),)

TEAMS: dict[str, TeamOf] = {
    "EMEA Platform": TeamOf(
        "EMEA Dresden",
        "Europe/Berlin",
        {"emea-platform": "EMEA Platform"},
        MANAGER,
        Person("tomasz", "Tomasz", "Zieliński"),
        (
            Person(AGENT, "Ines", "Carvalho"),
            Person("jonas", "Jonas", "Weber"),
            Person("lucia", "Lucía", "Ferrer"),
            Person("emre", "Emre", "Aydın"),
            Person("signe", "Signe", "Holm"),
        ),
    ),
    "EMEA Payments": TeamOf(
        "EMEA Paris",
        "Europe/Paris",
        {"emea-payments": "EMEA Payments"},
        MANAGER,
        Person("claire", "Claire", "Dubois"),
        (
            Person("amelie", "Amélie", "Okonjo"),
            Person("marco", "Marco", "Bianchi"),
            Person("sanne", "Sanne", "de Vries"),
        ),
    ),
    "Major Incidents": TeamOf(
        "Around the clock",
        "Europe/Berlin",
        {"major-incidents": "Major Incidents"},
        MANAGER,
        Person("noah", "Noah", "Bergström"),
        (Person("sunita", "Sunita", "Karki"), Person("liam", "Liam", "Byrne")),
    ),
    "Americas Core": TeamOf(
        "Americas Pacific",
        "America/Los_Angeles",
        {"americas-core": "Americas Core"},
        "marcus",
        Person("daniel", "Daniel", "Osei"),
        (
            Person("rosa", "Rosa", "Guzmán"),
            Person("keiko", "Keiko", "Mori"),
            Person("tyler", "Tyler", "Brooks"),
        ),
    ),
    "APAC Core": TeamOf(
        "APAC Kolkata",
        "Asia/Kolkata",
        {"apac-core": "APAC Core"},
        "anjali",
        Person("ravi", "Ravi", "Menon"),
        (
            Person("mei", "Mei", "Tanaka"),
            Person("priya", "Priya", "Raman"),
            Person("arjun", "Arjun", "Desai"),
        ),
    ),
    "Field Service": TeamOf(
        "EMEA Dresden",
        "Europe/Berlin",
        {"field-service": "Field Service"},
        MANAGER,
        Person("anton", "Anton", "Krüger"),
        (Person("heike", "Heike", "Scholz"), Person("dario", "Dario", "Costa")),
    ),
}


class People(NamedTuple):
    """Users by user name, agents' user names by queue key (the lead last), hours' name by queue key,
    queues by key."""

    users: dict[str, User]
    agents: dict[str, tuple[str, ...]]
    hours: dict[str, str]
    queues: dict[str, Queue]

    def name(self, username: str) -> str:
        return self.users[username].get_full_name()


def load_people(brought: Brought) -> dict[str, User]:
    """Make users, agents, teams and queues. Answers the users by user name."""
    groups = {role: Group.objects.get_or_create(name=name)[0] for role, name in GROUPS.items()}
    users: dict[str, User] = {}

    def user(person: Person, *roles: Role) -> User:
        made: User = brought(
            User.objects.create_user(
                person.username,
                f"{person.username}@support.example",
                first_name=person.first_name,
                last_name=person.last_name,
            )
        )
        made.groups.set([groups[role] for role in roles])
        users[person.username] = made
        return made

    for person in _MANAGERS:
        user(person, "manager")
    for username, zone in _ZONES.items():
        Preferences.objects.create(user=users[username], time_zone=zone)
    for person in _OFFICERS:
        user(person, "auditor")
    for name, team_of in TEAMS.items():
        lead = user(team_of.lead, "agent", "manager")
        members = [*(user(each, "agent") for each in team_of.agents), lead]
        team = brought(Team.objects.create(name=name, lead=lead, manager=users[team_of.manager]))
        for member in members:
            Preferences.objects.create(user=member, time_zone=team_of.zone)
            brought(Agent.objects.create(user=member, team=team, time_zone=team_of.zone))
        for key, queue_name in team_of.queues.items():
            queue = brought(Queue.objects.create(name=queue_name, key=key, team=team))
            queue.members.set(members)
    return users


def give_teams_hours(hours: Hours) -> None:
    """The hours that stand beside the clock of a team's people."""
    for name, team_of in TEAMS.items():
        Team.objects.filter(name=name).update(hours=hours[team_of.hours])
