"""The design pack: what it says now, signing it, and what was signed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from escalations.design.table import Table
from escalations.models import DesignPack, DesignSignOff
from escalations.services.design.evidence import evidence_tables
from escalations.services.design.files import design_zip, file_name
from escalations.services.design.packs import (
    Design,
    design_of_now,
    evidence_of,
    found_pack,
    last_signed,
    signed_design,
    standing,
)
from escalations.services.design.sign import LONGEST_NAME, LONGEST_NOTE, sign_design
from sla_admin.shared.api.authentication import actor_of
from sla_admin.shared.api.body import AnswerRenderer
from sla_admin.shared.api.fields import LARGEST_ID, IdField, Input, TextField
from sla_admin.shared.api.listing import Listing
from sla_admin.shared.api.once import write
from sla_admin.shared.api.page import Page
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import InvalidInput, NotFound


class TableAnswer(msgspec.Struct, frozen=True):
    """A table of the pack, in words. `absent` is what it says without rows."""

    id: str
    title: str
    columns: list[str]
    rows: list[list[str]]
    absent: str
    note: str


class ChangedAnswer(msgspec.Struct, frozen=True):
    """What differs in one table."""

    table: str
    differences: list[str]


class SignOffAnswer(msgspec.Struct, frozen=True):
    """A signature: `name` and `role` as they were typed, `actor` who was signed in."""

    id: int
    signed_at: datetime
    name: str
    role: str
    note: str
    actor: str


class SignedPackAnswer(msgspec.Struct, frozen=True):
    """A signed pack in short. `version` null: everything that was in force."""

    id: int
    hash: str
    scope: str
    version: int | None
    sign_offs: list[SignOffAnswer]


class SignedPackPage(Page[SignedPackAnswer], frozen=True):
    """A page of signed packs."""


class WholeSignedPackAnswer(msgspec.Struct, frozen=True):
    """A pack as it was signed. `evidence` is what was found out at the latest signature. `is_current`: the
    configuration of now is what was signed; else `changed` says what differs."""

    id: int
    hash: str
    scope: str
    version: int | None
    sign_offs: list[SignOffAnswer]
    tables: list[TableAnswer]
    evidence: list[TableAnswer]
    is_current: bool
    changed: list[ChangedAnswer]


class DesignPackAnswer(msgspec.Struct, frozen=True):
    """The design of now: `tables` are what `hash` and a signature cover, `evidence` is found out just now.
    `signed` is the pack of this scope that was signed last, `changed` what differs from it."""

    hash: str
    scope: str
    version: int | None
    tables: list[TableAnswer]
    evidence: list[TableAnswer]
    signed: SignedPackAnswer | None
    is_current: bool
    changed: list[ChangedAnswer]


class SignInput(Input):
    """`hash` is that of the pack that was read; `version` the process version it is about, without one
    everything in force."""

    hash = TextField(max_length=64)
    name = TextField(max_length=LONGEST_NAME)
    role = TextField(max_length=LONGEST_NAME, help_text="In which capacity.")
    note = TextField(max_length=LONGEST_NOTE, required=False, allow_blank=True)
    version = IdField(required=False, allow_null=True)


class ZipRenderer(AnswerRenderer):
    """A file; what is refused is JSON as everywhere."""

    media_type = "application/zip"
    format = "zip"


class _DesignPacks(ApiView):
    scope = "configuration"
    read_permissions = ("escalations.view_designpack",)
    write_permissions = ("escalations.add_designsignoff",)


_VERSION = OpenApiParameter(
    "version",
    {"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID},
    description="The process version it is about; without it everything in force.",
)


class _OfNow(_DesignPacks):
    query_names = ("version",)

    def design(self) -> Design:
        """The design asked for. Raises InvalidInput."""
        try:
            return design_of_now(self.at, _version(self.request))
        except NotFound as error:
            raise InvalidInput.of("version", str(error)) from error


class CurrentDesignPack(_OfNow):
    """The design of now."""

    @extend_schema(
        operation_id="read_design_pack",
        summary="The design of now, and how it stands to what was signed",
        parameters=[_VERSION],
        responses=DesignPackAnswer,
        tags=["design packs"],
    )
    def get(self, request: Request) -> Response:
        design = self.design()
        signed = last_signed(design.configuration.version)
        found = None if signed is None else standing(signed, self.at)
        return Response(
            DesignPackAnswer(
                hash=design.hash,
                scope=design.scope,
                version=design.configuration.version,
                tables=_tables(design.tables),
                evidence=_tables(evidence_tables(design.configuration, self.at)),
                signed=None if signed is None else _short(signed),
                is_current=found is not None and found.is_current,
                changed=[] if found is None else _changed(found.changed),
            )
        )


class CurrentDesignFiles(_OfNow):
    """The design of now as files."""

    renderer_classes = (ZipRenderer,)

    @extend_schema(
        operation_id="download_design_pack",
        summary="The design of now as CSV files in a zip",
        parameters=[_VERSION],
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
        tags=["design packs"],
    )
    def get(self, request: Request) -> Response:
        design = self.design()
        evidence = evidence_tables(design.configuration, self.at)
        signed = DesignSignOff.objects.filter(pack__hash=design.hash)
        return _file(design, design_zip(design, evidence, signed))


@extend_schema_view(
    get=extend_schema(
        operation_id="list_signed_design_packs",
        summary="Signed design packs, newest first",
        responses=SignedPackPage,
        tags=["design packs"],
    )
)
class SignedDesignPacks(_DesignPacks, Listing[DesignPack]):
    """What was signed, and signing."""

    what = "signed design pack"
    newest_first = True

    def rows(self) -> QuerySet[DesignPack]:
        return DesignPack.objects.defer("content").prefetch_related("sign_offs")

    def answers(self, rows: list[DesignPack]) -> list[Any]:
        return [_short(each) for each in rows]

    @extend_schema(
        operation_id="sign_design_pack",
        summary="Sign the design of now",
        description="Refused (409) where the configuration is no longer the one whose hash is given. The "
        "pack is kept with the signature; neither is ever changed or deleted.",
        request=SignInput,
        responses={201: SignedPackAnswer},
        tags=["design packs"],
    )
    @write
    def post(self, request: Request) -> Response:
        signed = sign_design(**self.read(SignInput), actor=actor_of(request), at=self.at)
        return Response(
            _short(found_pack(signed.pack_id)),
            status=201,
            headers={"Location": reverse("api-design-pack", args=[signed.pack_id])},
        )


class SignedDesignPack(_DesignPacks):
    """One pack as it was signed."""

    @extend_schema(
        operation_id="read_signed_design_pack",
        summary="A pack as it was signed, and what has changed since",
        responses=WholeSignedPackAnswer,
        tags=["design packs"],
    )
    def get(self, request: Request, pk: int) -> Response:
        pack = found_pack(pk)
        found = standing(pack, self.at)
        return Response(
            WholeSignedPackAnswer(
                **msgspec.structs.asdict(_short(pack)),
                tables=_tables(signed_design(pack).tables),
                evidence=_tables(evidence_of(_latest(pack))),
                is_current=found.is_current,
                changed=_changed(found.changed),
            )
        )


class SignedDesignFiles(_DesignPacks):
    """One pack as it was signed, as files."""

    renderer_classes = (ZipRenderer,)

    @extend_schema(
        operation_id="download_signed_design_pack",
        summary="A pack as it was signed, as CSV files in a zip",
        responses={(200, "application/zip"): OpenApiTypes.BINARY},
        tags=["design packs"],
    )
    def get(self, request: Request, pk: int) -> Response:
        pack = found_pack(pk)
        design = signed_design(pack)
        return _file(design, design_zip(design, evidence_of(_latest(pack)), pack.sign_offs.all()))


def _version(request: Request) -> int | None:
    written = request.query_params.get("version")
    if written is None:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= 18 and int(written) >= 1):
        raise InvalidInput.of("version", "The number of a process version.")
    return int(written)


def _latest(pack: DesignPack) -> DesignSignOff:
    return max(pack.sign_offs.all(), key=lambda each: (each.signed_at, each.pk))


def _file(design: Design, content: bytes) -> Response:
    disposition = f'attachment; filename="{file_name(design)}"'
    return Response(content, headers={"Content-Disposition": disposition})


def _tables(tables: Iterable[Table]) -> list[TableAnswer]:
    return [
        TableAnswer(
            each.id, each.title, list(each.columns), [list(row) for row in each.rows], each.absent, each.note
        )
        for each in tables
    ]


def _changed(changed: Iterable[Any]) -> list[ChangedAnswer]:
    return [ChangedAnswer(each.title, list(each.sentences)) for each in changed]


def _short(pack: DesignPack) -> SignedPackAnswer:
    return SignedPackAnswer(
        id=pack.pk,
        hash=pack.hash,
        scope=pack.scope,
        version=pack.version_id,
        sign_offs=[
            SignOffAnswer(each.pk, each.signed_at, each.name, each.role, each.note, each.actor)
            for each in pack.sign_offs.all()
        ],
    )
