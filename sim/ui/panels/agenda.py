"""Takes the verbs of the desk, gives the agenda at the bottom: groups of verbs, undo, end of the quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from sim.report.desk import Verb
from sim.ui.widgets import Box, Button, Icon, Key, Text, Widget, button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.ui.panels.game import GamePanel

RESERVED = "tuml"  # letters of the window itself: tooltip, undo, map, language
ROWS = 2


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


def build(game: GamePanel, area: pygame.Rect) -> Widget:
    """The bar, as high as it needs to be, at the bottom of `area`."""
    look = game.look
    if not look.narrow:
        wide = _wide(game, area)
        if wide is not None and wide.rect.h <= area.h * 0.27:
            return wide
    return _icons(game, area)


def _ends(game: GamePanel, width: int) -> tuple[Button, Button]:
    look, w = game.look, game.look.words
    over = game.desk.final is not None
    label = w("judgements") if over else w("end_quarter")
    end = button(
        look, "end", label, (0, 0), game.end, kind="primary", style="heading", key="↩", hint=w("end_hint"), width=width
    )
    undo = button(
        look,
        "undo",
        w("undo"),
        (0, 0),
        game.undo,
        icon="undo-2",
        key="U",
        width=width,
        enabled=game.desk.can_undo,
        hint=w("undo_hint") if game.desk.can_undo else w("undo_nothing"),
    )
    return undo, end


def _wide(game: GamePanel, area: pygame.Rect) -> Widget | None:
    look, p, desk = game.look, game.look.palette, game.desk
    pad, gap = look.px(8), look.px(5)
    side = look.px(172)
    between = look.px(12)
    groups = [(g, [v for v in desk.verbs if v.group == g.id]) for g in desk.groups]
    groups = [(g, verbs) for g, verbs in groups if verbs]
    columns = [-(-len(verbs) // ROWS) for _, verbs in groups]
    room = area.w - 3 * pad - side - between * len(groups)
    if not columns or room / sum(columns) < look.px(100):
        return None
    cell = (room - gap * (sum(columns) - len(columns))) // sum(columns)
    bar = Box(area.copy(), "agenda", radius=0)
    bar.fill = p.bar
    heads: list[Widget] = []
    rows: list[list[tuple[Button, int]]] = [[] for _ in range(ROWS)]
    x = area.x + pad
    for (group, verbs), count in zip(groups, columns, strict=True):
        wide = count * cell + (count - 1) * gap
        heads.append(Text(look, "tag", group.title, p.gold, (x, 0), wide))
        for number, verb in enumerate(verbs):
            rows[number // count].append((_verb(game, verb, cell), x + (number % count) * (cell + gap)))
        x += wide + between
    head_h = max(head.rect.h for head in heads)
    heights = [max((b.rect.h for b, _ in row), default=0) for row in rows]
    total = look.px(5) + head_h + look.px(2) + sum(heights) + gap * (sum(h > 0 for h in heights) - 1) + look.px(7)
    bar.rect = pygame.Rect(area.x, area.bottom - total, area.w, total)
    y = bar.rect.y + look.px(5)
    for head in heads:
        head.move(0, y)
    y += head_h + look.px(2)
    bar.add(*heads)
    top = y
    for row, high in zip(rows, heights, strict=True):
        for made, at in row:
            made.move(at, y)
            made.rect.h = high
            bar.add(made)
        y += high + gap if high else 0
    undo, end = _ends(game, side)
    undo.move(area.right - pad - side, top - head_h // 2)
    end.rect.h = bar.rect.bottom - look.px(8) - undo.rect.bottom - gap
    end.move(undo.rect.x, undo.rect.bottom + gap)
    shift = (end.rect.h - max(c.rect.h for c in end.children)) // 2
    for child in end.children:
        child.move(0, end.rect.y + shift - child.rect.y if isinstance(child, Text) else end.rect.centery - child.rect.centery)
    bar.add(undo, end)
    return bar


def hint(game: GamePanel, verb: Verb) -> str:
    """Words of a verb's tooltip: title, cost, what it does, why not."""
    w = game.look.words
    lines = [f"{verb.title} · {verb.cost_text}" if verb.cost_text else verb.title, verb.about]
    if not verb.legal and verb.reason:
        lines.append(w("why_not", reason=verb.reason))
    return "\n".join(line for line in lines if line)


def _make(game: GamePanel, verb: Verb, width: int) -> Button:
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


def _glyph(game: GamePanel, verb: Verb, made: Button) -> str:
    return "check" if made.chosen else "ban" if verb.forbidden else verb.icon


def _verb(game: GamePanel, verb: Verb, width: int) -> Button:
    look, p = game.look, game.look.palette
    made = _make(game, verb, width)
    colour = p.text if made.enabled else p.muted
    key = Key(look, game.letter(verb.id).upper(), (look.px(6), 0), on=made.enabled)
    x = key.rect.right + look.px(7)
    title = Text(look, "small", verb.title, colour, (x, look.px(5)), width - x - look.px(6))
    icon = Icon(look, _glyph(game, verb, made), 16, p.gold if made.enabled else p.muted, (0, look.px(6)))
    icon.rect.centerx = key.rect.centerx
    key.rect.y = icon.rect.bottom + look.px(3)
    cost = Text(look, "small", verb.cost_text, p.muted, (x, title.rect.bottom), width - x - look.px(6))
    made.add(icon, key, title, cost)
    made.rect.h = max(key.rect.bottom, cost.rect.bottom) + look.px(4)
    return made


def _icons(game: GamePanel, area: pygame.Rect) -> Widget:
    look, p, desk = game.look, game.look.palette, game.desk
    pad, gap = look.px(8), look.px(4)
    bar = Box(area.copy(), "agenda", radius=0)
    bar.fill = p.bar
    side = look.type.width("heading", look.words("end_quarter")) + look.type.width("tag", "↩") + look.px(50)
    undo, end = _ends(game, side)
    cell, high = look.px(34), look.px(16) + look.type.height("tag") + look.px(12)
    limit = area.right - pad - max(undo.rect.w, end.rect.w) - look.px(12)
    x, y, last = area.x + pad, look.px(6), ""
    made: list[Button] = []
    for group in desk.groups:
        for verb in (v for v in desk.verbs if v.group == group.id):
            if last and last != group.id:
                x += look.px(8)
            last = group.id
            if x + cell > limit:
                x, y = area.x + pad, y + high + gap
            item = _make(game, verb, cell)
            item.rect.h = high
            icon = Icon(look, _glyph(game, verb, item), 16, p.gold if item.enabled else p.muted, (0, look.px(5)))
            key = Key(look, game.letter(verb.id).upper(), (0, 0), on=item.enabled)
            icon.rect.centerx = key.rect.centerx = cell // 2
            key.rect.y = icon.rect.bottom + look.px(3)
            item.add(icon, key)
            item.move(x, y)
            made.append(item)
            x += cell + gap
    total = max(y + high, look.px(6) + undo.rect.h + gap + end.rect.h) + look.px(6)
    bar.rect = pygame.Rect(area.x, area.bottom - total, area.w, total)
    for item in made:
        item.move(0, bar.rect.y)
    undo.move(area.right - pad - undo.rect.w, bar.rect.y + look.px(6))
    end.move(area.right - pad - end.rect.w, undo.rect.bottom + gap)
    bar.add(*made, undo, end)
    return bar
