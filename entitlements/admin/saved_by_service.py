"""Pages of rows that services make, change and remove: the form asks, the service decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import transaction
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest

from entitlements.admin.deeds import ServicePage, by
from sla_admin.shared.errors import Refusal
from sla_admin.shared.typed_admin import ModelAdmin

if TYPE_CHECKING:
    _Page = ModelAdmin[Any]
else:
    _Page = object


class SavedByService(ServicePage, _Page):
    """A mixin. `fixed` fields are chosen when a row is made and shown afterwards."""

    fixed: ClassVar[tuple[str, ...]] = ()
    remove: Callable[..., None]

    def create(self, given: dict[str, Any], actor: str) -> Model:
        """Make a row from what the form holds, by its service."""
        raise NotImplementedError

    def change(self, row: Any, given: dict[str, Any], actor: str) -> Model:
        """Change a row by its service."""
        raise NotImplementedError

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = tuple(super().get_readonly_fields(request, obj))
        return (*shown, *self.fixed) if obj is not None else shown

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        page = self

        class Asked(form):  # type: ignore[misc,valid-type]  # Django makes the class at run time
            """Saves by the service while the form is checked, so that a refusal stands at its field."""

            def _post_clean(self) -> None:
                super()._post_clean()
                if self.errors or not self.has_changed():
                    return
                try:
                    page.tried(request, self)
                except Refusal as refused:
                    for field, reason in getattr(refused, "problems", (("", str(refused)),)):
                        self.add_error(field if field in self.fields else None, reason)

        return Asked

    def tried(self, request: HttpRequest, form: Form) -> None:
        """What the service says to the form, undone: the row is written when the form is saved."""
        with transaction.atomic():
            self._by_service(request, form)
            transaction.set_rollback(True)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The row as it was; the service writes it in `save_model`."""
        return form.instance

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and not form.has_changed():
            return
        saved = self._by_service(request, form)
        obj.pk = saved.pk
        obj.refresh_from_db()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The service has written the row; what stands below it is written by services of its own."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        type(self).remove(obj, actor=by(request))

    def _by_service(self, request: HttpRequest, form: Any) -> Any:
        given = dict(form.cleaned_data)
        if form.instance.pk is None:
            return self.create(given, by(request))
        model = type(form.instance)
        row = model._default_manager.select_for_update().get(pk=form.instance.pk)  # noqa: SLF001 (Django's public name)
        changed = {field: given[field] for field in form.changed_data if field in given}
        return self.change(row, changed, by(request))
