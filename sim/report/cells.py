"""Takes cells of text under a head, gives a table: aligned in plain characters, or as a section of a document; and cells of numbers."""

from __future__ import annotations

from collections.abc import Container, Sequence
from math import floor, isinf, isnan, log10

from sim.report.outline import Entry, Part, Row, Section
from sim.report.pieces import in_words

Cells = list[list[str]]


def plus_minus(mean: float, half: float, decimals: int = 2) -> str:
    """`4.12 ±0.30`; a dash where there is nothing; more decimals for an interval that would else read as 0."""
    if isnan(mean):
        return "-"
    if isinf(half):
        return f"{mean:.{decimals}f} ±?"
    if 1e-9 < half < 0.5 * 10.0**-decimals:
        decimals = 1 - floor(log10(half))
    return f"{mean:.{decimals}f} ±{half:.{decimals}f}"


def percent(share: float, decimals: int = 0) -> str:
    """A share 0..1; only none is `0%` and only all is `100%`: what is nearly so reads `<1%` or `>99%`."""
    if share in (0.0, 1.0):
        return f"{share:.0%}"
    least = 10.0**-decimals
    if least < 200 * share < 200 - least:
        return f"{share:.{decimals}%}"
    return f"<{least:.{decimals}f}%" if share < 0.5 else f">{100 - least:.{decimals}f}%"


def aligned(cells: Sequence[Sequence[str]], left: int = 1) -> str:
    """Rows below each other: the first `left` columns to the left, all others to the right."""
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i < left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    )


def tabled(
    id: str, title: str, head: Sequence[str], body: Sequence[Sequence[str]], lines: Sequence[str] = (), picture: str = "",
    strong: Container[str] = (),
) -> Section:  # fmt: skip
    """A section with sentences, a picture (SVG) and a table whose rows bear the names in their first cells.

    Args:
        strong: what a cell says to stand out.
    """
    entries = []
    for i, row in enumerate(body):
        parts = [(Part(cell, "strong" if cell in strong else "words"),) for cell in row[1:]]
        rows = tuple(Row(label, part) for label, part in zip(head[1:], parts, strict=True))
        entries.append(Entry(f"{id}-{i}", row[0], "", "", (), rows))
    return Section(id, title, tuple(entries), unlabelled(lines), tuple(head[1:]), head[0], picture)


def unlabelled(lines: Sequence[str]) -> tuple[Row, ...]:
    """Sentences of their own, each a row without a label."""
    return tuple(Row("", in_words(line)) for line in lines)
