"""Amounts drawn: progress, thresholds of a budget, meters, timelines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template

from sla_admin.shared.display import durations
from sla_admin.shared.templatetags.parts.actions import Action

register = template.Library()


@register.inclusion_tag("components/progress.html")
def progress(
    done: int,
    total: int,
    *,
    title: str = "",
    fact: str = "",
    stop: Action | None = None,
    id: str = "",
    label: str = "",
) -> dict[str, Any]:
    """A bar, "54 of 86", what happened so far, and *Stop here*."""
    return {
        "done": done,
        "total": total,
        "title": title,
        "fact": fact,
        "stop": stop,
        "id": id,
        "label": label or title,
        "percent": durations.percent_of(done, total) if total else 100,
    }


@dataclass(frozen=True, slots=True)
class Threshold:
    """A point of a budget: who is told there. `gap` replaces who, in red."""

    percent: int
    amount: str
    target: str = ""
    who: str = ""
    gap: str = ""


@register.inclusion_tag("components/thresholds.html")
def thresholds(points: Sequence[Threshold], reached: int | None = None) -> dict[str, Any]:
    """The budget bar with its notches, and below it each point with amount, target and who that is now."""
    notches = sorted({point.percent for point in points if 0 < point.percent < 100})
    edges = [0, *notches, 100]
    tones = ["ok" if end <= 75 else "risk" if end <= 90 else "risk-soft" for end in edges[1:]]
    parts = [
        {"x": begin + (0.2 if begin else 0), "width": end - begin - (0.4 if begin else 0.2), "tone": tone}
        for begin, end, tone in zip(edges[:-1], edges[1:], tones, strict=True)
    ]
    return {"points": points, "parts": parts, "reached": reached}


@register.inclusion_tag("components/meter.html")
def meter(
    value: int, whole: int, limit: int | None = None, label: str = "", over: bool = False
) -> dict[str, Any]:
    """A bar of load: `value` of `whole`, with a mark at `limit`."""
    top = max(whole, value, 1)
    return {
        "value": value,
        "whole": whole,
        "label": label,
        "over": over,
        "width": round(100 * value / top, 1),
        "mark": round(100 * limit / top, 1) if limit is not None else None,
    }


@register.inclusion_tag("components/timeline.html")
def timeline(drawing: Any, title: str, id: str) -> dict[str, Any]:
    """The drawing of a timeline; its table twin stands beside it on the page and is named by `id`-table."""
    return {"drawing": drawing, "title": title, "id": id}
