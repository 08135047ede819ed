"""Takes the turns of a game that repeats the record, and the ledger; gives each dated fact with the quarters in which the model has it.

A fact is *carried* by the events, answers, moves and orders of the record that name it as their source. What an act adds to the
relation with each power is compared with the signs that the fact is coded with: the act's own addition, not the net change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.worlds import Cause, Turn
from sim.facts.ledger import Fact, Ledger, covers
from sim.play.game import to_pairs
from sim.rulebook.phrasebook import Path, Phrasebook
from sim.rulebook.rulebook import Event, Rulebook, quarter_name

HOLDS, ELSEWHEN, NEVER, UNMOVED, AGAINST = "holds", "elsewhen", "never", "unmoved", "against"
WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A place of the scenario that carries a fact, and when it happened.

    `lacks` says why it never did: dated (its condition failed on its date), luck, condition, answer, move, order.
    """

    path: Path
    imposed: bool  # an event that the scenario dates; its answer and all else follow from the rules
    quarters: tuple[int, ...]  # since year 0
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One fact and what the model makes of it: of the events that the scenario dates, or of all else that carries it."""

    fact: Fact
    first: int  # quarters of the fact that lie in the scenario
    last: int
    imposed: bool
    carriers: tuple[Carrier, ...]
    quarters: tuple[int, ...]  # in which the model has it
    added: Mapping[str, float]  # by power, in the quarters of the fact; empty: no number of a power is touched
    shown_by: str  # the number that shows it: the relation, or else another number of the powers
    verdict: str

    @property
    def holds(self) -> bool:
        """Whether the model has it in a quarter of the fact, and with the right sign.

        The sign is right if no power is moved against it, and one at least with it. A dated event that by itself moves nobody
        holds by its date alone: what follows from it is judged where its answer carries the fact.
        """
        return self.verdict == HOLDS

    @property
    def on_time(self) -> bool:
        """Whether the model has it in a quarter of the fact, whatever the sign."""
        return any(self.first <= quarter <= self.last for quarter in self.quarters)

    @property
    def luck(self) -> bool:
        """Whether only chance could bring it, which a replay without luck leaves out."""
        return self.verdict == NEVER and all(carrier.lacks == "luck" for carrier in self.carriers)

    @property
    def still(self) -> tuple[str, ...]:
        """Powers that the fact is coded for and that nothing of this row moves."""
        return tuple(power for power, sign in self.fact.signs.items() if sign and not self.added.get(power))


def replay(
    rules: Rulebook, words: Phrasebook, ledger: Ledger, turns: Sequence[Turn]
) -> tuple[tuple[Replayed, ...], tuple[Fact, ...]]:
    """The dated facts of the scenario's span that its acts cite, as replayed; then those that only equations or start values cite.

    Args:
        turns: recorded turns of a world that repeats the record without luck, from the first quarter on.
    """
    named: dict[str, list[Path]] = {}
    for path, origin in words.provenance.items():
        for id in origin.sources:
            named.setdefault(id, []).append(path)
    rows, background = [], []
    for fact in ledger.facts.values():
        span = [q for q in range(rules.start, rules.start + rules.turns) if covers(fact, *_quarter(q))]
        if fact.id not in named or not span:
            continue
        carriers = [c for path in named[fact.id] for c in _carriers(rules, words, fact, path, turns)]
        if not carriers:
            background.append(fact)
        for imposed in (True, False):
            part = tuple(c for c in carriers if c.imposed == imposed)
            if part:
                rows.append(_row(rules, words, fact, (span[0], span[-1]), part, turns))
    return tuple(sorted(rows, key=lambda r: (not r.imposed, r.first, r.last, r.fact.id))), tuple(background)


def _quarter(q: int) -> tuple[int, int]:
    return q // 4, q % 4 + 1


def _row(
    rules: Rulebook,
    words: Phrasebook,
    fact: Fact,
    span: tuple[int, int],
    carriers: tuple[Carrier, ...],
    turns: Sequence[Turn],
) -> Replayed:
    imposed = carriers[0].imposed
    quarters = tuple(sorted({q for c in carriers for q in c.quarters}))
    within = [turns[q - rules.start] for q in quarters if span[0] <= q <= span[1]]
    shown_by, added = _added(rules, words, fact, within, imposed)
    agrees = [added.get(power, 0.0) * sign for power, sign in fact.signs.items() if sign]
    if not within:
        verdict = ELSEWHEN if quarters else NEVER
    elif not agrees or (imposed and not added) or (min(agrees) >= 0 and max(agrees) > 0):
        verdict = HOLDS
    else:
        verdict = AGAINST if min(agrees) < 0 else UNMOVED
    return Replayed(fact, *span, imposed, carriers, quarters, added, shown_by, verdict)


# -- who carries a fact ------------------------------------------------------------------------------------------------


def _carriers(rules: Rulebook, words: Phrasebook, fact: Fact, path: Path, turns: Sequence[Turn]) -> Iterator[Carrier]:
    """The carrier at a path that names the fact; none for an equation, nor for a verb or an answer that is not of the record."""
    match path:
        case ("events", id):
            event = rules.events[rules.event_index[id]]
            yield _event(rules, fact, event, turns)
            recorded = (*path, "options", _recorded(event))
            if event.opens and recorded not in words.provenance and recorded[-1] in _answers(event):
                yield _event(rules, fact, event, turns, recorded[-1])
        case ("events", id, "options", option):
            event = rules.events[rules.event_index[id]]
            if option == _recorded(event):
                yield _event(rules, fact, event, turns, option)
        case ("moves", id, *_):
            yield from _moves(rules, fact, path, turns)
        case ("history", quarter):
            turn = next(i for i in range(rules.turns) if quarter_name(rules.start + i) == quarter)
            wanted = set(rules.history[turn])
            if wanted:
                came = turn < len(turns) and wanted <= set(_accepted(turns[turn]))
                yield Carrier(path, False, (rules.start + turn,) if came else (), "" if came else "order")
        case ("actions", id):
            action = rules.actions[rules.action_index[id]]
            found = tuple(
                rules.start + i
                for i, turn in enumerate(turns)
                for a, t in _accepted(turn)
                if a == rules.action_index[id]
                and _concerns(fact, action.targets, action.targets[t])
                and covers(fact, *_quarter(rules.start + i))
            )
            if found:
                yield Carrier(path, False, found)
        case _:
            return


def _event(rules: Rulebook, fact: Fact, event: Event, turns: Sequence[Turn], option: str = "") -> Carrier:
    path = ("events", event.id, *(("options", option) if option else ()))
    found = []
    opened = False
    for i, turn in enumerate(turns):
        for m, member in enumerate(event.members):
            if turn.happened[event.first + m, 0] and _concerns(fact, event.members, member):
                opened = True
                if not option or _answer(event, turn, m) == option:
                    found.append(rules.start + i)
    lacks = ""
    if not found:
        lacks = (
            "answer"
            if opened
            else "dated"
            if event.on is not None
            else "luck"
            if event.chance is not None
            else "condition"
        )
    return Carrier(path, event.on is not None and not option, tuple(dict.fromkeys(found)), lacks)


def _answer(event: Event, turn: Turn, member: int) -> str:
    chosen = int(turn.after.chosen[event.first + member, 0])
    return event.options[chosen].id if chosen >= 0 else WAIT


def _answers(event: Event) -> tuple[str, ...]:
    return (*(o.id for o in event.options), *((WAIT,) if event.wait else ()))


def _recorded(event: Event) -> str:
    """The answer of the record."""
    return event.options[event.history].id if event.history >= 0 else WAIT


def _moves(rules: Rulebook, fact: Fact, path: Path, turns: Sequence[Turn]) -> Iterator[Carrier]:
    first = 0
    for move in rules.moves:
        if move.id == path[1]:
            options = [o for o, option in enumerate(move.options) if len(path) < 4 or option.id == path[3]]
            found = tuple(
                rules.start + i
                for i, turn in enumerate(turns)
                if any(
                    turn.moved[first + m, 0] in options and _concerns(fact, move.members, member)
                    for m, member in enumerate(move.members)
                )
            )
            yield Carrier(path, False, found, "" if found else "move")
        first += len(move.members)


def _accepted(turn: Turn) -> tuple[tuple[int, int], ...]:
    """The orders of a turn that the engine carried out."""
    orders, _ = to_pairs(turn.orders)
    codes = [int(c) for a, c in zip(turn.orders.action[:, 0], turn.refused_action[:, 0], strict=True) if a >= 0]
    return tuple(order for order, code in zip(orders, codes, strict=True) if code == 0)


def _concerns(fact: Fact, members: Sequence[str], member: str) -> bool:
    """Whether an act about this member can be the fact's: the fact names the member, or none of its group."""
    return member in fact.actors or not set(members) & set(fact.actors)


# -- what it adds ------------------------------------------------------------------------------------------------------


def _added(
    rules: Rulebook, words: Phrasebook, fact: Fact, turns: Sequence[Turn], imposed: bool
) -> tuple[str, dict[str, float]]:
    """The number that shows what the acts of a row add in these turns, and how much for each power.

    It is the relation of the scenario; where none of the acts touches it, the first other number of the powers that one does,
    turned round where a low value is the good one.
    """
    relation = rules.variable.get(rules.screen.relations)
    if relation is None:
        return "", {}
    group = relation.axes[0].group
    own = [
        cause
        for turn in turns
        for cause in turn.causes
        if cause.store == "variable" and _is_of(rules, words, fact, cause, turn, imposed)
    ]
    for variable in (relation, *(v for v in rules.variables if v is not relation)):
        axes = [axis.group for axis in variable.axes]
        if axes.count(group) != 1:
            continue
        total = np.zeros(variable.size)
        for cause in own:
            for row, amount in zip(cause.rows, cause.amount, strict=True):
                if 0 <= row - variable.row < variable.size:
                    total[row - variable.row] += amount[0]
        if total.any():
            others = tuple(i for i, axis in enumerate(axes) if axis != group)
            by_power = total.reshape([len(rules.group[axis].members) for axis in axes]).sum(axis=others)
            if variable is not relation and variable.good < 0:
                by_power = -by_power
            powers = rules.group[group].members
            return variable.id, {power: float(x) for power, x in zip(powers, by_power, strict=True) if x}
    return "", {}


def _is_of(rules: Rulebook, words: Phrasebook, fact: Fact, cause: Cause, turn: Turn, imposed: bool) -> bool:
    """Whether a cause is an act of the fact's row: its own sources, or those of what encloses it, name the fact."""
    head, _, rest = cause.id.partition(".")
    paths: list[Path]
    match cause.kind:
        case "event" | "shock":
            event = rules.events[rules.event_index[head]]
            if (event.on is not None) != imposed:
                return False
            paths, members = [("events", head)], event.members
        case "option" if not imposed:
            paths, members = [("events", head, "options", rest)], rules.events[rules.event_index[head]].members
        case "action" if not imposed:
            paths = [("actions", head), ("history", quarter_name(rules.start + turn.after.turn - 1))]
            members = rules.actions[rules.action_index[head]].targets
        case "move" if not imposed:
            paths = [("moves", head, "options", rest)]
            members = next(m for m in rules.moves if m.id == head).members
        case _:
            return False
    named = any(fact.id in words.source(*path).sources for path in paths)
    return named and _concerns(fact, members, cause.member)
