"""`/setup/design-pack/`: the design of now to read, print and sign; what was signed, and what changed
since.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from entitlements.business_time.instants import to_instant
from entitlements.models import ProcessVersion
from escalations.models import DesignPack, DesignSignOff
from escalations.pages.design_pack.document import Document, document
from escalations.pages.design_pack.sign_form import SignForm
from escalations.services.design.evidence import evidence_tables
from escalations.services.design.files import design_zip, file_name
from escalations.services.design.packs import (
    Design,
    current_hashes,
    design_of_now,
    evidence_of,
    found_pack,
    last_signed,
    signed_design,
    standing,
)
from escalations.services.design.sign import sign_design
from sla_admin.shared.display import moments
from sla_admin.shared.errors import Conflict, InvalidInput, NotFound
from sla_admin.shared.viewing.actors import actor_of_person, names_of
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.for_roles import for_roles
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.roles import Role

READERS: tuple[Role, ...] = ("manager", "administrator", "auditor")
SIGNERS: tuple[Role, ...] = ("manager", "administrator")
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it is shown; `recorded_by` is who was signed in."""

    row: DesignSignOff
    at: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ListedPack:
    """A signed pack in the list of them."""

    pack: DesignPack
    signatures: tuple[Signature, ...]
    is_current: bool


@require_safe
@for_roles(*READERS)
def design_pack(request: HttpRequest) -> HttpResponseBase:
    """The design of now: everything in force, or with `?version=` one process version; `format=csv` as
    files."""
    version = _version_of(request.GET.get("version", ""))
    design = _found(page_of(request).at, version)
    if request.GET.get("format") == "csv":
        evidence = evidence_tables(design.configuration, page_of(request).at)
        signed = DesignPack.objects.filter(hash=design.hash).first()
        return _files(design, design_zip(design, evidence, [] if signed is None else signed.sign_offs.all()))
    return _show_now(request, design, version)


@require_POST
@for_roles(*SIGNERS)
def design_pack_sign(request: HttpRequest) -> HttpResponseBase:
    """Sign the pack that was read; refused where the configuration has changed meanwhile."""
    page = page_of(request)
    version = _version_of(request.POST.get("version", ""))
    form, status, refusal = SignForm(request.POST), 400, ""
    if form.is_valid():
        try:
            signed = sign_design(
                **form.cleaned_data,
                version=version,
                actor=actor_of_person(page.viewer.user_id),
                at=page.at,
            )
        except InvalidInput as refused:
            for field, reason in refused.problems:
                form.add_error(field if field in form.fields else None, reason)
        except Conflict as conflict:
            status, refusal = 409, str(conflict)
        else:
            messages.success(request, _("Signed by %(name)s.") % {"name": signed.name})
            return redirect("setup-design-pack-signed", pk=signed.pack_id)
    return _show_now(request, _found(page.at, version), version, form=form, refusal=refusal, status=status)


@require_safe
@for_roles(*READERS)
def design_packs(request: HttpRequest) -> HttpResponse:
    """Every pack that was signed, the latest first, and whether the configuration is still that."""
    rows = list(
        DesignPack.objects.filter(sign_offs__isnull=False)
        .distinct()
        .prefetch_related("sign_offs")
        .order_by("-pk")[:ON_A_PAGE]
    )
    now = current_hashes(rows, page_of(request).at)
    context = {
        "crumbs": [(_("Design pack"), reverse("setup-design-pack")), (_("Signed"), "")],
        "packs": [
            ListedPack(each, _signatures(each, page_of(request)), now.get(each.version_id) == each.hash)
            for each in rows
        ],
        "is_cut": len(rows) == ON_A_PAGE,
    }
    return render(request, "escalations/design_pack/signed_list.html", context)


@require_safe
@for_roles(*READERS)
def design_pack_signed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One pack as it was signed, with what was found out then (`?evidence=` of which signature), and what has
    changed since."""
    try:
        pack = found_pack(pk)
    except NotFound as error:
        raise Http404 from error
    design, signatures = signed_design(pack), _signatures(pack, page_of(request))
    chosen = next(
        (each for each in signatures if str(each.row.pk) == request.GET.get("evidence")), signatures[-1]
    )
    evidence = evidence_of(chosen.row)
    if request.GET.get("format") == "csv":
        return _files(design, design_zip(design, evidence, pack.sign_offs.all()))
    found = standing(pack, page_of(request).at)
    context = {
        **_paper(design, document(design.tables, evidence), signatures),
        "crumbs": [
            (_("Design pack"), reverse("setup-design-pack")),
            (_("Signed"), reverse("setup-design-packs")),
            (pack.scope, ""),
        ],
        "pack": pack,
        "standing": found,
        "chosen": chosen,
        "found_at": chosen.at,
        "now_url": _url_of(pack.version_id),
        "csv_url": f"?{urlencode({'evidence': chosen.row.pk, 'format': 'csv'})}",
    }
    return render(request, "escalations/design_pack/signed.html", context)


@require_safe
@for_roles(*READERS)
@cache_control(private=True, max_age=86_400)
def design_pack_running_head(request: HttpRequest, digest: str) -> HttpResponse:
    """The style that writes the pack's hash on top of every printed sheet: each says which pack it is of."""
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise Http404
    grouped = " ".join(digest[place : place + 8] for place in range(0, 32, 8))
    style = f'@page {{ @top-right {{ content: "SHA-256 {grouped} …"; }} }}\n'
    return HttpResponse(style, content_type="text/css; charset=utf-8")


def _show_now(
    request: HttpRequest,
    design: Design,
    version: int | None,
    *,
    form: SignForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    page = page_of(request)
    latest = last_signed(version)
    if form is None or refusal:
        given = {"name": page.viewer.name, "hash": design.hash}
        if form is not None:
            given = {**form.data.dict(), "hash": design.hash}  # type: ignore[attr-defined]  # a QueryDict
        form = SignForm(initial=given)
    evidence = evidence_tables(design.configuration, page.at)
    signatures = () if latest is None else _signatures(latest, page)
    is_signed = latest is not None and latest.hash == design.hash
    context = {
        **_paper(design, document(design.tables, evidence), signatures if is_signed else ()),
        "crumbs": [(_("Design pack"), "")],
        "version": version or "",
        "scopes": _scopes(),
        "latest": latest,
        "latest_signature": signatures[-1] if signatures else None,
        "standing": None if latest is None else standing(latest, page.at),
        "form": form if page.viewer.roles & frozenset(SIGNERS) else None,
        "refusal": refusal,
        "found_at": dated(page, page.at),
        "csv_url": f"?{urlencode({'version': version or '', 'format': 'csv'})}",
    }
    return render(request, "escalations/design_pack/now.html", context, status=status)


def _paper(design: Design, paper: Document, signatures: tuple[Signature, ...]) -> dict[str, Any]:
    return {"design": design, "document": paper, "signatures": signatures}


def _signatures(pack: DesignPack, page: Page) -> tuple[Signature, ...]:
    rows = list(pack.sign_offs.all())
    names = names_of(each.actor for each in rows)
    return tuple(Signature(each, dated(page, to_instant(each.signed_at)), names[each.actor]) for each in rows)


def dated(page: Page, at: int) -> str:
    """`21 Nov 2026, 10:13 CET`: a document says its year, whenever it is read."""
    viewer = page.viewer
    day = moments.local(at, viewer.zone)
    time = moments.time_of_day(day, viewer.cycle, viewer.words)
    month = viewer.words.months[day.month - 1]
    return f"{day.day} {month} {day.year}, {time} {moments.zone_name(at, viewer.zone)}"


def _scopes() -> list[tuple[int, str]]:
    """What a pack can be about beside everything: every version, drafts first of each process."""
    rows = ProcessVersion.objects.select_related("process").order_by("process__name", "-number")
    return [(each.pk, f"{each} ({each.get_status_display()})") for each in rows]


def _found(at: int, version: int | None) -> Design:
    try:
        return design_of_now(at, version)
    except NotFound as error:
        raise Http404 from error


def _version_of(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)


def _url_of(version: int | None) -> str:
    return reverse("setup-design-pack") + (f"?version={version}" if version else "")


def _files(design: Design, content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(design)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
