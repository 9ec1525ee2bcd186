"""One case of a what-if: every clock as it was and as it would have been, each explained in full."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from entitlements.models import BusinessHours
from escalations.models import WhatIf, WhatIfClock
from escalations.pages.shown_clock import ShownClock, shown_clock
from escalations.pages.what_if.words import OUTCOME_WORDS, clock_sentence, shift_words, type_names, why_words
from escalations.selectors.what_ifs import clock_lines
from escalations.services.what_if.plan import TriedPlan
from escalations.services.what_if.run import definition_of, found_what_if, question_of
from escalations.services.what_if.tried import known_then, try_case
from milestones.clock.comparison import paired
from milestones.clock.fact import ClockId
from milestones.clock.lived import Lived
from milestones.clock.state import Clock
from milestones.engine.cursor import raw_cursor
from milestones.engine.load import histories
from milestones.models import Case
from milestones.pages.addresses import case_address
from milestones.pages.case.fact_words import clock_words
from milestones.pages.case.telling import Telling
from sla_admin.shared.errors import NotFound
from sla_admin.shared.read_only import reading_only
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles


@dataclass(frozen=True, slots=True)
class Side:
    """One life of a clock, in a sentence and in full."""

    shown: ShownClock
    said: str


@dataclass(frozen=True, slots=True)
class Both:
    """One clock in both lives; None: there is none. `differs`: its outcome does."""

    key: str
    name: str
    said: str
    why: str
    shift: str
    before: Side | None
    after: Side | None
    differs: bool


@require_safe
@for_roles("manager", "administrator", "auditor")
def what_if_case(request: HttpRequest, pk: int, case: int) -> HttpResponse:
    """Folded again, as the what-if did: with the version as it was run and as known then."""
    try:
        what_if = found_what_if(pk)
    except NotFound as error:
        raise Http404 from error
    found = Case.objects.select_related("account").filter(pk=case).first()
    lines = {
        ClockId(row.milestone, row.cycle, row.occurrence): row
        for row in clock_lines(pk, {}).filter(case=case)
    }
    if found is None or not lines:
        raise Http404
    return render(
        request,
        "escalations/what_if/case.html",
        {
            "crumbs": [
                (_("What-if"), reverse("setup-what-if")),
                (_("No. %(number)d") % {"number": pk}, reverse("setup-what-if-one", args=[pk])),
                (found.external_id, ""),
            ],
            "what_if": what_if,
            "case": found,
            "case_url": case_address(case),
            "clocks": _both(request, what_if, case, lines),
        },
    )


def _both(request: HttpRequest, what_if: WhatIf, case: int, lines: dict[ClockId, WhatIfClock]) -> list[Both]:
    telling = Telling.of(page_of(request))
    question = question_of(what_if)
    with reading_only(), raw_cursor() as cursor:
        events = known_then(histories(cursor, [case])[case], question.as_of)
        plan = TriedPlan(definition_of(what_if).process)
        before, after = try_case(plan, question, events)
        names = type_names()

        hours = dict(BusinessHours.objects.values_list("pk", "name"))

        def side(life: Lived, clock: Clock | None, name: str) -> Side | None:
            if clock is None:
                return None
            shown = shown_clock(telling, plan, life.state, clock, at=question.as_of, name=name)
            return Side(shown, clock_sentence(shown.explained, hours.get(clock.hours or 0, ""), telling))

        found = []
        for pair in paired(before.clocks, after.clocks):
            told = pair.told
            row = lines.get(told.id)
            name = clock_words(told.id, {told.milestone: names.get(told.type, told.milestone)})
            found.append(
                Both(
                    told.milestone,
                    name,
                    _said(row),
                    "" if row is None else why_words(row, telling.words),
                    shift_words(None if row is None else row.calendar_shift, telling.words),
                    side(before, pair.before, name),
                    side(after, pair.after, name),
                    row is None or row.before != row.after,
                )
            )
    return found


def _said(row: Any) -> str:
    if row is None:
        return ""
    known = {"before": OUTCOME_WORDS[row.before], "after": OUTCOME_WORDS[row.after]}
    return _("%(before)s → %(after)s") % known
