"""Takes the ledger of a quarter, gives what moved most in short rows: the number, its change, the causes that weigh most."""

from __future__ import annotations

import pygame

from sim.report.desk import Desk, LedgerLine
from sim.ui.look import Look
from sim.ui.widgets import Column, Text, Widget
from sim.ui.widgets.texts import arrowed


def most_first(desk: Desk) -> list[LedgerLine]:
    """The lines of the ledger; what stands at the first glance leads."""
    first = {*(c.relation.name for c in desk.powers), *(n.name for n in desk.numbers)}
    return sorted(desk.ledger, key=lambda line: line.name not in first)


def row(look: Look, line: LedgerLine, id: str, pen: Column, most: int) -> Widget:
    """One number with at most so many of its causes, where the pen stands."""
    p = look.palette
    made = Widget(pygame.Rect(pen.x, pen.y, pen.width, 10), id, explain=line.name, tab=True, radius=4)
    change = Text(look, "tag", arrowed(line.good, line.change_text), p.change(line.good), (0, pen.y))
    change.rect.right = pen.x + pen.width
    inner = Column(look, pen.x, pen.y, change.rect.x - look.px(8) - pen.x)
    inner.text("strong", line.title, p.text)
    inner.width = pen.width - look.px(14)
    inner.y = max(inner.y, change.rect.bottom)
    for cause in line.causes[:most]:
        inner.text("small", f"{arrowed(cause.good, cause.amount_text)}  {cause.title}", p.muted, inset=look.px(14))
    made.add(change, *inner.items)
    made.rect.h = inner.y - pen.y
    return made


def fill(look: Look, pen: Column, desk: Desk, bottom: int) -> None:
    """Rows in columns under a heading, as many as end above `bottom`; nothing where not even one does."""
    lines = most_first(desk)
    columns = 2 if pen.width > look.px(420) else 1
    gap = look.px(24)
    cell = (pen.width - gap * (columns - 1)) // columns
    under = Column(look, pen.x, pen.y + look.px(6), pen.width)
    under.text("heading", look.words("report_moved"), look.palette.gold)
    under.space(4)
    made: list[Widget] = []
    at = 0
    for column in range(columns):
        place = Column(look, pen.x + column * (cell + gap), under.y, cell)
        while at < len(lines):
            item = row(look, lines[at], f"moved.{at}", place, 1)
            if item.rect.bottom > bottom:
                break
            place.add(item)
            place.space(5)
            made.append(item)
            at += 1
    if made:
        pen.items += under.items
        for item in made:
            pen.add(item)
