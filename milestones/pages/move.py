"""`/setup/versions/…/move/`: moving running cases to a version, with what it would do beside the form."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from entitlements.models import ProcessVersion, SupportTier
from entitlements.pages.local_moment import LocalMomentField
from entitlements.selectors.process_versions import process_of
from milestones.clock.effect import Counts
from milestones.models import Case, Queue
from milestones.pages.account_field import AccountField
from milestones.pages.addresses import case_address
from milestones.services.version_moves import MoveOrder, MovePreview, preview_move, start_move
from sla_admin.shared.errors import InvalidInput, NotFound, Refusal
from sla_admin.shared.viewing.actors import actor_of_person
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles

MOST_FOLDED = 3_000
"""A page folds so many cases in half a second or so; it says how many there are in all."""

NAMED = 10


class MoveForm(forms.Form):
    """Which cases, and how their clocks are treated. Everything may be left as it is."""

    targets = forms.ChoiceField(
        label=gettext_lazy("Targets of open clocks"),
        choices=[
            ("start", gettext_lazy("Count again from the start, on the new version")),
            ("prorate", gettext_lazy("Scale what is left by the new budget")),
            ("keep", gettext_lazy("Keep them; later milestones follow the new version")),
        ],
        initial="start",
        required=False,
        widget=forms.RadioSelect,
    )
    passed = forms.ChoiceField(
        label=gettext_lazy("Triggers that lie in the past then"),
        choices=[
            ("fire", gettext_lazy("Tell of the last one of each clock")),
            ("skip", gettext_lazy("Skip them; a violation is recorded all the same")),
        ],
        initial="fire",
        required=False,
        widget=forms.RadioSelect,
    )
    silent = forms.BooleanField(
        label=gettext_lazy("Tell nobody of what the move itself sets off"), required=False
    )
    from_version = forms.ChoiceField(
        label=gettext_lazy("On version"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("It is no version of this process.")},
    )
    tier = forms.ChoiceField(label=gettext_lazy("Tier"), required=False)
    queue = forms.ChoiceField(label=gettext_lazy("Queue"), required=False)
    priority = forms.CharField(label=gettext_lazy("Priority"), required=False, max_length=64)
    account = AccountField()
    opened_from = LocalMomentField(label=gettext_lazy("Opened from"), required=False)
    opened_before = LocalMomentField(label=gettext_lazy("Opened before"), required=False)

    def __init__(self, *args: Any, version: ProcessVersion, **named: Any) -> None:
        super().__init__(*args, **named)
        self._version = version
        others = ProcessVersion.objects.filter(process=version.process_id).exclude(pk=version.pk)
        self._choose(
            "from_version", [(str(each.pk), f"v{each.number}") for each in others.exclude(status="draft")]
        )
        self._choose("tier", list(SupportTier.objects.order_by("rank").values_list("key", "name")))
        self._choose("queue", list(Queue.objects.order_by("name").values_list("key", "name")))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("any")), *choices]

    def order(self) -> MoveOrder:
        """What was asked for. Call it on a valid form."""
        given = self.cleaned_data
        return MoveOrder(
            version=self._version.pk,
            targets=given["targets"] or "start",
            passed=given["passed"] or "fire",
            silent=bool(given["silent"]),
            from_version=int(given["from_version"]) if given["from_version"] else None,
            tier=given["tier"],
            account=given["account"],
            queue=given["queue"],
            priority=given["priority"].strip(),
            opened_from=given["opened_from"],
            opened_before=given["opened_before"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles("administrator")
def move_cases(request: HttpRequest, pk: int) -> HttpResponseBase:
    """GET shows what the fields of its address would do; POST does it, in a background run."""
    page = page_of(request)
    version = ProcessVersion.objects.select_related("process").filter(pk=pk).first()
    if version is None or version.is_draft:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    form = MoveForm(given or {"targets": "start", "passed": "fire"}, version=version)
    reason = request.POST.get("reason", "")
    problems: list[str] = []
    preview: MovePreview | None = None
    status = 200
    if form.is_valid():
        try:
            if request.method == "POST":
                with transaction.atomic():
                    run = start_move(
                        form.order(),
                        actor=actor_of_person(page.viewer.user_id),
                        at=page.at,
                        reason=reason,
                    )
                return redirect("run", run.pk)
            preview = preview_move(form.order(), at=page.at, most=MOST_FOLDED)
        except NotFound as error:
            raise Http404 from error
        except InvalidInput as refused:
            status = 400
            for field, why in refused.problems:
                if field in form.fields:
                    form.add_error(field, why)
                else:
                    problems.append(why)
        except Refusal as refused:
            status = 409
            problems.append(str(refused))
    else:
        status = 400
    if request.method == "POST" and form.is_valid() and preview is None:
        preview = preview_move(form.order(), at=page.at, most=MOST_FOLDED)
    return _shown(request, version, form, preview, problems=problems, reason=reason, status=status)


def _shown(
    request: HttpRequest,
    version: ProcessVersion,
    form: MoveForm,
    preview: MovePreview | None,
    *,
    problems: list[str],
    reason: str,
    status: int,
) -> HttpResponse:
    own = reverse("setup-version", args=[version.pk])
    return render(
        request,
        "milestones/move.html",
        {
            "crumbs": [
                (_("Processes"), reverse("setup-processes")),
                (str(version), own),
                (_("Move cases"), ""),
            ],
            "version": version,
            "form": form,
            "preview": preview,
            "bands": _bands(preview),
            "milestones": _by_name(version, preview),
            "violated": _named(preview.summary.newly_violated_cases) if preview else [],
            "failures": [(case_address(case), case, why) for case, why in preview.failures[:NAMED]]
            if preview
            else [],
            "kept": _kept(form) if preview else [],
            "problems": problems,
            "reason": reason,
        },
        status=status,
    )


def _by_name(version: ProcessVersion, preview: MovePreview | None) -> list[tuple[str, Counts]]:
    """The counts by milestone, those of the new version in its order, under their names."""
    if preview is None:
        return []
    known = preview.summary.by_milestone
    names = {each.key: each.name for each in process_of(version.pk).milestones}
    ordered = [key for key in names if key in known] + sorted(known.keys() - names.keys())
    return [(names.get(key, key), known[key]) for key in ordered]


def _bands(preview: MovePreview | None) -> list[tuple[str, int, str]]:
    """How far targets move: words, clocks, share of the largest for its bar."""
    if preview is None:
        return []
    largest = max(preview.summary.bands.values(), default=0)
    return [
        (words, number, f"{100 * number / largest:.1f}")
        for words, number in preview.summary.bands.items()
        if number
    ]


def _named(case_ids: list[int]) -> list[tuple[str, str]]:
    rows = Case.objects.filter(pk__in=case_ids[:NAMED]).values_list("pk", "external_id", "subject")
    return [(case_address(pk), f"{external_id} {subject}".strip()) for pk, external_id, subject in rows]


def _kept(form: MoveForm) -> list[tuple[str, str]]:
    """The fields of the preview, to be sent again with the reason: what is done is what was shown."""
    return [(name, str(form.data.get(name, ""))) for name in form.fields if form.data.get(name)]
