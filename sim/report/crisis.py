"""Takes a game with an open paper on the ladder, gives the ladder: rungs with their chance of accident, and what each answer stakes.

The scenario names its ladder (`screen: ladder:`). An accident is a hazard that carries the ladder to its top; its chance on a rung is
its own formula, read on the state with that rung.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim import engine
from sim.engine.worlds import Worlds
from sim.play.game import Game
from sim.report.compose_papers import on_ladder, paper_id
from sim.report.compose_powers import powers_group
from sim.report.desk import Chip, Crisis, Rung, Stake
from sim.report.forecast import Impact, chip, of_option, ranked
from sim.report.names import Measure, Names
from sim.report.phrases import verdict

MOST_HOME = 4


def crisis(names: Names, game: Game) -> Crisis | None:
    """The crisis on the desk; None where no open paper stands on the ladder."""
    ladder = names.find(names.rules.screen.ladder) if names.rules.screen.ladder else None
    if ladder is None or game.over:
        return None
    axis = names.rules.cards_axis
    card = next(
        (c for c in game.open_cards if on_ladder(names.rules.screen.ladder, names.rules.events[axis[c][0]])), None
    )
    if card is None:
        return None
    here = round(float(engine.read(names.rules, game.worlds, ladder.id)[0]))
    options = range(len(names.rules.events[axis[card][0]].options))
    stakes = [_stake(names, game, ladder, card, o, here) for o in options]
    lowest = min(stakes, key=lambda s: s.rung)
    quiet = lowest.rung < max(s.rung for s in stakes)
    stakes = [replace(s, quiet=quiet and s.rung == lowest.rung) for s in stakes]
    group = powers_group(names)
    way = (
        names.option_title(axis[card][0], stakes.index(next(s for s in stakes if s.quiet)), axis[card][1])
        if quiet
        else ""
    )
    return Crisis(
        paper=paper_id(names, card),
        ladder=ladder.name,
        rungs=_rungs(names, game, ladder, here),
        stakes=tuple(stakes),
        parties=tuple((id, names.short(group, id)) for id in names.rules.group[group].members) if group else (),
        way_down=names.phrases("crisis_way", title=way, rung=lowest.rung) if quiet else "",
    )


def _rungs(names: Names, game: Game, ladder: Measure, here: int) -> tuple[Rung, ...]:
    found = []
    for n in range(max(1, round(ladder.low)), round(ladder.high) + 1):
        p = 1.0 if n == round(ladder.high) else accident(names, _at(names, game.view.worlds_seen, ladder, n), ladder)
        told = names.phrases("crisis_accident", chance=names.phrases.value(p, "share", 2)) if 0 < p < 1 else ""
        found.append(Rung(n, names.level(ladder, n) or str(n), n == here, p if p < 1 else 0.0, told))
    return tuple(found)


def _at(names: Names, worlds: Worlds, ladder: Measure, rung: int) -> Worlds:
    """The world with another rung and nothing else changed."""
    state = worlds.state.copy()
    state[names.rules.variable[ladder.id].row] = rung
    return replace(worlds, state=state)


def accident(names: Names, worlds: Worlds, ladder: Measure) -> float:
    """The chance that a hazard carries the ladder to its top this quarter."""
    rules, calm = names.rules, 1.0
    for event in rules.events:
        if event.kind != "hazard" or event.chance is None:
            continue
        rise = next((e for e in event.effects if e.id == ladder.id), None)
        if rise is None or (event.when is not None and not bool(np.ravel(engine.value(rules, worlds, event.when))[0])):
            continue
        now = float(worlds.state[rules.variable[ladder.id].row, 0])
        if now + float(np.ravel(engine.value(rules, worlds, rise.formula))[0]) >= ladder.high:
            calm *= 1.0 - float(np.ravel(engine.value(rules, worlds, event.chance))[0])
    return 1.0 - calm


def _stake(names: Names, game: Game, ladder: Measure, card: int, option: int, here: int) -> Stake:
    rules = names.rules
    event, _ = rules.cards_axis[card]
    impacts = of_option(names, game, card, option)
    step = sum(i.amount for i in impacts if i.measure.id == ladder.id)
    group = powers_group(names)
    by_power = {
        i.measure.members[0]: i for i in impacts if i.measure.id == rules.screen.relations and i.measure.members
    }
    regard = tuple(_regard(names, group, id, by_power.get(id)) for id in rules.group[group].members) if group else ()
    home = [i for i in ranked(names, impacts) if i.measure.id not in (rules.screen.relations, ladder.id)]
    return Stake(
        option=rules.events[event].options[option].id,
        rung=round(min(ladder.high, max(ladder.low, here + step))),
        quiet=False,
        regard=regard,
        home=tuple(chip(names, i) for i in home[:MOST_HOME]),
    )


def _regard(names: Names, group: str, id: str, impact: Impact | None) -> Chip:
    if impact is None:
        return Chip(names.short(group, id), "", 0, f"{names.rules.screen.relations}.{id}")
    made = chip(names, impact)
    return replace(made, good=verdict(impact.amount, impact.measure.good))
