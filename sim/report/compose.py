"""Takes a game so far in one language, gives the whole desk."""

from __future__ import annotations

from dataclasses import replace

from sim.report.chronicle import Chronicle
from sim.report.compose_agenda import plan_lines, replanned_verbs, verb_groups, verbs
from sim.report.compose_news import bulletin, timeline
from sim.report.compose_papers import papers, replanned_papers
from sim.report.compose_powers import lamp_sentence, numbers, powers, web
from sim.report.crisis import crisis
from sim.report.desk import Desk, Forecast, LedgerLine
from sim.report.final import Others, final
from sim.report.forecast import plan_forecast
from sim.report.ledger import ledger_lines
from sim.report.names import Measure, Names


def desk(names: Names, chronicle: Chronicle, others: Others) -> Desk:
    """Everything one turn shows the player."""
    game, rules = chronicle.game, names.rules
    shown = Desk(
        scenario=rules.id,
        scenario_title=names.plain("title"),
        lang=names.lang,
        date=names.phrases.date(rules.start + min(game.turn, rules.turns) - 1),
        turn=min(game.turn, rules.turns),
        turns=rules.turns,
        attention=0.0,
        attention_full=0.0,
        attention_text="",
        powers=powers(names, chronicle),
        web=web(names, chronicle),
        numbers=numbers(names, chronicle),
        bulletin=bulletin(names, game),
        papers=papers(names, game),
        groups=verb_groups(names),
        verbs=verbs(names, game),
        plan=(),
        can_undo=False,
        forecast=Forecast("", (), ""),
        ledger=ledger(names, chronicle),
        timeline=timeline(names, game),
        lamps=tuple(lamp_sentence(names, e) for e in chronicle.lit),
        series=_series(names, chronicle),
        final=final(names, game, others) if game.over else None,
        attention_title=names.plain("variables", rules.screen.attention, "title") if rules.screen.attention else "",
    )
    return replanned(names, chronicle, shown)


def replanned(names: Names, chronicle: Chronicle, shown: Desk) -> Desk:
    """The same desk with what depends on the plan in hand made anew; nothing else changes before the quarter ends."""
    game, say = chronicle.game, names.phrases
    left, full = attention(names, chronicle)
    return replace(
        shown,
        crisis=crisis(names, game),
        attention=left,
        attention_full=full,
        attention_text=say("attention_text", left=_bare(names, left), full=_bare(names, full)),
        papers=replanned_papers(names, game, shown.papers),
        verbs=replanned_verbs(names, game, shown.verbs),
        plan=plan_lines(names, game),
        can_undo=game.can_undo,
        forecast=plan_forecast(names, game),
    )


def _bare(names: Names, x: float) -> str:
    return names.phrases.number(x, 0 if x == int(x) else 1)


def attention(names: Names, chronicle: Chronicle) -> tuple[float, float]:
    """What is left to spend after the plan in hand, and what there was."""
    game = chronicle.game
    measure = names.find(names.rules.screen.attention)
    if measure is None:
        return 0.0, 0.0
    full = chronicle.now(measure)
    return full - game.spent, full


def told(names: Names, chronicle: Chronicle) -> tuple[Measure, ...]:
    """The blocks whose changes the ledger tells: the first glance, and every variable that is good or bad; none seen dimly."""
    rules, screen = names.rules, names.rules.screen
    first = [screen.relations, *screen.numbers, screen.rank, screen.dependence]
    ids = dict.fromkeys(
        [*(i for i in first if i), *(v.id for v in rules.variables if v.good), *(d.id for d in rules.derived if d.good)]
    )
    found = (names.find(id) for id in ids if id not in chronicle.dim and id != screen.attention)
    return tuple(m for m in found if m is not None and m.kind in ("variable", "derived"))


def ledger(names: Names, chronicle: Chronicle) -> tuple[LedgerLine, ...]:
    """What changed last quarter, and why."""
    game = chronicle.game
    return ledger_lines(names, game.turns[-1], told(names, chronicle)) if game.turns else ()


def _series(names: Names, chronicle: Chronicle) -> dict[str, tuple[float, ...]]:
    screen = names.rules.screen
    found: dict[str, tuple[float, ...]] = {}
    for id in dict.fromkeys([screen.relations, *screen.numbers, screen.dependence]):
        block = names.find(id)
        for single in names.each(block) if block else ():
            found[single.name] = chronicle.series(single)
    return found
