"""The commands `texts export` and `texts import`: a scenario's texts as a .po file, and back.

Takes the words of the command line; shows what would change, and writes into the scenario only when told to.
"""

from __future__ import annotations

from pathlib import Path

import typer

from sim.app import files
from sim.base.errors import BambooError, UsageError
from sim.base.whole_file import write_text
from sim.scenario import Compiled, compile_scenario, edit, translate


def export(name: str, lang: str, out: Path | None) -> int:
    """Write the .po file, or print it."""
    compiled, folder = _compiled(name)
    texts = translate.own_texts(compiled.words, compiled.document, str(folder))
    content = translate.to_po(texts, compiled.document, f"{compiled.rules.id} {compiled.rules.version}", lang)
    if out is None:
        typer.echo(content, nl=False)
        return 0
    left = sum(lang not in versions for versions in texts.values())
    typer.echo(f"{write_text(content, out, 'the texts')}: {len(texts)} texts, {left} to translate")
    return 0


def bring_in(name: str, file: Path, lang: str, write: bool) -> int:
    """Show what a .po file would change; with `write`, change it."""
    compiled, folder = _compiled(name)
    content = files.read_text(file, "the translation")
    if len(content) > translate.MAX_BYTES:
        raise BambooError(f"the translation is larger than {translate.MAX_BYTES // 2**20} MB", str(file))
    texts = translate.own_texts(compiled.words, compiled.document, str(folder))
    before = {name: text for name, text in compiled.report.texts.items() if name.rpartition("/")[0] == str(folder)}
    found = translate.from_po(content, str(file), texts, compiled.document, before, lang)
    after = edit.apply(before, found.edits)
    for line in found.skipped:
        typer.echo(line, err=True)
    return changed(before, after, folder, write, "1 text" if len(found.edits) == 1 else f"{len(found.edits)} texts")


def changed(
    before: dict[str, str], after: dict[str, str], folder: Path, write: bool, what: str, *, sound: bool = True
) -> int:
    """Show a change of a scenario's files; with `write`, make it; `sound`: only if the scenario is then without errors."""
    if not after:
        typer.echo("nothing to change")
        return 0
    typer.echo(edit.difference(before, after), nl=False)
    if not write:
        typer.echo(f"\n{what} in {', '.join(after)}; nothing is written without --write")
        return 0
    for name, text in after.items():
        write_text(text, Path(name), "the scenario")
    try:
        if sound:
            compile_scenario(folder, files.ledger(), files.library())
    except BambooError:
        for name in after:
            write_text(before[name], Path(name), "the scenario")
        raise
    typer.echo(f"\nwritten: {what} in {', '.join(after)}")
    return 0


def _compiled(name: str) -> tuple[Compiled, Path]:
    folder = files.find_scenario(name)
    if not isinstance(folder, Path):
        raise UsageError(f"`{name}` is a pack", cure="name the folder that it was made of")
    return compile_scenario(folder, files.ledger(), files.library()), folder
