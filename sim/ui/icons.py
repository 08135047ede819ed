"""Takes the name of an icon, gives it as a crisp line drawing at any size and colour.

The drawings are Lucide's (ISC licence) out of the package justmyresource-lucide, so that a scenario may name any of them for its verbs.
"""

from __future__ import annotations

import zipfile
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import pygame

from sim.ui.theme import Colour

UNKNOWN = "circle-dot"
OLD_NAMES = {"file-signature": "file-pen-line"}  # Lucide renamed these; scenarios may still say the old one


@cache
def _archive() -> dict[str, bytes]:
    spec = find_spec("justmyresource_lucide")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the icon package justmyresource-lucide is not installed; set the program up anew")
    with zipfile.ZipFile(Path(next(iter(spec.submodule_search_locations))) / "icons.zip") as pack:
        return {name.removesuffix(".svg"): pack.read(name) for name in pack.namelist() if name.endswith(".svg")}


def known(name: str) -> bool:
    """Whether there is a drawing of this name."""
    name = name.replace("_", "-")
    return OLD_NAMES.get(name, name) in _archive()


@cache
def icon(name: str, size: int, colour: Colour) -> pygame.Surface:
    """A square surface with alpha; an unknown name gives a dot in a circle."""
    name = name.replace("_", "-")
    drawing = _archive().get(OLD_NAMES.get(name, name)) or _archive()[UNKNOWN]
    stroke = f"rgb({colour[0]},{colour[1]},{colour[2]})".encode()
    drawing = drawing.replace(b"currentColor", stroke).replace(b'stroke-width="2"', b'stroke-width="1.8"')
    return pygame.image.load_sized_svg(BytesIO(drawing), (size, size))
