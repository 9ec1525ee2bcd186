from django.apps import AppConfig


class SharedConfig(AppConfig):
    """The lowest layer's own tables: API keys, stored answers, request counts."""

    name = "sla_admin.shared"
    label = "shared"
    verbose_name = "API access"
    default_auto_field = "django.db.models.BigAutoField"
