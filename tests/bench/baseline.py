"""Takes a Rulebook, gives one world as ordinary Python would play it: functions on floats and lists, no ledger, no array.

This is what the engine is measured against. It plays given orders, so that it bears no policy's cost.
"""

from __future__ import annotations

import math

from sim.rulebook.rulebook import Cost, Effect, Event, Option, Rulebook, stream
from tests.bench.written import MAGIC, Booking, Change, Function, Memory, Writer, held, places

_MASK = (1 << 64) - 1
Price = tuple[int, float, Function]  # row, lowest value, function


def mixed(x: int) -> int:
    """The finaliser of SplitMix64 on one whole number (Steele, Lea & Flood 2014)."""
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 & _MASK
    x ^= x >> 27
    x = x * 0x94D049BB133111EB & _MASK
    return x ^ (x >> 31)


class Luck:
    """The engine's luck for one seed, on whole numbers; keys are shared by all worlds."""

    def __init__(self, seed: int) -> None:
        self.seed = mixed((seed + 0x9E3779B97F4A7C15) & _MASK)
        self.keys: dict[tuple[int, int], int] = {}

    def draw(self, address: int, turn: int, world: int) -> float:
        """A uniform number; `world` is the mixed number of the world."""
        key = self.keys.get((address, turn))
        if key is None:
            key = mixed(address ^ mixed(self.seed ^ ((turn + 1) * 0xD1B54A32D192ED03 & _MASK)))
            self.keys[address, turn] = key
        return ((mixed(key ^ world) >> 11) + 0.5) * 2.0**-53


class Happening:
    """One instance of an event, ready to be asked."""

    __slots__ = (
        "after",
        "again",
        "answers",
        "card",
        "chance",
        "changes",
        "event",
        "instance",
        "member",
        "stake",
        "street",
        "wait",
        "when",
    )

    def __init__(self, plan: Game, event: Event, member: int) -> None:
        place = (member,) if event.group is not None else ()
        self.event, self.member, self.instance = event, member, event.first + member
        self.when = plan.make.of(event.when, place) if event.when else None
        self.chance = plan.make.of(event.chance, place) if event.chance else None
        self.stake = plan.make.of(event.stake, place) if event.stake else None
        self.street = stream("chance", event.id, event.members[member])
        self.changes = plan.booking(event.effects, member, event.group is not None)
        self.answers = [plan.answer(option, event, member) for option in event.options]
        self.wait = plan.booking(event.wait.effects if event.wait else (), member, event.group is not None)
        self.card = plan.rules.card_of.get((plan.rules.event_index[event.id], member), -1)
        self.again, self.after = event.again, None
        if event.after is not None:
            first, size, option = event.after
            self.after = ([first + member] if size == event.size else list(range(first, first + size)), option)


class Game:
    """The rules of a scenario as functions; `World` is played by them."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules, self.make = rules, Writer(rules)
        of = self.make.of
        self.events = [[Happening(self, event, m) for m in range(event.size)] for event in rules.events]
        self._due: dict[int, tuple[list[list[Happening]], list[list[Happening]], list[list[Happening]]]] = {}
        self.verbs = [
            [
                (
                    self.prices(a.costs, t, a.group is not None),
                    of(a.when, (t,) if a.group else ()) if a.when else None,
                    self.booking(a.effects, t, a.group is not None),
                )
                for t in range(len(a.targets))
            ]
            for a in rules.actions
        ]
        self.moves = [
            [
                [
                    (stream("move", f"{move.id}.{o.id}", member), of(o.utility, (m,) if move.group else ()), self.booking(o.effects, m, move.group is not None))
                    for o in move.options
                ]
                for m, member in enumerate(move.members)
            ]
            for move in rules.moves
        ]  # fmt: skip
        text, booking = self.make.text, self.make.booking
        self.flows = booking(
            [
                ("variable", v.row + i, text(t.formula, at), False)
                for v in rules.variables
                for t in v.terms
                for i, at in enumerate(places(t.formula))
            ]
        )
        self.inflows = booking(
            [
                ("delay", d.row + i, text(d.inflow, at), False)
                for d in rules.delays
                for i, at in enumerate(places(d.inflow))
            ]
        )
        self.delays = [(row, d.first, d.last) for d in rules.delays for row in range(d.row, d.row + d.size)]
        self.shares = [
            (v.low, v.sums_to, range(first, first + size))
            for v in rules.variables
            if v.sums_to is not None
            for size in [len(rules.group[v.axes[-1].group].members)]
            for first in range(v.row, v.row + v.size, size)
        ]
        self.limits = list(zip(*rules.limits, strict=True))
        tracked = [(t.formula, at) for t in rules.trackers for at in places(t.formula)]
        self.tracked, self.tracks = self.make.all_of(tracked), len(tracked)
        tallied = [(t, i, at) for t in rules.tallies for i, at in enumerate(places(t.formula))]
        self.tallied = self.make.all_of([(t.formula, at) for t, _, at in tallied])
        self.tallies = [(t.row + i, t.kind == "sum") for t, i, _ in tallied]
        self.endings = [(of(e.lamp), of(e.when)) for e in rules.endings]

    def due(self, turn: int) -> tuple[list[list[Happening]], list[list[Happening]], list[list[Happening]]]:
        """What may happen in a turn by the calendar alone: shocks, news with hazards and chains, and what may open."""
        if turn not in self._due:
            here = [(group[0].event, group) for group in self.events]
            due = [(event, group) for event, group in here if _in_season(event, turn)]
            silent = [group for event, group in due if event.kind in ("news", "chain") and not event.opens]
            self._due[turn] = (
                [group for event, group in due if event.kind == "shock"],
                [group for event, group in due if event.kind == "hazard" or group in silent],
                [group for event, group in here if event.opens and (event.kind == "hazard" or _in_season(event, turn))],
            )
        return self._due[turn]

    def booking(self, effects: tuple[Effect, ...], member: int, bound: bool) -> Booking:
        """What an act does about one member."""
        changes: list[Change] = [
            (e.store, row, self.make.text(e.formula, (member, *at) if bound else at), e.sets)
            for e in effects
            for row, at in zip(e.rows[member], places(e.formula, int(bound)), strict=True)
        ]
        return self.make.booking(changes)

    def prices(self, costs: tuple[Cost, ...], member: int, bound: bool) -> list[Price]:
        """What an act costs."""
        return [
            (c.row, self.rules.variable[c.id].low, self.make.of(c.formula, (member,) if bound else ())) for c in costs
        ]

    def answer(self, option: Option, event: Event, member: int) -> tuple[list[Price], Function | None, Booking]:
        """One option of a card."""
        bound = event.group is not None
        when = self.make.of(option.when, (member,) if bound else ()) if option.when else None
        return self.prices(option.costs, member, bound), when, self.booking(option.effects, member, bound)


def _in_season(event: Event, turn: int) -> bool:
    begun = event.start is None or turn >= event.start
    return event.on in (None, turn) and begun and (event.until is None or turn <= event.until)


class World:
    """One world in plain Python."""

    def __init__(self, game: Game, luck: Luck, id: int, params: list[float]) -> None:
        rules = game.rules
        self.game, self.luck, self.street = game, luck, mixed((id + 1) * 0x9E3779B97F4A7C15 & _MASK)
        self.memory = m = Memory(params)
        m.state = [x for v in rules.variables for x in v.start]
        self.inflow = [x for d in rules.delays for x in d.steady]
        m.outflow = [(x + MAGIC) - MAGIC for x in self.inflow]
        self.running = [x * (d.last - d.first + 1) for d in rules.delays for x in d.steady]
        m.tally, m.fired, m.chosen = [0.0] * rules.tally_rows, [0] * rules.instances, [-1] * rules.instances
        self.fired, self.chosen = m.fired, m.chosen
        self.lit, self.ended, m.turn = [0] * len(rules.endings), -1, 1
        entry = [*self.inflow, *[0.0] * game.tracks]
        for _ in range(len(rules.trackers) + 1):
            m.trail = [entry]
            self.forget()
            found = [*self.inflow, *game.tracked(m)]
            if found == entry:
                break
            entry = found
        m.trail = [entry]
        self.forget()
        self.open = self.draw_cards({})

    def forget(self) -> None:
        """Something changed: derived numbers must be computed anew."""
        self.memory.derived = {}

    def step(self, orders: list[tuple[int, int]], answers: dict[int, int]) -> None:
        """One turn."""
        m, game = self.memory, self.game
        if self.ended >= 0:
            return
        self.turn = m.turn
        self.inflow = [0.0] * len(self.inflow)
        self.shocks()
        self.orders(orders, answers)
        self.moves()
        hazards = self.events()
        self.flows()
        self.bounds()
        self.remember()
        m.turn += 1
        self.open = set()
        if m.turn <= game.rules.turns and self.ended < 0:
            self.forget()
            self.open = self.draw_cards(hazards)

    def happens(self, h: Happening) -> bool:
        m, event = self.memory, h.event
        turn = m.turn
        fired = self.fired[h.instance]
        if fired and (h.again is None or turn - fired < h.again):
            return False
        if h.after is not None:
            due = turn - event.lag
            if not any(self.fired[c] == due > 0 and h.after[1] in (-1, self.chosen[c]) for c in h.after[0]):
                return False
        if h.when is not None and not h.when(m):
            return False
        return h.chance is None or self.luck.draw(h.street, turn, self.street) < h.chance(m)

    def opening(self) -> list[float]:
        m = self.memory
        m.fired, m.chosen, m.derived = self.fired[:], self.chosen[:], {}
        return m.state[:]

    def shocks(self) -> None:
        m, after = self.memory, self.opening()
        for group in self.game.due(m.turn)[0]:
            for h in group:
                if self.happens(h):
                    self.fired[h.instance] = self.turn
                    h.changes(m, after, self.inflow)
        m.state = after

    def pays(self, prices: list[Price], left: list[float], after: list[float]) -> bool:
        m = self.memory
        due = [(row, max((f(m) + MAGIC) - MAGIC, 0.0), low) for row, low, f in prices]
        if any(left[row] - price < low for row, price, low in due):
            return False
        for row, price, _ in due:
            left[row] -= price
            after[row] -= price
        return True

    def orders(self, orders: list[tuple[int, int]], answers: dict[int, int]) -> None:
        m, game, after = self.memory, self.game, self.opening()
        left, m.ordered, taken = list(m.state), set(), {}
        axis = game.rules.cards_axis
        for card, option in sorted(answers.items()):
            h = game.events[axis[card][0]][axis[card][1]]
            if card in self.open and option < len(h.answers):
                prices, when, _ = h.answers[option]
                if (when is None or when(m)) and self.pays(prices, left, after):
                    taken[card] = option
        for a, t in orders:
            if 0 <= a < len(game.verbs) and 0 <= t < len(game.verbs[a]) and (a, t) not in m.ordered:
                prices, when, _ = game.verbs[a][t]
                if not game.rules.actions[a].forbidden and (when is None or when(m)) and self.pays(prices, left, after):
                    m.ordered.add((a, t))
        for card in self.open:
            h = game.events[axis[card][0]][axis[card][1]]
            self.fired[h.instance], self.chosen[h.instance] = self.turn, taken.get(card, -1)
            (h.answers[taken[card]][2] if card in taken else h.wait)(m, after, self.inflow)
        for a, t in m.ordered:
            game.verbs[a][t][2](m, after, self.inflow)
        m.state = after

    def moves(self) -> None:
        m, after = self.memory, self.opening()
        draw, turn, street = self.luck.draw, self.turn, self.street
        for move in self.game.moves:
            for options in move:
                wishes = [f(m) - math.log(-math.log(draw(address, turn, street))) for address, f, _ in options]
                options[wishes.index(max(wishes))][2](m, after, self.inflow)
        m.state = after

    def events(self) -> dict[int, set[int]]:
        m, after = self.memory, self.opening()
        hazards: dict[int, set[int]] = {}
        axis = self.game.rules.cards_axis
        for card in sorted(self.open):
            h = self.game.events[axis[card][0]][axis[card][1]]
            if h.event.kind != "hazard":
                h.changes(m, after, self.inflow)
        for group in self.game.due(m.turn)[1]:
            for h in group:
                if self.happens(h):
                    self.fired[h.instance] = self.turn
                    hazards.setdefault(self.game.rules.event_index[h.event.id], set()).add(h.member)
                    h.changes(m, after, self.inflow)
        m.state = after
        return hazards

    def flows(self) -> None:
        m, after = self.memory, self.opening()
        self.game.flows(m, after, self.inflow)
        m.state = after
        self.forget()
        self.game.inflows(m, after, self.inflow)
        m.outflow = outflow = list(m.outflow)
        past = [*m.trail, self.inflow]
        for row, first, last in self.game.delays:
            self.running[row] += past[max(len(past) - first, 0)][row] - past[max(len(past) - 1 - last, 0)][row]
            outflow[row] = (self.running[row] / (last - first + 1) + MAGIC) - MAGIC

    def bounds(self) -> None:
        state = self.memory.state
        for low, sums_to, rows in self.game.shares:
            parts = [max(state[row], low) for row in rows]
            total = 0.0
            for part in parts:
                total += part
            scale = sums_to / (total if total > 0 else sums_to)
            for row, part in zip(rows, parts, strict=True):
                state[row] = (part * scale + MAGIC) - MAGIC
        self.memory.state = [
            x if low <= x <= high else min(max(x, low), high)
            for x, (low, high) in zip(state, self.game.limits, strict=True)
        ]

    def remember(self) -> None:
        m, game = self.memory, self.game
        self.forget()
        entry = [*self.inflow, *game.tracked(m)]
        tally = list(m.tally)
        for (row, sums), x in zip(game.tallies, game.tallied(m), strict=True):
            x = held(x) + MAGIC - MAGIC
            tally[row] = tally[row] + x if sums else max(tally[row], x)
        m.trail = [*m.trail, entry][-(game.rules.depth + 1) :]
        m.tally, m.last = tally, self.turn
        m.fired, m.chosen = self.fired, self.chosen
        self.forget()
        for i, (lamp, when) in enumerate(game.endings):
            if self.lit[i] >= 2 and self.ended < 0 and when(m):
                self.ended = i
            self.lit[i] = self.lit[i] + 1 if lamp(m) else 0

    def draw_cards(self, hazards: dict[int, set[int]]) -> set[int]:
        m, rules = self.memory, self.game.rules
        found: set[int] = set()
        waiting: dict[bool, list[tuple[float, int]]] = {True: [], False: []}
        taken = {True: 0, False: 0}
        for group in self.game.due(m.turn)[2]:
            event = group[0].event
            if event.kind == "hazard":
                members = hazards.get(rules.event_index[event.id], ())
                came = [h for h in group if h.member in members]
            else:
                came = [h for h in group if self.happens(h)]
            if not came:
                continue
            cards = sorted((-h.stake(m) if h.stake else 0.0, h.card) for h in came)[: event.limit]
            if event.on is None and event.kind in ("card", "memo", "vote"):
                waiting[event.main] += cards
            else:
                found |= {card for _, card in cards}
                taken[event.main] += len(cards)
        for main, room in ((True, rules.cards), (False, rules.memos)):
            found |= {card for _, card in sorted(waiting[main])[: max(room - taken[main], 0)]}
        return found
