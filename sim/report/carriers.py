"""Takes the turns of a game that repeats the record, and a fact; gives the places of the scenario that carry it, and when they came.

A fact is carried by the events, answers, moves, orders and, where a number shows it, terms that name it as their source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.engine.worlds import Turn
from sim.facts.ledger import Fact, covers
from sim.play.game import taken
from sim.rulebook.phrasebook import Path, Phrasebook
from sim.rulebook.rulebook import Event, Rulebook, quarter_name

WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A place of the scenario that carries a fact, and when it happened.

    `lacks` says why it never did: dated (its condition failed on its date), scripted (the same, of what chance brought in the
    record), luck, condition, answer, move, order, term.
    """

    path: Path
    imposed: bool  # dated or scripted by the scenario; its answer and all else follow from the rules
    quarters: tuple[int, ...]  # since year 0
    lacks: str = ""


def year_quarter(q: int) -> tuple[int, int]:
    """Quarters since year 0 -> (year, quarter 1 to 4)."""
    return q // 4, q % 4 + 1


def reading(words: Phrasebook, fact: Fact) -> tuple[str, int]:
    """The number in which a fact shows and its direction, as the scenario says; 0 where it says nothing."""
    sign = {"up": 1, "down": -1}.get(words.word("record", fact.id, "sign"), 0)
    return words.word("record", fact.id, "shown_by"), sign


def carriers_at(rules: Rulebook, words: Phrasebook, fact: Fact, path: Path, turns: Sequence[Turn]) -> Iterator[Carrier]:
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
        case ("history", quarter, "events", name):
            event = rules.events[rules.event_index[name.partition(".")[0]]]
            yield _event(rules, fact, event, turns)
        case ("history", _, "moves", name):
            chosen = ("moves", name.partition(".")[0], "options", words.word(*path, "takes"))
            yield from _moves(rules, fact, chosen, turns)
        case ("variables", id, "change", _) if reading(words, fact)[0].partition(".")[0] == id:
            yield _term(rules, fact, path, turns, reading(words, fact)[0])
        case ("history", quarter):
            turn = next(i for i in range(rules.turns) if quarter_name(rules.start + i) == quarter)
            wanted = set(rules.history[turn])
            if wanted:
                came = turn < len(turns) and wanted <= set(taken(turns[turn])[0])
                yield Carrier(path, False, (rules.start + turn,) if came else (), "" if came else "order")
        case ("actions", id):
            action = rules.actions[rules.action_index[id]]
            found = tuple(
                rules.start + i
                for i, turn in enumerate(turns)
                for a, t in taken(turn)[0]
                if a == rules.action_index[id]
                and concerns(fact, action.targets, action.targets[t])
                and covers(fact, *year_quarter(rules.start + i))
            )
            if found:
                yield Carrier(path, False, found)
        case _:
            return


def _event(rules: Rulebook, fact: Fact, event: Event, turns: Sequence[Turn], option: str = "") -> Carrier:
    path = ("events", event.id, *(("options", option) if option else ()))
    imposed = not option and dated(rules, fact, event)
    found = []
    opened = False
    for i, turn in enumerate(turns):
        for m, member in enumerate(event.members):
            if turn.happened[event.first + m, 0] and concerns(fact, event.members, member):
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
            else "scripted"
            if imposed
            else "luck"
            if event.chance is not None
            else "condition"
        )
    return Carrier(path, imposed, tuple(dict.fromkeys(found)), lacks)


def dated(rules: Rulebook, fact: Fact, event: Event) -> bool:
    """Whether the scenario says when an event comes: by its date, or by the record's script in a quarter of the fact."""
    number = rules.event_index[event.id]
    return event.on is not None or any(
        s.act == "event" and s.number == number and covers(fact, *year_quarter(rules.start + s.turn - 1))
        for s in rules.script
    )


def _term(rules: Rulebook, fact: Fact, path: Path, turns: Sequence[Turn], number: str) -> Carrier:
    """A term of the number that shows the fact, in the quarters of the fact in which it adds something."""
    row = row_of(rules, number)
    found = tuple(
        rules.start + i
        for i, turn in enumerate(turns)
        if covers(fact, *year_quarter(rules.start + i))
        and any(
            cause.kind == "term" and cause.id == f"{path[1]}.{path[3]}" and amount[0]
            for cause in turn.causes
            if cause.store == "variable"
            for r, amount in zip(cause.rows, cause.amount, strict=True)
            if r == row
        )
    )
    return Carrier(path, False, found, "" if found else "term")


def row_of(rules: Rulebook, number: str) -> int:
    """The row of the state in which a single number of a variable stands."""
    head, *members = number.split(".")
    variable = rules.variable[head]
    place = 0
    for axis, member in zip(variable.axes, members, strict=True):
        group = rules.group[axis.group].members
        place = place * len(group) + group.index(member)
    return variable.row + place


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
    for number, move in enumerate(rules.moves):
        if move.id == path[1]:
            options = [o for o, option in enumerate(move.options) if len(path) < 4 or option.id == path[3]]
            imposed = scripted_move(rules, fact, number, options)
            found = tuple(
                rules.start + i
                for i, turn in enumerate(turns)
                if any(
                    turn.moved[first + m, 0] in options and concerns(fact, move.members, member)
                    for m, member in enumerate(move.members)
                )
            )
            yield Carrier(path, imposed, found, "" if found else "scripted" if imposed else "move")
        first += len(move.members)


def scripted_move(rules: Rulebook, fact: Fact, move: int, options: Sequence[int]) -> bool:
    """Whether the record's script has a power choose one of these options in a quarter of the fact."""
    return any(
        s.act == "move"
        and s.number == move
        and s.option in options
        and covers(fact, *year_quarter(rules.start + s.turn - 1))
        and concerns(fact, rules.moves[move].members, rules.moves[move].members[s.member])
        for s in rules.script
    )


def concerns(fact: Fact, members: Sequence[str], member: str) -> bool:
    """Whether an act about this member can be the fact's: the fact names the member, or none of its group."""
    return member in fact.actors or not set(members) & set(fact.actors)
