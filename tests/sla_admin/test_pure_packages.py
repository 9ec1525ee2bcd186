"""The rules themselves run where Django is not even installed."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
PURE = (
    "entitlements/business_time",
    "entitlements/process",
    "entitlements/tier_table",
    "milestones/clock",
    "escalations/design",
    "escalations/matrix",
)

_IMPORT_ALL = """
import importlib, pathlib, sys

class Refusing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "psycopg", "celery", "rest_framework", "pgtrigger"}:
            raise ModuleNotFoundError(f"{name} must not be needed here")

sys.meta_path.insert(0, Refusing())
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    importlib.import_module(".".join(path.with_suffix("").parts))
assert not [name for name in sys.modules if name.partition(".")[0] == "django"]
"""


@pytest.mark.parametrize("package", PURE)
def test_every_module_of_a_pure_package_is_imported_without_django(package: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT_ALL, package], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
