"""The Celery application: `celery -A sla_admin worker` and `celery -A sla_admin beat`.

The broker is a doorbell. Every task looks at the database for what is due, so that a message that was lost, doubled
or delayed changes nothing but the moment at which it is noticed.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")

app = Celery("sla_admin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
