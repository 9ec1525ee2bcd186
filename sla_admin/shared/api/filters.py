"""Filters of lists. A wrong value is refused with its reason, never ignored."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from sla_admin.shared.api.instants import as_datetime, parse_instant

LARGEST_ID = 2**63 - 1


class _IdField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "min_value": 1, "max_value": LARGEST_ID})


class _DayField(forms.DateField):
    input_formats = ("%Y-%m-%d",)


class _InstantField(forms.Field):
    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return as_datetime(parse_instant(str(value)))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class _WordField(forms.CharField):
    def __init__(self, *, words: Iterable[str], **options: Any) -> None:
        self.words = tuple(words)
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value not in self.words:
            raise forms.ValidationError(f"One of: {', '.join(self.words)}.")


@extend_schema_field({"type": "integer", "format": "int64", "minimum": 1, "maximum": LARGEST_ID})
class IdFilter(django_filters.Filter):
    """Rows that name the object with that id."""

    field_class = _IdField


@extend_schema_field(OpenApiTypes.DATE)
class DayFilter(django_filters.Filter):
    """A calendar day, `2026-12-31`."""

    field_class = _DayField


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantFilter(django_filters.Filter):
    """An ISO 8601 instant with an offset."""

    field_class = _InstantField


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 200})
class TextFilter(django_filters.CharFilter):
    """A text, compared without regard to case unless said otherwise."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"lookup_expr": "iexact", "max_length": 200, **options})


class WordFilter(django_filters.Filter):
    """One of the words of the domain."""

    field_class = _WordField

    def __init__(self, *, words: Iterable[str], **options: Any) -> None:
        known = tuple(words)
        super().__init__(words=known, **options)
        extend_schema_field({"type": "string", "enum": list(known)})(self)


@extend_schema_field(OpenApiTypes.BOOL)
class YesNoFilter(django_filters.Filter):
    """true or false."""

    class field_class(_WordField):  # noqa: N801 (the name django-filter looks for)
        def __init__(self, **options: Any) -> None:
            super().__init__(words=("true", "false"), **options)

        def clean(self, value: Any) -> bool | None:
            word = super().clean(value)
            return None if word == "" else word == "true"
