"""Takes replayed scenarios and names of numbers, gives how these numbers went along the record: a table by years, and a picture.

Several eras stand in one picture, each from its own scenario, so that one can see what separates them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim import engine
from sim.engine.worlds import Turn
from sim.report.ledger import read_names
from sim.report.names import Names
from sim.report.outline import Entry, Row, Section
from sim.report.pieces import in_words
from sim.report.plotted import plotted

ACROSS = 6  # columns of a table in text
HUES = ("#1f7a54", "#b5651d", "#3f6fb5", "#a3427d", "#7d7a2c", "#5b5fc7", "#b03a3a")
STYLES = ("-", "--", "-.", ":")  # after the hues, told apart by their strokes


@dataclass(frozen=True, slots=True)
class Line:
    """How one number went in one scenario."""

    scenario: str
    name: str
    title: str
    unit: str
    decimals: int
    first: int  # quarter of the first value, since year 0
    values: tuple[float, ...]  # at the end of each quarter

    def at(self, quarter: int) -> float | None:
        """The value at the end of a quarter; None where the scenario was not played."""
        place = quarter - self.first
        return self.values[place] if 0 <= place < len(self.values) else None


def usual(names: Names) -> tuple[str, ...]:
    """What is shown where nobody asks: the first number of the screen, and the single numbers that it is made of."""
    rules = names.rules
    if not rules.screen.numbers:
        return ()
    head = rules.screen.numbers[0]
    made = rules.derived_of.get(head)
    parts = read_names(names, made.formula, ()) if made is not None else ()
    return (head, *(part for part in parts if part in rules.derived_of or part in rules.variable))


def lines(names: Names, turns: Sequence[Turn], wanted: Sequence[str]) -> tuple[Line, ...]:
    """The wanted numbers of one replayed scenario; a block gives a line for each member, an unknown name gives none."""
    found = []
    for name in dict.fromkeys(wanted):
        measure = names.find(name)
        for single in () if measure is None else names.each(measure):
            values = tuple(float(engine.read(names.rules, turn.after, single.name)[0]) for turn in turns)
            found.append(
                Line(
                    names.rules.id, single.name, names.title(single), names.phrases.unit(single.unit), single.decimals,
                    names.rules.start, values,
                )
            )  # fmt: skip
    return tuple(found)


def paths_text(names: Names, found: Sequence[Line]) -> Iterator[str]:
    """The numbers at the end of every year, as lines of text."""
    shown = list(dict.fromkeys(line.name for line in found))
    for first in range(0, len(shown), ACROSS):
        part = shown[first : first + ACROSS]
        widths = [max(len(name), 8) for name in part]
        yield f"{names.phrases('paths_year'):<12}" + "  ".join(f"{n:>{w}}" for n, w in zip(part, widths, strict=True))
        for year, cells in _years(found, part):
            yield f"{year:<12}" + "  ".join(f"{cell:>{w}}" for cell, w in zip(cells, widths, strict=True))
        yield ""


def paths_section(names: Names, found: Sequence[Line]) -> Section:
    """The same as a section of a document, with a picture."""
    say = names.phrases
    titles = {line.name: f"{line.title} ({line.name})" for line in found}
    shown = list(titles)
    entries = tuple(
        Entry(
            f"year-{year.replace(' ', '-')}", year, "", "", (),
            tuple(Row(titles[n], in_words(cell)) for n, cell in zip(shown, cells, strict=True)),
        )
        for year, cells in _years(found, shown)
    )  # fmt: skip
    picture = plotted(lambda figure: _draw(figure, found))
    return Section(
        "paths", say("paths_head"), entries, columns=tuple(titles.values()), first=say("paths_year"), picture=picture
    )  # fmt: skip


def _years(found: Sequence[Line], shown: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each scenario's years with the value of every number in the last quarter of the year."""
    for scenario in dict.fromkeys(line.scenario for line in found):
        own = {line.name: line for line in found if line.scenario == scenario}
        first = min(line.first for line in own.values())
        last = max(line.first + len(line.values) - 1 for line in own.values())
        for quarter in sorted({*(q for q in range(first, last + 1) if q % 4 == 3), last}):
            cells = []
            for name in shown:
                value = own[name].at(quarter) if name in own else None
                cells.append("-" if value is None else f"{value:.{own[name].decimals}f}")
            yield f"{quarter // 4}" if quarter % 4 == 3 else f"{quarter // 4} Q{quarter % 4 + 1}", cells


def _draw(figure: Any, found: Sequence[Line]) -> None:
    """A panel for each unit; a number has one colour in all eras, eras are told apart by where they lie."""
    units = list(dict.fromkeys((line.unit, _large(line)) for line in found))
    figure.set_size_inches(9, 2.6 * len(units))
    panels = figure.subplots(len(units), 1, sharex=True, squeeze=False)[:, 0]
    numbers = list(dict.fromkeys(line.name for line in found))
    hue = {name: (HUES[i % len(HUES)], STYLES[i // len(HUES) % len(STYLES)]) for i, name in enumerate(numbers)}
    for panel, unit in zip(panels, units, strict=True):
        told = set()
        for line in found:
            if (line.unit, _large(line)) != unit:
                continue
            years = [(line.first + i + 1) / 4 for i in range(len(line.values))]
            label = None if line.name in told else f"{line.title} ({line.name})"
            told.add(line.name)
            color, style = hue[line.name]
            panel.plot(years, line.values, color=color, linestyle=style, linewidth=1.6, label=label)
        for scenario in dict.fromkeys(line.scenario for line in found):
            start = min(line.first for line in found if line.scenario == scenario)
            panel.axvline(start / 4, color="#8a8f86", linewidth=0.7, linestyle=":")
            if panel is panels[0]:
                panel.annotate(
                    scenario, (start / 4, 1), xycoords=("data", "axes fraction"), xytext=(3, 2), textcoords="offset points",
                    fontsize=8,
                )  # fmt: skip
        panel.set_ylabel(unit[0])
        panel.set_ylim(bottom=min(0.0, panel.get_ylim()[0]))
        panel.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))


def _large(line: Line) -> bool:
    """Whether a number is of tens rather than of ones, so that both would not share a scale."""
    return max((abs(x) for x in line.values), default=0.0) > 10
