"""Who works in the sample: three teams in two regions, their leads, one manager, a compliance officer."""

from typing import NamedTuple

from django.contrib.auth import get_user_model

from milestones.models import Agent, Queue, Team

COMPLIANCE_OFFICER = "compliance@support.example"

_MANAGER = ("mira", "Mira", "Castellanos")
_TEAMS: dict[str, tuple[str, tuple[str, str, str], tuple[tuple[str, str, str], ...]]] = {
    "Europe": (
        "Europe/Berlin",
        ("lena", "Lena", "Hartwig"),
        (("jonas", "Jonas", "Petersen"), ("amina", "Amina", "Diallo"), ("tomas", "Tomáš", "Novák")),
    ),
    "Americas": (
        "America/New_York",
        ("grace", "Grace", "Okafor"),
        (("dan", "Dan", "Whitfield"), ("sofia", "Sofía", "Reyes")),
    ),
    "Devices": (
        "Europe/Berlin",
        ("piet", "Piet", "van Dalen"),
        (("yuki", "Yuki", "Tanaka"), ("omar", "Omar", "Haddad")),
    ),
}


class People(NamedTuple):
    """Queues by team name, and the user names of each team's agents."""

    queues: dict[str, str]
    agents: dict[str, list[str]]


def load_people() -> People:
    """Make users (none can sign in), agents, teams and queues."""
    manager = _user(*_MANAGER)
    queues, agents = {}, {}
    for name, (zone, lead, members) in _TEAMS.items():
        leading = _user(*lead)
        team = Team.objects.create(name=name, lead=leading, manager=manager)
        users = [leading, *(_user(*member) for member in members)]
        for user in users:
            Agent.objects.create(user=user, team=team, time_zone=zone)
        queue = Queue.objects.create(name=name, key=name.lower(), team=team)
        queue.members.set(users)
        queues[name] = queue.key
        agents[name] = [member[0] for member in members]
    return People(queues, agents)


def _user(username: str, first_name: str, last_name: str):  # type: ignore[no-untyped-def]  # the user model is a setting
    return get_user_model().objects.create_user(
        username, f"{username}@support.example", first_name=first_name, last_name=last_name
    )
