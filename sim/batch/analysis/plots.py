"""Takes sums and values of a batch, gives the pictures of its report, each a function that draws on an empty figure of matplotlib."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.batch.analysis.compare import Contest
from sim.batch.analysis.robust import Robustness
from sim.batch.analysis.sensitivity import Sensitivity
from sim.batch.analysis.values import Values
from sim.batch.summary import Summary
from sim.report.paths import HUES, STYLES

Draw = Callable[[Any], None]
ACROSS = 3  # small pictures in a line
WIDE = 9.0  # inches
MOST_CELLS = 12  # beyond, cells are points and not lines


def means(summary: Summary, policies: Sequence[str]) -> Draw:
    """Mean and interval of every number that is shown, best policy on top."""
    shown = summary.shown

    def draw(figure: Any) -> None:
        cells = _grid(figure, len(shown), 0.26 * len(policies) + 0.7)
        rows = np.arange(len(policies))[::-1]
        for k, (axes, number) in enumerate(zip(cells, shown, strict=False)):
            for row, name in zip(rows, policies, strict=True):
                mean, half = summary.mean(name, number)
                axes.errorbar(mean, row, xerr=half if np.isfinite(half) else None, **_dot(summary.sheet.policy(name)))
            _named(axes, rows, policies if k % ACROSS == 0 else [""] * len(policies))
            axes.set_title(number, fontsize=9)

    return draw


def cells(summary: Summary) -> Draw:
    """The main outcome of every cell over each parameter that varies, a line or a cloud for each policy."""
    sheet = summary.sheet
    place = sheet.number(sheet.main)

    def draw(figure: Any) -> None:
        pictures = _grid(figure, len(sheet.design.varied), 2.4)
        for i, (axes, varied) in enumerate(zip(pictures, sheet.design.varied, strict=False)):
            values = sheet.design.cells[:, i]
            for p, name in enumerate(sheet.policies):
                y = summary.sums.mean[:, p, place]
                if len(sheet.design.varied) == 1 and len(values) <= MOST_CELLS:
                    order = np.argsort(values, kind="stable")
                    half = [summary.sums.half_width(int(c), p, place) for c in order]
                    axes.errorbar(
                        values[order], y[order], yerr=half, color=_hue(p), linestyle=_stroke(p), marker="o", markersize=4,
                        label=name,
                    )  # fmt: skip
                else:
                    axes.plot(values, y, "o", color=_hue(p), markersize=2.5, alpha=0.6, label=name)
            axes.set_xlabel(f"{varied.name}{' times' if varied.times else ''}")
            axes.set_ylabel(sheet.main if i % ACROSS == 0 else "")
        figure.legend(
            *pictures[0].get_legend_handles_labels(), loc="outside upper left", ncols=6, frameon=False, fontsize=8
        )

    return draw


def spreads(found: Values) -> Draw:
    """How the worlds are spread, a line for each policy."""

    def draw(figure: Any) -> None:
        figure.set_size_inches(WIDE, 2.8)
        axes = figure.subplots()
        whole = found.whole.values
        low, high = float(whole.min()), float(whole.max())
        edges = np.linspace(low, high if high > low else low + 1.0, 41)
        for p, name in enumerate(found.sheet.policies):
            counts, _ = np.histogram(whole[:, p].ravel(), edges)
            axes.stairs(100.0 * counts / max(counts.sum(), 1), edges, color=_hue(p), linestyle=_stroke(p), label=name)
        if found.threshold is not None:
            axes.axvline(found.threshold, color="#a6331f", linewidth=0.8)
        axes.set_xlabel(found.number)
        axes.set_ylabel("% of worlds")
        axes.legend(frameon=False, fontsize=8)

    return draw


def differences(made: Sequence[Contest]) -> Draw:
    """Each difference with its interval; what touches the line in the middle may be chance."""

    def draw(figure: Any) -> None:
        figure.set_size_inches(WIDE, 0.3 * len(made) + 0.8)
        axes = figure.subplots()
        rows = np.arange(len(made))[::-1]
        for row, contest in zip(rows, made, strict=True):
            half = contest.half if np.isfinite(contest.half) else None
            axes.errorbar(contest.gap, row, xerr=half, **_dot(0 if contest.told else 1))
        axes.axvline(0.0, color="#a6331f", linewidth=0.8)
        _named(axes, rows, [f"{c.one} less {c.other}" for c in made])
        axes.set_xlabel(f"difference in {made[0].number}")

    return draw


def regrets(found: Robustness) -> Draw:
    """The largest and the mean regret of each policy, the smallest on top."""

    def draw(figure: Any) -> None:
        order = np.argsort(found.regret, kind="stable")
        figure.set_size_inches(WIDE, 0.26 * len(order) + 0.9)
        axes = figure.subplots()
        rows = np.arange(len(order))[::-1]
        axes.plot(found.regret[order], rows, "o", color=HUES[0], label="largest")
        axes.plot(found.mean_regret[order], rows, "D", color=HUES[1], markersize=4, label="mean")
        _named(axes, rows, [found.policies[p] for p in order])
        axes.set_xlabel(f"regret in {found.number}")
        axes.legend(frameon=False)

    return draw


def indices(found: Sequence[Sensitivity]) -> Draw:
    """How much each parameter moves the number of each policy; with its interval; the mark on a bar is its noise floor."""

    def draw(figure: Any) -> None:
        pictures = _grid(figure, len(found), 0.24 * len(found[0].indices) + 0.9)
        for k, (axes, one) in enumerate(zip(pictures, found, strict=False)):
            rows = np.arange(len(one.indices))[::-1]
            half = [i.total_half for i in one.indices]
            axes.barh(rows, [i.total for i in one.indices], xerr=half, color=HUES[0], height=0.6, ecolor="#777777")
            axes.plot([i.floor for i in one.indices], rows, "|", color="#a6331f", markersize=11)
            _named(axes, rows, [i.name for i in one.indices] if k % ACROSS == 0 else [""] * len(rows))
            axes.set_title(f"{one.number} of {one.policy}", fontsize=9)
            axes.set_xlabel(one.unit)

    return draw


def _grid(figure: Any, count: int, height: float) -> list[Any]:
    lines = -(-count // ACROSS)
    figure.set_size_inches(WIDE, height * lines + 0.3)
    made: list[Any] = np.ravel(figure.subplots(lines, min(count, ACROSS), squeeze=False)).tolist()
    for axes in made[count:]:
        axes.set_axis_off()
    return made[:count]


def _named(axes: Any, rows: NDArray[np.intp], names: Sequence[str]) -> None:
    axes.set_yticks(rows, names)
    axes.set_ylim(-0.6, len(rows) - 0.4)


def _hue(p: int) -> str:
    return HUES[p % len(HUES)]


def _stroke(p: int) -> str:
    return STYLES[p // len(HUES) % len(STYLES)]


def _dot(p: int) -> dict[str, Any]:
    return {"fmt": "o", "color": _hue(p), "markersize": 4, "capsize": 2}
