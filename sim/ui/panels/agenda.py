"""Takes the verbs of the desk, gives the agenda at the bottom: groups of verbs, undo, end of the quarter."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from sim.report.desk import Verb
from sim.ui.look import Look
from sim.ui.panels.quarter import Quarter
from sim.ui.widgets import Box, Button, Icon, Key, Text, Widget, button

RESERVED = "tuml"  # letters of the window itself: tooltip, undo, map, language
SHARE = 0.3  # of the window's height at most; a higher agenda shows icons only
# How titles of groups and verbs share lines, the clearest first: all verbs right of all titles; each group on lines of its own; one
# group after the other.
FORMS = ("table", "lines", "flow")

Block = tuple[Text | None, Button]  # a verb, behind the title of its group if it is the first


def hotkeys(verbs: Sequence[Verb]) -> dict[str, str]:
    """Letter -> verb id. A letter that the window needs, or that is taken, gives way to another of the verb's id, then of the alphabet."""
    taken: dict[str, str] = {}
    late: list[Verb] = []
    for verb in verbs:
        key = verb.key.lower()[:1]
        if key.isascii() and key.isalpha() and key not in RESERVED and key not in taken:
            taken[key] = verb.id
        else:
            late.append(verb)
    for verb in late:
        letters = [c for c in verb.id.lower() + "abcdefghijklmnopqrstuvwxyz" if c.isascii() and c.isalpha()]
        free = next((c for c in letters if c not in RESERVED and c not in taken), "")
        if free:
            taken[free] = verb.id
    return taken


def build(game: Quarter, area: pygame.Rect, right: int) -> Widget:
    """The agenda, as high as it needs to be, at the bottom of `area`.

    With room for titles it leaves `right` pixels free for the dossier, which then reaches down to `ends`; else it is a row of icons
    that holds undo and the end of the quarter itself.
    """
    if not game.look.narrow:
        for form in FORMS:
            wide = _wide(game, pygame.Rect(area.x, area.y, area.w - right, area.h), form)
            if wide.rect.h <= area.h * SHARE:
                return wide
    return _icons(game, area)


def ends(game: Quarter, rect: pygame.Rect) -> list[Button]:
    """Undo and the end of the quarter side by side at the bottom of the right column."""
    gap = game.look.px(8)
    width = round(rect.w * 0.36)
    undo, end = _ends(game, width, rect.w - width - gap)
    high = max(undo.rect.h, end.rect.h, game.look.px(42))
    for made, x in ((undo, rect.x), (end, rect.x + width + gap)):
        made.rect.h = high
        made.move(x, rect.bottom - high)
        for child in made.children:
            child.move(0, made.rect.centery - child.rect.centery)
    return [undo, end]


def _ends(game: Quarter, undo_width: int, end_width: int) -> tuple[Button, Button]:
    look, w = game.look, game.look.words
    over = game.desk.final is not None
    label = w("judgements") if over else w("end_quarter")
    end = button(
        look,
        "end",
        label,
        (0, 0),
        game.end,
        kind="primary",
        style="heading",
        key="↵",
        hint=w("end_hint"),
        width=end_width,
    )
    undo = button(
        look,
        "undo",
        w("undo"),
        (0, 0),
        game.undo,
        icon="undo-2",
        key="U",
        width=undo_width,
        enabled=game.desk.can_undo,
        hint=w("undo_hint") if game.desk.can_undo else w("undo_nothing"),
    )
    return undo, end


def _wide(game: Quarter, area: pygame.Rect, form: str) -> Widget:
    """Titles of groups and verbs set like words; a line that goes on with a group is indented, a thin rule parts groups."""
    look, p, desk = game.look, game.look.palette, game.desk
    pad, gap, apart = look.px(8), look.px(4), look.px(3)
    high = max(look.type.height("small"), look.px(16)) + look.px(7)
    room = area.w - 2 * pad
    bar = Box(area.copy(), "agenda", radius=0)
    bar.fill = p.bar
    heads = {group.id: Text(look, "tag", group.title, p.gold, (0, 0)) for group in desk.groups}
    inset = look.px(9)
    if form == "table":
        widest = max((head.rect.w for head in heads.values()), default=0)
        for head in heads.values():
            head.rect.w = widest
        inset += widest
    blocks: list[list[Block]] = [[]]
    for group in desk.groups:
        head = heads[group.id]
        verbs = [v for v in desk.verbs if v.group == group.id]
        made = [_verb(game, v, high, room - head.rect.w - inset) for v in verbs]
        if form != "flow" and blocks[-1]:
            blocks.append([])
        blocks[-1] += [(None if number else head, item) for number, item in enumerate(made)]
    y = look.px(7)
    for part in blocks:
        if bar.children:
            bar.add(_Rule(pygame.Rect(area.x + pad, y + (apart - gap) // 2, room, 1)))
            y += apart
        for line in _even_lines(look, part, room, inset, gap):
            items = _set(look, line, area.x + pad, y, room, inset, gap)
            bar.add(*items)
            y += max(item.rect.h for item in items) + gap
    total = y - gap + look.px(9)
    bar.rect = pygame.Rect(area.x, area.bottom - total, area.w, total)
    for item in bar.children:
        item.move(0, bar.rect.y)
    return bar


def _even_lines(look: Look, blocks: Sequence[Block], room: int, inset: int, gap: int) -> list[list[Block]]:
    """As few lines as there must be, as even as that allows: the narrowest set of as many lines."""
    lines = _lines(look, blocks, room, inset, gap)
    for limit in range(room, room // 2, -look.px(8)):
        tried = _lines(look, blocks, limit, inset, gap)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def _lines(look: Look, blocks: Sequence[Block], limit: int, inset: int, gap: int) -> list[list[Block]]:
    """Verbs one after the other in lines no wider than `limit`, each behind the title of its group or, in a new line, behind `inset`."""
    lines: list[list[Block]] = [[]]
    used = 0
    for head, made in blocks:
        title = head.rect.w + look.px(9) + (look.px(8) if used else 0) if head else 0
        if lines[-1] and used + title + made.rect.w > limit:
            lines.append([])
            title = head.rect.w + look.px(9) if head else inset
            used = 0
        lines[-1].append((head, made))
        used += title + made.rect.w + gap
    return lines


def _set(look: Look, line: Sequence[Block], x: int, y: int, room: int, inset: int, gap: int) -> list[Widget]:
    """Put a line in place; its verbs are stretched by the same share of what is left, within measure."""
    pens: list[int] = []  # where the verbs would start without stretching
    pen = 0
    for head, made in line:
        if head is None:
            pen += 0 if pens else inset
        else:
            pen += head.rect.w + look.px(9) + (look.px(8) if pens else 0)
        pens.append(pen)
        pen += made.rect.w + gap
    each = min(look.px(70), max(0, room - pen + gap) // len(line))
    items: list[Widget] = []
    for number, ((head, made), start) in enumerate(zip(line, pens, strict=True)):
        made.rect.w += each
        for child in made.children:
            if isinstance(child, Key | _Pips):
                child.rect.x += each
        made.move(x + start + number * each - made.rect.x, y - made.rect.y)
        if head is not None:
            head.move(made.rect.x - look.px(9) - head.rect.w, y + (made.rect.h - head.rect.h) // 2)
            items.append(head)
        items.append(made)
    return items


class _Rule(Widget):
    """A thin line between two groups."""

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        surface.fill(look.palette.edge, self.rect)


class _Pips(Widget):
    """The cost of a verb as small points."""

    def __init__(self, look: Look, cost: float, on: bool) -> None:
        self.count, self.on = min(5, round(cost)), on
        super().__init__(pygame.Rect(0, 0, look.px(7) * self.count, look.px(8)))

    def paint(self, surface: pygame.Surface, look: Look) -> None:
        colour = look.palette.gold if self.on else look.palette.muted
        for i in range(self.count):
            centre = (self.rect.x + look.px(7) * i + look.px(3.5), self.rect.centery)
            pygame.draw.aacircle(surface, colour, centre, max(2, look.px(2.6)))


def hint(game: Quarter, verb: Verb) -> str:
    """Words of a verb's tooltip: title, cost, what it does, why not."""
    w = game.look.words
    lines = [f"{verb.title} · {verb.cost_text}" if verb.cost_text else verb.title, verb.about]
    if not verb.legal and verb.reason:
        lines.append(w("why_not", reason=verb.reason))
    return "\n".join(line for line in lines if line)


def _make(game: Quarter, verb: Verb, width: int) -> Button:
    made = Button(
        pygame.Rect(0, 0, width, 10),
        f"verb.{verb.id}",
        enabled=verb.legal or any(t.ordered for t in verb.targets),
        hint=hint(game, verb),
        on_activate=lambda: game.choose_verb(verb.id),
        on_focus=lambda: game.look_at("verb", verb.id, verb.targets[0].id if verb.targets else ""),
    )
    made.chosen = any(t.ordered for t in verb.targets)
    return made


def _glyph(game: Quarter, verb: Verb, made: Button) -> str:
    return "check" if made.chosen else "ban" if verb.forbidden else verb.icon


def _verb(game: Quarter, verb: Verb, high: int, most: int) -> Button:
    look, p = game.look, game.look.palette
    made = _make(game, verb, 0)
    pad, gap = look.px(6), look.px(4)
    icon = Icon(look, _glyph(game, verb, made), 16, p.gold if made.enabled else p.muted, (pad, 0))
    key = Key(look, game.letter(verb.id).upper(), (0, 0), on=made.enabled)
    pips = _Pips(look, min((t.cost for t in verb.targets), default=0), made.enabled)
    fixed = 2 * pad + icon.rect.w + key.rect.w + pips.rect.w + 3 * gap
    colour = p.text if made.enabled else p.muted
    title = Text(look, "small", verb.title, colour, (icon.rect.right + gap, 0))
    if fixed + title.rect.w > most:
        title = Text(look, "small", verb.title, colour, title.rect.topleft, most - fixed)
    pips.rect.x = title.rect.right + gap
    key.rect.x = pips.rect.right + gap
    made.rect.size = (key.rect.right + pad, max(high, title.rect.h + look.px(8)))
    for child in (icon, title, pips, key):
        child.rect.centery = made.rect.h // 2
    made.add(icon, title, pips, key)
    return made


def _icons(game: Quarter, area: pygame.Rect) -> Widget:
    look, p, desk = game.look, game.look.palette, game.desk
    pad, gap = look.px(8), look.px(4)
    bar = Box(area.copy(), "agenda", radius=0)
    bar.fill = p.bar
    side = look.type.width("heading", look.words("end_quarter")) + look.type.width("tag", "↵") + look.px(50)
    undo, end = _ends(game, side, side)
    cell, high = look.px(34), look.px(16) + look.type.height("tag") + look.px(12)
    limit = area.right - pad - max(undo.rect.w, end.rect.w) - look.px(12)
    groups = [verbs for group in desk.groups if (verbs := [v for v in desk.verbs if v.group == group.id])]
    places = _places([len(verbs) for verbs in groups], cell + gap, look.px(8), limit + gap - area.x - pad)
    made: list[Button] = []
    for verb, (x, line) in zip((v for verbs in groups for v in verbs), places, strict=True):
        item = _make(game, verb, cell)
        item.rect.h = high
        icon = Icon(look, _glyph(game, verb, item), 16, p.gold if item.enabled else p.muted, (0, look.px(5)))
        key = Key(look, game.letter(verb.id).upper(), (0, 0), on=item.enabled)
        icon.rect.centerx = key.rect.centerx = cell // 2
        key.rect.y = icon.rect.bottom + look.px(3)
        item.add(icon, key)
        item.move(area.x + pad + x, look.px(6) + line * (high + gap))
        made.append(item)
    low = max((item.rect.bottom for item in made), default=0)
    total = max(low, look.px(6) + undo.rect.h + gap + end.rect.h) + look.px(6)
    bar.rect = pygame.Rect(area.x, area.bottom - total, area.w, total)
    for item in made:
        item.move(0, bar.rect.y)
    undo.move(area.right - pad - undo.rect.w, bar.rect.y + look.px(6))
    end.move(area.right - pad - end.rect.w, undo.rect.bottom + gap)
    bar.add(*made, undo, end)
    return bar


def _places(sizes: Sequence[int], step: int, apart: int, room: int) -> list[tuple[int, int]]:
    """Where each icon of groups of these sizes stands, (x, line): as few lines as there must be, groups whole, lines even."""

    def lay(room: int, *, whole: bool) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        x = line = 0
        for size in sizes:
            x += apart if x else 0
            if whole and x and x + size * step > room:
                x, line = 0, line + 1
            for _ in range(size):
                if x and x + step > room:
                    x, line = 0, line + 1
                found.append((x, line))
                x += step
        return found

    best = lay(room, whole=False)
    for narrower in range(room, room // 2, -step):
        tried = lay(narrower, whole=True)
        if not tried or tried[-1][1] > best[-1][1]:
            break
        best = tried
    return best
