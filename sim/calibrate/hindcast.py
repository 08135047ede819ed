"""Takes a scenario and a table of facts, gives scores of what the model foretells, beside simple baselines.

With a cut, nothing that happened after it is used: later rows are only scored, targets whose facts were not complete by then are not
fitted, events that the scenario dates later are taken out, and the record's orders end there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim import engine
from sim.calibrate import foretell
from sim.calibrate.distance import AnyCase, cases_of
from sim.calibrate.facts_table import KINDS, Fact
from sim.calibrate.fit import Fit, fit_cases
from sim.calibrate.free import Space
from sim.calibrate.kinds import SCORES, Bench
from sim.calibrate.lessons import Lessons
from sim.calibrate.scores import Score
from sim.engine.worlds import Floats
from sim.policy import Policy
from sim.report.cells import aligned
from sim.report.targets import short
from sim.rulebook.rulebook import Rulebook

FIT_WORLDS = 64  # that each parameter set plays in a fit before the cut


@dataclass(frozen=True, slots=True, eq=False)
class Hindcast:
    """What was scored, and how."""

    scenario: str
    version: str
    cut: int | None
    policy: str
    rows: int
    outside: int  # rows that lie outside the scenario's time
    early: int  # rows up to the cut
    unscored: dict[str, int]  # kind -> rows for which the model or a baseline has nothing to say
    blinded: int  # events that were taken out
    fit: Fit | None
    scores: tuple[Score, ...]
    worlds: int
    seed: int


def hindcast(
    rules: Rulebook,
    rows: Sequence[Fact],
    *,
    cut: int | None,
    policy: str,
    worlds: int,
    budget: int,
    seed: int,
    told: Callable[[int, float], None] = lambda sets, best: None,
) -> Hindcast:
    """Foretell and score.

    Args:
        rules: the `trial` rules of a compiled scenario.
        cut: a year; rows up to its end are learnt from, later ones scored. None: all rows are scored, nothing is fitted.
        policy: who decides for Vietnam, after the cut or from the beginning.
    """
    last = -1 if cut is None else cut * 4 + 3 - rules.start + 1
    inside = [row for row in rows if 1 <= row.quarter - rules.start + 1 <= rules.turns]
    foretell.check_kinds(rules, inside)
    early = [row for row in inside if row.quarter - rules.start + 1 <= last]
    late = [row for row in inside if row.quarter - rules.start + 1 > last]
    blinded, made = 0, None
    if cut is not None:
        rules, blinded = foretell.blind(rules, last)
    who = foretell.player(rules, policy, last)
    params = engine.default_params(rules)
    if cut is not None and budget > 0 and any(p.free for p in rules.parameters):
        cases: list[AnyCase] = [*cases_of([rules], cut * 4 + 3)]
        lessons = Lessons.of(rules, early, policy, last)
        if lessons.targets:
            cases.append(lessons)
        if cases:
            made = fit_cases(Space([rules]), cases, worlds=FIT_WORLDS, budget=budget, seed=seed, told=told)
            params = made.space.params(0, made.sets)
    scores, unscored = _scores(rules, late, early, cut, last, params, worlds, seed, who)
    return Hindcast(
        rules.id, rules.version, cut, who.name, len(rows), len(rows) - len(inside), len(early), unscored, blinded, made,
        tuple(scores), worlds, seed,
    )  # fmt: skip


def _scores(
    rules: Rulebook, late: Sequence[Fact], early: Sequence[Fact], cut: int | None, last: int, params: Floats, worlds: int, seed: int,
    who: Policy,
) -> tuple[list[Score], dict[str, int]]:  # fmt: skip
    """Every score, and how many rows of each kind could not be scored."""
    if not late:
        return [], {}
    sets = params.shape[1]
    seen = foretell.watch(rules, late, params, max(-(-worlds // sets), 1), seed, who)
    bench = Bench(rules, seen, None if cut is None else tuple(early), max(last, 0), seed)
    found: list[Score] = []
    unscored: dict[str, int] = {}
    for kind in KINDS:
        own = [row for row in late if row.kind == kind]
        if own:
            scores, left = SCORES[kind](bench, own)
            found += scores
            if left:
                unscored[kind] = left
    return found, unscored


def as_text(made: Hindcast) -> str:
    """The report in plain characters."""
    lines = [f"{made.scenario} {made.version}, {made.worlds:,} worlds, seed {made.seed}; Vietnam: {made.policy}"]
    scored = made.rows - made.outside - made.early
    if made.cut is None:
        lines.append(
            f"{_rows(made.rows)}, {scored} scored. No cut: the model's numbers may have been chosen with these facts in view."
        )
    else:
        lines.append(
            f"{_rows(made.rows)}: {made.early} up to the end of {made.cut} to learn from, {scored} after it to foretell."
        )
        lines.append(f"{made.blinded} events that the scenario dates after the cut were taken out.")
        if made.fit is None:
            lines.append("Nothing was fitted; all parameters stand at their priors.")
        else:
            lines.append(
                f"Fitted to {len(made.fit.targets)} targets and rows that were known then: {sum(made.fit.hit)} hit, "
                f"loss {made.fit.loss:.3f}, from {made.fit.loss_before:.3f} with the priors; {made.fit.sets.shape[1]} sets foretell."
            )
    if made.outside:
        lines.append(f"{_rows(made.outside)} outside the scenario's time, left out.")
    lines += [
        f"{_rows(n)} of kind `{kind}` with nothing to be compared with, left out." for kind, n in made.unscored.items()
    ]
    table = [["kind", "rows", "measure", "model (95 %)", "baseline", "its score", "model ahead by (95 %)", "verdict"]]
    for s in made.scores:
        beside = (
            [s.baseline, short(s.base), f"{s.ahead:+.3f} ({s.ahead_low:+.3f} to {s.ahead_high:+.3f})"]
            if s.baseline
            else ["-"] * 3
        )
        table.append(
            [s.kind, str(s.rows), s.measure, f"{s.model:.3f} ({s.low:.3f} to {s.high:.3f})", *beside, s.verdict]
        )
    lines += ["", aligned(table, left=len(table[0])) if made.scores else "No row could be scored."]
    return "\n".join(lines)


def _rows(count: int) -> str:
    return f"{count:,} row{'s' * (count != 1)}"
