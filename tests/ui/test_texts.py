"""Takes the catalogues, fonts and palettes, gives their laws: same ids and slots, a glyph for every character, contrast, baselines."""

from __future__ import annotations

import re
import string
import struct
from pathlib import Path

import numpy as np
import pygame
import pytest
import yaml

from sim.rulebook.phrasebook import LANGUAGES
from sim.ui.panels.keys import KEYS
from sim.ui.text import DRAWN, FILES, SHAPES, Type, font_file, typeset
from sim.ui.theme import PALETTES, STYLES, Colour, luminance
from sim.ui.words import Words, catalogue
from sim.ui.words.__init__ import __file__ as words_file

VIETNAMESE = typeset("ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰẠẢÃÁÀĂÂĐÊÔƠƯỲÝỶỸỴắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựạảãáàăâđêôơưỳýỷỹỵ")

# (text, ground) of every palette that meet on the screen
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((t, b) for t in ("text", "muted", "gold", "better", "worse", "link") for b in ("bg", "bar", "panel", "raised")),
    *(
        (t, b)
        for t in ("ink", "ink_muted", "better_ink", "worse_ink", "link_ink", "kicker_ink")
        for b in ("paper", "paper_raised")
    ),
    ("on_gold", "gold"),
    ("warn_text", "warn"),
    ("sea_text", "sea_top"),
    ("sea_text", "sea_low"),
)


def glyphs(path: Path) -> set[int]:
    """Code points of a font, read from its cmap table (formats 4 and 12 of OpenType)."""
    data = path.read_bytes()
    found: set[int] = set()
    tables = struct.unpack(">H", data[4:6])[0]
    base = next(
        offset
        for tag, _, offset, _ in (struct.unpack(">4sIII", data[12 + 16 * i : 28 + 16 * i]) for i in range(tables))
        if tag == b"cmap"
    )
    for i in range(struct.unpack(">H", data[base + 2 : base + 4])[0]):
        at = base + struct.unpack(">HHI", data[base + 4 + 8 * i : base + 12 + 8 * i])[2]
        kind = struct.unpack(">H", data[at : at + 2])[0]
        if kind == 12:
            for j in range(struct.unpack(">I", data[at + 12 : at + 16])[0]):
                first, last, _ = struct.unpack(">III", data[at + 16 + 12 * j : at + 28 + 12 * j])
                found |= set(range(first, last + 1))
        elif kind == 4:
            count = struct.unpack(">H", data[at + 6 : at + 8])[0] // 2
            ends = struct.unpack(f">{count}H", data[at + 14 : at + 14 + 2 * count])
            starts = struct.unpack(f">{count}H", data[at + 16 + 2 * count : at + 16 + 4 * count])
            for first, last in zip(starts, ends, strict=True):
                found |= set(range(first, last + 1)) - {0xFFFF}
    return found


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_catalogues_have_the_same_ids_and_slots() -> None:
    english, vietnamese = catalogue("en"), catalogue("vi")
    assert english.keys() == vietnamese.keys()
    for id, text in english.items():
        assert slots(text) == slots(vietnamese[id]), id


def test_catalogues_hold_plain_text_without_a_key_twice() -> None:
    for lang in LANGUAGES:
        text = (Path(words_file).parent / f"{lang}.yaml").read_text(encoding="utf-8")
        keys = [line.split(":")[0] for line in text.splitlines() if line and not line.startswith(("#", " "))]
        assert len(keys) == len(set(keys))
        assert all(isinstance(v, str) for v in yaml.safe_load(text).values())


def test_every_text_is_used() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in Path(words_file).parents[1].rglob("*.py"))
    built = ("codex_", "coach_", "head_", "kind_", "lang_", "level_", "palette_", "view_")
    assert [id for id in catalogue("en") if not id.startswith(built) and not re.search(rf'["\']{id}["\']', code)] == []


def test_every_key_of_the_sheet_has_words() -> None:
    for _, id in KEYS:
        assert Words("en")(id)
        assert Words("vi")(id)


@pytest.mark.parametrize("font", [name for name in FILES if name != "shapes"])
def test_every_character_has_a_glyph(font: str) -> None:
    texts = [
        *catalogue("en").values(),
        *catalogue("vi").values(),
        VIETNAMESE,
        *(caps for caps, _ in KEYS),
        "↵0123456789%+",
    ]
    wanted = set("".join(texts)) - SHAPES - DRAWN - {"\n", "\u00a0"}
    own = (
        glyphs(font_file(font)) if font.startswith(("medium", "semi", "bold")) else glyphs(font_file(font)) | {ord("↵")}
    )
    assert {c for c in wanted if ord(c) not in own} == set()


def test_every_shape_is_in_the_font_of_shapes() -> None:
    own = glyphs(font_file("shapes"))
    assert {c for c in SHAPES if ord(c) not in own} == set()


def _contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1..21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", PALETTES)
def test_text_can_be_read(palette: str) -> None:
    colours = PALETTES[palette]
    for text, ground in TEXT_PAIRS:
        assert _contrast(getattr(colours, text), getattr(colours, ground)) >= 4.5, (text, ground)


def test_the_window_runs_on_pygame_ce() -> None:
    assert pygame.IS_CE


def _lowest_ink(kind: Type, style: str, text: str) -> int:
    sheet = pygame.Surface((400, 120))
    kind.draw(sheet, style, text, (255, 255, 255), (10, 40))
    rows = np.nonzero(pygame.surfarray.array3d(sheet).max(axis=(0, 2)) > 60)[0]
    return int(rows[-1])


@pytest.mark.parametrize("style", ["body", "title", "read", "big"])
def test_capitals_with_two_marks_stand_on_the_line(style: str) -> None:
    kind = Type(1.0)
    assert abs(_lowest_ink(kind, style, "Ể") - _lowest_ink(kind, style, "E")) <= 1
    assert abs(_lowest_ink(kind, style, "Ổ") - _lowest_ink(kind, style, "O")) <= 1


@pytest.mark.parametrize("style", STYLES)
def test_the_point_of_a_number_keeps_its_place_beside_a_one(style: str) -> None:
    kind = Type(1.0)
    for number in ("0.1", "2,1", "3,1 %", "1.0", "1.1", "7.5"):
        assert kind.width(style, number) == sum(kind.width(style, letter) for letter in number)


@pytest.mark.parametrize("style", STYLES)
def test_wrapped_lines_are_never_wider_than_asked(style: str) -> None:
    kind = Type(1.0)
    for text in (*catalogue("vi").values(), "a" * 80):
        for line in kind.wrap(style, text, 140):
            assert kind.width(style, line) <= 140


def test_flow_keeps_every_word_and_its_run() -> None:
    runs = [
        ("Một giàn khoan nước sâu vừa được kéo vào ", "read"),
        ("119 hải lý", "read_bold"),
        (", nằm trong vùng.", "read"),
    ]
    pieces = [piece for line in Type(1.0).flow(runs, 160) for piece in line]
    assert " ".join(p.text for p in pieces).split() == [
        "Một",
        "giàn",
        "khoan",
        "nước",
        "sâu",
        "vừa",
        "được",
        "kéo",
        "vào",
        "119",
        "hải",
        "lý",
        ",",
        "nằm",
        "trong",
        "vùng.",
    ]
    assert all(p.x + p.width <= 160 for p in pieces)
    assert {p.run for p in pieces} == {0, 1, 2}


def test_a_third_point_is_no_copyright_sign() -> None:
    type_ = Type(3.0)
    assert type_.width("body", "(c)") > type_.width("body", "©") + type_.width("body", "(") / 2
