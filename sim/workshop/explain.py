"""Takes a turn of one world, gives the conditions of an event, a verb or an ending as trees with its values: yes, no, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from sim import engine
from sim.base.diagnostic import meant
from sim.base.errors import BambooError, UsageError
from sim.engine.evaluate import Frame
from sim.engine.happen import in_time
from sim.engine.worlds import Turn
from sim.rulebook.expression import Formula
from sim.rulebook.rulebook import Action, Event, Rulebook, quarter_name
from sim.workshop.conditions import Branch, at_position, branches, cause_name, conditions, holds, window


@dataclass(frozen=True, slots=True)
class Explained:
    """One event, or one member of it, or one verb and target, or one ending, in one turn: `trees` hold what its rules ask for."""

    name: str
    trees: tuple[Branch, ...]
    result: str  # one sentence


def explain(rules: Rulebook, turn: Turn, seed: int, name: str, *, luck: bool = True) -> tuple[Explained, ...]:
    """Why an event came or did not come in a turn that was played, or whether a verb was allowed in it.

    Args:
        turn: a turn of one world, N = 1.
        name: `event`, `event.member`, `event.option`, `verb`, `verb.target` or `ending`.

    Errors: UsageError for a name that is none of these.
    """
    head, _, rest = name.partition(".")
    if head in rules.event_index:
        return _events(rules, turn, seed, rules.events[rules.event_index[head]], rest, luck)
    if head in rules.action_index:
        return _verbs(rules, turn, rules.actions[rules.action_index[head]], rest)
    endings = [ending.id for ending in rules.endings]
    if head in endings:
        return (_ending(rules, turn, endings.index(head)),)
    known = [*rules.event_index, *rules.action_index, *endings]
    raise UsageError(f"no event, verb or ending is called `{head}`", cure=meant(head, known))


def _events(rules: Rulebook, turn: Turn, seed: int, event: Event, rest: str, luck: bool) -> tuple[Explained, ...]:
    options = {option.id: option for option in event.options}
    if rest in options:
        return _option(rules, turn, event, rest)
    wanted = _wanted(event.id, event.members, rest, options)
    opening = engine.opening_frame(rules, turn.before)
    frame = opening
    if engine.tested_at_once(event):
        frame = engine.event_frame(rules, turn.before, turn.orders, seed, luck=luck)
    return tuple(_event(rules, turn, event, member, frame) for member in wanted)


def _event(rules: Rulebook, turn: Turn, event: Event, member: int, frame: Frame) -> Explained:
    number = frame.turn
    trees: list[Branch] = []
    dates = window(rules, event)
    if dates:
        trees.append(Branch(dates, in_time(event, number), ()))
    before = int(turn.before.fired[event.first + member, 0])
    ready = before == 0 or (event.again is not None and number - before >= event.again)
    if before:
        once = "it comes once" if event.again is None else f"again after {event.again} quarters"
        trees.append(Branch(f"{once}; it came in {quarter_name(rules.start + before - 1)}", ready, ()))
    if event.after is not None:
        clause = next(c for c in conditions(rules, event) if c.formula is None)
        trees.append(Branch(f"after {cause_name(rules, event)}", bool(holds(clause, event, frame)[member, 0]), ()))
    if event.when is not None:
        trees.append(branches(event.when, frame, _position(event.when, member)))
    held = all(tree.held is not False for tree in trees)
    came = bool(turn.happened[event.first + member, 0])
    if event.chance is not None:
        chance = at_position(event.chance.node, event.chance, frame, _position(event.chance, member))
        trees.append(Branch(f"chance {event.chance.text}", came if held else None, (("chance", chance),)))
    return Explained(_called(event.id, event.members[member]), tuple(trees), _result(event, held, came))


def _result(event: Event, held: bool, came: bool) -> str:
    if came:
        return "it stands open" if event.opens and event.kind != "hazard" else "it happens"
    if not held:
        return "it does not happen: what is marked `no` keeps it out"
    if event.chance is not None:
        return "it does not happen: the draw went against it"
    if event.opens:
        return "it does not open: other cards with a higher stake took the place"
    return "it does not happen"


def _option(rules: Rulebook, turn: Turn, event: Event, id: str) -> tuple[Explained, ...]:
    option = next(o for o in event.options if o.id == id)
    frame = engine.opening_frame(rules, turn.before)
    found = []
    for member, name in enumerate(event.members):
        trees = () if option.when is None else (branches(option.when, frame, _position(option.when, member)),)
        open_ = bool(turn.before.open[rules.card_of[rules.event_index[event.id], member], 0])
        allowed = all(tree.held for tree in trees)
        result = (
            "it can be chosen" if allowed and open_ else "its conditions hold" if allowed else "it cannot be chosen"
        )
        found.append(
            Explained(_called(event.id, name, id), trees, result if open_ else f"{result}; the card is not open")
        )
    return tuple(found)


def _verbs(rules: Rulebook, turn: Turn, action: Action, rest: str) -> tuple[Explained, ...]:
    frame = engine.opening_frame(rules, turn.before)
    a = rules.action_index[action.id]
    ordered = turn.orders.action[:, 0]
    frame.ordered = {
        int(b): np.isin(np.arange(len(rules.actions[b].targets)), turn.orders.target[ordered == b, 0])[:, None]
        for b in ordered
        if b >= 0
    }
    found = []
    for target in _wanted(action.id, action.targets, rest, ()):
        trees = () if action.when is None else (branches(action.when, frame, _position(action.when, target)),)
        given = bool(((ordered == a) & (turn.orders.target[:, 0] == target)).any())
        result = (
            "it is never allowed"
            if action.forbidden
            else "it is allowed"
            if all(t.held for t in trees)
            else "it is refused"
        )
        found.append(
            Explained(
                _called(action.id, action.targets[target]), trees, result + (", and was ordered" if given else "")
            )
        )
    return tuple(found)


def _ending(rules: Rulebook, turn: Turn, number: int) -> Explained:
    ending, frame = rules.endings[number], engine.closing_frame(rules, turn.after)
    lit = int(turn.before.lit[number, 0])
    warned = Branch(f"lamp lit at the end of both quarters before (of {lit} so far)", lit >= 2, ())
    when, lamp = branches(ending.when, frame, ()), branches(ending.lamp, frame, ())
    trees = (warned, when, replace(lamp, text=f"lamp: {lamp.text}"))
    if int(turn.before.ended[0]) >= 0:
        result = "the game was over"
    elif int(turn.after.ended[0]) == number:
        result = "the game ends"
    elif all(tree.held for tree in trees[:2]):
        result = "it does not end: another ending came first"
    else:
        result = f"it does not end the game; the lamp is {'lit' if lamp.held else 'out'}"
    return Explained(ending.id, trees, result)


def _position(formula: Formula, member: int) -> tuple[int, ...]:
    return (member,) if formula.free else ()


def _called(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def _wanted(id: str, members: tuple[str, ...], rest: str, also: Iterable[str]) -> range:
    if not rest:
        return range(len(members))
    if rest in members:
        return range(members.index(rest), members.index(rest) + 1)
    known = [*(m for m in members if m), *also]
    cure = meant(rest, known, f"it has: {', '.join(known)}" if known else f"write `{id}`", before=f"{id}.")
    raise BambooError(f"`{id}` has no `{rest}`", cure=cure)
