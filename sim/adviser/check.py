"""Takes a scenario, plays many games and forecasts every quarter of them, gives how often the forecasts held.

Many games at once: the futures of a few dozen games lie side by side in one array of worlds. Letters: G games, T quarters in which a
forecast is made, M numbers, K crises, E endings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import engine, policy
from sim.adviser.bots import Style, continuing
from sim.adviser.futures import HORIZON, Tape, unroll
from sim.adviser.gauge import Gauge
from sim.adviser.unscripted import unscripted
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
    player: str
    bots: tuple[str, ...]
    futures: int

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
        for low, high in zip(edges[:-1], edges[1:], strict=True):
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


def check(
    rules: Rulebook,
    games: int,
    *,
    seed: int = 1,
    player: str = "alternate",
    futures: int = 96,
    ensemble: Floats | None = None,
    scripted: bool = False,
    luck: bool = True,
) -> Iterator[int | Held]:
    """Play `games` games under `player` and forecast each of their quarters.

    Args:
        ensemble: [P, M] parameter sets: games and futures draw from them alike.
        scripted: the games follow the scenario's dates; otherwise they are drawn from its priors, as the futures are.

    Yields:
        How many games are done, again and again; at last the `Held`.
    """
    known = unscripted(rules)
    truth = rules if scripted else known
    bots = continuing(rules, without=player)
    gauge = Gauge(rules)
    ids = np.arange(games, dtype=np.uint64)
    played, tape, styles = _played(truth, gauge, policy.make(player, rules), bots, ids, seed, ensemble, luck)
    yield 0
    together = max(1, TOGETHER * 2 // futures)
    parts = []
    for first in range(0, games, together):
        part = np.arange(first, min(games, first + together))
        parts.append(_some(known, gauge, played, tape, styles, part, seed, futures, ensemble, luck))
        yield int(part[-1]) + 1
    yield _joined(parts, player, tuple(b.name for b in bots), futures)


Played = list[tuple[Worlds, Orders]]


def _played(
    truth: Rulebook, gauge: Gauge, player: Policy, bots: Sequence[Policy], ids: Ids, seed: int, ensemble: Floats | None, luck: bool
) -> tuple[Played, Tape, list[Style]]:  # fmt: skip
    """All games from the first to the last quarter, what was read off them, and what each quarter knew of the player's style."""
    params = None
    if ensemble is not None:
        params = ensemble[:, (ids * np.uint64(7919) % np.uint64(ensemble.shape[1])).astype(np.intp)]
    worlds = engine.start(truth, ids, seed, params, luck=luck)
    played: Played = []
    tape, style = Tape(), Style(truth, bots, len(ids))
    styles: list[Style] = []
    while worlds.turn < truth.turns:
        view = engine.view(truth, worlds, seed)
        orders = player.decide(view)
        played.append((worlds, orders))
        styles.append(style.copy())
        style.learn(view, orders)
        turn = engine.step(truth, worlds, orders, seed, luck=luck)
        worlds = turn.after
        tape.values.append(gauge.numbers(worlds))
        tape.happened.append(gauge.came(turn))
        tape.lit.append(worlds.lit > 0)
        tape.ended.append(gauge.closed(worlds))
    return played, tape, styles


def _some(
    known: Rulebook, gauge: Gauge, played: Played, tape: Tape, styles: list[Style],
    part: NDArray[np.intp], seed: int, futures: int, ensemble: Floats | None, luck: bool,
) -> Held:  # fmt: skip
    """The forecasts of a few games, side by side, against what came."""
    count = len(part)
    shape = (len(played), len(AHEAD), len(gauge.names), count)
    low, high, inside = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_)
    ids_of = {"crisis": gauge.crises, "lamp": gauge.endings, "ending": gauge.endings}
    stated = {k: np.full((*shape[:2], len(ids_of[k]), count), np.nan) for k in CHANCES}
    came = {k: np.zeros((*shape[:2], len(ids_of[k]), count), dtype=np.bool_) for k in CHANCES}
    for t, (everywhere, orders) in enumerate(played):
        start = everywhere.take(part)
        found = _forecast(known, gauge, start, orders.take(part), styles[t].take(part), seed, futures, ensemble, luck)
        alive = start.ended < 0
        for h, ahead in enumerate(AHEAD):
            if t + ahead > len(played):
                continue
            values = found.values[ahead - 1].reshape(len(gauge.names), count, futures)
            real = tape.values[t + ahead - 1][:, part]
            below, upto = (values < real[..., None]).sum(axis=2), (values <= real[..., None]).sum(axis=2)
            low[t, h] = np.where(alive, below / (futures + 1.0), np.nan)
            high[t, h] = np.where(alive, (upto + 1.0) / (futures + 1.0), np.nan)
            ends = np.quantile(values, (0.1, 0.9), axis=2, method="weibull")
            inside[t, h] = (real >= ends[0] - 1e-9) & (real <= ends[1] + 1e-9)
            for kind, made, series in (
                ("crisis", found.happened, tape.happened), ("lamp", found.lit, tape.lit), ("ending", found.ended, tape.ended)
            ):  # fmt: skip
                share = made[ahead - 1].reshape(len(ids_of[kind]), count, futures).mean(axis=2)
                lit = tape.lit[t - 1][:, part] if kind == "lamp" and t else np.zeros((1, count), dtype=np.bool_)
                stated[kind][t, h] = np.where(alive & ~lit, share, np.nan)
                came[kind][t, h] = np.any([s[:, part] for s in series[t : t + ahead]], axis=0)
    return Held(gauge.names, low, high, inside, stated, came, ids_of, "", (), 0)


def _forecast(
    known: Rulebook, gauge: Gauge, start: Worlds, orders: Orders, style: Style, seed: int, futures: int,
    ensemble: Floats | None, luck: bool,
) -> Tape:  # fmt: skip
    """The futures of many games after the orders that were given in each; game-major on the last axis."""
    believed = engine.believe(engine.view(known, start, seed), futures, seed, ensemble)
    owner = np.repeat(np.arange(start.count), futures)
    whole = Tape()
    for at, bot in style.successors(futures):
        tape = Tape()
        for _ in unroll(known, gauge, believed.take(at), orders.take(owner[at]), bot, seed, luck, tape):
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


def _joined(parts: Sequence[Held], player: str, bots: tuple[str, ...], futures: int) -> Held:
    first = parts[0]
    return Held(
        first.names,
        np.concatenate([p.low for p in parts], axis=3),
        np.concatenate([p.high for p in parts], axis=3),
        np.concatenate([p.inside for p in parts], axis=3),
        {k: np.concatenate([p.stated[k] for p in parts], axis=3) for k in CHANCES},
        {k: np.concatenate([p.came[k] for p in parts], axis=3) for k in CHANCES},
        first.ids,
        player,
        bots,
        futures,
    )
