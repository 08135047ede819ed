"""The commands `facts` and `replay-history`: what the ledger of facts says, and what a scenario makes of it.

Takes the words of the command line, prints lines.
"""

from __future__ import annotations

from pathlib import Path

import typer

from sim.app import files
from sim.app.shelf import cite, compiled_scenario
from sim.base.diagnostic import meant
from sim.base.errors import UsageError
from sim.base.whole_file import write_text
from sim.play.game import Game
from sim.play.script import scripted
from sim.policy import make
from sim.report.facts import OUTSIDE, chosen, facts_text, uses
from sim.report.html import html
from sim.report.names import Names
from sim.report.outline import Document, Section
from sim.report.paths import Line, lines, paths_section, paths_text, usual
from sim.report.phrases import Phrases
from sim.report.replay import in_span, replay
from sim.report.replay_text import no_record_section, no_record_text, replay_sections, replay_text
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled, examine


def facts(article: str | None, paragraph: int | None, unused: bool, lang: str) -> int:
    """Print facts of the ledger and what uses each; scenarios that cannot be read are named and left out."""
    ledger = files.ledger()
    known = (*ledger.articles, OUTSIDE)
    if article is not None and article not in known:
        raise UsageError(f"no article `{article}`", cure=meant(article, known, f"there are: {', '.join(known)}"))
    found = chosen(ledger, article, paragraph)
    if not found:
        raise UsageError(
            f"no fact stands at paragraph {paragraph}" + (f" of article {article}" if article else ""),
            cure="paragraphs are counted from 1 over lines that are not empty",
        )
    for line in facts_text(Phrases(lang), ledger, found, uses(_scenarios()), unused):
        typer.echo(line)
    return 0


def replay_history(scenarios: list[str], lang: str, shown: list[str], out: Path | None) -> int:
    """Play the record without luck; tell of each dated fact when the model has it, with which sign, and how numbers went."""
    sections: list[Section] = []
    paths: list[Line] = []
    said = Phrases(lang)
    for scenario in scenarios:
        compiled = compiled_scenario(scenario)
        rules, words = scripted(compiled.rules), compiled.words
        names = Names(rules, words, lang, cite)
        named, others = in_span(rules, words, files.ledger())
        if _after_the_record(rules):
            sections.append(no_record_section(names, named, others))
            if out is None:
                for line in (*no_record_text(names, named, others), ""):
                    typer.echo(line)
            continue
        game = Game(rules, words, compiled.texts, seed=1, luck=False, played_by="history")
        game.play(make("history", rules))
        rows, background = replay(rules, words, files.ledger(), game.turns)
        sections += replay_sections(names, rows, background, others)
        _known(names, shown)
        paths += lines(names, game.turns, shown or (usual(names) if out else ()))
        if out is None:
            for line in (*replay_text(names, rows, background, others, len(game.turns)), ""):
                typer.echo(line)
    if out is None:
        for line in paths_text(names, paths):
            typer.echo(line)
        return 0
    told = [paths_section(names, paths)] if paths else []
    title = f"{said('replay_title')}: {', '.join(scenarios)}"
    whole = Document(said.lang, title, (), (*told, *sections), said("doc_contents"))
    typer.echo(write_text(html(whole), out, "the page"))
    return 0


def _after_the_record(rules: Rulebook) -> bool:
    """Whether nothing of a scenario is dated: no order or answer of a record, and no event."""
    return not any(rules.history) and not any(e.history >= 0 or e.on is not None for e in rules.events)


def _known(names: Names, shown: list[str]) -> None:
    """Raise for a number that a scenario does not have."""
    rules = names.rules
    for name in shown:
        if names.find(name) is None:
            raise UsageError(
                f"`{rules.id}` has no number `{name}`",
                cure=meant(name.partition(".")[0], (*rules.variable, *rules.derived_of), "`doc` lists all numbers"),
            )


def _scenarios() -> list[Compiled]:
    """Every scenario and ruleset that compiles without an error."""
    sound = []
    for folder in files.scenario_folders():
        compiled, report = examine(folder, files.ledger(), files.library())
        if compiled is None or not report.ok:
            typer.echo(f"`{folder.name}` has errors and is left out; `check {folder.name}` shows them", err=True)
        else:
            sound.append(compiled)
    return sound
