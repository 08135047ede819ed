"""Takes effects as the engine expects them, gives chips, forecasts and risks; not one of them is written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.engine.worlds import Floats
from sim.play.game import Game
from sim.report.desk import Chip, Forecast
from sim.report.names import Measure, Names
from sim.report.phrases import verdict
from sim.rulebook.rulebook import Event, Option

MOST_CHIPS = 6
MOST_VERB_CHIPS = 4
MOST_LINES = 14


@dataclass(frozen=True, slots=True)
class Impact:
    """The expected direct effect of an act on one number."""

    measure: Measure
    amount: float


def of_action(names: Names, game: Game, action: int, target: int) -> list[Impact]:
    """The direct effects of a verb."""
    found = []
    for id, rows, amounts in game.view.action_effects(action):
        found += _impacts(names, id, rows, np.asarray(amounts)[target, :, 0])
    for id, rows, amounts in game.view.action_promises(action):
        found += _impacts(names, id, rows, np.asarray(amounts)[target, :, 0])
    return _merged(found)


def of_option(names: Names, game: Game, card: int, option: int) -> list[Impact]:
    """The direct effects of an answer."""
    found = []
    for id, rows, amounts in game.view.option_effects(card, option):
        found += _impacts(names, id, rows, np.asarray(amounts)[:, 0])
    for id, rows, amounts in game.view.option_promises(card, option):
        found += _impacts(names, id, rows, np.asarray(amounts)[:, 0])
    return _merged(found)


def of_wait(names: Names, game: Game, card: int) -> list[Impact]:
    """The direct effects of leaving a card unanswered."""
    event = game.rules.events[game.rules.cards_axis[card][0]]
    return of_option(names, game, card, -1) if event.wait else []


def of_plan(names: Names, game: Game) -> list[Impact]:
    """The direct effects of everything in hand together."""
    found: list[Impact] = []
    for action, target in game.plan.orders:
        found += of_action(names, game, action, target)
    for card, option in game.plan.answers:
        found += of_option(names, game, card, option)
    return _merged(found)


def _impacts(names: Names, id: str, rows: Sequence[int] | None, amounts: Sequence[float] | Floats) -> list[Impact]:
    block = names.find(id)
    if block is None:
        return []
    each = list(names.each(block))
    base = names.rules.delay[id].row if block.kind == "delay" else names.rules.variable[id].row
    places = range(len(each)) if rows is None else [r - base for r in rows]
    return [Impact(each[i], float(x)) for i, x in zip(places, amounts, strict=True)]


def _merged(impacts: Iterable[Impact]) -> list[Impact]:
    sums: dict[str, Impact] = {}
    for impact in impacts:
        name = impact.measure.name
        before = sums[name].amount if name in sums else 0.0
        sums[name] = Impact(impact.measure, before + impact.amount)
    return [impact for impact in sums.values() if impact.amount]


# -- chips -------------------------------------------------------------------------------------------------------------


def ranked(names: Names, impacts: Iterable[Impact]) -> list[Impact]:
    """Ties first, then the other numbers of the first glance, then whatever is for better or worse, largest first.

    Numbers that are neither good nor bad are bookkeeping between rules; they are left out where anything else is touched.
    """
    screen = names.rules.screen

    def order(impact: Impact) -> tuple[int, float]:
        m = impact.measure
        width = m.high - m.low
        size = abs(impact.amount) / width if 0 < width < float("inf") else abs(impact.amount)
        return (0 if m.id == screen.relations else 1 if m.id in screen.numbers else 2, -size)

    found = sorted((i for i in impacts if i.measure.id != screen.attention), key=order)
    seen = (screen.relations, *screen.numbers)
    telling = [i for i in found if i.measure.good or i.measure.kind == "delay" or i.measure.id in seen]
    return telling or found


def chip(names: Names, impact: Impact) -> Chip:
    """One effect as a token: a tie is labelled by its power alone."""
    m = impact.measure
    shorts = [names.short(a.group, x) for a, x in zip(m.axes, m.members, strict=False)]
    if m.id == names.rules.screen.relations and shorts:
        label = shorts[0]
    else:
        label = names.bare_title(m)
        if shorts:
            label = names.phrases("named_member", title=label, member=", ".join(shorts))
    # As many decimals as keep the size within a twentieth: 0.15 must not read as 0.2.
    more = next(
        (n for n in (0, 1) if abs(round(impact.amount, m.decimals + n) - impact.amount) <= abs(impact.amount) / 20), 2
    )
    return Chip(label, names.change(m, impact.amount, more), verdict(impact.amount, m.good), m.name)


def chips(names: Names, impacts: Iterable[Impact], most: int = MOST_CHIPS) -> tuple[Chip, ...]:
    """The most telling effects as tokens."""
    return tuple(chip(names, i) for i in ranked(names, impacts)[:most])


def in_words(names: Names, impacts: Iterable[Impact], most: int = MOST_CHIPS) -> str:
    """The same in one line: "US -0.5, Public +2"."""
    return ", ".join(f"{c.label} {c.text}" for c in chips(names, impacts, most))


# -- risks -------------------------------------------------------------------------------------------------------------


def risks(names: Names, game: Game, event: int, member: int, option: int) -> tuple[str, ...]:
    """What may follow an answer by chance: the chain events that wait for it, with their chance as of now."""
    instance = game.rules.events[event].first + member
    found = []
    for number, chain in enumerate(game.rules.events):
        if chain.after is None or chain.chance is None:
            continue
        first, count, wanted = chain.after
        if not first <= instance < first + count or wanted not in (-1, option):
            continue
        at = instance - first if chain.size == count else 0
        p = game.view.value(chain.chance)
        chance = float(np.atleast_2d(p)[at if np.atleast_2d(p).shape[0] > 1 else 0].ravel()[0])
        if chance <= 0:
            continue
        what = in_words(names, _event_effects(names, game, chain, at))
        words = names.phrases
        told = {"chance": words.chance(chance), "title": names.event_title(number, at)}
        found.append(words("risk_effects", effects=what, **told) if what else words("risk", **told))
    return tuple(found)


def _event_effects(names: Names, game: Game, event: Event, member: int) -> list[Impact]:
    """What an event does when it happens, on the state as seen now."""
    return effects_now(names, game, event, event, member)


def effects_now(names: Names, game: Game, event: Event, act: Event | Option, member: int) -> list[Impact]:
    """The direct effects of an event or of one of its options for one member, on the state now."""
    found: list[Impact] = []
    for effect in act.effects:
        if effect.store != "variable":
            continue
        bound = 1 if event.group else 0
        value = game.view.value(effect.formula)
        part = value[member if value.shape[0] > 1 else 0] if bound else value
        rows = effect.rows[min(member, len(effect.rows) - 1)]
        sizes = effect.formula.sizes[bound : effect.formula.free]
        flat = np.broadcast_to(part, (*sizes, part.shape[-1])).reshape(-1, part.shape[-1])[:, 0]
        flat = np.broadcast_to(flat, (len(rows),))
        if effect.sets:
            flat = flat - game.view.worlds_seen.state[list(rows), 0]
        found += _impacts(names, effect.id, rows, [float(x) for x in flat])
    return _merged(found)


# -- forecasts ---------------------------------------------------------------------------------------------------------


def forecast(names: Names, title: str, impacts: Iterable[Impact], found_risks: tuple[str, ...] = ()) -> Forecast:
    """What comes at once, number by number."""
    lines = chips(names, impacts, MOST_LINES)
    note = names.phrases("not_forecast") if lines else names.phrases("no_effect")
    return Forecast(title, lines, note, found_risks)


def plan_forecast(names: Names, game: Game) -> Forecast:
    """The forecast of everything in hand."""
    if not game.plan.orders and not game.plan.answers:
        return Forecast(names.phrases("forecast_title"), (), names.phrases("nothing_planned"))
    found: list[str] = []
    for card, option in game.plan.answers:
        event, member = game.rules.cards_axis[card]
        found += risks(names, game, event, member, option)
    return forecast(names, names.phrases("forecast_title"), of_plan(names, game), tuple(found))
