"""What input looks like: serializers that refuse what they do not know, and the API's own kinds of field."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers

from sla_admin.shared.api.instants import parse_instant

LARGEST_ID = 2**63 - 1


class Input(serializers.Serializer[Any]):
    """The shape of a body. An unknown name is an error, not a wish to be ignored: a typing error in
    `prioritty` would otherwise cost a customer their target.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = {
                str(name): ["There is no such field."]
                for name in data
                if name not in self.fields or self.fields[name].read_only
            }
            if unknown:
                known: dict[str, Any] = {}
                try:
                    super().to_internal_value({name: data[name] for name in data if str(name) not in unknown})
                except serializers.ValidationError as error:
                    known = error.detail if isinstance(error.detail, dict) else {}
                raise serializers.ValidationError({**known, **unknown})
        return super().to_internal_value(data)


class InstantField(serializers.Field[int, str, str, Any]):
    """ISO 8601 with an offset; inside, microseconds since 1970, UTC. A time without offset is refused."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str):
            raise serializers.ValidationError("Write an instant like 2026-06-01T09:00:00+02:00.")
        try:
            return parse_instant(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: int) -> str:
        raise NotImplementedError("Answers are values, not serializers.")


class TextField(serializers.CharField):
    """A text as it was sent, blanks included. Numbers and booleans are not texts."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, **options})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("Not a text.")
        return super().to_internal_value(data)


class WholeNumberField(serializers.IntegerField):
    """A whole number as JSON number. Texts that look like one are refused."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError("Not a whole number.")
        return super().to_internal_value(data)


class YesNoField(serializers.BooleanField):
    """true or false, and nothing that merely looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("Must be true or false.")
        return data


class IdField(WholeNumberField):
    """The id of something else."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "min_value": 1, "max_value": LARGEST_ID})


class ReferenceField(serializers.Field[int | str, int | str, int | str, Any]):
    """Something else, by our number or by the name its source gave it."""

    def to_internal_value(self, data: Any) -> int | str:
        is_number = isinstance(data, int) and not isinstance(data, bool) and 1 <= data <= LARGEST_ID
        if not is_number and not (isinstance(data, str) and 1 <= len(data) <= 200):
            raise serializers.ValidationError("A name of 1 to 200 characters, or our number.")
        return data  # type: ignore[no-any-return]  # the line above is the check

    def to_representation(self, value: int | str) -> int | str:
        raise NotImplementedError("Answers are values, not serializers.")


class DayField(serializers.DateField):
    """A calendar day, `2026-12-31`."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            raise serializers.ValidationError("Write a day like 2026-12-31.")
        return super().to_internal_value(value)


class ObjectField(serializers.DictField):
    """A JSON object with values of any kind."""


class ReferenceFieldSchema(OpenApiSerializerFieldExtension):
    target_class = ReferenceField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {
            "oneOf": [
                {"type": "string", "minLength": 1, "maxLength": 200},
                {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
            ]
        }


class InstantFieldSchema(OpenApiSerializerFieldExtension):
    target_class = InstantField

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {"type": "string", "format": "date-time", "examples": ["2026-06-01T09:00:00+02:00"]}
