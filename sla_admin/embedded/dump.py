"""`python -m sla_admin.embedded.dump`: writes the embedded database as SQL, while `make run` goes."""

import subprocess
import sys

from sla_admin.embedded.folders import var_folder
from sla_admin.embedded.postgres import DATABASE, EmbeddedPostgres, programs


def main() -> int:
    """Returns what `pg_dump` returned."""
    address = EmbeddedPostgres(var_folder() / "postgres").url(DATABASE)
    command = [str(programs() / "pg_dump"), "--no-owner", "--no-privileges", "--dbname", address]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
