"""Takes widgets that may be higher than the room, gives a window onto them that scrolls."""

from __future__ import annotations

import pygame

from sim.ui.look import Look
from sim.ui.widgets.base import Widget


class Scroll(Widget):
    """A viewport: children keep window coordinates, already moved up by `offset`; what lies outside is clipped and not hit.

    Give the content a width that leaves `Scroll.lane(look)` free at the right when it is higher than the room.
    """

    ink = False
    FADE = 18  # units at an edge over which what goes on beyond it fades, so that no line looks cut

    def __init__(self, rect: pygame.Rect, id: str, offset: int = 0) -> None:
        super().__init__(rect, id)
        self.wanted = offset
        self.offset = 0
        self.height = 0

    @staticmethod
    def lane(look: Look) -> int:
        """Width that the scroll bar takes."""
        return look.px(10)

    def fill(self, children: list[Widget], height: int) -> None:
        """Take the content, laid out from the top of the viewport, and its full height."""
        self.children = children
        self.height = height
        self.offset = 0
        self.to(self.wanted)

    @property
    def most(self) -> int:
        """The largest offset."""
        return max(0, self.height - self.rect.h)

    def to(self, offset: int) -> bool:
        """Scroll so that `offset` pixels are hidden above; True if anything moved."""
        offset = min(max(0, offset), self.most)
        if offset == self.offset:
            return False
        for child in self.children:
            child.move(0, self.offset - offset)
        self.offset = offset
        return True

    def show(self, widget: Widget) -> bool:
        """Scroll just far enough to see a widget inside."""
        if widget.rect.top < self.rect.top:
            return self.to(self.offset - (self.rect.top - widget.rect.top) - 8)
        if widget.rect.bottom > self.rect.bottom:
            over = widget.rect.bottom - self.rect.bottom + 8
            return self.to(self.offset + min(over, widget.rect.top - self.rect.top))
        return False

    def paint_all(self, surface: pygame.Surface, look: Look) -> None:
        old = surface.get_clip()
        surface.set_clip(self.rect.clip(old))
        bare = [(edge, above, surface.subsurface(edge).copy()) for edge, above in self._edges(surface, look)]
        for child in self.children:
            if child.rect.colliderect(self.rect):
                child.paint_all(surface, look)
        for edge, above, ground in bare:
            for row in range(edge.h):
                ground.set_alpha(255 - 255 * (row if above else edge.h - 1 - row) // edge.h)
                surface.blit(ground, (edge.x, edge.y + row), (0, row, edge.w, 1))
        surface.set_clip(old)
        if self.most:
            p = look.palette
            wide = look.px(4)
            lane = pygame.Rect(self.rect.right - wide - look.px(2), self.rect.y + 2, wide, self.rect.h - 4)
            pygame.draw.rect(surface, p.paper_edge if self.ink else p.track, lane, border_radius=wide // 2)
            size = max(look.px(24), round(lane.h * self.rect.h / self.height))
            y = lane.y + round((lane.h - size) * self.offset / self.most)
            thumb = (lane.x, y, wide, size)
            pygame.draw.rect(surface, p.ink_muted if self.ink else p.gold, thumb, border_radius=wide // 2)

    def _edges(self, surface: pygame.Surface, look: Look) -> list[tuple[pygame.Rect, bool]]:
        """The strips behind which the content goes on, each with whether it goes on above."""
        high = min(look.px(self.FADE), self.rect.h // 4)
        room = surface.get_rect()
        strips = [(pygame.Rect(self.rect.x, self.rect.y, self.rect.w, high).clip(room), True)] if self.offset else []
        if self.offset < self.most:
            strips.append((pygame.Rect(self.rect.x, self.rect.bottom - high, self.rect.w, high).clip(room), False))
        return [(strip, above) for strip, above in strips if strip.w and strip.h]
