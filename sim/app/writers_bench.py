"""Takes the name of a scenario, gives it as the writer's bench of the window shows it; opens a line of a file in an editor.

The worlds are few enough for a person to wait for: what is rare may show as never here, `coverage` on the command line plays more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from sim.app import files
from sim.app.checking import check_policies
from sim.base.diagnostic import Diagnostic, render
from sim.play.game import Game
from sim.report.bench import Bench, BenchEvent, Problem
from sim.report.compose_papers import waiting
from sim.report.costs import cost_text, costs_now
from sim.report.forecast import in_words, of_option
from sim.report.names import Names
from sim.scenario import Compiled, examine
from sim.ui.icons import known
from sim.workshop.coverage import cover
from sim.workshop.graph import causes

WORLDS = 600
SEED = 1
EDITORS: tuple[tuple[str, tuple[str, ...]], ...] = (  # program -> how it is told the line
    ("code", ("-g", "{file}:{line}")), ("codium", ("-g", "{file}:{line}")), ("zed", ("{file}:{line}",)), ("subl", ("{file}:{line}",)),
    ("kate", ("-l", "{line}", "{file}")), ("gedit", ("+{line}", "{file}")), ("notepad++", ("-n{line}", "{file}")),
)  # fmt: skip


def bench(name: str, lang: str) -> Bench:
    """Check a scenario and, if it is sound, play it some hundred times."""
    folder = files.find_scenario(name)
    compiled, report = examine(folder, files.ledger(), files.library())
    if compiled is not None and report.ok:
        check_policies(compiled)
        _check_icons(compiled)
    problems = tuple(_problem(d, report.texts) for d in report.diagnostics)
    title = compiled.words.say(lang, "title") if compiled is not None else folder.name
    if compiled is None or not report.ok or not compiled.playable:
        return Bench(folder.name, title, str(folder), problems, (), 0, 0)
    return Bench(folder.name, title, str(folder), problems, _events(compiled, lang), WORLDS, compiled.rules.start)


def _check_icons(compiled: Compiled) -> None:
    """An icon that does not exist shows as a dot; only the window has the drawings to know."""
    for action in compiled.rules.actions:
        path = ("actions", action.id, "icon")
        icon = compiled.words.plain.get(path, "")
        if icon and path in compiled.document.spans and not known(icon):
            where = compiled.document.span(path)
            compiled.report.warn("W157", f"there is no icon `{icon}`", where, "take a name from the Lucide icons")


def _problem(found: Diagnostic, texts: dict[str, str]) -> Problem:
    span = found.span
    rows = render(found, texts).splitlines()
    excerpt = rows[1].partition("|")[2].strip() if len(rows) > 1 and "|" in rows[1] else ""
    if span is None:
        return Problem("", "", 0, found.message, "", found.cure, found.is_error)
    place = f"{span.file.rpartition('/')[2]}:{span.line}:{span.column}"
    return Problem(place, span.file, span.line, found.message, excerpt, found.cure, found.is_error)


def _events(compiled: Compiled, lang: str) -> tuple[BenchEvent, ...]:
    rules = compiled.rules
    names = Names(rules, compiled.words, lang)
    game = Game(rules, compiled.words, compiled.texts, seed=SEED)
    made = []
    for number, reach in enumerate(cover(rules, (), WORLDS, SEED).events):
        event = rules.events[number]
        options: list[tuple[str, str]] = []
        waits = ""
        if event.opens:
            card = rules.card_of[number, 0]
            options = [
                (_priced(names, game, number, o), in_words(names, of_option(names, game, card, o)))
                for o in range(len(event.options))
            ]
            waits = waiting(names, game, card)
        text = names.plain("events", event.id, "text", self_=names.spoken(event.group, event.members[0]), default="")
        kept = f"{reach.blocked[0].text} ({reach.blocked[0].failed:.0%})" if reach.blocked and reach.share < 1 else ""
        made.append(
            BenchEvent(
                event.id,
                event.kind,
                names.event_title(number, 0),
                text,
                tuple(options),
                reach.share,
                reach.by_turn,
                kept,
                causes(rules, event),
                waits,
            )
        )
    return tuple(made)


def _priced(names: Names, game: Game, number: int, option: int) -> str:
    """The title of an answer, with what it costs in brackets."""
    costs = cost_text(names, costs_now(names, game, game.rules.events[number].options[option].costs, 0))
    title = names.option_title(number, option, 0)
    return f"{title} ({costs})" if costs else title


def open_line(file: str, line: int) -> str:
    """Open a line of a file in the first editor that is found; "" if one was, else where to look."""
    if not Path(file).is_file():
        return f"{file}:{line}"
    wanted = os.environ.get("VISUAL", "")
    for program, form in sorted(EDITORS, key=lambda editor: editor[0] not in wanted):
        found = shutil.which(program)
        if found:
            return _started([found, *(part.format(file=file, line=line) for part in form)]) or ""
    return f"{file}:{line}"


def _started(command: Sequence[str]) -> str:
    try:
        silent = subprocess.DEVNULL
        process = subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent)
    except OSError as problem:
        return f"{command[0]}: {problem.strerror or problem}"
    threading.Thread(target=process.wait, daemon=True).start()  # so that it leaves nothing behind when it ends
    return ""
