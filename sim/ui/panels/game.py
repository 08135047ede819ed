"""Takes a running game, gives its desk: bar, power cards, the view in the middle, dossier, agenda; and hears the game's keys."""

from __future__ import annotations

import pygame

from sim.report.counsel import Fan, Outlook, Ranking
from sim.report.desk import Desk, Forecast, Paper, Verb
from sim.report.session import Session
from sim.ui.panel import Host, Panel, ready
from sim.ui.panels import agenda, coach, table
from sim.ui.panels.advice import PLAN, Advice, Question
from sim.ui.panels.codex import CodexPanel
from sim.ui.panels.confirm import ConfirmPanel
from sim.ui.panels.crisis import CrisisPanel
from sim.ui.panels.final import FinalPanel
from sim.ui.panels.keys import KeysPanel
from sim.ui.panels.outlook import OutlookPanel
from sim.ui.panels.power import PowerPanel
from sim.ui.panels.saves import SavePanel, SavesPanel
from sim.ui.panels.settings import SettingsPanel
from sim.ui.panels.targets import TargetsPanel
from sim.ui.panels.turn_report import TurnReportPanel
from sim.ui.widgets import Widget

REVIEW_BITS = 16  # bits of thought after which the turning points are shown again


class GamePanel(Panel):
    """The desk of one quarter.

    Attributes:
        view: what the middle shows.
        paper: index of the open paper.
        show_forecast: in a narrow window, whether the forecast hides the paper.
    """

    id = "game"
    whole = True

    def __init__(self, app: Host) -> None:
        super().__init__(app)
        self.view = "bulletin" if self.desk.bulletin and self.desk.turn > 1 else "map"
        self.paper = 0
        self.show_forecast = False
        self._look_at: Question | None = None
        self.coach = coach.Coach(self.desk.turn) if self.desk.scenario in coach.GUIDED else None
        self._advice = Advice()
        self._advised: Desk | None = None  # the desk that the advice is about
        self._bits = 0  # of thought about the finished game
        self._reviewed = False

    @property
    def desk(self) -> Desk:
        """The desk as it stands."""
        return self.app.desk()

    def title(self) -> str:
        return f"{self.desk.scenario_title}, {self.desk.date}"

    @property
    def current(self) -> Paper | None:
        """The open paper."""
        papers = self.desk.papers
        return papers[min(self.paper, len(papers) - 1)] if papers else None

    # --- layout ----------------------------------------------------------------------------------------------------------------

    def build(self, area: pygame.Rect) -> Widget:
        self.paper = max(0, min(self.paper, len(self.desk.papers) - 1))
        self._letters = {verb: letter for letter, verb in agenda.hotkeys(self.desk.verbs).items()}
        if self.coach is not None:
            self.coach.watch(self.desk)
        if self._shows("forecast"):
            self.outlook()  # asked before anything is laid, so that cards and charts know what is known
        return table.lay(self, self.coach, area)

    def _shows(self, part: str) -> bool:
        return table.shows(self.coach, part)

    def letter(self, verb: str) -> str:
        """Hotkey of a verb."""
        return self._letters.get(verb, "")

    # --- what is in focus ------------------------------------------------------------------------------------------------------

    def look_at(self, kind: str, id: str, choice: str) -> None:
        """Show the likely effect of this option or verb."""
        if self._look_at != (kind, id, choice):
            self._look_at = (kind, id, choice)
            self.app.stale()

    def attend(self, widget: Widget | None) -> bool:
        if self._look_at is None or self.look.narrow:
            return False
        self._look_at = None
        self.app.stale()
        return True

    def forecast(self) -> Forecast:
        """The likely effect of what is in focus, or of everything in hand."""
        if self._look_at is not None and self.app.session is not None:
            found: list[Forecast] = []
            kind, id, choice = self._look_at
            session = self.app.session

            def ask() -> None:
                found.append(session.preview(kind, id, choice))

            self.app.attempt(ask)
            if found:
                return found[0]
        return self.desk.forecast

    def outlook(self) -> Outlook | None:
        """What the adviser expects of what is in focus, or of everything in hand."""
        if self.app.session is None or self.desk.final is not None:
            return None
        if self._advised is not self.desk:
            self._advised = self.desk
            self._advice.forget()
        return self._advice.outlook(self.app.session, self._look_at or PLAN)

    def fan(self, name: str) -> Fan | None:
        """Where a number may go, as far as the adviser has said."""
        return self._advice.fan(name) if self._advised is self.desk else None

    def ahead(self, name: str) -> str:
        fan = self.fan(name)
        if fan is None:
            return self.app.session.ahead(name) if self.app.session is not None else ""
        nearest = fan.quarters[0]
        return self.look.words(
            "tip_next", date=nearest.date, range=nearest.text, words=fan.words, last=fan.quarters[-1].date
        )

    def ranking(self) -> Ranking | None:
        """What the adviser would add to the plan in hand."""
        self._advice.ranks = True
        return self._advice.ranking

    def think(self) -> bool:
        if self.app.session is None:
            return False
        if self.desk.final is not None:
            return self._review(self.app.session)
        if self._advised is not self.desk:
            return False
        more, sharper = self._advice.think(self.app.session)
        if sharper:
            self.app.stale()
        return more or sharper

    def _review(self, session: Session) -> bool:
        """The adviser looks for the turning points of the finished game; the last sheet shows how far it is."""
        if not self._bits:
            session.turnings()
        more, self._bits = session.think(), self._bits + 1
        if self.app.desk().final is not None and (not more or self._bits % REVIEW_BITS == 0) and not self._reviewed:
            self.app.stale()
        self._reviewed = not more
        return more

    # --- what the player does --------------------------------------------------------------------------------------------------

    def show(self, view: str) -> None:
        """Choose the view in the middle."""
        self.view = view
        self.app.stale()

    def open_paper(self, number: int) -> None:
        """Choose a paper."""
        if self.desk.papers:
            self.paper = number % len(self.desk.papers)
            self.show_forecast = False
            self.app.stale()

    def toggle_forecast(self) -> None:
        """In a narrow window: forecast instead of the paper, and back."""
        self.show_forecast = not self.show_forecast
        self.app.stale()

    def answer(self, paper: str, option: str) -> None:
        """Answer a paper, then show the next one without an answer."""
        if self.app.session is None:
            return
        session = self.app.session
        if self.app.attempt(lambda: session.answer(paper, option)):
            self._changed()

    def choose_verb(self, id: str) -> None:
        """Order a verb, or ask for its target first."""
        verb = next((v for v in self.desk.verbs if v.id == id), None)
        if verb is None:
            return
        ordered = any(t.ordered for t in verb.targets)
        if not verb.legal and not ordered:
            self.app.note(verb.reason or self.look.words("not_now"))
        elif len(verb.targets) == 1:
            self.order(verb, verb.targets[0].id)
        else:
            self.app.push(TargetsPanel(self.app, self, id))

    def order(self, verb: Verb, target: str) -> None:
        """Put a verb on the agenda or take it off."""
        if self.app.session is None:
            return
        session = self.app.session
        if self.app.attempt(lambda: session.order(verb.id, target)):
            self._changed()

    def undo(self) -> None:
        """Take the last order or answer back."""
        if self.app.session is not None and self.app.attempt(self.app.session.undo):
            self._changed()

    def end(self) -> None:
        """End the quarter; asks first when papers lie unanswered."""
        if self.desk.final is not None:
            self.app.push(FinalPanel(self.app))
        elif any(not p.answered for p in self.desk.papers):
            self.app.push(ConfirmPanel(self.app, self))
        else:
            self.finish()

    def finish(self) -> None:
        """Resolve the quarter."""
        session = self.app.session
        if session is None:
            return

        def resolve() -> str:
            refusal = session.end_quarter()
            ready(session)  # here, so that laying it out costs nothing
            return refusal

        self.app.work(resolve, self._next_quarter)

    def _next_quarter(self) -> None:
        self.paper, self._look_at, self.show_forecast, self.focus = 0, None, False, ""
        self.scrolls.clear()
        self.app.changed()
        self.view = "bulletin" if self.desk.bulletin else "map"
        if self.desk.final is not None:
            self.app.push(FinalPanel(self.app))
            return
        if self.desk.crisis is not None:
            self.open_crisis()
        if self.app.settings.reports:
            self.open_report()

    def _changed(self) -> None:
        self._look_at = None
        self.app.changed()

    def open_power(self, id: str) -> None:
        """Open the page of a power."""
        self.app.push(PowerPanel(self.app, id))

    def coach_next(self) -> None:
        """The guide goes on."""
        if self.coach is not None and self.coach.next():
            self.app.stale()

    def coach_skip(self) -> None:
        """The guide says no more."""
        if self.coach is not None:
            self.coach.skip()
            self.app.stale()

    def open_report(self) -> None:
        """Open the report of the last quarter."""
        if self.desk.timeline or self.desk.ledger:
            self.app.push(TurnReportPanel(self.app, self))
        else:
            self.app.note(self.look.words("none_yet"))

    def open_crisis(self) -> None:
        """Open the ladder of the crisis on the desk."""
        if self.desk.crisis is not None:
            self.app.push(CrisisPanel(self.app, self))

    def open_codex(self) -> None:
        """Open the book of terms and facts."""
        self.app.push(CodexPanel(self.app))

    def open_outlook(self) -> None:
        """Open the forecast in full."""
        self.app.push(OutlookPanel(self.app, self))

    def open_keys(self) -> None:
        """Open the sheet of keys."""
        self.app.push(KeysPanel(self.app))

    def open_save(self) -> None:
        """Open the dialog that names a save."""
        self.app.push(SavePanel(self.app))

    def open_settings(self) -> None:
        """Open the settings."""
        self.app.push(SettingsPanel(self.app))

    # --- keys ------------------------------------------------------------------------------------------------------------------

    def key(self, event: pygame.event.Event) -> bool:
        key = event.key
        if getattr(event, "mod", 0) & pygame.KMOD_CTRL and pygame.K_a <= key <= pygame.K_z:
            if key == pygame.K_r:
                self.app.reread()  # at once, without waiting for the next look
            return True  # a letter with Ctrl is no verb
        views = {
            pygame.K_F2: "bulletin",
            pygame.K_m: "map",
            pygame.K_F3: "charts",
            pygame.K_F4: "timeline",
            pygame.K_F5: "ledger",
            pygame.K_F11: "web",
        }
        if key in views:
            if views[key] != "bulletin" or self.desk.bulletin:
                self.show(views[key])
        elif key == pygame.K_F6:
            self.open_save()
        elif key == pygame.K_F7:
            self.app.push(SavesPanel(self.app))
        elif key == pygame.K_F8:
            self.open_settings()
        elif key == pygame.K_F9:
            self.open_codex()
        elif key == pygame.K_F10:
            self.open_report()
        elif key == pygame.K_F12:
            self.open_outlook()
        elif key in (pygame.K_0, pygame.K_KP0) and self.desk.crisis is not None:
            self.open_crisis()
        elif key == pygame.K_ESCAPE:
            self.app.to_menu()
        elif key == pygame.K_u:
            self.undo() if self.desk.can_undo else self.app.note(self.look.words("undo_nothing"))
        elif key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            if self.coach is not None and self.coach.next():
                self.app.stale()
            elif self._shows("ends"):
                self.end()
        elif key in (pygame.K_COMMA, pygame.K_PERIOD):
            self.open_paper(self.paper + (1 if key == pygame.K_PERIOD else -1))
        elif key == pygame.K_SLASH and not getattr(event, "mod", 0) & pygame.KMOD_SHIFT:
            self.toggle_forecast()
        elif pygame.K_1 <= key <= pygame.K_9 or pygame.K_KP1 <= key <= pygame.K_KP9:
            number = key - (pygame.K_1 if key <= pygame.K_9 else pygame.K_KP1) + 1
            return self._digit(str(number))
        else:
            return bool(pygame.K_a <= key <= pygame.K_z) and self._verb_key(chr(key))
        return True

    def _digit(self, key: str) -> bool:
        paper = self.current if self._shows("paper") else None
        option = next((o for o in paper.options if o.key == key), None) if paper else None
        if paper is None or option is None:
            return False
        if not option.legal and not option.chosen:
            self.app.note(option.reason or self.look.words("not_now"))
        else:
            self.answer(paper.id, option.id)
        return True

    def _verb_key(self, letter: str) -> bool:
        verb = next((id for id, own in self._letters.items() if own == letter), None)
        if verb is None or not self._shows("agenda"):
            return False
        self.choose_verb(verb)
        return True
