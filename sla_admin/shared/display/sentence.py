"""A sentence with its deciding words marked: the why of a clock, a criteria sentence, a summary.

Written as a sequence of plain text and marked parts, so that whoever builds one never writes HTML and
whatever it quotes is escaped when it is drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "ok", "risk", "bad", "pause", "met", "late"]


@dataclass(frozen=True, slots=True)
class Strong:
    """Deciding words. Only `bad` and `risk` may colour them, where they name what is past or near its
    target."""

    text: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    url: str


Sentence = Sequence[str | Strong | Link]


def plain(sentence: Sentence) -> str:
    """The sentence as text alone, for alternatives and exports."""
    return "".join(part if isinstance(part, str) else part.text for part in sentence)
