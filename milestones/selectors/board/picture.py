"""What a board shows at an instant, as plain values: the same for every viewer, in whatever zone and
language.
"""

import msgspec

Windows = list[tuple[int, int]] | None


class Hours(msgspec.Struct, frozen=True, array_like=True):
    """Hours as clocks and lanes need them: coming open windows (µs; None: never closed), known up to
    `until`.
    """

    key: str
    name: str
    zone: str
    windows: Windows
    until: int | None


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A case and the clock it is ranked by. Instants and open time in µs; `hours` is the key of its hours.

    `status` is the clock's own word, or that of the case where no clock is open. `worse` says that another
    clock of the case is at risk while this one is not. `consumed` is measured at the picture's instant.
    `budget_days` and `budget_at` (µs after midnight) say how a budget by business days was written.
    """

    case: int
    number: str
    subject: str
    account: str
    priority: str
    tier: str
    tier_rank: int
    tier_color: str
    milestone: str
    status: str
    level: int
    consumed: int
    budget_days: int | None
    target: int | None
    hours: str
    owner: str
    outcome: str
    worse: bool = False
    is_aside: bool = False
    budget_at: int | None = None


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """`key` is `team-3`, `queue-5` or `none`. `counts` by standing; `shown` are the rows there are."""

    key: str
    name: str
    total: int
    counts: dict[str, int]
    due: int
    lead: str
    hours: str
    hours_name: str
    is_open: bool
    changes_at: int | None
    scope: dict[str, str]
    rows: list[Row]


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Cases of one coverage outcome; `accounts` are those with most, `others` how many more there are."""

    outcome: str
    total: int
    accounts: list[str]
    others: int


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """One person's open cases. `next_at` is the earliest target that has not passed."""

    owner: int | None
    username: str
    name: str
    total: int
    violated: int
    at_risk: int
    paused: int
    due: int
    next_at: int | None


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """Next targets within a quarter of an hour from `begins`, by milestone type."""

    begins: int
    type: str
    total: int


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A whole board. `at` is the instant it speaks of, µs."""

    at: int
    title: str
    total: int
    counts: dict[str, int]
    due: int
    gaps_total: int
    lanes: list[Lane]
    hours: list[Hours]
    slots: list[Slot]
    chances: dict[str, list[float]]
    """Type → for each full hour of open time left, the share of comparable clocks that missed."""

    on_time: float | None
    completed: int
    gaps: list[Gap]
    loads: list[Load]
    people: int
    """How many people hold open cases."""


encode = msgspec.json.Encoder(order="deterministic").encode
decode = msgspec.json.Decoder(Picture).decode


def content_of(picture: Picture) -> bytes:
    """What makes two pictures the same to look at: everything but the passing of time that a browser counts
    by itself.
    """
    still = msgspec.structs.replace(
        picture,
        at=0,
        hours=[msgspec.structs.replace(each, windows=None, until=None) for each in picture.hours],
        lanes=[
            msgspec.structs.replace(
                lane,
                rows=[
                    msgspec.structs.replace(row, consumed=row.consumed if row.status == "paused" else 0)
                    for row in lane.rows
                ],
            )
            for lane in picture.lanes
        ],
    )
    return encode(still)
