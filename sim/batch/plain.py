"""Takes cells of text and numbers with their intervals, gives plain text: aligned tables without a control character."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

Cells = list[list[str]]


def plus_minus(mean: float, half: float, decimals: int = 2) -> str:
    """`4.12 ±0.30`; a dash where there is nothing."""
    if isnan(mean):
        return "-"
    return f"{mean:.{decimals}f} ±{half:.{decimals}f}" if half != float("inf") else f"{mean:.{decimals}f} ±?"


def table(cells: Sequence[Sequence[str]]) -> str:
    """Rows below each other: the first column to the left, all others to the right."""
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in cells
    )
