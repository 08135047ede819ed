"""Takes a game, gives the agenda: every standing verb with its targets, costs, chips and reasons, and the plan in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from sim.play.game import Game
from sim.report.costs import cost_text, costs_now
from sim.report.desk import TargetLine, Verb, VerbGroup
from sim.report.forecast import MOST_VERB_CHIPS, chips, of_action
from sim.report.names import Names
from sim.report.refusals import action_reason


class _Legal(TypedDict):
    legal: bool
    reason: str


class _Standing(_Legal):
    ordered: bool


def verb_groups(names: Names) -> tuple[VerbGroup, ...]:
    """The groups of verbs, in the order in which the scenario names them."""
    ids = dict.fromkeys(a.verb_group for a in names.rules.actions)
    listed = [p[1] for p in names.words.texts if len(p) == 3 and p[0] == "verb_groups"]
    ordered = [id for id in listed if id in ids] + [id for id in ids if id not in listed]
    return tuple(VerbGroup(id, names.plain("verb_groups", id, "title")) for id in ordered)


def verbs(names: Names, game: Game) -> tuple[Verb, ...]:
    """Every standing verb."""
    order = [g.id for g in verb_groups(names)]
    found = [_verb(names, game, a) for a in range(len(names.rules.actions))]
    return tuple(sorted(found, key=lambda v: order.index(v.group)))


def replanned_verbs(names: Names, game: Game, shown: tuple[Verb, ...]) -> tuple[Verb, ...]:
    """The same verbs with what hangs on the plan in hand; cost and effect are those of the quarter and stay."""
    return tuple(_replanned(names, game, verb) for verb in shown)


def _replanned(names: Names, game: Game, verb: Verb) -> Verb:
    a = names.rules.action_index[verb.id]
    targets = tuple(replace(line, **_standing(names, game, a, t)) for t, line in enumerate(verb.targets))
    return replace(verb, targets=targets, **_together(targets))


def _verb(names: Names, game: Game, a: int) -> Verb:
    action = names.rules.actions[a]
    targets = tuple(_target(names, game, a, t) for t in range(len(action.targets)))
    costs = {t.cost_text for t in targets}
    low, high = min(t.cost for t in targets), max(t.cost for t in targets)
    shown = targets[0].cost_text
    if len(costs) > 1:
        span = names.phrases("range", low=names.phrases.number(low, 0), high=names.phrases.number(high, 0))
        shown = names.phrases("cost", amount=span, what=_attention(names)) if high > 0 else ""
    return Verb(
        id=action.id,
        title=names.plain("actions", action.id, "title", target="…"),
        about=names.plain("actions", action.id, "about", default=""),
        group=action.verb_group,
        icon=names.words.word("actions", action.id, "icon", default="circle"),
        key=names.words.word("actions", action.id, "key"),
        cost_text=shown,
        targets=targets,
        forbidden=action.forbidden,
        sources=names.sources("actions", action.id),
        **_together(targets),
    )


def _together(targets: tuple[TargetLine, ...]) -> _Legal:
    """Whether a verb is possible with any target, and if not, why."""
    legal = any(t.legal for t in targets)
    return {"legal": legal, "reason": "" if legal else next((t.reason for t in targets if t.reason), "")}


def _attention(names: Names) -> str:
    attention = names.rules.screen.attention
    return names.plain("variables", attention, "title").lower() if attention else ""


def _target(names: Names, game: Game, a: int, t: int) -> TargetLine:
    action = names.rules.actions[a]
    costs = costs_now(names, game, action.costs, t)
    main = sum(amount for id, amount in costs if id == names.rules.screen.attention)
    return TargetLine(
        id=action.targets[t],
        title=names.member(action.group, action.targets[t] if action.group else ""),
        cost_text=cost_text(names, costs),
        cost=main,
        chips=() if game.over or action.forbidden else chips(names, of_action(names, game, a, t), MOST_VERB_CHIPS),
        **_standing(names, game, a, t),
    )


def _standing(names: Names, game: Game, a: int, t: int) -> _Standing:
    """Whether a verb is ordered with a target, whether it could be now, and if not, why."""
    ordered = (a, t) in game.plan.orders
    if game.over:
        return {"legal": False, "reason": names.phrases("refused_over"), "ordered": ordered}
    code = 0 if ordered else game.offers.action[a][t]
    return {"legal": code == 0, "reason": action_reason(names, game, a, t, code), "ordered": ordered}


def plan_lines(names: Names, game: Game) -> tuple[str, ...]:
    """The decisions in hand, in words."""
    found = []
    for card, option in game.plan.answers:
        number, member = names.rules.cards_axis[card]
        event, answer = names.event_title(number, member), names.option_title(number, option, member)
        found.append(names.answer_title(event, answer))
    for action, target in game.plan.orders:
        found.append(names.action_title(action, target))
    return tuple(found)
