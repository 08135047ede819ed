"""Cells: the distinct parts of all formulas, and the functions of a frame that read them.

Takes nodes that read (rows and shape), gives cells. How cells are put together into formulas is the matter of `lower`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Protocol

import numpy as np

from sim.engine import elementwise as el
from sim.engine import magnitude
from sim.engine.elementwise import Values
from sim.rulebook import expression as ex
from sim.rulebook.expression import Rows, Shape

SINGLE, SETS, WORLDS = range(3)  # how far a value runs: one for all, one for each parameter set, one for each world
TURN, TRAIL, TALLY, LIVED, OUTFLOW, ORDERED = (1 << bit for bit in range(6))  # what a value may need, as bits
ROWS = 6  # the bit of the first row of the state; those of the events' instances follow after its last
EVERYTHING = -1


class Frame(Protocol):
    """What the functions read; see `evaluate.Frame`."""

    turn: int
    state: Values
    params: Values
    outflow: Values
    trail: tuple[Values, ...]
    tally: Values
    lived: Values
    fired: Values
    chosen: Values
    ordered: dict[int, Values]
    values: list[Values | None]


Get = Callable[[Frame], Values]
Lay = Callable[[Values], Values]


class Cell:
    """One part of formulas: `shape` along the axes of its formula (empty where all are 1), then the worlds.

    `make` gives its function. `fresh`: what that gives belongs to nobody else. `light`: it only points at numbers that stand
    somewhere already. `bound`: how large it can become, see `magnitude`.
    """

    __slots__ = ("args", "bound", "fresh", "get", "light", "make", "needs", "shape", "test", "thin", "uses", "width")

    def __init__(
        self, make: Callable[[Cell], Get], args: tuple[Cell, ...] = (), *, shape: Shape = (), width: int = SINGLE,
        needs: int = 0, test: bool = False, fresh: bool = True, light: bool = False, bound: float | None = None,
    ) -> None:  # fmt: skip
        self.make, self.args = make, args
        self.shape: Shape = () if flat(shape) else shape
        self.width: int = width
        self.needs: int = needs
        self.test, self.fresh, self.light = test, fresh, light
        self.bound: float = max((arg.bound for arg in args), default=magnitude.STORED) if bound is None else bound
        self.uses: int = 0  # how many cells and formulas ask for it
        self.get: Get | None = None  # its function, if its value is kept
        self.thin: Get | None = None  # the same for a number that meets one for each world
        for arg in args:
            self.width = max(self.width, arg.width)
            self.needs |= arg.needs
            arg.uses += 1

    @property
    def constant(self) -> bool:
        """Whether it is the same in every game."""
        return self.width == SINGLE and not self.needs

    @property
    def kept(self) -> bool:
        """Whether its value is kept, because more than one cell or formula asks for it."""
        return self.constant or (self.uses > 1 and not self.light and not self.needs & ORDERED)

    @property
    def finite(self) -> bool:
        """Whether it is always a finite number."""
        return magnitude.finite(self.bound)

    def spare(self, other: Cell) -> bool:
        """Whether its value can be written over with the value of another."""
        alike = (self.width, self.shape, self.test) == (other.width, other.shape, other.test)
        return alike and self.fresh and not self.kept


def flat(shape: Shape) -> bool:
    """Whether a value of that shape runs along no axis."""
    return all(size == 1 for size in shape)


def leaf(node: ex.Node, start: int, first_instance: int) -> Cell:
    """The cell of a node without operands. `start`: quarter of turn 1; `first_instance`: bit of the first event."""
    match node:
        case ex.Number(value=x):
            return _fixed(np.array([float(x)]), ())
        case ex.YesNo(value=yes):
            return _fixed(np.array([yes]), ())
        case ex.Same(table=table, shape=shape):
            return _fixed(np.array(table, dtype=np.bool_), shape)
        case ex.Clock(part=part):
            return Cell(lambda cell: _clock(part, start), needs=TURN)
        case ex.Read(kind=kind, rows=rows, shape=shape):
            return _store(kind, rows, shape)
        case ex.Past(rows=rows, shape=shape, turns=turns, change=change):
            lay = laid(rows, shape)
            if change:
                return _read(lambda f: lay(f.trail[-1]) - lay(_then(f, turns)), shape, TRAIL, light=False)
            return _read(lambda f: lay(_then(f, turns)), shape, TRAIL)
        case ex.Average(rows=rows, shape=shape, turns=turns):
            return _read(_recent(laid(rows, shape), turns), shape, TRAIL, light=False)
        case ex.Ever(rows=rows, shape=shape):
            lay = laid(rows, shape)
            return _read(lambda f: lay(f.tally) > 0.0, shape, TALLY, test=True, light=False)
        case ex.First(rows=rows, shape=shape):
            return _read(_first(laid(rows, shape), start), shape, TALLY, light=False)
        case ex.Ordered(action=action, shape=shape):
            return _read(_ordered(action, shape), shape, ORDERED, test=True, light=False)
        case ex.EventRead(what=what, rows=rows, shape=shape, option=option):
            needs = reduce(or_, (1 << first_instance + row for row in rows))
            if what == "since":
                return _read(_since(laid(rows, shape)), shape, needs | TURN, light=False)
            return _read(_recorded(laid(rows, shape), what, option), shape, needs, test=True, light=False)
    raise TypeError(node)


def game_average(rows: Rows, shape: Shape, now: Cell, instead: Callable[[], Get]) -> Cell:
    """The mean over the game so far; before its first turn what `instead` gives, the function of `now`."""
    lay = laid(rows, shape)

    def make(cell: Cell) -> Get:
        get = instead()

        def average(frame: Frame) -> Values:
            if not el.some(frame.lived):
                return np.broadcast_to(get(frame), (*cell.shape, frame.lived.shape[0]))
            return lay(frame.tally) / np.maximum(frame.lived, 1)

        return average

    bound = max(now.bound, magnitude.STORED)
    return Cell(make, (now,), shape=shape, width=WORLDS, needs=TALLY | LIVED, fresh=False, bound=bound)


def laid(rows: Rows, shape: Shape) -> Lay:
    """The function that takes rows of a store and lays them out in a shape."""
    first, count = rows[0], len(rows)
    if flat(shape):
        return lambda store: store[first]
    if rows == tuple(range(first, first + count)):
        if len(shape) == 1:
            return lambda store: store[first : first + count]
        return lambda store: store[first : first + count].reshape(*shape, store.shape[-1])
    index = np.array(rows)
    return lambda store: store[index].reshape(*shape, store.shape[-1])


def _fixed(value: Values, shape: Shape) -> Cell:
    held = value.reshape(1) if flat(shape) else value.reshape(*shape, 1)
    bound = magnitude.of_number(float(np.abs(held).max()))
    return Cell(lambda cell: lambda frame: held, shape=shape, test=value.dtype == np.bool_, bound=bound)


def _read(get: Get, shape: Shape, needs: int, width: int = WORLDS, *, test: bool = False, light: bool = True) -> Cell:
    bound = magnitude.UNKNOWN if needs & TRAIL else magnitude.STORED  # the trail holds formulas as they are
    return Cell(
        lambda cell: get, shape=shape, width=width, needs=needs, test=test, fresh=not light, light=light, bound=bound
    )


def _store(kind: str, rows: Rows, shape: Shape) -> Cell:
    lay, first = laid(rows, shape), rows[0]
    if kind == "parameter":
        return _read(lambda f: lay(f.params), shape, 0, SETS)
    if kind == "delay":
        return _read(lambda f: lay(f.outflow), shape, OUTFLOW)
    needs = reduce(or_, (1 << ROWS + row for row in rows))
    return _read((lambda f: f.state[first]) if flat(shape) else (lambda f: lay(f.state)), shape, needs)


def _clock(part: str, start: int) -> Get:
    def clock(frame: Frame) -> Values:
        date = start + frame.turn - 1
        return np.array([float({"date": date, "year": date // 4, "quarter": date % 4 + 1, "turn": frame.turn}[part])])

    return clock


def _then(frame: Frame, turns: int) -> Values:
    return frame.trail[max(len(frame.trail) - 1 - turns, 0)]


def _recent(lay: Lay, turns: int) -> Get:
    def recent(frame: Frame) -> Values:
        entries = [lay(entry) for entry in frame.trail[1:][-turns:] or frame.trail]
        return el.fold(np.add, entries) / float(len(entries))

    return recent


def _first(lay: Lay, start: int) -> Get:
    def first(frame: Frame) -> Values:
        kept = lay(frame.tally)
        return np.where(kept > 0.0, start - 1 + ex.SOONER - kept, ex.NEVER)

    return first


def _since(lay: Lay) -> Get:
    def since(frame: Frame) -> Values:
        fired = lay(frame.fired)
        return np.where(fired > 0, np.minimum(frame.turn - fired, 99), 99).astype(np.float64)

    return since


def _recorded(lay: Lay, what: str, option: int) -> Get:
    if what == "chosen":
        return lambda frame: lay(frame.chosen) == option
    return lambda frame: lay(frame.fired) > 0


def _ordered(action: int, shape: Shape) -> Get:
    alone = flat(shape)

    def ordered(frame: Frame) -> Values:
        held, count = frame.ordered.get(action), frame.state.shape[-1]
        if held is None:
            return np.zeros(count if alone else (*shape, count), dtype=np.bool_)
        return np.logical_or.reduce(held) if alone else held.reshape(*shape, count).copy()

    return ordered
