"""Lowering: all formulas of a Rulebook become functions of a frame, once, before the first turn.

Takes a Rulebook, gives its `Program`. Equal parts of formulas are one `Cell`. Constants are folded. A cell that several formulas
use keeps its value in the frame until something that it needs has changed; what hangs on parameters alone is computed once a game.
An operation writes over an operand that nobody else reads. None of this changes a bit.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from sim.engine import elementwise as el
from sim.engine import forms, magnitude
from sim.engine.cells import ROWS, SETS, WORLDS, Cell, Frame, Get, flat, game_average, laid, leaf
from sim.engine.elementwise import Values
from sim.engine.worlds import Worlds
from sim.rulebook import expression as ex
from sim.rulebook.expression import Formula, Rows, Shape
from sim.rulebook.rulebook import Effect, Rulebook, stream

Done = Callable[[Get, Cell], Get]
Place = int | slice | NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Deed:
    """An effect, ready to run: its value, and the same as it is booked, both [bound members or 1, rows, N or 1]."""

    effect: Effect
    value: Get
    booked: Get
    places: tuple[Place, ...]  # for each row it touches: which row of its block that is, one for each bound member


class Program:
    """The formulas of one Rulebook, ready to run.

    `slots` is how many values a frame keeps; `volatile` are (slot, needs) of those that change in the course of a game, `seen_alike`
    the slots of those that hang on nothing that Vietnam sees with an error; `limits`
    [R, 1] the lowest and the highest value of each row of the state; `sighted` the rows that Vietnam sees with an error, `blurred`
    their bits, `sight` [.., 1] the half-widths of the errors, `sight_streams` the addresses of their luck.
    """

    def __init__(self, rules: Rulebook) -> None:
        self.limits = tuple(np.array(ends).reshape(-1, 1) for ends in rules.limits)
        seen = [(v, i) for v in rules.variables if v.sight for i in range(v.size)]
        self.sighted = np.array([v.row + i for v, i in seen], dtype=np.intp)
        self.sight = np.array([v.sight for v, _ in seen]).reshape(-1, 1)
        self.sight_streams = np.array([stream("sight", v.origin or v.id, str(i)) for v, i in seen], dtype=np.uint64)
        self.blurred = reduce(or_, (1 << ROWS + row for row in self.sighted.tolist()), 0)
        self.seasons: dict[int, Any] = {}  # what could happen in each turn; see `happen.season`
        self.desks = weakref.WeakKeyDictionary[Worlds, Any]()  # frames of worlds between turns; see `evaluate.desk`
        self.slots = 0
        self.volatile: list[tuple[int, int]] = []
        self._stale: dict[int, tuple[int, ...]] = {}
        self._start, self._first_instance = rules.start, ROWS + rules.rows
        self._derived = {d.id: d for d in rules.derived}
        self._cells: dict[object, Cell] = {}
        self._roots: dict[object, Get] = {}
        self._strange: dict[int, tuple[Formula, Get]] = {}
        self._sealed = False
        formulas, effects = tuple(forms.formulas(rules)), tuple(forms.effects(rules))
        for formula, uses, _ in formulas:
            self._cell(formula.node).uses += uses
        for effect, _, uses in effects:
            self._cell(effect.formula.node).uses += uses
        self.derived = {d.id: self._get(self._number(d.id)) for d in rules.derived}
        self._values = {id(formula): self._root(formula, forms.whole) for formula, _, _ in formulas}
        self._blocks = {
            id(formula): self._root(formula, forms.block, None if use == "track" else forms.booked)
            for formula, _, use in formulas
            if use in ("track", "book")
        }
        self._prices = {
            id(formula): self._root(formula, forms.whole, forms.priced) for formula, _, use in formulas if use == "pay"
        }
        first = {v.id: v.row for v in rules.variables} | {d.id: d.row for d in rules.delays}
        self._deeds = {id(effect): self._deed(effect, bound, first[effect.id]) for effect, bound, _ in effects}
        self._sealed = True
        self.seen_alike = tuple(slot for slot, needs in self.volatile if not needs & self.blurred)

    def value(self, formula: Formula) -> Get:
        """The function that gives a formula's value, (size or 1 for each result axis, N or 1)."""
        found = self._values.get(id(formula))
        return found if found is not None else self._foreign(formula)

    def block(self, formula: Formula) -> Get:
        """The function that gives the value of a term, an inflow or a tally as it is booked, of a tracker as it is: [size, N or 1]."""
        return self._blocks[id(formula)]

    def deed(self, effect: Effect) -> Deed:
        """An effect, ready to run."""
        return self._deeds[id(effect)]

    def price(self, formula: Formula) -> Get:
        """The function that gives the value of a cost as it is paid: on the grid, never below 0."""
        return self._prices[id(formula)]

    def instances(self, first: int, count: int) -> int:
        """The bits of some instances of events."""
        return (1 << count) - 1 << self._first_instance + first

    def needs(self, id: str) -> int:
        """What a derived number needs."""
        return self._number(id).needs

    def stale(self, changed: int) -> tuple[int, ...]:
        """The slots of the values that need something of `changed`."""
        found = self._stale.get(changed)
        if found is None:
            if len(self._stale) > MANY:
                self._stale.clear()
            found = self._stale[changed] = tuple(slot for slot, needs in self.volatile if needs & changed)
        return found

    def _foreign(self, formula: Formula) -> Get:
        """The function of a formula that is not in the Rulebook: a clause of a condition, a doctrine's rule."""
        found = self._strange.get(id(formula))
        if found is None:
            if len(self._strange) > MANY:
                self._strange.clear()
            found = self._strange[id(formula)] = (formula, self._root(formula, forms.whole))
        return found[1]

    # -- from cells to functions -------------------------------------------------------------------------------------

    def _keep(self, compute: Get, needs: int) -> Get:
        if self._sealed:  # a formula from elsewhere: frames have no room for its values
            return compute
        slot = self.slots
        self.slots += 1
        if needs:
            self.volatile.append((slot, needs))

        def get(frame: Frame) -> Values:
            values = frame.values
            found = values[slot]
            if found is None:
                found = values[slot] = compute(frame)
            return found

        return get

    def _get(self, cell: Cell) -> Get:
        """The function of a cell."""
        if cell.get is not None:
            return cell.get
        compute = cell.make(cell)
        if cell.kept:
            cell.get = compute = _always(compute(_NOTHING)) if cell.constant else self._keep(compute, cell.needs)
        return compute

    def _thin(self, cell: Cell) -> Get:
        """A number that is one for all worlds, without an axis: NumPy takes such a one in its quickest loop."""
        if cell.thin is None:
            get = self._get(cell)

            def bare(frame: Frame) -> Values:
                value = get(frame)
                return value.reshape(()) if value.ndim == 1 and value.size == 1 else value

            cell.thin = _always(bare(_NOTHING)) if cell.constant else self._keep(bare, cell.needs)
        return cell.thin

    def _operands(self, cell: Cell) -> list[Get]:
        return [self._thin(arg) if arg.width < cell.width == WORLDS else self._get(arg) for arg in cell.args]

    def _root(self, formula: Formula, form: Callable[[Cell, Formula], forms.Form], done: Done | None = None) -> Get:
        """The function of a whole formula in some form; `done` is what is done to its value."""
        cell = self._cell(formula.node)
        key = (cell, form(cell, formula), done)
        if key not in self._roots:
            get = self._get(cell)
            if done is not None:
                get = done(get, cell)
            get = forms.formed(get, key[1])
            if cell.constant:
                get = _always(get(_NOTHING))
            elif cell.width <= SETS:
                get = self._keep(get, cell.needs)
            self._roots[key] = get
        return self._roots[key]

    def _deed(self, effect: Effect, bound: bool, first: int) -> Deed:
        form = forms.touched_by_member if bound else forms.touched
        places = tuple(_place([row - first for row in rows]) for rows in zip(*effect.rows, strict=True))
        value, booked = self._root(effect.formula, form), self._root(effect.formula, form, forms.booked)
        return Deed(effect, value, booked, places)

    # -- from nodes to cells -----------------------------------------------------------------------------------------

    def _once(self, key: object, make: Callable[[], Cell]) -> Cell:
        found = self._cells.get(key)
        if found is None:
            found = self._cells[key] = make()
        return found

    def _cell(self, node: ex.Node) -> Cell:
        """The cell of a node; equal nodes share one."""
        match node:
            case ex.Unary(op=op, x=x):
                return self._applied(op, el.UNARY[op], self._cell(x))
            case ex.Binary(op=op, a=a, b=b):
                return self._applied(op, el.BINARY[op], self._cell(a), self._cell(b))
            case ex.Call(name="min" | "max" as name, args=args):
                return reduce(lambda a, b: self._applied(name, el.CALLS[name], a, b), map(self._cell, args))
            case ex.Call(name=name, args=args):
                return self._applied(name, el.CALLS[name], *map(self._cell, args))
            case ex.Reduce(name=name, x=x, axis=axis, size=size):
                cell = self._cell(x)
                return self._once(("over", name, cell, axis, size), lambda: self._reduced(name, cell, axis, size))
            case ex.Read(kind="derived", id=number, rows=rows, shape=shape):
                return self._once((number, rows, _short(shape)), lambda: self._part(self._number(number), rows, shape))
            case ex.Average(rows=rows, shape=shape, turns=0, now=now):
                cell = self._cell(now)
                return self._once(
                    (rows, _short(shape), cell), lambda: game_average(rows, shape, cell, lambda: self._get(cell))
                )
        return self._once(_address(node), lambda: leaf(node, self._start, self._first_instance))

    def _applied(self, op: str, function: Callable[..., Values], *args: Cell) -> Cell:
        """An operation, element by element."""

        def make(cell: Cell) -> Get:
            over = args[:2] if op != "if" else ()  # `clamp` needs its third until the end
            into = next((at for at, arg in enumerate(over) if arg.spare(cell)), -1)
            return _apply(function, self._operands(cell), into)

        def build() -> Cell:
            shape = np.broadcast_shapes(*(arg.shape for arg in args))
            test = op in el.TESTS or (op == "if" and args[1].test)
            bound = 0.0 if test else magnitude.of_operation(op, [arg.bound for arg in args])
            return Cell(make, args, shape=shape, test=test, bound=bound)

        return self._once((op, *args), build)

    def _reduced(self, name: str, x: Cell, axis: int, size: int) -> Cell:
        """A reduction over one axis. What does not run along the axis is the same for each of its members."""
        runs = bool(x.shape) and x.shape[axis] == size
        left = (*x.shape[:axis], 1, *x.shape[axis + 1 :]) if runs else x.shape
        alone = flat(left)
        before, after = ((0,) * axis, (0,) * (len(left) - axis - 1)) if alone else ((slice(None),) * axis, ())
        places = [(*before, i if alone else slice(i, i + 1), *after) for i in range(size)]

        def make(cell: Cell) -> Get:
            (get,) = self._operands(cell)

            def reduced(frame: Frame) -> Values:
                whole = get(frame)
                return el.reduction(name, [whole[place] for place in places] if runs else [whole] * size, whole)

            return reduced

        test = name in el.TESTS
        shape, bound = x.shape if name == "share" else left, magnitude.of_operation(name, [x.bound] * size)
        return Cell(make, (x,), shape=shape, test=test, fresh=size > 1, bound=0.0 if test else bound)

    def _number(self, id: str) -> Cell:
        """A derived number, [its size, N or 1]."""
        formula = self._derived[id].formula

        def make(cell: Cell) -> Get:
            (root,) = cell.args
            return forms.formed(self._get(root), forms.block(root, formula))

        return self._once(("derived", id), lambda: Cell(make, (self._cell(formula.node),), fresh=False))

    def _part(self, number: Cell, rows: Rows, shape: Shape) -> Cell:
        """Some rows of a derived number."""
        lay = laid(rows, shape)

        def make(cell: Cell) -> Get:
            get = self._get(number)
            return lambda frame: lay(get(frame))

        return Cell(make, (number,), shape=shape, fresh=False, light=True)


# A derived number is lowered, and computed, through those that it reads: `check` lets them lean on each other 400 deep.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
MANY = 1024  # entries of a cache before it is emptied
_NOTHING = cast("Frame", None)  # constants read nothing
_PROGRAMS: dict[int, Program] = {}


def program_of(rules: Rulebook) -> Program:
    """The program of a Rulebook; lowered once while the Rulebook lives."""
    found = _PROGRAMS.get(id(rules))
    if found is None:
        found = _PROGRAMS[id(rules)] = Program(rules)
        weakref.finalize(rules, _PROGRAMS.pop, id(rules), None)
    return found


def _short(shape: Shape) -> Shape:
    return () if flat(shape) else shape


def _address(node: ex.Node) -> object:
    """All that tells one read from another. Its name does not, nor how many axes it does not run along."""
    match node:
        case ex.Number(value=x):
            return float(x).hex()
        case ex.Same(table=table, shape=shape):
            return table, _short(shape)
        case ex.Read(kind=kind, rows=rows, shape=shape):
            return kind, rows, _short(shape)
        case ex.Past(rows=rows, shape=shape, turns=turns, change=change):
            return "past", rows, _short(shape), turns, change
        case ex.Average(rows=rows, shape=shape, turns=turns):
            return "average", rows, _short(shape), turns
        case ex.Ever(rows=rows, shape=shape) | ex.First(rows=rows, shape=shape):
            return type(node), rows, _short(shape)
        case ex.EventRead(what=what, rows=rows, shape=shape, option=option):
            return what, rows, _short(shape), option
        case ex.Ordered(action=action, shape=shape):
            return "ordered", action, _short(shape)
    return node  # the calendar, yes and no


def _apply(function: Callable[..., Values], gets: list[Get], into: int) -> Get:
    """The function that applies another to its operands, written over operand number `into` unless that is -1."""
    if len(gets) == 1:
        (a,) = gets
        if into < 0:
            return lambda f: function(a(f))

        def over_x(f: Frame) -> Values:
            x = a(f)
            return function(x, x)

        return over_x
    if len(gets) == 2:
        a, b = gets
        if into < 0:
            return lambda f: function(a(f), b(f))

        def over_a(f: Frame) -> Values:
            x = a(f)
            return function(x, b(f), x)

        def over_b(f: Frame) -> Values:
            x, y = a(f), b(f)
            return function(x, y, y)

        return over_b if into else over_a

    def over(f: Frame) -> Values:
        values = [get(f) for get in gets]
        return function(*values, values[into]) if into >= 0 else function(*values)

    return over


def _place(rows: list[int]) -> Place:
    if len(set(rows)) == 1:
        return rows[0]
    return slice(rows[0], rows[-1] + 1) if rows == list(range(rows[0], rows[-1] + 1)) else np.array(rows)


def _always(value: Values) -> Get:
    value.flags.writeable = False
    return lambda frame: value
