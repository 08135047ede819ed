"""Takes the review of a finished game, gives its turning points in words; and the estimates of the game beside the truth."""

from __future__ import annotations

import numpy as np

from sim import engine
from sim.play.forecast import Flip, Review
from sim.report.chronicle import Chronicle
from sim.report.compose_powers import powers_group
from sim.report.counsel import Estimate, TurningPoint, Turnings
from sim.report.desk import Chip
from sim.report.names import Names
from sim.report.phrases import verdict

MOST = 8
TELLING = 0.05  # points; a decision that moved less is none


def turnings(names: Names, review: Review | None) -> Turnings:
    """The weightiest decisions, each with what would have been done instead."""
    say = names.phrases
    if review is None:
        return Turnings((), 1.0, "")
    lines = tuple(_line(names, flip) for flip in review.flips[:MOST] if abs(flip.gain) >= TELLING)
    return Turnings(lines, review.progress, say("turning_note", bot=say.governments((review.bot,)), lucks=review.lucks))


def _line(names: Names, flip: Flip) -> TurningPoint:
    say, rules = names.phrases, names.rules
    if flip.order is not None:
        title, instead = names.action_title(*flip.order), say("turning_without")
    else:
        event, member = rules.cards_axis[flip.card]
        head = names.event_title(event, member)
        chosen = names.option_title(event, flip.chosen, member) if flip.chosen >= 0 else say("leave_open")
        other = names.option_title(event, flip.instead, member) if flip.instead >= 0 else say("leave_open")
        title = names.answer_title(head, chosen)
        instead = say("turning_instead", option=other)
    ids = rules.screen.judgements or tuple(o.id for o in rules.outcomes)
    chips = [
        Chip(names.plain("outcomes", id, "title"), say.signed(x, 1), verdict(x, 1, "", 1), id)
        for id, x in zip(ids, flip.by, strict=True)
        if abs(x) >= TELLING
    ]
    return TurningPoint(
        turn=flip.turn,
        date=say.date(rules.start + flip.turn - 1),
        title=title,
        instead=instead,
        gain=flip.gain,
        text=say("turning_points", amount=say.signed(flip.gain, 1), own=say.signed(flip.own, 1)),
        good=verdict(flip.gain, 1, "", 1),
        by=tuple(sorted(chips, key=lambda chip: -abs(flip.by[ids.index(chip.name)]))[:3]),
    )


def declassified(names: Names, chronicle: Chronicle) -> tuple[Estimate, ...]:
    """What was seen only roughly: your last estimate beside the true value, and how far off you were on average."""
    game, rules = chronicle.game, names.rules
    found = []
    for variable in rules.variables:
        block = names.find(variable.id) if variable.sight > 0 and game.turns else None
        if block is None or (variable.axes and variable.axes[0].group != powers_group(names)):
            continue
        for single in names.each(block):
            at = single.index or 0
            seen = [float(chronicle.block(variable.id, t)[at]) for t in range(len(game.turns))]
            true = [float(np.atleast_2d(engine.read(rules, turn.before, variable.id))[at, 0]) for turn in game.turns]
            off = sum(abs(a - b) for a, b in zip(seen, true, strict=True)) / len(seen)
            found.append(
                Estimate(
                    name=single.name,
                    title=names.title(single),
                    seen_text=names.value(single, seen[-1], 1),
                    true_text=names.value(single, true[-1], 1),
                    off_text=names.phrases("estimate_off", amount=names.value(single, off, 2)),
                    seen=tuple(seen),
                    true=tuple(true),
                )
            )
    return tuple(found)
