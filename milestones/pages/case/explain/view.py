"""`/cases/<id>/explain/` and `/clocks/<id>/explain/`: why clocks stand where they stand."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milestones.models import CaseMilestone
from milestones.pages.case.case_file import CaseFile, Standing, open_case_file
from milestones.pages.case.coverage_card import candidates_of, coverage_card
from milestones.pages.case.explain.explained_clock import clock_id, explained_clock, proof_of
from milestones.pages.case.found import found_or_404
from milestones.pages.case.rights import LOOKING
from milestones.pages.case.telling import Telling
from milestones.selectors.hours_of_clock import revisions_of
from sla_admin.shared.errors import NotFound
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@require_safe
@found_or_404
@for_roles(*LOOKING)
def explain_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Every clock of a case, open ones first."""
    page = page_of(request)
    file = open_case_file(pk, page.at)
    return _explained(request, file, [*file.open, *file.closed], is_whole=True)


@require_safe
@found_or_404
@for_roles(*LOOKING)
def explain_clock(request: HttpRequest, pk: int) -> HttpResponse:
    """One clock."""
    row = CaseMilestone.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(f"There is no clock {pk}.")
    file = open_case_file(row.case_id, page_of(request).at)
    standing = file.clock_named(clock_id(row))
    if standing is None:  # pragma: no cover - closed between two queries by a repair that took it back
        raise NotFound(f"There is no clock {pk}.")
    return _explained(request, file, [standing], is_whole=False)


def _explained(
    request: HttpRequest, file: CaseFile, standings: list[Standing], *, is_whole: bool
) -> HttpResponse:
    telling = Telling.of(page_of(request))
    context: dict[str, Any] = {
        "file": file,
        "case": file.case,
        "is_whole": is_whole,
        "coverage": coverage_card(file, telling),
        "candidates": candidates_of(file),
        "crumbs": _crumbs(file, standings, is_whole=is_whole),
        "ledger_url": address("case-ledger", file.case.pk),
    }
    if not file.aside:
        revisions = revisions_of((each.row.hours_id, each.row.timeline) for each in standings)
        context["clocks"] = [explained_clock(each, file, telling, revisions) for each in standings]
        context["proof"] = proof_of(file)
    return render(request, "milestones/case/explain.html", context)


def _crumbs(file: CaseFile, standings: list[Standing], *, is_whole: bool) -> list[tuple[str, str]]:
    trail = [(file.case.external_id, reverse("case", args=[file.case.pk]))]
    if not is_whole:
        trail.append((standings[0].now.name, reverse("case-explain", args=[file.case.pk])))
    return [*trail, (_("Explanation"), "")]
