"""Golden playthroughs: one readable page a scenario, every quarter of one world under the record (or `bamboo` where there is none).

`python -m tests.golden.playthrough` writes them anew; do so in the commit that moves the numbers, so that a reader sees them move.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim import engine, policy
from sim.engine.worlds import Turn
from sim.facts.ledger import load
from sim.play.game import Game
from sim.rulebook.rulebook import Rulebook, quarter_name
from sim.scenario import Compiled, compile_scenario

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
SEED, WORLD = 1, 0


def playable() -> list[str]:
    """Ids of all shipped scenarios that can be played."""
    return [
        folder.name
        for folder in sorted((ROOT / "scenarios").iterdir())
        if folder.is_dir() and any("clock:" in f.read_text(encoding="utf-8") for f in folder.glob("*.yaml"))
    ]


def page(name: str) -> str:
    """The playthrough of one scenario as text."""
    compiled: Compiled = compile_scenario(ROOT / "scenarios" / name, load(ROOT / "seeds"), ROOT / "scenarios")
    rules = compiled.rules
    player = "history" if any(rules.history) or "bamboo" not in policy.names(rules) else "bamboo"
    game = Game(rules, compiled.words, compiled.texts, seed=SEED, world=WORLD)
    game.play(policy.make(player, rules))
    lines = [f"{rules.id} {rules.version}, policy {player}, seed {SEED}, world {WORLD}"]
    for number, turn in enumerate(game.turns, start=1):
        lines += ["", quarter_name(rules.start + number - 1), *_quarter(rules, turn)]
    ending = int(game.worlds.ended[0])
    lines += ["", f"ending: {rules.endings[ending].id if ending >= 0 else 'none'}"]
    lines += [f"{o.id}: {float(engine.read(rules, game.worlds, o.id)[0]):.3f}" for o in rules.outcomes]
    return "\n".join(lines) + "\n"


def _quarter(rules: Rulebook, turn: Turn) -> list[str]:
    lines = []
    for a, t, refused in zip(
        turn.orders.action[:, 0], turn.orders.target[:, 0], turn.refused_action[:, 0], strict=True
    ):
        if a >= 0:
            whom = rules.actions[a].targets[t]
            lines.append(
                f"  order   {rules.actions[a].id} {whom}".rstrip() + (f" (refused {refused})" if refused else "")
            )
    for card, (e, m) in enumerate(rules.cards_axis):
        if turn.before.open[card, 0]:
            event, answer = rules.events[e], int(turn.orders.answer[card, 0])
            said = event.options[answer].id if answer >= 0 else "wait"
            lines.append(f"  answer  {event.id}{'.' + event.members[m] if event.members[m] else ''}: {said}")
    row = 0
    for move in rules.moves:
        for member in move.members:
            lines.append(f"  move    {member or move.id}: {move.options[int(turn.moved[row, 0])].id}")
            row += 1
    for event in rules.events:
        for m, member in enumerate(event.members):
            if turn.happened[event.first + m, 0] and (not event.opens or event.kind == "hazard"):
                lines.append(f"  event   {event.id}{'.' + member if member else ''}")
    shown = [rules.screen.relations, *rules.screen.numbers]
    for name in filter(None, shown):
        values = np.ravel(engine.read(rules, turn.after, name))
        lines.append(f"  {name:<16} " + " ".join(f"{x:9.4f}" for x in values))
    return lines


def main() -> None:
    """Write every page anew."""
    for name in playable():
        (FOLDER / f"{name}.txt").write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
