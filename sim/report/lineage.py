"""Takes the turns of a game and a carried number, gives its value as a sum of what past acts left in it.

A term of a variable that reads the variable itself is a memory. Within a turn it is a straight line in that variable, so what stood
there before keeps the share 1 + slope of its size, and the rest of the term is a pull towards something else. Applied turn after
turn this splits the value into the start, each cause at its turn, and the pulls; the parts sum to the value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim import engine
from sim.engine.worlds import Cause, Floats, Turn
from sim.play.game import Game
from sim.report.amounts import rounded_sum
from sim.report.desk import CauseLine, Explanation, Source
from sim.report.ledger import LINEAGE, cause_act, cause_sources, cause_title, memories, read_names
from sim.report.names import Measure, Names
from sim.report.pages import Remembered
from sim.report.phrases import shown_as, verdict
from sim.rulebook.rulebook import Rulebook, Term, Variable

STEP = 2.0**-8  # by which a variable is moved to measure a slope; on the engine's grid
LEAST = 1e-9  # a smaller pull is none
MOST = 14  # parts that are told one by one


@dataclass(slots=True)
class Part:
    """What is left of one thing now; `turn` -1 is the start, `cause` None a pull (then `term` is its term) or the start."""

    turn: int
    cause: Cause | None
    term: str
    first: float
    now: float


def remembers(rules: Rulebook, measure: Measure) -> bool:
    """Whether a number carries a memory of what was done to it."""
    return measure.kind == "variable" and bool(memories(rules, measure.id))


def parts(rules: Rulebook, game: Game, measure: Measure) -> list[Part]:
    """The value of a single carried number as parts, oldest first; they sum to it up to the last bits of a float."""
    variable = rules.variable[measure.id]
    row = variable.row + (measure.index or 0)
    if not game.turns:
        return [Part(-1, None, "", float(game.worlds.state[row, 0]), float(game.worlds.state[row, 0]))]
    first = float(game.turns[0].before.state[row, 0])
    found = [Part(-1, None, "", first, first)]
    own = memories(rules, variable.id)
    for number, turn in enumerate(game.turns):
        _one_turn(rules, variable, row, own, number, turn, found)
    return found


def _one_turn(
    rules: Rulebook, variable: Variable, row: int, own: tuple[Term, ...], number: int, turn: Turn, found: list[Part]
) -> None:
    """Let what was there fade, and add what the turn brought; a memory that moved nothing still fades and pulls."""
    state = turn.before.state.copy()
    faded = False
    fading = {f"{variable.id}.{t.id}": t for t in own}
    for cause in turn.causes:
        if cause.store != "variable":
            continue
        if not faded and cause.kind == "term":  # the flows read the state as it stands here
            faded = True
            pulls = _fade(rules, variable, row, own, turn, state, found)
            found += [Part(number, None, id, pull, pull) for id, pull in pulls.items() if abs(pull) > LEAST]
        for i, r in enumerate(cause.rows):
            amount = float(cause.amount[i, 0])
            state[r] += cause.amount[i]
            if r == row and amount and not (cause.kind == "term" and cause.id in fading):
                found.append(Part(number, cause, "", amount, amount))


def _fade(
    rules: Rulebook, variable: Variable, row: int, own: tuple[Term, ...], turn: Turn, state: Floats, found: list[Part]
) -> dict[str, float]:
    """Shrink every part by what the memories leave of it; gives the pull of each memory."""
    recorded = {
        c.id: float(c.amount[c.rows.index(row), 0])
        for c in turn.causes
        if c.kind == "term" and c.store == "variable" and row in c.rows
    }
    keep, pulls = 1.0, {}
    for term in own:
        slope = _slope(rules, variable, row, term, turn, state)
        keep += slope
        pulls[term.id] = recorded.get(f"{variable.id}.{term.id}", 0.0) - slope * float(state[row, 0])
    for part in found:
        part.now *= keep
    return pulls


def _slope(rules: Rulebook, variable: Variable, row: int, term: Term, turn: Turn, state: Floats) -> float:
    """How much a term changes for each unit of its own variable, in the direction in which it is a straight line."""

    def at(x: Floats) -> float:
        block = engine.value(rules, replace(turn.before, state=x), term.formula)
        flat = np.broadcast_to(block, (*_sizes(variable, rules), 1)).ravel()
        return float(flat[row - variable.row])

    moved = state.copy()
    moved[row] += STEP
    return (at(moved) - at(state)) / STEP


def _sizes(variable: Variable, rules: Rulebook) -> tuple[int, ...]:
    return tuple(len(rules.group[a.group].members) for a in variable.axes)


# -- in words ----------------------------------------------------------------------------------------------------------


def remembered(names: Names, game: Game, measure: Measure, most: int = MOST) -> tuple[Remembered, ...]:
    """The parts in words: start and pulls as one line each, each cause with its quarter, the largest first, the small ones together."""
    grouped: dict[tuple[int, str], list[Part]] = {}
    for part in parts(names.rules, game, measure):
        grouped.setdefault(_key(part), []).append(part)
    heaps = sorted(grouped.values(), key=lambda heap: -abs(sum(p.now for p in heap)))
    places = measure.decimals + 1
    scale, shown_places = shown_as(measure.unit, places)
    tiny = 0.5 * 10.0**-shown_places / scale
    told = [heap for heap in heaps[:most] if abs(sum(p.now for p in heap)) >= tiny]
    rest = [p for heap in heaps if not any(heap is t for t in told) for p in heap]
    heaps = [*told, rest] if rest else told
    sums = [sum(p.now for p in heap) for heap in heaps]
    rounded = rounded_sum(0.0, sum(sums) * scale, [x * scale for x in sums], shown_places)[2]
    return tuple(
        _line(names, measure, heap, exact, shown / scale, heap is rest)
        for heap, exact, shown in zip(heaps, sums, rounded, strict=True)
        if heap is not rest or shown
    )


def _key(part: Part) -> tuple[int, str]:
    if part.cause is None:
        return (-1, part.term)
    return (part.turn, f"{part.cause.kind}:{part.cause.id}:{part.cause.member}")


def _line(names: Names, measure: Measure, heap: list[Part], exact: float, shown: float, rest: bool) -> Remembered:
    say, first = names.phrases, sum(p.first for p in heap)
    date, title, opens = "", say("lineage_rest", count=len(heap)), ""
    sources: tuple[Source, ...] = ()
    cause = heap[0].cause
    if not rest and cause is not None:
        date = say.date(names.rules.start + heap[0].turn)
        title, opens, sources = cause_title(names, cause), cause_act(cause), cause_sources(names, cause)
    elif not rest and heap[0].term:
        title, opens = _pull(names, measure, heap[0].term)
        sources = names.sources("variables", measure.id, "change", heap[0].term)
    elif not rest:
        title = say("lineage_start", date=say.date(names.rules.start))
    places = measure.decimals + 1
    told_first = not rest and not heap[0].term and abs(first - exact) > 10.0**-places / 2
    return Remembered(
        title=title,
        date=date,
        amount=exact,
        amount_text=say.change(shown, measure.unit, places),
        first_text=say("lineage_first", amount=say.change(first, measure.unit, places)) if told_first else "",
        good=verdict(exact, measure.good, measure.unit, places),
        opens=opens,
        sources=sources,
    )


def _pull(names: Names, measure: Measure, term: str) -> tuple[str, str]:
    """What a memory draws a number to: the first other number that its term reads."""
    variable = names.rules.variable[measure.id]
    formula = next(t.formula for t in variable.terms if t.id == term)
    index = [names.rules.group[a.group].members.index(m) for a, m in zip(measure.axes, measure.members, strict=False)]
    for name in read_names(names, formula, index):
        found = names.find(name)
        if found is not None and found.id != measure.id and found.kind != "parameter":
            return names.phrases("lineage_pull", what=names.title(found)), name
    return names.plain("variables", measure.id, "change", term, "title"), ""


def explain_lineage(names: Names, game: Game, measure: Measure, value_text: str) -> Explanation:
    """The explanation behind `lineage.NAME`: every line still at work in a number, down to the decision that made it."""
    lines = remembered(names, game, measure)
    return Explanation(
        name=f"{LINEAGE}.{measure.name}",
        title=names.phrases("lineage_title", what=names.title(measure)),
        about=names.phrases("lineage_about"),
        value_text=value_text,
        causes=tuple(
            CauseLine(
                title=" · ".join(t for t in (line.date, line.title, line.first_text) if t),
                amount=line.amount,
                amount_text=line.amount_text,
                good=line.good,
                sources=line.sources,
                opens=(line.opens,) if line.opens else (),
                act=line.opens,
            )
            for line in lines
        ),
        opens=(measure.name,),
    )
