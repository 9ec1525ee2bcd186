"""The parts of pages by concept; `{% load sla_parts %}` brings them all."""
