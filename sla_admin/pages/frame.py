"""The frame around every page: side bar, tab bar, search, notices, the state of one's hours."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from sla_admin.pages.lateness import lateness_at
from sla_admin.pages.navigation import NAVIGATION, TABS, Entry
from sla_admin.shared.viewing.addresses import address
from sla_admin.shared.viewing.context import page_of
from sla_admin.shared.viewing.hours_state import HoursState
from sla_admin.shared.viewing.page import Page
from sla_admin.shared.viewing.roles import Role


@dataclass(frozen=True, slots=True)
class Item:
    word: str | Promise
    icon: str
    url: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class SavedItem:
    """A saved view in the side bar."""

    word: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Section:
    title: str | Promise
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """`hours_text` stands beside the local clock; `notices` is the number of unread ones."""

    sections: tuple[Section, ...] = ()
    tabs: tuple[Item, ...] = ()
    search_url: str = ""
    notices_url: str = ""
    notices: int = 0
    hours_text: str = ""
    hours_are_open: bool = True


class FrameFacts(Protocol):
    """What the frame tells of the day; each call is one query at most."""

    def counts(self, page: Page) -> Mapping[str, int]:
        """Numbers beside entries of the side bar, by URL name. Absent ones show no number."""

    def views(self, page: Page) -> Sequence[SavedItem]:
        """The viewer's saved views, below the list of cases."""

    def notices(self, page: Page) -> int:
        """Unread notices."""

    def hours(self, page: Page) -> HoursState | None:
        """The hours of the viewer's team."""


@dataclass(frozen=True, slots=True)
class NoFacts:
    """An installation in which nothing is counted."""

    no_counts: Mapping[str, int] = field(default_factory=dict)

    def counts(self, page: Page) -> Mapping[str, int]:
        return self.no_counts

    def views(self, page: Page) -> Sequence[SavedItem]:
        return ()

    def notices(self, page: Page) -> int:
        return 0

    def hours(self, page: Page) -> HoursState | None:
        return None


_facts: FrameFacts = NoFacts()


def install(facts: FrameFacts) -> None:
    """Name who answers for the frame's numbers. Called once, when the project starts."""
    global _facts  # noqa: PLW0603 (one answer per process, set at start like a setting)
    _facts = facts


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: `frame` and `lateness`, each found out when a template first uses it."""
    return {
        "frame": SimpleLazyObject(lambda: frame_of(page_of(request), request.path)),
        "lateness": SimpleLazyObject(lambda: lateness_at(page_of(request).at)),
    }


def frame_of(page: Page, path: str) -> Frame:
    """The frame for a viewer at an address."""
    counts = _facts.counts(page)
    hours = _facts.hours(page)
    viewer = page.viewer
    return Frame(
        sections=with_views(sections(viewer.roles, path, counts), _facts.views(page), path),
        tabs=tabs(viewer.roles, path),
        search_url=address("search"),
        notices_url=address("notices"),
        notices=_facts.notices(page),
        hours_text=hours.text(page.at, viewer.zone, viewer.cycle, viewer.words) if hours else "",
        hours_are_open=hours.is_open if hours else True,
    )


def sections(roles: frozenset[Role], path: str, counts: Mapping[str, int]) -> tuple[Section, ...]:
    """The groups these roles see, each address once, groups without a page left out."""
    offered = [group for group in NAVIGATION if group.roles & roles]
    addresses = {entry.url_name: address(entry.url_name) for group in offered for entry in group.entries}
    current = _current(addresses.values(), path)
    seen: set[str] = set()
    found = []
    for group in offered:
        items = []
        for entry in group.entries:
            url = addresses[entry.url_name]
            if url and url not in seen:
                seen.add(url)
                items.append(Item(entry.word, entry.icon, url, counts.get(entry.url_name), url == current))
        if items:
            found.append(Section(group.title, tuple(items)))
    return tuple(found)


def with_views(found: tuple[Section, ...], views: Sequence[SavedItem], path: str) -> tuple[Section, ...]:
    """The groups with saved views below the entry that lists all cases, or in a group of their own."""
    if not views:
        return found
    items = tuple(Item(each.word, "star", each.url, each.count, each.url == path) for each in views)
    cases = address("cases")
    titled = [
        place for place, each in enumerate(found) if each.title and cases in {item.url for item in each.items}
    ]
    if not titled:
        return (*found, Section(_("Views"), items))
    place = titled[0]
    section = Section(found[place].title, (*found[place].items, *items))
    return (*found[:place], section, *found[place + 1 :])


def tabs(roles: frozenset[Role], path: str) -> tuple[Item, ...]:
    """Four places for the thumb: the first pages of one's roles, and search."""
    entries: dict[str, Entry] = {}
    for group in NAVIGATION:
        if group.roles & roles:
            entries |= {address(entry.url_name): entry for entry in group.entries if entry.short}
    entries.pop("", None)
    current = _current(entries, path)
    search = address("search")
    room = TABS - 1 if search else TABS
    items = [
        Item(entry.short, entry.icon, url, None, url == current)
        for url, entry in list(entries.items())[:room]
    ]
    return (*items, Item(_("Search"), "search", search, None, path == search)) if search else tuple(items)


def _current(urls: Iterable[str], path: str) -> str:
    """The entry whose address is the longest beginning of the path."""
    fitting = [url for url in urls if url and path.startswith(url)]
    return max(fitting, key=len, default="")
