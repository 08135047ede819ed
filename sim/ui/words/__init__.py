"""Takes a language, gives the texts of the window in it."""

from __future__ import annotations

from functools import cache

from sim.report import words
from sim.rulebook.phrasebook import LANGUAGES
from sim.ui.text import typeset


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All texts of a language, id -> text with {slots}."""
    return {id: typeset(text) for id, text in words.catalogue(lang, __name__).items()}


class Words:
    """The texts of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "en"
        self._texts = catalogue(self.lang)

    def __call__(self, id: str, **slots: object) -> str:
        """The text of an id with its slots filled."""
        return self._texts[id].format(**slots) if slots else self._texts[id]
