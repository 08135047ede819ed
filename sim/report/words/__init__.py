"""Takes a language, gives the sentences that report and text mode build their texts from."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("en", "vi")


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All sentences of a language by id, with {slots}, normalised to NFC."""
    data = yaml.safe_load(files(__name__).joinpath(f"{lang}.yaml").read_text(encoding="utf-8"))
    return {str(key): unicodedata.normalize("NFC", str(value)) for key, value in data.items()}
