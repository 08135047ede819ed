"""Takes a Fit and titles, gives the report as one HTML page that needs nothing else: tables, and plots where matplotlib is there."""

from __future__ import annotations

import html
from typing import Any

import numpy as np

from sim.calibrate.fit import Fit
from sim.calibrate.tell import Table, Titles, headline, parameter_table, sentences, target_table, verdict
from sim.report.plotted import plotted
from sim.report.targets import short

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1d2a24; background: #fbfaf6 }
h1 { font-size: 1.6rem } h2 { margin-top: 2.2rem; font-size: 1.2rem } p.lead { color: #56635c }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } th, td { text-align: left; padding: .25rem .9rem .25rem 0;
vertical-align: top; border-bottom: 1px solid #dcdccf } th { font-weight: 600 } .miss td:last-child { color: #a6331f; font-weight: 600 }
svg { max-width: 100%; height: auto }
"""
_PROFILES = (
    "The lowest loss that can be reached while one parameter is held at a value. "
    "Dashed: its prior; drawn through: where it was left."
)
ACROSS = 4  # small plots in a line


def page(fit: Fit, titles: Titles) -> str:
    """The whole page; the same fit gives the same bytes."""
    parts = [f"<h1>Calibration</h1><p class=lead>{html.escape(headline(fit))}</p><p>{html.escape(verdict(fit))}</p>"]
    parts += ["<h2>Targets</h2>", plotted(lambda figure: _distances(figure, fit)), _table(target_table(fit, titles))]
    parts += ["<h2>Parameters</h2>", _table(parameter_table(fit, titles))]
    parts += [f"<p>{html.escape(sentence)}</p>" for sentence in sentences(fit)]
    if fit.profiles:
        parts += [f"<h2>Profiles</h2><p>{_PROFILES}</p>"]
        parts += [plotted(lambda figure: _profiles(figure, fit)), _table(_profile_table(fit))]
    parts += ["<h2>Sets that fit</h2>", plotted(lambda figure: _sets(figure, fit)), _table(_set_table(fit))]
    head = f"<meta charset=utf-8><meta name=viewport content='width=device-width'><title>Calibration</title><style>{_STYLE}</style>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{''.join(parts)}</body></html>\n"


def _table(table: Table) -> str:
    head, *rows = [[html.escape(cell) for cell in row] for row in table]
    lines = ["<tr>" + "".join(f"<th>{cell}" for cell in head)]
    lines += [f"<tr{' class=miss' * (row[-1] == 'MISS')}>" + "".join(f"<td>{cell}" for cell in row) for row in rows]
    return f"<table>{''.join(lines)}</table>"


def _profile_table(fit: Fit) -> Table:
    points = max(len(p.values) for p in fit.profiles)
    head = ["parameter", *(f"point {i + 1}" for i in range(points))]
    return [head] + [
        [p.name, *(f"{short(float(x))}: {y:.2f}" for x, y in zip(p.values, p.losses, strict=True))]
        for p in fit.profiles
    ]


def _set_table(fit: Fit) -> Table:
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
