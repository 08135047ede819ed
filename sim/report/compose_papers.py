"""Takes a game, gives its open papers: text, answers with chips, costs, reasons, risks, and what waiting means."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

import numpy as np

from sim.play.game import Game
from sim.report.costs import cost_text, costs_now
from sim.report.desk import OptionLine, Paper
from sim.report.families import family
from sim.report.forecast import chips, in_words, of_option, of_wait, risks
from sim.report.names import Names
from sim.report.refusals import option_reason
from sim.rulebook.rulebook import Event


class _Standing(TypedDict):
    legal: bool
    reason: str
    chosen: bool


def paper_id(names: Names, card: int) -> str:
    """The stable id of a paper: "vote_hrc", "ask.us"."""
    number, member = names.rules.cards_axis[card]
    event = names.rules.events[number]
    return f"{event.id}.{event.members[member]}" if event.group else event.id


def card_of(names: Names, paper: str) -> int | None:
    """The position on the axis of cards of a paper's id."""
    id, _, member = paper.partition(".")
    number = names.rules.event_index.get(id)
    if number is None or member not in names.rules.events[number].members:
        return None
    return names.rules.card_of.get((number, names.rules.events[number].members.index(member)))


def on_ladder(ladder: str, event: Event) -> bool:
    """Whether an answer to an event moves the ladder of crises."""
    return bool(ladder) and any(e.id == ladder for o in event.options for e in o.effects)


def kind_of(ladder: str, event: Event) -> str:
    """How a paper looks: a hazard that wants an answer is a crisis, and so is all that stands on the ladder."""
    if event.kind == "vote":
        return "vote"
    if event.kind == "hazard" or on_ladder(ladder, event):
        return "crisis"
    return "card" if event.main else "memo"


def papers(names: Names, game: Game) -> tuple[Paper, ...]:
    """The open papers, main cards first."""
    return tuple(_paper(names, game, card) for card in game.open_cards)


def replanned_papers(names: Names, game: Game, shown: tuple[Paper, ...]) -> tuple[Paper, ...]:
    """The same papers with what hangs on the plan in hand; words, effects and risks are those of the quarter and stay."""
    return tuple(_replanned(names, game, card, paper) for card, paper in zip(game.open_cards, shown, strict=True))


def _replanned(names: Names, game: Game, card: int, paper: Paper) -> Paper:
    options = tuple(replace(option, **_standing(names, game, card, o)) for o, option in enumerate(paper.options))
    return replace(paper, options=options, answered=game.plan.answer(card) >= 0)


def _paper(names: Names, game: Game, card: int) -> Paper:
    number, member = names.rules.cards_axis[card]
    event = names.rules.events[number]
    whom = names.spoken(event.group, event.members[member] if event.group else "")
    kind = kind_of(names.rules.screen.ladder, event)
    return Paper(
        id=paper_id(names, card),
        kind=kind,
        kicker=names.plain("events", event.id, "kicker", self_=whom, default=names.phrases(f"kicker_{kind}")),
        title=names.event_title(number, member),
        text=names.runs("events", event.id, "text", self_=whom),
        options=tuple(_option(names, game, card, o) for o in range(len(event.options))),
        answered=game.plan.answer(card) >= 0,
        wait_text=waiting(names, game, card),
        sources=names.sources("events", event.id),
        family=family(names, event),
    )


def _option(names: Names, game: Game, card: int, o: int) -> OptionLine:
    number, member = names.rules.cards_axis[card]
    event = names.rules.events[number]
    option = event.options[o]
    whom = names.spoken(event.group, event.members[member] if event.group else "")
    advice = game.view.advice(card)
    told = ""
    if advice is not None:
        told = names.phrases("advice", share=names.phrases.value(float(np.asarray(advice)[o, 0]), "share", 2))
    return OptionLine(
        id=option.id,
        key=str(o + 1),
        title=names.option_title(number, o, member),
        text=names.plain("events", event.id, "options", option.id, "text", self_=whom, default=""),
        chips=chips(names, of_option(names, game, card, o)),
        cost_text=cost_text(names, costs_now(names, game, option.costs, member)),
        advice=told,
        risks=risks(names, game, number, member, o),
        **_standing(names, game, card, o),
    )


def _standing(names: Names, game: Game, card: int, o: int) -> _Standing:
    """Whether an answer is chosen, whether it could be now, and if not, why."""
    chosen = game.plan.answer(card) == o
    code = 0 if chosen else game.offers.option[card][o]
    return {"legal": code == 0, "reason": option_reason(names, game, card, o, code), "chosen": chosen}


def waiting(names: Names, game: Game, card: int) -> str:
    """What leaving a card unanswered does, in words."""
    number, _ = names.rules.cards_axis[card]
    event = names.rules.events[number]
    if event.wait is None:
        return names.phrases("wait_nothing")
    effects = in_words(names, of_wait(names, game, card)) or names.phrases("no_effect")
    title = names.plain("events", event.id, "options", "wait", "title", default="")
    if title:
        return names.phrases("wait_titled", title=title, effects=effects)
    return names.phrases("wait_effects", effects=effects)
