"""Takes rules, gives what each answer to each card is worth: every answer is forced in its own copies of the same worlds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.base.crew import worked_off
from sim.base.statistics import mean_and_half
from sim.engine.worlds import Bools, Floats, Worlds
from sim.rulebook.rulebook import Event, Rulebook
from sim.workshop.bent import WAIT, Forced, player

CHUNK = 2048


@dataclass(frozen=True, slots=True)
class Goods:
    """What players weigh: names, and for each a factor that makes it points of a hundred, more being better."""

    names: tuple[str, ...]
    per_point: tuple[float, ...]
    judgements: int  # so many of them come first


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer and the worlds in which it was given."""

    event: int
    option: int  # WAIT for none
    given: Bools  # [K]
    times: float  # how often the event came in a world, on average
    goods: Floats  # [G, K] points


def goods(rules: Rulebook) -> Goods:
    """The judgements, the relations, and the numbers of the screen that are good or bad."""
    names, factors = [], []
    outcomes = {o.id: o for o in rules.outcomes}
    for id in rules.screen.judgements or tuple(outcomes):
        names.append(id)
        factors.append(100.0 / (outcomes[id].high - outcomes[id].low))
    judged = len(names)
    for id in dict.fromkeys((rules.screen.relations, *rules.screen.numbers)):
        holder = rules.variable.get(id) or rules.derived_of.get(id)
        sign = (holder.good or int(id == rules.screen.relations)) if holder else 0
        if holder is None or not sign or not np.isfinite(holder.high - holder.low):
            continue
        members = rules.group[holder.axes[0].group].members if holder.axes else ("",)
        if len(holder.axes) > 1:
            continue
        names += [f"{id}.{m}" if m else id for m in members]
        factors += [100.0 * sign / (holder.high - holder.low)] * len(members)
    return Goods(tuple(names), tuple(factors), judged)


@dataclass(frozen=True, slots=True)
class _Task:
    rules: Rulebook
    pairs: tuple[tuple[int, int], ...]  # (event, option), each in `worlds` worlds
    worlds: int
    seed: int


def answers(rules: Rulebook, worlds: int, seed: int, jobs: int = 1) -> tuple[list[Answer], Bools]:
    """Force every answer of every card in `worlds` worlds; also [events] what happened in any of them."""
    pairs = [(e, o) for e, event in enumerate(rules.events) if event.opens for o in (*range(len(event.options)), WAIT)]
    each = max(1, CHUNK // worlds)
    tasks = [_Task(rules, tuple(pairs[at : at + each]), worlds, seed) for at in range(0, len(pairs), each)]
    found: list[Answer] = []
    seen = np.zeros(len(rules.events), dtype=np.bool_)
    for part, fired in worked_off(_play, tasks, jobs):
        found += part
        seen |= fired
    return found, seen


def _play(task: _Task) -> tuple[list[Answer], Bools]:
    rules, k = task.rules, task.worlds
    event = np.repeat(np.array([e for e, _ in task.pairs], dtype=np.intp), k)
    option = np.repeat(np.array([o for _, o in task.pairs], dtype=np.intp), k)
    ids = np.tile(np.arange(k, dtype=np.uint64), len(task.pairs))
    policy = Forced(player(rules), event, option)
    times = np.zeros(len(ids))
    wanted = goods(rules)
    kept = np.zeros((len(wanted.names), len(ids)))
    worlds = engine.start(rules, ids, task.seed)
    while worlds.turn < rules.turns:
        turn = engine.step(rules, worlds, policy.decide(engine.view(rules, worlds, task.seed)), task.seed)
        worlds = turn.after
        for e in {e for e, _ in task.pairs}:
            one = rules.events[e]
            times += turn.happened[one.first : one.first + one.size].sum(axis=0) * (event == e)
        closed = (worlds.last == worlds.turn) & ((worlds.ended >= 0) | (worlds.turn == rules.turns))
        if closed.any():
            for g, (name, factor) in enumerate(zip(wanted.names, wanted.per_point, strict=True)):
                kept[g, closed] = engine.read(rules, worlds, name)[closed] * factor
    given = _given(rules, worlds, event, option)
    found = [
        Answer(e, o, given[part], float(times[part].mean()), kept[:, part])
        for i, (e, o) in enumerate(task.pairs)
        for part in [slice(i * k, (i + 1) * k)]
    ]
    fired = [bool((worlds.fired[e.first : e.first + e.size] > 0).any()) for e in rules.events]
    return found, np.array(fired, dtype=np.bool_)


def _given(rules: Rulebook, worlds: Worlds, event: NDArray[np.intp], option: NDArray[np.intp]) -> Bools:
    """[N] whether the forced answer was the last one given to some member of its event."""
    given = np.zeros(worlds.count, dtype=np.bool_)
    for e in np.unique(event):
        one: Event = rules.events[int(e)]
        rows = slice(one.first, one.first + one.size)
        here = event == e
        came = (worlds.fired[rows] > 0) & (worlds.chosen[rows] == np.where(option < 0, -1, option))
        given |= here & came.any(axis=0)
    return given


@dataclass(frozen=True, slots=True)
class Dominant:
    """An answer that is better than every other: by how many points in the mean of the judgements, against the next best."""

    event: int
    option: int
    gain: float
    margin: float  # half the 95 % interval


def dominant(rules: Rulebook, found: list[Answer], least: float, loss: float, worlds: int) -> Iterator[Dominant]:
    """The answers that win in the judgements and lose nowhere.

    Args:
        least: points of a hundred that an answer must win each time it is given.
        loss: points that it may lose in one of the goods and still count as losing nowhere.
        worlds: in at least so many worlds both answers must have been given for a comparison.
    """
    judged = goods(rules).judgements
    for e in dict.fromkeys(answer.event for answer in found):
        family = [answer for answer in found if answer.event == e]
        for one in family:
            closest: Dominant | None = None
            for other in family:
                both = one.given & other.given
                n = int(both.sum())
                if other is one or n < worlds:
                    continue
                apart = one.goods[:, both] - other.goods[:, both]
                gain, half = mean_and_half(apart[:judged].mean(axis=0))
                if gain - half < least * max(1.0, one.times) or bool((apart.mean(axis=1) < -loss).any()):
                    closest = None
                    break
                if closest is None or gain < closest.gain:
                    closest = Dominant(e, one.option, gain, half)
            if closest is not None:
                yield closest
