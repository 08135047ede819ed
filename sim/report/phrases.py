"""Takes a language, gives its forms of numbers, dates, chances and sentences."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence

from sim.report.words import catalogue
from sim.rulebook.phrasebook import LANGUAGES

ARROWS = {1: "▲", -1: "▼", 0: "●"}  # better, worse, neither: the same everywhere, so that colour is never alone
_ROMAN = ("I", "II", "III", "IV")
_DENOMINATORS = (2, 3, 4, 5, 6, 8, 10, 20)
_CLOSE = 0.017  # how far a fraction in words may be from the chance it stands for


_MINUS = re.compile(r"(?<!\w)-(?=\d)")


def true_minus(text: str) -> str:
    """The text with a true minus before a number, for eyes: what programs read keeps the hyphen."""
    return _MINUS.sub("\u2212", text)


def nfc(text: str) -> str:
    """The text in the form that fonts and comparisons expect."""
    return unicodedata.normalize("NFC", text)


def capital(text: str) -> str:
    """The text with a capital at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


class Phrases:
    """The sentences and number forms of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else LANGUAGES[0]
        self._texts = catalogue(self.lang)
        self._comma = self.lang == "vi"

    def __call__(self, id: str, **slots: object) -> str:
        """The sentence of an id with its slots filled."""
        return self._texts[id].format(**slots) if slots else self._texts[id]

    def has(self, id: str) -> bool:
        """Whether the language knows the id."""
        return id in self._texts

    def number(self, x: float, decimals: int = 1) -> str:
        """`1234.5` -> "1,234.5" in English, "1.234,5" in Vietnamese; never "-0.0"."""
        text = f"{_calm(x, decimals):,.{decimals}f}"
        return text.translate(str.maketrans(",.", ".,")) if self._comma else text

    def signed(self, x: float, decimals: int = 1) -> str:
        """As `number`, with its sign; zero has none."""
        text = self.number(x, decimals)
        return f"+{text}" if _calm(x, decimals) > 0 else text

    def value(self, x: float, unit: str, decimals: int = 1) -> str:
        """A number as it is read: a share in per cent, else the bare number."""
        scale, places = shown_as(unit, decimals)
        text = self.number(scale * x, places)
        return self("percent", number=text) if unit == "share" else text

    def change(self, x: float, unit: str, decimals: int = 1) -> str:
        """A signed change in the form of `value`."""
        scale, places = shown_as(unit, decimals)
        text = self.signed(scale * x, places)
        return self("percent", number=text) if unit == "share" else text

    def arrow(self, x: float, good: int, unit: str, decimals: int = 1) -> str:
        """A change with its mark: "▲ +0.3", "▼ -6", "▼ +2 %", "● 0"; the arrow tells whether it is good, the sign which way it went."""
        return f"{ARROWS[good]} {self.change(x, unit, decimals)}"

    def unit(self, unit: str) -> str:
        """The unit's own word, or the unit as written if the catalogue has none."""
        id = f"unit_{unit.lower().replace(' ', '_')}" if unit else "unit_none"
        return self(id) if id in self._texts else unit

    def quarters(self, n: int | str) -> str:
        """A length of time: "1 quarter", "4 quarters", "4 to 24 quarters"."""
        return self("one_quarter") if n in (1, "1") else self("n_quarters", n=n)

    def date(self, quarters: int) -> str:
        """Quarters since year 0 -> "Q3 2022", "Quý III 2022"."""
        quarter = quarters % 4
        return self("date", quarter=_ROMAN[quarter] if self.lang == "vi" else quarter + 1, year=quarters // 4)

    def chance(self, p: float) -> str:
        """A chance in small whole numbers: "1 in 3", "2 in 5"; simple fractions first."""
        if p >= 0.97:
            return self("almost_sure")
        if p < 0.02:
            return self("hardly")
        if p < 0.1:
            return self("one_in", n=round(1 / p))
        fractions = [(k, n) for n in _DENOMINATORS for k in range(1, n)]
        nearest = min(fractions, key=lambda f: abs(f[0] / f[1] - p))
        k, n = next((f for f in fractions if abs(f[0] / f[1] - p) <= _CLOSE), nearest)
        return self("one_in", n=n) if k == 1 else self("n_in", k=k, n=n)

    def governments(self, bots: Sequence[str]) -> str:
        """Policies by what they do, as one list; all that lean to one power are one of it."""
        ids = {bot: f"bot_{bot.partition(':')[0].partition('-')[0]}" for bot in bots}
        return self.listed(list(dict.fromkeys(self(id) if self.has(id) else bot for bot, id in ids.items())))

    def listed(self, parts: Sequence[str]) -> str:
        """The parts as one list: `a`, `a and b`, `a, b and c`."""
        if len(parts) < 2:
            return parts[0] if parts else ""
        return self("list_and", head=", ".join(parts[:-1]), last=parts[-1])


def shown_as(unit: str, decimals: int) -> tuple[float, int]:
    """(factor, decimals) with which a number of a unit is read: a share in per cent, two decimals fewer."""
    return (100.0, max(0, decimals - 2)) if unit == "share" else (1.0, decimals)


def _calm(x: float, decimals: int) -> float:
    """`x` rounded to what is shown, without a negative zero; what is not finite counts as 0."""
    rounded = round(x, decimals) if math.isfinite(x) else 0.0
    return rounded + 0.0 if rounded else 0.0


def verdict(change: float, good: int, unit: str = "", decimals: int = 6) -> int:
    """1 if a change is for the better, -1 for the worse, 0 if neither is known or nothing of it would be shown."""
    if not _calm(change, decimals if unit != "share" else decimals + 1):
        return 0
    return 0 if change == 0 or good == 0 else good if change > 0 else -good
