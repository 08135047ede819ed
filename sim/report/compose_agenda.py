"""Takes a game, gives the agenda: every standing verb with its targets, costs, chips and reasons, and the plan in words."""

from __future__ import annotations

from sim.play.game import Game
from sim.report.costs import cost_text, costs_now
from sim.report.desk import TargetLine, Verb, VerbGroup
from sim.report.forecast import MOST_VERB_CHIPS, chips, of_action
from sim.report.names import Names
from sim.report.refusals import action_reason


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


def _verb(names: Names, game: Game, a: int) -> Verb:
    action = names.rules.actions[a]
    targets = tuple(_target(names, game, a, t) for t in range(len(action.targets)))
    costs = {t.cost_text for t in targets}
    low, high = min(t.cost for t in targets), max(t.cost for t in targets)
    shown = targets[0].cost_text
    if len(costs) > 1:
        span = names.phrases("range", low=names.phrases.number(low, 0), high=names.phrases.number(high, 0))
        shown = names.phrases("cost", amount=span, what=_attention(names)) if high > 0 else ""
    legal = any(t.legal for t in targets)
    reasons = dict.fromkeys(t.reason for t in targets if t.reason)
    return Verb(
        id=action.id,
        title=names.plain("actions", action.id, "title", target="…"),
        about=names.plain("actions", action.id, "about", default=""),
        group=action.verb_group,
        icon=names.words.word("actions", action.id, "icon", default="circle"),
        key=names.words.word("actions", action.id, "key"),
        cost_text=shown,
        targets=targets,
        legal=legal,
        reason="" if legal else next(iter(reasons), ""),
        forbidden=action.forbidden,
        sources=names.sources("actions", action.id),
    )


def _attention(names: Names) -> str:
    attention = names.rules.screen.attention
    return names.plain("variables", attention, "title").lower() if attention else ""


def _target(names: Names, game: Game, a: int, t: int) -> TargetLine:
    action = names.rules.actions[a]
    ordered = (a, t) in game.plan.orders
    over = game.over
    code = 0 if ordered or over else game.offers.action[a][t]
    costs = costs_now(names, game, action.costs, t)
    main = sum(amount for id, amount in costs if id == names.rules.screen.attention)
    return TargetLine(
        id=action.targets[t],
        title=names.member(action.group, action.targets[t] if action.group else ""),
        cost_text=cost_text(names, costs),
        cost=main,
        chips=() if over or action.forbidden else chips(names, of_action(names, game, a, t), MOST_VERB_CHIPS),
        legal=code == 0 and not over,
        reason=names.phrases("refused_over") if over else action_reason(names, game, a, t, code),
        ordered=ordered,
    )


def plan_lines(names: Names, game: Game) -> tuple[str, ...]:
    """The decisions in hand, in words."""
    found = []
    for card, option in game.plan.answers:
        number, member = names.rules.cards_axis[card]
        event, answer = names.event_title(number, member), names.option_title(number, option, member)
        found.append(names.phrases("cause_option", event=event, option=answer))
    for action, target in game.plan.orders:
        found.append(names.action_title(action, target))
    return tuple(found)
