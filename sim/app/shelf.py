"""Scenarios, saves and settings for the faces of the game: `report.session.Shelf` on this machine's disk.

Takes the folders of `app.files`; gives entries for the menus, running games, kept settings. What cannot be loaded says why.
"""

from __future__ import annotations

import datetime
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from sim.adviser.counsel import Counsel
from sim.app import files
from sim.app.ensembles import held_possible
from sim.base.errors import BambooError, ScenarioError
from sim.base.whole_file import write_text
from sim.play import record
from sim.play.game import Game
from sim.play.level import USUAL, level
from sim.report.bench import Bench
from sim.report.session import Edited, SaveEntry, ScenarioEntry, Settings
from sim.report.table import Table, unwatched
from sim.rulebook.rulebook import quarter_name
from sim.scenario import Compiled, compile_scenario, examine
from sim.scenario.pack import PackedFolder


def compiled_scenario(name: str) -> Compiled:
    """A playable scenario by path or id.

    Errors: UsageError if there is none of that name; ScenarioError if it has errors.
    """
    compiled = compile_scenario(files.find_scenario(name), files.ledger(), files.library())
    if not compiled.playable:
        raise BambooError(f"`{name}` is a ruleset and cannot be played", cure="play a scenario that extends it")
    return compiled


def cite(id: str, lang: str) -> str:
    """One readable line about a fact, mechanism or work; empty for an unknown one."""
    ledger = files.ledger()
    return ledger.describe(id, lang) if id in ledger else ""


def watched_table(name: str, seed: int | None, lang: str, level: str = USUAL) -> Table:
    """A new game of a scenario by path or id; edits of its files are taken over while it is played."""
    from sim.app.watching import Watch

    compiled = compiled_scenario(name)
    return table(
        new_game(compiled, seed, level_id=level), lang, Watch(files.find_scenario(name), compiled.rules.lineage)
    )


def table(game: Game, lang: str, watch: Callable[[Game], Edited | None] = unwatched) -> Table:
    """A running game with its saves on disk."""
    return Table(
        game,
        lang,
        keep=keep_named,
        autosave=autosave,
        cite=cite,
        ledger=files.ledger(),
        adviser=Counsel(game, held_possible(game.rules)),
        publish=publish,
        watch=watch,
    )


def new_game(compiled: Compiled, seed: int | None, world: int = 0, *, level_id: str = USUAL) -> Game:
    """A game from its first quarter; without a seed, one is drawn from the system. The level says how much is left to chance and seen."""
    drawn = secrets.randbelow(10**6) if seed is None else seed
    chosen = level(level_id)
    return Game(
        compiled.rules, compiled.words, compiled.texts, seed=drawn, world=world, luck=chosen.luck, sight=chosen.sight
    )


def keep_named(game: Game, name: str) -> str:
    """Write a named save into the player's folder; gives its path."""
    stem = "".join(c if c.isalnum() or c in " -_." else "-" for c in name).strip(" .") or game.rules.id
    return str(record.write(game, files.saves() / f"{stem[:80]}.json"))


def publish(game: Game, page: str) -> str:
    """Write the final report of a game beside the saves; gives its path."""
    file = files.saves() / f"report-{game.rules.id}-{game.seed}-{game.world}.html"
    write_text(page, file, "the report")
    return str(file)


def autosave(game: Game) -> None:
    """Write this turn's autosave and keep the last few, as many as the settings say."""
    folder = files.saves()
    date = quarter_name(game.rules.start + min(game.turn, game.rules.turns) - 1)
    record.write(game, folder / f"auto-{game.rules.id}-{date}.json")
    autosaves = sorted(folder.glob("auto-*.json"), key=lambda f: f.stat().st_mtime, reverse=True)
    for old in autosaves[DiskShelf().settings().autosaves :]:
        old.unlink(missing_ok=True)


class DiskShelf:
    """Everything outside one game."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[frozenset[tuple[str, int]], Compiled | None, str]] = {}

    def _examined(self, folder: Path | Traversable) -> tuple[Compiled | None, str]:
        """A scenario, or its first error; read again only when a file of it or of the shipped rulesets is another."""
        places = [p for p in (folder, files.library()) if isinstance(p, Path)]
        found = {f for place in places for f in place.rglob("*.y*ml")}
        found |= {Path(folder.pack)} if isinstance(folder, PackedFolder) else set()
        stamp = frozenset((str(f), f.stat().st_mtime_ns) for f in found)
        known = self._known.get(str(folder))
        if known is None or known[0] != stamp:
            compiled, report = examine(folder, files.ledger(), files.library())
            error = ""
            if compiled is None or not report.ok:
                first = next(d for d in report.diagnostics if d.is_error)
                error = f"{first.span}: {first.message}" if first.span else first.message
            known = self._known[str(folder)] = (stamp, compiled, error)
        return known[1], known[2]

    def scenarios(self, lang: str) -> tuple[ScenarioEntry, ...]:
        """Playable scenarios first, the shortest at the head, then broken ones with their first error."""
        found = []
        for folder in files.scenario_folders():
            compiled, error = self._examined(folder)
            if compiled is None or error:
                found.append(ScenarioEntry(folder.name, folder.name, "", "", 0, "", 0.0, error))
            elif compiled.playable:
                rules, words = compiled.rules, compiled.words
                dates = f"{quarter_name(rules.start)} – {quarter_name(rules.start + rules.turns - 1)}"
                about = words.say(lang, "about", default="")
                share = compiled.count.share_measured
                found.append(
                    ScenarioEntry(
                        folder.name, words.say(lang, "title"), about, rules.version, rules.turns, dates, share
                    )
                )
        for name, refusal in files.broken_packs().items():
            found.append(ScenarioEntry(name, name, "", "", 0, "", 0.0, refusal.message))
        return tuple(sorted(found, key=lambda e: (bool(e.error), e.turns, e.dates)))

    def bench(self, scenario: str, lang: str) -> Bench:
        """A scenario on the writer's bench; slow: it is played some hundred times."""
        from sim.app.writers_bench import bench

        return bench(scenario, lang)

    def open_line(self, file: str, line: int) -> str:
        """Open a line in an editor; "" if one was found, else where to look."""
        from sim.app.writers_bench import open_line

        return open_line(file, line)

    def saves(self, lang: str) -> tuple[SaveEntry, ...]:
        """Every save, newest first; one that is damaged says so."""
        folder = files.saves()
        found = sorted(folder.glob("*.json"), key=lambda f: f.stat().st_mtime, reverse=True) if folder.is_dir() else []
        return tuple(_entry(file, lang) for file in found)

    def new(self, scenario: str, seed: int | None, lang: str, level: str = USUAL) -> Table:
        """Start a scenario at a level of difficulty."""
        return watched_table(scenario, seed, lang, level)

    def load(self, file: str, lang: str) -> Table:
        """Bring a save back."""
        return table(record.load(Path(file), files.ledger()).game, lang)

    def settings(self) -> Settings:
        """What the player chose, or the defaults where the file is missing or unreadable."""
        try:
            kept = yaml.safe_load(files.settings().read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            return Settings()
        known = asdict(Settings())
        if isinstance(kept, dict):
            known |= {k: v for k, v in kept.items() if k in known and type(v) is type(known[k])}
        return Settings(**known)

    def keep(self, settings: Settings) -> None:
        """Write the settings."""
        write_text(yaml.safe_dump(asdict(settings)), files.settings(), "the settings")


def _entry(file: Path, lang: str) -> SaveEntry:
    when = (
        datetime.datetime.fromtimestamp(file.stat().st_mtime, tz=datetime.UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    )
    auto = file.name.startswith("auto-")
    try:
        content = record.check(record.read(file), file.name)
        titles = content["scenario"]["title"]
        title = titles.get(lang) or titles.get("en") or content["scenario"]["id"]
        over = bool(content.get("over", False))
        return SaveEntry(str(file), file.stem, title, str(content["date"]), when, auto, over=over)
    except (BambooError, ScenarioError) as problem:
        return SaveEntry(str(file), file.stem, "", "", when, auto, problem.args[0])
    except (KeyError, AttributeError, TypeError, json.JSONDecodeError):
        return SaveEntry(str(file), file.stem, "", "", when, auto, "this is no save of this game")
