"""Read-only lists and single objects, the way every resource of configuration is read."""

from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from sla_admin.shared.api.page import page_of
from sla_admin.shared.api.precondition import single
from sla_admin.shared.api.schema import single_answer
from sla_admin.shared.api.view import ApiView
from sla_admin.shared.errors import NotFound

Row = TypeVar("Row", bound=Model)


class Resource(ApiView, Generic[Row]):
    """What a list and its single objects share. `what` is the word for one in sentences."""

    what: ClassVar[str]

    def rows(self) -> QuerySet[Row]:
        """All rows, with what their answers need already asked for."""
        raise NotImplementedError

    def answers(self, rows: list[Row]) -> list[Any]:
        """The answers for these rows, in their order."""
        raise NotImplementedError

    def find(self, pk: int, *, lock: bool = False) -> Row:
        """The row with that id, locked where it is about to be written. Raises NotFound."""
        rows = self.rows()
        if lock:
            rows = rows.select_for_update(of=("self",))
        row = rows.filter(pk=pk).first()
        if row is None:
            raise NotFound(f"There is no {self.what} {pk}.")
        return row

    def answer(self, row: Row) -> Any:
        """The answer for one row."""
        return self.answers([row])[0]


class Listing(Resource[Row]):
    """A paged list, oldest first."""

    is_paged = True
    newest_first: ClassVar[bool] = False

    def get(self, request: Request) -> Response:
        rows = self.rows() if self.filterset_class is None else self.filtered(self.rows())
        return Response(page_of(rows, request, self.answers, newest_first=self.newest_first))


class One(Resource[Row]):
    """One object by its id, with an ETag."""

    @single_answer
    def get(self, request: Request, pk: int) -> Response:
        return single(request, self.answer(self.find(pk)))
