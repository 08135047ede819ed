"""The commands that play: the menu, `play`, its screenshots, `replay`.

Takes the words of the command line; opens the window, or the text game where that is asked for or there is no display.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from sim.app import files
from sim.app.shelf import DiskShelf, compiled_scenario, new_game, table, watched_table
from sim.base.errors import UsageError
from sim.play import record
from sim.play.level import LEVELS, USUAL
from sim.report.table import Table

NO_DISPLAY = "There is no display here, so the window cannot open. The same game runs as text:\n  {command}"


def menu() -> int:
    """The window at its menu; where there is no display, say so and offer text."""
    from sim.ui import window

    try:
        return window.run(DiskShelf())
    except window.NoDisplay:
        typer.echo(NO_DISPLAY.format(command=f"{program()} play ukraine-2022 --text"), err=True)
        return 1


def play(scenario: str, seed: int | None, lang: str | None, text: bool, load: Path | None, level: str = USUAL) -> int:
    """One game, in the window or as text."""
    language = _language(lang)
    saved = None if load is None else record.load(load, files.ledger()).game
    if level not in [one.id for one in LEVELS]:
        known = ", ".join(one.id for one in LEVELS)
        raise UsageError(f"no level `{level}`", cure=f"there are: {known}")
    game = watched_table(scenario, seed, language, level) if saved is None else table(saved, language)
    if text:
        from sim.app.text import play_text

        return play_text(game)
    from sim.ui import window

    try:
        return window.run(DiskShelf(), game)
    except window.NoDisplay:
        command = f"{program()} play {scenario} --text" + (f" --load {load}" if load else "")
        typer.echo(NO_DISPLAY.format(command=command), err=True)
        return 1


def screenshot(
    scenario: str, file: Path, seed: int | None, turns: int, policy: str, size: str, lang: str | None, text_size: int, panel: str
) -> int:  # fmt: skip
    """Write a picture of what a player would see after some turns under a policy."""
    from sim.policy import make
    from sim.ui.picture import screenshot as picture

    width, _, height = size.lower().partition("x")
    if not (width.isdigit() and height.isdigit()) or int(width) < 640 or int(height) < 400:
        raise UsageError(f"`{size}` is no size", cure="write for example --size 1280x720")
    game = new_game(compiled_scenario(scenario), 1 if seed is None else seed)
    game.play(make(policy, game.rules), game.rules.turns if panel == "final" else turns)
    session = table(game, _language(lang))
    picture(DiskShelf(), session, str(file), size=(int(width), int(height)), text_size=text_size, panel=panel)
    typer.echo(str(file))
    return 0


def replay(file: Path, verify: bool, text: bool) -> int:
    """Play a save again from its own rules and orders; with `verify`, compare every turn."""
    loaded = record.load(file, files.ledger())
    differing = record.verify(loaded)
    game = loaded.game
    if text:
        shown = table(game, "en")
        for line in replayed_lines(shown):
            typer.echo(line)
    if verify and differing:
        typer.echo(f"{file}: turns {', '.join(map(str, differing))} differ from what was saved", err=True)
        return 1
    if verify:
        typer.echo(f"{file}: {len(game.turns)} turns recomputed, all equal to the bit")
        return 0
    if not text:
        typer.echo(
            f"{file}: {game.rules.id} {game.rules.version}, seed {game.seed}, world {game.world}, {len(game.turns)} turns"
        )
    return 0


def replayed_lines(shown: Table) -> list[str]:
    """What happened, turn by turn, in words."""
    desk = shown.desk()
    lines = [f"{mark.date}  {mark.title}" for mark in desk.timeline]
    if desk.final is not None:
        lines += ["", desk.final.title, desk.final.text]
        lines += [f"{j.title}: {j.you_text or format(j.you, '.1f')}" for j in desk.final.judgements]
    return lines


def _language(lang: str | None) -> str:
    return DiskShelf().settings().lang if lang is None else lang


def program() -> str:
    """What a person types to call this program."""
    return "bamboo" if Path(sys.argv[0]).name == "bamboo" else "python main.py"
