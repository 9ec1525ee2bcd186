"""Somebody must be able to sign in to a new installation."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.core.management.base import BaseCommand
from django.db import transaction

FILE = "logins"
AUDITORS = "Auditors"


class Command(BaseCommand):
    help = (
        "Makes two logins with random passwords where no administrator exists yet: `admin`, who may do "
        "everything, "
        "and `auditor`, who may look at everything. The passwords are kept in var/logins, for their owner's "
        "eyes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """There are no options."""

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(is_superuser=True).exists():
            return
        admin_password, auditor_password = secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        with transaction.atomic():
            User.objects.create_superuser("admin", password=admin_password)
            auditors, _ = Group.objects.get_or_create(name=AUDITORS)
            auditors.permissions.set(Permission.objects.filter(codename__startswith="view_"))
            auditor = User.objects.create_user("auditor", password=auditor_password, is_staff=True)
            auditor.groups.add(auditors)
            self._keep(
                f"Login admin         {admin_password}   may do everything\n"
                f"Login auditor       {auditor_password}   may look at everything\n"
            )

    def _keep(self, lines: str) -> None:
        """Write the file before the transaction ends: logins that nobody knows are worse than none."""
        path = settings.VAR / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(lines)
