"""One turn of N worlds: the phases, written once, as a tuple.

Takes Worlds and Orders, gives a Turn. No clock, no disk, no words, no global dice: the same arguments give the same bits, whatever
the number of worlds, their order, or whether causes are recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from sim.base.errors import BambooError
from sim.engine.changes import Changes, contribution
from sim.engine.evaluate import Frame, grid, run, spread
from sim.engine.happen import draw_cards, happens
from sim.engine.luck import uniform
from sim.engine.orders import Accepted, judge
from sim.engine.start import freeze, tracked
from sim.engine.worlds import Bools, Cause, Floats, Ints, Orders, Turn, Worlds
from sim.rulebook.rulebook import Event, Move, Rulebook, stream


class Play:
    """A turn while it is being played: what the phases hand to each other."""

    def __init__(self, rules: Rulebook, before: Worlds, orders: Orders, seed: int, record: bool, luck: bool) -> None:
        self.rules, self.before, self.orders, self.seed, self.luck = rules, before, orders, seed, luck
        self.turn = before.turn + 1
        self.count = before.count
        self.alive: Bools = before.ended < 0
        self.all_alive = bool(self.alive.all())
        self.causes: list[Cause] | None = [] if record else None
        self.state: Floats = before.state
        self.inflow: Floats = np.zeros((rules.outflow_rows, self.count))
        self.fired: Ints = before.fired
        self.chosen: Ints = before.chosen
        self.happened: Bools = np.zeros(before.fired.shape, dtype=np.bool_)
        self.moved: Ints = np.full((sum(len(m.members) for m in rules.moves), self.count), -1, dtype=np.int16)
        self.accepted: Accepted | None = None
        self.hazards: dict[int, Bools] = {}
        self.outflow: Floats = before.outflow
        self.running: Floats = before.running
        self.trail = before.trail
        self.tally: Floats = before.tally
        self.lit: Ints = before.lit
        self.ended: Ints = before.ended
        self.last: Ints = np.where(self.alive, self.turn, before.last).astype(np.int16)
        self.open: Bools = before.open

    def frame(self) -> Frame:
        frame = Frame(self.rules, self.before, self.turn, self.state)
        frame.fired, frame.chosen = self.fired, self.chosen
        frame.latest_fired, frame.latest_chosen = self.fired, self.chosen
        return frame

    def opening(self) -> Frame:
        """A frame for a phase that books events: its formulas do not see what the phase books, whatever comes first."""
        frame = self.frame()
        self.fired, self.chosen = self.fired.copy(), self.chosen.copy()
        frame.latest_fired, frame.latest_chosen = self.fired, self.chosen
        return frame

    def changes(self, phase: str) -> Changes:
        return Changes(self.state, self.inflow, phase, self.causes)

    def close(self, changes: Changes) -> None:
        """End a phase: add its changes to the turn's own copy of the state."""
        own = None if self.state is self.before.state else self.state
        self.state = changes.close(own)

    def worlds(self) -> Worlds:
        """The worlds as they stand now."""
        return Worlds(
            turn=self.turn, ids=self.before.ids, params=self.before.params, state=self.state, outflow=self.outflow,
            running=self.running, trail=self.trail, tally=self.tally, fired=self.fired, chosen=self.chosen, open=self.open,
            lit=self.lit, ended=self.ended, last=self.last,
        )  # fmt: skip

    def book(self, event: Event, came: Bools) -> None:
        """Note that an event happened this turn."""
        rows = slice(event.first, event.first + event.size)
        self.fired[rows][spread(came, (event.size, self.count))] = self.turn
        self.happened[rows] |= came


def shocks(play: Play) -> None:
    """Scripted changes of the outside world."""
    changes, frame = play.changes("shocks"), play.opening()
    for event in play.rules.events:
        if event.kind == "shock":
            came = happens(event, frame, play.seed, play.before.ids, play.alive, play.luck)
            if came is not None:
                play.book(event, came)
                changes.effects("shock", event.id, event.members, event.effects, event.group is not None, frame, came)
    play.close(changes)


def orders(play: Play) -> None:
    """Costs, answers to the cards that stand open (waiting has effects, too), and verbs."""
    rules, frame, changes = play.rules, play.opening(), play.changes("orders")
    accepted = judge(rules, play.before, play.orders, frame)
    play.accepted = accepted
    for kind, id, payer, row, paid in accepted.spent:
        if paid.any():
            changes.add("cost", f"{kind}:{id}", payer, "variable", (row,), -paid[None])
    for card, (e, member) in enumerate(rules.cards_axis):
        open_ = play.before.open[card] & play.alive
        if not open_.any():
            continue
        event = rules.events[e]
        answer = accepted.answered[card]
        instance = event.first + member
        play.fired[instance][open_] = play.turn
        play.happened[instance] |= open_
        play.chosen[instance][open_] = answer[open_]
        mask = np.zeros((event.size, play.count), dtype=np.bool_)
        for o, option in enumerate(event.options):
            mask[member] = open_ & (answer == o)
            changes.effects(
                "option", f"{event.id}.{option.id}", event.members, option.effects, event.group is not None, frame, mask
            )
        if event.wait is not None:
            mask[member] = open_ & (answer < 0)
            changes.effects(
                "option", f"{event.id}.wait", event.members, event.wait.effects, event.group is not None, frame, mask
            )
    for a, mask in accepted.ordered.items():
        action = rules.actions[a]
        changes.effects("action", action.id, action.targets, action.effects, action.group is not None, frame, mask)
    play.close(changes)


@lru_cache(maxsize=1024)
def _move_streams(move: str, options: tuple[str, ...], members: tuple[str, ...]) -> NDArray[np.uint64]:
    return np.array([stream("move", f"{move}.{o}", m) for o in options for m in members], dtype=np.uint64)


def _choose(move: Move, frame: Frame, play: Play) -> Ints:
    """[members, N] the option each power takes: a Gumbel draw per option makes the argmax a softmax (McFadden 1974)."""
    members, options = len(move.members), tuple(o.id for o in move.options)
    utilities = np.empty((len(options), members, play.count))
    for o, option in enumerate(move.options):
        utilities[o] = run(option.utility, frame)
    if play.luck:
        streams = _move_streams(move.origin or move.id, options, move.members)
        noise = uniform(play.seed, streams, play.turn, play.before.ids)
        np.log(noise, out=noise)
        np.negative(noise, out=noise)
        np.log(noise, out=noise)
        utilities -= noise.reshape(utilities.shape)
    best, choice = utilities[0], np.zeros(utilities.shape[1:], dtype=np.int16)
    for o in range(1, len(options)):
        better = utilities[o] > best
        choice[better] = o
        best = np.maximum(best, utilities[o])
    return choice


def moves(play: Play) -> None:
    """What the powers choose, after they have seen the orders."""
    changes, frame = play.changes("moves"), play.frame()
    first = 0
    for move in play.rules.moves:
        choice = _choose(move, frame, play)
        if not play.all_alive:
            choice = np.where(play.alive, choice, -1).astype(np.int16)
        play.moved[first : first + len(move.members)] = choice
        first += len(move.members)
        for o, option in enumerate(move.options):
            mask: Bools = choice == o
            changes.effects(
                "move", f"{move.id}.{option.id}", move.members, option.effects, move.group is not None, frame, mask
            )
    play.close(changes)


def events(play: Play) -> None:
    """News, hazards and chains without an answer happen; open cards have their own effects."""
    rules, frame, changes = play.rules, play.opening(), play.changes("events")
    for e, event in enumerate(rules.events):
        if event.opens and event.kind != "hazard":
            if event.effects:
                first = rules.card_of[e, 0]
                came: Bools | None = play.before.open[first : first + event.size] & play.alive
            else:
                continue
        elif event.kind in ("news", "hazard", "chain"):
            came = happens(event, frame, play.seed, play.before.ids, play.alive, play.luck)
            if came is not None:
                play.book(event, spread(came, (event.size, play.count)))
                if event.opens:
                    play.hazards[e] = came
        else:
            continue
        if came is not None:
            mask = spread(came, (event.size, play.count))
            changes.effects("event", event.id, event.members, event.effects, event.group is not None, frame, mask)
    play.close(changes)


def flows(play: Play) -> None:
    """Every variable's named terms, all on one opening state."""
    changes, frame = play.changes("flows"), play.frame()
    mask = None if play.all_alive else play.alive.astype(np.float64)
    for variable in play.rules.variables:
        rows = tuple(range(variable.row, variable.row + variable.size))
        for term in variable.terms:
            value = run(term.formula, frame)
            shape = (*term.formula.sizes[: term.formula.free], value.shape[-1])
            amount = contribution(spread(value, shape).reshape(variable.size, -1), mask, play.count)
            changes.add("term", f"{variable.id}.{term.id}", "", "variable", rows, amount)
    play.close(changes)


def delays(play: Play) -> None:
    """Pipelines take in what this turn gave them and let out what is due in the coming turn."""
    rules = play.rules
    if rules.delays:
        frame = play.frame()
        mask = None if play.all_alive else play.alive.astype(np.float64)
        changes = play.changes("delays")
        for delay in rules.delays:
            rows = tuple(range(delay.row, delay.row + delay.size))
            value = run(delay.inflow, frame)
            shape = (*delay.inflow.sizes[: delay.inflow.free], value.shape[-1])
            amount = contribution(spread(value, shape).reshape(delay.size, -1), mask, play.count)
            changes.add("term", f"{delay.id}.inflow", "", "delay", rows, amount)
        _let_out(play)


def _let_out(play: Play) -> None:
    """Each inflow comes out in equal parts `first`..`last` turns later: a window that slides over past inflows."""
    trail = play.before.trail
    running, outflow = play.running.copy(), np.empty_like(play.outflow)

    def back(turns: int, rows: slice) -> Floats:
        return play.inflow[rows] if turns == 0 else trail[max(len(trail) - turns, 0)][rows]

    for delay in play.rules.delays:
        rows = slice(delay.row, delay.row + delay.size)
        running[rows] += back(delay.first - 1, rows)
        running[rows] -= back(delay.last, rows)
        outflow[rows] = grid(running[rows] / float(delay.last - delay.first + 1))
    if play.all_alive:
        play.running, play.outflow = running, outflow
    else:  # what has ended stands still
        play.running = np.where(play.alive, running, play.running)
        play.outflow = np.where(play.alive, outflow, play.outflow)


def bounds(play: Play) -> None:
    """Shares are brought back to their sum, then limits cut: both are causes of their own."""
    changes = play.changes("bounds")
    for variable in play.rules.variables:
        if variable.sums_to is None:
            continue
        size = len(play.rules.group[variable.axes[-1].group].members)
        for first in range(variable.row, variable.row + variable.size, size):
            part = play.state[first : first + size]
            held = np.maximum(part, variable.low)  # what fell below its limit must not swell the others
            total = reduce(np.add, list(held))
            scale = variable.sums_to / np.where(total > 0.0, total, variable.sums_to)
            brought = grid(held * scale) - part
            if not play.all_alive:
                brought *= play.alive
            changes.add("renorm", variable.id, "", "variable", tuple(range(first, first + size)), brought)
    play.close(changes)
    low, high = (np.array(ends).reshape(-1, 1) for ends in play.rules.limits)
    inside = np.maximum(play.state, low)
    np.minimum(inside, high, out=inside)
    if play.causes is not None:
        cut = inside - play.state
        for variable in play.rules.variables:
            for row in range(variable.row, variable.row + variable.size):
                if cut[row].any():
                    play.causes.append(
                        Cause("bounds", "limit", variable.id, "", "variable", (row,), cut[row : row + 1])
                    )
    play.state = inside


def outcomes(play: Play) -> None:
    """What is remembered, which lamps are lit, which worlds end."""
    rules = play.rules
    frame = play.frame()
    frame.outflow = play.outflow
    play.trail = (*play.before.trail, tracked(rules, frame, play.inflow))[-(rules.depth + 1) :]
    if rules.tallies:
        play.tally = play.before.tally.copy()
        for tally in rules.tallies:
            rows = slice(tally.row, tally.row + tally.size)
            value = run(tally.formula, frame)
            shape = (*tally.formula.sizes[: tally.formula.free], play.count)
            amount = contribution(
                spread(value, shape).reshape(tally.size, play.count), play.alive.astype(np.float64), play.count
            )
            if tally.kind == "sum":
                play.tally[rows] += amount
            else:
                np.maximum(play.tally[rows], amount, out=play.tally[rows])
    after = play.worlds()
    closing = Frame(rules, after, play.turn)
    play.lit = np.zeros_like(play.before.lit)
    play.ended = play.before.ended.copy()
    for i, ending in enumerate(rules.endings):
        lamp = spread(run(ending.lamp, closing).astype(np.bool_, copy=False), (play.count,))
        allowed = (play.before.lit[i] >= 2) & (play.ended < 0)
        if allowed.any():
            over = allowed & run(ending.when, closing).astype(np.bool_, copy=False)
            play.ended[over] = i
        play.lit[i] = np.where(play.alive, np.where(lamp, play.before.lit[i] + 1, 0), play.before.lit[i])


def cards(play: Play) -> None:
    """The cards of the coming turn, so that what the player sees before ending it holds nothing yet to be rolled."""
    rules = play.rules
    if play.turn >= rules.turns:
        play.open = np.zeros_like(play.before.open)
        return
    after = play.worlds()
    alive: Bools = play.ended < 0
    play.open = draw_cards(
        rules, Frame(rules, after, play.turn + 1), play.seed, play.before.ids, alive, play.luck, play.hazards
    )


PHASES: tuple[Callable[[Play], None], ...] = (shocks, orders, moves, events, flows, delays, bounds, outcomes, cards)


def step(
    rules: Rulebook, worlds: Worlds, orders: Orders, seed: int, *, record: bool = False, luck: bool = True
) -> Turn:
    """Play one turn.

    Args:
        rules: The Rulebook that the worlds were started with.
        worlds: N worlds at the end of the last turn; they are not changed.
        orders: What Vietnam does in each world.
        seed: The seed of the game; the same for every turn.
        record: Keep the causes of every change.
        luck: False: unscripted hazards do not fire, powers take what they like best.

    Raises:
        BambooError: if the scenario's last turn has been played.
    """
    if worlds.turn >= rules.turns:
        raise BambooError(f"`{rules.id}` has {rules.turns} turns; the game is over")
    play = Play(rules, worlds, orders, seed, record, luck)
    for phase in PHASES:
        phase(play)
    accepted = play.accepted
    assert accepted is not None
    after = freeze(play.worlds())
    return Turn(
        worlds, orders, accepted.refused_action, accepted.refused_answer, play.moved, play.happened, tuple(play.causes or ()), after,
    )  # fmt: skip
