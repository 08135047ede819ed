"""The schema's models -> a plain description of what may stand where: keys, forms of values, what is required, one sentence for each.

Takes pydantic models; gives `Shape`s, from which the editors' JSON Schema and the reference are made. There is one schema only.
"""

from __future__ import annotations

import re
import types
import typing
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario import forms
from sim.scenario.manual import ABOUT
from sim.scenario.schema import EffectIn, GradeIn, GroupIn, ScenarioIn, TermIn, TextIn

FORMS: dict[Any, str] = {
    typing.get_args(annotated)[1].func: name
    for name, annotated in (
        ("expression", forms.Expression), ("range", forms.Range), ("figure", forms.Figure), ("distance", forms.Distance),
        ("time", forms.Lag), ("quarter", forms.Quarter), ("axes", forms.Axes), ("sources", forms.Sources),
    )
}  # fmt: skip
FORMS[forms.parent_of] = "ruleset"
SHORT: dict[type[BaseModel], str] = {  # models that may also be written in one word
    TextIn: "text", TermIn: "expression", EffectIn: "expression", GradeIn: "number", GroupIn: "names",
}  # fmt: skip
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PLAIN = {str: "text", int: "whole number", float: "number", bool: "true or false"}


@dataclass(frozen=True, slots=True)
class Field:
    """One key of an object."""

    key: str
    shape: Shape
    required: bool
    default: Any
    about: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be."""

    kind: Literal["object", "map", "list", "choice", "value"]
    name: str  # of the object (`event`), or of the form of a value
    fields: tuple[Field, ...] = ()
    inner: Shape | None = None  # of the values of a map or the entries of a list
    choices: tuple[Any, ...] = ()
    short: str = ""  # the form in which an object may also be written


@lru_cache(maxsize=1)
def scenario_shape() -> Shape:
    """The shape of a whole scenario."""
    return _of(ScenarioIn, ())


def name_of(model: type[BaseModel]) -> str:
    """What the reference calls an object: `event` for EventIn."""
    return _HUMP.sub(" ", model.__name__.removesuffix("In")).lower()


def _of(annotation: Any, metadata: tuple[Any, ...]) -> Shape:
    while True:
        form = next((FORMS[m.func] for m in metadata if isinstance(m, BeforeValidator) and m.func in FORMS), None)
        if form:
            return Shape("value", form)
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation, metadata = annotation.__origin__, (*metadata, *annotation.__metadata__)
        elif origin in (typing.Union, types.UnionType):
            annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
        else:
            break
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        keys = tuple(_field(annotation, name, field) for name, field in annotation.model_fields.items())
        return Shape("object", name_of(annotation), keys, short=SHORT.get(annotation, ""))
    if origin is dict:
        key, inner = typing.get_args(annotation)
        choices = typing.get_args(key) if typing.get_origin(key) is Literal else ()
        return Shape("map", "", inner=_of(inner, ()), choices=choices)
    if origin is list:
        return Shape("list", "", inner=_of(typing.get_args(annotation)[0], ()))
    if origin is Literal:
        return Shape("choice", "", choices=typing.get_args(annotation))
    return Shape("value", _PLAIN.get(annotation, "value"))


def _field(model: type[BaseModel], name: str, field: FieldInfo) -> Field:
    key = field.alias or name
    default = None if field.default is PydanticUndefined else field.default
    about = ABOUT.get(f"{name_of(model)}.{key}") or ABOUT.get(f"*.{key}", "")
    return Field(key, _of(field.annotation, tuple(field.metadata)), field.is_required(), default, about)
