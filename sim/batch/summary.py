"""Takes the rows of finished blocks one after the other, gives the summary of a batch: means, endings, digest, as text and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from sim.batch.block import Rows
from sim.batch.plan import Plan
from sim.batch.statistics import Moments, wilson
from sim.policy import powers

Cells = list[list[str]]


class Summary:
    """Running sums of a batch, a few kilobytes for any number of worlds."""

    def __init__(self, plan: Plan) -> None:
        rules = plan.rules
        self.plan = plan
        self.worlds = 0
        ids = [outcome.id for outcome in rules.outcomes]
        self.judgements: tuple[str, ...] = tuple(id for id in rules.screen.judgements if id in ids) or tuple(ids)
        self._order = [ids.index(id) for id in self.judgements]
        self._each = [Moments(len(self.judgements)) for _ in plan.policies]
        self._means = Moments(len(plan.policies))
        self._ended = np.zeros((len(plan.policies), len(rules.endings) + 1), dtype=np.int64)
        self._relations = np.zeros((len(plan.policies), len(powers(rules))))
        self._digests = [sha256() for _ in plan.policies]

    def add(self, pieces: Sequence[Rows]) -> None:
        """Take in one block: the rows of every policy, in the order of the policies. Blocks come in their own order."""
        means = np.zeros((len(pieces), len(pieces[0].worlds)))
        for p, rows in enumerate(pieces):
            judged = rows.outcomes[self._order]
            if len(judged):
                means[p] = judged.sum(axis=0) / len(judged)
                self._each[p].add(judged)
            self._ended[p] += np.bincount(rows.ending + 1, minlength=self._ended.shape[1])
            if self._relations.shape[1] == rows.relations.shape[0]:
                self._relations[p] += rows.relations.sum(axis=1)
            self._digests[p].update(rows.digests.astype("<u8").tobytes())
        self._means.add(means)
        self.worlds += means.shape[1]

    @property
    def digest(self) -> str:
        """One hash of everything in every world of every policy; the order in which policies were named does not count."""
        parts = sorted(zip(self.plan.policies, self._digests, strict=True), key=lambda part: part[0])
        return sha256("\n".join(f"{name} {digest.hexdigest()}" for name, digest in parts).encode()).hexdigest()[:32]

    def mean(self, policy: str, judgement: str | None = None) -> tuple[float, float]:
        """The mean of one judgement (None: of their mean) and half its 95 % interval."""
        p = self.plan.policies.index(policy)
        if judgement is None:
            return float(self._means.mean[p]), self._means.half_width(p)
        j = self.judgements.index(judgement)
        return float(self._each[p].mean[j]), self._each[p].half_width(j)

    def best(self) -> str:
        """The policy with the highest mean of the judgements."""
        return self.plan.policies[int(self._means.mean.argmax())]

    def behind(self, policy: str) -> tuple[float, float]:
        """How far a policy is from the best in the mean of the judgements, world by world, and half its 95 % interval."""
        names = self.plan.policies
        return self._means.difference(names.index(policy), names.index(self.best()))

    def ended(self, policy: str) -> dict[str, int]:
        """How many worlds of a policy ended in which way; the empty name counts those that lived to the last turn."""
        names = ["", *(ending.id for ending in self.plan.rules.endings)]
        return {name: int(n) for name, n in zip(names, self._ended[self.plan.policies.index(policy)], strict=True)}

    def text(self) -> str:
        """The tables and the line `digest: HEX`, in plain characters; best policy first."""
        rules = self.plan.rules
        ranked = sorted(self.plan.policies, key=lambda name: -self.mean(name)[0])
        parts = [
            f"{rules.id} {rules.version}, {self.worlds:,} worlds each, seed {self.plan.seed}"
            + (f", {' '.join(self.plan.settings)}" if self.plan.settings else "")
            + (f", {self.plan.params.shape[1]} parameter sets" if self.plan.params.shape[1] > 1 else "")
        ]
        if self.judgements:
            head = ["policy", *self.judgements, "mean", "to the best"]
            body = [
                [name, *(_pm(*self.mean(name, j)) for j in self.judgements), _pm(*self.mean(name)), self._gap(name)]
                for name in ranked
            ]
            parts += ["", "mean and 95 % interval over the worlds", _table([head, *body])]
        body = [[name, *(self._share(name, n) for n in self.ended(name).values())] for name in ranked]
        parts += [
            "",
            "endings in % of the worlds, with 95 % interval",
            _table([["policy", "to the end", *list(self.ended(ranked[0]))[1:]], *body]),
        ]
        if self._relations.size:
            at = {name: self._relations[self.plan.policies.index(name)] / self.worlds for name in ranked}
            body = [[name, *(f"{x:.1f}" for x in at[name])] for name in ranked]
            parts += ["", f"{rules.screen.relations} at the end, mean", _table([["policy", *powers(rules)], *body])]
        return "\n".join([*parts, "", f"digest: {self.digest}"])

    def csv(self) -> str:
        """The summary as tidy rows: policy, number, mean, low, high."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["policy", "number", "mean", "low", "high", "worlds"])
        for name in self.plan.policies:
            for label, judgement in [*((j, j) for j in self.judgements), ("mean", None)]:
                mean, half = self.mean(name, judgement)
                writer.writerow([name, label, f"{mean:.6g}", f"{mean - half:.6g}", f"{mean + half:.6g}", self.worlds])
            for ending, hits in self.ended(name).items():
                low, high = wilson(hits, self.worlds)
                writer.writerow(
                    [
                        name,
                        f"ending.{ending or 'none'}",
                        f"{hits / self.worlds:.6g}",
                        f"{low:.6g}",
                        f"{high:.6g}",
                        self.worlds,
                    ]
                )
        return out.getvalue()

    def _gap(self, name: str) -> str:
        return "best" if name == self.best() else _pm(*self.behind(name))

    def _share(self, name: str, hits: int) -> str:
        low, high = wilson(hits, self.worlds)
        return f"{100 * hits / self.worlds:.1f} ({100 * low:.1f}-{100 * high:.1f})"


def _pm(mean: float, half: float) -> str:
    return f"{mean:.2f} ±{half:.2f}" if half != float("inf") else f"{mean:.2f} ±?"


def _table(cells: Cells) -> str:
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in cells
    )
