"""A cell as people write it: in the grid of the browser, in a spreadsheet, in a CSV file.

One entry a line (or separated by semicolons), in the order in which they happen:

    email to owner
    email to manager (template="Last warning")
    task to team lead (due=PT15M, subject="Decide: reassign, or call the customer")
    notify to queue desk
    email to user mei
    email to duty@example.org
    webhook to endpoint "Billing (EU)"
    set priority = Critical
    nothing

`nothing`, or a dash, alone: empty on purpose. An empty text leaves the answer to a less specific row. Names
of people, queues and templates stay names here; who they are is asked where a cell is written down.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

NOTHING = "nothing"
SET = "field_update"

_DASHES = frozenset("-–—")
_ALIASES = {"e-mail": "email", "mail": "email", "notice": "notify"}
_PAIR = re.compile(r"\s*([a-z_]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^\s,\"()]+)\s*(,|$)")
_SET = re.compile(r"set\s+([A-Za-z_.0-9]+)\s*=\s*(.+)", re.DOTALL)
_BEFORE_BRACKET = re.compile(r"(?:[^(\"]|\"(?:[^\"\\]|\\.)*\")*")
_TO = re.compile(r"\s+to\s+", re.IGNORECASE)
_NEEDS_QUOTES = re.compile(r"[\"();\n\r]|^\s|\s$|\s\s")
_PLAIN = re.compile(r"[^\s,\"()=;]+")
_LONGEST = 4000


class Noted(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry as it is written. `target` is a kind ("owner", "team_lead" …), `name` whom it names where
    the kind alone does not: a user name, a queue's key, an address.
    """

    action: str
    target: str = ""
    name: str = ""
    parameters: dict[str, Any] = {}


def read_cell(text: str) -> tuple[Noted, ...]:
    """The entries of a cell, in order. Raises ValueError naming the entry that cannot be read, and why."""
    if len(text) > _LONGEST:
        raise ValueError(f"A cell holds at most {_LONGEST} characters.")
    entries = tuple(_entry(line) for line in _lines(text))
    if len(entries) > 1 and any(entry.action == NOTHING for entry in entries):
        raise ValueError(f"“{NOTHING}” stands alone in its cell.")
    return entries


def write_cell(entries: Iterable[Noted]) -> str:
    """The text that `read_cell` reads as these entries."""
    return "\n".join(map(_written, entries))


def _lines(text: str) -> Iterator[str]:
    """What stands between line ends and semicolons, outside of quotation marks."""
    quoted, escaped, line = False, False, ""
    for letter in text:
        if letter in "\n\r;" and not quoted:
            if line.strip():
                yield line.strip()
            line = ""
            continue
        if letter == '"' and not escaped:
            quoted = not quoted
        escaped = letter == "\\" and not escaped
        line += letter
    if quoted:
        raise ValueError(f"“{line.strip()}”: a quotation mark is missing.")
    if line.strip():
        yield line.strip()


def _entry(line: str) -> Noted:
    if line.casefold() == NOTHING or line in _DASHES:
        return Noted(NOTHING)
    if found := _SET.fullmatch(line):
        return Noted(SET, parameters={"field": found[1], "value": _value(found[2].strip(), line)})
    words, parameters = _parameters(line)
    action, to, target = (part.strip() for part in _TO.sub(" to ", f"{words} ", count=1).partition(" to "))
    action = _ALIASES.get(action.casefold(), "_".join(action.casefold().split()))
    if not re.fullmatch(r"[a-z][a-z_]*", action) or (to and not target):
        raise ValueError(f"“{line}”: write an action and a target, such as “email to owner”.")
    kind, name = _target(target)
    return Noted(action, kind, name, parameters)


def _target(text: str) -> tuple[str, str]:
    if '"' not in text:
        text = " ".join(text.split())
    if not text:
        return "", ""
    if "@" in text and " " not in text:
        return "address", text
    for kind, words in (("team_lead", "team lead"), ("owner", "case owner"), ("manager", "owner's manager")):
        if text.casefold() == words:
            return kind, ""
    kind, _, name = text.partition(" ")
    name = name.strip()
    if name.startswith('"'):
        name = str(_value(name, text))
    return kind.casefold().replace("-", "_"), name


def _parameters(line: str) -> tuple[str, dict[str, Any]]:
    before = _BEFORE_BRACKET.match(line)
    words = before[0] if before else ""
    opened, rest = line[len(words) : len(words) + 1], line[len(words) + 1 :]
    if not opened:
        return line, {}
    if not rest.endswith(")"):
        raise ValueError(f"“{line}”: a bracket is missing at the end.")
    inside, place, found = rest[:-1], 0, {}
    while place < len(inside):
        pair = _PAIR.match(inside, place)
        if pair is None:
            raise ValueError(f"“{line}”: inside the brackets stand pairs such as due=PT15M.")
        if pair[1] in found:
            raise ValueError(f"“{line}”: {pair[1]} is given twice.")
        found[pair[1]] = _value(pair[2], line)
        place = pair.end()
    return words.strip(), found


def _value(text: str, line: str) -> Any:
    """A text in quotation marks, yes or no, a number, or else the bare word itself."""
    if text.startswith('"'):
        try:
            return json.loads(text)
        except ValueError:
            raise ValueError(f"“{line}”: the text in quotation marks cannot be read.") from None
    match text.casefold():
        case "yes" | "true":
            return True
        case "no" | "false":
            return False
        case "none":
            return None
    return int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else text


def _written(entry: Noted) -> str:
    if entry.action == NOTHING:
        return NOTHING
    if entry.action == SET:
        return f"set {entry.parameters.get('field', '')} = {_shown(entry.parameters.get('value'))}"
    line = entry.action.replace("_", " ")
    if entry.target:
        name = json.dumps(entry.name, ensure_ascii=False) if _NEEDS_QUOTES.search(entry.name) else entry.name
        named = name if entry.target == "address" else f"{entry.target.replace('_', ' ')} {name}"
        line += f" to {named.strip()}"
    if entry.parameters:
        line += f" ({', '.join(f'{name}={_shown(value)}' for name, value in entry.parameters.items())})"
    return line


def _shown(value: Any) -> str:
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case None:
            return "none"
        case int():
            return str(value)
    text = str(value)
    is_plain = _PLAIN.fullmatch(text) and isinstance(_value(text, ""), str)
    return text if is_plain and not text.startswith('"') else json.dumps(text, ensure_ascii=False)
