"""Takes the rules of one or more scenarios, gives their free parameters as a unit cube: what a fit may move, and back again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from itertools import product

import numpy as np

from sim import engine
from sim.base.errors import BambooError
from sim.engine.worlds import Floats
from sim.rulebook.expression import Formula, Read, walk
from sim.rulebook.rulebook import Parameter, Rulebook


@dataclass(frozen=True, slots=True)
class Free:
    """One number that a fit may move."""

    name: str  # "memory_warm", or "nu.us.china" for one member of a block
    low: float
    high: float
    prior: float  # what stood there before any fit
    value: float  # what stands there now
    unit: str

    def at(self, point: float) -> float:
        """The value at a point of the unit interval."""
        return self.low + point * (self.high - self.low)

    def point(self, value: float) -> float:
        """Where a value lies, 0 at the low end of the range, 1 at the high end."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


class Space:
    """The free parameters of several scenarios together.

    A parameter that is free in several scenarios is one number: that of the ruleset which they extend, or, where no ruleset has it,
    that of most of them. A scenario with another value keeps it: the fit does not move it there.
    """

    def __init__(self, books: Sequence[Rulebook], rulesets: Sequence[Rulebook] = ()) -> None:
        """`rulesets`: what the scenarios extend, if anything."""
        self.books = tuple(books)
        usual = {free.name: free for rules in rulesets for p in rules.parameters for _, free in elements(rules, p)}
        self.own: list[str] = []  # "scenario: parameter" that keeps a value of its own
        found: dict[str, list[tuple[int, int, Free]]] = {}  # name -> (book, row, free)
        for b, rules in enumerate(self.books):
            for parameter in rules.parameters:
                if parameter.free:
                    for row, free in elements(rules, parameter):
                        found.setdefault(free.name, []).append((b, row, free))
        self.free: tuple[Free, ...] = ()
        self._rows: list[list[tuple[int, int]]] = [[] for _ in self.books]  # per book: (free, row of its parameters)
        for places in found.values():
            common = Counter(free for _, _, free in places).most_common(1)[0][0]
            if usual.get(common.name) in [free for _, _, free in places]:
                common = usual[common.name]
            if common.value == 0.0 and common.prior == 0.0 and "." in common.name:
                continue  # a member that the author left out
            for b, row, free in places:
                if free == common:
                    self._rows[b].append((len(self.free), row))
                else:
                    self.own.append(f"{self.books[b].id}: {free.name}")
            self.free = (*self.free, common)
        if not self.free:
            names = ", ".join(rules.id for rules in self.books)
            raise BambooError(
                "no parameter is free to be fitted", names, "mark some: `free: true` beside their `range:`"
            )

    @cached_property
    def places(self) -> tuple[int, ...]:
        """In how many formulas and effects of the scenarios each parameter stands: so many sizes it fits at once."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for rules in self.books:
            for section in ("variables", "derived", "delays", "actions", "moves", "events", "outcomes", "endings"):
                for part in getattr(rules, section):
                    for n, formula in enumerate(_formulas(part)):
                        for node in walk(formula.node):
                            if isinstance(node, Read) and node.kind == "parameter":
                                found.setdefault(node.id, set()).add((section, part.id, str(n)))
        return tuple(len(found.get(f.name.partition(".")[0], ())) for f in self.free)

    @property
    def prior(self) -> Floats:
        """[K] the point of the priors."""
        return np.array([f.point(f.prior) for f in self.free])

    @property
    def now(self) -> Floats:
        """[K] the point of the values that stand in the scenarios."""
        return np.array([f.point(f.value) for f in self.free])

    def values(self, points: Floats) -> Floats:
        """[K, S] the values at points of the cube."""
        low, high = (np.array(ends)[:, None] for ends in ([f.low for f in self.free], [f.high for f in self.free]))
        found: Floats = low + points * (high - low)
        return found

    def params(self, book: int, points: Floats) -> Floats:
        """[P, S] the parameters of one scenario at points [K, S] of the cube; everything that is not free stands as it is."""
        params = np.repeat(engine.default_params(self.books[book]), points.shape[1], axis=1)
        values = self.values(points)
        for k, row in self._rows[book]:
            params[row] = values[k]
        return params


def _formulas(part: object) -> Iterator[Formula]:
    """Every formula in a part of a rulebook, in the order of its fields."""
    if isinstance(part, Formula):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _formulas(item)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _formulas(getattr(part, field.name))


def elements(rules: Rulebook, parameter: Parameter) -> list[tuple[int, Free]]:
    """(row, free) of each number of a parameter."""
    members = [rules.group[axis.group].members for axis in parameter.axes]
    names = [".".join((parameter.id, *picked)) for picked in product(*members)]
    prior = parameter.prior or parameter.value
    return [
        (parameter.row + i, Free(name, parameter.low, parameter.high, prior[i], parameter.value[i], parameter.unit))
        for i, name in enumerate(names)
    ]
