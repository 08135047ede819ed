"""Takes what was seen in the worlds and the rows of one kind, gives their scores: the measures and baselines of each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.calibrate import foretell
from sim.calibrate.facts_table import Fact
from sim.calibrate.foretell import Seen
from sim.calibrate.scores import Score, brier, judge, kendall, log_loss, mean, right, root
from sim.engine.worlds import Floats
from sim.rulebook.rulebook import Rulebook

Scored = tuple[list[Score], int]  # and how many rows could not be scored


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What every kind is scored with."""

    rules: Rulebook
    seen: Seen
    early: tuple[Fact, ...] | None  # rows before the cut; None: no cut, baselines learn from all other rows
    cut: int  # the last turn that is known, 0 without a cut
    seed: int

    def turn(self, row: Fact) -> int:
        """The turn of a row."""
        return row.quarter - self.rules.start + 1

    def known(self, rows: Sequence[Fact], i: int) -> list[Fact]:
        """What a baseline may learn from when it foretells row `i`."""
        if self.early is not None:
            return [row for row in self.early if row.kind == rows[i].kind]
        return [row for j, row in enumerate(rows) if j != i]


def vote_scores(bench: Bench, rows: Sequence[Fact]) -> Scored:
    """Brier, log loss and accuracy of roll calls; beside climatology and always abstaining."""
    happened = np.array([int(row.value) - 1 for row in rows])
    model = np.array([foretell.vote(bench.seen, row, bench.turn(row)).mean(axis=1) for row in rows])
    habit = np.array([_frequencies([int(k.value) - 1 for k in bench.known(rows, i)], 3) for i in range(len(rows))])
    abstain = np.tile([0.0, 1.0, 0.0], (len(rows), 1))
    found = []
    for name, score in (("Brier", brier), ("log loss", log_loss)):
        baselines = {"climatology": mean(score(habit, happened)), "always abstain": mean(score(abstain, happened))}
        found += judge("vote", name, len(rows), mean(score(model, happened)), baselines, bench.seed)
    hits = {"climatology": mean(right(habit, happened)), "always abstain": mean(right(abstain, happened))}
    found += judge("vote", "accuracy", len(rows), mean(right(model, happened)), hits, bench.seed, high_is_good=True)
    return found, 0


def tier_scores(bench: Bench, rows: Sequence[Fact]) -> Scored:
    """Kendall's tau of the order, and Brier per year of "has reached the step"; beside a constant hazard."""
    rules, seen = bench.rules, bench.seen
    due = [row for row in rows if float(foretell.reached_by(seen, row, 0).mean()) < 1.0]
    if not due:
        return [], len(rows)
    actual = np.array([float(bench.turn(row)) for row in due])
    told = np.array([foretell.expected_turn(seen, row, rules.turns) for row in due])
    found = judge("tier", "Kendall's tau", len(due), lambda pick: kendall(actual[pick], told[pick]), {}, bench.seed)
    first_year = (rules.start + bench.cut) // 4
    years = range(first_year, (rules.start + rules.turns - 1) // 4 + 1)
    model, hazard = np.zeros(len(due)), np.zeros(len(due))
    for i, row in enumerate(due):
        rate = _yearly_hazard(bench, bench.known(due, i), len(due))
        for passed, year in enumerate(years, start=1):
            turn = min(year * 4 + 3 - rules.start + 1, rules.turns)
            is_so = float(bench.turn(row) <= turn)
            model[i] += (float(foretell.reached_by(seen, row, turn).mean()) - is_so) ** 2 / len(years)
            hazard[i] += (1.0 - (1.0 - rate) ** passed - is_so) ** 2 / len(years)
    found += judge("tier", "Brier per year", len(due), mean(model), {"constant hazard": mean(hazard)}, bench.seed)
    return found, len(rows) - len(due)


def incident_scores(bench: Bench, rows: Sequence[Fact]) -> Scored:
    """Brier per quarter; beside a constant hazard. The table is taken as complete from its first row of this kind to its last."""
    turns = range(bench.cut + 1 if bench.cut else min(map(bench.turn, rows)), max(map(bench.turn, rows)) + 1)
    happened = _had_one(bench, rows, turns)
    model = np.array([float(foretell.incident(bench.seen, turn).mean()) for turn in turns])
    if bench.early is not None:
        own = [row for row in bench.early if row.kind == "incident"]
        past = _had_one(bench, own, range(min(map(bench.turn, own), default=bench.cut + 1), bench.cut + 1))
        base = np.full(len(turns), (past.sum() + 0.5) / (len(past) + 1.0))
    else:
        base = (happened.sum() - happened + 0.5) / len(happened)
    baselines = {"constant hazard": mean((base - happened) ** 2)}
    return judge("incident", "Brier per quarter", len(turns), mean((model - happened) ** 2), baselines, bench.seed), 0


def visit_scores(bench: Bench, rows: Sequence[Fact]) -> Scored:
    """Brier of "a rival's top visit follows within two quarters"; beside the frequency."""
    everyone = sorted([*rows, *(row for row in bench.early or () if row.kind == "visit")], key=lambda row: row.date)
    due = [row for row in rows if bench.turn(row) + 2 <= bench.rules.turns]
    if not due:
        return [], len(rows)
    happened = np.array([float(is_followed(row, everyone)) for row in due])
    members = foretell.actors(bench.rules)["visit"]
    model = np.array(
        [float(foretell.followed(bench.seen, members.index(row.actor), bench.turn(row)).mean()) for row in due]
    )
    base = np.zeros(len(due))
    for i in range(len(due)):
        known = [row for row in bench.known(due, i) if not bench.cut or bench.turn(row) + 2 <= bench.cut]
        past = [float(is_followed(row, everyone)) for row in known]
        base[i] = (sum(past) + 0.5) / (len(past) + 1.0)
    baselines = {"frequency": mean((base - happened) ** 2)}
    return judge(
        "visit", "Brier", len(due), mean((model - happened) ** 2), baselines, bench.seed
    ), len(rows) - len(due)  # fmt: skip


def share_scores(bench: Bench, rows: Sequence[Fact]) -> Scored:
    """Root mean square error of shares; beside persistence: the last share of that actor that is known."""
    kind = rows[0].kind
    members = foretell.actors(bench.rules)[kind]
    tell = foretell.arms_share if kind == "arms_share" else foretell.trade_share
    model, base = [], []
    for i, row in enumerate(rows):
        before = [k for k in bench.known(rows, i) if k.actor == row.actor and k.quarter < row.quarter]
        share = tell(bench.seen, members.index(row.actor), bench.turn(row))
        told = float(np.nanmean(share)) if not np.isnan(share).all() else np.nan
        if before and not np.isnan(told):
            model.append((told - row.value) ** 2)
            base.append((max(before, key=lambda k: k.quarter).value - row.value) ** 2)
    if not model:
        return [], len(rows)
    baselines = {"persistence": root(np.array(base))}
    return judge(kind, "RMSE", len(model), root(np.array(model)), baselines, bench.seed), len(rows) - len(model)


def is_followed(row: Fact, everyone: Sequence[Fact]) -> bool:
    """Whether another's visit follows a visit within two quarters."""
    return any(
        other.actor != row.actor and other.date > row.date and other.quarter - row.quarter <= 2 for other in everyone
    )


def _had_one(bench: Bench, rows: Sequence[Fact], turns: range) -> Floats:
    """[turns] 1 where a row tells of an incident."""
    had = {bench.turn(row) for row in rows if row.value > 0}
    return np.array([float(turn in had) for turn in turns])


def _frequencies(seen: Sequence[int], options: int) -> Floats:
    """[options] how often each occurred, one of each added, so that nothing is impossible."""
    found: Floats = (np.bincount(np.array(seen, dtype=np.intp), minlength=options) + 1.0) / (len(seen) + options)
    return found


def _yearly_hazard(bench: Bench, known: Sequence[Fact], waiting: int) -> float:
    """Steps a year among the known rows and, up to a cut, among those that wait; half a step in one year is added."""
    years = sum(bench.turn(row) / 4 for row in known) + waiting * bench.cut / 4
    return float((len(known) + 0.5) / (years + 1.0))


SCORES: dict[str, Callable[[Bench, Sequence[Fact]], Scored]] = {
    "vote": vote_scores, "tier": tier_scores, "arms_share": share_scores, "trade_share": share_scores,
    "incident": incident_scores, "visit": visit_scores,
}  # fmt: skip
