"""Takes finished blocks one after the other, gives the summary of a batch: means, endings, digest, as text and CSV."""

from __future__ import annotations

import csv
import io
from hashlib import sha256

import numpy as np

from sim.base.statistics import wilson
from sim.batch.crew import FEW, Done, read_back
from sim.batch.results import Results
from sim.batch.sheet import Sheet
from sim.batch.sums import Sums
from sim.report.cells import aligned, plus_minus

MOST_LINES = 60  # of one table; beyond, what lies between the cells is told


class Summary:
    """Running sums of a batch, a few kilobytes for each cell and policy and any number of worlds."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.worlds = 0
        self.blocks = 0
        self.sums = Sums.empty(sheet)
        self.failures: list[tuple[int, int, int, str]] = []  # (cell, policy, world, reason), the first few
        self._digests = [sha256() for _ in range(sheet.pairs)]

    @classmethod
    def of(cls, results: Results) -> Summary:
        """The sums of all finished blocks of a folder."""
        summary = cls(results.sheet)
        for receipt in results.receipts:
            summary.add(read_back(results.folder, results.sheet, receipt))
        return summary

    def add(self, done: Done) -> None:
        """Take in one block. Blocks come in their own order."""
        self.sums.add(done.sums)
        for digest, worlds in zip(self._digests, done.digests.reshape(self.sheet.pairs, -1), strict=True):
            digest.update(worlds.astype("<u8").tobytes())
        self.failures += done.failures[: FEW - len(self.failures)]
        self.worlds += done.digests.shape[2]
        self.blocks += 1

    @property
    def digest(self) -> str:
        """One hash of everything in every world of every cell and policy; the order in which policies were named does not count."""
        cells, names = self.sheet.cells, self.sheet.policies
        labels = [name if cells == 1 else f"{name} {cell}" for cell in range(cells) for name in names]
        parts = sorted(zip(labels, self._digests, strict=True), key=lambda part: part[0])
        return sha256("\n".join(f"{name} {digest.hexdigest()}" for name, digest in parts).encode()).hexdigest()[:32]

    @property
    def failed(self) -> int:
        """Worlds that could not be played, over all cells and policies."""
        return int(self.sums.failed.sum())

    def mean(self, policy: str, number: str = "", cell: int = 0) -> tuple[float, float]:
        """The mean of a number (by default the main outcome) and half its 95 % interval; NaN if no world came to an end."""
        p, k = self.sheet.policy(policy), self.sheet.number(number or self.sheet.main)
        if not self.sums.count[cell, p]:
            return float("nan"), float("inf")
        return float(self.sums.mean[cell, p, k]), self.sums.half_width(cell, p, k)

    def over_sets(self, policy: str, cell: int = 0) -> tuple[float, float] | None:
        """The lowest and the highest mean of the main outcome under one parameter set; None where there is but one."""
        p = self.sheet.policy(policy)
        means = self.sums.set_mean[cell, p][self.sums.set_count[cell, p] > 0]
        return (float(means.min()), float(means.max())) if len(means) > 1 else None

    def best(self, cell: int = 0) -> str:
        """The policy that does best in the main outcome."""
        means = self.sums.pair_mean[cell]
        return self.sheet.policies[int(means.argmin() if self._less else means.argmax())]

    def behind(self, policy: str, cell: int = 0) -> tuple[float, float]:
        """How far a policy is from the best in the main outcome, world by world, and half its 95 % interval."""
        return self.sums.difference(cell, self.sheet.policy(policy), self.sheet.policy(self.best(cell)))

    def ended(self, policy: str, cell: int = 0) -> dict[str, int]:
        """How many worlds of a policy ended in which way; the empty name counts those that lived to the last turn."""
        counts = self.sums.endings[cell, self.sheet.policy(policy)]
        return {name: int(n) for name, n in zip(("", *self.sheet.endings), counts, strict=True)}

    def now(self) -> str:
        """The main outcome so far, in a few words for progress; empty before there is one."""
        sheet = self.sheet
        if not sheet.main or self.worlds < 2:
            return ""
        best = self.best()
        where = best if sheet.cells == 1 else f"{best}, cell 0"
        return f"{sheet.main} {plus_minus(*self.mean(best, sheet.main))} ({where})"

    def text(self) -> str:
        """The tables and the line `digest: HEX`, in plain characters; best policy first."""
        sheet = self.sheet
        parts = [
            f"{sheet.scenario} {sheet.version}, {self.worlds:,} worlds each, seed {sheet.seed}"
            + (f", {' '.join(sheet.settings)}" if sheet.settings else "")
            + (f", {sheet.sets} parameter sets" if sheet.sets > 1 else "")
            + (f", {sheet.cells:,} cells ({sheet.design.kind})" if sheet.cells > 1 else "")
        ]
        parts += self._one_cell() if sheet.cells == 1 else self._many_cells()
        return "\n".join([*parts, *self._told_failures(), "", f"digest: {self.digest}"])

    def csv(self) -> str:
        """The summary as tidy rows: cell, varied parameters, policy, number, mean, low, high, worlds.

        Low and high are the ends of the 95 % interval; of `NUMBER.sets` the lowest and highest mean under one parameter set, and
        `worlds` counts the sets.
        """
        sheet = self.sheet
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["cell", *sheet.varied, "policy", "number", "mean", "low", "high", "worlds"])
        for cell in range(sheet.cells):
            values = [f"{value:.10g}" for value in sheet.design.cells[cell]]
            for p, name in enumerate(sheet.policies):
                count = int(self.sums.count[cell, p])
                lead = [cell, *values, name]
                for k, number in enumerate(sheet.numbers if count else ()):
                    mean, half = float(self.sums.mean[cell, p, k]), self.sums.half_width(cell, p, k)
                    writer.writerow([*lead, number, f"{mean:.6g}", f"{mean - half:.6g}", f"{mean + half:.6g}", count])
                ends = self.over_sets(name, cell) if self.sets_head else None
                if ends is not None:
                    held = self.sums.set_mean[cell, p][self.sums.set_count[cell, p] > 0]
                    row = [f"{sheet.main}.sets", f"{held.mean():.6g}", f"{ends[0]:.6g}", f"{ends[1]:.6g}", len(held)]
                    writer.writerow([*lead, *row])
                shares = {f"ending.{ending or 'none'}": hits for ending, hits in self.ended(name, cell).items()}
                shares["failed"] = int(self.sums.failed[cell, p])
                for label, hits in shares.items():
                    of = self.worlds if label == "failed" else count
                    if of:
                        low, high = wilson(hits, of)
                        writer.writerow([*lead, label, f"{hits / of:.6g}", f"{low:.6g}", f"{high:.6g}", of])
        return out.getvalue()

    @property
    def _less(self) -> bool:
        """Whether less of the main outcome is better."""
        return bool(self.sheet.goals) and self.sheet.goals[0].goal == "less"

    @property
    def shown(self) -> tuple[str, ...]:
        """The numbers of the first table: those that have a goal, else the judgements and their mean."""
        sheet = self.sheet
        if sheet.goals:
            return tuple(dict.fromkeys(goal.outcome for goal in sheet.goals))
        return (*sheet.judgements, *(["mean"] if sheet.has_mean else []))

    def ranked(self, cell: int = 0) -> list[str]:
        """The policies, the best in the main outcome first."""
        sheet = self.sheet
        if not sheet.main:
            return list(sheet.policies)
        sign = 1.0 if self._less else -1.0
        return sorted(
            sheet.policies,
            key=lambda name: sign * np.nan_to_num(self.mean(name, sheet.main, cell)[0], nan=-sign * 1e300),
        )

    def _one_cell(self) -> list[str]:
        sheet = self.sheet
        parts = []
        ranked = self.ranked()
        if self.shown:
            head = ["policy", *self.shown, "to the best", *self.sets_head]
            body = [
                [name, *(plus_minus(*self.mean(name, j)) for j in self.shown), self._gap(name), *self.sets(name)]
                for name in ranked
            ]
            parts += ["", "mean and 95 % interval over the worlds", aligned([head, *body]), *self.sets_note]
        body = [[name, *(self._share(name, n) for n in self.ended(name).values())] for name in ranked]
        parts += [
            "",
            "endings in % of the worlds, with 95 % interval",
            aligned([["policy", "to the end", *sheet.endings], *body]),
        ]
        if sheet.powers:
            body = [[name, *(f"{self.mean(name, relation)[0]:.1f}" for relation in sheet.relations)] for name in ranked]
            parts += ["", f"{sheet.relation} at the end, mean", aligned([["policy", *sheet.powers], *body])]
        return parts

    def _many_cells(self) -> list[str]:
        """A line for each cell and policy while they fit a page, else what lies between the cells."""
        sheet, shown = self.sheet, self.shown
        if sheet.pairs <= MOST_LINES:
            body = [
                [
                    *(str(cell), *(f"{value:g}" for value in sheet.design.cells[cell]), name),
                    *(*(plus_minus(*self.mean(name, j, cell)) for j in shown), self._gap(name, cell)),
                    *self.sets(name, cell),
                ]
                for cell in range(sheet.cells)
                for name in self.ranked(cell)
            ]
            varied = [f"{v.name} times" if v.times else v.name for v in sheet.design.varied]
            head = ["cell", *varied, "policy", *shown, "to the best", *self.sets_head]
            lead = "mean and 95 % interval over the worlds of each cell"
            return ["", lead, aligned([head, *body]), *self.sets_note]
        body = []
        wins = [sum(self.best(cell) == name for cell in range(sheet.cells)) for name in sheet.policies]
        for p, name in enumerate(sheet.policies):
            spans = []
            for number in shown:
                means = self.sums.mean[:, p, sheet.number(number)]
                spans.append(f"{means.mean():.2f} ({means.min():.2f} to {means.max():.2f})")
            body.append([name, *spans, f"{100 * wins[p] / sheet.cells:.0f} %"])
        head = ["policy", *shown, "best in"]
        return ["", "mean over the cells (lowest to highest cell), and where it is the best", aligned([head, *body])]

    @property
    def sets_head(self) -> list[str]:
        """The head of a column for what parameter sets differ by; none where there is but one set."""
        return [f"{self.sheet.main} over the sets"] if self.sheet.sets > 1 and self.sheet.main else []

    def sets(self, name: str, cell: int = 0) -> list[str]:
        """The cell of that column: the lowest and the highest mean of a policy."""
        if not self.sets_head:
            return []
        ends = self.over_sets(name, cell)
        return ["-" if ends is None else f"{ends[0]:.2f} to {ends[1]:.2f}"]

    @property
    def sets_note(self) -> list[str]:
        """Luck shrinks with more worlds; what is not known about parameters does not."""
        if not self.sets_head:
            return []
        each = self.worlds // self.sheet.sets
        return [
            f"± holds luck; over the sets: the lowest and the highest mean under one parameter set, {each:,} worlds each"
        ]

    def _told_failures(self) -> list[str]:
        if not self.failed:
            return []
        told = [f"  {self._where(c, p)}, world {world}: {why}" for c, p, world, why in self.failures]
        rest = self.failed - len(told)
        return [
            "",
            f"{self.failed:,} of {self.worlds * self.sheet.pairs:,} worlds could not be played to their end and are not counted:",
            *told,
            *([f"  and {rest:,} more"] if rest else []),
        ]

    def _where(self, cell: int, policy: int) -> str:
        name = self.sheet.policies[policy]
        return name if self.sheet.cells == 1 else f"cell {cell}, {name}"

    def _gap(self, name: str, cell: int = 0) -> str:
        if self.sums.paired[cell] < 1:
            return "-"
        return "best" if name == self.best(cell) else plus_minus(*self.behind(name, cell))

    def _share(self, name: str, hits: int) -> str:
        count = int(self.sums.count[0, self.sheet.policy(name)])
        if not count:
            return "-"
        low, high = wilson(hits, count)
        return f"{100 * hits / count:.1f} ({100 * low:.1f}-{100 * high:.1f})"
