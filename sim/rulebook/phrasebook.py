"""The Phrasebook: all words of a scenario, and where each number comes from, apart from the rules.

Takes nothing. `scenario.compile` makes it; `report` reads it. A path is the place of a text in the scenario, for example
`("events", "vote_hrc", "options", "abstain", "title")`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Path = tuple[str, ...]
LANGUAGES = ("en", "vi")  # of the game and of every text in a scenario


@dataclass(frozen=True, slots=True)
class Provenance:
    """Why a number is what it is: ids of facts, mechanisms and works, and the reason if it is assumed or fitted."""

    sources: tuple[str, ...] = ()
    assumed: str = ""
    fitted: str = ""


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Texts by path and language, provenance by path, formulas as written by path."""

    texts: dict[Path, dict[str, str]] = field(default_factory=dict)
    provenance: dict[Path, Provenance] = field(default_factory=dict)
    formulas: dict[Path, str] = field(default_factory=dict)
    plain: dict[Path, str] = field(default_factory=dict)  # words that need no translation: icons, keys, places

    def say(self, lang: str, *path: str, default: str | None = None) -> str:
        """The text at a path in `lang`, else in the other language, else `default`, else the id made readable."""
        text = self.texts.get(path)
        if text:
            return text.get(lang) or next(iter(text.values()))
        if default is not None:
            return default
        name = path[-2] if path[-1] in ("title", "short") and len(path) > 1 else path[-1]
        return name.replace("_", " ").capitalize()

    def source(self, *path: str) -> Provenance:
        """The provenance at a path or at the nearest place that encloses it."""
        for end in range(len(path), 0, -1):
            found = self.provenance.get(path[:end])
            if found:
                return found
        return Provenance()

    def word(self, *path: str, default: str = "") -> str:
        """A plain word (icon, key, place) at a path."""
        return self.plain.get(path, default)
