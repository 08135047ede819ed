"""Plain values -> validated models; pydantic's errors become diagnostics with a place and a cure.

Takes a `Document` and a schema, gives the model or None, with everything that is wrong in the report.
"""

from __future__ import annotations

import copy
import types
import typing
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.base.diagnostic import Report, meant, nearest
from sim.base.yaml_reader import Document, Place
from sim.scenario import cures
from sim.scenario.schema import ScenarioIn

MAX_ERRORS = 500  # more help nobody
_ROOT_KEYS = ("format", "id", "version", "title")
_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a map of keys",
    "model_type": "a map of keys",
    "list_type": "a list",
    "model_attributes_type": "a map of keys",
}
_BOUNDS = {
    "greater_than": "above",
    "greater_than_equal": "at least",
    "less_than": "below",
    "less_than_equal": "at most",
}
_SHAPES = {
    "version": "three whole numbers such as `1.0.0`",
    "id": "small letters, digits and -, a letter first",
    "key": "one small letter or digit",
    "part_of": "a letter, then letters, digits and _",
    "name": "a letter, then letters, digits, spaces and signs of `:=.,+-`",
    "keep": "`all`, `none` or a number of worlds such as `sample:1000`",
}
_ACTS = (
    "actions",
    "events",
    "moves",
    "outcomes",
    "endings",
    "history",
    "record",
    "terms",
)  # whose absence changes no axes


Schema = TypeVar("Schema", bound=BaseModel)


def validate(document: Document, report: Report, schema: type[Schema]) -> Schema | None:
    """Check a document against a schema."""
    try:
        return schema.model_validate(document.value)
    except ValidationError as problem:
        found: list[dict[str, Any]] = [dict(error) for error in problem.errors(include_url=False)[:MAX_ERRORS]]
    missing: dict[Place, list[str]] = {}
    for error in found:
        if error["type"] == "missing":
            missing.setdefault(tuple(error["loc"][:-1]), []).append(str(error["loc"][-1]))
        else:
            _report(error, document, report, schema)
    bad_ids = {tuple(error["loc"][:-1]) for error in found if error["loc"][-1:] == ("[key]",)}
    for owner, keys in missing.items():
        if owner not in bad_ids:
            _lacks(owner, keys, document, report)
    return None


def sound_part(document: Document) -> tuple[ScenarioIn | None, set[Place]]:
    """What can still be checked of a document that fails the schema, and the objects that were mended or left out.

    Unknown keys are dropped; acts that are wrong otherwise are dropped whole; anything else wrong: nothing can be checked.
    """
    value: Any = copy.deepcopy(document.value)
    damaged: set[Place] = set()
    for _ in range(2):  # an object without its unknown key may lack one that is required
        try:
            return ScenarioIn.model_validate(value), damaged
        except ValidationError as problem:
            for error in problem.errors(include_url=False):
                path = tuple(part for part in error["loc"] if part != "[key]")
                object_path = path[:2]
                if len(path) < 2 or not (path[0] in _ACTS or (error["type"] == "extra_forbidden" and len(path) > 2)):
                    return None, damaged
                damaged.add(object_path)
                _drop(value, path if error["type"] == "extra_forbidden" else object_path)
    return None, damaged


def _drop(value: Any, path: Place) -> None:
    for part in path[:-1]:
        value = value.get(part) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value.pop(path[-1], None)


def _lacks(owner: Place, keys: list[str], document: Document, report: Report) -> None:
    """Required keys are missing: in an object, or because its id was meant to be one of the ruleset that it extends."""
    place = owner
    told = [(code, document.span(owner)) for code in ("E190", "E191")] + [("E193", document.key_span(owner))]
    if owner and any(report.has(code, at) for code, at in told):
        return  # its template would have given them
    if not owner:  # the file that says who the scenario is, not just any of its files
        place = next(((key,) for key in _ROOT_KEYS if (key,) in document.spans), ())
    where = document.key_span(place)
    folder = where.file.rpartition("/")[0]
    siblings = [path for path in document.spans if len(path) == len(owner) > 1 and path[:-1] == owner[:-1]]
    inherited = [str(path[-1]) for path in siblings if document.key_span(path).file.rpartition("/")[0] != folder]
    close = nearest(str(owner[-1]), inherited) if owner else None
    named = ", ".join(f"`{key}`" for key in keys)
    what = f"`{_shown(owner)}` lacks the key{'s' * (len(keys) > 1)} {named}"
    cure = cures.missing(owner, keys)
    report.error("E102", what, where, f"did you mean `{close}`? else {cure}" if close else cure)


def _report(error: dict[str, Any], document: Document, report: Report, schema: type[BaseModel]) -> None:
    loc: tuple[int | str, ...] = tuple(error["loc"])
    key_is_bad = loc and loc[-1] == "[key]"
    path = loc[:-1] if key_is_bad else loc
    kind, message = str(error["type"]), str(error["msg"])
    name = str(path[-1]) if path else ""
    who = f"entry {path[-1] + 1} of `{path[-2]}`" if len(path) > 1 and isinstance(path[-1], int) else f"`{name}`"
    if kind == "extra_forbidden":
        known = _keys(path[:-1], schema)
        cure = cures.unknown_key(path, known, document, error["input"])
        report.error("E101", f"unknown key `{name}`", document.key_span(path), cure)
    elif kind == "literal_error":
        allowed = str(error["ctx"]["expected"])
        report.error(
            "E104",
            f"unknown section `{name}`" if key_is_bad else f"`{name}` is {_found(error['input'])}",
            document.key_span(path) if key_is_bad else document.span(path),
            meant(
                str(error["input"]),
                allowed.replace("'", "").replace(" or ", ", ").split(", "),
                f"it can be {_listed(allowed)}",
            ),
        )
    elif key_is_bad:
        report.error(
            "E105",
            f"`{name}` is no id",
            document.key_span(path),
            cures.as_id(name),
        )
    elif kind == "string_pattern_mismatch" and path[:1] == ("renamed",) and "." in str(error["input"]):
        report.error("E185", "only whole ids are renamed", document.span(path), cures.WHOLE_IDS)
    elif kind == "string_pattern_mismatch" and name not in _SHAPES:
        report.error("E105", f"`{error['input']}` is no id", document.span(path), cures.as_id(str(error["input"])))
    elif name in _SHAPES and (kind == "string_pattern_mismatch" or isinstance(error["input"], int | float)):
        report.error(
            "E106",
            f"`{name}` needs {_SHAPES[name]}, found {_found(error['input'])}",
            document.span(path),
            cures.shaped(name, str(error["input"])),
        )
    elif kind in ("too_short", "too_long", "string_too_long"):
        limit = error["ctx"].get("max_length")
        what = "characters" if kind == "string_too_long" else "entries"
        report.error(
            "E106",
            f"`{name}` is empty" if limit is None else f"`{name}` has more than {limit} {what}",
            document.key_span(path),
            "list at least one" if limit is None else "make it shorter",
        )
    elif kind in _WANTED:
        report.error(
            "E103",
            f"{who} needs {_WANTED[kind]}, found {_found(error['input'])}",
            document.span(path),
            (error["input"] is None and cures.left_out(path, document))
            or cures.wrong_type(_WANTED[kind], path, error["input"]),
        )
    elif kind in _BOUNDS:
        bound = next(iter(error["ctx"].values()))
        report.error(
            "E106", f"{who} must be {_BOUNDS[kind]} {bound:g}, found {_found(error['input'])}", document.span(path)
        )
    else:
        said, *wanted = error["ctx"]["error"].args if kind == "value_error" else (message,)
        found_there = "; ".join(part for part in (f"found {_found(error['input'])}", *wanted) if part)
        report.error("E106", f"{who}: {said}", document.span(path), found_there)


def _listed(allowed: str) -> str:
    return allowed.replace("'", "`")


def _found(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case dict():
            return "a map"
        case list():
            return "a list"
        case str():
            return f"the text `{_clip(value)}`"
    return f"`{value}`"


def _clip(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _shown(path: tuple[int | str, ...]) -> str:
    return ".".join(str(p) for p in path) or "the scenario"


def _keys(path: tuple[int | str, ...], schema: type[BaseModel]) -> list[str]:
    """The keys that the schema knows at a path; empty where ids are free."""
    here: Any = schema
    for part in path:
        here = _inner(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = next((f for n, f in here.model_fields.items() if (f.alias or n) == part), None)
            if field is None:
                return []
            here = field.annotation
        elif typing.get_origin(here) is dict:
            here = typing.get_args(here)[1]
        else:
            return []
    here = _inner(here)
    if isinstance(here, type) and issubclass(here, BaseModel):
        return [f.alias or n for n, f in here.model_fields.items()]
    return []


def _inner(annotation: Any) -> Any:
    """Strip Annotated and Optional."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
        else:
            return annotation
