"""What Vietnam may believe: worlds that look like the ones it sees, with hidden values drawn from what its sight leaves open.

Takes a `View`, gives `Worlds` that anybody who sees the view could have made up; the truth behind an estimate, the seed and the
dice of the game do not enter.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.engine.evaluate import Frame, grid, run, spread
from sim.engine.luck import Dice
from sim.engine.start import freeze
from sim.engine.view import View
from sim.engine.worlds import Floats, Worlds
from sim.rulebook.reach import reads
from sim.rulebook.rulebook import Rulebook, stream

OWN_LUCK = 1 << 63  # seeds of games are below it, so a belief never rolls the dice of a game


def believe(
    view: View, futures: int, seed: int, params: Floats | None = None, first: int = 0, rules: Rulebook | None = None
) -> Worlds:
    """Draw worlds from what a view leaves open.

    A number seen with an error (`sight: s`, times the view's own factor) lies within s of its estimate: the draw is the estimate
    plus a uniform error of the same width (the posterior of the truth under a flat prior), cut at the bounds. All else is as
    seen. What memory holds of a number that is seen with an error is replaced by its believed value now.

    Args:
        view: G worlds as seen.
        futures: F draws for each.
        seed: of the belief and of all luck that follows it, from 0 on; no game has these dice.
        params: [P, M] parameter sets that the player holds possible, shared out among the futures; None: those of the game.
        first: number of the first future, so that draws made bit by bit are those made at once.
        rules: what Vietnam believes the rules to be, with the rows of the game's own; None: those of the view.

    Returns:
        G * F worlds, world-major: the futures of one seen world lie side by side.
    """
    rules = rules or view.rules
    known = view.worlds_seen
    at = np.repeat(np.arange(view.count), futures)
    number = np.tile(np.arange(first, first + futures, dtype=np.uint64), view.count)
    worlds = known.take(at)
    ids = (worlds.ids << np.uint64(24)) + number
    if params is not None:
        sets: Floats = params[:, (number % np.uint64(params.shape[1])).astype(np.intp)]
        worlds = replace(worlds, params=sets)
    state, dice = worlds.state.copy(), Dice(OWN_LUCK + seed, view.turn, ids)
    for v in rules.variables:
        if v.sight:
            streams = np.array([stream("belief", v.origin or v.id, str(i)) for i in range(v.size)], dtype=np.uint64)
            error = (dice.uniform(streams) * 2.0 - 1.0) * (v.sight * view.sight)
            rows = slice(v.row, v.row + v.size)
            state[rows] = grid(np.clip(state[rows] + error, v.low, v.high))
    worlds = replace(worlds, ids=ids, state=state)
    return freeze(_remembered(rules, worlds))


def _remembered(rules: Rulebook, worlds: Worlds) -> Worlds:
    """The same worlds, their memory of what is seen with an error rewritten from the believed state."""
    dim = rules.dim
    if not dim:
        return worlds
    frame = Frame(rules, worlds, worlds.turn + 1)
    trail = list(worlds.trail)
    for tracker in rules.trackers:
        if reads(tracker.formula, dim):
            rows = slice(tracker.row, tracker.row + tracker.size)
            shape = (*tracker.formula.sizes[: tracker.formula.free], worlds.count)
            value = spread(run(tracker.formula, frame), shape).reshape(tracker.size, worlds.count)
            for i, entry in enumerate(trail):
                trail[i] = entry.copy()
                trail[i][rows] = value
    tally = worlds.tally.copy()
    for kept in rules.tallies:
        if reads(kept.formula, dim):
            rows = slice(kept.row, kept.row + kept.size)
            shape = (*kept.formula.sizes[: kept.formula.free], worlds.count)
            value = spread(run(kept.formula, frame), shape).reshape(kept.size, worlds.count)
            tally[rows] = grid(value * worlds.last) if kept.kind == "sum" else value
    return replace(worlds, trail=tuple(trail), tally=tally)
