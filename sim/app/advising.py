"""The command `adviser-check`: do the adviser's bands hold, and do its chances come true as often as it says?

Takes the words of the command line, prints a table; draws it where a file is named (extra `lab`).
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic

import numpy as np
import typer

from sim.adviser.bots import continuing
from sim.adviser.check import AHEAD, Held, check
from sim.app.ensembles import held_possible, parameter_sets
from sim.app.shelf import compiled_scenario
from sim.base.errors import BambooError, UsageError
from sim.engine.worlds import Floats
from sim.rulebook.rulebook import Rulebook

CLASSES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
GOAL = (0.75, 0.85)  # where the coverage of the 80 % band should lie
SCRIPTED = 5  # one in so many games more, that follow the scenario's dates
KINDS = {"crisis": "crises", "lamp": "warning lamps", "ending": "endings"}
EVERY = 5.0  # seconds between lines of progress


def adviser_check(
    scenario: str, games: int, seed: int, players: list[str], futures: int, ensemble: Path | None, jobs: int, plot: Path | None
) -> int:  # fmt: skip
    """Check the adviser; 0 if every 80 % band held in 75 to 85 % of the cases, else 1."""
    if games < 2 or futures < 10:
        raise UsageError("too few to tell", cure="give at least 2 games and 10 futures")
    rules = compiled_scenario(scenario).rules
    sets = held_possible(rules) if ensemble is None else parameter_sets(scenario, rules, ensemble, [])
    begun = monotonic()
    drawn = _run(rules, players, games, seed, futures, sets, jobs, scripted=False)
    apart = max(len(drawn.players), games // SCRIPTED)
    scripted = _run(rules, players, apart, seed, futures, sets, jobs, scripted=True)
    typer.echo(_told(rules, drawn, scripted, seed, 0 if sets is None else sets.shape[1]))
    print(f"took {monotonic() - begun:.0f} s", file=sys.stderr)
    if plot is not None:
        _draw(drawn, scripted, rules, plot)
        typer.echo(f"plot: {plot}")
    return int(bool(_outside(drawn)))


def _run(
    rules: Rulebook, players: list[str], games: int, seed: int, futures: int, sets: Floats | None, jobs: int, *, scripted: bool
) -> Held:  # fmt: skip
    told = monotonic()
    for found in check(
        rules, games, seed=seed, played_by=players, futures=futures, ensemble=sets, scripted=scripted, jobs=jobs
    ):
        if isinstance(found, Held):
            return found
        if monotonic() - told >= EVERY:
            told = monotonic()
            print(f"{found:,} of {games:,} games", file=sys.stderr, flush=True)
    raise AssertionError("a check ends with what it found")


def _outside(held: Held) -> list[str]:
    """The numbers whose band held too seldom or too often, with the quarters ahead."""
    covered = held.coverage(0.8)[0]
    return [
        f"{name} +{ahead}" for h, ahead in enumerate(AHEAD) for m, name in enumerate(held.names)
        if not GOAL[0] <= covered[h, m] <= GOAL[1]
    ]  # fmt: skip


def _told(rules: Rulebook, drawn: Held, scripted: Held, seed: int, sets: int) -> str:
    bots = ", ".join(b.name for b in continuing(rules))
    lines = [
        f"{rules.id} {rules.version}, {len(drawn.player):,} games, seed {seed}, {drawn.futures} futures a forecast",
        f"games of {', '.join(drawn.players)}",
        f"futures by {bots}, never by who plays the game, and by the habits seen so far",
        f"parameters: {f'{sets} that fit the record, shared out' if sets else 'known'}",
        "",
        "how often the band held what came, in %, with 95 % interval",
        "in games drawn from the priors that the futures use",
        *_coverage(drawn),
        "",
        "chances stated and how often they came",
        *_chances(drawn),
    ]
    if len(drawn.players) > 1:
        lines += ["", f"80 % at +{AHEAD[-1]} by who plays", *_by_player(drawn)]
    lines += ["", f"apart: {len(scripted.player):,} games that follow the scenario's dates", *_coverage(scripted)]
    first, last = (f"{100 * x:.0f}" for x in GOAL)
    outside = _outside(drawn)
    verdict = f"outside {first} to {last} %: {', '.join(outside)}" if outside else f"all within {first} to {last} %"
    return "\n".join([*lines, "", f"80 % bands: {verdict}"])


def _by_player(held: Held) -> list[str]:
    """Where the futures are far from a player's ways, its column says so."""
    width = max(len(n) for n in held.names)
    columns = [(p, held.of(p).coverage(0.8)[0][-1]) for p in held.players]
    lines = [f"{'number':<{width}}" + "".join(f"  {p:>11}" for p, _ in columns)]
    for m, name in enumerate(held.names):
        lines.append(f"{name:<{width}}" + "".join(f"  {100 * c[m]:>11.1f}" for _, c in columns))
    return lines


def _coverage(held: Held) -> list[str]:
    (c80, e80), (c50, _), plain = held.coverage(0.8), held.coverage(0.5), held.plain()
    width = max(len(n) for n in held.names)
    head = "  ".join(f"{f'80 % at +{a}':>14} {'ends in':>7} {f'50 % at +{a}':>10}" for a in AHEAD)
    lines = [f"{'number':<{width}}  {head}"]
    for m, name in enumerate(held.names):
        cells = "  ".join(
            f"{100 * c80[h, m]:>7.1f} ±{196 * e80[h, m]:>5.1f} {100 * plain[h, m]:>7.1f} {100 * c50[h, m]:>10.1f}"
            for h in range(len(AHEAD))
        )
        lines.append(f"{name:<{width}}  {cells}")
    return lines


def _chances(held: Held) -> list[str]:
    lines = []
    for kind, title in KINDS.items():
        rows = held.reliability([kind], CLASSES)
        if not rows:
            continue
        lines.append(title)
        lines.append(f"{'stated':>8} {'came':>8} {'±':>6} {'cases':>9}")
        lines += [f"{100 * p:>8.1f} {100 * y:>8.1f} {196 * e:>6.1f} {n:>9,}" for p, y, e, n in rows]
    return lines


def _draw(drawn: Held, scripted: Held, rules: Rulebook, file: Path) -> None:
    """Two panels: coverage by number, and chances stated against those that came."""
    try:
        from matplotlib.figure import Figure
    except ImportError as problem:
        raise BambooError(
            "the plot needs matplotlib", cure='install the laboratory: pip install "bamboo-balance[lab]"'
        ) from problem
    figure = Figure(figsize=(11, 5), layout="constrained")
    left, right = figure.subplots(1, 2)
    at = np.arange(len(drawn.names))
    left.axvspan(100 * GOAL[0], 100 * GOAL[1], color="0.9")
    for h, (ahead, mark) in enumerate(zip(AHEAD, "os", strict=True)):
        mean, error = drawn.coverage(0.8)
        left.errorbar(
            100 * mean[h], at + 0.12 * h, xerr=196 * error[h], fmt=mark, label=f"+{ahead} quarters", capsize=2
        )
        left.plot(100 * scripted.coverage(0.8)[0][h], at + 0.12 * h, mark, mfc="none", color="0.5")
    left.set_yticks(at, drawn.names)
    left.invert_yaxis()
    left.set_xlim(0, 100)
    left.set_xlabel("the 80 % band held, % (hollow: games that follow the script)")
    left.legend(loc="lower left")
    right.plot([0, 1], [0, 1], color="0.7", lw=1)
    for kind, title in KINDS.items():
        rows = drawn.reliability([kind], CLASSES)
        if rows:
            right.plot([r[0] for r in rows], [r[1] for r in rows], marker="o", label=title)
    right.set_xlabel("chance stated")
    right.set_ylabel("share that came")
    right.legend()
    figure.suptitle(rules.id)
    try:
        figure.savefig(file)
    except (OSError, ValueError) as problem:
        raise BambooError(f"the plot cannot be written: {problem}", str(file), "name a .png, .svg or .pdf") from problem
