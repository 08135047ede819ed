"""Takes what the mouse or the keyboard rests on, gives tooltips: nested, lockable, each opened from the ledger of causes.

A tooltip opens after a short rest, locks after the player's delay or with T, and then may be entered; its links open the next, four at
most; Esc pops one. It never covers the thing that it explains.
"""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from sim.report.desk import CauseLine, Explanation, TextRun
from sim.ui.look import Look
from sim.ui.panel import Host
from sim.ui.widgets import Box, Column, Rich, Scroll, Text, Widget, source_line
from sim.ui.widgets.texts import arrowed

MOST = 4
OPEN_MS = 220
GRACE_MS = 320
LONG = 90  # letters from which a value reads as a text


@dataclass
class Tip:
    """One open tooltip: what it hangs on, where that is, and its widgets."""

    source: str
    place: pygame.Rect
    root: Box
    opened: int
    hint: str
    explain: str
    locked: bool = False
    focus: str = ""
    picture: pygame.Surface | None = None  # as it was last painted
    painted: tuple[bool, int] = (False, 0)  # locked, offset at that time


class Tips:
    """The pile of open tooltips."""

    def __init__(self, app: Host) -> None:
        self.app = app
        self.pile: list[Tip] = []
        self._on: tuple[int, str] = (-1, "")  # level and id of what is rested on
        self._since = 0
        self._left = 0
        self._dismissed = ""  # closed by Esc: stays closed until something else was rested on

    def clear(self) -> bool:
        """Close all; True if any was open."""
        had = bool(self.pile)
        self.pile.clear()
        self._on = (-1, "")
        return had

    def pop(self) -> bool:
        """Close the topmost; True if there was one."""
        if not self.pile:
            return False
        self._dismissed = self.pile.pop().source
        return True

    def level_at(self, at: tuple[int, int]) -> int:
        """Index of the topmost locked tooltip under a point, -1 when there is none."""
        for level in range(len(self.pile) - 1, -1, -1):
            if self.pile[level].locked and self.pile[level].root.rect.collidepoint(at):
                return level
        return -1

    def hit(self, at: tuple[int, int]) -> Widget | None:
        """The link of a locked tooltip under a point."""
        level = self.level_at(at)
        return self.pile[level].root.hit(at) if level >= 0 else None

    def rest(self, widget: Widget | None, level: int, now: int) -> None:
        """Say what the mouse or the keyboard rests on now; `level` is the tooltip that it is in, -1 for the panel."""
        on = (level, widget.id if widget else "")
        if on != self._on:
            self._on, self._since = on, now
            if on[1] != self._dismissed:
                self._dismissed = ""
        keep = level + 1
        if keep < len(self.pile):
            follows = self.pile[keep].source == on[1] and bool(on[1])
            if follows:
                keep += 1
                self._left = 0
            elif self.pile[keep].locked:
                self._left = self._left or now
                if now - self._left < GRACE_MS:
                    keep = len(self.pile)
            if keep < len(self.pile):
                del self.pile[keep:]
                self._left = 0
                self.app.redraw = True
        else:
            self._left = 0
        if widget and widget.id != self._dismissed and now - self._since >= OPEN_MS and len(self.pile) == level + 1:
            self.open(widget, now)
        for tip in self.pile:
            if not tip.locked and now - tip.opened >= self.app.settings.tooltip_delay:
                tip.locked = True
                self.app.redraw = True

    def open(self, widget: Widget, now: int, *, locked: bool = False) -> bool:
        """Open the tooltip of a widget on top of the pile; False when it has none or the pile is full."""
        if len(self.pile) >= MOST or not (widget.hint or widget.explain):
            return False
        tip = self._make(widget.id, widget.rect, widget.hint, widget.explain, now)
        if tip is None:
            return False
        tip.locked = locked
        self.pile.append(tip)
        self.app.redraw = True
        return True

    def lock(self, widget: Widget | None, now: int) -> None:
        """T: lock what is open (or open it at once) and step into its links."""
        if widget and (not self.pile or (self.pile[-1].locked and self.pile[-1].source != widget.id)):
            self.open(widget, now, locked=True)
        if self.pile:
            self.pile[-1].locked = True
            links = self.links()
            if links and not self.pile[-1].focus:
                self.pile[-1].focus = links[0].id
            self.app.redraw = True

    def links(self, level: int = -1) -> list[Widget]:
        """Links of a tooltip, of the topmost if not said."""
        return [w for w in self.pile[level].root.walk() if w.reacts] if self.pile else []

    @property
    def inside(self) -> int:
        """The innermost tooltip that the keyboard went into, -1 for none."""
        return max((level for level, tip in enumerate(self.pile) if tip.focus), default=-1)

    def step(self, by: int) -> bool:
        """Move the keyboard among the links of the tooltip that it is in; False when it is in none."""
        level = self.inside
        if level < 0:
            return False
        tip = self.pile[level]
        ids = [w.id for w in self.links(level)]
        tip.focus = ids[(ids.index(tip.focus) + by) % len(ids)]
        self.app.redraw = True
        return True

    def enter(self, now: int) -> bool:
        """Open the link that the keyboard is on and go into it; False when the keyboard is in no tooltip."""
        level = self.inside
        if level < 0:
            return False
        link = self.pile[level].root.find(self.pile[level].focus)
        if link is not None and (len(self.pile) > level + 1 or self.open(link, now)):
            self.pile[level + 1].locked = True
            links = self.links(level + 1)
            self.pile[level + 1].focus = links[0].id if links else ""
            self.app.redraw = True
        return True

    def draw(self, surface: pygame.Surface) -> None:
        """Paint the pile, the first at the bottom."""
        look = self.app.look
        for tip in self.pile:
            margin = look.px(12)  # room for the shadow
            surface.blit(self._picture(tip, margin), tip.root.rect.move(-margin, -margin))
            link = tip.root.find(tip.focus)
            if link:
                look.box(surface, link.rect.inflate(4, 2), None, look.palette.gold, 3, 2)

    def _picture(self, tip: Tip, margin: int) -> pygame.Surface:
        """A tooltip painted once, until it is locked or scrolled."""
        look = self.app.look
        offset = next((w.offset for w in tip.root.children if isinstance(w, Scroll)), 0)
        if tip.picture is None or tip.painted != (tip.locked, offset):
            tip.root.edge = look.palette.gold if tip.locked else look.palette.edge
            at = tip.root.rect.topleft
            tip.picture = pygame.Surface(tip.root.rect.inflate(2 * margin, 2 * margin).size, pygame.SRCALPHA)
            tip.root.move(margin - at[0], margin - at[1])
            tip.root.paint_all(tip.picture, look)
            tip.root.move(at[0] - margin, at[1] - margin)
            tip.painted = (tip.locked, offset)
        return tip.picture

    def _make(self, source: str, place: pygame.Rect, hint: str, explain: str, now: int) -> Tip | None:
        explanation = self.app.explain(explain) if explain else None
        if explanation is None and not hint:
            return None
        look = self.app.look
        avoid = place.clip(pygame.Rect((0, 0), self.app.size))
        area = pygame.Rect((0, 0), self.app.size).inflate(-look.px(12), -look.px(12))
        gap = look.px(8)
        level = len(self.pile)
        best: tuple[float, Box] | None = None
        rooms = [
            pygame.Rect(avoid.right + gap, area.y, area.right - avoid.right - gap, area.h),
            pygame.Rect(area.x, area.y, avoid.x - gap - area.x, area.h),
            pygame.Rect(area.x, avoid.bottom + gap, area.w, area.bottom - avoid.bottom - gap),
            pygame.Rect(area.x, area.y, area.w, avoid.y - gap - area.y),
        ]
        if self.pile:  # beside the tooltip that it was opened from, so that this one stays readable
            below = self.pile[-1].root.rect
            rooms[:0] = [
                pygame.Rect(below.right + gap // 2, area.y, area.right - below.right - gap // 2, area.h),
                pygame.Rect(area.x, area.y, below.x - gap // 2 - area.x, area.h),
            ]
        for order, room in enumerate(rooms):
            if room.w < look.px(150) or room.h < look.px(60):
                continue
            box = self._box(room, avoid, hint, explanation, level)
            scroll = next(w for w in box.children if isinstance(w, Scroll))
            hidden = scroll.most / max(1, scroll.height)
            # Do not hide what older tooltips hang on.
            others = sum(box.rect.colliderect(tip.place) for tip in self.pile)
            narrow = 0.5 if box.rect.w < look.px(280) else 0
            over = 0.4 * sum(box.rect.colliderect(tip.root.rect) for tip in self.pile)
            badness = hidden * 10 + others + over + order * 0.1 + narrow
            if best is None or badness < best[0]:
                best = (badness, box)
        return Tip(source, avoid, best[1], now, hint, explain) if best else None

    def _box(
        self, room: pygame.Rect, avoid: pygame.Rect, hint: str, explanation: Explanation | None, level: int
    ) -> Box:
        look, p = self.app.look, self.app.look.palette
        pad = look.px(12)
        wide = min(room.w, look.px(360 if explanation else 300))
        pen = Column(look, 0, 0, wide - 2 * pad - Scroll.lane(look))
        if hint:
            pen.text("body", hint, p.text)
            if explanation:
                pen.space(6)
        if explanation:
            _explain(look, pen, explanation, level, self.app)
        natural = max((w.needs(look)[0] for item in pen.items for w in item.walk()), default=0)
        if not explanation and natural < pen.width:  # a short hint needs no wide box
            wide = natural + 2 * pad + Scroll.lane(look)
        high = min(room.h, pen.height + 2 * pad)
        box = Box(pygame.Rect(0, 0, wide, high), f"tip{level}", radius=8)
        box.fill, box.edge, box.shadow = p.panel, p.gold, True
        box.rect.center = avoid.center
        box.rect.y = min(box.rect.y, avoid.y) if room.h > avoid.h else box.rect.y
        box.rect.clamp_ip(room)
        for item in pen.items:
            item.move(box.rect.x + pad, box.rect.y + pad)
        scroll = Scroll(box.rect.inflate(-2 * pad, -2 * pad), f"tip{level}.scroll")
        scroll.fill(pen.items, pen.height)
        box.children = [scroll]
        return box


def _explain(look: Look, pen: Column, e: Explanation, level: int, app: Host) -> None:
    p, w = look.palette, look.words
    pen.text("heading", e.title, p.gold)
    if e.value_text:
        known = not e.unit or e.unit in e.value_text or ";" in e.value_text
        figure, bracket, word = e.value_text.partition(" (")
        line = e.value_text if known else f"{figure} {e.unit}{bracket}{word}"
        pen.text("strong" if len(line) < LONG else "small", f"{line}   {e.change_text}".rstrip(), p.text)
    if e.about:
        pen.space(2)
        pen.text("body", e.about, p.text)
    if e.causes:
        pen.space(6)
        if e.start_text and e.end_text:
            pen.text("small", w("tip_why", start=e.start_text, end=e.end_text), p.muted)
        amounts = [arrowed(cause.good, cause.amount_text) for cause in e.causes]
        indent = max(look.type.width("tag", amount) for amount in amounts) + look.px(10)
        for number, cause in enumerate(e.causes):
            _cause(look, pen, cause, f"tip{level}.cause{number}", indent)
    if e.formula:
        pen.space(6)
        pen.text("small", w("tip_formula"), p.muted)
        pen.text("small", e.formula, p.text)
    ahead = app.ahead(e.name)
    if ahead or e.range_text:
        pen.space(4)
        pen.text("small", ahead, p.gold)
        pen.text("small", w("tip_bounds", range=e.range_text) if e.range_text else "", p.muted)
    further = [name for name in e.opens if name != e.name]
    if further:
        pen.space(6)
        runs = [TextRun(w("tip_more") + " ")]
        for number, name in enumerate(further):
            runs.append(TextRun(app.title_of(name), opens=name))
            runs.append(TextRun(" · " if number + 1 < len(further) else ""))
        pen.add(_rich(look, runs, pen, f"tip{level}.more", "small"))
    sources = list(dict.fromkeys([*e.sources, *(s for c in e.causes for s in c.sources)]))
    if sources:
        pen.space(6)
        pen.text("tag", w("sources"), p.muted)
        for number, source in enumerate(sources[:8]):
            line = source_line(source)
            head = f"{source.id} · "
            known = line.startswith(head) and source.text.startswith(source.id)
            line = source.text if known else line
            if (
                line.startswith(source.id)
                and app.explain(f"source.{source.id}") is not None
                and f"source.{source.id}" != e.name
            ):
                runs = [TextRun(source.id, opens=f"source.{source.id}"), TextRun(line.removeprefix(source.id))]
                pen.add(_rich(look, runs, pen, f"tip{level}.source{number}", "small"))
            else:
                pen.text("small", line, p.muted)


def _cause(look: Look, pen: Column, cause: CauseLine, id: str, indent: int) -> None:
    p = look.palette
    own = arrowed(cause.good, cause.amount_text)
    y = pen.y
    amount = Text(look, "tag", own, p.change(cause.good), (pen.x, y + look.px(1)))
    runs = [TextRun(cause.title, opens=cause.act or (cause.opens[0] if cause.opens else ""))]
    rich = Rich(
        look,
        runs,
        p.text,
        p.link,
        (pen.x + indent, y),
        max(look.px(60), pen.width - indent),
        style="body",
        bold="strong",
        id=id,
    )
    pen.add(amount)
    pen.add(rich)


def _rich(look: Look, runs: list[TextRun], pen: Column, id: str, style: str) -> Rich:
    p = look.palette
    return Rich(look, runs, p.muted, p.link, (pen.x, pen.y), pen.width, style=style, bold="tag", id=id)
