"""A table of the pack: the same cells for page, print, file and comparison."""

import msgspec


class Table(msgspec.Struct, frozen=True, omit_defaults=True):
    """`id` names its file, `keys` says how many leading columns name a row. `absent` is the sentence that
    stands where there are no rows, `note` what has to be known to read it.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    keys: int = 1
    absent: str = ""
    note: str = ""
