"""Addresses that lists link to."""

from urllib.parse import urlencode

from django.urls import reverse

from milestones.selectors.case_filter import CaseFilter


def case_address(case_id: int) -> str:
    """The page of a case."""
    return reverse("case", args=[case_id])


def list_address(question: CaseFilter, **more: str) -> str:
    """The list of all cases that answer a question: what any number that counts cases links to."""
    return asked(reverse("cases"), question.as_parameters() | {name: [value] for name, value in more.items()})


def asked(path: str, parameters: dict[str, list[str]]) -> str:
    """A path with these parameters."""
    query = urlencode(parameters, doseq=True)
    return f"{path}?{query}" if query else path
