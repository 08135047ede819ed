"""Takes the judgements of a finished game, gives the title that the line of play earns, and the sentence that says why.

The title follows the shape of the five, each as a rank in the cloud of other governments, never their sum.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.desk import Judgement
from sim.report.names import Names

HIGH, LOW = 0.6, 0.5  # shares of the cloud that are beaten: all above the one, none above the other
CLEAR = 0.12  # by how much the best must stand out from the second to give its name


def rank(item: Judgement) -> float:
    """Share of the other governments that did worse, ties counted half; 0.5 without any."""
    if not item.cloud:
        return 0.5
    below = sum(x < item.you for x in item.cloud) + 0.5 * sum(x == item.you for x in item.cloud)
    return below / len(item.cloud)


def profile(names: Names, judgements: Sequence[Judgement], ended: bool) -> tuple[str, str]:
    """(title, why) of a line of play; empty without judgements."""
    if not judgements:
        return "", ""
    say = names.phrases
    ranks = sorted(((rank(j), j) for j in judgements), key=lambda pair: -pair[0])
    best, worst = ranks[0], ranks[-1]
    why = say("profile_why", best=best[1].title, above=_of(best[0]), worst=worst[1].title, below=_of(worst[0]))
    if len(ranks) == 1:
        why = say("profile_one", best=best[1].title, above=_of(best[0]))
    return _title(names, ranks, ended), why


def _of(share: float) -> int:
    return round(100 * share)


def _title(names: Names, ranks: Sequence[tuple[float, Judgement]], ended: bool) -> str:
    say = names.phrases
    if ended:
        return say("profile_fallen")
    if ranks[-1][0] >= HIGH:
        return say("profile_all")
    if ranks[0][0] < LOW:
        return say("profile_none")
    if len(ranks) > 1 and ranks[0][0] - ranks[1][0] < CLEAR and ranks[0][0] - ranks[-1][0] < 2 * CLEAR:
        return say("profile_even")
    id = f"profile_of_{ranks[0][1].name}"
    return say(id) if say.has(id) else say("profile_best", best=ranks[0][1].title)
