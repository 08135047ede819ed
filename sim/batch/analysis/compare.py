"""Takes the same worlds under two policies (or in two batches), gives who is ahead, by how much, and whether chance could do that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log10, sqrt

import numpy as np

from sim.base.errors import UsageError
from sim.base.statistics import enough, holm, p_value, student, wilson
from sim.batch.analysis.values import Values
from sim.engine.worlds import Floats, Ids
from sim.report.cells import aligned, plus_minus

FALSE_ALARM = 0.05


@dataclass(frozen=True, slots=True)
class Contest:
    """One pair, world by world. With several cells a world counts by its mean over them, since cells share their luck."""

    one: str
    other: str
    number: str
    sign: int
    worlds: int
    mean: tuple[float, float]  # of each
    gap: float  # one less the other
    half: float  # half of its 95 % interval
    deviation: float  # of the difference, from world to world
    better: int  # worlds in which `one` does better, of `worlds`
    worse: int
    chance: float  # p-value, raised for the number of comparisons made together (Holm)
    paired: bool = True
    by_set: tuple[float, ...] = ()  # the gap under each parameter set, where worlds share several out

    @property
    def same(self) -> bool:
        """Whether not one world tells them apart."""
        return self.gap == 0.0 and self.deviation == 0.0

    @property
    def told(self) -> bool:
        """Whether the difference is more than chance would do once in twenty."""
        return not self.same and self.chance < FALSE_ALARM

    @property
    def needed(self) -> float:
        """Worlds that suffice to tell a difference of this size, four times in five."""
        return enough(self.gap, self.deviation)

    def sentence(self) -> str:
        """The finding as a person would say it."""
        if self.worlds < 2:
            return f"{self.worlds} world is too few to compare {self.one} and {self.other}."
        if self.same:
            return f"{self.one} and {self.other} come to the same {self.number} in every one of {self.worlds:,} worlds."
        by = f"{self.number} {plus_minus(self.gap, self.half)}"
        if not self.told:
            need = f"about {rounded(self.needed)} worlds would tell one of this size" if self.gap else "none was seen"
            return f"No difference between {self.one} and {self.other} can be told in {self.worlds:,} worlds ({by}); {need}."
        ahead = self.sign * self.gap > 0
        first, second = (self.one, self.other) if ahead else (self.other, self.one)
        shown = by if ahead else f"{self.number} {plus_minus(-self.gap, self.half)}"
        if not self.paired:
            return f"{first} is ahead of {second}; difference {shown}. Their worlds differ, so they are compared as wholes."
        hits = self.better if ahead else self.worse
        low, high = wilson(hits, self.worlds)
        share = f"{percent(hits, self.worlds)} % of worlds ({span(low, high)} %)"
        mostly = "beats" if hits * 2 > self.worlds else "is ahead of"
        return (
            f"{first} {mostly} {second} in {share}; difference {shown}; "
            f"{rounded(self.needed)} worlds would have sufficed.{self._over_sets(first, 1 if ahead else -1)}"
        )

    def _over_sets(self, first: str, turned: int) -> str:
        """In how many parameter sets it is so, and between which ends: what more worlds do not shrink."""
        if not self.by_set:
            return ""
        gaps = [turned * gap for gap in self.by_set]
        held = sum(turned * self.sign * gap > 0 for gap in self.by_set)
        return f" {first} is ahead in {held} of {len(gaps)} parameter sets ({min(gaps):.2f} to {max(gaps):.2f})."


def contest(
    one: Floats, other: Floats, names: tuple[str, str], number: str, sign: int = 1, *, paired: bool = True
) -> Contest:
    """Compare two columns of worlds.

    Args:
        one, other: [W] the same worlds in the same order, or (not paired) any worlds; without NaN.
        names: what they are called.
        sign: -1 where less is better.
    """
    means = float(one.mean()), float(other.mean())
    gap = means[0] - means[1]
    if not paired:  # Welch 1947
        parts = [float(x.var(ddof=1)) / len(x) if len(x) > 1 else float("inf") for x in (one, other)]
        error = sqrt(sum(parts))
        freedom = sum(parts) ** 2 / max(
            sum(v**2 / (len(x) - 1) for v, x in zip(parts, (one, other), strict=True)), 1e-300
        )
        count = min(len(one), len(other))
        deviation = error * sqrt(count)
        better = worse = 0
    else:
        difference = one - other
        count = len(difference)
        deviation = float(difference.std(ddof=1)) if count > 1 else float("inf")
        if count > 1 and (difference == difference[0]).all():
            gap, deviation = float(difference[0]), 0.0
        error, freedom = deviation / sqrt(count), float(count - 1)
        better, worse = int((sign * difference > 0).sum()), int((sign * difference < 0).sum())
    half = student(max(int(freedom), 1)) * error if count > 1 else float("inf")
    t = 0.0 if gap == 0.0 else float("inf") if error == 0.0 else gap / error
    chance = p_value(t, freedom) if count > 1 else 1.0
    return Contest(*names, number, sign, count, means, gap, half, deviation, better, worse, chance, paired)


def contests(found: Values, names: tuple[str, ...] = ()) -> list[Contest]:
    """Two policies of a batch, or (with fewer than two names) the best, or the one that is named, against every other.

    Errors: UsageError for a policy that did not play or fewer than two policies.
    """
    sheet, whole = found.sheet, found.whole
    if len(sheet.policies) < 2:
        raise UsageError("one policy alone cannot be compared", cure="run the batch with two, or give a second folder")
    if not len(whole.worlds):
        raise UsageError("no world was played to its end by every policy")
    by_world = whole.values.mean(axis=0)
    places = [sheet.policy(name) for name in names]
    if len(places) < 2:
        best = places[0] if places else int((found.sign * by_world.mean(axis=1)).argmax())
        rest = sorted(set(range(len(by_world))) - {best}, key=lambda p: -found.sign * by_world[p].mean())
        pairs = [(best, p) for p in rest]
    else:
        pairs = [(p, q) for i, p in enumerate(places) for q in places[i + 1 :]]
    made = [
        replace(
            contest(by_world[p], by_world[q], (sheet.policies[p], sheet.policies[q]), found.number, found.sign),
            by_set=_by_set(by_world[p] - by_world[q], whole.worlds, sheet.sets),
        )
        for p, q in pairs
    ]
    return together(made)


def _by_set(gaps: Floats, worlds: Ids, sets: int) -> tuple[float, ...]:
    """The mean gap under each parameter set: a world plays under the set of its number modulo their count."""
    if sets < 2:
        return ()
    place = (worlds % np.uint64(sets)).astype(np.intp)
    count = np.bincount(place, minlength=sets)
    sums = np.bincount(place, gaps, sets)
    return tuple((sums[count > 0] / count[count > 0]).tolist())


def between(one: Values, other: Values, labels: tuple[str, str], policies: tuple[str, ...] = ()) -> list[Contest]:
    """Every policy that played in both of two batches (or those that are named), in the one against in the other.

    Worlds are compared one by one where both batches share seed and numbers, else as wholes.
    Errors: UsageError if no policy played in both, or the numbers differ.
    """
    for name in policies:
        one.sheet.policy(name), other.sheet.policy(name)
    common = [name for name in policies or one.sheet.policies if name in other.sheet.policies]
    if not common:
        raise UsageError("no policy played in both batches", cure=f"they are: {', '.join(one.sheet.policies)}")
    paired = one.sheet.seed == other.sheet.seed and one.sheet.luck == other.sheet.luck
    _, mine, theirs = np.intersect1d(one.worlds, other.worlds, return_indices=True)
    paired = paired and len(mine) > 1
    made = []
    for name in common:
        columns = []
        for found, at in ((one, mine), (other, theirs)):
            column = found.values[:, found.sheet.policy(name)].mean(axis=0)
            columns.append(column[at] if paired else column)
        if paired:
            both = ~np.isnan(columns[0] + columns[1])
            columns = [column[both] for column in columns]
        else:
            columns = [column[~np.isnan(column)] for column in columns]
        if min(len(column) for column in columns) < 1:
            raise UsageError(f"no world of `{name}` was played to its end in both batches")
        titles = (f"{name} in {labels[0]}", f"{name} in {labels[1]}")
        made.append(contest(columns[0], columns[1], titles, one.number, one.sign, paired=paired))
        if paired and one.sheet.sets == other.sheet.sets:
            by_set = _by_set(columns[0] - columns[1], one.worlds[mine][both], one.sheet.sets)
            made[-1] = replace(made[-1], by_set=by_set)
    return together(made)


def cells(found: Values, one: int, other: int, policies: tuple[str, ...] = ()) -> list[Contest]:
    """What a change of the cell does to every policy, or to those that are named: one cell against another, world by world.

    Errors: UsageError for a cell or policy that does not exist.
    """
    return between(found.at(one), found.at(other), (f"cell {one}", f"cell {other}"), policies)


def together(made: list[Contest]) -> list[Contest]:
    """Raise the p-values for being looked at together."""
    return [replace(c, chance=p) for c, p in zip(made, holm([c.chance for c in made]), strict=True)]


def rows(made: list[Contest]) -> list[list[str]]:
    """The numbers behind the sentences, under a head."""
    head = ["policy", "against", "worlds", "mean", "its mean", "difference", "better in", "chance"]
    body = [
        [
            c.one, c.other, f"{c.worlds:,}", f"{c.mean[0]:.2f}", f"{c.mean[1]:.2f}", plus_minus(c.gap, c.half),
            f"{100 * c.better / c.worlds:.1f} %" if c.paired else "-", "-" if c.same else chance_text(c.chance),
        ]
        for c in made
    ]  # fmt: skip
    return [head, *body]


def text(made: list[Contest]) -> str:
    """Sentences, then the table behind them."""
    note = f"\nchance: p-values of {len(made)} comparisons together, after Holm" if len(made) > 1 else ""
    return "\n".join([*(c.sentence() for c in made), "", aligned(rows(made))]) + note


def percent(hits: int, count: int) -> str:
    """A share in whole per cent; `100` is all and `0` is none."""
    share = 100 * hits / count
    return ">99" if share >= 99.5 and hits < count else "<1" if share < 0.5 and hits else f"{share:.0f}"


def span(low: float, high: float) -> str:
    """An interval of a share in per cent, with so many figures that its ends differ."""
    for digits in range(4):
        ends = f"{100 * low:.{digits}f}", f"{100 * high:.{digits}f}"
        if ends[0] != ends[1]:
            break
    return "-".join(end.rstrip("0").rstrip(".") if "." in end else end for end in ends)


def chance_text(chance: float) -> str:
    """A p-value; small ones as a bound."""
    return "<0.001" if chance < 0.001 else f"{chance:.3f}"


def rounded(count: float) -> str:
    """A number of worlds, rounded up to two figures."""
    if count == float("inf"):
        return "no number of"
    digits = max(int(log10(max(count, 1.0))) - 1, 0)
    return f"{-(-int(count) // 10**digits) * 10**digits:,}"
