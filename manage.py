#!/usr/bin/env python
"""Command line of SLA Admin: `python manage.py help` lists the commands."""

import os
import sys


def main() -> None:
    """Run the command. Without `DATABASE_URL` it uses the database that `make run` keeps running."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sla_admin.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from sla_admin.shared.changes.responsible import acting

    try:
        with acting(f"command:{sys.argv[1]}" if len(sys.argv) > 1 else "", source="command"):
            execute_from_command_line(sys.argv)
    except OperationalError as problem:
        if os.environ.get("DATABASE_URL") or "No such file or directory" not in str(problem):
            raise
        sys.exit(
            "The embedded PostgreSQL is not running. Start it with `make run` in another terminal, "
            "or set DATABASE_URL."
        )


if __name__ == "__main__":
    main()
