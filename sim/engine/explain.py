"""Why something does not happen: the clauses that fail, and the moment in which an event's condition is tested.

Takes worlds, gives nodes, or the frame that conditions read.
"""

from __future__ import annotations

import numpy as np

from sim.engine.evaluate import Frame, run
from sim.engine.step import PHASES, Play, events
from sim.engine.worlds import Orders, Worlds
from sim.rulebook.expression import Formula, Node, clauses
from sim.rulebook.rulebook import Event, Rulebook


def opening_frame(rules: Rulebook, worlds: Worlds) -> Frame:
    """What the conditions of cards, and of shocks, read in the coming turn: the worlds as the last turn left them."""
    return Frame(rules, worlds, worlds.turn + 1)


def closing_frame(rules: Rulebook, worlds: Worlds) -> Frame:
    """What lamps and endings read at the end of the turn that left these worlds."""
    return Frame(rules, worlds, worlds.turn)


def event_frame(rules: Rulebook, worlds: Worlds, orders: Orders, seed: int, *, luck: bool = True) -> Frame:
    """What the conditions of news, hazards and chains read in the coming turn: after orders and moves, any N."""
    play = Play(rules, worlds, orders, seed, record=False, luck=luck)
    for phase in PHASES:
        if phase is events:
            break
        phase(play)
    return play.frame


def tested_at_once(event: Event) -> bool:
    """Whether an event is tested in the turn's event phase; cards, memos, votes and shocks are tested before orders."""
    return event.kind in ("news", "hazard") or (event.kind == "chain" and not event.opens)


def failed_clauses(
    rules: Rulebook, worlds: Worlds, action: int, target: int, ordered: dict[int, tuple[int, ...]] | None = None
) -> list[Node]:
    """Clauses of a verb's condition that do not hold for a target; `ordered` are the targets of verbs already in the same orders."""
    verb = rules.actions[action]
    return _failed(rules, worlds, verb.when, target, ordered or {})


def failed_option(rules: Rulebook, worlds: Worlds, card: int, option: int) -> list[Node]:
    """Clauses of an option's condition that do not hold."""
    e, member = rules.cards_axis[card]
    return _failed(rules, worlds, rules.events[e].options[option].when, member, {})


def _failed(
    rules: Rulebook, worlds: Worlds, when: Formula | None, member: int, ordered: dict[int, tuple[int, ...]]
) -> list[Node]:
    if when is None:
        return []
    frame = Frame(rules, worlds, worlds.turn + 1)
    for a, targets in ordered.items():
        held = np.zeros((len(rules.actions[a].targets), 1), dtype=np.bool_)
        held[list(targets)] = True
        frame.ordered[a] = held
    found = []
    for clause in clauses(when.node):
        value = run(when.part(clause), frame)
        flat = value.reshape(-1, value.shape[-1])
        if not bool(flat[member if flat.shape[0] > 1 else 0, 0]):
            found.append(clause)
    return found
