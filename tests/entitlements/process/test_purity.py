"""The rules of processes and coverage know neither Django nor a database."""

import subprocess
import sys
from pathlib import Path

import entitlements

WITHOUT_DJANGO = """
import sys
import entitlements.process.checks, entitlements.process.comparison, entitlements.process.compiled
import entitlements.coverage.choose
print([name for name in sys.modules if name.split(".")[0] in ("django", "psycopg", "celery", "pgtrigger")])
"""


def test_the_rules_run_with_django_absent() -> None:
    root = Path(entitlements.__file__).parent.parent
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO], capture_output=True, text=True, cwd=root, check=True
    )
    assert ran.stdout.strip() == "[]"
