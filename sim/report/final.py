"""Takes a finished game, gives its judgements beside history's line and other governments, and what led to the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from sim import engine, policy
from sim.base.errors import BambooError
from sim.play.game import Game
from sim.play.many import play_worlds
from sim.report.conditions import mentioned
from sim.report.desk import Final, Judgement, Source
from sim.report.ledger import cause_sources, cause_title, ends, shares
from sim.report.names import Names

GOVERNMENTS = 200  # other governments in the cloud
BOTS = ("bamboo", "greedy", "random", "alternate", "nothing")
CHAIN = 5
CHAIN_TURNS = 4


@dataclass(slots=True)
class Others:
    """History's line and the cloud of other governments of one scenario, seed and world.

    `work` does it bit by bit, so that a window can do a bit at the end of each quarter; none of it depends on the player.
    """

    game: Game
    history: dict[str, float] = field(default_factory=dict)
    cloud: dict[str, list[float]] = field(default_factory=dict)
    _steps: Iterator[None] | None = None

    def work(self) -> bool:
        """Do the next bit; False when all is done."""
        if self._steps is None:
            self._steps = self._run()
        return next(self._steps, "done") != "done"

    def finish(self) -> None:
        """Do all that is left."""
        while self.work():
            pass

    def _run(self) -> Iterator[None]:
        game, rules = self.game, self.game.rules
        own = np.array([game.world], dtype=np.uint64)
        if any(rules.history) or any(e.history >= 0 for e in rules.events):
            for worlds in play_worlds(rules, own, game.seed, policy.make("history", rules), game.params, game.luck):
                self.history = {o.id: float(engine.read(rules, worlds, o.id)[0]) for o in rules.outcomes}
            yield
        known = policy.names(rules)
        bots = [name for name in BOTS if name in known] + [name for name in known if name.startswith("lean-")]
        each = -(-GOVERNMENTS // max(1, len(bots)))
        # The worlds after the player's own: other luck, the same for every bot.
        ids = np.arange(1, each + 1, dtype=np.uint64) + np.uint64(game.world)
        for name in bots:
            try:
                bot = policy.make(name, rules)
            except BambooError:
                continue  # a ruleset may lack what this bot needs
            for worlds in play_worlds(rules, ids, game.seed, bot, game.params, game.luck):
                for o in rules.outcomes:
                    self.cloud.setdefault(o.id, []).extend(float(x) for x in engine.read(rules, worlds, o.id))
            yield


def judgements(names: Names, game: Game, others: Others) -> tuple[Judgement, ...]:
    """The judgements of a finished game, in the order of the screen."""
    rules = names.rules
    ids = rules.screen.judgements or tuple(o.id for o in rules.outcomes)
    found = []
    for id in ids:
        outcome = next(o for o in rules.outcomes if o.id == id)
        you = float(engine.read(rules, game.worlds, id)[0])
        cloud = others.cloud.get(id, [])
        found.append(
            Judgement(
                name=id,
                title=names.plain("outcomes", id, "title"),
                about=names.plain("outcomes", id, "about", default=""),
                low=outcome.low,
                high=outcome.high,
                you=you,
                history=others.history.get(id),
                median=median(cloud) if cloud else None,
                cloud=tuple(cloud),
                you_text=names.phrases.number(you, 0 if outcome.high - outcome.low >= 20 else 2),
            )
        )
    return tuple(found)


def final(names: Names, game: Game, others: Others) -> Final:
    """The end of a game."""
    others.finish()
    ended = int(game.worlds.ended[0])
    if ended < 0:
        title = names.phrases("final_served")
        text = names.phrases("final_served_text", turns=game.worlds.turn)
        return Final(title, text, judgements(names, game, others), "")
    ending = names.rules.endings[ended]
    chain, sources = _chain(names, game, mentioned(names, ending.lamp) + mentioned(names, ending.when))
    return Final(
        title=names.plain("endings", ending.id, "title"),
        text=names.plain("endings", ending.id, "text", default=""),
        judgements=judgements(names, game, others),
        ending=ending.id,
        chain=chain,
        sources=(*names.sources("endings", ending.id), *sources),
    )


def _chain(names: Names, game: Game, ids: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Source, ...]]:
    """What moved the numbers of an ending most in the last year, oldest first, one sentence each."""
    moves = []
    for back in range(min(CHAIN_TURNS, len(game.turns)), 0, -1):
        turn = game.turns[-back]
        date = names.phrases.date(names.rules.start + len(game.turns) - back)
        for id in dict.fromkeys(ids):
            block = names.find(id)
            if block is None or block.kind not in ("variable", "derived"):
                continue
            for single in names.each(block):
                start, end = ends(names.rules, turn, single)
                width = single.high - single.low
                if start == end or not 0 < width < float("inf"):
                    continue
                for share in shares(names.rules, turn, single):
                    sentence = names.phrases(
                        "chain_line",
                        date=date,
                        cause=cause_title(names, share.cause),
                        number=names.title(single),
                        amount=names.change(single, share.amount, 1),
                    )
                    moves.append((abs(share.amount) / width, -back, sentence, cause_sources(names, share.cause)))
    heaviest = sorted(sorted(moves, key=lambda m: -m[0])[:CHAIN], key=lambda m: m[1])
    sources = dict.fromkeys(s for m in heaviest for s in m[3])
    return tuple(dict.fromkeys(m[2] for m in heaviest)), tuple(sources)
