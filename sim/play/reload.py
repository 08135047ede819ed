"""Takes a game in hand and its scenario compiled anew, gives the game under the new rules, without losing what was played.

Where everything that the old rules named is still there, the state goes on as it stands; else the decisions are played again from
the start, each that the new rules still know. The old game is not changed.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.engine.worlds import Cause, Orders, Turn, Worlds
from sim.play.game import Game, Plan, Segment, to_orders, to_pairs
from sim.rulebook.rulebook import Axis, Rulebook
from sim.scenario import Compiled

Key = tuple[Hashable, ...]
Rows = NDArray[np.intp]  # for each new row the old one, -1 for what is new
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The game under its new rules; `kept`: its state went on, else its decisions were played again without those `lost`."""

    game: Game
    kept: bool
    lost: tuple[str, ...] = ()


def reload(game: Game, compiled: Compiled) -> Reloaded:
    """Put a game under rules that were edited while it was played."""
    fresh = Game(
        compiled.rules, compiled.words, compiled.texts, seed=game.seed, world=game.world,
        params=_params(game, compiled.rules), luck=game.luck, sight=game.sight, played_by=game.played_by,
    )  # fmt: skip
    fresh.notebook = game.notebook
    carried = _Carrier(game.rules, compiled.rules, fresh.worlds)
    return _kept(game, fresh, carried) if carried.fits(game) else _replayed(game, fresh)


def _params(game: Game, rules: Rulebook) -> NDArray[np.float64]:
    """The new rules' parameters, and what the player of this game set otherwise than the old rules."""
    params, usual = engine.default_params(rules), engine.default_params(game.rules)
    for p in rules.parameters:
        old = game.rules.parameter.get(p.id)
        if old is not None and old.size == p.size:
            mine, was = (x[old.row : old.row + old.size] for x in (game.params, usual))
            params[p.row : p.row + p.size] = np.where(mine != was, mine, params[p.row : p.row + p.size])
    return params


def _kept(game: Game, fresh: Game, carried: _Carrier) -> Reloaded:
    past = [carried.turn(turn) for turn in game.turns]
    now = past[-1].after if past else carried.worlds(game.worlds)
    plan = carried.plan(game.plan)
    earlier = game.earlier
    if game.turns and (not earlier or earlier[-1].turns < len(game.turns)):
        earlier = (*earlier, Segment(len(game.turns), game.texts, game.params))
    fresh.take_over(past, now, plan, earlier if game.turns else ())
    return Reloaded(fresh, kept=True)


def _replayed(game: Game, fresh: Game) -> Reloaded:
    lost: list[str] = []
    for turn in game.turns:
        if fresh.over:
            break
        fresh.resolve(_known(game.rules, fresh.rules, *to_pairs(turn.orders), lost))
    if not fresh.over:
        fresh.hold(Plan(*to_pairs(_known(game.rules, fresh.rules, game.plan.orders, game.plan.answers, lost))))
    return Reloaded(fresh, kept=False, lost=tuple(dict.fromkeys(lost)))


def _known(
    old: Rulebook, new: Rulebook, orders: Sequence[tuple[int, int]], answers: Sequence[tuple[int, int]], lost: list[str]
) -> Orders:
    """Decisions under the old rules as decisions under the new ones, by their ids; what is gone is noted."""
    given, answered = [], []
    for a, t in orders:
        verb = old.actions[a]
        number = new.action_index.get(verb.id)
        if number is not None and verb.targets[t] in new.actions[number].targets:
            given.append((number, new.actions[number].targets.index(verb.targets[t])))
        else:
            lost.append(" ".join(part for part in (verb.id, verb.targets[t]) if part))
    for card, o in answers:
        e, m = old.cards_axis[card]
        event, option = old.events[e], old.events[e].options[o].id
        number = new.event_index.get(event.id)
        there = None if number is None else new.events[number]
        options = [] if there is None else [one.id for one in there.options]
        if there is not None and number is not None and event.members[m] in there.members and option in options:
            place = new.card_of[number, there.members.index(event.members[m])]
            answered.append((place, options.index(option)))
        else:
            lost.append(f"{event.id}.{option}")
    return to_orders(new, given, answered)


class _Carrier:
    """Carries worlds and turns from one rulebook to another that still has everything of the first."""

    def __init__(self, old: Rulebook, new: Rulebook, fresh: Worlds) -> None:
        self.old, self.new, self.fresh = old, new, fresh
        self.state = _rows(_blocks(old, old.variables), _blocks(new, new.variables))
        self.flows = _rows(_blocks(old, old.delays), _blocks(new, new.delays))
        self.events = _rows(_instances(old), _instances(new))
        self.cards = _rows(_cards(old), _cards(new))
        self.endings = _rows([(e.id,) for e in old.endings], [(e.id,) for e in new.endings])
        self.moves = _rows(_movers(old), _movers(new))
        self.memory = _rows(_remembered(old.trackers), _remembered(new.trackers))
        self.tally = _rows(_remembered(old.tallies), _remembered(new.tallies))
        self._worlds: dict[int, Worlds] = {}

    def fits(self, game: Game) -> bool:
        """Whether nothing of the old rules is gone, and nothing new would need a past that was not remembered."""
        old, new = self.old, self.new
        whole = all(
            len(set(rows[rows >= 0].tolist())) == count
            for rows, count in (
                (self.state, old.rows), (self.flows, old.outflow_rows), (self.events, old.instances),
                (self.cards, len(old.cards_axis)), (self.endings, len(old.endings)), (self.moves, len(_movers(old))),
                (self.memory, sum(t.size for t in old.trackers)), (self.tally, old.tally_rows),
            )
        )  # fmt: skip
        unremembered = bool((self.memory < 0).any() or (self.tally < 0).any() or (self.flows < 0).any())
        lags = [(d.id, d.first, d.last) for d in old.delays] == [(d.id, d.first, d.last) for d in new.delays]
        verbs = all(
            a.id in new.action_index and set(a.targets) <= set(new.actions[new.action_index[a.id]].targets)
            for a in old.actions
        )
        options = all(
            [o.id for o in event.options] == [o.id for o in new.events[new.event_index[event.id]].options]
            for event in old.events if event.id in new.event_index
        )  # fmt: skip
        choices = all(
            [o.id for o in move.options] == [o.id for o in other.options]
            for move in old.moves for other in new.moves if move.id == other.id
        )  # fmt: skip
        time = old.start == new.start and game.worlds.turn <= new.turns and new.depth <= old.depth
        return whole and not unremembered and lags and verbs and options and choices and time

    def worlds(self, was: Worlds) -> Worlds:
        """The same worlds, laid out as the new rules want them."""
        known = self._worlds.get(id(was))
        if known is not None:
            return known
        fresh = self.fresh
        low, high = (np.array(ends).reshape(-1, 1) for ends in self.new.limits)
        state = np.clip(_laid(was.state, self.state, fresh.state), low, high)
        trail = tuple(
            np.concatenate([_laid(entry[: self.old.outflow_rows], self.flows, fresh.outflow),
                            _laid(entry[self.old.outflow_rows :], self.memory, None)])
            for entry in was.trail
        )  # fmt: skip
        ended = was.ended.copy()
        for i, before in enumerate(self.endings):
            if before >= 0:
                ended[was.ended == before] = i
        now = replace(
            was, params=fresh.params, state=state, outflow=_laid(was.outflow, self.flows, fresh.outflow),
            running=_laid(was.running, self.flows, fresh.running), trail=trail, tally=_laid(was.tally, self.tally, None),
            fired=_laid(was.fired, self.events, fresh.fired), chosen=_laid(was.chosen, self.events, fresh.chosen),
            open=_laid(was.open, self.cards, np.zeros_like(fresh.open)), lit=_laid(was.lit, self.endings, fresh.lit), ended=ended,
        )  # fmt: skip
        self._worlds[id(was)] = now
        return now

    def turn(self, was: Turn) -> Turn:
        """A turn of the past, told in the new rules' terms."""
        orders = _known(self.old, self.new, *to_pairs(was.orders), [])
        refused = np.zeros(orders.answer.shape, dtype=np.int16)
        return Turn(
            self.worlds(was.before), orders, was.refused_action[: orders.action.shape[0]],
            _laid(was.refused_answer, self.cards, refused), _laid(was.moved, self.moves, None, fill=-1),
            _laid(was.happened, self.events, None), tuple(self._cause(cause) for cause in was.causes), self.worlds(was.after),
        )  # fmt: skip

    def _cause(self, was: Cause) -> Cause:
        rows = self.state if was.store == "variable" else self.flows
        place = {int(before): now for now, before in enumerate(rows) if before >= 0}
        return replace(was, rows=tuple(place[row] for row in was.rows))

    def plan(self, was: Plan) -> Plan:
        """What is in hand."""
        return Plan(*to_pairs(_known(self.old, self.new, was.orders, was.answers, [])))


def _laid(was: NDArray[Number], rows: Rows, fresh: NDArray[Number] | None, fill: int = 0) -> NDArray[Number]:
    """[new rows, 1] the old rows in their new places; what is new as at a fresh start."""
    made: NDArray[Number] = (
        np.full((len(rows), was.shape[-1]), fill, dtype=was.dtype) if fresh is None else fresh.copy()
    )
    there = rows >= 0
    made[there] = was[rows[there]]
    made.flags.writeable = False
    return made


def _rows(old: Sequence[Key], new: Sequence[Key]) -> Rows:
    place = {key: i for i, key in enumerate(old)}
    return np.array([place.get(key, -1) for key in new], dtype=np.intp)


def _blocks(rules: Rulebook, blocks: Sequence[Any]) -> list[Key]:
    """A key for every row: id and members."""
    return [(b.id, *members) for b in blocks for members in _members(rules, b.axes)]


def _members(rules: Rulebook, axes: Sequence[Axis]) -> list[tuple[str, ...]]:
    return list(product(*(rules.group[axis.group].members for axis in axes)))


def _instances(rules: Rulebook) -> list[Key]:
    return [(e.id, m) for e in rules.events for m in e.members]


def _cards(rules: Rulebook) -> list[Key]:
    return [(rules.events[e].id, rules.events[e].members[m]) for e, m in rules.cards_axis]


def _movers(rules: Rulebook) -> list[Key]:
    return [(move.id, m) for move in rules.moves for m in move.members]


def _remembered(memories: Sequence[Any]) -> list[Key]:
    """Remembered values by what they are: text and axes; a value that stands twice is told apart by its turn."""
    found: list[Key] = []
    for memory in memories:
        formula = memory.formula
        name = (getattr(memory, "kind", ""), formula.text, formula.axes, formula.sizes)
        found += [(*name, i) for i in range(memory.size)]
    return found
