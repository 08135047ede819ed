"""`renamed:` in a scenario: ids are for ever; what gets another name says so, and keeps its luck.

Takes the section, gives the first id of everything (whose luck it has) and the present one of an old id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Renames = Mapping[Any, Mapping[str, str]]  # section -> old id -> new id


def first_id(renamed: Renames, section: str, id: str) -> str:
    """The id that something had first."""
    before = {new: old for old, new in renamed.get(section, {}).items()}
    seen = {id}
    while id in before and before[id] not in seen:
        id = before[id]
        seen.add(id)
    return id


def present_id(renamed: Renames, section: str, id: str) -> str:
    """The id that something has now."""
    after, seen = renamed.get(section, {}), {id}
    while id in after and after[id] not in seen:
        id = after[id]
        seen.add(id)
    return id
