from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SharedConfig(AppConfig):
    """The lowest layer's own tables: API keys, stored answers, request counts, runs, the history of
    configuration.
    """

    name = "sla_admin.shared"
    label = "shared"
    verbose_name = "API access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sla_admin.shared.changes.telling import tell_everywhere

        tell_everywhere()
        post_migrate.connect(_after_migrating, sender=self, dispatch_uid="sla_admin.shared.changes.feed")


def _after_migrating(using: str, **_: Any) -> None:
    from sla_admin.shared.changes.feed import go_on_after_a_restored_dump

    go_on_after_a_restored_dump(using)
