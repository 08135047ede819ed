"""The command `pack`: one zip of a scenario and of what it extends, made only of what `check` finds sound.

Takes the words of the command line, writes the file, prints its path and digest.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import typer

from sim.app import files
from sim.base.errors import UsageError
from sim.base.whole_file import write_bytes
from sim.scenario import compile_scenario, write_pack


def pack(name: str, out: Path | None) -> int:
    """Check a scenario and pack it; shipped rulesets stay out, since every player has them."""
    folder = files.find_scenario(name)
    if not isinstance(folder, Path):
        raise UsageError(f"`{name}` is a pack already", cure="name the folder that it was made of")
    compiled = compile_scenario(folder, files.ledger(), files.library())
    folders = {compiled.rules.id: folder}
    for id in compiled.rules.lineage[1:]:
        beside = folder.resolve().parent / id
        if beside.is_dir() and not (files.library() / id).is_dir():
            folders[id] = beside
    made = write_pack(folders)
    place = write_bytes(made, out or Path(f"{compiled.rules.id}-{compiled.rules.version}.zip"), "the pack")
    typer.echo(f"{place}: {', '.join(folders)}, {len(made):,} bytes, sha256 {sha256(made).hexdigest()}")
    typer.echo(f"to play it: play {place}, or put it into {files.user_scenarios()}")
    return 0
