"""Every benchmark in turn: `make bench`. Each is a command of its own with its yardstick in it, under two
minutes but for the last two, which first write a million clocks and a large desk.

Those of `benchmarks.real_data` want a file each and are run by hand.
"""

import subprocess
import sys
from time import monotonic

BENCHMARKS = (
    "benchmarks.business_time",
    "benchmarks.retargeting",
    "benchmarks.evaluation",
    "benchmarks.adoption",
    "benchmarks.what_if",
    "benchmarks.latency",
    "benchmarks.reports",
    "benchmarks.what_if",
    "benchmarks.pages",
)


def main() -> int:
    """Run all; exit status 1 where one failed to run (a figure short of its goal is printed, not a
    failure).
    """
    failed = []
    for module in BENCHMARKS:
        print(f"\n== python -m {module}", flush=True)
        began = monotonic()
        if subprocess.run([sys.executable, "-m", module], check=False).returncode:
            failed.append(module)
        print(f"-- {monotonic() - began:.0f} s", flush=True)
    for module in failed:
        print(f"FAILED: {module}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
