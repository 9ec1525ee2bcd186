"""Addresses of pages that another part of the product may or may not bring."""

from django.urls import NoReverseMatch, reverse


def address(url_name: str, *args: object) -> str:
    """The address of a named page; empty while this installation has no such page."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
