"""Takes a code with which the engine refuses, gives the reason as a sentence for the player."""

from __future__ import annotations

from collections.abc import Callable

from sim import engine
from sim.engine.orders import FORBIDDEN, ILLEGAL, NOT_OPEN, OVER, TOO_DEAR, TWICE, UNKNOWN
from sim.engine.worlds import Floats
from sim.play.game import NEEDED, Game
from sim.report.conditions import failing_in_words
from sim.report.costs import costs_now
from sim.report.names import Names
from sim.rulebook.expression import Formula
from sim.rulebook.rulebook import Cost

_PLAIN = {
    UNKNOWN: "refused_unknown",
    TWICE: "refused_twice",
    NOT_OPEN: "refused_closed",
    OVER: "refused_over",
    NEEDED: "refused_needed",
}


def action_reason(names: Names, game: Game, action: int, target: int, code: int) -> str:
    """Why a verb cannot be ordered; "" if it can."""
    if code == 0:
        return ""
    rule = names.rules.actions[action]
    if code == FORBIDDEN:
        return names.plain("actions", rule.id, "reason", default=names.phrases("refused_forbidden"))
    if code == ILLEGAL and rule.when is not None:
        held: dict[int, tuple[int, ...]] = {}
        for a, t in game.plan.orders:
            held[a] = (*held.get(a, ()), t)
        failed = engine.failed_clauses(game.rules, game.worlds, action, target, held)
        return failing_in_words(names, rule.when, (target,) if rule.group else (), failed, _evaluate(game))
    if code == TOO_DEAR:
        return _too_dear(names, game, rule.costs, target)
    return names.phrases(_PLAIN.get(code, "refused_illegal"))


def option_reason(names: Names, game: Game, card: int, option: int, code: int) -> str:
    """Why an answer cannot be given; "" if it can."""
    if code == 0:
        return ""
    number, member = names.rules.cards_axis[card]
    event = names.rules.events[number]
    when = event.options[option].when
    if code == ILLEGAL and when is not None:
        failed = engine.failed_option(game.rules, game.worlds, card, option)
        return failing_in_words(names, when, (member,) if event.group else (), failed, _evaluate(game))
    if code == TOO_DEAR:
        return _too_dear(names, game, event.options[option].costs, member)
    return names.phrases(_PLAIN.get(code, "refused_illegal"))


def _too_dear(names: Names, game: Game, costs: tuple[Cost, ...], member: int) -> str:
    """What it costs and what is left, for the first cost that the plan in hand leaves no room for."""
    for id, amount in costs_now(names, game, costs, member):
        variable = game.rules.variable[id]
        left = float(game.worlds.state[variable.row, 0]) - variable.low - game.spent_of(id)
        if amount > left:
            cost, rest = (names.phrases.number(x, 0 if x == int(x) else 1) for x in (amount, left))
            what = names.plain("variables", id, "title").lower()
            return names.phrases("refused_dear", cost=cost, what=what, left=rest)
    return names.phrases("refused_dear_short")


def _evaluate(game: Game) -> Callable[[Formula], Floats]:
    def value(formula: Formula) -> Floats:
        return engine.value(game.rules, game.worlds, formula)

    return value
