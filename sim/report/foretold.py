"""Takes a game's notebook and what came, gives what the player foretold in words, with the score beside that of the advisers.

The score is Brier's (1950): the mean of (chance - outcome)^2, outcome 1 if it came and else 0. 0 is perfect, 0.25 is what
"even chances" always earns.
"""

from __future__ import annotations

from sim.play.notebook import Statement
from sim.report.chronicle import Chronicle
from sim.report.counsel import Foretellings, Foretold
from sim.report.names import Names


def outcome(names: Names, chronicle: Chronicle, stated: Statement) -> bool | None:
    """Whether it came; None before it is due, in a game that ended earlier, and where an edited scenario lost the number."""
    measure = names.find(stated.name)
    if measure is None or not measure.single or stated.due > len(chronicle.game.turns):
        return None
    return stated.came(float(chronicle.block(measure.id, stated.due)[measure.index or 0]))


def question(names: Names, stated: Statement) -> str:
    """What was foretold: "Climate (United States) below 3.5"."""
    measure = names.find(stated.name)
    if measure is None:
        return stated.name
    more = 0 if abs(round(stated.threshold, measure.decimals) - stated.threshold) < 1e-9 else 1
    value = names.value(measure, stated.threshold, more)
    return names.phrases("foretold_above" if stated.above else "foretold_below", what=names.title(measure), value=value)


def foretellings(names: Names, chronicle: Chronicle) -> Foretellings:
    """All that was stated, the newest first, and the score so far."""
    say, book = names.phrases, chronicle.game.notebook
    lines, mine, theirs = [], [], []
    for stated in reversed(book.statements):
        came = outcome(names, chronicle, stated)
        if came is None:
            told = say("foretold_open")
        else:
            told = say("foretold_came" if came else "foretold_not")
            mine.append((stated.chance - came) ** 2)
            theirs.append((stated.advisers - came) ** 2)
        lines.append(
            Foretold(
                name=stated.name,
                turn=stated.turn,
                due=stated.due,
                date=say.date(names.rules.start + stated.due - 1),
                title=question(names, stated),
                chance=stated.chance,
                text=say(
                    "foretold_line",
                    you=say.value(stated.chance, "share", 2),
                    advisers=say.value(stated.advisers, "share", 2),
                    outcome=told,
                ),
                came=came,
            )
        )
    if not mine:
        return Foretellings(tuple(lines), None, None, say("foretold_none") if lines else "")
    own, other = sum(mine) / len(mine), sum(theirs) / len(theirs)
    note = say("foretold_score", n=len(mine), you=say.number(own, 2), advisers=say.number(other, 2))
    return Foretellings(tuple(lines), own, other, note)
