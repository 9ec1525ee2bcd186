"""Put known faults into a copy of the clock, one at a time; every one must turn a test red.

    python -m tests.mutants [--only WORD]

Prints a table and, last, `killed N of N`. Exits non-zero where a fault lives, where its text is no longer in
the source, or where the tests are red without any fault.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants.faults import FAULTS, Fault

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("entitlements", "milestones", "tests")
TESTS = "tests/milestones/clock"
PROPERTIES = "test_properties.py"
HISTORIES = "60"
TIME_LIMIT = 300
"""Seconds for one run of the tests; a fault that makes them run on for ever is found, too."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__.splitlines()[0])
    parser.add_argument("--only", metavar="WORD", default="", help="faults whose name holds this word")
    wanted = [fault for fault in FAULTS if parser.parse_args().only in fault.name]
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        for package in PACKAGES:
            shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
        red = _red_test(copy)
        if red:
            sys.stdout.write(f"Red without any fault: {red}\n")
            return 1
        killed = sum(_is_killed(copy, fault) for fault in wanted)
    sys.stdout.write(f"killed {killed} of {len(wanted)}\n")
    return 0 if wanted and killed == len(wanted) else 1


def _is_killed(copy: Path, fault: Fault) -> bool:
    """Put the fault in, run the tests, take it out again, and print a line of the table."""
    place = copy / fault.file
    source = place.read_text(encoding="utf-8")
    began = time.monotonic()
    if source.count(fault.right) == 1:
        place.write_text(source.replace(fault.right, fault.wrong), encoding="utf-8")
        red = _red_test(copy)
        place.write_text(source, encoding="utf-8")
        verdict = f"killed by {red}" if red else "LIVES"
    else:
        red, verdict = (
            "",
            f"NO LONGER FITS: its text stands {source.count(fault.right)} times in {fault.file}",
        )
    sys.stdout.write(f"{fault.name:<62} {time.monotonic() - began:5.1f} s  {verdict}\n")
    sys.stdout.flush()
    return bool(red)


def _tests(copy: Path) -> list[str]:
    """The clock's tests, those that name one behaviour first: what they find tells more than a seed does."""
    files = sorted(copy.glob(f"{TESTS}/test_*.py"), key=lambda file: (file.name == PROPERTIES, file.name))
    return [str(file.relative_to(copy)) for file in files]


def _red_test(copy: Path) -> str:
    """The first test that is red in that copy; empty when all are green."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CLOCK_HISTORIES": HISTORIES,
    }
    # Without the project's own options: the pure packages need neither Django nor a database.
    command = [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(copy), "--noconftest"]
    command += [
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "-x",
        "-q",
        "--tb=no",
        *_tests(copy),
    ]
    try:
        run = subprocess.run(
            command,
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"the limit of {TIME_LIMIT} s"
    if run.returncode == 0:
        return ""
    told = [line.split(" ", 1)[1] for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if run.returncode != 1 or not told:
        raise RuntimeError(f"The tests did not run:\n{run.stdout}\n{run.stderr}")
    return told[0].removeprefix(f"{TESTS}/")


if __name__ == "__main__":
    sys.exit(main())
