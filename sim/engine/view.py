"""What Vietnam may see: estimates where its sight is noisy, open cards, what is legal and what it costs.

Takes worlds, gives a `View`. Policies and the player's adviser read nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.base.errors import BambooError
from sim.engine.evaluate import desk, run, spread, test
from sim.engine.luck import Dice
from sim.engine.orders import cost_of, legal_option, prices
from sim.engine.read import read_name
from sim.engine.worlds import Bools, Floats, Worlds
from sim.rulebook.expression import Formula
from sim.rulebook.rulebook import Effect, Rulebook, stream

Weights = Mapping[str, Floats]  # variable -> weight of each of its rows, [its size, 1 or N]
Picks = NDArray[np.intp]
Pairs = tuple[Picks, Picks]
Gain = tuple[str, tuple[int, ...], Floats]  # variable (or delay), its rows, amounts


class View:
    """The worlds as Vietnam sees them before it decides a turn."""

    def __init__(self, rules: Rulebook, worlds: Worlds, seed: int, sight: float = 1.0) -> None:
        if worlds.turn >= rules.turns:
            raise BambooError(f"`{rules.id}` has {rules.turns} turns; the game is over")
        self.rules = rules
        self.seed = seed
        self.sight = sight
        self.turn = worlds.turn + 1
        self.date = rules.start + worlds.turn
        self.count = worlds.count
        self.open: Bools = worlds.open
        self.cards = rules.cards_axis
        self.alive: Bools = worlds.ended < 0
        self._true = desk(rules, worlds, self.turn)
        self._worlds = worlds
        blurred = self._true.program.blurred
        self._seen = self._true
        if blurred:
            self._seen = self._true.at(self._estimate(worlds), blurred)
            self._true.twin = self._seen

    def _estimate(self, worlds: Worlds) -> Floats:
        """The state with the error of Vietnam's sight, drawn once a turn."""
        state, program = worlds.state.copy(), self._true.program
        error = (self._dice.uniform(program.sight_streams) * 2.0 - 1.0) * (program.sight * self.sight)
        rows, (low, high) = program.sighted, program.limits
        state[rows] = np.clip(state[rows] + error, low[rows], high[rows])
        state.flags.writeable = False
        return state

    @property
    def worlds_seen(self) -> Worlds:
        """The worlds with each number as Vietnam sees it; their memory (trail, tallies) is still the true one, see `believe`."""
        return replace(self._worlds, state=self._seen.state)

    def read(self, name: str) -> Floats:
        """[members, N] or [N]: a number as Vietnam believes it to be; see `engine.read`."""
        return read_name(self.rules, self._seen, name)

    def value(self, formula: Formula) -> Floats:
        """A formula about these rules, of numbers as Vietnam believes them to be: (result axes..., N or 1)."""
        return run(formula, self._seen)

    @cached_property
    def _dice(self) -> Dice:
        return Dice(self.seed, self.turn, self._worlds.ids)

    @cached_property
    def width(self) -> int:
        """The largest number of targets of a verb."""
        return max((len(a.targets) for a in self.rules.actions), default=1)

    @cached_property
    def legal(self) -> Bools:
        """[actions, targets, N] where the verb's condition holds; attention is not counted."""
        table = np.zeros((len(self.rules.actions), self.width, self.count), dtype=np.bool_)
        for a, action in enumerate(self.rules.actions):
            if not action.forbidden:
                held = test(action.when, self._true)
                table[a, : len(action.targets)] = True if held is None else held
        table &= self.alive
        return table

    @cached_property
    def able(self) -> Pairs:
        """(verb, target) of every order that is legal in some world, in the order of the rules."""
        verbs, targets = np.nonzero(self.legal.any(axis=2))
        return verbs, targets

    @cached_property
    def budget(self) -> Floats:
        """[N] attention that there is to spend."""
        name = self.rules.screen.attention
        return read_name(self.rules, self._true, name) if name else np.zeros(self.count)

    @cached_property
    def cost(self) -> Floats:
        """[actions, targets, N] attention that each verb takes; not to be written to."""
        table = self._prices
        return np.broadcast_to(table, (*table.shape[:2], self.count))

    @cached_property
    def able_cost(self) -> Floats:
        """[pairs, N or 1] attention that each order of `able` takes."""
        return self._prices[self.able]

    @cached_property
    def _prices(self) -> Floats:
        """[actions, targets, N or 1]."""
        asked = [
            (a, len(action.targets), prices(cost, self._true))
            for a, action in enumerate(self.rules.actions)
            for cost in action.costs
            if cost.id == self.rules.screen.attention
        ]
        width = max((price.shape[-1] for _, _, price in asked), default=1)
        table = np.zeros((len(self.rules.actions), self.width, width))
        for a, targets, price in asked:
            table[a, :targets] += price
        return table

    @cached_property
    def options_width(self) -> int:
        """The largest number of options of a card."""
        return max((len(e.options) for e in self.rules.events), default=1)

    @cached_property
    def _asked(self) -> Picks:
        """Positions on the axis of cards that stand open in some world."""
        return np.flatnonzero(self.open.any(axis=1))

    @cached_property
    def option_legal(self) -> Bools:
        """[cards, options, N] where the card is open and the option's condition holds."""
        table = np.zeros((len(self.cards), self.options_width, self.count), dtype=np.bool_)
        for card in self._asked:
            e, member = self.cards[card]
            for o, option in enumerate(self.rules.events[e].options):
                held = legal_option(option, member, self._true)
                table[card, o] = self.open[card] if held is None else held & self.open[card]
        return table

    @cached_property
    def option_cost(self) -> Floats:
        """[cards, options, N] attention that each answer takes; not to be written to."""
        asked = [
            (card, o, cost_of(cost, self.cards[card][1], self._true))
            for card in self._asked
            for o, option in enumerate(self.rules.events[self.cards[card][0]].options)
            for cost in option.costs
            if cost.id == self.rules.screen.attention
        ]
        width = max((price.shape[-1] for _, _, price in asked), default=1)
        table = np.zeros((len(self.cards), self.options_width, width))
        for card, o, price in asked:
            table[card, o] += price
        return np.broadcast_to(table, (*table.shape[:2], self.count))

    def advice(self, card: int) -> Floats | None:
        """[options, N] what the ruleset's own rule would do, as shares that sum to 1; None where it has none."""
        e, member = self.cards[card]
        event = self.rules.events[e]
        if not event.advice:
            return None
        weights = np.empty((len(event.advice), self.count))
        for o, formula in enumerate(event.advice):
            value = run(formula, self._seen)
            weights[o] = value if value.ndim == 1 else value[member if value.shape[0] > 1 else 0]
        weights = np.maximum(weights, 0.0)
        total = weights[0]
        for row in weights[1:]:
            total = total + row
        return weights / np.where(total > 0, total, 1.0)

    def action_effects(self, a: int) -> tuple[Gain, ...]:
        """Direct effects of a verb: for each changed variable its rows and amounts [targets, rows, N]."""
        action = self.rules.actions[a]
        members = len(action.targets)
        return tuple(self._gains(action.effects, members, action.group is not None, "variable"))

    def action_promises(self, a: int) -> tuple[Gain, ...]:
        """What a verb puts into delays, to come out later: for each delay its rows and amounts [targets, rows, N]."""
        action = self.rules.actions[a]
        return tuple(self._gains(action.effects, len(action.targets), action.group is not None, "delay"))

    def option_effects(self, card: int, o: int) -> tuple[Gain, ...]:
        """Direct effects of an answer (o = -1: waiting): rows and amounts [rows, N] for each changed variable."""
        return self._of_option(card, o, "variable")

    def option_promises(self, card: int, o: int) -> tuple[Gain, ...]:
        """What an answer (o = -1: waiting) puts into delays: rows and amounts [rows, N] for each delay."""
        return self._of_option(card, o, "delay")

    def _of_option(self, card: int, o: int, store: str) -> tuple[Gain, ...]:
        e, member = self.cards[card]
        event = self.rules.events[e]
        option = event.wait if o < 0 else event.options[o]
        if option is None:
            return ()
        gains = self._gains(option.effects, event.size, event.group is not None, store)
        return tuple((id, rows, amount[member]) for id, rows, amount in gains)

    def action_gain(self, a: int, weights: Weights) -> Floats:
        """[targets, N] the direct effects of a verb, each times the weight of its row of the state, summed."""
        action, frame = self.rules.actions[a], self._seen
        total = np.zeros((len(action.targets), self.count))
        for effect in action.effects:
            block = weights.get(effect.id)
            if block is not None and effect.store == "variable":
                deed = frame.program.deed(effect)
                parts = deed.value(frame)
                for k, at in enumerate(deed.places):
                    part = parts[:, k]
                    if effect.sets:
                        part = part - frame.state[self.rules.variable[effect.id].row :][at]
                    total += block[at] * part
        return total

    def option_gain(self, card: int, o: int, weights: Weights) -> Floats:
        """[N] the direct effects of an answer (o = -1: waiting), each times the weight of its row of the state, summed."""
        e, member = self.cards[card]
        event, frame = self.rules.events[e], self._seen
        option = event.wait if o < 0 else event.options[o]
        total = np.zeros(self.count)
        for effect in option.effects if option else ():
            block = weights.get(effect.id)
            if block is not None and effect.store == "variable":
                parts = frame.program.deed(effect).value(frame)
                first = self.rules.variable[effect.id].row
                for row, part in zip(effect.rows[member], parts[member if len(parts) > 1 else 0], strict=True):
                    total += block[row - first] * (part - frame.state[row] if effect.sets else part)
        return total

    def _gains(self, effects: tuple[Effect, ...], members: int, bound: bool, store: str) -> list[Gain]:
        found = []
        for effect in effects:
            if effect.store != store:
                continue
            value = run(effect.formula, self._seen)
            if not bound:
                value = value[None]
            sizes = effect.formula.sizes[int(bound) : effect.formula.free]
            full = spread(value, (members, *sizes, self.count)).reshape(members, -1, self.count)
            rows = tuple(sorted({r for part in effect.rows for r in part}))
            if not effect.sets and (len(set(effect.rows)) == 1 or members == 1) and effect.rows[0] == rows:
                found.append((effect.id, rows, full))
                continue
            amount = np.zeros((members, len(rows), self.count))
            for m in range(members):
                for i, row in enumerate(effect.rows[m]):
                    added = full[m, i] - (self._seen.state[row] if effect.sets else 0.0)
                    amount[m, rows.index(row)] += added
            found.append((effect.id, rows, amount))
        return found

    def draw(self, purpose: str, n: int) -> Floats:
        """[n, N] uniform numbers in (0, 1), addressed by (seed, purpose, turn, world): the only luck a policy may use."""
        streams = np.array([stream("policy", purpose, str(i)) for i in range(n)], dtype=np.uint64)
        return self._dice.uniform(streams)


def view(rules: Rulebook, worlds: Worlds, seed: int, sight: float = 1.0) -> View:
    """What Vietnam may see of these worlds before it decides the coming turn.

    Args:
        sight: factor on the errors of its sight; the same draw serves every factor.

    Errors: BambooError if the scenario's last turn has been played.
    """
    return View(rules, worlds, seed, sight)
