"""What every report of the API reads from its address."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter

from milestones.api.cases import READ
from milestones.models.case import CHANNELS, RECORD_TYPES
from milestones.reporting.periods import INTERVALS
from milestones.selectors.reports.dimensions import DIMENSIONS, DimensionName
from milestones.selectors.reports.question import Basis, Question, read_question
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import InvalidInput

CLOCK_BASES: tuple[Basis, ...] = ("decided", "target", "completed", "opened")
CASE_BASES: tuple[Basis, ...] = ("closed", "opened")
OF_CASES: tuple[DimensionName, ...] = tuple(name for name in DIMENSIONS if name != "type")
_WORDS = {"channel": [*CHANNELS, "(none)"], "record_type": list(RECORD_TYPES)}
_NOTES = {
    "type": "The milestone type's key.",
    "tier": "The tier's key.",
    "queue": "The queue's key.",
    "team": "The team's name.",
    "owner": "The owner's user name.",
    "account": "The account's external id or our number.",
}


def parameters(
    bases: tuple[Basis, ...], groups: tuple[DimensionName, ...], **more: list[str]
) -> list[OpenApiParameter]:
    """The description of what a report understands."""
    day = {"type": "string", "format": "date"}
    found = [
        OpenApiParameter("from", day, description="First day; the month's first where left out."),
        OpenApiParameter("to", day, description="Last day, included."),
        OpenApiParameter("zone", {"type": "string"}, description="Whose days; the site's where left out."),
        OpenApiParameter(
            "as_of",
            {"type": "string", "format": "date-time"},
            description="Everything that had happened by then; now where left out.",
        ),
        OpenApiParameter(
            "by",
            {"type": "string", "enum": list(bases)},
            description="Which instant puts a clock or case into the period.",
        ),
        OpenApiParameter(
            "group", {"type": "string", "enum": list(groups)}, description="By what it is grouped."
        ),
        OpenApiParameter(
            "interval", {"type": "string", "enum": list(INTERVALS)}, description="Columns of the trend."
        ),
    ]
    for name in groups:
        word: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 200}
        if name in _WORDS:
            word = {"type": "string", "enum": _WORDS[name]}
        found.append(
            OpenApiParameter(
                name,
                {"type": "array", "items": word, "minItems": 1, "maxItems": 100},
                description=f"{_NOTES.get(name, '')} Repeat it for more; `(none)` for cases without one.",
            )
        )
    found += [
        OpenApiParameter(word, {"type": "string", "enum": words}, required=word == "kind")
        for word, words in more.items()
    ]
    return found


class ReportView(ApiView):
    """Reads the question from the address."""

    scope = "cases"
    read_permissions = READ
    may_conflict: ClassVar[bool] = True
    repeatable_names = DIMENSIONS
    bases: ClassVar[tuple[Basis, ...]] = CLOCK_BASES
    groups: ClassVar[tuple[DimensionName, ...]] = DIMENSIONS
    also: ClassVar[tuple[str, ...]] = ()

    def known_parameters(self, method: str) -> set[str]:
        if method not in ("GET", "HEAD"):
            return set()
        known = super().known_parameters(method)
        return known | {"from", "to", "zone", "as_of", "by", "group", "interval", *self.groups, *self.also}

    @property
    def question(self) -> Question:
        given = self.request.query_params
        return read_question(
            {name: given.getlist(name) for name in given}, self.at, bases=self.bases, groups=self.groups
        )

    def one_of(self, name: str, words: tuple[str, ...], usual: str | None) -> str:
        word = self.request.query_params.get(name, usual)
        if word not in words:
            raise InvalidInput.of(name, f"One of: {', '.join(words)}.")
        return str(word)


class CaseReportView(ReportView):
    bases = CASE_BASES
    groups = OF_CASES
