"""Who did something, in words: actors are kept as `user:<id>` and `key:<prefix>`, never as names."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from sla_admin.shared.models import ApiKey


def actor_of_person(user_id: int | None) -> str:
    """How a person is kept."""
    return f"user:{user_id}"


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of these actors, in two queries whatever their number. Who is gone, or no person and no key,
    is named as kept."""
    wanted = set(actors)
    users = {int(number) for each in wanted if (number := _after("user:", each)).isdigit()}
    keys = {_after("key:", each) for each in wanted} - {""}
    names = {each: _without_account(each) for each in wanted}
    if users:
        for user in User.objects.filter(pk__in=users).only("first_name", "last_name", "username"):
            names[f"user:{user.pk}"] = user.get_full_name() or user.get_username()
    if keys:
        for prefix, name in ApiKey.objects.filter(prefix__in=keys).values_list("prefix", "name"):
            names[f"key:{prefix}"] = _("%(name)s (API key)") % {"name": name}
    return names


def _without_account(actor: str) -> str:
    if command := _after("command:", actor):
        return f"manage.py {command}"
    if user := _after("database:", actor):
        return _("database user %(name)s") % {"name": user}
    return actor or _("SLA Admin")


def _after(prefix: str, actor: str) -> str:
    return actor.removeprefix(prefix) if actor.startswith(prefix) else ""
