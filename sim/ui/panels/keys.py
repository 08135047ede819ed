"""Takes the words, gives the sheet of keys that `?` opens."""

from __future__ import annotations

from sim.ui.panel import Sheet
from sim.ui.widgets import Column, Key, Text, Widget

# Key caps -> id of the words that say what they do.
KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", "key_end"),
    ("1 - 4", "key_options"),
    (", .", "key_papers"),
    ("A - Z", "key_verbs"),
    ("U", "key_undo"),
    ("Tab", "key_tab"),
    ("← ↑ ↓ →", "key_arrows"),
    ("Space", "key_space"),
    ("T", "key_lock"),
    ("Esc", "key_escape"),
    ("M", "key_map"),
    ("F2 F3 F4 F5 F11", "key_views"),
    ("F12", "key_outlook"),
    ("F9", "key_codex"),
    ("F10", "key_report"),
    ("0", "key_crisis"),
    ("/", "key_forecast"),
    ("PgUp PgDn", "key_page"),
    ("F6 F7 F8", "key_files"),
    ("W", "key_workshop"),
    ("Ctrl R", "key_reread"),
    ("L", "key_language"),
    ("?", "key_keys"),
)


class KeysPanel(Sheet):
    """All keys, in two columns where there is room."""

    id = "keys"
    width = 700
    icon = "keyboard"

    def title(self) -> str:
        return self.look.words("keys_title")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, p, w = self.look, self.look.palette, self.look.words
        caps = max(Key(look, caps, (0, 0)).rect.w for caps, _ in KEYS) + look.px(12)
        columns = 2 if width > 2 * caps + look.px(320) else 1
        cell = (width - look.px(20) * (columns - 1)) // columns
        per = -(-len(KEYS) // columns)
        items: list[Widget] = []
        low = y
        for column in range(columns):
            left = x + column * (cell + look.px(20))
            pen = Column(look, left, y, cell)
            for names, id in KEYS[column * per : (column + 1) * per]:
                cap = Key(look, names, (left, pen.y))
                text = Text(look, "body", w(id), p.text, (left + caps, pen.y), cell - caps)
                pen.add(cap)
                pen.add(text)
                pen.space(6)
            items += pen.items
            low = max(low, pen.y)
        pen = Column(look, x, low + look.px(4), width)
        pen.text("small", w("key_marks"), p.muted)
        return [*items, *pen.items], pen.y - y
