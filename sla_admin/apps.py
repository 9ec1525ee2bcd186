"""The project as a Django app: it owns the few tables no domain app should, and wires the apps together at
start.
"""

from django.apps import AppConfig


class SlaAdminConfig(AppConfig):
    name = "sla_admin"
    verbose_name = "SLA Admin"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sla_admin.wiring import wire

        wire()
