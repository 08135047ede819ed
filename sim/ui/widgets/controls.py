"""Takes labels and actions, gives widgets that the player works: button, check row, text field."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from sim.ui.look import Look
from sim.ui.theme import Colour, blend
from sim.ui.widgets.base import Act, Widget
from sim.ui.widgets.shapes import Icon
from sim.ui.widgets.texts import Key, Text


class Button(Widget):
    """A box that does something; `kind` is plain, primary, tab, ghost or paper."""

    kind = "plain"
    chosen = False
    stripe: Colour | None = None

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        p = look.palette
        if self.kind == "primary":
            look.box(
                surface,
                self.rect,
                p.gold if self.enabled else p.raised,
                p.edge if not self.enabled else None,
                self.radius,
            )
        elif self.kind == "paper":
            fill = blend(p.paper_raised, p.gold, 0.22) if self.chosen else p.paper_raised if self.enabled else p.paper
            look.box(
                surface,
                self.rect,
                fill,
                p.kicker_ink if self.chosen else p.paper_edge,
                self.radius,
                2 if self.chosen else 1,
            )
        elif self.kind == "tab":
            if self.chosen:
                look.box(surface, self.rect, p.raised, p.edge, self.radius)
                under = pygame.Rect(
                    self.rect.x + look.px(6), self.rect.bottom - look.px(3), self.rect.w - look.px(12), look.px(2)
                )
                surface.fill(p.gold, under)
        elif self.kind != "ghost" or self.chosen:
            fill = blend(p.raised, p.gold, 0.2) if self.chosen else p.raised if self.enabled else p.panel
            look.box(surface, self.rect, fill, p.gold if self.chosen else p.edge, self.radius)
        if self.stripe is not None:
            surface.fill(self.stripe, (self.rect.x, self.rect.y + look.px(6), look.px(3), self.rect.h - look.px(12)))


def button(
    look: Look,
    id: str,
    label: str,
    at: tuple[int, int],
    act: Act,
    *,
    icon: str = "",
    key: str = "",
    kind: str = "plain",
    chosen: bool = False,
    enabled: bool = True,
    hint: str = "",
    width: int | None = None,
    height: int | None = None,
    style: str = "strong",
    on_focus: Act | None = None,
) -> Button:
    """A button with icon, label and key cap in a row; as wide as it needs, or `width` with the label wrapped."""
    p = look.palette
    pad, gap = look.px(10), look.px(7)
    glyph = look.px(16) if icon else 0
    cap = Key(look, key, (0, 0)) if key else None
    fixed = 2 * pad + (glyph + (gap if label else 0) if icon else 0) + (cap.rect.w + gap if cap else 0)
    natural = look.type.width(style, label)
    room = natural if width is None else max(look.px(20), width - fixed)
    if kind == "primary":
        colour = p.on_gold if enabled else p.muted
    elif kind == "tab":
        colour = p.text if chosen else p.muted
    else:
        colour = p.text if enabled else p.muted
    text = Text(look, style, label, colour, (0, 0), room if width is not None else None) if label else None
    high = max(height or 0, (text.rect.h if text else 0) + look.px(10), glyph + look.px(12))
    wide = width if width is not None else fixed + natural
    made = Button(pygame.Rect(at, (wide, high)), id, enabled=enabled, hint=hint, on_activate=act, on_focus=on_focus)
    made.kind, made.chosen = kind, chosen
    x = at[0] + pad
    if not label and icon:
        x = at[0] + (wide - glyph) // 2
    if icon:
        tint = colour if kind == "primary" else p.gold if enabled else p.muted
        made.add(Icon(look, icon, 16, tint, (x, at[1] + (high - glyph) // 2)))
        x += glyph + gap
    if text:
        text.move(x, at[1] + (high - text.rect.h) // 2)
        if width is not None and not icon and not cap:
            text.align = "centre"
        made.add(text)
    if cap:
        cap.rect.topleft = (at[0] + wide - pad - cap.rect.w, at[1] + (high - cap.rect.h) // 2)
        made.add(cap)
    return made


def check_row(
    look: Look, id: str, label: str, at: tuple[int, int], width: int, act: Act, *, chosen: bool, hint: str = ""
) -> Button:
    """A row that is on or off, with a tick."""
    return button(look, id, label, at, act, icon="check" if chosen else "minus", width=width, chosen=chosen, hint=hint)


class Field(Widget):
    """One line of text being typed.

    Attributes:
        blank: what stands there, muted, while nothing has been typed.
        digits: takes figures only.
        longest: most characters.
    """

    blank = ""
    digits = False
    longest = 40

    def __init__(
        self,
        look: Look,
        rect: pygame.Rect,
        id: str,
        value: str,
        on_change: Callable[[str], None],
        on_enter: Act,
        hint: str = "",
    ) -> None:
        super().__init__(rect, id, on_activate=on_enter, hint=hint)
        self.value, self.on_change = value, on_change

    def type(self, text: str) -> None:
        """Append what was typed."""
        fits = "".join(c for c in text if (c in "0123456789" if self.digits else c.isprintable()))
        self.value = (self.value + fits)[: self.longest]
        self.on_change(self.value)

    def erase(self) -> None:
        """Take the last letter away."""
        self.value = self.value[:-1]
        self.on_change(self.value)

    def needs(self, look: Look) -> tuple[int, int]:
        return (look.type.width("heading", self.blank) + look.px(22), look.type.height("heading"))

    def _shown(self, look: Look) -> tuple[str, int, int]:
        """The end of the text that fits, and where it starts."""
        shown = self.value
        while shown and look.type.width("heading", shown) > self.rect.w - look.px(22):
            shown = shown[1:]
        return shown, self.rect.x + look.px(10), self.rect.y + (self.rect.h - look.type.height("heading")) // 2

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        p = look.palette
        look.box(surface, self.rect, p.bg, p.gold)
        shown, x, y = self._shown(look)
        look.type.draw(surface, "heading", shown or self.blank, p.text if shown else p.muted, (x, y))

    def paint_caret(self, surface: pygame.Surface, look: Look) -> None:
        """Show where typing goes on; only the field that the keyboard is in has this."""
        shown, x, y = self._shown(look)
        x += look.type.width("heading", shown) + look.px(2) if shown else -look.px(3)  # before what stands there blank
        foot = y + look.type.height("heading") - look.px(3)
        pygame.draw.line(surface, look.palette.gold, (x, y + look.px(2)), (x, foot), look.px(1.5))
