"""Takes a scenario, prints how fast it runs, as ratios of one run. Nothing passes or fails: a ratio says what a machine makes of a change.

The unit is world-turns a second (wt/s). Lines of one process count processor time, the quickest of several tries; lines of whole
batches count the clock.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter, process_time

import numpy as np
import typer

from sim import engine
from sim.adviser.counsel import Counsel
from sim.app.counting import calls
from sim.app.shelf import compiled_scenario
from sim.base import memory
from sim.batch import plan
from sim.batch import run as run_plan
from sim.engine.worlds import Orders
from sim.play.game import Game, Plan
from sim.policy import make, names
from sim.rulebook.rulebook import Rulebook

SEED = 1
CHUNK = 4096
PLAIN = 40  # worlds of the plain baseline: a world costs the same whatever runs beside it
BASELINE = "tests.bench.baseline"  # the same rules in plain Python; comes with the source, not with the program


def bench(scenario: str, seconds: float, most: int) -> int:
    """Measure and print; `seconds` for each line at least, `most` worlds in the largest batch."""
    compiled = compiled_scenario(scenario)
    rules, turns = compiled.rules, compiled.rules.turns
    policy = "bamboo" if "bamboo" in names(rules) else names(rules)[0]
    typer.echo(
        f"{rules.id} {rules.version}: {rules.rows} rows, {rules.instances} events, {turns} turns; policy {policy}"
    )
    typer.echo(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, {os.cpu_count()} processors\n")
    orders = _decided(rules, policy)
    took = _plain_seconds(rules, orders, seconds)
    plain = PLAIN * turns / took if took else None
    _tell("plain Python, orders given", plain, "the baseline" if plain else "comes with the source only")
    bare = CHUNK * turns / _quickest(lambda: _steps(rules, orders), seconds)
    _tell(f"engine, {CHUNK:,} worlds, orders given", bare, _times(bare, plain, "the baseline (aim: 40)"))
    rates = {}
    for count in (1, 1000, CHUNK):
        rates[count] = count * turns / _quickest(lambda n=count: _game(rules, policy, n), seconds)  # type: ignore[misc]
        what = f"with view and policy, {count:,} world{'s' * (count > 1)}"
        _tell(what, rates[count], _times(rates[count], plain, "the baseline"))
    one = _batches(rules, policy, most, rates[CHUNK])
    two = most * turns / _batch(rules, policy, most, 2)
    _tell(f"batch of {most:,}, two processes", two, f"{two / one:.2f} x one process (aim: 1.7)")
    turn, rows = CHUNK / bare, calls(rules, orders, SEED)
    products = _products(round(rows))
    typer.echo(
        f"\na turn of {CHUNK:,} worlds, orders given: {1e3 * turn:.1f} ms; calls of NumPy on rows of worlds: {rows:,.0f}"
    )
    typer.echo(
        f"as many bare multiplications: {1e3 * products:.1f} ms; the engine takes {turn / products:.1f} x that (aim: 3)"
    )
    copy = _copies(rules)
    typer.echo(f"a copy of the state arrays: {1e3 * copy:.2f} ms; the engine takes {turn / copy:.0f} x that")
    game = Game(rules, compiled.words, compiled.texts, seed=SEED)
    answer = _advice(game)
    typer.echo(f"the adviser on one card of the first quarter, all answers and waiting: {answer:.2f} s")
    return 0


def _tell(what: str, rate: float | None, note: str) -> None:
    typer.echo(f"{what:<40}{'-' if rate is None else f'{rate:,.0f}':>12} wt/s  {note}".rstrip())


def _times(rate: float, base: float | None, what: str) -> str:
    return f"{rate / base:.3g} x {what}" if base else ""


def _quickest(work: Callable[[], object], seconds: float) -> float:
    """Processor seconds of a piece of work: the quickest of as many tries as fit, at least three."""
    times: list[float] = []
    while len(times) < 3 or sum(times) < seconds:
        start = process_time()
        work()
        times.append(process_time() - start)
    return max(min(times), 1e-9)


def _game(rules: Rulebook, policy: str, count: int) -> None:
    player, worlds = make(policy, rules), engine.start(rules, np.arange(count), SEED)
    while worlds.turn < rules.turns:
        worlds = engine.step(rules, worlds, player.decide(engine.view(rules, worlds, SEED)), SEED).after


def _decided(rules: Rulebook, policy: str) -> list[Orders]:
    """The orders of the policy in every turn."""
    player, worlds, found = make(policy, rules), engine.start(rules, np.arange(CHUNK), SEED), []
    while worlds.turn < rules.turns:
        found.append(player.decide(engine.view(rules, worlds, SEED)))
        worlds = engine.step(rules, worlds, found[-1], SEED).after
    return found


def _steps(rules: Rulebook, orders: Sequence[Orders]) -> None:
    worlds = engine.start(rules, np.arange(CHUNK), SEED)
    for order in orders:
        worlds = engine.step(rules, worlds, order, SEED).after


def _plain_seconds(rules: Rulebook, orders: Sequence[Orders], seconds: float) -> float | None:
    """The same orders in plain Python, world by world; None where the source is not at hand."""
    try:
        if find_spec(BASELINE) is None:
            return None
    except ModuleNotFoundError:
        return None
    plain = import_module(BASELINE)
    game, luck, params = plain.Game(rules), plain.Luck(SEED), engine.default_params(rules)[:, 0].tolist()
    given = [
        [
            (
                [(a, t) for a, t in zip(o.action[:, i].tolist(), o.target[:, i].tolist(), strict=True) if a >= 0],
                {card: option for card, option in enumerate(o.answer[:, i].tolist()) if option >= 0},
            )
            for o in orders
        ]
        for i in range(PLAIN)
    ]

    def play() -> None:
        for id, turns in enumerate(given):
            world = plain.World(game, luck, id, params)
            for slots, answers in turns:
                world.step(slots, answers)

    return _quickest(play, seconds)


def _batch(rules: Rulebook, policy: str, worlds: int, jobs: int) -> float:
    """Seconds of a whole batch with its summary, by the clock."""
    start = perf_counter()
    run_plan(plan(rules, [policy], worlds, SEED), jobs=jobs, tell=io.StringIO())
    return perf_counter() - start


def _batches(rules: Rulebook, policy: str, most: int, alone: float) -> float:
    """Batches of 10,000 worlds, ten times that, and so on: the cost of a world must stay flat, and so must memory."""
    rate, worlds = alone, min(10_000, most)
    while worlds <= most:
        rate = worlds * rules.turns / _batch(rules, policy, worlds, 1)
        peak = memory.peak()
        note = f"{1e6 * rules.turns / rate:,.0f} us a world" + (
            f", peak memory {peak / (1 << 20):,.0f} MB" if peak else ""
        )
        _tell(f"batch of {worlds:,}, one process", rate, note)
        worlds = min(worlds * 10, most) if worlds < most else most + 1
    return rate


def _products(times: int) -> float:
    """Processor seconds for so many bare multiplications of one row of the chunk."""
    a, b, c = np.random.default_rng(1).random((3, CHUNK))

    def work() -> None:
        for _ in range(times):
            np.multiply(a, b, out=c)

    return _quickest(work, 0.3)


def _copies(rules: Rulebook) -> float:
    """Seconds to copy every array of the state once: what memory alone costs a turn."""
    worlds = engine.start(rules, np.arange(CHUNK), SEED)
    arrays = [worlds.state, worlds.outflow, worlds.running, worlds.tally, worlds.trail[-1]]
    small = [worlds.fired, worlds.chosen, worlds.open, worlds.lit]
    return _quickest(lambda: ([array.copy() for array in arrays], [array.copy() for array in small]), 0.2)


def _advice(game: Game) -> float:
    """Processor seconds until the adviser has compared every answer to the first open card, and waiting, in all its futures."""
    card = next(iter(game.open_cards), None)
    options = range(len(game.rules.events[game.rules.cards_axis[card][0]].options)) if card is not None else ()
    plans = [Plan(), *(Plan(answers=((card, o),)) for o in options if card is not None)]
    start, counsel = process_time(), Counsel(game)
    counsel.ask(plans)
    while counsel.work():
        pass
    return process_time() - start
