"""Takes an event (or a verb) and the worlds of a turn, gives its conditions one by one: which hold, which do not, on what values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.evaluate import Frame, run, spread
from sim.engine.happen import followed
from sim.engine.worlds import Bools
from sim.rulebook.expression import (
    Binary,
    Call,
    Formula,
    Node,
    Number,
    Reduce,
    Unary,
    YesNo,
    children,
    clauses,
    walk,
    written,
)
from sim.rulebook.rulebook import Event, Rulebook, quarter_name

_JOINED = ("and", "or")
_COMPARED = ("<", "<=", ">", ">=", "=", "!=")


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of an event: as a writer would say it, and how to test it (None: its cause, `after:`)."""

    text: str
    formula: Formula | None


def conditions(rules: Rulebook, event: Event) -> tuple[Clause, ...]:
    """What must hold for an event besides its time and its luck: its cause, and the clauses of `when`, in order."""
    found = []
    if event.after is not None:
        found.append(Clause(f"after {cause_name(rules, event)}", None))
    if event.when is not None:
        found += [Clause(part.text, part) for part in parts(event.when)]
    return tuple(found)


def parts(when: Formula) -> tuple[Formula, ...]:
    """The clauses of a condition as formulas of their own, each with its text."""
    return tuple(when.part(node, written(node, when.axes)) for node in clauses(when.node))


def cause_name(rules: Rulebook, event: Event) -> str:
    """What a chain follows: `event`, or `event.option`; with its time."""
    assert event.after is not None
    first, _, option = event.after
    cause = next(e for e in rules.events if e.first == first)
    name = cause.id if option < 0 else f"{cause.id}.{cause.options[option].id}"
    return f"{name}, {event.lag} quarter{'s' * (event.lag != 1)} later" if event.lag else f"{name}, at once"


def holds(clause: Clause, event: Event, frame: Frame) -> Bools:
    """[members, N] where a condition holds."""
    value = (
        followed(event, frame) if clause.formula is None else run(clause.formula, frame).astype(np.bool_, copy=False)
    )
    if value.ndim == 1:
        value = value[None]
    laid: Bools = spread(value, (event.size, frame.state.shape[-1]))
    return laid


def window(rules: Rulebook, event: Event) -> str:
    """When an event may happen at all; "" for one without dates."""

    def name(turn: int) -> str:
        return quarter_name(rules.start + turn - 1)

    if event.on is not None:
        return f"on {name(event.on)}"
    found = [f"from {name(event.start)}"] if event.start is not None else []
    found += [f"until {name(event.until)}"] if event.until is not None else []
    return " ".join(found)


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a condition in one world: its text, whether it holds (None: it did not come to that), the values, its own parts."""

    text: str
    held: bool | None
    values: tuple[tuple[str, float], ...]
    branches: tuple[Branch, ...] = ()


def branches(formula: Formula, frame: Frame, position: Sequence[int]) -> Branch:
    """A condition as a tree for world 0 of the frame, at a position along its result axes (the member, the target)."""
    return _branch(formula.node, formula, frame, tuple(position))


def _branch(node: Node, formula: Formula, frame: Frame, position: tuple[int, ...]) -> Branch:
    text, held = written(node, formula.axes), bool(at_position(node, formula, frame, position))
    if (isinstance(node, Binary) and node.op in _JOINED) or (isinstance(node, Unary) and node.op == "not"):
        return Branch(text, held, (), tuple(_branch(part, formula, frame, position) for part in _joined(node)))
    values = []
    if isinstance(node, Binary) and node.op in _COMPARED:
        for side in (node.a, node.b):
            values += [
                (written(part, formula.axes), at_position(part, formula, frame, position)) for part in _changing(side)
            ]
    return Branch(text, held, tuple(dict(values).items()))


def _joined(node: Binary | Unary) -> tuple[Node, ...]:
    """The operands of a chain of one logical operator."""
    if isinstance(node, Unary):
        return (node.x,)
    found: tuple[Node, ...] = ()
    for side in (node.a, node.b):
        found += _joined(side) if isinstance(side, Binary) and side.op == node.op else (side,)
    return found


def _changing(node: Node) -> tuple[Node, ...]:
    """What changes in one side of a comparison: the side itself, and the numbers that it is made of."""
    if all(isinstance(part, Number | YesNo | Unary | Binary | Call) for part in walk(node)):
        return ()
    found: tuple[Node, ...] = (node,)
    if not isinstance(node, Reduce):  # below it there is one value a member
        for part in children(node):
            found += _changing(part)
    return found


def at_position(node: Node, formula: Formula, frame: Frame, position: Sequence[int]) -> float:
    """The value of a part of a formula in world 0 at a position along the formula's result axes."""
    value = np.asarray(run(formula.part(node), frame), dtype=float)
    for at in position:
        if value.ndim > 1:
            value = value[at if value.shape[0] > 1 else 0]
    return float(value.reshape(-1)[0])
