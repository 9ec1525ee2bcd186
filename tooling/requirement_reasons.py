"""`python -m tooling.requirement_reasons`: every requirement is pinned, says why it is here, and is used."""

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-dev.txt")

_LINE = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>\S+)\s*(#\s*(?P<reason>\S.*))?")
_IN_USE_UNSEEN = {
    "tzdata": "read by zoneinfo",
    "django-stubs": "read by mypy",
    "djangorestframework-stubs": "read by mypy",
    "pytest-django": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "pytest-rerunfailures": "a plugin of pytest",
    "redis": "loaded by Celery",
    "gunicorn": "a command",
    "import-linter": "a command",
    "ruff": "a command",
    "mypy": "a command",
    "djlint": "a command",
}


def problems_of(line: str, sources: str) -> list[str]:
    """What is wrong with one line of requirements, given the text of everything that may use it."""
    matched = _LINE.fullmatch(line.strip())
    if matched is None:
        return [f"{line.strip()!r} is not pinned like name==version  # reason"]
    name = matched["name"].lower()
    problems = [] if matched["reason"] else [f"{name} gives no reason"]
    if name not in _IN_USE_UNSEEN and not any(_is_named(module, sources) for module in _modules(name)):
        problems.append(f"{name} is neither imported nor named in settings")
    return problems


def _modules(distribution: str) -> list[str]:
    """The importable names a distribution brings."""
    wanted = distribution.replace("_", "-")
    found = [
        module
        for module, owners in packages_distributions().items()
        if wanted in {owner.lower().replace("_", "-") for owner in owners}
    ]
    return found or [distribution.replace("-", "_")]


def _is_named(module: str, sources: str) -> bool:
    return (
        re.search(rf"(?:^\s*(?:from|import) |[\"']){re.escape(module)}\b", sources, re.MULTILINE) is not None
    )


def main() -> int:
    """Check both files. Returns 1 when something is wrong."""
    listed = subprocess.run(
        ["git", "ls-files", "*.py", "*.toml", "*.html"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    sources = "\n".join(
        (PROJECT / path).read_text(encoding="utf-8") for path in listed if (PROJECT / path).exists()
    )
    found = []
    for file in FILES:
        for line in (PROJECT / file).read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith(("#", "-r ")):
                found += [f"{file}: {problem}" for problem in problems_of(line, sources)]
    print("\n".join(found) or "Every requirement is pinned, has its reason, and is used.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
