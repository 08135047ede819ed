"""The forms of single values in a scenario: expressions, ranges, lags, quarters, axes, texts with one language.

Takes what the reader found, gives it in the type that the schema wants; a ValueError says what the form is.
"""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

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


def parent_of(value: Any) -> Any:
    """`bamboo >=1, <2` -> (id, first version, version that is too new)."""
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


def in_english(value: Any) -> Any:
    """A plain text is English."""
    return {"en": value} if isinstance(value, str) else value


def _sources(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def named(value: Any) -> Any:
    """A list of names -> names without titles."""
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
