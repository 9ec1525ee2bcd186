"""The web application for gunicorn: `gunicorn sla_admin.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")

application = get_wsgi_application()
