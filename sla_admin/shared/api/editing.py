"""Resources that callers make, change and remove, the way every resource of configuration is edited."""

from collections.abc import Callable
from typing import Any, ClassVar

import msgspec
from rest_framework.request import Request
from rest_framework.response import Response

from sla_admin.shared.api.fields import Input
from sla_admin.shared.api.listing import Listing, One, Resource, Row
from sla_admin.shared.api.once import write
from sla_admin.shared.api.operation import Operation
from sla_admin.shared.api.precondition import require_match, single
from sla_admin.shared.api.schema import single_answer


class Editable(Resource[Row]):
    """What a list, its single objects and their deeds share. The API's description follows from it.

    `name` is the word for one in the names of operations ("line_item"), `permission` that of all its
    operations with the deed left open ("entitlements.%s_asset"). The shapes are those of an answer, of a page
    of answers, and of the body; `removable` says in words which one can be removed.
    """

    name: ClassVar[str]
    permission: ClassVar[str]
    answer_shape: ClassVar[type[msgspec.Struct]]
    page_shape: ClassVar[type[msgspec.Struct]]
    input_shape: ClassVar[type[Input]]
    removable: ClassVar[str] = "that nothing uses"

    @property
    def read_permissions(self) -> tuple[str, ...]:  # type: ignore[override]  # one pattern for all deeds
        return (self.permission % "view",)

    def make(self, given: dict[str, Any]) -> Row:
        """A new one of what was given. Raises InvalidInput."""
        raise NotImplementedError

    def change(self, row: Row, given: dict[str, Any]) -> None:
        """Change the locked row in the fields that were given. Raises InvalidInput."""
        raise NotImplementedError

    def remove(self, row: Row) -> None:
        """Remove the locked row. Raises Conflict where it is in use."""
        raise NotImplementedError

    def made(self, request: Request, row: Row, address: str) -> Response:
        """The answer to what made `row`, which is found below `address`."""
        return single(request, self.answer(self.find(row.pk)), 201, {"Location": f"{address}{row.pk}/"})

    def changed(self, request: Request, pk: int, change: Callable[[Row], object]) -> Response:
        """Have one changed, if it still is as the caller read it; the answer is what it is then."""
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        change(row)
        return single(request, self.answer(self.find(pk)))


class EditableList(Editable[Row], Listing[Row]):
    """The list, and new ones."""

    @property
    def write_permissions(self) -> tuple[str, ...]:  # type: ignore[override]  # as above
        return (self.permission % "add",)

    @write
    def post(self, request: Request) -> Response:
        return self.made(request, self.make(self.read(self.input_shape)), request.path)

    @classmethod
    def operation(cls, method: str) -> Operation:
        """What the description says of this method."""
        if method == "POST":
            answers = {201: cls.answer_shape}
            return Operation(f"create_{cls.name}", f"A new {cls.what}", answers, takes=cls.input_shape)
        return Operation(f"list_{cls.name}s", f"{cls.what.capitalize()}s", {200: cls.page_shape})


class EditableDetail(Editable[Row], One[Row]):
    """One by its id, its changes, and its end."""

    http_method_names = ["get", "head", "patch", "delete"]

    @property
    def write_permissions(self) -> tuple[str, ...]:  # type: ignore[override]  # by what is done
        return (self.permission % ("delete" if self.request.method == "DELETE" else "change"),)

    @single_answer
    @write
    def patch(self, request: Request, pk: int) -> Response:
        given = self.read(self.input_shape, partial=True)
        return self.changed(request, pk, lambda row: self.change(row, given))

    @write
    def delete(self, request: Request, pk: int) -> Response:
        row = self.find(pk, lock=True)
        require_match(request, self.answer(row))
        self.remove(row)
        return Response(status=204)

    @classmethod
    def operation(cls, method: str) -> Operation:
        """What the description says of this method."""
        article = "An" if cls.what[0] in "aeiou" else "A"
        one = f"{article.lower()} {cls.what}"
        if method == "PATCH":
            answers = {200: cls.answer_shape}
            return Operation(f"change_{cls.name}", f"Change {one}", answers, takes=cls.input_shape)
        if method == "DELETE":
            return Operation(f"delete_{cls.name}", f"Remove {one} {cls.removable}", {204: None})
        return Operation(f"get_{cls.name}", f"{article} {cls.what}", {200: cls.answer_shape})
