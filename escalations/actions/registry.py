"""All kinds of actions, found in this package: each module that offers an `ACTION` is one."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from escalations import actions
from escalations.actions.action import Action
from escalations.selectors.targets import Reach


@cache
def all_actions() -> dict[str, Action]:
    """Every kind of action by its key, in the order of the modules' names."""
    found: dict[str, Action] = {}
    for module in iter_modules(actions.__path__):
        action: Action | None = getattr(import_module(f"{actions.__name__}.{module.name}"), "ACTION", None)
        if action is not None:
            found[action.kind] = action
    return found


def action_of(kind: str) -> Action:
    """The action of that kind. Raises LookupError naming the kinds there are."""
    known = all_actions()
    if kind not in known:
        raise LookupError(f"There is no action {kind!r}; known are {', '.join(known)}.")
    return known[kind]


def reach_of(kind: str) -> Reach:
    """How that kind of action reaches people. A kind there is no more is said when it is carried out."""
    action = all_actions().get(kind)
    return "address" if action is None else action.reach
