"""Takes what every policy came to in every cell, gives which of them bears not knowing the cell: regret, worst case, good enough."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.base.errors import UsageError
from sim.batch.analysis.values import Values
from sim.engine.worlds import Bools, Floats
from sim.report.cells import aligned

REDRAWN = 400  # times that the worlds are drawn anew, fewer where they are many
WORK = 5e8  # worlds of all cells and policies that may be looked at for it
SURE = 0.95  # share of the redraws from which on a choice is told without a doubt

Picks = Mapping[str, tuple[str, ...]]  # rule of choice -> the policies that it picks


@dataclass(frozen=True, slots=True, eq=False)
class Robustness:
    """Policies over states of the world: the cells of the design, or where nothing varies the worlds themselves.

    All in the unit of the number. Sources: Savage 1951 (regret), Wald 1950 (maximin), Simon 1956 and Lempert et al. 2003
    (satisficing).
    """

    number: str
    sign: int
    threshold: float | None
    policies: tuple[str, ...]
    states: int
    of: str  # "cells" or "worlds"
    mean: Floats  # [P]
    worst: Floats  # [P] the worst state: of cells the lowest mean, of worlds the lowest twentieth (their mean)
    regret: (
        Floats  # [P] the largest distance to the best policy of a state; of worlds the mean of the largest twentieth
    )
    mean_regret: Floats  # [P]
    best_in: Floats  # [P] share of the states in which it is the best; equals share the state
    good: Floats | None  # [P] share of all worlds in which the threshold is reached
    redrawn: tuple[
        Picks, ...
    ] = ()  # what the rules pick when the worlds are drawn anew (bootstrap: Efron 1979); none for one world

    def choice(self, by: str) -> list[str]:
        """The policies that a rule picks, several if they are equal: `mean`, `worst`, `regret`, `good`."""
        values = {
            "mean": self.sign * self.mean,
            "worst": self.sign * self.worst,
            "regret": -self.regret,
            "good": self.good,
        }[by]
        return [] if values is None else list(_best(self.policies, values))

    def held(self, *rules: str) -> float:
        """Share of the redraws in which these rules pick what they pick here, alone or among equals."""
        here = {by: set(self.choice(by)) for by in rules}
        return sum(all(here[by] <= set(picks[by]) for by in rules) for picks in self.redrawn) / max(
            len(self.redrawn), 1
        )

    def sentences(self) -> list[str]:
        """What the rules of choice pick, whether they agree, and whether other worlds would have them pick something else."""
        rules = {"mean": "the best mean", "worst": "the best worst case", "regret": "the smallest largest regret"}
        if self.good is not None:
            rules["good"] = f"the largest share of worlds with {self.number} {self._side} {self.threshold:g}"
        picks = {by: self.choice(by) for by in rules}
        if all(len(pick) == len(self.policies) for pick in picks.values()):
            return ["All policies come to the same under every rule of choice."]
        always = [name for name in self.policies if all(name in pick for pick in picks.values())]
        if len(always) == 1:
            name = always[0]
            has = []
            for by, pick in picks.items():
                others = [other for other in pick if other != name]
                has.append(f"together with {_listed(others)} {rules[by]}" if others else rules[by])
            never = self.regret[self.policies.index(name)] == 0.0
            how = (
                f"It is never behind in any of {self.states:,} {self.of}."
                if never
                else "Every rule of choice picks it."
            )
            doubt = self._doubt(*rules)
            return [
                f"{name} is robust: it has {_listed(has)}. {how}",
                *([f"But not surely: all of them pick it{doubt}."] if doubt else []),
            ]
        return [
            f"{' and '.join(pick)} {'has' if len(pick) == 1 else 'have'} {rules[by]}"
            f"{',' if self._doubt(by) else ''}{self._doubt(by)}."
            for by, pick in picks.items()
        ]

    def _doubt(self, *rules: str) -> str:
        share = self.held(*rules)
        if not self.redrawn or share >= SURE:
            return ""
        return f" only in {100 * share:.0f} % of {len(self.redrawn)} redraws of the worlds"

    @property
    def _side(self) -> str:
        return "at least" if self.sign > 0 else "at most"

    def rows(self) -> list[list[str]]:
        """The numbers behind the sentences, under a head; best mean first."""
        head = ["policy", "mean", "worst case", "largest regret", "mean regret", "best in"]
        head += ["good enough"] if self.good is not None else []
        rows = []
        for p in np.argsort(-self.sign * self.mean, kind="stable"):
            row = [self.policies[p], *(f"{x[p]:.2f}" for x in (self.mean, self.worst, self.regret, self.mean_regret))]
            row.append(f"{100 * self.best_in[p]:.0f} %")
            rows.append(row + ([f"{100 * self.good[p]:.1f} %"] if self.good is not None else []))
        return [head, *rows]

    def note(self) -> str:
        """What the states are."""
        sure = (
            f"\na choice without a doubt holds in at least {100 * SURE:.0f} % of {len(self.redrawn)} redraws of the worlds"
            if self.redrawn
            else "\none world tells nothing of luck"
        )
        if self.of == "cells":
            return f"states: {self.states:,} cells, each the mean over its worlds{sure}"
        return (
            f"states: {self.states:,} worlds, since nothing varies; worst and largest are the mean of a twentieth{sure}"
        )

    def text(self) -> str:
        """Sentences, then the table behind them."""
        return "\n".join([*self.sentences(), "", aligned(self.rows()), self.note()])


def robustness(found: Values) -> Robustness:
    """How every policy bears not knowing the state.

    Errors: UsageError for fewer than two policies or no world that all have played.
    """
    sheet, whole = found.sheet, found.whole
    if len(sheet.policies) < 2:
        raise UsageError("one policy alone has no regret", cure="run the batch with two policies or more")
    if not len(whole.worlds):
        raise UsageError("no world was played to its end by every policy")
    cells = sheet.cells > 1
    states = whole.values.mean(axis=2).T if cells else whole.values[0]  # [P, states]
    gain = found.sign * states
    regret = gain.max(axis=0) - gain
    best = gain == gain.max(axis=0)
    size = states.shape[1]
    tail = 1 if cells else max(size // 20, 1)
    good, hits = None, None
    if found.threshold is not None:
        hits = found.sign * whole.values >= found.sign * found.threshold
        good = hits.mean(axis=(0, 2))
    return Robustness(
        found.number, found.sign, found.threshold, sheet.policies, size, "cells" if cells else "worlds", states.mean(axis=1),
        found.sign * np.sort(gain, axis=1)[:, :tail].mean(axis=1), np.sort(regret, axis=1)[:, size - tail :].mean(axis=1),
        regret.mean(axis=1), (best / best.sum(axis=0)).mean(axis=1), good, _redrawn(sheet.policies, found.sign * whole.values, hits),
    )  # fmt: skip


def _redrawn(policies: tuple[str, ...], gain: Floats, hits: Bools | None) -> tuple[Picks, ...]:
    """What the rules pick when as many worlds are drawn anew from those that were played, all cells and policies alike.

    Args:
        gain: [C, P, W] more is better.
        hits: [C, P, W] where the threshold is reached.
    """
    count = gain.shape[2]
    if count < 2:
        return ()
    scores = _of_cells(gain) if gain.shape[0] > 1 else _of_worlds(gain[0])
    dice = np.random.default_rng(1)
    found = []
    for _ in range(int(np.clip(WORK / gain.size, 40, REDRAWN))):
        weight = dice.multinomial(count, np.full(count, 1.0 / count)) / count
        values = scores(weight)
        if hits is not None:
            values["good"] = (hits @ weight).mean(axis=0)
        found.append({by: _best(policies, np.round(score, 9)) for by, score in values.items()})
    return tuple(found)


_Scores = Callable[[Floats], dict[str, Floats]]  # [W] weights of the worlds -> what each rule maximises, [P]


def _of_cells(gain: Floats) -> _Scores:
    def scores(weight: Floats) -> dict[str, Floats]:
        states = gain @ weight
        regret = states.max(axis=1, keepdims=True) - states
        return {"mean": states.mean(axis=0), "worst": states.min(axis=0), "regret": -regret.max(axis=0)}

    return scores


def _of_worlds(gain: Floats) -> _Scores:
    count = gain.shape[1]
    share = max(count // 20, 1) / count
    regret = gain.max(axis=0) - gain
    lowest, largest = np.argsort(gain, axis=1), np.argsort(-regret, axis=1)

    def tail(values: Floats, order: NDArray[np.intp], weight: Floats) -> Floats:
        own = weight[order]
        taken = np.clip(share - (np.cumsum(own, axis=1) - own), 0.0, own)
        mean: Floats = (taken * np.take_along_axis(values, order, axis=1)).sum(axis=1) / share
        return mean

    def scores(weight: Floats) -> dict[str, Floats]:
        return {"mean": gain @ weight, "worst": tail(gain, lowest, weight), "regret": -tail(regret, largest, weight)}

    return scores


def _best(policies: tuple[str, ...], values: Floats) -> tuple[str, ...]:
    return tuple(name for name, value in zip(policies, values, strict=True) if value == values.max())


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
