"""The checker of requirements asks for a pin, a reason and a use."""

import pytest

from tooling.requirement_reasons import problems_of


@pytest.mark.parametrize(
    ("line", "sources", "problems"),
    [
        ("msgspec==0.22.0  # state", "import msgspec\n", []),
        ("msgspec==0.22.0", "import msgspec\n", ["msgspec gives no reason"]),
        ("msgspec==0.22.0  # state", "import json\n", ["msgspec is neither imported nor named in settings"]),
        ("djangorestframework==3.18.3  # API", 'APPS = ["rest_framework"]\n', []),
        (
            "msgspec>=0.22  # state",
            "",
            ["'msgspec>=0.22  # state' is not pinned like name==version  # reason"],
        ),
    ],
)
def test_each_requirement_is_judged(line: str, sources: str, problems: list[str]) -> None:
    assert problems_of(line, sources) == problems
