"""The schema of a scenario: pydantic models of every section, after the files are merged.

Takes plain values from the reader, gives validated models. The checker, the manual and the editors' JSON Schema all come from
these models. Nothing here knows about spans: `scenario.validate` turns pydantic's errors into diagnostics.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

_NUMBER = r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]{1,2})?)"
_RANGE = re.compile(rf"^\s*{_NUMBER}\s+to\s+{_NUMBER}\s*$")
_LAG = re.compile(r"^\s*([0-9]{1,4})(?:\s+to\s+([0-9]{1,4}))?\s+(?:quarters?|turns?)\s*$")
_QUARTER = re.compile(r"^([0-9]{4})-Q([1-4])$")
EXTENDS = re.compile(r"^([a-z][a-z0-9_-]*)\s*(?:>=\s*([0-9]{1,6})\s*,\s*<\s*([0-9]{1,6}))?$")


def _expression(value: Any) -> Any:
    """Numbers and yes/no are expressions, too; everything else must be text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return value


def _range(value: Any) -> Any:
    if isinstance(value, str) and (found := _RANGE.match(value)):
        low, high = float(found[1]), float(found[2])
        if low < high:
            return (low, high)
        raise ValueError("the first number must be below the second, for example `0 to 1`")
    raise ValueError("needs a range such as `0 to 1` or `-10 to 10`")


def _lag(value: Any) -> Any:
    if isinstance(value, str) and (found := _LAG.match(value)):
        first = int(found[1])
        last = int(found[2] or first)
        if first <= last <= 60:
            return (first, last)
    raise ValueError("needs a time such as `3 quarters` or `4 to 24 quarters` (60 at most)")


def _quarter(value: Any) -> Any:
    if isinstance(value, str) and (found := _QUARTER.match(value)) and int(found[1]):
        return int(found[1]) * 4 + int(found[2]) - 1
    raise ValueError("needs a quarter such as `2022-Q1`")


def _figure(value: Any) -> Any:
    """A number, or a quarter as quarters since year 0."""
    return _quarter(value) if isinstance(value, str) else value


def _distance(value: Any) -> Any:
    """A number, or a time such as `4 quarters`."""
    return float(_lag(value)[0]) if isinstance(value, str) else value


def _extends(value: Any) -> Any:
    if isinstance(value, str) and (found := EXTENDS.match(value.strip())):
        return (found[1], int(found[2] or 0), int(found[3] or 10**6))
    raise ValueError("needs the id of a ruleset and its versions, such as `bamboo >=1, <2`")


def _axes(value: Any) -> Any:
    """`powers`, `[powers, cohorts]` or `[powers, powers as rival]` -> pairs (group, axis name)."""
    if value is None:
        return ()
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list) or not 1 <= len(parts) <= 2:
        raise ValueError("needs a group or a pair of groups, such as `powers` or `[powers, powers as rival]`")
    axes = []
    for part in parts:
        words = part.split() if isinstance(part, str) else []
        if len(words) == 1:
            axes.append((words[0], words[0]))
        elif len(words) == 3 and words[1] == "as":
            axes.append((words[0], words[2]))
        else:
            raise ValueError("needs a group's id, or `group as name`")
    if len(axes) == 2 and axes[0][1] == axes[1][1]:
        raise ValueError("both axes have one name; write for example `[powers, powers as rival]`")
    return tuple(axes)


def _text(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


def _sources(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _members(value: Any) -> Any:
    if isinstance(value, list):
        names = [v if isinstance(v, str) else str(v) for v in value]
        if len(set(names)) < len(names):
            raise ValueError("a member stands twice in it")
        return {name: {} for name in names}
    return value


Expression = Annotated[str, BeforeValidator(_expression), Field(max_length=2000)]
Range = Annotated[tuple[float, float], BeforeValidator(_range)]
Figure = Annotated[float, BeforeValidator(_figure)]
Distance = Annotated[float, BeforeValidator(_distance), Field(gt=0)]
Lag = Annotated[tuple[int, int], BeforeValidator(_lag)]
Quarter = Annotated[int, BeforeValidator(_quarter)]
Axes = Annotated[tuple[tuple[str, str], ...], BeforeValidator(_axes)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Sources = Annotated[list[str], BeforeValidator(_sources)]


class Model(BaseModel):
    """Base of all sections: unknown keys are refused, values are not bent into other types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextIn(Model):
    """A text in English and Vietnamese."""

    en: str
    vi: str | None = None


Text = Annotated[TextIn, BeforeValidator(_text)]


class Sourced(Model):
    """Whatever holds numbers says where they come from."""

    source: Sources = []
    assumed: str | None = None
    fitted: str | None = None


class MemberIn(Model):
    title: Text | None = None
    short: Text | None = None


class GroupIn(Model):
    title: Text | None = None
    within: str | None = None
    members: Annotated[dict[Id, MemberIn], BeforeValidator(_members), Field(min_length=1, max_length=64)]


def _group(value: Any) -> Any:
    return {"members": value} if isinstance(value, list) else value


class ParameterIn(Sourced):
    value: Any
    unit: str = ""
    range: Range | None = None
    free: bool = False
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


class LevelIn(Model):
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


class EventIn(Sourced):
    kind: Literal["card", "memo", "vote", "news", "hazard", "chain", "shock"]
    main: bool = False
    on: Quarter | None = None
    date_assumed: str | None = None
    from_: Quarter | None = Field(None, alias="from")
    until: Quarter | None = None
    when: Expression | None = None
    chance: Expression | None = None
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


class HistoryIn(Model):
    orders: list[str] = []
    source: Sources = []
    note: str | None = None


class ScreenIn(Model):
    attention: str = ""
    relations: str = ""
    rank: str = ""
    dependence: str = ""
    moods: dict[str, str] = {}
    numbers: list[str] = []
    judgements: list[str] = []
    ladder: str = ""


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
    extends: Annotated[tuple[str, int, int], BeforeValidator(_extends)] | None = None
    clock: ClockIn | None = None
    groups: dict[Id, Annotated[GroupIn, BeforeValidator(_group)]] = {}
    parameters: dict[Id, ParameterIn] = {}
    variables: dict[Id, VariableIn] = {}
    derived: dict[Id, DerivedIn] = {}
    delays: dict[Id, DelayIn] = {}
    terms: dict[Id, GlossaryIn] = {}
    verb_groups: dict[Id, VerbGroupIn] = {}
    actions: dict[Id, ActionIn] = {}
    moves: dict[Id, MoveIn] = {}
    events: dict[Id, EventIn] = {}
    outcomes: dict[Id, OutcomeIn] = {}
    endings: dict[Id, EndingIn] = {}
    history: dict[str, HistoryIn] = {}
    targets: dict[Id, TargetIn] = {}
    screen: ScreenIn = ScreenIn()
