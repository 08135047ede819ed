"""Where a name lies: members, axes and selectors become rows and a shape along the axes of a formula.

Takes the groups, the axes in scope and the selectors as written; gives rows and shapes. Selectors fill a block's axes from the left;
axes left over are matched by name with the axes in scope.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sim.base.diagnostic import nearest
from sim.rulebook.rulebook import Axis, Group
from sim.scenario.parse import Apply, Name, Place, names_in

Rows = tuple[int, ...]
Shape = tuple[int, ...]

_UNBOUND = {  # words for a member that only some acts have
    "self": "only an event or a move with `for: GROUP` has a `self`",
    "target": "only a verb with `target: GROUP` has a `target`",
    "rivals_of_self": "effects of an event or a move with `for: GROUP` have rivals of its `self`, in that group",
    "rivals_of_target": "effects of a verb with `target: GROUP` have rivals of its target, in that group",
}


class Spread(Protocol):
    """Whatever lies along axes."""

    @property
    def axes(self) -> Sequence[Axis]: ...


class Fault(NamedTuple):
    """One mistake in one expression."""

    code: str
    message: str
    place: Place
    cure: str


@dataclass
class Layout:
    """The axes of one expression and the faults found in it.

    Args:
        groups: all groups of the scenario.
        axes: result axes, then those of reductions as they are met.
        total: how many axes there will be in all.
        scope: (name of an axis, its position), innermost last.
    """

    groups: dict[str, Group]
    axes: list[Axis]
    total: int
    scope: list[tuple[str, int]]
    faults: list[Fault] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # positions along which something was read

    def fault(self, code: str, message: str, place: Place, cure: str = "") -> None:
        """Note a mistake and go on."""
        self.faults.append(Fault(code, message, place, cure))

    def shape(self, placed: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        sizes = [1] * self.total
        for position, size in placed:
            sizes[position] = size
            self.used.add(position)
        return tuple(sizes)

    def find_axis(self, name: str) -> tuple[int, Axis] | None:
        for known, position in reversed(self.scope):
            if known == name:
                return position, self.axes[position]
        return None

    def address(
        self, axes: Sequence[Axis], selectors: Sequence[str], tree: Name
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Rows (relative to the block) and shape of a name with its selectors."""
        empty: tuple[tuple[int, ...], tuple[int, ...]] = ((0,), self.shape([]))
        if len(selectors) > len(axes):
            has = "no members" if not axes else f"{len(axes)} axis" if len(axes) == 1 else f"{len(axes)} axes"
            self.fault(
                "E208",
                f"`{tree.parts[0]}` has {has}, so `{tree.text}` says too much",
                tree.place,
                f"write `{tree.parts[0]}`" if not axes else "",
            )
            return empty
        picks: list[tuple[list[int], int | None]] = []  # (members, position or None when fixed)
        for number, axis in enumerate(axes):
            selector = selectors[number] if number < len(selectors) else axis.name
            members = self.groups[axis.group].members
            found = self.find_axis(selector)
            if found is None and number >= len(selectors):
                found = self.implied(axis)
            if number < len(selectors) and selector in members and found is None:
                picks.append(([members.index(selector)], None))
            elif found is not None:
                matched = self.align(axis, found[0], tree.place, tree.parts[0])
                if matched is None:
                    return empty
                picks.append((matched, found[0]))
            elif number < len(selectors):
                close = nearest(selector, [*members, *(name for name, _ in self.scope)])
                fixed = ".".join([tree.parts[0], *(close if s == selector else s for s in selectors)]) if close else ""
                cure = f"did you mean `{fixed}`?" if close else f"members of `{axis.group}`: {', '.join(members)}"
                cure = _UNBOUND.get(selector, cure)
                self.fault("E201", f"unknown name `{tree.text}`: `{axis.group}` has no `{selector}`", tree.place, cure)
                return empty
            else:
                along = [n for n, p in self.scope if self.axes[p].group == axis.group and n not in selectors]
                member = (along if number == len(selectors) else []) or members
                ways = f"write `{tree.text}.{member[0]}` or `sum({tree.text} over {axis.name})`"
                self.fault(
                    "E209", f"`{tree.text}` runs over `{axis.name}`, which the result does not", tree.place, ways
                )
                return empty
        taken = [position for _, position in picks if position is not None]
        if len(set(taken)) != len(taken):
            return self.diagonal(axes, picks)
        placed = sorted((position, i) for i, (_, position) in enumerate(picks) if position is not None)
        strides = self.strides(axes)
        rows = [sum(members[0] * strides[i] for i, (members, position) in enumerate(picks) if position is None)]
        for _, i in placed:
            rows = [base + m * strides[i] for base in rows for m in picks[i][0]]
        return tuple(rows), self.shape([(position, len(picks[i][0])) for position, i in placed])

    def align(self, axis: Axis, position: int, place: Place, text: str) -> list[int] | None:
        """Members of `axis` along the axis at `position`, matched by id; None (and a fault) if they do not match."""
        here = self.groups[self.axes[position].group]
        there = self.groups[axis.group]
        if here.id == there.id:
            return list(range(len(there.members)))
        if here.within == there.id or set(here.members) <= set(there.members):
            return [there.members.index(m) for m in here.members]
        odd = next(m for m in here.members if m not in there.members)
        self.fault(
            "E207",
            f"`{text}` has no member `{odd}` of `{here.id}`",
            place,
            f"use `is({self.axes[position].name}, ...)` to tell them apart",
        )
        return None

    def implied(self, axis: Axis) -> tuple[int, Axis] | None:
        """The one axis in scope whose group lies within the axis's group (`within:`)."""
        fitting = [(p, self.axes[p]) for _, p in self.scope if self.groups[self.axes[p].group].within == axis.group]
        return fitting[0] if len(fitting) == 1 else None

    def strides(self, axes: Sequence[Axis]) -> list[int]:
        sizes = [len(self.groups[a.group].members) for a in axes]
        return [math.prod(sizes[i + 1 :]) for i in range(len(sizes))]

    def diagonal(
        self, axes: Sequence[Axis], picks: list[tuple[list[int], int | None]]
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Both axes of a pair read along one axis: the diagonal."""
        strides = self.strides(axes)
        position = picks[0][1]
        rows = tuple(a * strides[0] + b * strides[1] for a, b in zip(picks[0][0], picks[1][0], strict=True))
        return rows, self.shape([(position or 0, len(rows))])


def over_what(tree: Apply, text: str, block: Callable[[str], Spread | None]) -> str:
    """How to write a reduction that lacks its axis: over the first axis of what it is given that no selector fixes."""
    if len(tree.args) != 1:
        return f"write `{tree.name}(x over powers)`"
    shown = text[tree.args[0].place.at : tree.args[0].place.end]
    for name in names_in(tree.args[0]):
        found = block(name.parts[0])
        if found is not None and len(found.axes) >= len(name.parts):
            return f"write `{tree.name}({shown} over {found.axes[len(name.parts) - 1].name})`"
    if tree.name in ("min", "max"):
        return f"give it two values: `{tree.name}({shown}, 0)`"
    return f"write `{tree.name}(x over powers)`"
