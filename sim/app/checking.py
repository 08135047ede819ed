"""The commands `check`, `scenarios` and `show`: what is wrong with scenarios, which there are, what stands in one.

Takes paths, prints findings; never a traceback for what an author wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import typer

from sim.app import files
from sim.base.diagnostic import Diagnostic, Report, nearest, render, to_github, to_json
from sim.base.errors import BambooError, ScenarioError, UsageError
from sim.policy import make
from sim.rulebook.rulebook import Rulebook, quarter_name
from sim.scenario import Compiled, examine, load_folder, resolved
from sim.scenario.provenance import together

UNTRANSLATED = 3  # warnings of texts without a translation that are shown of many


def check(paths: list[str], as_json: bool, as_github: bool = False) -> int:
    """Check scenarios; 0 if all are clean of errors, 1 if not."""
    if not paths:
        raise UsageError("no path given", cure="write for example `check scenarios/ukraine-2022`")
    failed = False
    sound: list[Compiled] = []
    findings: list[dict[str, object]] = []
    for name in paths:
        folder = files.find_scenario(name) if not Path(name).is_file() or name.endswith(".zip") else Path(name)
        compiled, report = examine(folder, files.ledger(), files.library())
        if compiled is not None and report.ok:
            check_policies(compiled)
        failed |= not report.ok
        if as_json:
            findings += [to_json(d) for d in report.diagnostics]
            continue
        for diagnostic in report.diagnostics if as_github else ():
            typer.echo(to_github(diagnostic))
        for told in () if as_github else _told(report, name):
            typer.echo(f"{told}\n", err=True)
        lead = f"{name}: " if len(paths) > 1 else ""
        if report.ok and compiled is not None:
            count = compiled.count
            sound.append(compiled)
            typer.echo(f"{lead}OK: {count}")
            if count.starts or count.dates:
                starts = f"{count.starts_measured} of {count.starts} start values"
                far = count.dates_measured - count.dates_close
                wide = f", {far} of them only within longer years of a fact" if far else ""
                typer.echo(f"{lead}measured: {starts}, {count.dates_measured} of {count.dates} event dates{wide}")
        else:
            typer.echo(f"{lead}{_tally(report.diagnostics)}", err=True)
    if len(sound) > 1 and not as_github:
        typer.echo(_overall(sound))
    if as_json:
        typer.echo(json.dumps({"ok": not failed, "findings": findings}, ensure_ascii=False, indent=1))
    return int(failed)


def _told(report: Report, name: str) -> Iterator[str]:
    """Every finding as text; of texts without a translation the first few, so that they do not hide what else there is."""
    lacking = [d for d in report.diagnostics if d.code == "W101"]
    shown = lacking if len(lacking) <= 2 * UNTRANSLATED else lacking[:UNTRANSLATED]
    left = len(lacking) - len(shown)
    for diagnostic in report.diagnostics:
        if diagnostic.code != "W101" or diagnostic in shown:
            yield render(diagnostic, report.texts)
    if left:
        yield f"and {left} more texts in one language only; `texts export {name}` lists them all for a translator"


def check_policies(compiled: Compiled) -> None:
    """Whoever decides in a target or a check must exist and be able to play; errors go to the scenario's report."""
    for section, rules in (("targets", compiled.trial), ("checks", compiled.exam)):
        for target in rules.targets:
            try:
                make(target.policy, rules)
            except BambooError as problem:
                path = (section, target.id)
                said = (*path, "policy")
                where = (
                    compiled.document.span(said)
                    if said in compiled.document.spans
                    else compiled.document.key_span(path)
                )
                compiled.report.error("E179", problem.message.removeprefix(f"{rules.id}: "), where, problem.cure)


def _overall(sound: list[Compiled]) -> str:
    """The provenance of all numbers of several scenarios; what one takes over from another counts once."""
    total = together({c.rules.id: c.count for c in sound}, {c.rules.id: c.rules.lineage[1:] for c in sound})
    founded = (total["measured"] + total["fitted"]) / max(total.total(), 1)
    kinds = ", ".join(f"{total[kind]} {kind}" for kind in ("measured", "fitted", "direction", "assumed"))
    return f"together: {total.total()} numbers, each counted once: {kinds}; {founded:.0%} measured or fitted"


def _tally(diagnostics: list[Diagnostic]) -> str:
    errors = sum(d.is_error for d in diagnostics)
    warnings = len(diagnostics) - errors
    return f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"


def scenarios() -> int:
    """List every scenario: version, turns, share of measured numbers; broken ones with their first error."""
    for folder in files.scenario_folders():
        compiled, report = examine(folder, files.ledger(), files.library())
        if compiled is None or not report.ok:
            first = next(d for d in report.diagnostics if d.is_error)
            typer.echo(f"{folder.name:<18} broken: {first.span or ''} {first.code}: {first.message}")
            continue
        rules, count = compiled.rules, compiled.count
        title = compiled.words.say("en", "title")
        span = _dates(rules) if compiled.playable else "ruleset, not played by itself"
        typer.echo(f"{folder.name:<18} {rules.version:<8} {span:<34} {count.share_measured:>4.0%} measured   {title}")
    for name, refusal in files.broken_packs().items():
        typer.echo(f"{name:<18} broken: {refusal.message}")
    return 0


def show(name: str, part: str, whole: bool) -> int:
    """Print the values of a scenario with file and line, its own or (`whole`) with all that it inherits."""
    folder = files.find_scenario(name)
    report = Report()
    chain = load_folder(folder, files.library(), report)
    if chain is None:
        raise ScenarioError(report)
    path = tuple(step for step in part.split(".") if step)
    value = chain.document.value
    for step in path:
        if not isinstance(value, dict) or step not in value:
            close = nearest(step, value) if isinstance(value, dict) else None
            raise UsageError(
                f"`{name}` has no `{part}`", cure=f"did you mean `{part.replace(step, close)}`?" if close else ""
            )
        value = value[step]
    for line in resolved(chain.document, path, None if whole else str(folder).rstrip("/")):
        typer.echo(line)
    return 0


def _dates(rules: Rulebook) -> str:
    return f"{rules.turns} turns, {quarter_name(rules.start)} to {quarter_name(rules.start + rules.turns - 1)}"
