"""`python -m tooling.doc_links`: every link between pages of the project leads somewhere."""

import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_ELSEWHERE = ("https://", "http://", "mailto:")


def anchor(heading: str) -> str:
    """The name under which a heading can be reached, as forges make it."""
    kept = re.sub(r"[^\w\- ]", "", heading.replace("`", "").strip().lower())
    return kept.replace(" ", "-")


def broken_links(page: Path) -> list[str]:
    """The page's links that lead nowhere, each with its reason. Links to other sites are not followed."""
    broken = []
    for link in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith(_ELSEWHERE):
            continue
        path, _, fragment = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists():
            broken.append(f"{link}: there is no such file")
        elif fragment and target.suffix == ".md":
            headings = _HEADING.findall(target.read_text(encoding="utf-8"))
            if fragment not in {anchor(heading) for heading in headings}:
                broken.append(f"{link}: there is no such heading")
    return broken


def main() -> int:
    """Check every page that git knows. Returns 1 when a link is broken."""
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split()
    found = [f"{page}: {problem}" for page in listed for problem in broken_links(PROJECT / page)]
    print("\n".join(found) or f"Links of {len(listed)} pages lead somewhere.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
