"""Takes a scenario, plays many games and forecasts every quarter of them, gives how often the forecasts held.

Many games at once: the futures of a few dozen games lie side by side in one array of worlds. Letters: G games, T quarters in which a
forecast is made, M numbers, K crises, E endings.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import engine, policy
from sim.adviser.bots import GOVERNMENTS, Style, continuing
from sim.adviser.futures import HORIZON, Tape, unroll
from sim.adviser.gauge import Gauge
from sim.adviser.unscripted import unscripted
from sim.base.crew import worked_off
from sim.base.errors import BambooError
from sim.engine.worlds import Bools, Floats, Ids, Orders, Worlds
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook

AHEAD = (1, HORIZON)  # quarters ahead that are scored
TOGETHER = 2048  # worlds side by side
CHANCES = ("crisis", "lamp", "ending")


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """How forecasts compare with what came. The last axis of all arrays is the games."""

    names: tuple[str, ...]
    low: Floats  # [T, H, M, G] probability integral transform of what came, lower end; NaN where there is no such quarter
    high: Floats  # [T, H, M, G] and upper end: apart only where futures are equal to what came
    inside: Bools  # [T, H, M, G] whether it lies within the 80 % band, ends included
    stated: dict[str, Floats]  # kind -> [T, H, ids, G] chances that were stated
    came: dict[str, Bools]  # kind -> [T, H, ids, G]
    ids: dict[str, tuple[str, ...]]
    player: tuple[str, ...]  # [G] who played each game
    futures: int

    @property
    def players(self) -> tuple[str, ...]:
        """Those who played, each once."""
        return tuple(dict.fromkeys(self.player))

    def of(self, player: str) -> Held:
        """The games of one player."""
        mine = np.array([p == player for p in self.player])
        return replace(
            self,
            low=self.low[..., mine],
            high=self.high[..., mine],
            inside=self.inside[..., mine],
            stated={k: v[..., mine] for k, v in self.stated.items()},
            came={k: v[..., mine] for k, v in self.came.items()},
            player=(player,) * int(mine.sum()),
        )

    def coverage(self, level: float) -> tuple[Floats, Floats]:
        """([H, M], [H, M]) how often the central band of this level held, and the standard error over games.

        A value that several futures share exactly counts with the part of their chance that lies within the band (the
        nonrandomised transform of Czado, Gneiting & Held 2009), so that lumpy numbers are judged like smooth ones.
        """
        first, last = (1.0 - level) / 2.0, (1.0 + level) / 2.0
        width = np.maximum(self.high - self.low, 1e-12)
        part = np.clip((np.minimum(self.high, last) - np.maximum(self.low, first)) / width, 0.0, 1.0)
        return _over_games(part)

    def plain(self) -> Floats:
        """[H, M] how often the 80 % band held, its ends included."""
        return _over_games(np.where(np.isnan(self.low), np.nan, self.inside))[0]

    def reliability(self, kinds: Sequence[str], edges: Sequence[float]) -> list[tuple[float, float, float, int]]:
        """(mean chance stated, share that came, its standard error, how many) for each class of stated chances that has any."""
        p = np.concatenate([self.stated[k].ravel() for k in kinds])
        y = np.concatenate([self.came[k].ravel() for k in kinds])
        known = ~np.isnan(p)
        p, y = p[known], y[known]
        rows = []
        for low, high in itertools.pairwise(edges):
            here = (p >= low) & (p < high if high < 1.0 else p <= high)
            n = int(here.sum())
            if n:
                share = float(y[here].mean())
                rows.append((float(p[here].mean()), share, (max(share * (1 - share), 1e-9) / n) ** 0.5, n))
        return rows


def _over_games(part: Floats) -> tuple[Floats, Floats]:
    """Mean over quarters and games of [T, H, M, G], with the standard error that games (not quarters) give."""
    with np.errstate(invalid="ignore"):
        counted = ~np.isnan(part)
        each = np.where(counted, part, 0.0).sum(axis=0) / np.maximum(counted.sum(axis=0), 1)
        weight = (counted.sum(axis=0) > 0).astype(np.float64)
    n = np.maximum(weight.sum(axis=-1), 1.0)
    mean = np.where(counted, part, 0.0).sum(axis=(0, 3)) / np.maximum(counted.sum(axis=(0, 3)), 1)
    spread = ((each - mean[..., None]) ** 2 * weight).sum(axis=-1) / np.maximum(n - 1.0, 1.0)
    return mean, np.sqrt(spread / n)


def players(rules: Rulebook) -> tuple[str, ...]:
    """Governments that play games to be forecast; each is left out of its own futures.

    Who leans on one power whatever comes is no likely reading of a player; such games are checked when they are named.
    """
    return tuple(name for name in GOVERNMENTS if name in policy.names(rules))


@dataclass(frozen=True, slots=True)
class _Task:
    rules: Rulebook
    player: str
    ids: Ids
    seed: int
    futures: int
    ensemble: Floats | None
    scripted: bool


def check(
    rules: Rulebook,
    games: int,
    *,
    seed: int = 1,
    played_by: Sequence[str] = (),
    futures: int = 64,
    ensemble: Floats | None = None,
    scripted: bool = False,
    jobs: int = 1,
) -> Iterator[int | Held]:
    """Play `games` games and forecast each of their quarters; whoever plays a game is none of those who go on in its futures.

    Args:
        played_by: names of policies, who share the games out among them; none: those of `players`.
        ensemble: [P, M] parameter sets: games and futures draw from them alike.
        scripted: the games follow the scenario's dates; otherwise they are drawn from its priors, as the futures are.
        jobs: processes; any number gives the same results.

    Yields:
        How many games are done, again and again; at last the `Held`.

    Errors: BambooError for an unknown policy or too few games.
    """
    names = tuple(played_by) or players(rules)
    for name in names:
        policy.make(name, rules)
    if games < len(names):
        raise BambooError(f"{games} games are too few for {len(names)} players", cure="give at least one game to each")
    together = max(1, TOGETHER * 2 // futures)
    ids = np.arange(games, dtype=np.uint64)
    tasks = [
        _Task(rules, name, own[first : first + together], seed, futures, ensemble, scripted)
        for n, name in enumerate(names)
        for own in (ids[n :: len(names)],)
        for first in range(0, len(own), together)
    ]
    yield 0
    parts: list[Held] = []
    for part in worked_off(_judged, tasks, jobs):
        parts.append(part)
        yield sum(len(p.player) for p in parts)
    yield _joined(parts)


def _judged(task: _Task) -> Held:
    """Some games of one player, played and forecast."""
    known = unscripted(task.rules)
    truth = task.rules if task.scripted else known
    bots = continuing(task.rules, without=task.player)
    gauge = Gauge(task.rules)
    player = policy.make(task.player, task.rules)
    played, tape, styles = _played(truth, known, gauge, player, bots, task.ids, task.seed, task.ensemble)
    return _compared(known, gauge, played, tape, styles, task)


Played = list[tuple[Worlds, Orders]]


def _played(
    truth: Rulebook, known: Rulebook, gauge: Gauge, player: Policy, bots: Sequence[Policy], ids: Ids, seed: int, ensemble: Floats | None
) -> tuple[Played, Tape, list[Style]]:  # fmt: skip
    """Games from the first to the last quarter, what was read off them, and what each quarter knew of the player's style."""
    params = None
    if ensemble is not None:
        params = ensemble[:, (ids * np.uint64(7919) % np.uint64(ensemble.shape[1])).astype(np.intp)]
    worlds = engine.start(truth, ids, seed, params)
    played: Played = []
    tape, style = Tape(), Style(known, bots, len(ids))
    styles: list[Style] = []
    while worlds.turn < truth.turns:
        view = engine.view(known, worlds, seed)
        orders = player.decide(view)
        played.append((worlds, orders))
        styles.append(style.copy())
        style.learn(view, orders)
        turn = engine.step(truth, worlds, orders, seed)
        worlds = turn.after
        tape.values.append(gauge.numbers(worlds))
        tape.happened.append(gauge.came(turn))
        tape.lit.append(worlds.lit > 0)
        tape.ended.append(gauge.closed(worlds))
    return played, tape, styles


def _compared(known: Rulebook, gauge: Gauge, played: Played, tape: Tape, styles: list[Style], task: _Task) -> Held:
    """The forecasts of games that lie side by side, against what came."""
    count, futures = len(task.ids), task.futures
    shape = (len(played), len(AHEAD), len(gauge.names), count)
    low, high, inside = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_)
    ids_of = {"crisis": gauge.crises, "lamp": gauge.endings, "ending": gauge.endings}
    stated = {k: np.full((*shape[:2], len(ids_of[k]), count), np.nan) for k in CHANCES}
    came = {k: np.zeros((*shape[:2], len(ids_of[k]), count), dtype=np.bool_) for k in CHANCES}
    for t, (start, orders) in enumerate(played):
        found = _forecast(known, gauge, start, orders, styles[t], task)
        alive = start.ended < 0
        for h, ahead in enumerate(AHEAD):
            if t + ahead > len(played):
                continue
            values = found.values[ahead - 1].reshape(len(gauge.names), count, futures)
            real = tape.values[t + ahead - 1]
            below, upto = (values < real[..., None]).sum(axis=2), (values <= real[..., None]).sum(axis=2)
            low[t, h] = np.where(alive, below / (futures + 1.0), np.nan)
            high[t, h] = np.where(alive, (upto + 1.0) / (futures + 1.0), np.nan)
            ends = np.quantile(values, (0.1, 0.9), axis=2, method="weibull")
            inside[t, h] = (real >= ends[0] - 1e-9) & (real <= ends[1] + 1e-9)
            for kind, made, series in (
                ("crisis", found.happened, tape.happened), ("lamp", found.lit, tape.lit), ("ending", found.ended, tape.ended)
            ):  # fmt: skip
                share = made[ahead - 1].reshape(len(ids_of[kind]), count, futures).mean(axis=2)
                lit = tape.lit[t - 1] if kind == "lamp" and t else np.zeros((1, count), dtype=np.bool_)
                stated[kind][t, h] = np.where(alive & ~lit, share, np.nan)
                came[kind][t, h] = np.any(series[t : t + ahead], axis=0)
    return Held(gauge.names, low, high, inside, stated, came, ids_of, (task.player,) * count, futures)


def _forecast(known: Rulebook, gauge: Gauge, start: Worlds, orders: Orders, style: Style, task: _Task) -> Tape:
    """The futures of many games after the orders that were given in each; game-major on the last axis."""
    futures = task.futures
    believed = engine.believe(engine.view(known, start, task.seed), futures, task.seed, task.ensemble)
    owner = np.repeat(np.arange(start.count), futures)
    whole = Tape()
    for at, bot in style.successors(futures):
        tape = Tape()
        for _ in unroll(known, gauge, believed.take(at), orders.take(owner[at]), bot, task.seed, True, tape):
            pass
        _lay(whole.values, tape.values, at, len(owner))
        _lay(whole.happened, tape.happened, at, len(owner))
        _lay(whole.lit, tape.lit, at, len(owner))
        _lay(whole.ended, tape.ended, at, len(owner))
    return whole


def _lay(whole: list[NDArray[Any]], part: list[NDArray[Any]], at: NDArray[np.intp], count: int) -> None:
    """Put what was read off some worlds into its columns among all."""
    for q, rows in enumerate(part):
        if len(whole) <= q:
            whole.append(np.zeros((rows.shape[0], count), dtype=rows.dtype))
        whole[q][:, at] = rows


def _joined(parts: Sequence[Held]) -> Held:
    first = parts[0]
    return replace(
        first,
        low=np.concatenate([p.low for p in parts], axis=3),
        high=np.concatenate([p.high for p in parts], axis=3),
        inside=np.concatenate([p.inside for p in parts], axis=3),
        stated={k: np.concatenate([p.stated[k] for p in parts], axis=3) for k in CHANCES},
        came={k: np.concatenate([p.came[k] for p in parts], axis=3) for k in CHANCES},
        player=tuple(name for p in parts for name in p.player),
    )
