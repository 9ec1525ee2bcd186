"""`python -m sla_admin.prepare`: brings the database up to date; what is there already is left alone."""

import os

import django
from django.core.management import call_command, get_commands


def prepare() -> None:
    """Migrate; into an empty database load the sample and make the first logins."""
    call_command("migrate", verbosity=0, interactive=False)
    if "load_sample" in get_commands():
        call_command("load_sample", if_empty=True)
    call_command("create_first_logins")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")
    django.setup()
    prepare()
