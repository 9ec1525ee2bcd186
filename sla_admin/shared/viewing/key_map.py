"""The keyboard shortcuts, as the list that `?` opens and as the addresses that `g …` goes to."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sla_admin.shared.viewing.addresses import address


@dataclass(frozen=True, slots=True)
class Key:
    """`presses` are pressed one after another; a chord is written with spaces, as `Ctrl D`. `goes_to` is a
    page."""

    presses: tuple[str, ...]
    does: str | Promise
    goes_to: str = ""

    @property
    def url(self) -> str:
        return address(self.goes_to) if self.goes_to else ""

    @property
    def sequence(self) -> str:
        """As the browser compares it: `g q`."""
        return " ".join(self.presses)


@dataclass(frozen=True, slots=True)
class KeyGroup:
    title: str | Promise
    keys: tuple[Key, ...]


KEY_MAP: tuple[KeyGroup, ...] = (
    KeyGroup(
        _("Everywhere"),
        (
            Key(("?",), _("Show this list")),
            Key(("/",), _("Search")),
            Key(("g", "q"), _("Go to my queue"), "queue"),
            Key(("g", "b"), _("Go to the board"), "board"),
            Key(("g", "s"), _("Go to set-up"), "setup"),
            Key(("Esc",), _("Close what is open")),
        ),
    ),
    KeyGroup(
        _("In a list"),
        (
            Key(("j",), _("Next row")),
            Key(("k",), _("Row before")),
            Key(("Enter",), _("Open the row")),
            Key(("x",), _("Select the row")),
            Key(("Shift X",), _("Select all up to the row")),
        ),
    ),
    KeyGroup(
        _("On a case"),
        (
            Key(("r",), _("Reply")),
            Key(("p",), _("Pause or resume")),
            Key(("c",), _("Complete")),
            Key(("e",), _("Explain")),
        ),
    ),
    KeyGroup(
        _("In the matrix"),
        (
            Key(("↑", "↓", "←", "→"), _("Move")),
            Key(("Enter",), _("Edit the cell")),
            Key(("Esc",), _("Leave the cell")),
            Key(("Ctrl D",), _("Fill down")),
            Key(("Ctrl C",), _("Copy")),
            Key(("Ctrl V",), _("Paste")),
            Key(("Ctrl Z",), _("Undo")),
            Key(("Ctrl Shift Z",), _("Redo")),
            Key(("Del",), _("Clear")),
        ),
    ),
)
