"""Takes the open papers and the forecast in focus, gives the right column: tabs, a paper card with its options, the forecast."""

from __future__ import annotations

from functools import partial

import pygame

from sim.report.counsel import Outlook
from sim.report.desk import Chip, Final, Forecast, OptionLine, Paper
from sim.ui import scenes
from sim.ui.look import Look
from sim.ui.panel import row_of
from sim.ui.panels import outlook
from sim.ui.panels.quarter import Quarter
from sim.ui.widgets import (
    Box,
    Button,
    ChipTag,
    Column,
    Key,
    Picture,
    Rich,
    Scroll,
    Text,
    Widget,
    button,
    source_line,
    source_tag,
)

KIND_ICONS = {"card": "scroll-text", "memo": "mail", "vote": "vote", "crisis": "siren"}
# Names shown, icons shown (that of an answered paper always is), style; the first that fits.
TAB_FORMS = ((True, True, "strong"), (True, True, "small"), (True, False, "small"), (False, True, "strong"))
FORECAST_LEAST = 176.0  # units
PICTURE = (88.0, 56.0)  # units


def build(game: Quarter, rect: pygame.Rect, *, forecast_too: bool = True) -> Widget:
    """The right column; without the forecast the paper has all of it."""
    look = game.look
    column = Widget(rect, "dossier")
    gap = look.px(8)
    top = rect.y
    forms = [_tabs(game, labels=labels, icons=icons, style=style) for labels, icons, style in TAB_FORMS]
    gaps = look.px(4) * max(0, len(forms[0]) - 1)
    tabs = next((made for made in forms if sum(t.rect.w for t in made) + gaps <= rect.w), forms[-1])
    if tabs:
        bottom = row_of(look, rect.x, rect.y, rect.w, tabs, 4)
        column.add(*tabs)
        top = bottom + look.px(6)
    room = pygame.Rect(rect.x, top, rect.w, rect.bottom - top)
    over = game.desk.final is not None  # then nothing is planned any more
    if look.narrow:
        column.add(forecast(game, room) if game.show_forecast and not over else _paper(game, room))
        return column
    if over or not forecast_too:
        high = min(_paper_height(game, room), room.h)
        column.add(_paper(game, pygame.Rect(room.x, room.y, room.w, high)))
        return column
    least = look.px(FORECAST_LEAST)
    high = min(_paper_height(game, room), room.h - gap - least)
    paper_room = pygame.Rect(room.x, room.y, room.w, high)
    column.add(_paper(game, paper_room))
    rest = pygame.Rect(room.x, paper_room.bottom + gap, room.w, room.bottom - paper_room.bottom - gap)
    column.add(forecast(game, rest))
    return column


def _tabs(game: Quarter, *, labels: bool, icons: bool, style: str) -> list[Button]:
    """Tabs of the papers; without labels only the open one keeps its own."""
    look, w, papers = game.look, game.look.words, game.desk.papers
    made: list[Button] = []
    if len(papers) > 1 or look.narrow:
        for number, paper in enumerate(papers):
            icon = "check" if paper.answered else KIND_ICONS.get(paper.kind, "scroll-text")
            chosen = number == game.paper and not (look.narrow and game.show_forecast)
            kind = w(f"kind_{paper.kind}") if paper.kind in KIND_ICONS else paper.kind
            made.append(
                button(
                    look,
                    f"paper.{paper.id}",
                    kind if labels or chosen else "",
                    (0, 0),
                    partial(game.open_paper, number),
                    icon=icon if icons or paper.answered else "",
                    kind="tab",
                    chosen=chosen,
                    width=None if labels or chosen else look.px(36),
                    style=style,
                    hint=f"{kind}: {paper.title}\n{w('answered') if paper.answered else w('unanswered')}",
                )
            )
    if look.narrow and game.desk.final is None:
        made.append(
            button(
                look,
                "tab.forecast",
                w("forecast") if labels or game.show_forecast else "",
                (0, 0),
                game.toggle_forecast,
                icon="telescope" if icons else "",
                kind="tab",
                chosen=game.show_forecast,
                width=None if labels or game.show_forecast else look.px(36),
                style=style,
                hint=f"{w('forecast')} (/)",
            )
        )
    return made


def _content(game: Quarter, paper: Paper, x: int, y: int, width: int) -> Column:
    look, p, w = game.look, game.look.palette, game.look.words
    pen = Column(look, x, y, width)
    if paper.family and not look.narrow:  # a picture in the corner, the title beside it
        picture = pygame.Rect(x + width - look.px(PICTURE[0]), y + look.px(2), look.px(PICTURE[0]), look.px(PICTURE[1]))

        def draw(surface: pygame.Surface, rect: pygame.Rect, look: Look) -> None:
            scenes.draw(surface, rect, look, paper.family, p.paper, p.ink)

        pen.width = picture.x - look.px(10) - x
        pen.text("tag", paper.kicker, p.kicker_ink)
        pen.text("title", paper.title, p.ink)
        pen.width = width
        pen.add(Picture(picture, draw))
    else:
        pen.text("tag", paper.kicker, p.kicker_ink)
        pen.text("title", paper.title, p.ink)
    pen.space(4)
    pen.add(Rich(look, paper.text, p.ink, p.link_ink, (pen.x, pen.y), width, id=f"paper.{paper.id}.text"))
    pen.space(8)
    if game.desk.crisis is not None and game.desk.crisis.paper == paper.id:
        ladder = button(
            look,
            "paper.ladder",
            w("crisis_open"),
            (pen.x, pen.y),
            game.open_crisis,
            icon="siren",
            kind="primary",
            key="0",
        )
        pen.add(ladder)
        pen.space(6)
    for option in paper.options:
        pen.add(_option(game, paper, option, pen.x, pen.y, width))
        pen.space(6)
    if paper.wait_text:
        pen.text("note", paper.wait_text, p.ink_muted)
    if paper.sources:
        pen.space(4)
        ids = ", ".join(source_tag(s) for s in paper.sources)
        line = Text(
            look,
            "small",
            w("sources_line", ids=ids),
            p.ink_muted,
            (pen.x, pen.y),
            width,
            id=f"paper.{paper.id}.sources",
        )
        line.hint = "\n".join(source_line(s) for s in paper.sources)
        pen.add(line)
    return pen


def _paper_height(game: Quarter, room: pygame.Rect) -> int:
    paper = game.current
    pad = game.look.px(12)
    if paper is None:
        return _empty(game, room).rect.h
    return _content(game, paper, 0, 0, room.w - 2 * pad - Scroll.lane(game.look)).height + 2 * pad


def _empty(game: Quarter, room: pygame.Rect) -> Box:
    look, p, w = game.look, game.look.palette, game.look.words
    over = game.desk.final is not None
    pad = look.px(14)
    box = Box(room.copy(), "paper", radius=8)
    box.fill, box.edge = p.paper, p.paper_edge
    pen = Column(look, room.x + pad, room.y + pad, room.w - 2 * pad)
    pen.text("title", w("game_over" if over else "no_papers"), p.ink)
    pen.space(4)
    pen.text("read", w("game_over_text" if over else "no_papers_text"), p.ink)
    if game.desk.final is not None:
        _judged(look, pen, game.desk.final)
    box.rect.h = min(room.h, pen.height + 2 * pad)
    view = box.rect.inflate(-2 * pad, -2 * pad)
    view.w += pad
    scroll = game.scroll(view, "paper.empty", pen.items, pen.height)
    scroll.ink = True
    box.add(scroll)
    return box


def _judged(look: Look, pen: Column, final: Final) -> None:
    """How the game was judged, in short."""
    p, w = look.palette, look.words
    pen.space(8)
    pen.text("title", final.profile, p.kicker_ink)
    pen.space(4)
    for item in final.judgements:
        value = Text(look, "title", item.you_text or f"{item.you:.0f}", p.kicker_ink, (0, pen.y))
        value.rect.right = pen.x + pen.width
        inner = Column(look, pen.x, pen.y, value.rect.x - look.px(8) - pen.x)
        inner.text("strong", item.title, p.ink)
        others = (
            w("final_history", value=item.history_text) if item.history_text else "",
            w("final_median", value=item.median_text) if item.median_text else "",
        )
        inner.text("small", " · ".join(t for t in others if t), p.ink_muted)
        pen.items += [value, *inner.items]
        pen.y = max(inner.y, value.rect.bottom)
        pen.space(4)


def _paper(game: Quarter, room: pygame.Rect) -> Box:
    look, p = game.look, game.look.palette
    paper = game.current
    if paper is None:
        return _empty(game, room)
    pad = look.px(12)
    lane = Scroll.lane(look)
    box = Box(room, "paper", radius=8)
    box.fill, box.edge, box.stripe, box.grain = p.paper, p.paper_edge, p.seal, True
    view = pygame.Rect(room.x + pad, room.y + look.px(8), room.w - 2 * pad + lane // 2, room.h - look.px(16))
    pen = _content(game, paper, view.x, view.y, room.w - 2 * pad - lane)
    scroll = game.scroll(view, f"paper.{paper.id}.scroll", pen.items, pen.height)
    scroll.ink = True
    box.add(scroll)
    return box


def _option(game: Quarter, paper: Paper, option: OptionLine, x: int, y: int, width: int) -> Button:
    look, p, w = game.look, game.look.palette, game.look.words
    pad = look.px(8)
    made = Button(
        pygame.Rect(x, y, width, 10),
        f"option.{paper.id}.{option.id}",
        enabled=option.legal or option.chosen,
        hint="" if option.legal else option.reason,
        on_activate=lambda: game.answer(paper.id, option.id),
        on_focus=lambda: game.look_at("option", paper.id, option.id),
    )
    made.kind, made.chosen = "paper", option.chosen
    key = Key(look, "✓" if option.chosen else option.key, (x + pad, y + pad), ink=True, on=made.enabled)
    left = key.rect.right + pad
    pen = Column(look, left, y + look.px(6), x + width - pad - left)
    ink = p.ink if made.enabled else p.ink_muted
    if option.cost_text:
        cost = Text(look, "tag", option.cost_text, p.kicker_ink, (0, pen.y))
        if cost.rect.w < pen.width // 2:
            cost.rect.right = x + width - pad
            full = pen.width
            pen.width = cost.rect.x - pad - left
            pen.text("strong", option.title, ink)
            pen.width = full
            pen.add(cost)
        else:
            pen.text("strong", option.title, ink)
            pen.text("tag", option.cost_text, p.kicker_ink)
    else:
        pen.text("strong", option.title, ink)
    pen.text("note", option.text, p.ink_muted)
    if option.chips:
        pen.space(2)
        pen.chips(option.chips, made.id, ink=True)
    for risk in option.risks:
        pen.noted("triangle-alert", p.worse_ink, risk, p.worse_ink)
    pen.text("small", option.advice, p.ink_muted)
    if not option.legal and option.reason:
        pen.text("tag", w("why_not", reason=option.reason), p.worse_ink)
    made.add(key, *pen.items)
    made.rect.h = max(pen.y, key.rect.bottom) + look.px(6) - y
    return made


def forecast(game: Quarter, rect: pygame.Rect) -> Box:
    """What the thing in focus, or everything in hand, would do."""
    look, p, w = game.look, game.look.palette, game.look.words
    box = Box(rect, "forecast", radius=8)
    box.fill, box.edge = p.panel, p.edge
    pad = look.px(12)
    shown = game.forecast()
    lane = Scroll.lane(look)
    view = pygame.Rect(rect.x + pad, rect.y + look.px(8), rect.w - 2 * pad + lane // 2, rect.h - look.px(16))
    pen = Column(look, view.x, view.y, rect.w - 2 * pad - lane)
    _forecast(look, pen, shown)
    ahead = game.outlook()
    if ahead is not None:
        _ahead(game, pen, ahead)
    plan = game.desk.plan
    if plan:
        pen.space(8)
        pen.text("tag", w("in_hand"), p.gold)
        for line in plan:
            pen.noted("check", p.gold, line, p.text)
    box.grain = True
    box.add(game.scroll(view, f"forecast.{shown.title}", pen.items, pen.height))
    return box


def _ahead(game: Quarter, pen: Column, ahead: Outlook) -> None:
    """What the adviser expects within a year, in short; a button opens it in full."""
    look, p, w = game.look, game.look.palette, game.look.words
    pen.space(8)
    more = button(
        look,
        "forecast.full",
        w("outlook_open"),
        (0, pen.y),
        game.open_outlook,
        icon="telescope",
        kind="ghost",
        style="small",
    )
    more.move(pen.x + pen.width - more.rect.w, 0)
    head = Text(look, "tag", w("outlook_year"), p.gold, (pen.x, 0), more.rect.x - pen.x)
    head.rect.centery = more.rect.centery
    pen.add(head)
    pen.add(more)
    outlook.progress(look, pen, ahead)
    if not ahead.fans:
        pen.text("small", ahead.note, p.muted)
        return
    outlook.rows(game, pen, ahead)
    pen.space(4)
    outlook.chances(look, pen, ahead.chances[:3], "ahead")


def _forecast(look: Look, pen: Column, shown: Forecast) -> None:
    p = look.palette
    pen.text("heading", shown.title, p.text)
    pen.space(2)
    gap = look.px(20)
    half = (pen.width - gap) // 2
    x0, y, beside = pen.x, pen.y, False
    for number, chip in enumerate(shown.lines):
        tag = ChipTag(look, chip, (0, 0), f"forecast.{number}", ink=False, width=pen.width)
        short = tag.rect.w <= half
        if beside and not short:
            y, beside = pen.y, False
        tag.rect.topleft = (x0 + (half + gap if beside else 0), y)
        _spread(look, tag, chip, half if short else pen.width)
        pen.add(tag)
        beside = short and not beside
        if not beside:
            y = pen.y
    for risk in shown.risks:
        pen.space(2)
        pen.noted("triangle-alert", p.worse, risk, p.worse)
    if shown.note:
        pen.space(4)
        pen.text("small", shown.note, p.muted)


def _spread(look: Look, tag: ChipTag, chip: Chip, width: int) -> None:
    """Let the value of a chip stand at the right end of its column."""
    if not tag.below and chip.label:
        tag.gap += width - tag.rect.w
        tag.rect.w = width
        tag.size = tag.rect.size
