"""What a check of the configuration found."""

from typing import Literal

import msgspec

FindingSeverity = Literal["error", "warning"]


class Finding(msgspec.Struct, frozen=True):
    """One finding: `code` names the rule, `object` what it is about, in words people know it by.

    `field` is where to mend it, written like every refusal's ("milestones.2.budget"). An error keeps a
    version from being activated, a warning is shown.
    """

    code: str
    severity: FindingSeverity
    object: str
    field: str
    why: str
    fix: str
