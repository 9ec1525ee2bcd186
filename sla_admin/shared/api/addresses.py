"""How ids stand in addresses."""

from django.urls import register_converter


class IdConverter:
    """An id: a positive whole number that a database id can be. Anything else is no address of ours."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number >= 2**63:
            raise ValueError("No id is that large.")
        return number

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(IdConverter, "id")
