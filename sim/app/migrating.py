"""The command `migrate`: brings a scenario up to the ruleset that it extends; shows a diff, writes only when told to.

Takes the words of the command line; comments and layout stay.
"""

from __future__ import annotations

from pathlib import Path

import typer

from sim.app import files
from sim.app.translating import changed
from sim.base.diagnostic import Report
from sim.base.errors import ScenarioError, UsageError
from sim.base.yaml_reader import read_text
from sim.scenario import edit, examine, load_folder
from sim.scenario.migrate import migrate as bring_up


def migrate(name: str, write: bool) -> int:
    """Follow the renames and versions of the rulesets that a scenario extends."""
    folder = files.find_scenario(name)
    if not isinstance(folder, Path):
        raise UsageError(f"`{name}` is a pack", cure="name the folder that it was made of")
    report = Report()
    chain = load_folder(folder, files.library(), report, any_version=True)
    if chain is None:
        raise ScenarioError(report)
    own = {name: text for name, text in report.texts.items() if name.rpartition("/")[0] == str(folder).rstrip("/")}
    documents = [document for file, text in own.items() if (document := read_text(text, file, Report())) is not None]
    value = chain.document.value
    renamed = value.get("renamed") if isinstance(value, dict) else None
    sections = renamed.items() if isinstance(renamed, dict) else ()
    renames = {str(s): {str(a): str(b) for a, b in names.items()} for s, names in sections if isinstance(names, dict)}
    found = bring_up(documents, renames, chain.majors)
    for line in found.by_hand:
        typer.echo(line, err=True)
    after = edit.apply(own, found.edits)
    code = changed(own, after, folder, write, f"{len(found.edits)} change{'s' * (len(found.edits) != 1)}", sound=False)
    _, left = examine(folder, files.ledger(), files.library())
    errors = sum(d.is_error for d in left.diagnostics)
    if errors and (write or not after):
        typer.echo(f"{errors} error{'s' * (errors != 1)} left; `check {name}` shows them", err=True)
    return code or int(bool(found.by_hand))
