"""The commands `calibrate` and `hindcast`: what the model reproduces of the record, and what it foretells.

Takes the words of the command line, prints reports and writes the files that were asked for.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import monotonic

import numpy as np
import typer

from sim.app import files
from sim.app.shelf import compiled_scenario
from sim.base.errors import BambooError, UsageError
from sim.base.whole_file import write_text
from sim.calibrate import Fit, fit, tell, written
from sim.calibrate.ensemble import points_of, to_table
from sim.calibrate.free import Space
from sim.calibrate.page import page
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled, compile_scenario
from sim.scenario.compile import compile_texts
from sim.scenario.edit import difference

EVERY = 10.0  # seconds between lines of progress


def calibrate(
    scenarios: list[str], worlds: int, budget: int, seed: int, jobs: int, out: Path | None, profiles: bool, start: Path | None,
    write: bool,
) -> int:  # fmt: skip
    """Fit, report, and write what was asked for; 0 whatever is missed, for a miss is a finding; 1 if nothing can be written."""
    if len(set(scenarios)) < len(scenarios):
        raise UsageError("a scenario is named twice", cure="name each scenario once")
    compiled = [compiled_scenario(name) for name in scenarios]
    lacking = [c.rules.id for c in compiled if not c.trial.targets]
    if lacking:
        raise BambooError(f"`{lacking[0]}` has no targets", cure="add a section `targets:`, or leave it out")
    books, rulesets = [c.trial for c in compiled], _rulesets(compiled)
    warm = (
        None if start is None else points_of(files.read_text(start, "the ensemble"), Space(books, rulesets), str(start))
    )
    clock = Stopwatch()
    made = fit(
        books,
        rulesets,
        worlds=worlds,
        budget=budget,
        seed=seed,
        jobs=jobs,
        warm=warm,
        profiles=profiles,
        told=clock.note,
        stage=clock.begin,
    )
    clock.end()
    titles = _titles(compiled)
    typer.echo(tell.text(made, titles))
    if out is not None:
        _keep(made, titles, out)
    if write and made.worse:
        typer.echo("\nnothing was written: the values that stand do better", err=True)
        return 1
    if write:
        _write(made, scenarios, compiled)
    return 0


def _rulesets(compiled: list[Compiled]) -> list[Rulebook]:
    """The rulesets at the root of what is fitted."""
    roots = dict.fromkeys(c.rules.lineage[-1] for c in compiled if len(c.rules.lineage) > 1)
    return [compile_scenario(files.find_scenario(id), files.ledger(), files.library()).rules for id in roots]


def _titles(compiled: list[Compiled]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for c in compiled:
        found |= {(c.rules.id, t.id): c.words.say("en", "targets", t.id, "title") for t in c.trial.targets}
        found |= {("", p.id): c.words.say("en", "parameters", p.id, "title", default="") for p in c.rules.parameters}
    return found


class Stopwatch:
    """Tells on standard error what a fit is at, every few seconds, and how long each part of it took: reports hold no times."""

    def __init__(self) -> None:
        self._begun = self._told = self._since = monotonic()
        self._tried = 0
        self._part = ""

    def note(self, sets: int, best: float) -> None:
        """Some sets were tried."""
        self._tried += sets
        now = monotonic()
        if now - self._told >= EVERY:
            self._told = now
            self._say(f"{self._tried:,} sets tried in {now - self._begun:.0f} s, best loss {best:.3f}")

    def begin(self, part: str) -> None:
        """A part begins; the one before has ended."""
        now = monotonic()
        if self._part:
            self._say(f"{self._part}: {now - self._since:.0f} s")
        self._part, self._since = part, now

    def end(self) -> None:
        """All is done."""
        self.begin("")
        self._say(f"altogether: {monotonic() - self._begun:.0f} s")

    @staticmethod
    def _say(line: str) -> None:
        print(line, file=sys.stderr, flush=True)


def _keep(made: Fit, titles: dict[tuple[str, str], str], out: Path) -> None:
    """The report, and beside it the ensemble and the values."""
    content = page(made, titles) if out.suffix.lower() in (".html", ".htm") else tell.text(made, titles) + "\n"
    sets, values = out.with_suffix(".ensemble.csv"), out.with_suffix(".fitted.yaml")
    write_text(content, out, "the report")
    write_text(to_table(made.space, made.sets), sets, "the ensemble")
    write_text(written.as_yaml(written.fitted(made)), values, "the values")
    typer.echo(f"\nreport: {out}\nensemble: {sets}\nvalues: {values}")


def _write(made: Fit, scenarios: list[str], compiled: list[Compiled]) -> None:
    """Put the fitted values where the parameters stand, once the changed texts have been compiled without an error."""
    values = written.fitted(made)
    roots = dict.fromkeys(
        name if len(c.rules.lineage) == 1 else c.rules.lineage[-1] for name, c in zip(scenarios, compiled, strict=True)
    )
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    done: set[str] = set()
    for name, c in zip(scenarios, compiled, strict=True):
        texts = {id: dict(own) for id, own in c.texts.items()}
        for id, own in texts.items():
            folder = files.find_scenario(name) if id == c.rules.id else files.find_scenario(id)
            for file, text in own.items():
                own[file], found = written.written(text, values)
                done |= set(found)
                if found:
                    before[str(folder / file)], after[str(folder / file)] = text, own[file]
        _as_fitted(compile_texts(texts, c.rules.id, files.ledger()), values)
    typer.echo("")
    typer.echo(difference(before, after) or "nothing to write: no value moved", nl=False)
    for place, text in after.items():
        write_text(text, Path(place), "the ruleset")
    sets = [str(files.find_scenario(root) / files.FITTED) for root in roots]
    for place in sets:
        write_text(to_table(made.space, made.sets), Path(place), "the ensemble")
    left = [v.name for v in values if v.name not in done]
    typer.echo(f"\nwritten: {', '.join([*after, *sets])}")
    if left:
        typer.echo(f"not written, being members of a block: {', '.join(left)}")


def _as_fitted(compiled: Compiled, values: tuple[written.Fitted, ...]) -> None:
    """Raise unless the changed texts say what was fitted."""
    for v in values:
        parameter = compiled.rules.parameter.get(v.name)
        if parameter is not None and parameter.free and not np.isclose(parameter.value[0], float(v.value)):
            raise BambooError(
                f"`{v.name}` could not be written", compiled.rules.id, "copy it from the .fitted.yaml that --out writes"
            )


def hindcast(scenario: str, facts: Path, cut: int | None, policy: str, worlds: int, budget: int, seed: int) -> int:
    """Score the model against a table of facts."""
    from sim.calibrate import facts_table, foretell
    from sim.calibrate.hindcast import as_text
    from sim.calibrate.hindcast import hindcast as score

    if worlds < 1 or budget < 0:
        raise UsageError("worlds and budget are whole numbers", cure="give at least one world; budget 0 fits nothing")
    trial = compiled_scenario(scenario).trial
    end = trial.start + trial.turns - 1
    if cut is not None and not trial.start // 4 <= cut + 1 <= end // 4:
        raise UsageError(
            f"`{trial.id}` has no quarters before and after the end of {cut}",
            cure=f"cut at a year from {trial.start // 4 - 1} to {end // 4 - 1}",
        )
    rows = facts_table.read(files.read_text(facts, "the table"), str(facts), foretell.actors(trial))
    told = Stopwatch().note if sys.stderr.isatty() else lambda sets, best: None  # a fit of seconds needs no log
    made = score(trial, rows, cut=cut, policy=policy, worlds=worlds, budget=budget, seed=seed, told=told)
    typer.echo(as_text(made))
    return 0
