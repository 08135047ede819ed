"""The beginning: start values, empty pipelines, the cards of turn 1.

Takes a Rulebook, world ids and parameters; gives `Worlds` at turn 0.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.base.errors import BambooError
from sim.engine.elementwise import every
from sim.engine.evaluate import Frame, grid, keep_desk, spread
from sim.engine.happen import draw_cards
from sim.engine.luck import Dice
from sim.engine.magnitude import STORED
from sim.engine.worlds import Floats, Worlds
from sim.rulebook.rulebook import Rulebook


def default_params(rules: Rulebook) -> Floats:
    """[P, 1] the parameters as the scenario gives them."""
    values = [v for p in rules.parameters for v in p.value]
    return np.array(values, dtype=np.float64).reshape(-1, 1)


def start(rules: Rulebook, ids: ArrayLike, seed: int, params: Floats | None = None, *, luck: bool = True) -> Worlds:
    """Make worlds at the start, with the cards of turn 1 drawn.

    Args:
        rules: A playable Rulebook.
        ids: [N] world numbers, any 64-bit numbers; luck is addressed by them.
        seed: Any whole number.
        params: [P, 1 or N] parameters, one set for all or one per world.
        luck: False: chances do not fire.

    Errors: BambooError if the rules are not playable, or a parameter is infinite, no number, or beyond 2^64.
    """
    if rules.turns < 1:
        raise BambooError(f"`{rules.id}` is a ruleset and cannot be played", cure="play a scenario that extends it")
    numbers = np.asarray(ids, dtype=np.uint64)
    count = numbers.shape[0]
    first = np.array([x for v in rules.variables for x in v.start], dtype=np.float64)
    steady = np.array([x for d in rules.delays for x in d.steady], dtype=np.float64)
    parts = np.array([float(d.last - d.first + 1) for d in rules.delays for _ in d.steady], dtype=np.float64)
    inflow = np.repeat(steady[:, None], count, axis=1)
    running = inflow * parts[:, None]
    instances = rules.instances
    given = default_params(rules) if params is None else np.asarray(params, dtype=np.float64)
    if not every(np.abs(given) < 2.0**STORED):
        raise BambooError("a parameter is no number that the engine can carry", cure="keep it within its range")
    state = np.repeat(first[:, None], count, axis=1)
    for v in rules.variables:
        for row, parameter in v.usual:
            state[v.row + row] = grid(given[parameter])
    worlds = Worlds(
        turn=0,
        ids=numbers,
        params=given,
        state=state,
        outflow=grid(running / parts[:, None]) if steady.size else inflow,
        running=running,
        trail=(inflow,),
        tally=np.zeros((rules.tally_rows, count)),
        fired=np.zeros((instances, count), dtype=np.int16),
        chosen=np.full((instances, count), -1, dtype=np.int16),
        open=np.zeros((len(rules.cards_axis), count), dtype=np.bool_),
        lit=np.zeros((len(rules.endings), count), dtype=np.int16),
        ended=np.full(count, -1, dtype=np.int16),
        last=np.zeros(count, dtype=np.int16),
    )
    worlds = _remember_start(rules, worlds, inflow)
    alive = worlds.ended < 0
    frame = Frame(rules, worlds, 1)
    opened = freeze(replace(worlds, open=draw_cards(rules, frame, Dice(seed, 1, numbers), alive, luck, {})))
    keep_desk(opened, frame)
    return opened


def _remember_start(rules: Rulebook, worlds: Worlds, inflow: Floats) -> Worlds:
    """The first entry of the trail. A remembered value may itself read the past, which is then the start: repeat until it holds."""
    size = sum(t.size for t in rules.trackers)
    worlds = replace(worlds, trail=(np.concatenate([inflow, np.zeros((size, worlds.count))]),))
    for _ in range(len(rules.trackers) + 1):
        entry = tracked(rules, Frame(rules, worlds, 1), inflow)
        settled = bool((entry == worlds.trail[0]).all())
        worlds = replace(worlds, trail=(entry,))
        if settled:
            break
    return worlds


def tracked(rules: Rulebook, frame: Frame, inflow: Floats) -> Floats:
    """[T, N] one entry of the trail: the delays' inflow, then every tracked value."""
    if not rules.trackers:
        return inflow
    count = frame.state.shape[-1]
    parts = [inflow]
    parts += [spread(frame.program.block(tracker.formula)(frame), (tracker.size, count)) for tracker in rules.trackers]
    return np.concatenate(parts)


def freeze(worlds: Worlds) -> Worlds:
    """Make every array of the worlds read-only."""
    w = worlds
    arrays: list[NDArray[Any]] = [w.state, w.outflow, w.running, w.tally, *w.trail]
    arrays += [w.fired, w.chosen, w.lit, w.ended, w.last, w.open]
    for array in arrays:
        array.flags.writeable = False
    return worlds
