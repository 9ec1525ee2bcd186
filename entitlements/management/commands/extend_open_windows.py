"""manage.py extend_open_windows: keep the windows that SQL counts on ahead of time."""

from typing import Any

from django.core.management.base import BaseCommand

from entitlements.services.open_windows import extend_windows
from sla_admin.shared.system_clock import database_time


class Command(BaseCommand):
    help = "Extend the compiled windows of every published timeline that ends within five years."

    def handle(self, *args: Any, **options: Any) -> None:
        extended = extend_windows(database_time())
        self.stdout.write(f"{extended} timelines extended")
