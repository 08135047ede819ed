"""Which formulas a Rulebook has, and the forms in which their values are wanted.

Takes a Rulebook or the cell of a formula; gives formulas with their use, or the functions that lay out, book or price a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

import numpy as np

from sim.engine import elementwise as el
from sim.engine.cells import Cell, Frame, Get, flat
from sim.engine.elementwise import Values
from sim.rulebook.expression import Formula, Shape
from sim.rulebook.rulebook import Action, Effect, Option, Rulebook


class Form(NamedTuple):
    """How a value is laid out before its worlds: first spread to a shape, if that must be, then reshaped."""

    spread: Shape | None
    shape: Shape | None


def acts(rules: Rulebook) -> Iterator[tuple[Action | Option, bool]]:
    """Everything that Vietnam can do, and whether it is bound to a member."""
    yield from ((action, action.group is not None) for action in rules.actions)
    for event in rules.events:
        for option in (*event.options, *((event.wait,) if event.wait else ())):
            yield option, event.group is not None


def effects(rules: Rulebook) -> Iterator[tuple[Effect, bool, int]]:
    """(effect, whether it is bound to a member, how often a turn asks for it) of everything in a Rulebook."""
    for act, bound in acts(rules):
        yield from ((effect, bound, 2) for effect in act.effects)  # a policy looks at it before it is done
    for move in rules.moves:
        yield from ((effect, move.group is not None, 1) for option in move.options for effect in option.effects)
    for event in rules.events:
        yield from ((effect, event.group is not None, 1) for effect in event.effects)


def formulas(rules: Rulebook) -> Iterator[tuple[Formula, int, str]]:
    """(formula, how often a turn asks for it, what is done with it) of everything in a Rulebook but effects."""
    for act, _ in acts(rules):
        if act.when is not None:
            yield act.when, 2, "read"
        yield from ((cost.formula, 2, "pay") for cost in act.costs)
    for variable in rules.variables:
        yield from ((term.formula, 1, "book") for term in variable.terms)
    yield from ((derived.formula, 1, "read") for derived in rules.derived)
    yield from ((delay.inflow, 1, "book") for delay in rules.delays)
    yield from ((tracker.formula, 1, "track") for tracker in rules.trackers)
    yield from ((tally.formula, 1, "book") for tally in rules.tallies)
    yield from ((option.utility, 1, "read") for move in rules.moves for option in move.options)
    for event in rules.events:
        yield from ((formula, 1, "read") for formula in (event.when, event.chance, event.stake) if formula is not None)
        yield from ((formula, 1, "read") for formula in event.advice)
    yield from ((outcome.formula, 1, "read") for outcome in rules.outcomes)
    for ending in rules.endings:
        yield from ((formula, 1, "read") for formula in (ending.lamp, ending.when))


# -- forms ----------------------------------------------------------------------------------------------------------------


def whole(cell: Cell, formula: Formula) -> Form:
    """(size or 1 for each result axis): the axes of reductions fall away."""
    lead = cell.shape[: formula.free] or (1,) * formula.free
    return Form(None, None if len(lead) == len(cell.shape) else lead)


def block(cell: Cell, formula: Formula) -> Form:
    """(size of the whole result,)."""
    sizes = formula.sizes[: formula.free]
    full = (*sizes, *cell.shape[formula.free :])
    return Form(None if cell.shape in ((), full) and (cell.shape or flat(sizes)) else full, (prod(sizes),))


def touched(cell: Cell, formula: Formula, bound: int = 0) -> Form:
    """(1, rows that an effect touches)."""
    members = cell.shape[:bound] or (1,)
    inner = formula.sizes[bound : formula.free]
    alike = flat(inner) or cell.shape[bound : formula.free] == inner
    return Form(None if alike else (*members, *inner, *cell.shape[formula.free :]), (*members, prod(inner)))


def touched_by_member(cell: Cell, formula: Formula) -> Form:
    """(bound members or 1, rows that an effect touches for each)."""
    return touched(cell, formula, 1)


def formed(compute: Get, form: Form) -> Get:
    """The same value laid out in a form."""
    spread, shape = form
    if shape is None:
        return compute

    def laid_out(frame: Frame) -> Values:
        value = compute(frame)
        if spread is not None:
            value = np.broadcast_to(value, (*spread, value.shape[-1]))
        return value.reshape(*shape, value.shape[-1])

    return laid_out


def booked(compute: Get, cell: Cell) -> Get:
    """A change: on the grid and finite."""
    finite = cell.finite
    if not cell.fresh or cell.kept or cell.test:
        return lambda frame: el.contribution(compute(frame), None, finite)

    def over(frame: Frame) -> Values:
        value = compute(frame)
        return el.contribution(value, value, finite)

    return over


def priced(compute: Get, cell: Cell) -> Get:
    """A price: on the grid and not below 0."""
    return lambda frame: np.maximum(el.grid(compute(frame)), 0.0)
