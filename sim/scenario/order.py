"""Takes the formulas of the derived numbers as written, gives the order to compile them in: each after those that it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_NAME = re.compile(r"(?<![\w.])[a-z]\w*(?!\w|\s*\()")


def named(formula: str, among: Collection[str]) -> list[str]:
    """Which of some ids a formula names, each once, as they come."""
    return [word for word in dict.fromkeys(_NAME.findall(formula)) if word in among]


def in_order(formulas: Mapping[str, str]) -> tuple[list[str], list[list[str]]]:
    """All ids, each after those that its formula names; and the circles, each from an id back to itself.

    Depth first, without recursion: chains may be longer than Python's stack.
    """
    done: dict[str, None] = {}
    circles = []
    for first in formulas:
        path = [first] if first not in done else []
        waiting = [named(formulas[first], formulas)] if path else []
        while path:
            following = next((id for id in waiting[-1] if id not in done), None)
            if following is None:
                done[path.pop()] = None
                waiting.pop()
            elif following in path:
                circles.append([*path[path.index(following) :], following])
                waiting[-1].remove(following)
            else:
                path.append(following)
                waiting.append(named(formulas[following], formulas))
    return list(done), circles
