"""Takes a Fit and titles, gives the report as one HTML page that needs nothing else: tables, and plots where matplotlib is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.calibrate.fit import Fit
from sim.calibrate.tell import Titles, headline, parameter_table, sentences, target_table, verdict
from sim.report.cells import Cells, tabled
from sim.report.html import html
from sim.report.outline import Document, Section
from sim.report.pieces import in_words
from sim.report.plotted import plotted
from sim.report.targets import short

_PROFILES = (
    "The lowest loss that can be reached while one parameter is held at a value. "
    "Dashed: its prior; drawn through: where it was left."
)
ACROSS = 4  # small plots in a line


def page(fit: Fit, titles: Titles) -> str:
    """The whole page; the same fit gives the same bytes."""
    drawn = plotted(lambda figure: _distances(figure, fit))
    sections = [
        _section("targets", "Targets", target_table(fit, titles), [], drawn),
        _section("parameters", "Parameters", parameter_table(fit, titles), sentences(fit)),
    ]
    if fit.profiles:
        drawn = plotted(lambda figure: _profiles(figure, fit))
        sections.append(_section("profiles", "Profiles", _profile_table(fit), [_PROFILES], drawn))
    drawn = plotted(lambda figure: _sets(figure, fit))
    sections.append(_section("sets", "Sets that fit", _set_table(fit), [], drawn))
    lead = (in_words(headline(fit)), in_words(verdict(fit)))
    return html(Document("en", "Calibration", lead, tuple(sections), "Contents"))


def _section(id: str, title: str, table: Cells, lines: Sequence[str], picture: str = "") -> Section:
    head, *body = table
    return tabled(id, title, head, body, lines, picture, strong=("MISS",))


def _profile_table(fit: Fit) -> Cells:
    points = max(len(p.values) for p in fit.profiles)
    head = ["parameter", *(f"point {i + 1}" for i in range(points))]
    return [head] + [
        [p.name, *(f"{short(float(x))}: {y:.2f}" for x, y in zip(p.values, p.losses, strict=True))]
        for p in fit.profiles
    ]


def _set_table(fit: Fit) -> Cells:
    values = fit.space.values(fit.sets)
    head = ["set", *(free.name for free in fit.space.free)]
    return [head] + [[str(s + 1), *(short(float(x)) for x in values[:, s])] for s in range(values.shape[1])]


def _distances(figure: Any, fit: Fit) -> None:
    from sim.calibrate.distance import distances

    count = len(fit.targets)
    figure.set_size_inches(9, 0.28 * count + 1)
    axes = figure.subplots()
    before = distances(fit.targets, fit.before[:, None])[:, 0]
    rows = np.arange(count)[::-1]
    axes.plot(np.minimum(before, 5), rows, "o", color="#b9b7a5", label="values in the rules")
    axes.plot(np.minimum(fit.off, 5), rows, "o", color="#2c6e49", label="fitted")
    axes.axvline(1.0, color="#a6331f", linewidth=0.8)
    axes.set_yticks(rows, [f"{t.part_of} {t.id}" for t in fit.targets])
    axes.set_xlabel("tolerances away (5 and more at the right end)")
    axes.legend(frameon=False)


def _profiles(figure: Any, fit: Fit) -> None:
    lines = -(-len(fit.profiles) // ACROSS)
    figure.set_size_inches(9, 1.6 * lines + 0.4)
    cells = np.ravel(figure.subplots(lines, ACROSS, squeeze=False))
    for axes, curve, free, value in zip(cells, fit.profiles, fit.space.free, fit.values, strict=False):
        axes.plot(curve.values, curve.losses, "o-", color="#2c6e49", markersize=3)
        axes.axvspan(curve.low, curve.high, color="#2c6e49", alpha=0.1)
        axes.axvline(free.prior, color="#b98b2f", linewidth=0.8, linestyle="--")
        axes.axvline(value, color="#1d2a24", linewidth=0.8)
        axes.set_title(curve.name, fontsize=8)
        lowest = float(curve.losses.min())
        axes.set_ylim(lowest - 0.1, max(float(curve.losses.max()), lowest + 1.0) + 0.1)  # a flat curve looks flat
    for axes in cells[len(fit.profiles) :]:
        axes.set_axis_off()


def _sets(figure: Any, fit: Fit) -> None:
    count = len(fit.space.free)
    figure.set_size_inches(9, 0.24 * count + 0.8)
    axes = figure.subplots()
    rows = np.arange(count)[::-1]
    for s in range(1, fit.sets.shape[1]):
        axes.plot(fit.sets[:, s], rows, "|", color="#7d8f80", markersize=9)
    axes.plot(fit.space.prior, rows, "D", color="#b98b2f", markersize=4, label="prior")
    axes.plot(fit.point, rows, "o", color="#2c6e49", markersize=5, label="best")
    axes.set_yticks(rows, [free.name for free in fit.space.free])
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("place within the range")
    axes.legend(frameon=False)
