"""What the writer of a wrong key or value probably meant: takes a complaint of the schema and what stands around it, gives the cure.

The complaints become diagnostics in `scenario.validate`.
"""

from __future__ import annotations

import re
import unicodedata

from sim.base.diagnostic import nearest
from sim.base.document import Document, Place, Value
from sim.scenario.shape import Shape, scenario_shape

# What other games and languages call a key -> the keys that it may mean here, the first that the object knows.
_ALSO_CALLED = {
    "probability": ("chance",), "odds": ("chance",), "likelihood": ("chance",), "weight": ("utility", "stake"),
    "trigger": ("when", "after"), "condition": ("when",), "conditions": ("when",), "requires": ("when",), "if": ("when",),
    "date": ("on", "at"), "turn": ("on", "at"), "quarter": ("on", "at"), "day": ("on",), "time": ("on", "lag"),
    "name": ("title",), "label": ("title",), "headline": ("title",), "description": ("text", "about"), "desc": ("text", "about"),
    "body": ("text",), "summary": ("about",), "choices": ("options",), "answers": ("options",), "responses": ("options",),
    "effect": ("effects",), "result": ("effects",), "results": ("effects",), "outcome": ("effects", "outcomes"),
    "price": ("cost",), "costs": ("cost",), "delay": ("lag",), "wait": ("lag",), "cooldown": ("again",), "repeat": ("again",),
    "every": ("again",), "min": ("range", "at_least"), "max": ("range", "at_most"), "bounds": ("range",), "limits": ("range",),
    "initial": ("start",), "default": ("start", "value"), "value": ("start", "formula"), "expression": ("formula",),
    "equation": ("formula",), "reason": ("assumed",), "note": ("assumed",), "sources": ("source",), "ref": ("source",),
    "verbs": ("actions",), "powers": ("groups",), "countries": ("groups",), "constants": ("parameters",), "flags": ("variables",),
    "stats": ("variables",), "glossary": ("terms",), "tests": ("checks",), "lenght": ("turns",), "length": ("turns",),
    "duration": ("turns",), "english": ("en",), "vietnamese": ("vi",), "vn": ("vi",), "viet": ("vi",), "eng": ("en",),
}  # fmt: skip
_MAIN_KEYS = {"parameters": "value", "variables": "start", "derived": "formula"}  # what one number there would be
_AS_MAP = {  # keys whose value is a map -> how to write a value that is none
    "cost": "write for example `{attention: 1}`",
    "effects": "write for example `{calm: 2}`",
    "change": "name each cause: `{growth: formula}`",
    "clock": "write for example `{start: 2022-Q1, turns: 16}`",
}
OTHER_FUNCTIONS = {  # functions of other languages -> the way out
    "random": "luck stands in `chance:` of events and in the choices of `moves:`",
    "round": "write `floor(x + 0.5)`",
    "ceil": "write `-floor(-x)`",
    "int": "write `floor(x)`",
    "pow": "write `x ^ y`",
    "ln": "write `log(x)`",
    "avg": "write `mean(x over powers)`, or `average(x, 4 turns)` of time",
    "len": "write `count(test over powers)`",
    "not": "write `not` without brackets, or with a space",
}
OTHER_FUNCTIONS |= {
    "rand": OTHER_FUNCTIONS["random"],
    "ceiling": OTHER_FUNCTIONS["ceil"],
    "when": "write `if(test, a, b)`",
}
WHOLE_IDS = "options and members keep their ids for ever; change the title"
_NOT_AN_ID = re.compile(r"[^a-z0-9]+")


def unknown_key(path: Place, known: list[str], document: Document, given: object) -> str:
    """The cure for a key that the object does not know."""
    name = str(path[-1])
    if name == "remove" and len(path) == 1:
        return "this extends nothing, so there is nothing to remove"
    if name.isdecimal() and given is None:
        return "inside { } a comma ends a value: a decimal has a point, as in `0.5`"
    if ":" in name:
        return "put a space after the colon: `" + ": ".join(part.strip() for part in name.split(":", 1)) + "`"
    if given is None and (known[:1] == ["en"] or not name.isidentifier()):
        return "inside { } a comma ends a text: put the text in quotes"
    meant = next((key for key in _ALSO_CALLED.get(name.casefold(), ()) if key in known), None)
    if meant or (meant := nearest(name, known)):
        return f"did you mean `{meant}`?"
    left_empty = _empty_before(path, document)
    if left_empty:
        return f"if it belongs to `{left_empty}`, indent it further"
    return f"known here: {', '.join(known)}" if known else ""


def _empty_before(path: Place, document: Document) -> str:
    """The key in the same map, above a key, after whose colon nothing stands."""
    beside = _at(document.value, path[:-1])
    if not isinstance(beside, dict):
        return ""
    found = ""
    for key, value in beside.items():
        if key == path[-1]:
            return found
        if value is None:
            found = key
    return ""


def _at(value: Value, path: Place) -> Value:
    for step in path:
        value = value.get(str(step)) if isinstance(value, dict) else None
    return value


def missing(path: Place, keys: list[str]) -> str:
    """What to add; of a single key also what it says."""
    added = "add " + ", ".join(f"`{key}:`" for key in keys)
    about = _about((*path, keys[0])) if len(keys) == 1 and keys[0] not in ("title", "id", "format", "en") else ""
    return f"{added}: {about[0].lower()}{about[1:].rstrip('.')}" if about else added


def _about(path: Place) -> str:
    """The sentence about the key at a path, "" where ids are free."""
    here: Shape | None = scenario_shape()
    about = ""
    for step in path:
        if here is None:
            return ""
        if here.kind == "object":
            field = next((field for field in here.fields if field.key == step), None)
            here, about = (field.shape, field.about) if field else (None, "")
        else:
            here, about = here.inner, ""
    return about


def wrong_type(wanted: str, path: Place, given: object) -> str:
    """The cure for a value of a wrong type; "" if the message says all."""
    if given is None:
        return "nothing stands after the colon" + (
            ", or what follows is indented too little" if "map" in wanted else ""
        )
    if wanted == "text" and isinstance(given, int | float):
        return "put it in quotes"
    if wanted == "true or false" and str(given).casefold() in ("yes", "on", "y", "no", "off", "n"):
        return f"write `{'true' if str(given).casefold() in ('yes', 'on', 'y') else 'false'}`"
    if wanted == "a list" and isinstance(given, str):
        return f"write `[{given}]`" if len(given) <= 40 else "put it in brackets: `[...]`"
    if wanted != "a map of keys":
        return ""
    if isinstance(given, list):
        dashed = bool(given) and isinstance(given[0], dict)
        return (
            "write `id: {...}` for each, without the dash"
            if dashed
            else _AS_MAP.get(str(path[-1]), "write `{key: value}`")
        )
    if len(path) == 2 and path[0] == "history":
        return f"write `{{orders: [{given}]}}`"
    if len(path) == 2 and str(path[0]) in _MAIN_KEYS:
        return f"write `{{{_MAIN_KEYS[str(path[0])]}: {given}}}`"
    return _AS_MAP.get(str(path[-1]), "")


def left_out(path: Place, document: Document) -> str:
    """The cure where somebody writes `null` to be rid of what is inherited; "" where that cannot be meant."""
    span = document.span(path)
    if not (isinstance(document.value, dict) and document.value.get("extends")) or len(path) < 2:
        return ""
    if (span.line, span.column) == (span.end_line, span.end_column):
        return ""
    ways = f"`remove: {{{path[0]}: [{path[1]}]}}`"
    return (
        f"to leave it out write {ways}"
        if len(path) == 2
        else f"it cannot be taken out of what is inherited: write {ways} and `{path[1]}` anew"
    )


def shaped(name: str, given: str) -> str:
    """How a `version` or an `id` that is none may be written."""
    if name == "version" and (found := re.match(r"^[^0-9]*([0-9]{1,6})(?:\.([0-9]{1,6}))?(?:\.([0-9]{1,6}))?$", given)):
        return f"write `{found[1]}.{found[2] or 0}.{found[3] or 0}`"
    made = as_id(given).rpartition("`")[0].rpartition("`")[2].replace("_", "-") if name == "id" else ""
    return f"write `{made}`" if made else ""


def as_id(name: str) -> str:
    """How a word may be written as an id."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    made = _NOT_AN_ID.sub("_", "".join(c for c in plain if not unicodedata.combining(c))).strip("_")
    form = "ids are lower case letters, digits and _, a letter first"
    if len(name) > 60:
        return f"{form}, and at most 60 of them"
    return f"{form}: `{made}`" if made and made[0].isalpha() and len(made) <= 60 else form
