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
_LONGEST = 60  # characters that are looked at to guess what was meant
_QUARTER_FIRST = re.compile(r"^\s*[Qq]([1-4])[\s/-]*([0-9]{4})\s*$")  # Q2 2022
_QUARTER_LOOSE = re.compile(r"^\s*([0-9]{4})[\s/-]*[Qq]?([1-4])\s*$")  # 2022q2, 2022 Q2
_DAY = re.compile(r"^\s*([0-9]{4})[-/.]([0-9]{1,2})(?:[-/.][0-9]{1,2})?\s*$")  # 2022-04, 2022-04-30
_TIMES = {"month": 1 / 3, "months": 1 / 3, "year": 4, "years": 4, "quarter": 1, "quarters": 1, "turn": 1, "turns": 1, "": 1}  # fmt: skip
_SPAN = re.compile(r"^\s*([0-9]{1,4})(?:\s*(?:to|-|–|\.\.)\s*([0-9]{1,4}))?\s*([a-z]*)\s*$")
_BOUNDS = re.compile(rf"^\s*\[?\s*{_NUMBER}%?\s*(?:to|-|–|,|;|\.\.+)\s*{_NUMBER}(%?)[^0-9]*$")
_PARENT = re.compile(r"^(?:[\w.-]*[/\\])*([a-z][a-z0-9_-]*)[\s@^~=<>v]*([0-9]{1,6})?[\s0-9.,<>=x*]*$")
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
    raise ValueError("needs a range such as `0 to 1` or `-10 to 10`", _meant_range(value))


def _meant_range(value: Any) -> str:
    """What somebody probably means who writes `0..10`, `[0, 10]` or `0 to 10 points`."""
    found = _BOUNDS.match(str(value)[:_LONGEST])
    if not found:
        return ""
    low, high = (float(part) / (100 if found[3] else 1) for part in found.groups()[:2])
    return f"write `{low:g} to {high:g}`"


def _lag(value: Any) -> Any:
    if isinstance(value, str) and (found := _LAG.match(value)):
        first = int(found[1])
        last = int(found[2] or first)
        if first <= last <= 60:
            return (first, last)
    raise ValueError("needs a time such as `3 quarters` or `4 to 24 quarters` (60 at most)", _meant_time(value))


def _meant_time(value: Any) -> str:
    """What somebody probably means who writes `2`, `6 months` or `2-4 quarters`."""
    found = _SPAN.match(str(value)[:_LONGEST].casefold())
    if not found or found[3] not in _TIMES:
        return ""
    times = [max(1, round(int(part) * _TIMES[found[3]])) for part in found.groups()[:2] if part]
    if times[0] > times[-1] or times[-1] > 60:
        return ""
    return f"write `{' to '.join(map(str, times))} quarter{'s' * (times[-1] > 1)}`"


def _quarter(value: Any) -> Any:
    if isinstance(value, str) and (found := _QUARTER.match(value)) and int(found[1]):
        return int(found[1]) * 4 + int(found[2]) - 1
    raise ValueError("needs a quarter such as `2022-Q1`", meant_quarter(value))


def meant_quarter(value: Any) -> str:
    """What somebody probably means who writes `Q2 2022`, `2022-04-30` or `2022`."""
    text = str(value)[:_LONGEST]
    if found := _QUARTER_FIRST.match(text):
        year, quarter = found[2], int(found[1])
    elif found := _QUARTER_LOOSE.match(text):
        year, quarter = found[1], int(found[2])
    elif (found := _DAY.match(text)) and 1 <= int(found[2]) <= 12:
        year, quarter = found[1], (int(found[2]) + 2) // 3
    elif len(text) == 4 and text.isdigit():
        year, quarter = text, 1
    else:
        return ""
    return f"write `{year}-Q{quarter}`"


def _figure(value: Any) -> Any:
    """A number, or a quarter as quarters since year 0."""
    if isinstance(value, str) and not _QUARTER.match(value):
        raise ValueError("needs a number, or a quarter such as `2022-Q1`", meant_quarter(value))
    return _quarter(value) if isinstance(value, str) else value


def _distance(value: Any) -> Any:
    """A number, or a time such as `4 quarters`."""
    if isinstance(value, str) and not _LAG.match(value):
        raise ValueError("needs a number, or a time such as `3 quarters`", _meant_time(value))
    return float(_lag(value)[0]) if isinstance(value, str) else value


def parent_of(value: Any) -> Any:
    """`bamboo >=1, <2` -> (id, first version, version that is too new)."""
    if isinstance(value, str) and (found := EXTENDS.match(value.strip())):
        return (found[1], int(found[2] or 0), int(found[3] or 10**6))
    meant = "extend one of them; it may extend another" if isinstance(value, list) else _meant_parent(str(value))
    raise ValueError("needs the id of a ruleset and its versions, such as `bamboo >=1, <2`", meant)


def _meant_parent(text: str) -> str:
    """What somebody probably means who writes `../bamboo`, `bamboo ^1` or `bamboo 1.0.0`."""
    found = _PARENT.match(text[:_LONGEST].strip().casefold())
    if not found:
        return ""
    major = int(found[2]) if found[2] else None
    return f"write `{found[1]}" + (f" >={major}, <{major + 1}`" if major is not None else "`")


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
