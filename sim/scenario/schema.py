"""The schema of a scenario: pydantic models of every section, after the files are merged.

Takes plain values from the reader, gives validated models. The checker, the manual and the editors' JSON Schema all come from
these models. Nothing here knows about spans: `scenario.validate` turns pydantic's errors into diagnostics.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.scenario.forms import (
    Axes,
    Distance,
    Expression,
    Figure,
    Id,
    Lag,
    Quarter,
    Range,
    Sources,
    in_english,
    named,
    parent_of,
)


class Model(BaseModel):
    """Base of all sections: unknown keys are refused, values are not bent into other types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextIn(Model):
    """A text in English and Vietnamese."""

    en: str
    vi: str | None = None


Text = Annotated[TextIn, BeforeValidator(in_english)]


class Sourced(Model):
    """Whatever holds numbers says where they come from."""

    source: Sources = []
    assumed: str | None = None
    fitted: str | None = None


class MemberIn(Model):
    title: Text | None = None
    short: Text | None = None
    in_text: Text | None = None


class GroupIn(Model):
    title: Text | None = None
    within: str | None = None
    members: Annotated[dict[Id, MemberIn], BeforeValidator(named), Field(min_length=1, max_length=64)]


def _group(value: Any) -> Any:
    return {"members": value} if isinstance(value, list) else value


class GradeIn(Sourced):
    """A size in words: how many times the scale of what an act moves."""

    value: Annotated[float, Field(gt=0)]
    title: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"value": value}


class ParameterIn(Sourced):
    value: Any
    unit: str = ""
    range: Range | None = None
    free: bool = False
    switch: bool = False  # it stands at 1 and is no quantity: at 0 it takes a mechanism out
    prior: Any = None
    title: Text | None = None
    about: Text | None = None
    for_: Axes = Field((), alias="for")


class TermIn(Sourced):
    title: Text | None = None
    formula: Expression

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"formula": value}


class LevelIn(Sourced):
    title: Text
    from_: float = Field(alias="from")


class Shown(Sourced):
    """What variables and derived numbers share: title, axes, unit, how they are shown."""

    title: Text
    about: Text | None = None
    for_: Axes = Field((), alias="for")
    unit: str = ""
    good: Literal["high", "low", "none"] = "none"
    decimals: Annotated[int, Field(ge=0, le=6)] = 1
    levels: dict[Id, LevelIn] = {}


class VariableIn(Shown):
    range: Range
    scale: Id | Literal[1] | None = None  # parameter: how much one clear act moves it; 1: counted in pieces
    start: Any = None
    sight: Annotated[float, Field(ge=0)] = 0.0
    sums_to: float | None = None
    change: dict[Id, TermIn] = {}


class DerivedIn(Shown):
    formula: Expression
    range: Range | None = None


class DelayIn(Sourced):
    title: Text | None = None
    for_: Axes = Field((), alias="for")
    unit: str = ""
    lag: Lag
    scale: Id | Literal[1] | None = None
    inflow: Expression = "0"
    start: Any = None


class EffectIn(Model):
    add: Expression | None = None
    set: Expression | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        if isinstance(value, dict):
            if list(value) != ["set"]:
                raise ValueError("an effect is a number, an expression, or `{set: expression}`")
            return value
        return {"add": value}


Effects = dict[str, EffectIn]
Costs = dict[str, Expression]


class GlossaryIn(Model):
    title: Text
    text: Text
    source: Sources = []


class VerbGroupIn(Model):
    title: Text


class ActionIn(Sourced):
    title: Text
    about: Text | None = None
    group: str
    icon: str = "circle"
    key: Annotated[str, Field(pattern=r"^[a-z0-9]$")] | None = None
    target: str | None = None
    cost: Costs = {}
    when: Expression | None = None
    forbidden: bool = False
    reason: Text | None = None
    effects: Effects = {}


class MoveOptionIn(Sourced):
    title: Text
    text: Text | None = None
    utility: Expression
    effects: Effects = {}
    place: str | None = None


class MoveIn(Sourced):
    title: Text | None = None
    for_: str | None = Field(None, alias="for")
    options: dict[Id, MoveOptionIn]


class OptionIn(Sourced):
    title: Text | None = None
    text: Text | None = None
    cost: Costs = {}
    when: Expression | None = None
    effects: Effects = {}
    history: Literal["chosen"] | None = None


class ForeseenIn(Sourced):
    """The chance a quarter that somebody without the script gives a dated event; forecasts use it instead of the date."""

    chance: Expression

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"chance": value}


class EventIn(Sourced):
    kind: Literal["card", "memo", "vote", "news", "hazard", "chain", "shock"]
    main: bool = False
    on: Quarter | None = None
    date_assumed: str | None = None
    from_: Quarter | None = Field(None, alias="from")
    until: Quarter | None = None
    when: Expression | None = None
    chance: Expression | None = None
    foreseen: ForeseenIn | None = None
    after: str | None = None
    lag: Lag | None = None
    again: Lag | None = None
    for_: str | None = Field(None, alias="for")
    limit: Annotated[int, Field(ge=1)] | None = None
    stake: Expression | None = None
    title: Text
    text: Text | None = None
    kicker: Text | None = None
    place: str | None = None
    numbers: dict[Id, float] = {}
    advice: dict[str, Expression] = {}
    effects: Effects = {}
    options: dict[Id, OptionIn] = {}


class OutcomeIn(Sourced):
    title: Text
    about: Text | None = None
    formula: Expression
    range: Range = (0.0, 100.0)
    unit: str = ""


class EndingIn(Sourced):
    title: Text
    text: Text | None = None
    lamp: Expression
    lamp_text: Text | None = None
    when: Expression


class TargetIn(Sourced):
    title: Text
    about: Text | None = None
    part_of: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$", max_length=20)] | None = None
    policy: str = "history"
    luck: Literal["on", "off"] = "on"
    of: Expression
    to: Expression | None = None
    by: Literal["mean", "share", "median", "ratio"]
    at: Quarter | None = None
    value: Figure | None = None
    at_least: Figure | None = None
    at_most: Figure | None = None
    tolerance: Distance | None = None


class HappenedIn(Sourced):
    """Something that chance brought in the record, and where the record says so."""


class MovedIn(HappenedIn):
    takes: Id


class HistoryIn(Model):
    orders: list[str] = []
    source: Sources = []
    note: str | None = None
    events: dict[str, HappenedIn] = {}
    moves: dict[str, MovedIn] = {}


class ReadingIn(Model):
    """How a replay reads one fact: in which number it shows, or why the model misses it."""

    shown_by: str | None = None
    sign: Literal["up", "down"] | None = None
    missed: Text | None = None


class AdviserIn(Model):
    """One who reads the forecast with eyes of its own; it moves nothing, so its weights are no numbers of the model."""

    title: Text
    about: Text | None = None
    icon: str = "user"
    weights: Annotated[dict[str, Annotated[int, Field(ge=1, le=20)]], Field(min_length=1, max_length=12)]


class ScreenIn(Model):
    attention: str = ""
    relations: str = ""
    rank: str = ""
    dependence: str = ""
    moods: dict[str, str] = {}
    numbers: list[str] = []
    judgements: list[str] = []
    ladder: str = ""


class TemplateIn(Model):
    """A family of objects: `make` is one of them with `{slots}`, each slot has a default or (null) must be given."""

    about: Text | None = None
    of: Literal[
        "parameters", "variables", "derived", "delays", "terms", "actions", "moves", "events", "outcomes", "endings", "targets"
    ] = "events"  # fmt: skip
    slots: dict[Id, Any] = {}
    make: Annotated[dict[str, Any], Field(min_length=1)]


class CheckIn(Model):
    """An expectation of the author's own, judged like a target but without a source."""

    title: Text | None = None
    policy: str = "history"
    luck: Literal["on", "off"] = "on"
    of: Expression
    to: Expression | None = None
    by: Literal["mean", "share", "median", "ratio"]
    at: Quarter | None = None
    value: Figure | None = None
    at_least: Figure | None = None
    at_most: Figure | None = None
    tolerance: Distance | None = None


class ClockIn(Model):
    start: Quarter
    turns: Annotated[int, Field(ge=1, le=400)]
    cards: Annotated[int, Field(ge=1, le=4)] = 1
    memos: Annotated[int, Field(ge=0, le=6)] = 2


class ScenarioIn(Model):
    """A whole scenario, merged with what it extends."""

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    about: Text | None = None
    extends: Annotated[tuple[str, int, int], BeforeValidator(parent_of)] | None = None
    clock: ClockIn | None = None
    groups: dict[Id, Annotated[GroupIn, BeforeValidator(_group)]] = {}
    grades: dict[Id, GradeIn] = {}
    parameters: dict[Id, ParameterIn] = {}
    variables: dict[Id, VariableIn] = {}
    derived: dict[Id, DerivedIn] = {}
    delays: dict[Id, DelayIn] = {}
    terms: dict[Id, GlossaryIn] = {}
    verb_groups: dict[Id, VerbGroupIn] = {}
    advisers: dict[Id, AdviserIn] = {}
    actions: dict[Id, ActionIn] = {}
    moves: dict[Id, MoveIn] = {}
    events: dict[Id, EventIn] = {}
    outcomes: dict[Id, OutcomeIn] = {}
    endings: dict[Id, EndingIn] = {}
    history: dict[str, HistoryIn] = {}
    record: dict[str, ReadingIn] = {}
    targets: dict[Id, TargetIn] = {}
    checks: dict[Id, CheckIn] = {}
    templates: dict[Id, TemplateIn] = {}
    renamed: dict[
        Literal["parameters", "variables", "derived", "delays", "actions", "moves", "events", "outcomes", "endings"],
        dict[str, Id],
    ] = {}
    screen: ScreenIn = ScreenIn()
