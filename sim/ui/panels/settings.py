"""Takes the settings, gives the sheet that changes them: language, text size, palette, motion, tooltip delay, reports, autosaves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sim.rulebook.phrasebook import LANGUAGES
from sim.ui.panel import Sheet, row_of
from sim.ui.theme import PALETTES
from sim.ui.widgets import Button, Column, Widget, button

TEXT_SIZES = (90, 100, 115, 130, 150)
DELAYS = (300, 700, 1500, 3000)
AUTOSAVES = (3, 5, 10, 20)


class SettingsPanel(Sheet):
    """Every choice is a row of buttons; the chosen one is lit."""

    id = "settings"
    width = 620
    icon = "settings"

    def title(self) -> str:
        return self.look.words("settings")

    def body(self, x: int, y: int, width: int) -> tuple[list[Widget], int]:
        look, w = self.look, self.look.words
        now = self.app.settings
        pen = Column(look, x, y, width)
        self._row(pen, w("set_language"), "lang", [(code, w(f"lang_{code}"), now.lang == code) for code in LANGUAGES])
        sizes = [(size, f"{size} %", now.text_size == size) for size in TEXT_SIZES]
        self._row(pen, w("set_text_size"), "text_size", sizes)
        self._row(
            pen, w("set_palette"), "palette", [(name, w(f"palette_{name}"), now.palette == name) for name in PALETTES]
        )
        self._row(pen, w("set_motion"), "motion", [(True, w("on"), now.motion), (False, w("off"), not now.motion)])
        delays = [(ms, w("seconds", n=_seconds(ms, now.lang)), now.tooltip_delay == ms) for ms in DELAYS]
        self._row(pen, w("set_delay"), "tooltip_delay", delays)
        self._row(pen, w("set_reports"), "reports", [(True, w("on"), now.reports), (False, w("off"), not now.reports)])
        self._row(pen, w("set_claims"), "claims", [(True, w("on"), now.claims), (False, w("off"), not now.claims)])
        pen.y -= self.look.px(8)
        pen.text("small", w("claim_about"), self.look.palette.muted)
        pen.space(12)
        self._row(pen, w("set_autosaves"), "autosaves", [(n, str(n), now.autosaves == n) for n in AUTOSAVES])
        return pen.items, pen.height

    def _row(self, pen: Column, label: str, field: str, choices: Sequence[tuple[object, str, bool]]) -> None:
        look, p = self.look, self.look.palette
        pen.text("strong", label, p.text)
        pen.space(4)
        made: list[Button] = []
        for value, text, on in choices:
            made.append(
                button(
                    look,
                    f"set.{field}.{value}",
                    text,
                    (0, 0),
                    partial(self.app.choose, **{field: value}),
                    icon="check" if on else "",
                    chosen=on,
                )
            )
        pen.y = row_of(look, pen.x, pen.y, pen.width, made)
        pen.items += made
        pen.space(12)


def _seconds(ms: int, lang: str) -> str:
    text = f"{ms / 1000:g}"
    return text.replace(".", ",") if lang == "vi" else text
