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
from sim.engine.cells import EVERYTHING, LIVED, OUTFLOW, TALLY, TRAIL, TURN
from sim.engine.changes import Changes, Mask, mask_of
from sim.engine.elementwise import grid, some
from sim.engine.evaluate import desk, keep_desk, run, spread
from sim.engine.happen import draw_cards, happens, season
from sim.engine.luck import Dice
from sim.engine.orders import Accepted, Picks, judge
from sim.engine.start import freeze, tracked
from sim.engine.worlds import Bools, Cause, Floats, Ints, Orders, Turn, Worlds
from sim.rulebook.rulebook import Event, Move, Rulebook, stream

ENGINE = "1"  # raised when the same rules and orders give other numbers


class Play:
    """A turn while it is being played: what the phases hand to each other.

    `frame` is what formulas read now; it moves on from phase to phase and forgets what has changed.
    """

    def __init__(self, rules: Rulebook, before: Worlds, orders: Orders, seed: int, record: bool, luck: bool) -> None:
        self.rules, self.before, self.orders, self.luck = rules, before, orders, luck
        self.turn = before.turn + 1
        self.count = before.count
        self.alive: Bools = before.ended < 0
        self.mask: Mask = mask_of(self.alive)
        self.causes: list[Cause] | None = [] if record else None
        self.frame = desk(rules, before, self.turn).fork()
        self.touched = 0 if self.frame.settled else EVERYTHING  # bits of what may lie beyond its limits
        self.dice = Dice(seed, self.turn, before.ids)
        self.inflow: Floats = np.zeros((rules.outflow_rows, self.count))
        self.happened: Bools = np.zeros(before.fired.shape, dtype=np.bool_)
        self.moved: Ints = np.full((sum(len(m.members) for m in rules.moves), self.count), -1, dtype=np.int16)
        self.accepted: Accepted | None = None
        self.hazards: dict[int, Bools] = {}
        self.running: Floats = before.running
        self.lit: Ints = before.lit
        self.ended: Ints = before.ended
        self.open: Bools = before.open

    def changes(self, phase: str) -> Changes:
        return Changes(self.frame, self.inflow, phase, self.causes)

    def close(self, changes: Changes) -> None:
        """End a phase: the next one sees its changes, and the events that it booked."""
        frame = self.frame
        frame.state = changes.close(None if frame.state is self.before.state else frame.state)
        changed = changes.changed
        self.touched |= changed
        frame.forget(changed | frame.booked)
        frame.fired, frame.chosen, frame.booked = frame.latest_fired, frame.latest_chosen, 0

    def book(self, event: Event, came: Bools) -> None:
        """Note that an event happened this turn, where `came` [members or 1, N]."""
        self.frame.book(event, came)
        self.happened[event.first : event.first + event.size] |= came

    def answer(self, event: Event, member: int, at: Picks, answer: Ints) -> None:
        """Note that the card about a member stood open in the worlds `at`, and what it was answered there."""
        self.frame.answer(event.first + member, at, answer)
        self.happened[event.first + member][at] = True

    def worlds(self) -> Worlds:
        """The worlds as they stand now."""
        f = self.frame
        return Worlds(
            turn=self.turn, ids=self.before.ids, params=f.params, state=f.state, outflow=f.outflow, running=self.running,
            trail=f.trail, tally=f.tally, fired=f.fired, chosen=f.chosen, open=self.open, lit=self.lit, ended=self.ended, last=f.lived,
        )  # fmt: skip


def shocks(play: Play) -> None:
    """Scripted changes of the outside world."""
    changes = play.changes("shocks")
    for e in season(play.rules, play.turn).shocks:
        event = play.rules.events[e]
        came = happens(event, play.frame, play.dice, play.alive, play.luck)
        if came is not None:
            play.book(event, came)
            came = spread(came, (event.size, play.count))
            changes.effects("shock", event.id, event.members, event.effects, came)
    play.close(changes)


def orders(play: Play) -> None:
    """Costs, answers to the cards that stand open (waiting has effects, too), and verbs."""
    rules, changes = play.rules, play.changes("orders")
    accepted = judge(rules, play.before, play.orders, play.frame)
    play.accepted = accepted
    changes.spend(accepted)
    standing = play.before.open & play.alive
    for card in np.flatnonzero(standing.any(axis=1)):
        e, member = rules.cards_axis[card]
        event, at = rules.events[e], np.flatnonzero(standing[card])
        answer = accepted.answered[card][at]
        play.answer(event, member, at, answer)
        for o, option in enumerate(event.options):
            changes.option(f"{event.id}.{option.id}", event, option, member, at[answer == o])
        if event.wait is not None:
            changes.option(f"{event.id}.wait", event, event.wait, member, at[answer < 0])
    for a, mask in accepted.ordered.items():
        action = rules.actions[a]
        changes.effects("action", action.id, action.targets, action.effects, mask)
    play.frame.ordered = {}
    play.close(changes)


@lru_cache(maxsize=1024)
def _move_streams(move: str, options: tuple[str, ...], members: tuple[str, ...]) -> NDArray[np.uint64]:
    return np.array([stream("move", f"{move}.{o}", m) for o in options for m in members], dtype=np.uint64)


def _choose(move: Move, play: Play) -> Ints:
    """[members, N] the option each power takes: a Gumbel draw per option makes the argmax a softmax (McFadden 1974)."""
    members, options = len(move.members), tuple(o.id for o in move.options)
    utilities = np.empty((len(options), members, play.count))
    for o, option in enumerate(move.options):
        utilities[o] = run(option.utility, play.frame)
    if play.luck:
        noise = play.dice.uniform(_move_streams(move.origin or move.id, options, move.members))
        np.log(noise, out=noise)
        np.negative(noise, out=noise)
        np.log(noise, out=noise)
        utilities -= noise.reshape(utilities.shape)
    best, choice = utilities[0], np.zeros(utilities.shape[1:], dtype=np.int16)
    for o in range(1, len(options)):
        better = utilities[o] > best
        np.maximum(choice, better * np.int16(o), out=choice)
        np.maximum(best, utilities[o], out=best)
    return choice


def moves(play: Play) -> None:
    """What the powers choose, after they have seen the orders."""
    changes = play.changes("moves")
    first = 0
    for move in play.rules.moves:
        choice = _choose(move, play)
        if play.mask is not True:
            choice = np.where(play.alive, choice, -1).astype(np.int16)
        play.moved[first : first + len(move.members)] = choice
        first += len(move.members)
        for o, option in enumerate(move.options):
            mask: Bools = choice == o
            changes.effects("move", f"{move.id}.{option.id}", move.members, option.effects, mask)
    play.close(changes)


def events(play: Play) -> None:
    """News, hazards and chains without an answer happen; open cards have their own effects."""
    rules, changes = play.rules, play.changes("events")
    for e in season(rules, play.turn).events:
        event = rules.events[e]
        if event.opens and event.kind != "hazard":
            first = rules.card_of[e, 0]
            came: Bools | None = play.before.open[first : first + event.size] & play.alive
        else:
            came = happens(event, play.frame, play.dice, play.alive, play.luck)
            if came is not None:
                play.book(event, came)
                if event.opens:
                    play.hazards[e] = came
        if came is not None:
            mask = spread(came, (event.size, play.count))
            changes.effects("event", event.id, event.members, event.effects, mask)
    play.close(changes)


def flows(play: Play) -> None:
    """Every variable's named terms, all on one opening state."""
    changes = play.changes("flows")
    for variable in play.rules.variables:
        rows = tuple(range(variable.row, variable.row + variable.size))
        for term in variable.terms:
            changes.term(f"{variable.id}.{term.id}", "variable", rows, term.formula, play.mask)
    play.close(changes)


def delays(play: Play) -> None:
    """Pipelines take in what this turn gave them and let out what is due in the coming turn."""
    if play.rules.delays:
        changes = play.changes("delays")
        for delay in play.rules.delays:
            rows = tuple(range(delay.row, delay.row + delay.size))
            changes.term(f"{delay.id}.inflow", "delay", rows, delay.inflow, play.mask)
        _let_out(play)


def _let_out(play: Play) -> None:
    """Each inflow comes out in equal parts `first`..`last` turns later: a window that slides over past inflows."""
    trail = play.frame.trail
    running, outflow = play.running.copy(), np.empty_like(play.frame.outflow)

    def back(turns: int, rows: slice) -> Floats:
        return play.inflow[rows] if turns == 0 else trail[max(len(trail) - turns, 0)][rows]

    for delay in play.rules.delays:
        rows = slice(delay.row, delay.row + delay.size)
        running[rows] += back(delay.first - 1, rows)
        running[rows] -= back(delay.last, rows)
        outflow[rows] = grid(running[rows] / float(delay.last - delay.first + 1))
    if play.mask is not True:  # what has ended stands still
        running = np.where(play.alive, running, play.running)
        outflow = np.where(play.alive, outflow, play.frame.outflow)
    play.running, play.frame.outflow = running, outflow
    play.frame.forget(OUTFLOW)


def bounds(play: Play) -> None:
    """Shares are brought back to their sum, then limits cut: both are causes of their own."""
    changes, frame = play.changes("bounds"), play.frame
    for variable in play.rules.variables:
        if variable.sums_to is None:
            continue
        size = len(play.rules.group[variable.axes[-1].group].members)
        for first in range(variable.row, variable.row + variable.size, size):
            part = frame.state[first : first + size]
            held = np.maximum(part, variable.low)  # what fell below its limit must not swell the others
            total = reduce(np.add, list(held))
            scale = variable.sums_to / np.where(total > 0.0, total, variable.sums_to)
            brought = grid(held * scale) - part
            if play.mask is not True:
                brought *= play.mask
            changes.add("renorm", variable.id, "", "variable", tuple(range(first, first + size)), brought)
    play.close(changes)
    low, high = frame.program.limits
    state = frame.state.copy() if play.causes is not None or frame.state is play.before.state else frame.state
    state.clip(low, high, out=state)
    if play.causes is not None:
        cut = state - frame.state
        for variable in play.rules.variables:
            for row in range(variable.row, variable.row + variable.size):
                if cut[row].any():
                    play.causes.append(
                        Cause("bounds", "limit", variable.id, "", "variable", (row,), cut[row : row + 1])
                    )
    frame.state = state
    frame.forget(play.touched)


def outcomes(play: Play) -> None:
    """What is remembered, which lamps are lit, which worlds end."""
    rules, frame, before = play.rules, play.frame, play.before
    trail = (*frame.trail, tracked(rules, frame, play.inflow))[-(rules.depth + 1) :]
    if rules.tallies:
        tallied = frame.tally.copy()
        for tally in rules.tallies:
            rows = slice(tally.row, tally.row + tally.size)
            amount = frame.program.block(tally.formula)(frame)
            if play.mask is not True:
                amount = amount * play.mask
            (np.add if tally.kind == "sum" else np.maximum)(tallied[rows], amount, out=tallied[rows])
        frame.tally = tallied
    frame.trail = trail
    frame.lived = np.where(play.alive, play.turn, before.last).astype(np.int16)
    frame.forget(TRAIL | TALLY | LIVED)
    play.lit = np.zeros_like(before.lit)
    play.ended = before.ended.copy()
    for i, ending in enumerate(rules.endings):
        lamp = spread(run(ending.lamp, frame).astype(np.bool_, copy=False), (play.count,))
        allowed = (before.lit[i] >= 2) & (play.ended < 0)
        if some(allowed):
            over = allowed & run(ending.when, frame).astype(np.bool_, copy=False)
            play.ended[over] = i
        play.lit[i] = np.where(play.alive, np.where(lamp, before.lit[i] + 1, 0), before.lit[i])


def cards(play: Play) -> None:
    """The cards of the coming turn, so that what the player sees before ending it holds nothing yet to be rolled."""
    if play.turn >= play.rules.turns:
        play.open = np.zeros_like(play.before.open)
        return
    play.frame.turn += 1
    play.frame.forget(TURN)
    play.open = draw_cards(play.rules, play.frame, play.dice.coming(), play.ended < 0, play.luck, play.hazards)


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

    Errors: BambooError if the scenario's last turn has been played.
    """
    if worlds.turn >= rules.turns:
        raise BambooError(f"`{rules.id}` has {rules.turns} turns; the game is over")
    play = Play(rules, worlds, orders, seed, record, luck)
    for phase in PHASES:
        phase(play)
    accepted = play.accepted
    assert accepted is not None
    after = freeze(play.worlds())
    play.frame.settled = True
    keep_desk(after, play.frame)
    return Turn(
        worlds, orders, accepted.refused_action, accepted.refused_answer, play.moved, play.happened, tuple(play.causes or ()), after,
    )  # fmt: skip
