"""The commands `batch ...` that look at a folder: status, show, verify, export, open.

Takes the words of the command line; changes nothing in the folder.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import typer

from sim.app import files
from sim.app.batch_telling import sheet_text, size
from sim.app.batching import worlds_of
from sim.app.playing import NO_DISPLAY, program, replayed_lines
from sim.app.shelf import DiskShelf, table
from sim.base.errors import UsageError
from sim.batch import Results, Sheet, Summary, frozen
from sim.batch.find import Spot, extreme, spot
from sim.play.game import Game
from sim.policy import Source


def status(folder: Path) -> int:
    """What is planned, what is done, who is at work, how to go on."""
    from sim.batch.lock import owner
    from sim.batch.shard import Damaged, read_receipt
    from sim.batch.store import result

    there = frozen.read(folder)
    sheet, end = frozen.sheet(there), result(folder)
    done, worlds, failed, bytes_, damaged = 0, 0, 0, 0, 0
    for block in sheet.blocks:
        try:
            receipt = read_receipt(folder, block)
        except Damaged:
            damaged += 1
            continue
        if receipt is not None:
            done, worlds = done + 1, worlds + receipt.worlds
            failed, bytes_ = failed + receipt.failed, bytes_ + receipt.bytes
    lines = [
        sheet_text(sheet),
        "",
        f"done      {done:,} of {len(sheet.blocks):,} blocks, {worlds:,} of {sheet.worlds:,} worlds of each cell and policy",
        f"disk      {size(bytes_)}",
    ]
    if failed:
        lines.append(f"failures  {failed:,} worlds could not be played to their end")
    if damaged:
        lines.append(f"damage    {damaged:,} receipts cannot be read; their blocks will be played again")
    at_work = owner(folder)
    if at_work:
        lines.append(f"at work   {at_work}")
    elif end is None:
        lines.append(f"go on     {program()} batch run {shlex.quote(str(folder))}")
    else:
        why = {"whole": "the whole plan", "until": f"stopped by {sheet.until}", "time": "the time was up"}[end.why]
        lines += [f"ended     {why}, {end.worlds:,} worlds", f"digest    {end.digest}"]
    typer.echo("\n".join(lines))
    return 0


def show(folder: Path) -> int:
    """The tables of what is finished."""
    typer.echo(Summary.of(Results.of(folder)).text())
    return 0


def verify(folder: Path, recompute: str | None) -> int:
    """Check every file; with a share, play so much of the worlds again. 1 if something is wrong."""
    from sim.batch.verify import part, verify

    found = verify(folder, 0.0 if recompute is None else part(recompute), files.ledger())
    typer.echo(found.text())
    if found.wrong:
        typer.echo(f"play what is damaged again: {program()} batch run {shlex.quote(str(folder))}", err=True)
    return 1 if found.wrong else 0


def export(kind: str, folder: Path, out: Path) -> int:
    """All rows as one file: csv or parquet."""
    from sim.batch.export import KINDS, export

    if kind not in KINDS:
        raise UsageError(f"no format `{kind}`", cure=f"there are: {', '.join(KINDS)}")
    rows = export(Results.of(folder), kind, out)
    typer.echo(f"{rows:,} rows: {out}")
    return 0


def turns(
    folder: Path, numbers: list[str], out: Path, worlds: str | None, policies: list[str], cell: int | None
) -> int:
    """A row for each turn of some worlds, which are played again."""
    import duckdb

    from sim.batch.export import KINDS, write
    from sim.batch.turns import turns

    kind = out.suffix.removeprefix(".")
    if kind not in KINDS:
        raise UsageError(f"no format for `{out.name}`", cure="name a file that ends in .parquet or .csv")
    plan = frozen.from_json(frozen.read(folder), files.ledger(), str(folder))
    part = None if worlds is None else worlds_of(worlds)
    with duckdb.connect() as database:
        rows = write(turns(plan, database, numbers, part, policies, cell), kind, out)
    typer.echo(f"{rows:,} rows: {out}")
    return 0


def open_(
    folder: Path,
    world: int | None,
    worst: str | None,
    median: str | None,
    policy: str,
    cell: int | None,
    turn: int | None,
    save: Path | None,
    text: bool,
    lang: str,
) -> int:
    """One world of a batch, played again up to a turn or its end: in the window, as text, or as a save."""
    if sum(choice is not None for choice in (world, worst, median)) != 1:
        raise UsageError("one world is opened", cure="say --world N, --worst OUTCOME or --median OUTCOME")
    there = frozen.read(folder)
    if world is not None:
        chosen = spot(frozen.sheet(there), world, policy, cell)
    else:
        how, outcome = ("worst", worst) if worst is not None else ("median", median)
        chosen = extreme(Results.of(folder), outcome or "", how, policy, cell)
    last = frozen.sheet(there).turns
    if turn is not None and not 0 <= turn <= last:
        raise UsageError(f"there is no turn {turn}", cure=f"turns are 1 to {last}, 0 is the start")
    game, fault = played_again(folder, there, chosen, turns=turn)
    if save is not None:
        from sim.play import record

        typer.echo(f"world {chosen.world} under {chosen.policy}: {record.write(game, save)}")
        return 0
    return _opened(folder, frozen.sheet(there), chosen, game, fault, text, lang)


def played_again(
    folder: Path,
    there: frozen.Json,
    chosen: Spot,
    brought: Mapping[str, Source] | None = None,
    turns: int | None = None,
) -> tuple[Game, str]:
    """One world of a batch as a game after so many turns, by default at its end; and, if it failed, where and why.

    Errors: BambooError if this program cannot play the batch.
    """
    from sim.batch.block import told
    from sim.play import record

    plan = frozen.from_json(there, files.ledger(), str(folder), brought)
    compiled = record.compiled(frozen.texts(there), files.ledger())
    ids = np.array([chosen.world], dtype=np.uint64)
    player = plan.players[plan.sheet.policy(chosen.policy)]
    game = Game(
        plan.rules, compiled.words, plan.texts, seed=plan.seed, world=chosen.world,
        params=plan.sets(ids, np.array([chosen.cell], dtype=np.intp)), luck=plan.luck, played_by=chosen.policy,
    )  # fmt: skip
    try:
        game.play(player.make(plan.rules, plan.brought), turns)
    except Exception as error:  # noqa: BLE001 - a world that failed is opened to see where
        return game, f"turn {game.turn}: {told(error)}"
    return game, ""


def _opened(folder: Path, sheet: Sheet, chosen: Spot, game: Game, fault: str, text: bool, lang: str) -> int:
    where = f"{chosen.policy}, world {chosen.world}" + (f", cell {chosen.cell}" if sheet.cells > 1 else "")
    typer.echo(f"{sheet.scenario} {sheet.version}, seed {sheet.seed}, {where}", err=not text)
    shown = table(game, lang)
    if not text:
        from sim.ui import window

        try:
            if fault:
                typer.echo(f"failed in {fault}", err=True)
            return window.run(DiskShelf(), shown)
        except window.NoDisplay:
            command = f"{program()} batch open {shlex.quote(str(folder))} --world {chosen.world} --policy {shlex.quote(chosen.policy)}"
            typer.echo(NO_DISPLAY.format(command=f"{command} --cell {chosen.cell} --text"), err=True)
    for line in replayed_lines(shown):
        typer.echo(line)
    if fault:
        typer.echo(f"failed in {fault}")
    return 0
