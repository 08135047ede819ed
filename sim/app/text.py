"""Takes a running game and lines of commands, gives the game as plain text: `play --text`, also piped."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from sim.app import text_pages as pages
from sim.app import text_view as view
from sim.app.text_looking import Looking, Write
from sim.base.errors import BambooError
from sim.play import record
from sim.report.table import Table
from sim.rulebook.phrasebook import LANGUAGES

ASKING = ("why", "show", "ledger", "timeline", "charts", "forecast", "advise", "ladder", "web", "codex", "model", "look")  # fmt: skip
COMMANDS = ("help", "do", "undo", "end", "predict", *ASKING, "export", "lang", "save", "quit")


class TextGame(Looking):
    """A game at the terminal. Every line is one command; what is no command gives one line of help."""

    def __init__(self, table: Table, write: Write) -> None:
        super().__init__(table, write)
        self.leave = False

    def play(self, lines: Iterable[str]) -> int:
        """Read commands to the end; a game that is not over is saved. Gives the exit code."""
        self.look()
        self.tell(("", self.say("text_seed", seed=self.table.seed)))
        for line in lines:
            self.obey(line)
            if self.leave:
                return 0
        if not self.table.game.over:
            self._keep("text_end_of_input")
        return 0

    def obey(self, line: str) -> None:
        """One command."""
        words = line.strip().split()
        if not words:
            return
        edited = self.table.reread()
        if edited is not None:
            self.tell((edited.text, *(line for problem in edited.problems for line in problem.split("\n"))))
        head, rest = words[0].lower(), words[1:]
        if head.isdecimal() and not rest:
            self.answer(int(head))
        elif head in COMMANDS:
            getattr(self, head)(rest)
        else:
            self.tell(self.say("text_unknown", words=" ".join(words)[:60]))

    # -- deciding ----------------------------------------------------------------------------------------------

    def answer(self, number: int) -> None:
        """Answer an open paper by the number that runs on across papers."""
        desk = self.table.desk()
        lines = [(paper.id, option.id) for paper in desk.papers for option in paper.options]
        if not lines:
            self.tell(self.say("text_over") if desk.final else self.say("text_no_answers", number=number))
        elif not 1 <= number <= len(lines):
            self.tell(self.say("text_no_number", number=number, first=1, last=len(lines)))
        else:
            self._after(self.table.answer(*lines[number - 1]))

    def do(self, words: list[str]) -> None:
        """Put a verb on the agenda, or take it off."""
        verbs = {v.id: v for v in self.table.desk().verbs}
        if not words:
            self.tell(self.say("text_do_what", verbs=", ".join(verbs)))
            return
        asked = words[0].lower().replace("-", "_")
        verb = verbs.get(asked) or next((v for v in verbs.values() if v.key and v.key == asked), None)
        begun = [v for id, v in verbs.items() if id.startswith(asked)]
        verb = verb or (begun[0] if len(begun) == 1 else None)  # `do call us`, `do upgrade russia`
        if verb is None:
            close = get_close_matches(asked, verbs, n=1, cutoff=0.6)
            if close:
                self.tell(self.say("text_no_guess", verb=words[0], guess=close[0]))
            else:
                self.tell(self.say("text_no_verb", verb=words[0], verbs=", ".join(verbs)))
            return
        targets = [t.id for t in verb.targets]
        wanted = " ".join(words[1:]).casefold()
        if targets == [""]:
            if wanted:
                self.tell(self.say("text_no_target", verb=verb.id))
            else:
                self._after(self.table.order(verb.id, ""))
            return
        if not wanted:
            self.tell(self.say("text_which_target", verb=verb.id, targets=", ".join(targets)))
            return
        target = next((t.id for t in verb.targets if wanted in (t.id, t.title.casefold())), None)
        if target is None:
            self.tell(self.say("text_bad_target", verb=verb.id, target=" ".join(words[1:]), targets=", ".join(targets)))
        else:
            self._after(self.table.order(verb.id, target))

    def undo(self, words: list[str]) -> None:
        """Take back the last decision."""
        if self._extra(words):
            return
        refused = self.table.undo()
        self.tell(refused or self.say("text_undone"))
        if not refused:
            self._plan()

    def end(self, words: list[str]) -> None:
        """End the quarter."""
        if self._extra(words):
            return
        if self.table.game.over:
            self.tell(self.say("text_over"))
            return
        try:
            refused = self.table.end_quarter()
        except BambooError as problem:
            self.tell(self.say("text_not_saved", reason=str(problem)))
            refused = ""
        if refused:
            self.tell(refused)
        else:
            self.look()
            found, played = self.table.foretold(), len(self.table.game.turns)
            due = tuple(line for line in found.lines if line.due == played and line.came is not None)
            if due and not self.table.game.over:
                self.tell(pages.foretold(replace(found, lines=due), self.say))

    def _after(self, refused: str) -> None:
        self.tell(refused or self.say("text_done"))
        if not refused:
            self._plan()

    def _plan(self) -> None:
        desk = self.table.desk()
        self.tell(view.plan(desk, self.say)[:-1])
        if desk.attention_title:
            self.tell(f"{desk.attention_title}: {desk.attention_text}")

    # -- asking the adviser ------------------------------------------------------------------------------------

    def advise(self, words: list[str]) -> None:
        """What could be added to the plan in hand, best first."""
        if not self._extra(words):
            self.table.ranking()
            while self.table.think():
                pass
            self.tell(pages.ranking(self.table.ranking(), self.say))

    def forecast(self, words: list[str]) -> None:
        """The adviser's forecast: of the plan in hand, of an answer by its number, or of a verb with its target."""
        desk = self.table.desk()
        question = ("plan", "", "")
        if len(words) == 1 and words[0].isdecimal():
            lines = [(paper.id, option.id) for paper in desk.papers for option in paper.options]
            if not 1 <= int(words[0]) <= len(lines):
                id = "text_no_number" if lines else "text_no_answers"
                self.tell(self.say(id, number=int(words[0]), first=1, last=len(lines)))
                return
            question = ("option", *lines[int(words[0]) - 1])
        elif words:
            verb = next((v for v in desk.verbs if v.id == words[0].lower().replace("-", "_")), None)
            if verb is None:
                self.tell(self.say("text_no_verb", verb=words[0], verbs=", ".join(v.id for v in desk.verbs)))
                return
            question = ("verb", verb.id, words[1].lower() if len(words) > 1 else verb.targets[0].id)
        self.table.outlook(*question)
        while self.table.think():
            pass
        self.tell(pages.outlook(self.table.outlook(*question), self.say))

    def predict(self, words: list[str]) -> None:
        """State the chance of what the forecast of the plan in hand says of a number; without words, all that was stated."""
        if self.table.game.over or not words:
            told = pages.foretold(self.table.foretold(), self.say)
            self.tell(
                told or self.say("text_over" if self.table.game.over else "text_predict_what", example=self._first())
            )
            return
        chance = words[-1].rstrip("%")
        if len(words) != 2 or not chance.isdecimal() or int(chance) > 100:
            self.tell(self.say("text_predict_what", example=self._first()))
            return
        self.table.outlook("plan", "", "")
        while self.table.think():
            pass
        fans = self.table.outlook("plan", "", "").fans
        fan = next((f for f in fans if f.name == words[0].lower()), None)
        if fan is None:
            self.tell(self.say("unknown_name", name=words[0]))
            self.tell(", ".join(f.name for f in fans))
            return
        refused = self.table.state(fan, int(chance) / 100)
        made = next(
            (t for t in self.table.foretold().lines if (t.name, t.turn) == (fan.name, self.table.game.turn)), None
        )
        if refused or made is None:
            self.tell(refused or self.say("text_predict_back"))
        else:
            share = self.say.value(made.chance, "share", 2)
            self.tell(self.say("text_predict_done", date=made.date, what=made.title, chance=share))

    def _first(self) -> str:
        numbers = self.table.desk().numbers
        return numbers[0].name if numbers else "NAME"

    def help(self, _words: list[str]) -> None:
        """The list of commands."""
        rows = [
            ("help", "help"), ("1, 2, 3 ...", "number"), ("do VERB [TARGET]", "do"), ("undo", "undo"), ("end", "end"), ("why NAME", "why"),
            ("show POWER", "show"), ("ledger", "ledger"), ("timeline", "timeline"), ("charts", "charts"), ("web", "web"),
            ("forecast [N | VERB TARGET]", "forecast"), ("advise", "advise"), ("predict NAME PERCENT", "predict"), ("ladder", "ladder"),
            ("codex WORD", "codex"), ("model", "model"), ("export", "export"), ("look", "look"), ("lang en|vi", "lang"),
            ("save FILE", "save"), ("quit", "quit"),
        ]  # fmt: skip
        wide = max(len(form) for form, _ in rows) + 2
        for form, id in rows:
            self.tell(view.wrapped(self.say(f"text_help_{id}"), 2, form.ljust(wide)))

    def lang(self, words: list[str]) -> None:
        """Switch the language."""
        if len(words) == 1 and words[0].lower() in LANGUAGES:
            self.table.set_language(words[0].lower())
            self.look()
        else:
            self.tell(f"lang {' | '.join(LANGUAGES)}")

    # -- keeping -----------------------------------------------------------------------------------------------

    def save(self, words: list[str]) -> None:
        """Save to a file."""
        if not words:
            self.tell(self.say("text_save_what"))
            return
        file = Path(" ".join(words)).expanduser()
        try:
            record.write(self.table.game, file)
        except BambooError as problem:
            self.tell(self.say("text_not_saved", reason=str(problem)))
        else:
            self.tell(self.say("text_saved", file=str(file)))

    def export(self, words: list[str]) -> None:
        """Write the final report as one HTML file."""
        if self._extra(words):
            return
        try:
            file = self.table.export()
        except BambooError as problem:
            self.tell(self.say("text_not_saved", reason=str(problem)))
        else:
            self.tell(self.say("text_saved", file=file) if file else self.say("text_export_later"))

    def quit(self, words: list[str]) -> None:
        """Save and leave."""
        if self._extra(words):
            return
        if not self.table.game.over:
            self._keep("text_bye")
        self.leave = True

    def _keep(self, sentence: str) -> None:
        desk = self.table.desk()
        try:
            file = self.table.save(f"{desk.scenario} {desk.date}")
        except BambooError as problem:
            self.tell(self.say("text_not_saved", reason=str(problem)))
        else:
            self.tell(self.say(sentence, file=file))


def play_text(table: Table) -> int:
    """Play at the terminal, or from a pipe; gives the exit code."""
    return TextGame(table, print).play(_lines())


def _lines() -> Iterator[str]:
    """Lines of standard input; an interrupt is the end of input. A prompt is shown to people only."""
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    while True:
        if asks:
            sys.stdout.write("> ")
            sys.stdout.flush()
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            if asks:
                sys.stdout.write("\n")  # what is said now does not stand behind the prompt
            return
        yield line
