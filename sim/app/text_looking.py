"""Takes a running game and a way to write, gives what can be looked at in it as plain text; nothing here changes the game."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sim.app import text_pages as pages
from sim.app import text_view as view
from sim.report import model
from sim.report.codex import matching
from sim.report.phrases import Phrases
from sim.report.table import Table

Write = Callable[[str], None]


class Looking:
    """Commands that show; each hears the words that follow it."""

    def __init__(self, table: Table, write: Write) -> None:
        self.table = table
        self.write = write

    @property
    def say(self) -> Phrases:
        """The sentences of the table's language."""
        return self.table.names.phrases

    def tell(self, lines: Iterable[str] | str) -> None:
        """Write lines without a control character."""
        for line in (lines,) if isinstance(lines, str) else lines:
            self.write("".join(c for c in line if c.isprintable()).rstrip())

    def _extra(self, words: list[str]) -> bool:
        """Whether words follow a command that takes none; says so."""
        if words:
            self.tell(self.say("text_unknown", words=" ".join(words)[:60]))
        return bool(words)

    def look(self, words: list[str] | None = None) -> None:
        """The whole desk."""
        if not self._extra(words or []):
            desk = self.table.desk()
            self.tell(view.whole(desk, self.say))
            self.tell(pages.guide(desk, self.say))
            if self.table.game.over:
                self.table.turnings()
                while self.table.think():
                    pass
                self.tell(
                    pages.aftermath(self.table.turnings(), self.table.declassified(), self.table.foretold(), self.say)
                )

    def ledger(self, words: list[str]) -> None:
        """What changed last quarter and why."""
        if not self._extra(words):
            self.tell(view.long_ledger(self.table.desk().ledger, self.say))

    def timeline(self, words: list[str]) -> None:
        """What happened so far, the latest first."""
        if not self._extra(words):
            self.tell(pages.timeline(self.table.desk(), self.say))

    def charts(self, words: list[str]) -> None:
        """The numbers so far, quarter by quarter."""
        if not self._extra(words):
            self.tell(pages.charts(self.table.desk(), self.say))

    def why(self, words: list[str]) -> None:
        """Open a name."""
        if not words:
            numbers = self.table.desk().numbers
            self.tell(self.say("text_why_what", example=numbers[0].name if numbers else "NAME"))
            return
        name = " ".join(words).lower()
        desk = self.table.desk()
        shown = [*desk.numbers, *(power.relation for power in desk.powers)]
        titled = next((number.name for number in shown if number.title.casefold() == name), name)
        typed = " ".join(words)
        tried = (name, titled, f"term.{name}", f"source.{typed}", f"source.{typed.upper()}")
        found = next((told for one in tried if (told := self.table.explain(one)) is not None), None)
        if found is not None:
            self.tell(view.explanation(found, self.say))
            self.tell(f"  {told}" for told in (self.table.ahead(found.name),) if told)
            return
        guess = self.table.nearest_name(name)
        self.tell(self.say("did_you_mean", name=name, guess=guess) if guess else self.say("unknown_name", name=name))

    def show(self, words: list[str]) -> None:
        """One power in detail."""
        desk = self.table.desk()
        wanted = " ".join(words).casefold()
        found = next((p.id for p in desk.powers if wanted in (p.id, p.title.casefold())), None)
        if found is None:
            self.tell(self.say("text_show_what", powers=", ".join(p.id for p in desk.powers)))
        else:
            page = self.table.page(found)
            self.tell(pages.power(page, self.say) if page is not None else ())

    def ladder(self, words: list[str]) -> None:
        """The ladder of the crisis on the desk."""
        if not self._extra(words):
            desk = self.table.desk()
            self.tell(pages.ladder(desk.crisis, desk, self.say) if desk.crisis else self.say("text_no_crisis"))

    def web(self, words: list[str]) -> None:
        """Who minds what another gains."""
        if not self._extra(words):
            self.tell(pages.web(self.table.desk()))

    def codex(self, words: list[str]) -> None:
        """Look a word up: terms, numbers, verbs, facts, paragraphs."""
        if not words:
            self.tell(self.say("text_codex_what"))
        else:
            self.tell(pages.entries(matching(self.table.codex(), " ".join(words)), self.say))

    def model(self, words: list[str]) -> None:
        """How the model works, in one page."""
        if not self._extra(words):
            self.tell((*view.wrapped(model.lead(self.say), 2), ""))
            for _, title, text in model.pieces(self.say):
                self.tell((*view.wrapped(f"{title}: {text}", 2), ""))
