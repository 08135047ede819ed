"""Takes a quarter and the window's rectangle, gives the whole desk: bar, cards, middle, right column, agenda, as the guide shows them."""

from __future__ import annotations

import pygame

from sim.ui.panels import agenda, cards, centre, coach, dossier, topbar
from sim.ui.panels.quarter import Quarter
from sim.ui.widgets import Button, Widget


def lay(game: Quarter, guide: coach.Coach | None, area: pygame.Rect) -> coach.Table:
    """Everything on the table."""
    look = game.look
    root = coach.Table(area.copy())
    bar = topbar.build(game, pygame.Rect(area.x, area.y, area.w, topbar.height(game)))
    margin = look.px(8)
    right = look.px(400) if not look.narrow else round((area.w - 2 * margin) * 0.36)
    left = look.px(256) if not look.narrow else round((area.w - 2 * margin) * 0.235)
    foot = agenda.build(game, area, right + 2 * margin)
    top = bar.rect.bottom + margin
    high = foot.rect.y - margin - top
    side = pygame.Rect(area.right - margin - right, top, right, high)
    middle = pygame.Rect(area.x + left + 2 * margin, top, area.w - left - right - 4 * margin, high)
    ends: list[Button] = []
    if foot.rect.right <= side.x:
        ends = agenda.ends(game, pygame.Rect(side.x, top, right, area.bottom - margin - top))
        side.h = ends[0].rect.y - margin - top
    column = cards.build(game, pygame.Rect(area.x + margin, top, left, high))
    root.add(_part(guide, "topbar", bar), _part(guide, "cards", column))
    root.add(*_middle(game, guide, middle), *_side(game, guide, side))
    root.add(*(_part(guide, "ends", made) for made in ends), _part(guide, "agenda", foot))
    step = guide.step if guide is not None else None
    if guide is not None and step is not None:
        pointed = root.find(step.target) or root.find(f"tab.{step.target}")  # a narrow window has the forecast in a tab
        root.target = pointed.rect if pointed is not None else None
        root.bare = guide.at == 0
    return root


def shows(guide: coach.Coach | None, part: str) -> bool:
    """Whether a part is on the table by now."""
    return guide is None or guide.shows(part)


def _part(guide: coach.Coach | None, part: str, made: Widget) -> Widget:
    """A part of the desk, or bare lacquer while the guide has not brought it yet."""
    return made if shows(guide, part) else coach.Cover(made.rect.copy())


def _middle(game: Quarter, guide: coach.Coach | None, room: pygame.Rect) -> list[Widget]:
    """The view in the middle; above it the guide, as long as it has something to say."""
    if guide is None or guide.step is None:
        return [centre.build(game, room)]
    card = coach.build(game, guide, room)
    if guide.at == 0:
        card.move(0, (room.h - card.rect.h) // 2)
        return [card]
    gap = game.look.px(10)
    rest = pygame.Rect(room.x, card.rect.bottom + gap, room.w, room.bottom - card.rect.bottom - gap)
    if not shows(guide, "centre") or rest.h < game.look.px(150):
        return [card]
    return [card, centre.build(game, rest)]


def _side(game: Quarter, guide: coach.Coach | None, room: pygame.Rect) -> list[Widget]:
    """The right column."""
    if not shows(guide, "paper"):
        return [coach.Cover(room)]
    return [dossier.build(game, room, forecast_too=shows(guide, "forecast"))]
