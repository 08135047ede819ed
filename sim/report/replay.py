"""Takes the turns of a game that repeats the record, and the ledger; gives each dated fact with the quarters in which the model has it.

A fact is *carried* by the events, answers, moves and orders of the record that name it as their source. What an act adds to the
relation with each power is compared with the signs that the fact is coded with: the act's own addition, not the net change. Where
the scenario says that a fact shows in a number (`record:`), the terms of that number carry it, too, and its direction is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.worlds import Cause, Turn
from sim.facts.ledger import Fact, Ledger, covers
from sim.report.carriers import Carrier, carriers_at, concerns, dated, reading, row_of, scripted_move, year_quarter
from sim.rulebook.phrasebook import Path, Phrasebook
from sim.rulebook.rulebook import Rulebook, quarter_name

HOLDS, ELSEWHEN, NEVER, UNMOVED, AGAINST = "holds", "elsewhen", "never", "unmoved", "against"


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
    sign: int = 0  # where the scenario says in which number the fact shows: 1 it must rise, -1 it must fall

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
        """Powers that the fact is coded for and that nothing of this row moves; none where a number shows it."""
        if self.sign:
            return ()
        return tuple(power for power, sign in self.fact.signs.items() if sign and not self.added.get(power))


def replay(
    rules: Rulebook, words: Phrasebook, ledger: Ledger, turns: Sequence[Turn]
) -> tuple[tuple[Replayed, ...], tuple[Fact, ...]]:
    """The dated facts of the scenario's span that its acts cite, as replayed; then those that only equations or start values cite.

    Args:
        turns: recorded turns of a world that repeats the record without luck, under the record's script, from the first quarter on.
    """
    named: dict[str, list[Path]] = {}
    for path, origin in words.provenance.items():
        for id in origin.sources:
            named.setdefault(id, []).append(path)
    rows, background = [], []
    for fact in ledger.facts.values():
        span = [q for q in range(rules.start, rules.start + rules.turns) if covers(fact, *year_quarter(q))]
        if fact.id not in named or not span:
            continue
        carriers = [c for path in named[fact.id] for c in carriers_at(rules, words, fact, path, turns)]
        if not carriers:
            background.append(fact)
        for imposed in (True, False):
            part = tuple(c for c in carriers if c.imposed == imposed)
            if part:
                rows.append(_row(rules, words, fact, (span[0], span[-1]), part, turns))
    return tuple(sorted(rows, key=lambda r: (not r.imposed, r.first, r.last, r.fact.id))), tuple(background)


def in_span(rules: Rulebook, words: Phrasebook, ledger: Ledger) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The dated facts of the scenario's span: those that something of it names, and those that nothing does."""
    cited = {id for origin in words.provenance.values() for id in origin.sources}
    quarters = [year_quarter(q) for q in range(rules.start, rules.start + rules.turns)]
    inside = [fact for fact in ledger.facts.values() if any(covers(fact, *quarter) for quarter in quarters)]
    return tuple(f for f in inside if f.id in cited), tuple(f for f in inside if f.id not in cited)


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
    shown_by, sign = reading(words, fact)
    if sign:
        added = _moved(rules, words, fact, within, imposed, shown_by)
        agrees = [added.get(shown_by, 0.0) * sign]
    else:
        shown_by, added = _added(rules, words, fact, within, imposed)
        agrees = [added.get(power, 0.0) * coded for power, coded in fact.signs.items() if coded]
    if not within:
        verdict = ELSEWHEN if quarters else NEVER
    elif not agrees or (imposed and not added) or (min(agrees) >= 0 and max(agrees) > 0):
        verdict = HOLDS
    else:
        verdict = AGAINST if min(agrees) < 0 else UNMOVED
    return Replayed(fact, *span, imposed, carriers, quarters, added, shown_by, verdict, sign)


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


def _moved(
    rules: Rulebook, words: Phrasebook, fact: Fact, turns: Sequence[Turn], imposed: bool, number: str
) -> dict[str, float]:
    """What the acts and terms of a row add to the number that shows the fact; empty where they add nothing."""
    row, total = row_of(rules, number), 0.0
    for turn in turns:
        for cause in turn.causes:
            of_it = cause.store == "variable" and (
                (cause.kind == "term" and not imposed and fact.id in _term_sources(words, cause.id))
                or _is_of(rules, words, fact, cause, turn, imposed)
            )
            if of_it:
                total += sum(float(a[0]) for r, a in zip(cause.rows, cause.amount, strict=True) if r == row)
    return {number: total} if total else {}


def _term_sources(words: Phrasebook, id: str) -> tuple[str, ...]:
    """The sources of a term itself, `variable.term`; those of its variable do not count."""
    variable, _, term = id.partition(".")
    origin = words.provenance.get(("variables", variable, "change", term))
    return origin.sources if origin else ()


def _is_of(rules: Rulebook, words: Phrasebook, fact: Fact, cause: Cause, turn: Turn, imposed: bool) -> bool:
    """Whether a cause is an act of the fact's row: its own sources, or those of what encloses it, name the fact."""
    head, _, rest = cause.id.partition(".")
    quarter = quarter_name(rules.start + turn.after.turn - 1)
    paths: list[Path]
    match cause.kind:
        case "event" | "shock":
            event = rules.events[rules.event_index[head]]
            if dated(rules, fact, event) != imposed:
                return False
            name = f"{head}.{cause.member}" if cause.member else head
            paths, members = [("events", head), ("history", quarter, "events", name)], event.members
        case "option" if not imposed:
            paths, members = [("events", head, "options", rest)], rules.events[rules.event_index[head]].members
        case "action" if not imposed:
            paths = [("actions", head), ("history", quarter)]
            members = rules.actions[rules.action_index[head]].targets
        case "move":
            number = next(i for i, m in enumerate(rules.moves) if m.id == head)
            options = [o for o, option in enumerate(rules.moves[number].options) if option.id == rest]
            if scripted_move(rules, fact, number, options) != imposed:
                return False
            name = f"{head}.{cause.member}" if cause.member else head
            paths = [("moves", head, "options", rest), ("history", quarter, "moves", name)]
            members = rules.moves[number].members
        case _:
            return False
    named = any(fact.id in words.source(*path).sources for path in paths)
    return named and concerns(fact, members, cause.member)
