"""The Celery application: `celery -A sla_admin worker` and `celery -A sla_admin beat`.

The broker is a doorbell. Every task looks at the database for what is due, so that a message that was lost,
doubled or delayed changes nothing but the moment at which it is noticed.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_success

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")

app = Celery("sla_admin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect  # type: ignore[untyped-decorator]  # celery ships no types
def keep_our_logging(**_: Any) -> None:
    """Being connected is enough: Celery then leaves the logging of the settings as it is."""


@task_success.connect  # type: ignore[untyped-decorator]  # celery ships no types
def note_sign_of_life(sender: Any, **_: Any) -> None:
    """For `/health/` and the home page."""
    from sla_admin import pulse

    pulse.record(sender.name)
