"""Somebody must be able to sign in to a new installation."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.management.base import BaseCommand
from django.db import transaction

from sla_admin.sample.people import AGENT, MANAGER
from sla_admin.shared.viewing.roles import GROUPS

FILE = "logins"

_SAMPLE = {
    AGENT: "works on cases: my queue, tasks",
    MANAGER: "looks after teams: board, workload, reports",
}
"""People of the sample who can sign in, and what they come to see."""


class Command(BaseCommand):
    help = (
        "Makes logins with random passwords where no administrator exists yet: `admin`, who may do "
        "everything, and `auditor`, who may look at everything; where the sample was loaded also `agent` and "
        "`manager`. The passwords are kept in var/logins, for their owner's eyes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """There are no options."""

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_superuser=True).exists():
            return
        with transaction.atomic():
            has_sample = User.objects.filter(username__in=_SAMPLE).exists()
            lines = [*self._sample_people(), self._administrator(has_sample), self._auditor(has_sample)]
            self._keep("".join(f"{line}\n" for line in lines))

    def _sample_people(self) -> list[str]:
        lines = []
        for user in User.objects.filter(username__in=_SAMPLE).order_by("username"):
            if user.has_usable_password():
                continue
            password = secrets.token_urlsafe(12)
            user.set_password(password)
            user.save(update_fields=["password"])
            lines.append(_line(user, password, _SAMPLE[user.username]))
        return lines

    def _administrator(self, has_sample: bool) -> str:
        """With the sample somebody by name, who has an address; nobody else's mail may vanish there."""
        password = secrets.token_urlsafe(12)
        person = {"email": "admin@support.example", "first_name": "Sofie", "last_name": "Andersen"}
        user = User.objects.create_superuser("admin", password=password, **(person if has_sample else {}))
        return _line(user, password, "may do everything")

    def _auditor(self, has_sample: bool) -> str:
        password = secrets.token_urlsafe(12)
        auditors, _ = Group.objects.get_or_create(name=GROUPS["auditor"])
        auditors.permissions.set(Permission.objects.filter(codename__startswith="view_"))
        person = {"first_name": "Noor", "last_name": "Haddad"} if has_sample else {}
        user = User.objects.create_user("auditor", password=password, is_staff=True, **person)
        user.groups.add(auditors)
        return _line(user, password, "may look at everything")

    def _keep(self, lines: str) -> None:
        """Write the file before the transaction ends: logins that nobody knows are worse than none."""
        path = settings.VAR / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(lines)


def _line(user: User, password: str, what: str) -> str:
    return f"Login {user.username:<13} {password}   {what}"
