"""The name of a trigger in words: `75 %`, `1 h before target`."""

from django.utils.translation import gettext as _

from entitlements.process.triggers import parse_trigger
from sla_admin.shared.display.durations import budget
from sla_admin.shared.display.words import ENGLISH, Words


def trigger_name(key: str, words: Words = ENGLISH) -> str:
    """From a trigger's key. One that cannot be read is shown as it is written."""
    try:
        basis, amount = parse_trigger(key)
    except ValueError:
        return key
    if basis == "percent":
        return f"{amount / 100:g} %"
    span = budget(amount, None, words)
    if basis == "before_target":
        return _("%(span)s before target") % {"span": span}
    if basis == "after_target":
        return _("%(span)s after target") % {"span": span}
    return _("%(span)s after start") % {"span": span}
