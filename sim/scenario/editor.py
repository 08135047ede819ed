"""A scenario -> a JSON Schema (draft-07) for its files, which knows its own ids: editors complete, explain and underline with it.

Takes the merged document, as far as it could be read, and the ledger of facts; gives plain values for JSON. A file holds any part of a
scenario, so nothing is required at the top; what is inherited may be changed in part, what is new must be whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from sim.base.document import Document, Value
from sim.facts.ledger import Ledger
from sim.scenario.remove import REMOVABLE, SECTION
from sim.scenario.shape import Field, Shape, scenario_shape
from sim.scenario.templates import SECTIONS

Json = dict[str, Any]
ID = r"^[a-z][a-z0-9_]*$"
MOST = 4000  # names in one list
_FORMS: dict[str, Json] = {
    "expression": {"type": ["string", "number", "boolean"]},
    "range": {"type": "string", "pattern": r"^\s*[-+.0-9e]+\s+to\s+[-+.0-9e]+\s*$"},
    "figure": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[0-9]{4}-Q[1-4]$"}]},
    "distance": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[0-9]+ (quarter|turn)s?$"}]},
    "time": {"type": "string", "pattern": r"^\s*[0-9]+(\s+to\s+[0-9]+)?\s+(quarter|turn)s?\s*$"},
    "quarter": {"type": "string", "pattern": r"^[0-9]{4}-Q[1-4]$"},
    "ruleset": {"type": "string", "pattern": r"^[a-z][a-z0-9_-]*\s*(>=\s*[0-9]+\s*,\s*<\s*[0-9]+)?$"},
    "text": {"type": "string"}, "whole number": {"type": "integer"}, "number": {"type": "number"},
    "true or false": {"type": "boolean"}, "value": {},
    "names": {"type": "array", "items": {"type": ["string", "number"]}, "uniqueItems": True},
}  # fmt: skip


class _Ids:
    """The ids of a document that may be damaged: whatever is a map counts."""

    def __init__(self, document: Document | None, ledger: Ledger) -> None:
        self.value = document.value if document is not None and isinstance(document.value, dict) else {}
        self.ledger = ledger

    def section(self, name: str) -> dict[str, Value]:
        found = self.value.get(name)
        return found if isinstance(found, dict) else {}

    def members(self, group: str) -> list[str]:
        found = self.section("groups").get(group)
        held = found.get("members") if isinstance(found, dict) else found
        return [str(m) for m in held] if isinstance(held, dict | list) else []

    def axes(self, object_: Value) -> list[str]:
        over = object_.get("for") if isinstance(object_, dict) else None
        parts = [over] if isinstance(over, str) else over if isinstance(over, list) else []
        return [str(part).split()[0] for part in parts if str(part).split()]

    def title(self, object_: Value) -> str:
        title = object_.get("title") if isinstance(object_, dict) else None
        return str(title.get("en", "")) if isinstance(title, dict) else title if isinstance(title, str) else ""

    def carried(self) -> dict[str, str]:
        """Every name that an effect may change: blocks, their members, and the target; with what it is."""
        found: dict[str, str] = {}
        for section in ("variables", "delays"):
            for id, v in self.section(section).items():
                about = f"{self.title(v)} ({section.removesuffix('s')})"
                found[id] = about
                axes = self.axes(v)
                for members in product(
                    *(
                        [*self.members(group), "target", "self", "rivals_of_target", "rivals_of_self"]
                        for group in axes[:1]
                    )
                ):
                    if members:
                        found[".".join((id, *members))] = about
                if len(axes) == 2:
                    for pair in product(self.members(axes[0]), self.members(axes[1])):
                        found[".".join((id, *pair))] = about
        return dict(list(found.items())[:MOST])

    def payable(self) -> dict[str, str]:
        return {id: self.title(v) for id, v in self.section("variables").items() if not self.axes(v)}

    def causes(self) -> dict[str, str]:
        """Events and their options, for `after:`."""
        found: dict[str, str] = {}
        for id, event in self.section("events").items():
            found[id] = self.title(event)
            options = event.get("options") if isinstance(event, dict) else None
            for option, held in options.items() if isinstance(options, dict) else ():
                found[f"{id}.{option}"] = self.title(held)
        return found

    def orders(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for id, action in self.section("actions").items():
            group = action.get("target") if isinstance(action, dict) else None
            for target in self.members(str(group)) if group else [""]:
                found[f"{id} {target}".strip()] = self.title(action)
        return found

    def numbers(self) -> dict[str, str]:
        return {id: self.title(v) for s in ("variables", "derived") for id, v in self.section(s).items()}

    def sources(self) -> dict[str, str]:
        known = (*self.ledger.facts, *self.ledger.mechanisms, *self.ledger.works)
        return {id: self.ledger.describe(id, "en") for id in known}

    def titled(self, section: str) -> dict[str, str]:
        return {id: self.title(v) for id, v in self.section(section).items()}


def _one_of(names: Mapping[str, str]) -> Json:
    """One of some names, each with its description; any text where there are none yet."""
    if not names:
        return {"type": "string"}
    return {"type": "string", "enum": list(names), "enumDescriptions": list(names.values())}


def json_schema(document: Document | None, parent: Document | None, ledger: Ledger) -> Json:
    """The schema for the files of a scenario.

    Args:
        document: merged with what it extends; None if it could not be read.
        parent: what it extends, by itself.
    """
    writer = _Writer(_Ids(document, ledger), _Ids(parent, ledger))
    properties = {field.key: writer.section(field) for field in scenario_shape().fields}
    properties[SECTION] = writer.remove()
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Bamboo Balance: a file of a scenario",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "definitions": writer.definitions,
    }


class _Writer:
    def __init__(self, ids: _Ids, inherited: _Ids) -> None:
        self.ids, self.inherited = ids, inherited
        expression = dict(_FORMS["expression"])
        self.definitions: dict[str, Json] = {
            "facts": {"anyOf": [_one_of(ids.sources()), {"type": "array", "items": _one_of(ids.sources())}]},
            "group-id": _one_of(ids.titled("groups")),
            "number-id": _one_of(ids.numbers()),
            "effect": {
                "anyOf": [
                    expression,
                    {
                        "type": "object",
                        "properties": {"set": expression},
                        "required": ["set"],
                        "additionalProperties": False,
                    },
                ]
            },
            "effects": self.map_of(ids.carried(), {"$ref": "#/definitions/effect"}, open_=True),
            "costs": self.map_of(ids.payable(), dict(_FORMS["expression"]), open_=False),
        }

    def map_of(self, names: Mapping[str, str], inner: Json, *, open_: bool) -> Json:
        properties = {name: {"description": about, **inner} if about else inner for name, about in names.items()}
        return {
            "type": "object",
            "properties": properties,
            "additionalProperties": inner if open_ or not names else False,
        }

    def section(self, field: Field) -> Json:
        """A section of the file: its own and inherited ids, and new ones."""
        shape = field.shape
        if shape.kind != "map" or shape.inner is None or shape.inner.kind != "object":
            return {"description": field.about, **self.value(shape, "scenario", field.key)}
        whole = self.whole(shape.inner, field.key)
        part = self.reference(shape.inner, partial=True)
        properties = {}
        inherited = self.inherited.section(field.key)
        for id, held in {**self.ids.section(field.key), **inherited}.items():
            title = self.ids.title(held)
            properties[id] = {
                **({"description": title} if title else {}),
                **(part if id in inherited else whole),
            }
        found: Json = {
            "description": field.about,
            "type": "object",
            "properties": properties,
            "additionalProperties": whole,
        }
        if field.key not in ("history", "record"):
            found["propertyNames"] = {"pattern": ID}
        return found

    def whole(self, shape: Shape, section: str) -> Json:
        """An object that must have its required keys, unless it is one of a family."""
        reference = self.reference(shape)
        if section not in SECTIONS or section == "templates":
            return reference
        self.reference(shape, partial=True)
        return {
            "if": {"required": ["like"]},
            "then": {"$ref": f"#/definitions/{_slug(shape.name)}-part"},
            "else": reference,
        }

    def reference(self, shape: Shape, *, partial: bool = False) -> Json:
        name = _slug(shape.name) + ("-part" if partial else "")
        if name not in self.definitions:
            self.definitions[name] = {}  # objects do not hold themselves, but each other
            self.definitions[name] = self.object(shape, partial)
        return {"$ref": f"#/definitions/{name}"}

    def object(self, shape: Shape, partial: bool) -> Json:
        properties = {
            field.key: {"description": field.about, **self.value(field.shape, shape.name, field.key, partial)}
            for field in shape.fields
        }
        if shape.name in (
            "event",
            "action",
            "move",
            "variable",
            "derived",
            "delay",
            "outcome",
            "ending",
            "target",
            "parameter",
        ):
            properties["like"] = {"description": "The template that it is one of.", **_one_of(self.templates())}
            properties["with"] = {"description": "What fills the template's slots.", **self.slots()}
        found: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        required = [field.key for field in shape.fields if field.required]
        if required and not partial:
            found["required"] = required
        return {"anyOf": [dict(_FORMS[shape.short]), found]} if shape.short else found

    def templates(self) -> dict[str, str]:
        return dict.fromkeys(self.ids.section("templates"), "")

    def slots(self) -> Json:
        names: dict[str, str] = {}
        for id, template in self.ids.section("templates").items():
            slots = template.get("slots") if isinstance(template, dict) else None
            names |= dict.fromkeys(slots, f"of {id}") if isinstance(slots, dict) else {}
        return {"type": "object", "properties": {name: {"description": about} for name, about in names.items()}}

    def value(self, shape: Shape, owner: str, key: str, partial: bool = False) -> Json:
        """The schema of one value; where ids are meant, of those that there are."""
        meant = self.meant(owner, key)
        if meant is not None:
            return meant
        match shape.kind:
            case "object":
                return self.reference(shape, partial=partial)
            case "choice":
                return {"enum": list(shape.choices)}
            case "list":
                assert shape.inner is not None
                return {"type": "array", "items": self.value(shape.inner, owner, "")}
            case "map":
                assert shape.inner is not None
                inner = self.value(shape.inner, owner, "", partial)
                if shape.choices:
                    return {
                        "type": "object",
                        "properties": dict.fromkeys(shape.choices, inner),
                        "additionalProperties": False,
                    }
                return {"type": "object", "additionalProperties": inner}
        if shape.name == "axes":
            names = {"anyOf": [{"$ref": "#/definitions/group-id"}, {"type": "string", "pattern": r"^\S+ as \S+$"}]}
            return {
                "anyOf": [
                    {"$ref": "#/definitions/group-id"},
                    {"type": "array", "items": names, "minItems": 1, "maxItems": 2},
                ]
            }
        if shape.name == "sources":
            return {"$ref": "#/definitions/facts"}
        return dict(_FORMS[shape.name])

    def meant(self, owner: str, key: str) -> Json | None:
        ids = self.ids
        match owner, key:
            case (("event" | "move"), "for") | ("action", "target") | ("group", "within"):
                return {"$ref": "#/definitions/group-id"}
            case _, "effects":
                return {"$ref": "#/definitions/effects"}
            case _, "cost":
                return {"$ref": "#/definitions/costs"}
            case "event", "after":
                return _one_of(ids.causes())
            case "action", "group":
                return _one_of(ids.titled("verb_groups"))
            case (("variable" | "delay"), "scale"):
                return {"anyOf": [_one_of(ids.titled("parameters")), {"const": 1}]}
            case "history", "orders":
                return {"type": "array", "items": _one_of(ids.orders())}
            case "screen", ("attention" | "relations" | "rank" | "dependence" | "ladder"):
                return {"$ref": "#/definitions/number-id"}
            case "screen", "numbers":
                return {"type": "array", "items": {"$ref": "#/definitions/number-id"}}
            case "screen", "judgements":
                return {"type": "array", "items": _one_of(ids.titled("outcomes"))}
        return None

    def remove(self) -> Json:
        properties = {s: {"type": "array", "items": _one_of(self.inherited.titled(s))} for s in REMOVABLE}
        about = "What the ruleset has and this scenario does not."
        return {"description": about, "type": "object", "properties": properties, "additionalProperties": False}


def _slug(name: str) -> str:
    return name.replace(" ", "-")
