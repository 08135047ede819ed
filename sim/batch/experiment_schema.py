"""The schema of an experiment file: pydantic models of its plain values, short forms unfolded."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.forms import Range
from sim.scenario.schema import Model


def _one(value: Any) -> Any:
    """`bamboo` -> {policy: bamboo}."""
    return {"policy": value} if isinstance(value, str) else value


def _spread(value: Any) -> Any:
    """`1 to 4` -> {range: 1 to 4}; `[1, 2]` -> {choices: [1, 2]}; {times: ...} likewise, and multiplied."""
    if isinstance(value, str):
        return {"range": value}
    if isinstance(value, list):
        return {"choices": value}
    if isinstance(value, dict) and "times" in value and not isinstance(value["times"], bool):
        rest = {key: inner for key, inner in value.items() if key != "times"}
        return {**rest, **_spread(value["times"]), "times": True} if isinstance(value["times"], str | list) else value
    return value


def _wanted(value: Any) -> Any:
    """`more` -> {goal: more}."""
    return {"goal": value} if isinstance(value, str) else {} if value is None else value


def _sampled(value: Any) -> Any:
    """`latin` -> {kind: latin}."""
    return {"kind": value} if isinstance(value, str) else value


def _rule(value: Any) -> Any:
    """`ci95(x)<=0.5` -> {until: ci95(x)<=0.5}."""
    return {"until": value} if isinstance(value, str) else value


class PlayerIn(Model):
    """Who decides; `name` is its label in the tables."""

    policy: Annotated[str, Field(min_length=1, max_length=200)]
    name: Annotated[str, Field(pattern=r"^[A-Za-z][\w :=.,+-]*$", max_length=60)] | None = None
    with_: dict[str, float] = Field(default_factory=dict, alias="with")


class VaryIn(Model):
    """What one parameter may be."""

    range: Range | None = None
    choices: Annotated[list[float], Field(min_length=1, max_length=1000)] | None = None
    log: bool = False
    times: bool = False

    @model_validator(mode="after")
    def _one_of_two(self) -> VaryIn:
        if (self.range is None) == (self.choices is None):
            raise ValueError("needs a range such as `1 to 4`, or choices such as `[1, 2, 4]`")
        if self.log and (self.range is None or self.range[0] <= 0):
            raise ValueError("`log` needs a range above 0")
        return self


class DesignIn(Model):
    """How cells are chosen from what varies."""

    kind: Literal["grid", "latin", "sobol", "morris", "list"]
    samples: Annotated[int, Field(ge=1)] | None = None
    second_order: bool | None = None
    trajectories: Annotated[int, Field(ge=2)] | None = None
    levels: Annotated[int, Field(ge=2, le=1000)] | None = None
    cells: Annotated[list[dict[str, float]], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _fitting(self) -> DesignIn:
        own = {"grid": ("levels",), "latin": ("samples",), "sobol": ("samples", "second_order"),
               "morris": ("trajectories", "levels"), "list": ("cells",)}[self.kind]  # fmt: skip
        for key in ("samples", "second_order", "trajectories", "levels", "cells"):
            if getattr(self, key) is not None and key not in own:
                raise ValueError(f"`{self.kind}` takes no `{key}`; it takes {', '.join(own)}")
        if self.kind == "list" and self.cells is None:
            raise ValueError("a list needs `cells:`, such as `cells: [{memory: 3}, {memory: 6}]`")
        return self


class GoalIn(Model):
    """What is wanted of an outcome."""

    goal: Literal["more", "less"] = "more"
    threshold: float | None = None


class StopIn(Model):
    """When a run may end before its last world."""

    until: str = ""
    time: str = ""


class ExperimentIn(Model):
    """A whole experiment."""

    format: Literal[1]
    about: str = ""
    scenario: Annotated[str, Field(min_length=1)]
    seed: Annotated[int, Field(ge=0, lt=1 << 63)] = 1
    worlds: Annotated[int, Field(ge=1, le=1 << 40)]
    luck: bool = True
    policies: Annotated[list[Annotated[PlayerIn, BeforeValidator(_one)]], Field(min_length=1, max_length=200)]
    doctrines: list[str] = Field(default_factory=list)
    set: dict[str, float] = Field(default_factory=dict)
    ensemble: str | None = None
    vary: dict[str, Annotated[VaryIn, BeforeValidator(_spread)]] = Field(default_factory=dict)
    design: Annotated[DesignIn, BeforeValidator(_sampled)] | None = None
    outcomes: dict[str, Annotated[GoalIn, BeforeValidator(_wanted)]] = Field(default_factory=dict)
    stop: Annotated[StopIn, BeforeValidator(_rule)] = Field(default_factory=StopIn)
    keep: Annotated[str, Field(pattern=r"^(all|none|sample:[1-9][0-9]{0,11})$")] = "all"
