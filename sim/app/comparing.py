"""The command `diff`: what changed between two versions of a scenario, which version step is due, and what moves.

Takes the words of the command line, prints lines; the exit code is 1 if the version does not say what changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import typer

from sim.app import files
from sim.base.errors import UsageError
from sim.policy import names
from sim.scenario import Compiled, compile_scenario
from sim.workshop.diff import STEPS, Change, Move, changes, due, moves, taken

SHOWN = 40
POLICIES = ("history", "bamboo", "random")


def diff(before: str, after: str, worlds: int, policies: list[str], seed: int) -> int:
    """Compare two versions."""
    if worlds < 0:
        raise UsageError(f"{worlds} worlds cannot be played", cure="give 0 or more")
    a, b = (compile_scenario(files.find_scenario(name), files.ledger(), files.library()) for name in (before, after))
    found = changes(a, b)
    wanted, step = due(found), taken(a.rules.version, b.rules.version)
    for line in _changes(found):
        typer.echo(line)
    enough = STEPS.index(step) >= STEPS.index(wanted)
    said = f"{a.rules.version} -> {b.rules.version}"
    typer.echo(f"due: {wanted}; taken: {step} ({said})" + ("" if enough else f"; write version: {_next(a, wanted)}"))
    if worlds and a.playable and b.playable and any(change.step not in ("none", "patch") for change in found):
        able = set(names(a.rules)) & set(names(b.rules))
        who = policies or [name for name in POLICIES if name in able]
        typer.echo(f"\nB less A in the same {worlds:,} worlds, seed {seed}: mean and 95 % interval")
        for line in _moves(list(moves(a.rules, b.rules, who, worlds, seed))):
            typer.echo(line)
    return int(not enough)


def _next(a: Compiled, step: str) -> str:
    parts = [int(part) for part in a.rules.version.split(".")]
    at = {"major": 0, "minor": 1, "patch": 2}[step]
    return ".".join(str(n) for n in [*parts[:at], parts[at] + 1, *([0] * (2 - at))])


def _changes(found: list[Change]) -> Iterator[str]:
    if not found:
        yield "nothing differs"
        return
    tally = Counter(change.step for change in found)
    yield f"{len(found)} values differ: " + ", ".join(
        f"{tally[step]} {step}" for step in reversed(STEPS) if tally[step]
    )
    for change in sorted(found, key=lambda c: -STEPS.index(c.step))[:SHOWN]:
        yield f"  {change.step:<5}  {change.path}: {_said(change.before)} -> {_said(change.after)}"
    if len(found) > SHOWN:
        yield f"  and {len(found) - SHOWN} more"


def _said(value: object) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _moves(found: list[Move]) -> Iterator[str]:
    clear = sorted((m for m in found if m.clear), key=lambda m: -abs(m.mean) / max(m.half, 1e-12))
    if not clear:
        yield "  nothing moves beyond its interval"
    for move in clear[:SHOWN]:
        yield f"  {move.policy:<10}  {move.name:<32}  {move.before:9.2f}  {move.mean:+9.2f} ±{move.half:.2f}"
    if len(clear) > SHOWN:
        yield f"  and {len(clear) - SHOWN} more"
    yield f"  {len(found) - len(clear)} of {len(found)} figures stay within their intervals"
