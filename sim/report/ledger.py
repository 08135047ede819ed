"""Takes recorded Turns, gives the causes of every number's change as titles, exact amounts and sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim import engine
from sim.engine.worlds import Cause, Floats, Turn
from sim.report.amounts import rounded_sum
from sim.report.desk import CauseLine, LedgerLine, Source
from sim.report.names import Measure, Names
from sim.report.phrases import shown_as, verdict
from sim.rulebook.expression import Average, Ever, First, Formula, Past, Read, walk
from sim.rulebook.rulebook import Effect, Rulebook, Term

MOST_OPENS = 6
MOST_LINES = 40
LINEAGE = "lineage"  # lineage.climate.us opens what past acts left in climate.us


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one cause in the change of one number, exact on the engine's grid."""

    cause: Cause
    row: int  # position of the number in the cause's own rows, -1 for a derived number
    amount: float


Attributed = list[tuple[Cause, Floats]]


def shares(
    rules: Rulebook, turn: Turn, measure: Measure, world: int = 0, attributed: Attributed | None = None
) -> list[Share]:
    """The causes of the change of a single variable or derived number in one recorded turn; they sum to it exactly.

    `attributed` is what `engine.attribute` gave for the block of a derived number, if it is at hand.
    """
    if measure.kind == "variable":
        row = rules.variable[measure.id].row + (measure.index or 0)
        found = []
        for cause in turn.causes:
            if cause.store == "variable" and row in cause.rows:
                for i, r in enumerate(cause.rows):
                    if r == row and cause.amount[i, world]:
                        found.append(Share(cause, i, float(cause.amount[i, world])))
        return found
    if measure.kind == "derived":
        at = measure.index or 0
        return [
            Share(cause, -1, float(amounts[at, world]))
            for cause, amounts in (engine.attribute(rules, turn, measure.id) if attributed is None else attributed)
            if amounts[at, world]
        ]
    return []


def ends(rules: Rulebook, turn: Turn, measure: Measure, world: int = 0) -> tuple[float, float]:
    """The value of a single number before and after a turn."""
    at = measure.index or 0
    before, after = (np.atleast_2d(engine.read(rules, w, measure.id)) for w in (turn.before, turn.after))
    return float(before[at, world]), float(after[at, world])


def cause_path(cause: Cause) -> tuple[str, ...]:
    """Where a cause stands in the scenario."""
    head, _, rest = cause.id.partition(".")
    match cause.kind:
        case "action":
            return ("actions", head)
        case "cost":  # "action:host_visit" or "option:vote_hrc.against"
            payer, _, id = cause.id.partition(":")
            event, _, option = id.partition(".")
            return ("actions", id) if payer == "action" else ("events", event, "options", option)
        case "option":
            return ("events", head, "options", rest)
        case "event" | "shock":
            return ("events", head)
        case "move":
            return ("moves", head, "options", rest)
        case "term":
            return ("variables", head, "change", rest)
        case _:
            return ("variables", head)


def cause_act(cause: Cause) -> str:
    """What opens for the verb or event behind a cause; empty for terms, limits and the calendar."""
    path = cause_path(cause) if cause.kind not in ("term", "limit", "renorm", "time") else ()
    kind = {"actions": "action", "events": "event", "moves": "move"}.get(path[0], "") if path else ""
    return f"{kind}.{path[1]}" if kind in ("action", "event") else ""


def cause_title(names: Names, cause: Cause) -> str:
    """What a cause is called."""
    rules, say = names.rules, names.phrases
    if cause.kind == "time":
        return say("cause_time")
    path = cause_path(cause)
    if cause.kind == "limit":
        return say("cause_limit")
    if cause.kind == "renorm":
        return say("cause_renorm")
    if cause.kind == "term":
        return names.plain(*path, "title")
    if path[0] == "actions":
        verb = rules.actions[rules.action_index[path[1]]]
        target = verb.targets.index(cause.member) if cause.member in verb.targets else 0
        title = names.action_title(rules.action_index[path[1]], target)
        return say("cause_cost", title=title) if cause.kind == "cost" else title
    if path[0] == "moves":
        move = next(m for m in rules.moves if m.id == path[1])
        return names.plain(*path, "title", self_=names.spoken(move.group, cause.member))
    number = rules.event_index[path[1]]
    event = rules.events[number]
    member = event.members.index(cause.member) if cause.member in event.members else 0
    title = names.event_title(number, member)
    if len(path) == 2:
        return title
    if path[3] == "wait":
        return say("cause_waited", event=title)
    ids = [o.id for o in event.options]
    title = names.answer_title(title, names.option_title(number, ids.index(path[3]), member))
    return say("cause_cost", title=title) if cause.kind == "cost" else title


def cause_sources(names: Names, cause: Cause) -> tuple[Source, ...]:
    """Where the number behind a cause comes from; a derived number's own sources stand with its explanation."""
    return () if cause.kind == "time" else names.sources(*cause_path(cause))


def cause_opens(names: Names, share: Share) -> tuple[str, ...]:
    """The names of the numbers from which a cause was computed."""
    rules, cause = names.rules, share.cause
    if cause.kind in ("time", "limit", "renorm"):
        return ()
    if share.row < 0:
        touched = dict.fromkeys(variable_at(names, r).name for r in cause.rows) if cause.store == "variable" else {}
        return tuple(touched)[:MOST_OPENS]
    row = cause.rows[share.row]
    path = cause_path(cause)
    if cause.kind == "term":
        variable = rules.variable[path[1]]
        term = next(t for t in variable.terms if t.id == path[3])
        return read_names(
            names, term.formula, _position(row - variable.row, [_axis_size(rules, a.group) for a in variable.axes])
        )
    effects, bound = _effects(rules, path, cause.member)
    found: dict[str, None] = {}
    for effect in effects:
        rows = effect.rows[min(bound, len(effect.rows) - 1)]
        if effect.store == cause.store and row in rows:
            lead = (bound,) if len(effect.rows) > 1 else ()
            free = effect.formula.sizes[len(lead) : effect.formula.free]
            found.update(dict.fromkeys(read_names(names, effect.formula, (*lead, *_position(rows.index(row), free)))))
    return tuple(found)[:MOST_OPENS]


def _effects(rules: Rulebook, path: tuple[str, ...], member: str) -> tuple[tuple[Effect, ...], int]:
    """The effects of the act at a path and the position of its member."""
    if path[0] == "actions":
        verb = rules.actions[rules.action_index[path[1]]]
        return verb.effects, _index(verb.targets, member)
    if path[0] == "moves":
        move = next(m for m in rules.moves if m.id == path[1])
        return next(o.effects for o in move.options if o.id == path[3]), _index(move.members, member)
    if path[0] == "events":
        event = rules.events[rules.event_index[path[1]]]
        at = _index(event.members, member)
        if len(path) == 2:
            return event.effects, at
        options = (*event.options, event.wait) if event.wait else event.options
        return next((o.effects for o in options if o.id == path[3]), ()), at
    return (), 0


def _index(members: Sequence[str], member: str) -> int:
    return members.index(member) if member in members else 0


def _axis_size(rules: Rulebook, group: str) -> int:
    return len(rules.group[group].members)


def _position(index: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Row-major position of `index` in a block of `sizes`."""
    return tuple(int(i) for i in np.unravel_index(index, tuple(sizes))) if sizes else ()


def variable_at(names: Names, row: int) -> Measure:
    """The single variable that a row of the state holds."""
    for v in names.rules.variables:
        if v.row <= row < v.row + v.size:
            whole = names.find(v.id)
            assert whole is not None
            return list(names.each(whole))[row - v.row]
    raise ValueError(f"no variable holds row {row}")


def read_names(names: Names, formula: Formula, position: Sequence[int]) -> tuple[str, ...]:
    """The names of the numbers that a formula reads for one position along its result axes; a whole axis counts as its block."""
    rules = names.rules
    found: dict[str, None] = {}
    for node in walk(formula.node):
        if isinstance(node, Past | Average | Ever | First):
            head = node.name.split(".")[0]
            if names.find(node.name):
                found[node.name] = None
            elif names.find(head):
                found[head] = None
        if not isinstance(node, Read):
            continue
        whole = names.find(node.id)
        if whole is None:
            continue
        rows = np.asarray(node.rows).reshape(node.shape)
        for axis in range(rows.ndim):
            if axis < len(position) and rows.shape[axis] > 1:
                rows = np.take(rows, [position[axis]], axis=axis)
        flat = [int(r) for r in rows.ravel()]
        if len(flat) > 1 or whole.size == 1:
            found[node.id] = None
        else:
            found[list(names.each(whole))[flat[0] - _first_row(rules, node)].name] = None
    return tuple(found)


def _first_row(rules: Rulebook, node: Read) -> int:
    """The first row of the block that a node reads, in the store where its rows count."""
    match node.kind:
        case "variable":
            return rules.variable[node.id].row
        case "parameter":
            return rules.parameter[node.id].row
        case "delay":
            return rules.delay[node.id].row
        case _:
            return 0


def cause_lines(
    names: Names, measure: Measure, turn: Turn, places: int, world: int = 0, attributed: Attributed | None = None
) -> tuple[float, float, tuple[CauseLine, ...]]:
    """Start, end and cause lines of a single number, rounded to `places` so that they add up as shown.

    Causes with the same title are one line (a verb that pays twice, for example). The largest comes first.
    """
    found = shares(names.rules, turn, measure, world, attributed)
    start, end = ends(names.rules, turn, measure, world)
    grouped: dict[tuple[str, str], list[Share]] = {}
    for share in found:
        grouped.setdefault((cause_title(names, share.cause), share.cause.id), []).append(share)
    sums = [sum(s.amount for s in group) for group in grouped.values()]
    scale, shown_places = shown_as(measure.unit, places)
    first, last, rounded = rounded_sum(start * scale, end * scale, [x * scale for x in sums], shown_places)
    lines = []
    for (title, _), group, exact, shown in zip(grouped, grouped.values(), sums, rounded, strict=True):
        lines.append(
            CauseLine(
                title=title,
                amount=exact,
                amount_text=names.phrases.change(shown / scale, measure.unit, places),
                good=verdict(exact, measure.good, measure.unit, places),
                sources=cause_sources(names, group[0].cause),
                opens=cause_opens(names, group[0]),
                act=cause_act(group[0].cause) or _memory(names, measure, group[0].cause),
            )
        )
    lines.sort(key=lambda line: -abs(line.amount))
    return first / scale, last / scale, tuple(lines)


def memories(rules: Rulebook, id: str) -> tuple[Term, ...]:
    """The terms of a variable that read the variable itself: through them the past goes on."""
    variable = rules.variable[id]
    return tuple(t for t in variable.terms if any(isinstance(n, Read) and n.id == id for n in walk(t.formula.node)))


def _memory(names: Names, measure: Measure, cause: Cause) -> str:
    """What opens for a memory at work: the parts that past acts left in the number."""
    if measure.kind != "variable" or cause.kind != "term":
        return ""
    own = {f"{measure.id}.{t.id}" for t in memories(names.rules, measure.id)}
    return f"{LINEAGE}.{measure.name}" if cause.id in own else ""


def ledger_lines(names: Names, turn: Turn, measures: Iterable[Measure]) -> tuple[LedgerLine, ...]:
    """The numbers that changed in a turn, largest change relative to its range first."""
    found: list[tuple[float, LedgerLine]] = []
    for measure in measures:
        attributed: Attributed | None = None
        for single in names.each(measure):
            start, end = ends(names.rules, turn, single)
            if start == end:
                continue
            if measure.kind == "derived" and attributed is None:
                attributed = engine.attribute(names.rules, turn, measure.id)
            first, last, causes = cause_lines(names, single, turn, single.decimals + 1, attributed=attributed)
            width = single.high - single.low
            weight = abs(end - start) / width if np.isfinite(width) and width > 0 else 0.0
            line = LedgerLine(
                name=single.name,
                title=names.title(single),
                start_text=names.value(single, first, 1),
                end_text=names.value(single, last, 1),
                change_text=names.change(single, last - first, 1),
                good=verdict(end - start, single.good),
                causes=causes,
            )
            found.append((weight, line))
    found.sort(key=lambda pair: -pair[0])
    return tuple(line for _, line in found[:MOST_LINES])
