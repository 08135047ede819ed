"""Takes a game, a language and ways to save; gives the running game as a face of it sees it: `report.session.Session`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim import engine
from sim.facts.ledger import Ledger
from sim.play.forecast import Adviser
from sim.play.forecast import Forecast as Futures
from sim.play.game import Game, Plan
from sim.play.level import level_of
from sim.play.notebook import Statement
from sim.report.chronicle import Chronicle
from sim.report.citation import Cite, no_citations
from sim.report.codex import codex
from sim.report.compose import desk, replanned
from sim.report.compose_papers import card_of
from sim.report.counsel import Estimate, Fan, Foretellings, Outlook, Ranking, Suggestion, Turnings
from sim.report.desk import Desk, Explanation, Forecast
from sim.report.explain import explain, nearest_name
from sim.report.final import Others
from sim.report.forecast import forecast, of_action, of_option, risks
from sim.report.foretold import foretellings
from sim.report.keepsake import keepsake
from sim.report.names import Names
from sim.report.outlook import near, outlook
from sim.report.pages import Entry, PowerPage
from sim.report.power_page import power_page
from sim.report.refusals import action_reason, option_reason
from sim.report.session import Edited, Reread
from sim.report.turning import declassified, turnings
from sim.report.voices import ENOUGH, bands, track, voices

Keep = Callable[[Game, str], str]
"""Writes a named save and gives the file's path; raises BambooError with a readable reason."""
Autosave = Callable[[Game], None]


def _nowhere(game: Game) -> None:
    """Keeps no autosave."""


def unwatched(game: Game) -> Edited | None:
    """Nobody edits the scenario of this game."""
    return None


class Table:
    """A running game in one language.

    Args:
        game: the game; the table is the only one that changes it.
        lang: "en" or "vi".
        cite: what the sources say.
        ledger: the facts that the codex shows.
        keep: writes a named save.
        autosave: called after every quarter.
        adviser: who forecasts; None: nobody, and every outlook is empty.
        publish: writes the final report, as one HTML text, into a file; gives its path.
        watch: says what became of the game when its scenario was edited.
    """

    def __init__(
        self,
        game: Game,
        lang: str,
        *,
        keep: Keep,
        autosave: Autosave = _nowhere,
        cite: Cite = no_citations,
        ledger: Ledger | None = None,
        adviser: Adviser | None = None,
        publish: Keep | None = None,
        watch: Callable[[Game], Edited | None] = unwatched,
    ) -> None:
        self.game = game
        self._adviser = adviser
        self._publish = publish
        self._watch = watch
        self._keep = keep
        self._autosave = autosave
        self._cite = cite
        self._ledger = ledger
        self._codex: tuple[Entry, ...] | None = None
        self._chronicle = Chronicle(game)
        self._others = Others(game)
        self._desk: Desk | None = None
        self._replan = False
        self.names = Names(game.rules, game.words, lang, cite)

    def reread(self) -> Reread | None:
        """Go on under edited rules; None if nothing was edited. On errors the old rules stay."""
        edited = self._watch(self.game)
        if edited is None:
            return None
        say = self.names.phrases
        if edited.game is None:
            return Reread(say("reread_errors", n=len(edited.problems)), edited.problems)
        self.game, self._adviser = edited.game, edited.adviser
        self._chronicle, self._others = Chronicle(self.game), Others(self.game)
        self._desk = self._codex = None
        self.names = Names(self.game.rules, self.game.words, self.names.lang, self._cite)
        if edited.kept:
            return Reread(say("reread_kept"))
        lost = say("reread_lost", what=", ".join(edited.lost)) if edited.lost else ""
        return Reread(f"{say('reread_replayed')} {lost}".strip())

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return self.game.seed

    @property
    def level(self) -> str:
        """The level of difficulty, an id of `play.level`."""
        return level_of(self.game.luck, self.game.sight).id

    def desk(self) -> Desk:
        """The whole desk now; made once until something changes."""
        if self._desk is None:
            self._desk = desk(self.names, self._chronicle, self._others)
        elif self._replan:
            self._desk = replanned(self.names, self._chronicle, self._desk)
        self._replan = False
        return self._desk

    def explain(self, name: str) -> Explanation | None:
        """What opens for a name; None if nothing does."""
        return explain(self.names, self._chronicle, name)

    def page(self, power: str) -> PowerPage | None:
        """The page of a power; None if there is none."""
        return power_page(self.names, self._chronicle, power)

    def codex(self) -> tuple[Entry, ...]:
        """Everything that can be looked up; made once a language."""
        if self._codex is None:
            self._codex = codex(self.names, self._ledger)
        return self._codex

    def nearest_name(self, name: str) -> str:
        """The name that was probably meant."""
        return nearest_name(self.names, name)

    def preview(self, kind: str, id: str, choice: str) -> Forecast:
        """Direct effects of one option ("option", paper, option) or verb ("verb", verb, target) in focus."""
        names, game = self.names, self.game
        nothing = Forecast(names.phrases("forecast_title"), (), names.phrases("no_effect"))
        if game.over:
            return nothing
        if kind == "option":
            card = card_of(names, id)
            option = self._option(card, choice)
            if card is None or option is None:
                return nothing
            number, member = game.rules.cards_axis[card]
            title = names.phrases("preview_title", title=names.option_title(number, option, member))
            found = risks(names, game, number, member, option)
            return forecast(names, title, of_option(names, game, card, option), found)
        pair = self._pair(id, choice)
        if pair is None or game.rules.actions[pair[0]].forbidden:
            return nothing
        title = names.phrases("preview_title", title=names.action_title(*pair))
        return forecast(names, title, of_action(names, game, *pair))

    def outlook(self, kind: str, id: str, choice: str) -> Outlook:
        """The adviser's forecast of an answer ("option", paper, option or ""), a verb ("verb", verb, target) or the plan ("plan")."""
        say, adviser, plan = self.names.phrases, self._adviser, self.game.plan
        title, mine, rivals = say("outlook_plan"), plan, [Plan()]
        named_rivals: dict[str, tuple[str, Plan]] = {}
        if kind == "option" and (card := card_of(self.names, id)) is not None:
            event, member = self.game.rules.cards_axis[card]
            others = tuple(a for a in plan.answers if a[0] != card)
            number = self._option(card, choice)
            named = say("leave_open") if number is None else self.names.option_title(event, number, member)
            title = say("outlook_title", title=named)
            waiting = Plan(plan.orders, others)
            mine = waiting if number is None else Plan(plan.orders, (*others, (card, number)))
            options = range(len(self.game.rules.events[event].options))
            rivals = [waiting, *(Plan(plan.orders, (*others, (card, o))) for o in options)]
            titles = [say("leave_open"), *(self.names.option_title(event, o, member) for o in options)]
            ids = ["", *(o.id for o in self.game.rules.events[event].options)]
            named_rivals = {id: (told, rival) for id, told, rival in zip(ids, titles, rivals, strict=True)}
        elif kind == "verb" and (pair := self._pair(id, choice)) is not None:
            title = say("outlook_title", title=self.names.action_title(*pair))
            without = tuple(o for o in plan.orders if o != pair)
            mine, rivals = Plan((*without, pair), plan.answers), [Plan(without, plan.answers)]
        if adviser is None or self.game.over:
            return outlook(self.names, title if not self.game.over else say("outlook_over"), None)
        adviser.ask([mine, *rivals])
        found = adviser.forecast(mine)
        others_found = {id: (told, adviser.forecast(rival)) for id, (told, rival) in named_rivals.items()}
        told_by = (
            voices(self.names, found, others_found, track(self.names, self._chronicle))
            if found is not None and found.horizon
            else ()
        )
        return outlook(self.names, title, found, adviser.forecast(rivals[0]), adviser.bots, told_by)

    def ranking(self) -> Ranking:
        """What could be added to the plan in hand, best first."""
        say, adviser, plan = self.names.phrases, self._adviser, self.game.plan
        if adviser is None or self.game.over:
            return Ranking((), 1.0, say("outlook_over") if self.game.over else "")
        adviser.rank(plan)
        found = adviser.steps(plan)
        if found is None:
            return Ranking((), 0.0, say("outlook_none"))
        lines = []
        for step in found.best:
            verb = self.game.rules.actions[step.action]
            lines.append(
                Suggestion(
                    verb.id,
                    verb.targets[step.target],
                    self.names.action_title(step.action, step.target),
                    step.gain,
                    say("ranking_line", amount=say.signed(step.gain, 1), futures=step.futures),
                    step.futures,
                )
            )
        return Ranking(tuple(lines), found.progress, say("ranking_note"))

    def turnings(self) -> Turnings:
        """The turning points of a finished game, and the next thing for `think` to work on."""
        review = self._adviser.review() if self._adviser is not None and self.game.over else None
        return turnings(self.names, review)

    def declassified(self) -> tuple[Estimate, ...]:
        """After the game: what was seen only roughly, beside the truth."""
        return declassified(self.names, self._chronicle) if self.game.over else ()

    def think(self) -> bool:
        """A bit of the adviser's work; False when nothing is left."""
        return self._adviser is not None and self._adviser.work()

    def answer(self, paper: str, option: str) -> str:
        """Answer an open paper; the same answer again takes it back."""
        card = card_of(self.names, paper)
        chosen = self._option(card, option)
        if card is None or chosen is None:
            return self.names.phrases("refused_closed" if card is None else "refused_unknown")
        code = self.game.answer(card, chosen)
        self._replan = True
        return option_reason(self.names, self.game, card, chosen, code)

    def order(self, verb: str, target: str) -> str:
        """Put a verb on the agenda; the same again takes it off."""
        pair = self._pair(verb, target)
        if pair is None:
            return self.names.phrases("refused_unknown")
        code = self.game.order(*pair)
        self._replan = True
        return action_reason(self.names, self.game, *pair, code)

    def undo(self) -> str:
        """Take back the last decision of this quarter."""
        if not self.game.undo():
            return self.names.phrases("nothing_to_undo")
        self._replan = True
        return ""

    def end_quarter(self) -> str:
        """Resolve the quarter and autosave."""
        if self.game.over:
            return self.names.phrases("refused_over")
        told, turn = bands(self._foresight()), self.game.turn
        self.game.end_quarter()
        if told:
            self.game.notebook.bands[turn] = told
        self._desk = None
        self._others.work()
        self._autosave(self.game)
        return ""

    def _foresight(self) -> Futures | None:
        """The adviser's forecast of the plan in hand, sharp enough for the record that its bands are judged by."""
        if self._adviser is None:
            return None
        plan = self.game.plan
        self._adviser.ask([plan])
        while (found := self._adviser.forecast(plan)) is None or found.futures < ENOUGH:
            if not self._adviser.work():
                break
        return self._adviser.forecast(plan)

    def ahead(self, name: str) -> str:
        """Where any single number may stand after the coming quarter with the plan in hand; "" where nobody can say."""
        measure = self.names.find(name)
        known = measure is not None and measure.single and measure.kind in ("variable", "derived")
        worlds = self._adviser.coming(self.game.plan) if known and self._adviser is not None else None
        if worlds is None or measure is None:
            return ""
        values = np.atleast_2d(engine.read(self.game.rules, worlds, measure.id))[measure.index or 0]
        date = self.names.phrases.date(self.game.rules.start + self.game.turn - 1)
        return near(self.names, measure, values, date)

    def state(self, fan: Fan, chance: float) -> str:
        """Foretell that the words of a fan will be true; the same again takes it back."""
        say = self.names.phrases
        if self.game.over:
            return say("refused_over")
        if fan.threshold is None or not fan.quarters:
            return say("foretold_sure")
        due = self.game.turn + len(fan.quarters) - 1
        self.game.notebook.state(Statement(self.game.turn, due, fan.name, fan.threshold, fan.above, chance, fan.chance))
        return ""

    def foretold(self) -> Foretellings:
        """What the player foretold, what came of it, and the score beside that of the advisers."""
        return foretellings(self.names, self._chronicle)

    def save(self, name: str) -> str:
        """Write a named save; gives the file's path.

        Errors: BambooError with a readable reason.
        """
        return self._keep(self.game, name)

    def export(self) -> str:
        """Write the final report as one HTML file; gives its path, "" before the end of the game.

        Errors: BambooError with a readable reason.
        """
        if not self.game.over:
            return ""
        self.turnings()
        while self.think():  # the page tells all of them
            pass
        page = keepsake(self.names, self.desk(), self.seed, self.turnings(), self.declassified(), self.foretold())
        return self._publish(self.game, page) if page and self._publish is not None else ""

    def set_language(self, lang: str) -> None:
        """Switch the language."""
        if lang != self.names.lang:
            self.names = Names(self.game.rules, self.game.words, lang, self._cite)
            self._desk = self._codex = None

    def _option(self, card: int | None, option: str) -> int | None:
        if card is None:
            return None
        ids = [o.id for o in self.game.rules.events[self.game.rules.cards_axis[card][0]].options]
        return ids.index(option) if option in ids else None

    def _pair(self, verb: str, target: str) -> tuple[int, int] | None:
        number = self.game.rules.action_index.get(verb)
        if number is None or target not in self.game.rules.actions[number].targets:
            return None
        return number, self.game.rules.actions[number].targets.index(target)
