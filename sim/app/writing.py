"""The commands for writers that play worlds: `explain`, `coverage` and `graph`.

Takes the words of the command line, prints what `sim.workshop` finds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import typer

from sim.app.shelf import compiled_scenario, new_game
from sim.base.errors import UsageError
from sim.base.whole_file import write_text
from sim.policy import make
from sim.report.cells import percent
from sim.report.names import Names
from sim.rulebook.rulebook import Rulebook, quarter_name
from sim.workshop.conditions import Branch
from sim.workshop.coverage import Coverage, Reach, cover
from sim.workshop.explain import Explained
from sim.workshop.explain import explain as explained
from sim.workshop.graph import page, svg

_MARK = {True: "yes", False: "no ", None: "-  "}


def explain(scenario: str, event: str, turn: int, policy: str, seed: int, world: int) -> int:
    """Play one world under a policy and print an event's conditions in one turn, or one line for every turn."""
    compiled = compiled_scenario(scenario)
    rules = compiled.rules
    if turn and not 1 <= turn <= rules.turns:
        raise UsageError(f"`{scenario}` has no turn {turn}", cure=f"take a turn from 1 to {rules.turns}")
    game = new_game(compiled, seed, world)
    game.play(make(policy, rules), turn or None)
    if len(game.turns) < turn:
        raise UsageError(f"this world ended in turn {len(game.turns)}", cure="ask for an earlier turn")
    explained(rules, game.turns[0], seed, event)  # a name that is none is told before anything else
    typer.echo(f"{rules.id} {rules.version}, policy {policy}, seed {seed}, world {world}")
    for number in [turn] if turn else range(1, len(game.turns) + 1):
        for found in explained(rules, game.turns[number - 1], seed, event):
            for line in _explained(rules, number, found, bool(turn)):
                typer.echo(line)
    return 0


def _explained(rules: Rulebook, turn: int, found: Explained, whole: bool) -> Iterator[str]:
    date = quarter_name(rules.start + turn - 1)
    if not whole:
        out = [tree.text for part in found.trees for tree in _deciding(part)]
        yield f"{date}  {found.name}: {found.result if found.result[:6] != 'it doe' else 'no: ' + ('; '.join(out) or found.result)}"
        return
    yield f"{found.name}, turn {turn} ({date}): {found.result}"
    for tree in found.trees:
        yield from _tree(tree, 1)


def _deciding(tree: Branch) -> Iterator[Branch]:
    """The smallest parts that keep a condition from holding."""
    if tree.held is not False:
        return
    below = [part for part in tree.branches if part.held is False] if not tree.text.startswith("not ") else []
    if not below:
        yield tree
    for part in below:
        yield from _deciding(part)


def _tree(tree: Branch, depth: int) -> Iterator[str]:
    values = ", ".join(f"{text} = {value:.4g}" for text, value in tree.values)
    yield f"{'  ' * depth}{_MARK[tree.held]}  {tree.text}" + (f"   ({values})" if values else "")
    for part in tree.branches:
        yield from _tree(part, depth + 1)


def coverage(scenario: str, policies: list[str], worlds: int, seed: int, jobs: int, as_json: bool) -> int:
    """Play worlds and print each event's share and what keeps it out."""
    found = cover(compiled_scenario(scenario).rules, policies, worlds, seed, jobs)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
        return 0
    for line in _coverage(found):
        typer.echo(line)
    return 0


def _coverage(found: Coverage) -> Iterator[str]:
    shared = ", ".join(f"{n:,} under {name}" for name, n in zip(found.policies, found.worlds, strict=True))
    yield f"{found.scenario}: {sum(found.worlds):,} worlds ({shared}), seed {found.seed}"
    yield ""
    width = max([len(e.event) for e in found.events] + [5])
    heads = "  ".join(f"{name:>8}" for name in found.policies)
    yield f"{'event':<{width}}  kind    {'all':>7}  {heads}   kept out by"
    for event in sorted(found.events, key=lambda e: e.share):
        shares = "  ".join(f"{percent(s, 1):>8}" for s in event.shares)
        yield f"{event.event:<{width}}  {event.kind:<6}  {percent(event.share, 1):>7}  {shares}   {_kept_out(event)}".rstrip()
    yield ""
    never = found.never
    yield f"{len(found.events)} events, {len(never)} of them never happened" + (
        f": {', '.join(e.event for e in never)}" if never else ""
    )


def graph(scenario: str, out: Path, policies: list[str], worlds: int, seed: int, jobs: int, lang: str) -> int:
    """Play worlds and draw when the events come."""
    if out.suffix.lower() not in (".svg", ".html"):
        raise UsageError(f"`{out}` is neither .svg nor .html", cure="write for example --out events.html")
    compiled = compiled_scenario(scenario)
    found = cover(compiled.rules, policies, worlds, seed, jobs)
    drawn = (page if out.suffix.lower() == ".html" else svg)(Names(compiled.rules, compiled.words, lang), found)
    typer.echo(write_text(drawn, out, "the graph"))
    return 0


def _kept_out(event: Reach) -> str:
    """The clause that failed most often, and another that more often failed alone."""
    if not event.lived:
        return "no world lived to its quarters"
    if event.share == 1:
        return ""
    if not event.blocked:
        return "worlds that ended before"
    first = event.blocked[0]
    text = f"{first.text} ({percent(first.failed, 1)} of the quarters"
    text += f", alone {percent(first.alone, 1)})" if len(event.blocked) > 1 else ")"
    lonely = max(event.blocked, key=lambda b: b.alone)
    if lonely is not first and lonely.alone > 2 * first.alone:
        text += f"; alone most often {lonely.text} ({percent(lonely.alone, 1)})"
    return text
