"""Takes a language, gives the sentences that report and text mode build their texts from."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

import yaml


@cache
def catalogue(lang: str, package: str = __name__) -> dict[str, str]:
    """All sentences of a language by id, with {slots}, normalised to NFC; `package` holds a file for each language."""
    data = yaml.safe_load(files(package).joinpath(f"{lang}.yaml").read_text(encoding="utf-8"))
    return {str(key): unicodedata.normalize("NFC", str(value)) for key, value in data.items()}
