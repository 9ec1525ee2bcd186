"""Names for what a configuration refers to by number and key."""

from collections.abc import Iterable

from entitlements.process.definition import MilestoneDefinition
from escalations.design.configuration import Configuration, Hours, Promise, Tier, Version
from escalations.matrix.rows import ANY, Entry
from escalations.models.cell_entry import TargetKind


class Names:
    """What the tables of one configuration call its things."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.hours: dict[int, Hours] = {each.id: each for each in configuration.hours}
        self._tiers: dict[str, Tier] = {each.key: each for each in configuration.tiers}

    def tier(self, key: str) -> str:
        """A tier's name; `any` where none is named."""
        if key == ANY:
            return "any"
        return self._tiers[key].name if key in self._tiers else key

    def type(self, key: str) -> str:
        """A milestone type's name; `any` where none is named."""
        return "any" if key == ANY else self.configuration.types.get(key, key)

    def hours_name(self, id: int | None) -> str:
        """The name of the hours; of none: around the clock in the site's zone."""
        if id is None:
            return f"24×7, {self.configuration.zone}"
        return self.hours[id].name if id in self.hours else f"number {id}"

    def zone(self, id: int | None) -> str:
        """The zone on whose wall clock these hours open and close."""
        if id is None or id not in self.hours:
            return self.configuration.zone
        hours = self.hours[id]
        return hours.revisions[-1].zone if hours.revisions else hours.zone

    def tiers_of(self, version: Version) -> list[str]:
        """Keys of the tiers that are sold with the process, the highest first."""
        sold = {each.tier for each in self.configuration.promises if each.process == version.process_id}
        return [key for key in self._tiers if key in sold]

    def promises_of(self, version: Version, tier: str | None = None) -> list[Promise]:
        """How the process is sold, to that tier alone where one is given."""
        return [
            each
            for each in self.configuration.promises
            if each.process == version.process_id and tier in (None, each.tier)
        ]

    def clock_hours(
        self, version: Version, milestone: MilestoneDefinition, promises: Iterable[Promise]
    ) -> list[int | None]:
        """The hours that clocks of the milestone can count on under these promises, the usual ones first:
        those of the milestone, else of the entitlement, else of the process.
        """
        if milestone.hours is not None:
            return [milestone.hours]
        named = {each.hours for each in promises}
        usual = version.process.hours
        own = sorted(each for each in named if each is not None and each != usual)
        return [usual, *own] if None in named or usual in named or not named else [*own]

    def target(self, entry: Entry) -> str:
        """Who an entry means, in words; blank where nobody is."""
        match entry.target:
            case TargetKind.USER:
                return f"user {self.configuration.users.get(entry.reference, entry.reference)}"
            case TargetKind.QUEUE if entry.reference:
                return f"queue {self.configuration.queues.get(entry.reference, entry.reference)}"
            case TargetKind.QUEUE:
                return "the case's queue"
            case TargetKind.ENDPOINT:
                return f"endpoint {self.configuration.endpoints.get(entry.reference, entry.reference)}"
            case TargetKind.ADDRESS:
                return entry.reference
            case "":
                return ""
            case kind:
                return str(TargetKind(kind).label)
