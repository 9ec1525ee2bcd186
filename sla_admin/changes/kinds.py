"""The words and the pages of the kinds of objects whose changes are recorded."""

from sla_admin.shared.changes.kinds import models_by_kind
from sla_admin.shared.viewing.objects import page_of_object


def word_of(kind: str, *, plural: bool = False) -> str:
    """What people call such an object."""
    model = models_by_kind().get(kind)
    if model is None:
        return kind.replace("_", " ")
    return str(model._meta.verbose_name_plural if plural else model._meta.verbose_name)  # noqa: SLF001 (documented)


def kinds_in_words() -> list[tuple[str, str]]:
    """What to choose from, by word."""
    return sorted(((kind, word_of(kind)) for kind in models_by_kind()), key=lambda each: each[1].casefold())


def page_of_changed(kind: str, number: int | None) -> str:
    """The page of the object as it is now; blank where none shows it."""
    return page_of_object(kind, number) if number is not None else ""
