"""Takes a game played by a policy, a turn and a name; gives the ledger of that number: start, every cause with its source, end.

The command tells what is true in that world, not what Vietnam saw of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim import engine
from sim.base.errors import BambooError
from sim.engine.worlds import Cause, Turn
from sim.play.game import Game
from sim.report.amounts import rounded_sum
from sim.report.desk import Source
from sim.report.explain import nearest_name
from sim.report.ledger import cause_opens, cause_path, cause_sources, cause_title, ends, shares
from sim.report.names import Measure, Names

PLACES = 4


def why(names: Names, game: Game, turn: int, name: str) -> list[str]:
    """The ledger of one number (or of each number of a block) in one turn, as lines of text.

    Errors: BambooError for a name that is no number, or a turn that was not played.
    """
    say = names.phrases
    measure = names.find(name)
    if measure is None:
        guess = nearest_name(names, name)
        cure = f"did you mean `{guess}`?" if guess else "`doc` lists every number"
        raise BambooError(f"no number is called `{name}`", cure=cure)
    if not 1 <= turn <= len(game.turns):
        raise BambooError(
            f"turn {turn} was not played: this world lived through {len(game.turns)} turns",
            cure=f"take a turn from 1 to {len(game.turns)}",
        )
    rules = game.rules
    player = game.played_by or say("you_name")
    lines = [say("why_who", scenario=rules.id, version=rules.version, policy=player, seed=game.seed, world=game.world)]
    date = say.date(rules.start + turn - 1)
    for single in names.each(measure):
        lines += ["", say("why_head", name=single.name, title=names.title(single), turn=turn, date=date)]
        lines += _one(names, game.turns[turn - 1], single)
    return lines


def _one(names: Names, turn: Turn, measure: Measure) -> Iterator[str]:
    say = names.phrases
    formula = names.words.formulas.get((measure.section, measure.id, "formula"), "")
    if measure.kind in ("parameter", "outcome"):
        value = float(np.ravel(engine.read(names.rules, turn.after, measure.name))[0])
        yield _row(say.number(value, PLACES), say("text_value"))
        yield f"  {say('why_computed', formula=formula) if formula else say('why_constant')}"
        yield from _sources(names.sources(measure.section, measure.id))
        return
    if measure.kind == "delay":
        yield from _delay(names, turn, measure)
        return
    found = shares(names.rules, turn, measure)
    start, end = ends(names.rules, turn, measure)
    first, last, amounts = rounded_sum(start, end, [s.amount for s in found], PLACES)
    if formula:
        yield f"  {say('why_computed', formula=formula)}"
        yield from _sources(names.sources(measure.section, measure.id))
    yield _row(say.number(first, PLACES), say("text_start"))
    for share, amount in zip(found, amounts, strict=True):
        yield _row(say.signed(amount, PLACES), cause_title(names, share.cause))
        yield f"{'':16}<{share.cause.phase}: {_place(share.cause)}>"
        opens = cause_opens(names, share)
        if opens:
            yield f"{'':16}{say('why_through' if share.row < 0 else 'why_from', names=', '.join(opens))}"
        yield from _sources(cause_sources(names, share.cause), 16)
    if not found:
        yield f"  {say('ledger_none')}"
    yield _row(say.signed(sum(amounts), PLACES), say("text_sum"))
    yield _row(say.number(last, PLACES), say("text_end"))


def _delay(names: Names, turn: Turn, measure: Measure) -> Iterator[str]:
    say = names.phrases
    delay = names.rules.delay[measure.id]
    start, end = ends(names.rules, turn, measure)
    yield _row(say.number(start, PLACES), say("text_start"))
    yield f"  {names.lag(delay)}"
    row = delay.row + (measure.index or 0)
    for cause in turn.causes:
        if cause.store == "delay" and row in cause.rows:
            amount = float(cause.amount[cause.rows.index(row), 0])
            if amount:
                term = cause.kind == "term"
                title = names.plain("delays", measure.id, "title") if term else cause_title(names, cause)
                sources = names.sources("delays", measure.id) if term else cause_sources(names, cause)
                yield _row(say.signed(amount, PLACES), say("why_goes_in", title=title))
                yield from _sources(sources, 16)
    yield _row(say.number(end, PLACES), say("text_end"))


def _place(cause: Cause) -> str:
    if cause.kind == "time":
        return "time"
    return ".".join((*cause_path(cause), *((cause.member,) if cause.member else ())))


def _row(number: str, what: str) -> str:
    return f"  {number:>12}  {what}"


def _sources(sources: tuple[Source, ...], indent: int = 4) -> Iterator[str]:
    for source in sources:
        yield f"{'':{indent}}{source.text or source.id}"
