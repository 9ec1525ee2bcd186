"""Who did something, in words: actors are kept as `user:<id>`, `key:<prefix>`, never as names."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

_USER = "user:"
_KEY = "key:"


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The name to show for each of these actors, in one query at most."""
    wanted = set(actors)
    ids = {actor: int(actor.removeprefix(_USER)) for actor in wanted if _is_user(actor)}
    users = User.objects.in_bulk(set(ids.values())) if ids else {}
    return {actor: _name(actor, users.get(ids[actor]) if actor in ids else None) for actor in wanted}


def actor_of_user(user_id: int | None) -> str:
    """How a person is kept as an actor."""
    return f"{_USER}{user_id}"


def person_name(user: User) -> str:
    """A person's name, or what they sign in with."""
    return user.get_full_name() or user.get_username()


def _is_user(actor: str) -> bool:
    return actor.startswith(_USER) and actor.removeprefix(_USER).isdecimal()


def _name(actor: str, user: User | None) -> str:
    if user is not None:
        return person_name(user)
    if actor.startswith(_KEY):
        return _("API key %(prefix)s") % {"prefix": actor.removeprefix(_KEY)}
    if _is_user(actor):
        return _("somebody who left")
    return {"escalation": _("Escalation")}.get(actor, actor)
