"""Takes resolved turns, gives what is told about them: the bulletin of last quarter and the timeline of the game."""

from __future__ import annotations

from collections.abc import Sequence

from sim.engine.worlds import Cause, Turn
from sim.play.game import Game, taken
from sim.report.desk import Chip, Headline, TimelineMark
from sim.report.forecast import Impact, chips
from sim.report.ledger import variable_at
from sim.report.names import Names, unmarked
from sim.rulebook.rulebook import Move

MOST_HEADLINES = 5
MOST_CHIPS = 4


def bulletin(names: Names, game: Game) -> tuple[Headline, ...]:
    """At most five headlines of last quarter, the heaviest first; before the first turn, what the scenario is about."""
    if not game.turns:
        about = names.plain("about", default="")
        return (Headline(names.plain("title"), about),) if about else ()
    turn = game.turns[-1]
    found = [*_events(names, turn), *_moves(names, turn)]
    found.sort(key=lambda pair: -pair[0])
    return tuple(headline for _, headline in found[:MOST_HEADLINES])


def happened(names: Names, turn: Turn) -> list[tuple[int, int]]:
    """(event, member) of what happened in a turn; a hazard that was only answered in it had happened before."""
    found = []
    for number, event in enumerate(names.rules.events):
        for m in range(event.size):
            card = names.rules.card_of.get((number, m)) if event.kind == "hazard" else None
            answered = card is not None and bool(turn.before.open[card, 0])
            if turn.happened[event.first + m, 0] and not answered:
                found.append((number, m))
    return found


def moved(names: Names, turn: Turn) -> list[tuple[Move, int, int]]:
    """(move, member, option) of each power's choice in a turn; where the screen names moods, the others are no news."""
    found, row = [], 0
    telling = {option for option, _ in names.rules.screen.moods}
    for move in names.rules.moves:
        for m in range(len(move.members)):
            option = int(turn.moved[row, 0])
            if option >= 0 and (not telling or move.options[option].id in telling):
                found.append((move, m, option))
            row += 1
    return found


def _chips(names: Names, causes: Sequence[Cause]) -> tuple[tuple[Chip, ...], float]:
    """The actual effects of some causes as chips, and their weight relative to the ranges."""
    impacts, weight = [], 0.0
    for cause in causes:
        if cause.store != "variable":
            continue
        for i, row in enumerate(cause.rows):
            amount = float(cause.amount[i, 0])
            if amount:
                measure = variable_at(names, row)
                impacts.append(Impact(measure, amount))
                if measure.good:
                    weight += abs(amount) / (measure.high - measure.low)
    return chips(names, impacts, MOST_CHIPS), weight


def _events(names: Names, turn: Turn) -> list[tuple[float, Headline]]:
    rules, found = names.rules, []
    for number, member in happened(names, turn):
        event = rules.events[number]
        if event.opens and event.kind != "hazard":
            continue  # the player saw it as a paper
        id = event.members[member]
        causes = [c for c in turn.causes if c.kind in ("event", "shock") and c.id == event.id and c.member == id]
        tokens, weight = _chips(names, causes)
        whom = names.spoken(event.group, id if event.group else "")
        told = Headline(
            title=names.event_title(number, member),
            text=unmarked(names.say("events", event.id, "text", self_=whom, default="")),
            chips=tokens,
            power=id if event.group else "",
            place=names.words.word("events", event.id, "place"),
            sources=names.sources("events", event.id),
        )
        # Events come before moves of the same weight: they are rarer and carry a text.
        found.append((1.0 + weight, told))
    return found


def _moves(names: Names, turn: Turn) -> list[tuple[float, Headline]]:
    found = []
    for move, m, option in moved(names, turn):
        chosen = move.options[option]
        causes = [
            c for c in turn.causes
            if c.kind == "move" and c.id == f"{move.id}.{chosen.id}" and c.member == move.members[m]
        ]  # fmt: skip
        tokens, weight = _chips(names, causes)
        if not causes:
            continue  # to hold is no news
        whom = names.spoken(move.group, move.members[m])
        path = ("moves", move.id, "options", chosen.id)
        told = Headline(
            title=names.plain(*path, "title", self_=whom),
            text=names.plain(*path, "text", self_=whom, default=""),
            chips=tokens,
            power=move.members[m],
            place=names.words.word(*path, "place"),
            sources=names.sources(*path),
        )
        found.append((weight, told))
    return found


def timeline(names: Names, game: Game) -> tuple[TimelineMark, ...]:
    """Everything that was done or happened, oldest first."""
    found = []
    for number, turn in enumerate(game.turns, start=1):
        date = names.phrases.date(names.rules.start + number - 1)
        orders, answers = taken(turn)
        for card, option in answers:
            e, m = names.rules.cards_axis[card]
            title = names.answer_title(names.event_title(e, m), names.option_title(e, option, m))
            found.append(TimelineMark(number, date, title, "answer", _whom(names, e, m)))
        for action, target in orders:
            verb = names.rules.actions[action]
            found.append(TimelineMark(number, date, names.action_title(action, target), "order", verb.targets[target]))
        for e, m in happened(names, turn):
            event = names.rules.events[e]
            if not event.opens or event.kind == "hazard":
                found.append(TimelineMark(number, date, names.event_title(e, m), "event", _whom(names, e, m)))
        for move, m, option in moved(names, turn):
            chosen = move.options[option]
            if chosen.effects:
                whom = names.spoken(move.group, move.members[m])
                title = names.plain("moves", move.id, "options", chosen.id, "title", self_=whom)
                found.append(TimelineMark(number, date, title, "move", move.members[m]))
    return tuple(found)


def _whom(names: Names, event: int, member: int) -> str:
    rule = names.rules.events[event]
    return rule.members[member] if rule.group else ""
