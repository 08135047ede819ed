"""Takes the name of a palette, gives every colour of the screen, and the sizes of its type.

Colours are judged by the relative luminance of WCAG 2.2: text has a contrast of at least 4.5 with its ground. Better and worse
are blue and orange, never red and green, and always stand beside an arrow and a sign.
"""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]

POWERS: dict[str, Colour] = {
    "us": (116, 223, 255),
    "china": (255, 151, 4),
    "russia": (157, 99, 146),
    "eu": (131, 181, 137),
    "vietnam": (210, 71, 40),
}
POWERS_ON_LIGHT: dict[str, Colour] = {
    "us": (24, 128, 170),
    "china": (196, 108, 0),
    "russia": (128, 66, 116),
    "eu": (72, 128, 82),
    "vietnam": (196, 58, 30),
}


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of one look; fields that end in `_ink` stand on `paper`."""

    name: str
    bg: Colour
    bar: Colour
    panel: Colour
    raised: Colour
    edge: Colour
    text: Colour
    muted: Colour
    gold: Colour
    on_gold: Colour
    better: Colour
    worse: Colour
    link: Colour
    warn: Colour  # background of a lit lamp
    warn_text: Colour
    paper: Colour
    paper_raised: Colour
    paper_edge: Colour
    ink: Colour
    ink_muted: Colour
    better_ink: Colour
    worse_ink: Colour
    link_ink: Colour
    kicker_ink: Colour
    seal: Colour
    sea_top: Colour
    sea_low: Colour
    sea_glow: Colour
    sea_text: Colour
    land: Colour
    coast: Colour
    disputed: Colour
    track: Colour
    powers: dict[str, Colour]

    def power(self, id: str) -> Colour:
        """Fill colour of a power or of vietnam; the muted text colour for anybody else."""
        return self.powers.get(id, self.muted)

    def change(self, good: int) -> Colour:
        """Text colour on a panel for something better (1), worse (-1) or neither (0)."""
        return self.better if good > 0 else self.worse if good < 0 else self.muted

    def change_ink(self, good: int) -> Colour:
        """The same on paper."""
        return self.better_ink if good > 0 else self.worse_ink if good < 0 else self.ink_muted


LACQUER = Palette(
    name="lacquer",
    bg=(18, 15, 13),
    bar=(24, 20, 18),
    panel=(31, 27, 24),
    raised=(42, 36, 32),
    edge=(66, 58, 50),
    text=(236, 228, 214),
    muted=(168, 156, 140),
    gold=(226, 178, 84),
    on_gold=(32, 24, 12),
    better=(86, 180, 233),
    worse=(230, 126, 60),
    link=(140, 200, 235),
    warn=(74, 38, 18),
    warn_text=(255, 208, 160),
    paper=(240, 231, 212),
    paper_raised=(228, 216, 190),
    paper_edge=(196, 178, 140),
    ink=(44, 34, 28),
    ink_muted=(96, 80, 64),
    better_ink=(0, 82, 124),
    worse_ink=(150, 52, 6),
    link_ink=(20, 82, 118),
    kicker_ink=(160, 36, 26),
    seal=(178, 42, 30),
    sea_top=(20, 42, 58),
    sea_low=(11, 25, 38),
    sea_glow=(46, 86, 104),
    sea_text=(150, 190, 206),
    land=(84, 78, 66),
    coast=(132, 122, 102),
    disputed=(150, 150, 132),
    track=(58, 51, 45),
    powers=POWERS,
)
PAPER = Palette(
    name="paper",
    bg=(222, 208, 178),
    bar=(236, 225, 200),
    panel=(244, 236, 218),
    raised=(234, 222, 196),
    edge=(190, 170, 132),
    text=(44, 34, 28),
    muted=(98, 82, 66),
    gold=(130, 78, 8),
    on_gold=(255, 248, 232),
    better=(0, 82, 124),
    worse=(150, 52, 6),
    link=(20, 82, 118),
    warn=(250, 214, 176),
    warn_text=(110, 40, 4),
    paper=(252, 247, 236),
    paper_raised=(240, 231, 212),
    paper_edge=(190, 170, 132),
    ink=(44, 34, 28),
    ink_muted=(96, 80, 64),
    better_ink=(0, 82, 124),
    worse_ink=(150, 52, 6),
    link_ink=(20, 82, 118),
    kicker_ink=(160, 36, 26),
    seal=(178, 42, 30),
    sea_top=(186, 208, 206),
    sea_low=(166, 192, 194),
    sea_glow=(214, 226, 216),
    sea_text=(36, 74, 88),
    land=(214, 200, 168),
    coast=(128, 112, 84),
    disputed=(120, 116, 100),
    track=(212, 196, 162),
    powers=POWERS_ON_LIGHT,
)
CONTRAST = Palette(
    name="contrast",
    bg=(0, 0, 0),
    bar=(0, 0, 0),
    panel=(8, 8, 8),
    raised=(30, 30, 30),
    edge=(150, 150, 150),
    text=(255, 255, 255),
    muted=(214, 214, 214),
    gold=(255, 214, 74),
    on_gold=(0, 0, 0),
    better=(120, 205, 255),
    worse=(255, 164, 92),
    link=(160, 220, 255),
    warn=(70, 26, 0),
    warn_text=(255, 226, 190),
    paper=(255, 255, 255),
    paper_raised=(238, 238, 238),
    paper_edge=(90, 90, 90),
    ink=(0, 0, 0),
    ink_muted=(52, 52, 52),
    better_ink=(0, 62, 112),
    worse_ink=(126, 36, 0),
    link_ink=(0, 60, 120),
    kicker_ink=(140, 10, 0),
    seal=(160, 20, 10),
    sea_top=(6, 22, 36),
    sea_low=(0, 10, 20),
    sea_glow=(30, 70, 96),
    sea_text=(190, 226, 240),
    land=(86, 86, 86),
    coast=(200, 200, 200),
    disputed=(190, 190, 190),
    track=(64, 64, 64),
    powers=POWERS,
)
PALETTES: dict[str, Palette] = {p.name: p for p in (LACQUER, PAPER, CONTRAST)}

# Style -> (font, size in units of 1/720 of a plain window's height). The font names are those of `text.FILES`.
STYLES: dict[str, tuple[str, int]] = {
    "hero": ("bold", 40),
    "big": ("bold", 24),
    "title": ("bold", 17),
    "heading": ("semibold", 15),
    "read": ("serif", 15),
    "read_bold": ("serif_bold", 15),
    "note": ("serif", 13),
    "body": ("medium", 13),
    "strong": ("semibold", 13),
    "small": ("medium", 12),
    "tag": ("bold", 12),
    "sea": ("serif", 17),
}
SMALLEST = 12  # pixels


def luminance(colour: Colour) -> float:
    """Relative luminance, 0..1 (WCAG 2.2)."""
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """A colour `share` of the way from `one` to `other`."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )
