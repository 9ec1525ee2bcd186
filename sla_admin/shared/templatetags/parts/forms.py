"""A form's fields with their hints and errors."""

from typing import Any

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, was: str = "", suffix: str = "", fresh_hint: str = "") -> dict[str, Any]:
    """A form's field: label, control, hint, error. `was` marks a changed value of a draft; `suffix` is its
    ISO form.

    Hint and error are tied to the control, which keeps what was typed.
    """
    described = []
    if bound.help_text or fresh_hint:
        described.append(f"{bound.id_for_label}_hint")
    if bound.errors:
        described.append(f"{bound.id_for_label}_error")
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or widget.__class__.__name__.lower()
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes) if kind != "radio" else "",
        "kind": kind,
        "was": was,
        "suffix": suffix,
        "hint": fresh_hint or bound.help_text,
        "described": attributes.get("aria-describedby", ""),
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """On top of a form when more than one thing is wrong, or one that belongs to no field: links to each."""
    wrong = [
        (bound.id_for_label, bound.label, error)
        for bound in form
        if bound.errors
        for error in bound.errors[:1]
    ]
    general = list(form.non_field_errors())
    return {"wrong": wrong, "general": general, "shown": bool(general) or len(wrong) > 1}
