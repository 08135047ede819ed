"""Takes a fit's best point, gives many different parameter sets that fit as well, and keeps them as a table.

A forecast under one set hides that the record cannot tell some sets apart; a forecast under all of them carries that doubt.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

import numpy as np

from sim import engine
from sim.base.diagnostic import meant
from sim.base.errors import BambooError
from sim.calibrate.distance import distances, hits, loss
from sim.calibrate.free import Space, elements
from sim.calibrate.yard import Yard
from sim.engine.worlds import Bools, Floats
from sim.rulebook.rulebook import Rulebook
from sim.rulebook.target import Target

SLACK = float(np.log(2.0))  # what one target costs when it moves from its value to one tolerance away
AT_ONCE = 48
WORLDS = 0.5  # share of the worlds in which proposals are tried


def ensemble(yard: Yard, best: Floats, budget: int, most: int, seed: int) -> Floats:
    """[K, E] at most `most` sets that fit, far from each other, the best first.

    A set fits if it misses no target that the best hits and its loss is at most `SLACK` above the best's. New ones are proposed
    around those known to fit: a difference of two is added to a third (ter Braak 2006), or one number is drawn anew. They are tried
    in a part of the worlds; what is kept in the end is judged elsewhere (`fitting`).
    """
    luck = np.random.default_rng(seed)
    tried, found = yard.tried
    good = np.concatenate([best[:, None], tried[:, _fit(yard.targets, found, yard.figures(best[:, None]))]], axis=1)
    reference = yard.figures(best[:, None], WORLDS)
    size = best.shape[0]
    for _ in range(max(budget // AT_ONCE, 0)):
        proposals = np.empty((size, AT_ONCE))
        for s in range(AT_ONCE):
            one, two, three = luck.integers(0, good.shape[1], 3)
            proposals[:, s] = good[:, one]
            if s % 2 and good.shape[1] > 2:
                proposals[:, s] += luck.uniform(0.3, 1.0) * (good[:, two] - good[:, three])
            else:
                proposals[luck.integers(0, size), s] = luck.random()
        proposals = np.clip(proposals, 0.0, 1.0)
        good = np.concatenate(
            [good, proposals[:, _fit(yard.targets, yard.figures(proposals, WORLDS), reference)]], axis=1
        )
    return _far_apart(np.unique(good, axis=1), best, most)


def fitting(targets: Sequence[Target], found: Floats) -> Bools:
    """[E] which sets fit as well as the first of them, by figures [T, E] of worlds that no search has seen; the first always does."""
    return _fit(targets, found, found[:, :1])


def _fit(targets: Sequence[Target], found: Floats, reference: Floats) -> Bools:
    off, wanted = distances(targets, found), distances(targets, reference)
    fits: Bools = loss(off) <= loss(wanted)[0] + SLACK
    fits &= (hits(targets, off) | ~hits(targets, wanted)).all(axis=0)
    return fits


def _far_apart(good: Floats, best: Floats, most: int) -> Floats:
    """The best, then again and again the set that is farthest from all that were taken."""
    taken = [best]
    away = ((good - best[:, None]) ** 2).sum(axis=0)
    while len(taken) < most and away.max(initial=0.0) > 0.0:
        pick = int(away.argmax())
        taken.append(good[:, pick])
        away = np.minimum(away, ((good - good[:, pick : pick + 1]) ** 2).sum(axis=0))
    return np.stack(taken, axis=1)


def to_table(space: Space, sets: Floats) -> str:
    """The sets as CSV: a column for each parameter, a row for each set, digits enough to give the same worlds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([free.name for free in space.free])
    writer.writerows([[repr(float(x)) for x in column] for column in space.values(sets).T])
    return out.getvalue()


def from_table(text: str, rules: Rulebook, place: str, elsewhere: Collection[str] = ()) -> Floats:
    """[P, E] the parameters of a scenario, one column for each row of a table of sets; what it does not name stands as it is.

    Args:
        elsewhere: parameters of scenarios that were fitted together with this one; their columns are passed over.

    Errors: BambooError for a name that no scenario has, a cell that is no number, or a value out of range.
    """
    rows = _rows(text, place)
    names = _names(rules)
    params = np.repeat(engine.default_params(rules), len(rows) - 1, axis=1)
    for column, name in enumerate(rows[0]):
        if name not in names and name in elsewhere:
            continue
        if name not in names:
            raise BambooError(
                f"`{rules.id}` has no parameter `{name}`",
                f"{place}, line 1",
                meant(name, names),
            )
        row, low, high = names[name]
        for line, cells in enumerate(rows[1:]):
            try:
                value = float(cells[column])
            except (ValueError, IndexError):
                raise BambooError(
                    f"`{name}` needs a number", f"{place}, line {line + 2}", "write one in every cell"
                ) from None
            if not low <= value <= high:
                raise BambooError(
                    f"`{name}` cannot be {value:g}", f"{place}, line {line + 2}", f"its range is {low:g} to {high:g}"
                )
            params[row, line] = value
    return params


def from_ruleset(rules: Rulebook, ruleset: Rulebook, text: str, place: str, only: Collection[str] = ()) -> Floats:
    """[P, E] as `from_table`, for the ensemble that lies with a ruleset: where a scenario has a value of its own, that stands.

    A ruleset is fitted through its scenarios together, so its table also holds parameters that only others of them have.

    Args:
        only: parameters that are drawn, all others stand as they are; none: all are.

    Errors: BambooError also for a name of `only` that the table does not hold.
    """
    held = _rows(text, place)[0]
    params = from_table(text, rules, place, held if set(held) & set(_names(rules)) else ())
    lacking = [name for name in only if not any(name in (column, column.partition(".")[0]) for column in held)]
    if lacking:
        raise BambooError(f"the fit did not move `{lacking[0]}`", place, meant(lacking[0], held, "set it to a number"))
    usual = {f.name: f.value for p in ruleset.parameters for _, f in elements(ruleset, p)}
    for parameter in rules.parameters:
        for row, free in elements(rules, parameter):
            chosen = not only or free.name in only or parameter.id in only
            if not chosen or free.value != usual.get(free.name, free.value):
                params[row] = free.value
    return params


def unknown(text: str, rules: Rulebook, place: str) -> list[str]:
    """Columns of a table of sets that the scenario has no parameter for."""
    names = _names(rules)
    return [name for name in _rows(text, place)[0] if name not in names]


def columns_of(text: str, place: str) -> tuple[int, dict[str, list[float]]]:
    """How many sets a table holds, and the values of each of its parameters.

    Errors: BambooError for a cell that is no number.
    """
    head, *rows = _rows(text, place)
    try:
        return len(rows), {name: [float(row[i]) for row in rows] for i, name in enumerate(head)}
    except (ValueError, IndexError):
        raise BambooError("a cell of the ensemble is no number", place, "write one in every cell") from None


def points_of(text: str, space: Space, place: str) -> Floats:
    """[K, E] a table of sets as points of a space, to begin a search from; what the table lacks stands at its prior."""
    rows = _rows(text, place)
    points = np.repeat(space.prior[:, None], len(rows) - 1, axis=1)
    for k, free in enumerate(space.free):
        if free.name in rows[0]:
            column = rows[0].index(free.name)
            for line, cells in enumerate(rows[1:]):
                try:
                    points[k, line] = free.point(float(cells[column]))
                except (ValueError, IndexError):
                    raise BambooError(f"`{free.name}` needs a number", f"{place}, line {line + 2}") from None
    return points


def _rows(text: str, place: str) -> list[list[str]]:
    rows = [
        [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)
    ]
    if len(rows) < 2:
        raise BambooError(
            "this is no table of parameter sets", place, "`calibrate --out` writes one: a head and a row a set"
        )
    return rows


def _names(rules: Rulebook) -> dict[str, tuple[int, float, float]]:
    """Name of every single number -> its row and range."""
    return {f.name: (row, f.low, f.high) for p in rules.parameters for row, f in elements(rules, p)}


def spread(space: Space, sets: Floats) -> Sequence[tuple[float, float]]:
    """The lowest and highest value of each free parameter among the sets."""
    values = space.values(sets)
    return [(float(low), float(high)) for low, high in zip(values.min(axis=1), values.max(axis=1), strict=True)]
