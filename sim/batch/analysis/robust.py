"""Takes what every policy came to in every cell, gives which of them bears not knowing the cell: regret, worst case, good enough."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.base.errors import UsageError
from sim.batch.analysis.values import Values
from sim.engine.worlds import Floats
from sim.report.cells import aligned


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

    def choice(self, by: str) -> list[str]:
        """The policies that a rule picks, several if they are equal: `mean`, `worst`, `regret`, `good`."""
        score = {"mean": self.sign * self.mean, "worst": self.sign * self.worst, "regret": -self.regret}
        values = self.good if by == "good" else score[by]
        if values is None:
            return []
        return [name for name, value in zip(self.policies, values, strict=True) if value == values.max()]

    def sentences(self) -> list[str]:
        """What the rules of choice pick, and whether they agree."""
        rules = {"mean": "the best mean", "worst": "the best worst case", "regret": "the smallest largest regret"}
        if self.good is not None:
            rules["good"] = f"the largest share of worlds with {self.number} {self._side} {self.threshold:g}"
        picks = {by: self.choice(by) for by in rules}
        if len({tuple(pick) for pick in picks.values()}) == 1 and len(picks["mean"]) == 1:
            name = picks["mean"][0]
            always = self.regret[self.policies.index(name)] == 0.0
            how = (
                f"It is never behind in any of {self.states:,} {self.of}."
                if always
                else "Every rule of choice picks it."
            )
            return [f"{name} is robust: it has {_listed(list(rules.values()))}. {how}"]
        if all(len(pick) == len(self.policies) for pick in picks.values()):
            return ["All policies come to the same under every rule of choice."]
        return [
            f"{' and '.join(pick)} {'has' if len(pick) == 1 else 'have'} {rules[by]}." for by, pick in picks.items()
        ]

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
        if self.of == "cells":
            return f"states: {self.states:,} cells, each the mean over its worlds"
        return f"states: {self.states:,} worlds, since nothing varies; worst and largest are the mean of a twentieth"

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
    good = None
    if found.threshold is not None:
        good = (found.sign * whole.values >= found.sign * found.threshold).mean(axis=(0, 2))
    return Robustness(
        found.number, found.sign, found.threshold, sheet.policies, size, "cells" if cells else "worlds", states.mean(axis=1),
        found.sign * np.sort(gain, axis=1)[:, :tail].mean(axis=1), np.sort(regret, axis=1)[:, size - tail :].mean(axis=1),
        regret.mean(axis=1), (best / best.sum(axis=0)).mean(axis=1), good,
    )  # fmt: skip


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
