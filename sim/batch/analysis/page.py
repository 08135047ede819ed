"""Takes the results of a batch, gives its report as one HTML page that needs nothing else: sentences, tables, pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.base.errors import BambooError
from sim.base.statistics import wilson
from sim.batch.analysis import plots
from sim.batch.analysis.compare import contests
from sim.batch.analysis.compare import rows as contest_rows
from sim.batch.analysis.robust import robustness
from sim.batch.analysis.sensitivity import Sensitivity, sensitivities
from sim.batch.analysis.values import Values, values
from sim.batch.results import Results
from sim.batch.summary import Summary
from sim.report.cells import plus_minus, tabled, unlabelled
from sim.report.html import html
from sim.report.outline import Document, Part, Row, Section
from sim.report.pieces import in_words
from sim.report.plotted import plotted

MOST_CELLS = 24  # beyond, the table of cells only counts


def page(results: Results) -> str:
    """The whole page; the same results give the same bytes."""
    summary = Summary.of(results)
    sheet = results.sheet
    title = (
        f"{sheet.scenario} {sheet.version}: {', '.join(sheet.policies[:4])}{' ...' if len(sheet.policies) > 4 else ''}"
    )
    sections = [_means(summary)]
    found: list[Section] = []
    for number in summary.shown if sheet.goals else [sheet.main] if sheet.main else []:
        found += _findings(results, number)
    sections += [*found, *([_cells(summary)] if sheet.cells > 1 else []), _endings(summary), _made(results, summary)]
    return html(Document("en", title, _lead(results, summary), tuple(sections), "Contents"))


def _lead(results: Results, summary: Summary) -> tuple[tuple[Part, ...], ...]:
    sheet = results.sheet
    cells = f"{sheet.cells:,} cells ({sheet.design.kind}: {', '.join(sheet.varied)}), " if sheet.cells > 1 else ""
    played = f"{cells}{len(sheet.policies)} policies, {summary.worlds:,} worlds each, seed {sheet.seed}."
    failed = (
        f" {summary.failed:,} worlds could not be played to their end and are not counted." if summary.failed else ""
    )
    honest = (
        "Intervals are 95 % and hold luck only: they say nothing about whether the rules are right. Read this page as what "
        "follows from the rules as written, not as a forecast."
    )
    return (in_words(played + failed), in_words(honest), *(in_words(note) for note in summary.sets_note))


def _findings(results: Results, number: str) -> list[Section]:
    """What is compared of one number; why something cannot be told stands in its place."""
    sheet = results.sheet
    try:
        found = values(results, number)
    except BambooError as lack:
        return [_refused(f"worlds-{number}", f"{number}: worlds", lack)]
    made: list[Section] = []
    if len(sheet.policies) > 1:
        made.append(_told(f"compare-{number}", f"{number}: who is ahead", lambda id, title: _compare(id, title, found)))
        made.append(
            _told(f"robust-{number}", f"{number}: who bears not knowing", lambda id, title: _robust(id, title, found))
        )
    if sheet.design.varied:
        made.append(_told(f"moves-{number}", f"{number}: what moves it", lambda id, title: _moves(id, title, found)))
    made.append(
        _told(
            f"spread-{number}", f"{number}: how worlds are spread",
            lambda id, title: Section(id, title, picture=plotted(plots.spreads(found)),
                                      rows=unlabelled([f"{len(found.whole.worlds):,} worlds that all policies played to their end."])),
        )
    )  # fmt: skip
    return made


def _compare(id: str, title: str, found: Values) -> Section:
    made = contests(found)
    head, *body = contest_rows(made)
    sentences = [c.sentence() for c in made]
    return tabled(id, title, head, body, sentences, plotted(plots.differences(made)))


def _robust(id: str, title: str, found: Values) -> Section:
    made = robustness(found)
    head, *body = made.rows()
    return tabled(id, title, head, body, [*made.sentences(), made.note()], plotted(plots.regrets(made)))


def _moves(id: str, title: str, found: Values) -> Section:
    made = sensitivities(found)
    moved = [one for one in made if not one.still]
    lines = [line for one in made for line in one.sentences()]
    lines += [one.note() for one in moved[:1]]
    head = ["policy", *(moved[0].rows()[0] if moved else [])]
    body = [[one.policy, *row] for one in moved for row in one.rows()[1:]]
    return tabled(id, title, head, body, lines, _bars(moved))


def _bars(moved: Sequence[Sensitivity]) -> str:
    return plotted(plots.indices(moved)) if moved else ""


def _means(summary: Summary) -> Section:
    sheet, ranked = summary.sheet, summary.ranked()
    if sheet.cells > 1:
        picture = plotted(plots.cells(summary)) if sheet.design.varied and sheet.main else ""
        head = ["policy", *(f"{number}, mean of the cells (lowest to highest)" for number in summary.shown)]
        body = []
        for name in ranked:
            own = summary.sums.mean[:, sheet.policy(name)]
            at = [own[:, sheet.number(number)] for number in summary.shown]
            body.append([name, *(f"{x.mean():.2f} ({x.min():.2f} to {x.max():.2f})" for x in at)])
        return tabled("means", "What the policies come to", head, body, [], picture)
    head = ["policy", *summary.shown, *summary.sets_head]
    body = [
        [name, *(plus_minus(*summary.mean(name, number)) for number in summary.shown), *summary.sets(name)]
        for name in ranked
    ]
    picture = plotted(plots.means(summary, ranked)) if summary.shown else ""
    return tabled("means", "What the policies come to", head, body, [], picture)


def _cells(summary: Summary) -> Section:
    sheet = summary.sheet
    best = [summary.best(cell) for cell in range(sheet.cells)]
    title = "Who is best where"
    if sheet.cells > MOST_CELLS:
        counted = [[name, f"{best.count(name):,}"] for name in sorted(sheet.policies, key=best.count, reverse=True)]
        return tabled(
            "cells",
            title,
            ["policy", f"best in so many of {sheet.cells:,} cells"],
            counted,
            ["Each cell stands in summary.csv."],
        )
    head = ["cell", *(f"{v.name}{' times' if v.times else ''}" for v in sheet.design.varied), "best", sheet.main]
    body = [
        [
            str(cell),
            *(f"{value:g}" for value in sheet.design.cells[cell]),
            name,
            plus_minus(*summary.mean(name, sheet.main, cell)),
        ]
        for cell, name in enumerate(best)
    ]
    return tabled("cells", title, head, body, [])


def _endings(summary: Summary) -> Section:
    sheet = summary.sheet
    head = ["policy", "to the end", *sheet.endings]
    body = []
    for name in summary.ranked():
        counts = summary.sums.endings[:, sheet.policy(name)].sum(axis=0)
        total = int(counts.sum())
        shares = []
        for hits in counts:
            low, high = wilson(int(hits), total) if total else (0.0, 1.0)
            shares.append(f"{100 * hits / max(total, 1):.1f} % ({100 * low:.1f}-{100 * high:.1f})")
        body.append([name, *shares])
    return tabled("endings", "How worlds end", head, body, [])


def _made(results: Results, summary: Summary) -> Section:
    plan, sheet = results.frozen, results.sheet
    end = "the whole plan" if results.result is None or results.result.why == "whole" else results.result.why
    with_ = ", ".join(f"{name} {version}" for name, version in plan["made_with"].items())
    rows = [
        ("digest", summary.digest), ("worlds", f"{summary.worlds:,} of {sheet.worlds:,} ({end})"), ("rules", plan["scenario"]["rules"]),
        ("engine", str(plan["engine"])), ("made with", with_), ("settings", " ".join(sheet.settings) or "none"),
        ("check it", "batch verify FOLDER --recompute 1%"),
    ]  # fmt: skip
    return Section("made", "How this was made", rows=tuple(Row(label, in_words(text)) for label, text in rows))


def _told(id: str, title: str, make: Callable[[str, str], Section]) -> Section:
    try:
        return make(id, title)
    except BambooError as lack:
        return _refused(id, title, lack)


def _refused(id: str, title: str, lack: BambooError) -> Section:
    way = f" {lack.cure[:1].upper()}{lack.cure[1:]}." if lack.cure else ""
    return Section(id, title, rows=unlabelled([f"Not told: {lack.message}.{way}"]))
