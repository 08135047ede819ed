"""The command `balance`: what is out of balance in a scenario, whether it meets its author's checks, how well it fits the record.

Takes the words of the command line, prints findings with their places; the exit code is 1 if there is any.
"""

from __future__ import annotations

import json

import numpy as np
import typer

from sim import engine
from sim.app.checking import check_policies
from sim.app.shelf import compiled_scenario
from sim.base.diagnostic import Report, render, to_json
from sim.base.errors import ScenarioError, UsageError
from sim.calibrate.distance import cases_of, distances, hits, targets_of
from sim.engine.worlds import Floats
from sim.report.targets import figure, wanted
from sim.rulebook.rulebook import Rulebook
from sim.rulebook.target import Target
from sim.scenario import Compiled
from sim.workshop.balance import Balance
from sim.workshop.balance import balance as look
from sim.workshop.kept import Kept, kept

TARGET_WORLDS = 200  # at least, for checks and targets; `--worlds` asks for more


def balance(scenario: str, worlds: int, seed: int, jobs: int, as_json: bool) -> int:
    """Play a scenario in many ways and print what is out of balance."""
    if worlds < 1:
        raise UsageError(f"{worlds} worlds cannot be played", cure="give 1 or more")
    compiled = compiled_scenario(scenario)
    check_policies(compiled)
    if not compiled.report.ok:
        raise ScenarioError(compiled.report)
    found = look(compiled, worlds, seed, jobs)
    report = found.report
    checks = _judged(compiled.exam, seed, worlds)
    for target, figures, hit in checks:
        if not hit:
            place = compiled.document.key_span(("checks", target.id))
            report.warn(
                "W306", f"the check `{target.id}` fails: {figure(target, figures)}", place, f"wanted: {wanted(target)}"
            )
    fit = _judged(compiled.trial, seed, worlds)
    missed = _fit(compiled, report, fit)
    record = kept(compiled.rules, seed)
    left = report.diagnostics
    if as_json:
        typer.echo(json.dumps({"ok": not left, "findings": [to_json(d) for d in left]}, ensure_ascii=False, indent=1))
        return int(bool(left))
    for diagnostic in left:
        typer.echo(render(diagnostic, report.texts) + "\n")
    for line in _summary(found, checks, fit, missed, record):
        typer.echo(line)
    typer.echo(f"{scenario}: {'in balance' if not left else f'{len(left)} finding' + 's' * (len(left) != 1)}")
    return int(bool(left))


def _judged(rules: Rulebook, seed: int, worlds: int) -> list[tuple[Target, float, bool]]:
    """Each target of a rulebook, the figure that the model gives, and whether it is hit."""
    if not rules.targets:
        return []
    cases = cases_of([rules])
    params: Floats = engine.default_params(rules)
    figures = np.concatenate([case.figures(params, max(TARGET_WORLDS, worlds), seed) for case in cases])
    targets = targets_of(cases)
    hit = hits(targets, distances(targets, figures))
    return [(t, float(f[0]), bool(h[0])) for t, f, h in zip(targets, figures, hit, strict=True)]


def _fit(compiled: Compiled, report: Report, fit: list[tuple[Target, float, bool]]) -> list[str]:
    """The rows of the list of targets that are missed; a finding if they are the greater part."""
    rows: dict[str, bool] = {}
    for target, _, hit in fit:
        rows[target.part_of] = rows.get(target.part_of, True) and hit
    missed = [row for row, hit in rows.items() if not hit]
    if len(missed) * 2 > len(rows):
        report.warn(
            "W307", f"{len(missed)} of {len(rows)} targets are missed", compiled.document.key_span(("targets",)),
            "fit the parameters with `calibrate`",
        )  # fmt: skip
    return missed


def _summary(
    found: Balance,
    checks: list[tuple[Target, float, bool]],
    fit: list[tuple[Target, float, bool]],
    missed: list[str],
    record: Kept,
) -> list[str]:
    events, never = len(found.coverage.events), sum(d.code == "W303" for d in found.report.diagnostics)
    lines = [f"{found.answers} answers forced; {events - never} of {events} events happen"]
    if found.endings:
        reached = [id for id, came in found.endings.items() if came]
        lines.append(f"{len(reached)} of {len(found.endings)} endings reached: {', '.join(reached)}".rstrip(": "))
    if record.orders:
        lines.append(
            f"{record.orders - len(record.refused)} of {record.orders} orders of the record can be carried out"
        )
        lines += [f"  {quarter}: {order}: {why}" for quarter, order, why in record.refused]
    if checks:
        lines.append(f"{sum(hit for *_, hit in checks)} of {len(checks)} checks hold")
    if fit:
        rows = len({target.part_of for target, *_ in fit})
        lines.append(
            f"{rows - len(missed)} of {rows} targets hit" + (f"; missed: {', '.join(missed)}" if missed else "")
        )
        lines += [
            f"  {target.id}: {figure(target, figures)}, wanted {wanted(target)}"
            for target, figures, hit in fit
            if not hit
        ]
    return lines
