"""Takes a scenario, prints how fast it runs, as ratios of one run: `python -m tests.bench.bench [SCENARIO] [--seconds S]`.

Nothing here passes or fails: a ratio says what a change was worth on the machine at hand. The unit is world-turns a second (wt/s).
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from sim import batch, engine
from sim.app import files
from sim.engine.worlds import Orders
from sim.policy import make
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario
from tests.bench.baseline import Game, Luck, World
from tests.bench.floor import ufunc_calls

SEED = 1
CHUNK = 4096
POLICY = "bamboo"


def best_of(work: Callable[[], object], seconds: float) -> float:
    """Seconds that a piece of work takes: the quickest of as many tries as fit, at least two."""
    times: list[float] = []
    while len(times) < 2 or sum(times) < seconds:
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def chunk_of(rules: Rulebook, count: int, first: int = 0) -> None:
    """Play `count` worlds under the policy, together."""
    policy = make(POLICY, rules)
    worlds = engine.start(rules, np.arange(first, first + count), SEED)
    while worlds.turn < rules.turns:
        worlds = engine.step(rules, worlds, policy.decide(engine.view(rules, worlds, SEED)), SEED).after


def recorded(rules: Rulebook, count: int) -> list[Orders]:
    """The orders of the policy in every turn."""
    policy, worlds, found = make(POLICY, rules), engine.start(rules, np.arange(count), SEED), []
    while worlds.turn < rules.turns:
        found.append(policy.decide(engine.view(rules, worlds, SEED)))
        worlds = engine.step(rules, worlds, found[-1], SEED).after
    return found


def steps_only(rules: Rulebook, orders: list[Orders]) -> None:
    """Play with orders already decided: the engine without view and policy."""
    worlds = engine.start(rules, np.arange(orders[0].answer.shape[1]), SEED)
    for order in orders:
        worlds = engine.step(rules, worlds, order, SEED).after


def baseline(rules: Rulebook, orders: list[Orders], count: int) -> Callable[[], None]:
    """The same orders in plain Python, world by world; compiling is not counted."""
    game, luck, params = Game(rules), Luck(SEED), engine.default_params(rules)[:, 0].tolist()
    given = [
        [
            (
                [(a, t) for a, t in zip(o.action[:, i].tolist(), o.target[:, i].tolist(), strict=True) if a >= 0],
                {card: option for card, option in enumerate(o.answer[:, i].tolist()) if option >= 0},
            )
            for o in orders
        ]
        for i in range(count)
    ]

    def play() -> None:
        for id, turns in enumerate(given):
            world = World(game, luck, id, params)
            for slots, answers in turns:
                world.step(slots, answers)

    return play


def copies(rules: Rulebook, count: int) -> float:
    """Seconds to copy every array of the state once: what memory alone costs a turn."""
    worlds = engine.start(rules, np.arange(count), SEED)
    arrays = [worlds.state, worlds.outflow, worlds.running, worlds.tally, worlds.trail[-1]]
    arrays += [worlds.fired, worlds.chosen, worlds.open, worlds.lit]  # type: ignore[list-item]
    return best_of(lambda: [array.copy() for array in arrays], 0.2)


def products(calls: float, count: int) -> float:
    """Seconds for as many bare multiplications of one row of the chunk."""
    a, b, c = np.random.default_rng(1).random((3, count))
    times = round(calls)

    def work() -> None:
        for _ in range(times):
            np.multiply(a, b, out=c)

    return best_of(work, 0.3)


def whole(rules: Rulebook, worlds: int, jobs: int) -> float:
    """Seconds of a whole batch with its summary."""
    plan = batch.plan(rules, [POLICY], worlds, SEED)
    start = perf_counter()
    batch.run(plan, jobs=jobs, tell=io.StringIO())
    return perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="?", default="ukraine-2022")
    parser.add_argument("--seconds", type=float, default=3.0, help="for each line, at least")
    parser.add_argument("--batch", type=int, default=100_000, help="worlds of the largest line")
    words = parser.parse_args()
    folder = Path(words.scenario) if Path(words.scenario).is_dir() else files.library() / words.scenario
    rules = compile_scenario(folder, files.ledger(), files.library()).rules
    turns = rules.turns

    def tell(what: str, rate: float, note: str = "") -> None:
        print(f"{what:<44}{rate:>12,.0f} wt/s  {note}".rstrip(), flush=True)

    print(
        f"{rules.id} {rules.version}: {rules.rows} rows, {rules.instances} events, {turns} turns; policy {POLICY}, causes off"
    )
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}\n")
    orders = recorded(rules, CHUNK)
    plain = 40 * turns / best_of(baseline(rules, orders, 40), words.seconds)
    tell("plain Python (orders given, no policy)", plain, "the baseline")
    bare = CHUNK * turns / best_of(lambda: steps_only(rules, orders), words.seconds)
    tell(f"engine, {CHUNK:,} worlds, orders given", bare, f"{bare / plain:.1f} x the baseline (aim: 40)")
    rates = {}
    for count in (1, 1000, CHUNK):
        rates[count] = count * turns / best_of(lambda n=count: chunk_of(rules, n), words.seconds)  # type: ignore[misc]
        tell(
            f"engine with view and policy, {count:,} worlds", rates[count], f"{rates[count] / plain:.1f} x the baseline"
        )
    one = words.batch * turns / whole(rules, words.batch, 1)
    tell(f"batch of {words.batch:,}, one process", one, f"{one / rates[CHUNK]:.2f} x the chunk alone")
    two = words.batch * turns / whole(rules, words.batch, 2)
    tell(f"batch of {words.batch:,}, two processes", two, f"{two / one:.2f} x one process (aim: 1.7)")
    turn = CHUNK / bare
    calls = ufunc_calls(rules, orders)
    floor = products(calls, CHUNK)
    print(f"\na turn of {CHUNK:,} worlds: {1e3 * turn:.1f} ms, {calls:,.0f} calls of NumPy on rows of the chunk")
    print(f"as many bare multiplications: {1e3 * floor:.1f} ms; the engine takes {turn / floor:.1f} x that (aim: 3)")
    print(f"copy of the state arrays: {1e3 * copies(rules, CHUNK):.2f} ms")


if __name__ == "__main__":
    main()
