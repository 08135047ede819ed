"""Takes rules and an ending, gives whether any line of play leads there: tastes that come nearest are bred.

The search is the cross-entropy method (Rubinstein 1999): it needs to know nothing of the rules but how near each world came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import engine
from sim.engine.evaluate import Frame, run
from sim.engine.worlds import Bools, Floats
from sim.rulebook.expression import Binary, Formula, Node, Unary
from sim.rulebook.rulebook import Ending, Rulebook
from sim.workshop.bent import genes, taste
from sim.workshop.conditions import parts

WORLDS, ROUNDS, KEPT = 1000, 10, 60
_SIGN = {"<": -1, "<=": -1, ">": 1, ">=": 1}
FAR = 1e6


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search for an ending found: the share of the last worlds that reached it, and what happened on the way."""

    ending: str
    reached: bool
    nearest: str  # the clause that held it up in the world that came nearest; "" if it was reached
    fired: Bools  # [events] seen in some world


def seek(rules: Rulebook, ending: int, seed: int) -> Sought:
    """Look for a line of play that reaches an ending, within some thousands of worlds."""
    luck = np.random.default_rng((seed, ending))  # of the search, not of the game
    (verbs, targets), (cards, options) = genes(rules)
    size = verbs * targets + cards * options
    middle, width = np.zeros((size, 1)), np.ones((size, 1))
    fired = np.zeros(len(rules.events), dtype=np.bool_)
    best = -np.inf, ""
    for number in range(ROUNDS):
        likes: Floats = middle + width * luck.standard_normal((size, WORLDS))
        score, reached, seen, clause = _play(rules, ending, likes, seed, number)
        fired |= seen
        if reached.any():
            return Sought(rules.endings[ending].id, True, "", fired)
        if float(score.max()) > best[0]:
            best = float(score.max()), clause
        kept = likes[:, np.argsort(-score, kind="stable")[:KEPT]]
        middle = kept.mean(axis=1, keepdims=True)
        width = 0.7 * kept.std(axis=1, keepdims=True) + 0.1
    return Sought(rules.endings[ending].id, False, best[1], fired)


def _play(rules: Rulebook, ending: int, likes: Floats, seed: int, number: int) -> tuple[Floats, Bools, Bools, str]:
    """([N] how near each world came, [N] whether it got there, [events] what happened, the clause in the nearest world's way)."""
    policy = taste(rules, likes)
    ids = np.arange(number * WORLDS, (number + 1) * WORLDS, dtype=np.uint64)
    worlds = engine.start(rules, ids, seed)
    wanted: Ending = rules.endings[ending]
    score = np.full(WORLDS, -np.inf)
    why = ""
    while worlds.turn < rules.turns:
        worlds = engine.step(rules, worlds, policy.decide(engine.view(rules, worlds, seed)), seed).after
        frame = Frame(rules, worlds, worlds.turn)
        alive = (worlds.ended < 0) | (worlds.ended == ending)
        near = np.where(alive, margin(wanted.when, wanted.when.node, frame), -np.inf)
        if float(near.max()) > float(score.max()):
            why = _held_up(wanted.when, frame, int(near.argmax()))
        score = np.maximum(score, near)
    seen = np.array([bool((worlds.fired[e.first : e.first + e.size] > 0).any()) for e in rules.events], dtype=np.bool_)
    return score, worlds.ended == ending, seen, why


def margin(when: Formula, node: Node, frame: Frame, wanted: bool = True) -> Floats:
    """[N] how far a condition is from holding (below 0) or from failing, in the unit of its comparisons."""
    if isinstance(node, Unary) and node.op == "not":
        return margin(when, node.x, frame, not wanted)
    if isinstance(node, Binary) and node.op in ("and", "or"):
        both = margin(when, node.a, frame, wanted), margin(when, node.b, frame, wanted)
        return np.minimum(*both) if (node.op == "and") == wanted else np.maximum(*both)
    count = frame.state.shape[-1]
    if isinstance(node, Binary) and node.op in _SIGN:
        a, b = (_value(when, part, frame) for part in (node.a, node.b))
        apart: Floats = np.broadcast_to((a - b) * _SIGN[node.op] * (1 if wanted else -1), count)
        return apart
    held = _value(when, node, frame) != 0
    return np.broadcast_to(np.where(held == wanted, FAR, -FAR), count)


def _value(when: Formula, node: Node, frame: Frame) -> Floats:
    found: Floats = run(when.part(node), frame).astype(np.float64).reshape(-1)
    return found


def _held_up(when: Formula, frame: Frame, world: int) -> str:
    """The clause that is farthest from holding in one world."""
    clauses = parts(when)
    return min(clauses, key=lambda part: float(margin(part, part.node, frame)[world])).text
