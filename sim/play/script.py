"""Takes rules with a script, gives the rules of a replay: what chance brought in the record comes in its quarter, nothing else does.

Only chance is scripted. An event still needs its condition, its rest since the last time and, if it is undated, a place on the desk;
what it does, and how the powers' numbers answer, follows from the rules.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from sim.rulebook.expression import Binary, Call, Clock, Formula, Node, Number, Same
from sim.rulebook.rulebook import Event, Move, Rulebook
from sim.rulebook.script import Scripted

SURE = 1e6  # added to what a power thinks of the choice that it made in the record: far above any utility


def scripted(rules: Rulebook) -> Rulebook:
    """The rules under which a replay without luck is played; the same rules where there is no script."""
    if not rules.script:
        return rules
    events = tuple(
        _event(event, [s for s in rules.script if s.act == "event" and s.number == i])
        for i, event in enumerate(rules.events)
    )
    moves = tuple(
        _move(move, [s for s in rules.script if s.act == "move" and s.number == i])
        for i, move in enumerate(rules.moves)
    )
    return replace(rules, events=events, moves=moves)


def _event(event: Event, script: list[Scripted]) -> Event:
    if not script or event.chance is None:
        return event
    now = _at(script, event.chance, event.size)
    chance = replace(event.chance, node=Call("if", (now, Number(1.0), Number(0.0))))
    stake = event.stake
    if event.opens and event.on is None:
        held = Number(0.0) if stake is None else stake.node
        stake = replace(stake or event.chance, node=Binary("+", Call("if", (now, Number(SURE), Number(0.0))), held))
    return replace(event, chance=chance, stake=stake)


def _move(move: Move, script: list[Scripted]) -> Move:
    if not script:
        return move
    options = []
    for o, option in enumerate(move.options):
        own = [s for s in script if s.option == o]
        utility = option.utility
        if own:
            push = Call("if", (_at(own, utility, len(move.members)), Number(SURE), Number(0.0)))
            utility = replace(utility, node=Binary("+", utility.node, push))
        options.append(replace(option, utility=utility))
    return replace(move, options=tuple(options))


def _at(script: list[Scripted], formula: Formula, size: int) -> Node:
    """The test "it is the quarter of one of these, and its member", along the axes of a formula."""
    tests: list[Node] = []
    for s in script:
        test: Node = Binary("=", Clock("turn"), Number(float(s.turn)))
        if size > 1:
            shape = (size, *(1 for _ in formula.sizes[1:]))
            test = Binary("and", test, Same(tuple(m == s.member for m in range(size)), shape, ""))
        tests.append(test)
    return reduce(lambda a, b: Binary("or", a, b), tests)
