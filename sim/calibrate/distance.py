"""Takes parameter sets side by side, gives how far the model is from its targets: many sets are many worlds of one run.

Every set meets the same luck (the same world numbers under the same seed), so sets differ by their parameters alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim import engine
from sim.engine.evaluate import run
from sim.engine.read import closing_frame, frame_of
from sim.engine.worlds import Bools, Floats, Worlds
from sim.play.many import CHUNK, play_turns
from sim.policy import make
from sim.rulebook.expression import NEVER, Formula
from sim.rulebook.rulebook import Rulebook
from sim.rulebook.target import Target


@dataclass(frozen=True, slots=True)
class Case:
    """The targets of one scenario that are read from the same worlds: one policy, with luck or without."""

    book: int  # which of the scenarios
    rules: Rulebook
    policy: str
    luck: bool
    targets: tuple[Target, ...]

    def figures(self, params: Floats, worlds: int, seed: int, first: int = 0) -> Floats:
        """[T, S] what the model gives for each target; see `figures`."""
        return figures(self, params, worlds, seed, first)


class AnyCase(Protocol):
    """Whatever has targets and can say what the model gives for them."""

    @property
    def book(self) -> int:
        """Which of the scenarios."""
        ...

    @property
    def rules(self) -> Rulebook:
        """Its rules."""
        ...

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets, in the order of the rows of `figures`."""
        ...

    def figures(self, params: Floats, worlds: int, seed: int, first: int = 0) -> Floats:
        """[T, S] the figures under S parameter sets."""
        ...


def cases_of(books: Sequence[Rulebook], last: int | None = None) -> tuple[Case, ...]:
    """All targets of scenarios, gathered by what must be played. `last`: only those whose facts were complete in that quarter."""
    cases = []
    for b, rules in enumerate(books):
        wanted = [t for t in rules.targets if last is None or t.known <= last]
        for policy, luck in dict.fromkeys((t.policy, t.luck) for t in wanted):
            own = tuple(t for t in wanted if (t.policy, t.luck) == (policy, luck))
            cases.append(Case(b, rules, policy, luck, own))
    return tuple(cases)


def targets_of(cases: Sequence[AnyCase]) -> tuple[Target, ...]:
    """The targets in the order of the rows of `figures`."""
    return tuple(target for case in cases for target in case.targets)


def figures(case: Case, params: Floats, worlds: int, seed: int, first: int = 0) -> Floats:
    """[T, S] what the model gives for each target of a case under each of S parameter sets.

    Args:
        params: [P, S] one parameter set a column.
        worlds: how many worlds each set plays; one where luck is off.
        first: number of the first of these worlds.
    """
    rules, sets = case.rules, params.shape[1]
    each = worlds if case.luck else 1
    ids = np.tile(np.arange(first, first + each, dtype=np.uint64), sets)
    chunk = -(-ids.size // max(-(-ids.size // CHUNK), 1))  # even ones: a small rest would cost as much as a whole one
    wide = np.repeat(params, each, axis=1)
    of, to = np.zeros((len(case.targets), sets * each)), np.ones((len(case.targets), sets * each))

    def read(place: int, at: Worlds) -> None:
        for t, target in enumerate(case.targets):
            if at.turn == (rules.turns if target.at is None else target.at - 1):
                of[t, place : place + at.count] = _value(rules, at, target, target.of)
                if target.to is not None:
                    to[t, place : place + at.count] = _value(rules, at, target, target.to)

    if any(target.at == 1 for target in case.targets):
        for place in range(0, ids.size, chunk):
            part = slice(place, place + chunk)
            read(place, engine.start(rules, ids[part], seed, wide[:, part], luck=case.luck))
    last = max(
        rules.turns if target.at is None else target.at - 1 for target in case.targets
    )  # later turns teach nothing
    for place, at in play_turns(rules, ids, seed, make(case.policy, rules), wide, case.luck, chunk, last):
        read(place, at)
    found = np.empty((len(case.targets), sets))
    for t, target in enumerate(case.targets):
        by_set = of[t].reshape(sets, each)
        if target.by == "median":
            found[t] = np.median(by_set, axis=1)
        elif target.by == "ratio":
            below = to[t].reshape(sets, each).mean(axis=1)
            found[t] = by_set.mean(axis=1) / np.where(below == 0.0, 1.0, below) * (below != 0.0)
        else:
            found[t] = by_set.mean(axis=1)
    return found


def _value(rules: Rulebook, worlds: Worlds, target: Target, formula: Formula) -> Floats:
    frame = closing_frame(rules, worlds) if target.at is None else frame_of(rules, worlds)
    value: Floats = np.broadcast_to(run(formula, frame), worlds.count).astype(np.float64)
    return value


def distances(targets: Sequence[Target], found: Floats) -> Floats:
    """[T, S] how far each figure is off, in tolerances; 0 within the bounds of a target that has bounds.

    A date that never comes is as far off as one a year after the scenario's end.
    """
    off = np.empty_like(found)
    for t, target in enumerate(targets):
        figure = np.where(found[t] >= NEVER, target.never, found[t]) if target.dated else found[t]
        if target.value is not None:
            off[t] = np.abs(figure - target.value)
        else:
            low = -np.inf if target.at_least is None else target.at_least
            high = np.inf if target.at_most is None else target.at_most
            off[t] = np.maximum(np.maximum(low - figure, figure - high), 0.0)
        off[t] /= target.tolerance
    return off


def hits(targets: Sequence[Target], off: Floats) -> Bools:
    """[T, S] whether a target is hit: within one tolerance of its value, or within its bounds."""
    reach = np.array([1.0 if target.value is not None else 0.0 for target in targets])[:, None]
    hit: Bools = off <= reach + 1e-9
    return hit


def loss(off: Floats) -> Floats:
    """[S] the sum over targets of ln(1 + d^2): near zero it is the square, far away one lost target does not outweigh all others.

    Source: Cauchy's (Lorentzian) loss, Black & Anandan 1996.
    """
    total: Floats = np.log1p(off * off).sum(axis=0)
    return total
