"""Takes a Rulebook, a seed and one world number, plays that world turn by turn in plain Python: the slow second opinion.

Written from the language's reference and the Rulebook, with lists and floats and no array. Its only loan from the engine is the
address of luck, `sim.engine.luck.Dice(seed, turn, ids)`. Every contribution is rounded to the grid of 2^-20, so the
two must agree to the last bit. `exp`, `log` and powers may differ in the last bit of a float, which the grid swallows.
"""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from sim.engine.luck import Dice
from sim.rulebook.rulebook import Cost, Effect, Event, Rulebook, stream
from tests.oracle.formulas import Order, Scene, total


def grid(x: float) -> float:
    """The nearest multiple of 2^-20, ties to even."""
    return (x + 1.5 * 2.0**32) - 1.5 * 2.0**32


def contribution(x: float) -> float:
    """A change as it is added: finite and on the grid."""
    return grid(min(max(x, -(2.0**30)), 2.0**30))


class Interpreter:
    """One world. Its attributes bear the names of `sim.engine.worlds.Worlds`, as lists."""

    def __init__(self, rules: Rulebook, world: int, seed: int, params: list[float], luck: bool = True) -> None:
        self.rules, self.id, self.seed, self.params, self.luck = rules, world, seed, params, luck
        self.turn, self.last, self.ended = 0, 0, -1
        self.state = [x for v in rules.variables for x in v.start]
        for v in rules.variables:
            for row, parameter in v.usual:
                self.state[v.row + row] = grid(self.params[parameter])
        self.inflow = [x for d in rules.delays for x in d.steady]
        self.outflow = [grid(x) for x in self.inflow]
        self.running = [x * (d.last - d.first + 1) for d in rules.delays for x in d.steady]
        self.tally = [0.0] * rules.tally_rows
        self.fired, self.chosen = [0] * rules.instances, [-1] * rules.instances
        self.lit = [0] * len(rules.endings)
        self.open: set[int] = set()
        self.moved: list[int] = []
        self.refused: list[tuple[str, int]] = []
        self.trail = [list(self.inflow)]
        self.trail = [self.remember(Scene(self, 1, self.state))]
        self.open = self.draw_cards(Scene(self, 1, self.state), {})

    def chance(self, *address: str) -> float:
        """One uniform number, addressed by purpose, id and member."""
        streams = np.array([stream(*address)], dtype=np.uint64)
        return float(Dice(self.seed, self.scene_turn, np.array([self.id], dtype=np.uint64)).uniform(streams)[0, 0])

    def step(self, orders: list[Order], answers: dict[int, int]) -> None:
        """Play one turn: shocks, orders, moves, events, flows, delays, bounds, outcomes, cards."""
        rules = self.rules
        self.turn += 1
        self.scene_turn = self.turn
        self.moved, self.refused = [], []
        if self.ended >= 0:
            self.stand_still(orders, answers)
            return
        self.inflow = [0.0] * rules.outflow_rows
        self.shocks()
        self.orders(orders, answers)
        self.moves()
        hazards = self.events()
        self.flows()
        self.delays()
        self.bounds()
        last, self.last = self.last, self.turn
        self.outcomes(last)
        self.open = set()
        if self.turn < rules.turns and self.ended < 0:
            self.open = self.draw_cards(Scene(self, self.turn + 1, self.state), hazards)

    def stand_still(self, orders: list[Order], answers: dict[int, int]) -> None:
        """An ended world refuses everything and changes no more."""
        self.refused = [("action", i) for i, _ in enumerate(orders)] + [("answer", card) for card in answers]
        self.open = set()

    # -- changes -----------------------------------------------------------------------------------------------------
    def effects(self, effects: tuple[Effect, ...], member: int, bound: bool, scene: Scene, into: list[float]) -> None:
        """Add what an act does about one member; everything is read from the opening scene."""
        for effect in effects:
            sizes = effect.formula.sizes[int(bound) : effect.formula.free]
            for row, at in zip(effect.rows[member], product(*(range(size) for size in sizes)), strict=True):
                x = scene.of(effect.formula, (member, *at) if bound else at)
                amount = contribution(x - scene.state[row] if effect.sets else x)
                if effect.store == "delay":
                    self.inflow[row] += amount
                else:
                    into[row] += amount

    def happens(self, event: Event, m: int, scene: Scene) -> bool:
        """Whether one instance of an event happens in the scene's turn."""
        turn = scene.turn
        if event.on not in (None, turn) or turn < (event.start or turn) or turn > (event.until or turn):
            return False
        fired = self.fired[event.first + m]
        if fired and (event.again is None or turn - fired < event.again):
            return False
        if event.after is not None:
            first, size, option = event.after
            causes = [first + m] if size == event.size else range(first, first + size)
            if not any(
                self.fired[c] and self.fired[c] == turn - event.lag and option in (-1, self.chosen[c]) for c in causes
            ):
                return False
        place = (m,) if event.group is not None else ()
        if event.when is not None and not scene.of(event.when, place):
            return False
        if event.chance is None:
            return True
        odds = scene.of(event.chance, place)
        return self.chance("chance", event.id, event.members[m]) < odds if self.luck else odds >= 1.0

    # -- phases ------------------------------------------------------------------------------------------------------
    def shocks(self) -> None:
        scene, after = Scene(self, self.turn, self.state), list(self.state)
        for event in self.rules.events:
            for m in range(event.size if event.kind == "shock" else 0):
                if self.happens(event, m, scene):
                    self.fired[event.first + m] = self.turn
                    self.effects(event.effects, m, event.group is not None, scene, after)
        self.state = after

    def orders(self, orders: list[Order], answers: dict[int, int]) -> None:
        rules, scene, after = self.rules, Scene(self, self.turn, self.state), list(self.state)
        left = list(self.state)

        def pays(costs: tuple[Cost, ...], place: tuple[int, ...]) -> bool:
            prices = [(c.row, max(grid(scene.of(c.formula, place)), 0.0), rules.variable[c.id].low) for c in costs]
            if any(left[row] - price < low for row, price, low in prices):
                return False
            for row, price, _ in prices:
                left[row] -= price
                after[row] -= price
            return True

        taken: dict[int, int] = {}
        for card, option in sorted(answers.items()):
            e, m = rules.cards_axis[card]
            event = rules.events[e]
            place = (m,) if event.group is not None else ()
            if card in self.open and option < len(event.options):
                wanted = event.options[option]
                if (wanted.when is None or scene.of(wanted.when, place)) and pays(wanted.costs, place):
                    taken[card] = option
                    continue
            self.refused.append(("answer", card))
        for slot, (a, t) in enumerate(orders):
            if 0 <= a < len(rules.actions) and 0 <= t < len(rules.actions[a].targets) and (a, t) not in scene.ordered:
                verb = rules.actions[a]
                place = (t,) if verb.group is not None else ()
                scene.memo.clear()
                legal = not verb.forbidden and (verb.when is None or bool(scene.of(verb.when, place)))
                if legal and pays(verb.costs, place):
                    scene.ordered.add((a, t))
                    continue
            self.refused.append(("action", slot))
        for card in sorted(self.open):
            e, m = rules.cards_axis[card]
            event = rules.events[e]
            self.fired[event.first + m], self.chosen[event.first + m] = self.turn, taken.get(card, -1)
            option = event.options[taken[card]] if card in taken else event.wait
            if option is not None:
                self.effects(option.effects, m, event.group is not None, scene, after)
        for a, t in scene.ordered:
            self.effects(rules.actions[a].effects, t, rules.actions[a].group is not None, scene, after)
        self.state = after

    def moves(self) -> None:
        scene, after = Scene(self, self.turn, self.state), list(self.state)
        for move in self.rules.moves:
            for m, member in enumerate(move.members):
                place = (m,) if move.group is not None else ()
                wish = [scene.of(option.utility, place) for option in move.options]
                if self.luck:
                    draws = [self.chance("move", f"{move.id}.{option.id}", member) for option in move.options]
                    wish = [u - math.log(-math.log(draw)) for u, draw in zip(wish, draws, strict=True)]
                choice = wish.index(max(wish))
                self.moved.append(choice)
                self.effects(move.options[choice].effects, m, move.group is not None, scene, after)
        self.state = after

    def events(self) -> dict[int, set[int]]:
        scene, after = Scene(self, self.turn, self.state), list(self.state)
        hazards: dict[int, set[int]] = {}
        for e, event in enumerate(self.rules.events):
            for m in range(event.size):
                if event.opens and event.kind != "hazard":
                    came = self.rules.card_of[e, m] in self.open
                else:
                    came = event.kind in ("news", "hazard", "chain") and self.happens(event, m, scene)
                    if came:
                        self.fired[event.first + m] = self.turn
                        hazards.setdefault(e, set()).add(m)
                if came:
                    self.effects(event.effects, m, event.group is not None, scene, after)
        self.state = after
        return hazards

    def flows(self) -> None:
        scene, after = Scene(self, self.turn, self.state), list(self.state)
        for v in self.rules.variables:
            for term in v.terms:
                sizes = term.formula.sizes[: term.formula.free]
                for i, at in enumerate(product(*(range(size) for size in sizes))):
                    after[v.row + i] += contribution(scene.of(term.formula, at))
        self.state = after

    def delays(self) -> None:
        scene = Scene(self, self.turn, self.state)
        self.outflow, self.running = list(self.outflow), list(self.running)
        for d in self.rules.delays:
            sizes = d.inflow.sizes[: d.inflow.free]
            for i, at in enumerate(product(*(range(size) for size in sizes))):
                self.inflow[d.row + i] += contribution(scene.of(d.inflow, at))
        for d in self.rules.delays:
            for row in range(d.row, d.row + d.size):
                past = [entry[row] for entry in self.trail] + [self.inflow[row]]
                due = [past[max(len(past) - 1 - back, 0)] for back in range(d.first - 1, d.last)]
                self.running[row] = math.fsum(due)
                self.outflow[row] = grid(self.running[row] / (d.last - d.first + 1))

    def bounds(self) -> None:
        for v in self.rules.variables:
            size = len(self.rules.group[v.axes[-1].group].members) if v.sums_to is not None else 0
            for first in range(v.row, v.row + v.size, size) if size else ():
                rows = range(first, first + size)
                parts = [max(self.state[row], v.low) for row in rows]
                scale = v.sums_to / (total(parts) if total(parts) > 0 else v.sums_to)
                for row, part in zip(rows, parts, strict=True):
                    self.state[row] = grid(part * scale)
        for v in self.rules.variables:
            for row in range(v.row, v.row + v.size):
                self.state[row] = min(max(self.state[row], v.low), v.high)

    def remember(self, scene: Scene) -> list[float]:
        """One entry of the trail: inflows, then every tracked value."""
        entry = list(self.inflow)
        for tracker in self.rules.trackers:
            sizes = tracker.formula.sizes[: tracker.formula.free]
            entry += [scene.of(tracker.formula, at) for at in product(*(range(size) for size in sizes))]
        return entry

    def outcomes(self, last: int) -> None:
        scene = Scene(self, self.turn, self.state)
        scene.last = last
        entry, tally = self.remember(scene), list(self.tally)
        for t in self.rules.tallies:
            sizes = t.formula.sizes[: t.formula.free]
            for i, at in enumerate(product(*(range(size) for size in sizes))):
                x = contribution(scene.of(t.formula, at))
                tally[t.row + i] = tally[t.row + i] + x if t.kind == "sum" else max(tally[t.row + i], x)
        self.trail = [*self.trail, entry][-(self.rules.depth + 1) :]
        self.tally = tally
        closing = Scene(self, self.turn, self.state)
        for i, ending in enumerate(self.rules.endings):
            if self.lit[i] >= 2 and self.ended < 0 and closing.of(ending.when):
                self.ended = i
            self.lit[i] = self.lit[i] + 1 if closing.of(ending.lamp) else 0

    def draw_cards(self, scene: Scene, hazards: dict[int, set[int]]) -> set[int]:
        """The cards of the scene's turn: dated ones, chains and hazards always; of the others those with the highest stake."""
        self.scene_turn = scene.turn
        found: set[int] = set()
        waiting: dict[bool, list[tuple[float, int]]] = {True: [], False: []}
        taken = {True: 0, False: 0}
        for e, event in enumerate(self.rules.events):
            if not event.opens:
                continue
            came = [
                m
                for m in range(event.size)
                if (m in hazards.get(e, ()) if event.kind == "hazard" else self.happens(event, m, scene))
            ]
            places = [(m,) if event.group is not None else () for m in range(event.size)]
            stakes = [scene.of(event.stake, place) if event.stake is not None else 0.0 for place in places]
            if event.limit is not None:
                came = sorted(came, key=lambda m: (-stakes[m], m))[: event.limit]
            cards = [(-stakes[m], self.rules.card_of[e, m]) for m in sorted(came)]
            if event.on is None and event.kind in ("card", "memo", "vote"):
                waiting[event.main] += cards
            else:
                found |= {card for _, card in cards}
                taken[event.main] += len(cards)
        for main, room in ((True, self.rules.cards), (False, self.rules.memos)):
            found |= {card for _, card in sorted(waiting[main])[: max(room - taken[main], 0)]}
        return found
