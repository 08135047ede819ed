"""Takes a finished game, gives its judgements beside history's line and other governments, and what led to the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from sim import engine, policy
from sim.base.errors import BambooError
from sim.engine.worlds import Cause
from sim.play.game import Game
from sim.play.many import play_worlds
from sim.report.conditions import mentioned
from sim.report.desk import Final, Judgement, Source
from sim.report.ledger import Share, cause_path, cause_sources, cause_title, ends, shares
from sim.report.names import Measure, Names
from sim.report.profile import profile
from sim.rulebook.expression import EventRead, Formula, walk
from sim.rulebook.rulebook import Event

GOVERNMENTS = 1000  # other governments in the cloud
BOTS = ("bamboo", "greedy", "random", "alternate", "nothing")
CHAIN_TURNS = 8  # how far back the chain that led to an ending is told
WIDTH = 3  # causes told at each step of it
DEPTH = 3
LEAST = 0.005  # of a number's range: what moved it less is not told


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
        history, middle = others.history.get(id), median(cloud) if cloud else None
        digits = 0 if outcome.high - outcome.low >= 20 else 2
        found.append(
            Judgement(
                name=id,
                title=names.plain("outcomes", id, "title"),
                about=names.plain("outcomes", id, "about", default=""),
                low=outcome.low,
                high=outcome.high,
                you=you,
                history=history,
                median=middle,
                cloud=tuple(cloud),
                you_text=names.phrases.number(you, digits),
                history_text="" if history is None else names.phrases.number(history, digits),
                median_text="" if middle is None else names.phrases.number(middle, digits),
            )
        )
    return tuple(found)


def final(names: Names, game: Game, others: Others) -> Final:
    """The end of a game."""
    others.finish()
    ended = int(game.worlds.ended[0])
    if ended < 0:
        title = names.phrases("final_served")
        text = names.phrases("final_served_text", span=names.phrases.quarters(game.worlds.turn))
        judged = judgements(names, game, others)
        sources = tuple(dict.fromkeys(s for j in judged for s in names.sources("outcomes", j.name)))
        return Final(title, text, judged, "", (), sources, *profile(names, judged, ended=False))
    ending = names.rules.endings[ended]
    over = len(game.turns)
    wanted = dict.fromkeys((*mentioned(names, ending.lamp), *mentioned(names, ending.when)), over)
    # Where an event ends the game, it did so in the last turn: what it hung on counts as it stood before.
    wanted |= {id: over - 1 for event in _events(names, ending.when) for id in _of_event(names, event)}
    chain, sources = _chain(names, game, wanted)
    judged = judgements(names, game, others)
    earned, why = profile(names, judged, ended=True)
    return Final(
        profile=earned,
        profile_why=why,
        title=names.plain("endings", ending.id, "title"),
        text=names.plain("endings", ending.id, "text", default=""),
        judgements=judged,
        ending=ending.id,
        chain=chain,
        sources=tuple(dict.fromkeys((*names.sources("endings", ending.id), *sources))),
    )


@dataclass(frozen=True, slots=True)
class _Link:
    """One cause that moved one number in one turn."""

    weight: float  # the share of the number's range that it moved
    turn: int  # position among the turns played
    measure: Measure
    share: Share

    @property
    def key(self) -> tuple[int, str, str]:
        """What is told once: a deed in its turn; what goes on by itself, in all turns together."""
        cause = self.share.cause
        return (-1 if cause.kind == "term" else self.turn, cause.id, self.measure.name)


def _chain(names: Names, game: Game, wanted: dict[str, int]) -> tuple[tuple[str, ...], tuple[Source, ...]]:
    """What led to an ending, oldest first, one sentence each. `wanted`: its numbers, and the turn up to which their causes count.

    First what moved the numbers of the ending most in the last turns; then, where that was an event or a flow, what had moved the
    numbers on which it hangs before it came; and so on, DEPTH times.
    """
    links: dict[tuple[int, str, str], _Link] = {}
    seen: set[str] = set()
    events: set[str] = set()
    own = set(wanted)
    for _ in range(DEPTH):
        found = [
            link
            for id, until in wanted.items()
            if id not in seen
            for link in _links(names, game, id, until)
            if link.share.cause.id not in events and link.weight >= LEAST
        ]
        seen |= set(wanted)
        told: dict[tuple[int, str, str], _Link] = {}
        for link in sorted(found, key=lambda link: -link.weight):
            told.setdefault(link.key, link)
        heaviest = list(told.values())[:WIDTH]
        links = {link.key: link for link in heaviest} | links
        events |= {link.share.cause.id for link in heaviest if link.share.cause.kind == "event"}
        wanted = {id: link.turn + 1 for link in heaviest for id in _hangs_on(names, link.share.cause, own)}
    ordered = sorted(links.values(), key=lambda link: link.turn)
    sources = dict.fromkeys(s for link in ordered for s in cause_sources(names, link.share.cause))
    return tuple(dict.fromkeys(_sentence(names, link) for link in ordered)), tuple(sources)


def _sentence(names: Names, link: _Link) -> str:
    return names.phrases(
        "chain_line",
        date=names.phrases.date(names.rules.start + link.turn),
        cause=cause_title(names, link.share.cause),
        number=names.title(link.measure),
        amount=names.change(link.measure, link.share.amount, 1),
    )


def _links(names: Names, game: Game, id: str, until: int) -> Iterator[_Link]:
    """What moved a number in the last turns before turn `until` (0-based)."""
    block = names.find(id)
    if block is None or block.kind not in ("variable", "derived"):
        return
    first = max(0, len(game.turns) - CHAIN_TURNS)
    if first >= until:
        return
    for single in names.each(block):
        width = single.high - single.low
        net = ends(names.rules, game.turns[until - 1], single)[1] - ends(names.rules, game.turns[first], single)[0]
        if not net or not 0 < width < float("inf"):
            continue
        for at in range(first, until):
            for share in shares(names.rules, game.turns[at], single):
                if share.amount * net > 0:  # what pulled the other way did not lead here
                    yield _Link(abs(share.amount) / width, at, single, share)


def _hangs_on(names: Names, cause: Cause, own: set[str]) -> tuple[str, ...]:
    """The numbers on which a cause hangs: the chance and the condition of an event; what moves a number of the ending by itself."""
    if cause.kind == "term":
        variable, _, term = cause.id.partition(".")
        flows = [t.formula for v in names.rules.variables if v.id == variable in own for t in v.terms if t.id == term]
        return tuple(id for formula in flows for id in mentioned(names, formula) if id != variable)
    path = cause_path(cause) if cause.kind in ("event", "option") else ()
    return _of_event(names, names.rules.events[names.rules.event_index[path[1]]]) if path else ()


def _of_event(names: Names, event: Event) -> tuple[str, ...]:
    return tuple(id for formula in (event.chance, event.when) if formula for id in mentioned(names, formula))


def _events(names: Names, formula: Formula) -> list[Event]:
    """The events of which a formula reads the record."""
    rows = {row for node in walk(formula.node) if isinstance(node, EventRead) for row in node.rows}
    return [event for event in names.rules.events if rows & set(range(event.first, event.first + event.size))]
