"""The commands `new` and `schema`: a scenario to begin with, and what its editor needs to know of it.

Takes the words of the command line, writes a new folder; nothing that is there is written over but the editor's own files.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files as packaged
from pathlib import Path
from string import Template

import typer

from sim.app import files
from sim.base.diagnostic import Report, meant
from sim.base.errors import UsageError
from sim.base.whole_file import write_text
from sim.scenario import load_folder
from sim.scenario.editor import json_schema

STARTERS = {
    "event": "one card more in ukraine-2022",
    "family": "a family of visits, a hazard and a chain in ukraine-2022",
    "country": "a country of your own, with rules of its own",
}
SETTINGS = {
    "yaml.schemas": {".vscode/scenario.schema.json": ["*.yaml", "*.yml"]},
    "yaml.format.enable": False,
    "editor.rulers": [120],
    "files.encoding": "utf8",
}
EXTENSIONS = {"recommendations": ["redhat.vscode-yaml"]}
SCHEMA = Path(".vscode", "scenario.schema.json")


def new(id: str, template: str, mine: bool) -> int:
    """Make a folder with a scenario that plays, and the settings of an editor."""
    if template not in STARTERS:
        known = "; ".join(f"{name}: {about}" for name, about in STARTERS.items())
        raise UsageError(f"no template `{template}`", cure=meant(template, STARTERS, known))
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,59}", id):
        raise UsageError(f"`{id}` is no id of a scenario", cure="small letters, digits and hyphens, a letter first")
    folder = (files.user_scenarios() if mine else Path()) / id
    if folder.exists():
        raise UsageError(f"`{folder}` is there already", cure="take another id")
    if (files.library() / id).is_dir():
        raise UsageError(f"`{id}` is the name of a shipped scenario", cure="take another id")
    starter = packaged("sim.workshop").joinpath("starters", f"{template}.yaml").read_text(encoding="utf-8")
    title = id.replace("-", " ").capitalize()
    write_text(Template(starter).substitute(id=id, title=title), folder / f"{id}.yaml", "the scenario")
    write_text(_json(SETTINGS), folder / ".vscode" / "settings.json", "the settings")
    write_text(_json(EXTENSIONS), folder / ".vscode" / "extensions.json", "the settings")
    _write_schema(folder)
    typer.echo(f"{folder / id}.yaml: {STARTERS[template]}")
    typer.echo(f"check it:  check {folder}\nplay it:   play {folder}")
    typer.echo(f"after new ids:  schema {folder}  (so that the editor completes them)")
    return 0


def schema(name: str, out: Path | None) -> int:
    """Write the JSON Schema of a scenario's files anew, with all its ids, where its editor looks for it."""
    folder = files.find_scenario(name)
    if not isinstance(folder, Path):
        raise UsageError(f"`{name}` is a pack", cure="name the folder that it was made of")
    typer.echo(str(_write_schema(folder, out)))
    return 0


def _write_schema(folder: Path, out: Path | None = None) -> Path:
    chain = load_folder(folder, files.library(), Report(), any_version=True)
    document, parent = (None, None) if chain is None else (chain.document, chain.parent)
    return write_text(_json(json_schema(document, parent, files.ledger())), out or folder / SCHEMA, "the schema")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
