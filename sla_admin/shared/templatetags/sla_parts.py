"""The parts pages are made of. `docs/guides/pages.md` lists them with examples; `/design/` shows each in
every state.

Parts take plain values and know no models. Those that wrap content are block tags: `{% card title="…" %}…{%
endcard %}`. Each concept has its file in `parts/`; this library brings them together.
"""

from django import template

from sla_admin.shared.templatetags.parts import (
    actions,
    clocks,
    containers,
    figures,
    forms,
    frame,
    glyphs,
    moving,
)
from sla_admin.shared.templatetags.parts.actions import Action
from sla_admin.shared.templatetags.parts.figures import Threshold
from sla_admin.shared.templatetags.parts.moving import Choice

__all__ = ["Action", "Choice", "Threshold", "register"]

register = template.Library()

for part in (actions, clocks, containers, figures, forms, frame, glyphs, moving):
    register.tags.update(part.register.tags)
