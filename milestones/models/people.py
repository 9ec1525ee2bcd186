"""Who works on cases: teams, agents, queues. Escalation finds its targets here."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from entitlements.business_time.zones import zone_names
from sla_admin.shared.changes.recorded import recorded, value_of


def validate_time_zone(name: str) -> None:
    """Refuse what is no IANA time zone."""
    if name not in zone_names():
        raise ValidationError(f"{name[:80]!r} is no IANA time zone, like Europe/Berlin.")


class Team(models.Model):
    """People who work together. Lead and manager hear of what an owner did not see to."""

    name = models.CharField(max_length=100, unique=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads_teams",
        help_text="Told where a rule says “team lead”.",
    )
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="manages_teams",
        help_text="Told where a rule says “manager”, unless the agent has a manager of their own.",
    )
    hours = models.ForeignKey(
        "entitlements.BusinessHours",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="teams",
        help_text="When this team works: pages say when it closes, and group targets by its days. No clock "
        "counts on them. Blank: days end at midnight.",
    )

    class Meta:
        ordering: ClassVar = ["name"]
        triggers: ClassVar = recorded("team", name="changed.name")

    def __str__(self) -> str:
        return self.name


class Agent(models.Model):
    """A user who works on cases."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agent")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="agents")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="manages_agents",
        help_text="Blank: the team's manager.",
    )
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        validators=[validate_time_zone],
        help_text="IANA name, such as Europe/Berlin: times are shown to this person in it. "
        "Blank: the site's zone.",
    )

    class Meta:
        ordering: ClassVar = ["user__username"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agent_not_own_manager",
                condition=models.Q(manager=None) | ~models.Q(manager=models.F("user")),
                violation_error_message="Nobody is their own manager.",
            )
        ]
        triggers: ClassVar = recorded(
            "agent",
            name=value_of("auth_user", "changed.user_id", "username"),
            part_of=("team", "changed.team_id"),
        )

    def __str__(self) -> str:
        return self.user.get_full_name() or self.user.get_username()


class Queue(models.Model):
    """Where cases wait for somebody. Sources name it by its key."""

    name = models.CharField(max_length=100)
    key = models.SlugField(max_length=64, unique=True, help_text="What sources and criteria call this queue.")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="queues")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="queues",
        help_text="Told one by one where the queue has no address of its own.",
    )
    email = models.EmailField(
        blank=True, help_text="A shared mailbox. Where set, it is told instead of the members."
    )

    class Meta:
        ordering: ClassVar = ["name", "id"]
        triggers: ClassVar = recorded("queue", name="changed.name")

    def __str__(self) -> str:
        return self.name


class QueueMember(Queue.members.through):  # type: ignore[misc,name-defined]  # Django makes it
    """The table of a queue's members, with the triggers that record who comes and goes."""

    class Meta:
        proxy = True
        verbose_name = "member of a queue"
        verbose_name_plural = "members of queues"
        default_permissions = ()
        triggers: ClassVar = recorded(
            "queue_member",
            name=f"concat_ws(' in ', {value_of('auth_user', 'changed.user_id', 'username')}, "
            f"{value_of('milestones_queue', 'changed.queue_id')})",
            part_of=("queue", "changed.queue_id"),
        )
