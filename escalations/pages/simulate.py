"""`/setup/simulate/`: open an imaginary case and see what would be: promise, clocks, and who hears of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from entitlements.models import Entitlement, MilestoneDefinition, ProcessVersion
from entitlements.services.policy_tests import add_policy_test
from escalations.pages.shown_clock import shown_clock
from escalations.pages.simulate_form import MOST_ROWS, ROWS, CaseForm, Happenings
from escalations.services.keep_simulation import policy_test_of
from escalations.services.simulate import Simulated, Step, simulate
from milestones.clock.fact import STARTED
from milestones.clock.state import Clock
from milestones.pages.case.fact_words import clock_words, fact_words
from milestones.pages.case.outcomes import outcome_word
from milestones.pages.case.telling import Telling
from milestones.pages.lists.context import account_names
from milestones.selectors.vocabulary import Vocabulary, vocabulary
from sla_admin.shared.errors import InvalidInput, Refusal
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.csv_file import csv_answer
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One line of what would happen."""

    at: int
    words: str
    step: Step


@require_safe
@for_roles("manager", "administrator", "auditor")
def simulation(request: HttpRequest) -> HttpResponseBase:
    """The form alone, or with `account` in the address what would happen; `format=csv` as a file."""
    page, words = page_of(request), vocabulary()
    if "account" not in request.GET:
        rows = Happenings(prefix="then", initial=[{}] * ROWS)
        return _show(request, CaseForm(words=words, initial=_beginning(page)), rows, words)
    data = request.GET.copy()
    asked = min(int(number), MOST_ROWS) if (number := data.get("then-TOTAL_FORMS", "")).isdigit() else 0
    more = "more" in data
    data["then-TOTAL_FORMS"] = str(min(asked + ROWS, MOST_ROWS) if more else asked)
    data["then-INITIAL_FORMS"] = "0"
    form, happenings = CaseForm(data, words=words), Happenings(data, prefix="then")
    if not (form.is_valid() and happenings.is_valid()):
        return _show(request, form, happenings, words, status=400)
    if more:
        return _show(request, form, happenings, words)
    told = [form.opening(), *(each for row in happenings if (each := row.request()) is not None)]
    version = int(form.cleaned_data["version"]) if form.cleaned_data["version"] else None
    try:
        found = simulate(told, at=page.at, version=version)
    except InvalidInput as refused:
        for field, reason in refused.problems:
            name = field.rpartition(".")[2]
            form.add_error(name if name in form.fields else None, reason)
        return _show(request, form, happenings, words, status=400)
    result = _result(page, found)
    if data.get("format") == "csv":
        return csv_answer("simulation", _lines(result, Telling.of(page)))
    return _show(request, form, happenings, words, result=result)


@require_POST
@for_roles("administrator")
def simulation_keep(request: HttpRequest) -> HttpResponseBase:
    """Keep the played case as a policy test of the draft it was played under: what came out is what is
    meant. Its fields come along in the address, as they were played."""
    page = page_of(request)
    form = CaseForm(request.GET, words=vocabulary())
    happenings = Happenings(request.GET, prefix="then")
    name = request.POST.get("name", "").strip()
    chosen = form.data.get("version", "")
    if not (form.is_valid() and happenings.is_valid() and chosen):
        messages.error(request, _("Only a case that was played under a draft can be kept as its test."))
        return redirect(f"{reverse('setup-simulate')}?{request.GET.urlencode()}")
    told = [form.opening(), *(each for row in happenings if (each := row.request()) is not None)]
    try:
        found = simulate(told, at=page.at, version=int(chosen))
        given, then = policy_test_of(told, found)
        add_policy_test(int(chosen), name=name, given=given, then=then)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('setup-simulate')}?{request.GET.urlencode()}")
    messages.success(request, _("“%(name)s” is kept as a test.") % {"name": name})
    return redirect("setup-version-tests", pk=int(chosen))


def _beginning(page: Page) -> dict[str, Any]:
    return {"opened_at": page.now.replace(second=0, microsecond=0, tzinfo=None), "channel": "email"}


def _result(page: Page, found: Simulated) -> dict[str, Any]:
    telling = Telling.of(page)
    imagined = found.imagined
    decision = imagined.coverage.decision
    names = dict(MilestoneDefinition.objects.filter(version=decision.version or 0).values_list("key", "name"))
    recurring = frozenset(clock.milestone for clock in imagined.clocks.values() if clock.occurrence > 1)
    targets: dict[object, int] = {}
    steps = []
    for step in found.steps:
        fact = step.fact
        before = targets.get(fact.clock)
        said = fact_words(fact, names, telling, before, recurring)
        if fact.data.get("target") is not None:
            targets[fact.clock] = fact.data["target"]
        steps.append(ShownStep(fact.occurred_at, said, step))
    return {
        "steps": steps,
        "clocks": [
            shown_clock(
                telling,
                imagined.plan,
                imagined.state,
                clock,
                at=imagined.until,
                name=clock_words(clock.id, names, recurring),
            )
            for clock in _in_order(imagined.clocks)
        ],
        "outcome": outcome_word(decision.outcome),
        "is_covered": decision.version is not None,
        "entitlement": Entitlement.objects.filter(pk=decision.entitlement or 0)
        .select_related("tier", "account")
        .first(),
        "version": ProcessVersion.objects.filter(pk=decision.version or 0).select_related("process").first(),
        "candidates": imagined.coverage.candidates,
        "told": sum(len(step.step.told) for step in steps),
        "nobody": [step for step in steps if any(not each.names for each in step.step.told)],
        "until": imagined.until,
        "is_cut": imagined.is_cut,
    }


def _in_order(clocks: dict[Any, Clock]) -> list[Clock]:
    return sorted(clocks.values(), key=lambda clock: (clock.began_at, clock.milestone, clock.occurrence))


def _keep_url(request: HttpRequest, form: CaseForm, result: dict[str, Any] | None) -> str:
    """Where the played case is kept as a test; empty where that is not possible."""
    chosen = form.data.get("version", "") if result else ""
    is_draft = chosen.isdigit() and ProcessVersion.objects.filter(pk=chosen, status="draft").exists()
    if not is_draft or "administrator" not in page_of(request).viewer.roles:
        return ""
    return f"{reverse('setup-simulate-keep')}?{request.GET.urlencode()}"


def _lines(result: dict[str, Any], telling: Telling) -> list[list[str]]:
    lines = [[_("When"), _("What happens"), _("How"), _("Who is meant"), _("Who is told")]]
    for step in result["steps"]:
        when = telling.full(step.at, seconds=True)
        if not step.step.told:
            lines.append([when, step.words, "", "", ""])
        lines += [
            [when, step.words, told.what, told.target, "; ".join(told.names) or _("nobody")]
            for told in step.step.told
        ]
    return lines


def _show(
    request: HttpRequest,
    form: CaseForm,
    happenings: Any,
    words: Vocabulary,
    *,
    result: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "crumbs": [(_("Simulate"), "")],
        "form": form,
        "happenings": happenings,
        "accounts": account_names(),
        "words": words,
        "result": result,
        "keep_url": _keep_url(request, form, result),
        "csv_url": f"?{request.GET.urlencode()}&format=csv",
        "started": STARTED,
    }
    return render(request, "escalations/simulate.html", context, status=status)
