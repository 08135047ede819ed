"""Takes the map, icons, flags and picture files, gives proof that they draw what they must."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from math import hypot
from pathlib import Path

import pygame
import pytest

from sim.base.errors import UsageError
from sim.report.desk import Judgement
from sim.ui import claim, flags, icons, plots, window
from sim.ui import map as atlas
from sim.ui.look import Look
from sim.ui.panels.agenda import hotkeys
from sim.ui.panels.centre import MARK_ICONS, VIEW_ICONS, plain
from sim.ui.panels.dossier import KIND_ICONS
from sim.ui.panels.topbar import ICONS
from sim.ui.picture import PANELS, screenshot
from sim.ui.screen import App
from sim.ui.theme import LACQUER
from sim.ui.window import NoDisplay, run
from sim.ui.words import Words

from .cast import VERBS
from .fixture import FakeSession, FakeShelf
from .test_play import click

DATA = Path(atlas.__file__).parent / "data" / "coast.json"


def test_the_coast_says_where_it_comes_from_and_stays_small() -> None:
    data = json.loads(DATA.read_text(encoding="utf-8"))
    assert "Natural Earth" in data["origin"]
    assert "public domain" in data["origin"]
    assert DATA.stat().st_size < 160_000


def test_disputed_islands_belong_to_nobody() -> None:
    view = atlas.View((600, 600))
    for _, lon, lat in atlas.ISLANDS:
        place = atlas.mercator(lon, lat)
        near = [
            whose
            for whose, ring in atlas.shapes()
            if all(abs(x - place[0]) + abs(y - place[1]) < 0.02 for x, y in ring)
        ]
        assert set(near) <= {"disputed"}
        assert 0 < view.at(lon, lat)[0] < 600
    assert any(whose == "disputed" for whose, _ in atlas.shapes())


@pytest.mark.parametrize("size", [(300, 420), (600, 560), (1400, 700)])
def test_the_map_shows_all_of_vietnam_whatever_its_shape(size: tuple[int, int]) -> None:
    view = atlas.View(size)
    for lon, lat in ((102.2, 22.4), (105.3, 23.3), (104.8, 8.6), (109.4, 12.6)):
        x, y = view.at(lon, lat)
        assert 0 < x < size[0]
        assert 0 < y < size[1]
    baked = atlas.bake(size, "lacquer")
    assert baked is atlas.bake(size, "lacquer")
    red = baked.get_at((round(view.at(107.8, 14.0)[0]), round(view.at(107.8, 14.0)[1])))
    assert red.r > 150 > red.b


def test_every_icon_that_the_window_names_exists() -> None:
    names = [
        *VIEW_ICONS.values(),
        *MARK_ICONS.values(),
        *KIND_ICONS.values(),
        *(i for _, i in ICONS),
        *(v[3] for v in VERBS),
    ]
    names += [
        "leaf",
        "undo-2",
        "languages",
        "circle-question-mark",
        "save",
        "settings",
        "menu",
        "check",
        "ban",
        "flame",
        "x",
        "ship",
    ]
    names += [
        "telescope",
        "triangle-alert",
        "folder-open",
        "file-x",
        "hourglass",
        "keyboard",
        "play",
        "log-out",
        "minus",
        "gauge",
    ]
    assert [n for n in names if not icons.known(n)] == []
    assert icons.icon("no-such-icon", 20, LACQUER.gold).get_size() == (20, 20)


def test_icons_and_flags_come_at_any_size() -> None:
    for size in (14, 33):
        assert icons.icon("ship", size, LACQUER.gold).get_size() == (size, size)
        for power in ("us", "china", "russia", "eu", "vietnam", "somebody"):
            disc = flags.flag(power, size)
            assert disc.get_size() == (size, size)
            assert disc.get_at((0, 0)).a == 0
            assert disc.get_at((size // 2, size // 2)).a == 255


@pytest.mark.parametrize("panel", PANELS)
def test_a_picture_of_every_panel_reaches_the_disk(panel: str, tmp_path: Path) -> None:
    session = FakeSession()
    session.over = panel == "final"
    file = tmp_path / f"{panel}.png"
    screenshot(FakeShelf(), session, file, (1024, 640), 100, panel)
    picture = pygame.image.load(str(file))
    assert picture.get_size() == (1024, 640)
    colours = {tuple(picture.get_at((x, y)))[:3] for x in range(0, 1024, 16) for y in range(0, 640, 16)}
    assert len(colours) > 12


def test_a_wrong_panel_or_a_missing_game_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no panel"):
        screenshot(FakeShelf(), FakeSession(), tmp_path / "a.png", panel="desk")
    calm = FakeSession()
    calm.desk = lambda: replace(FakeSession.desk(calm), crisis=None)  # type: ignore[method-assign]
    with pytest.raises(UsageError, match="no crisis on the desk in Q"):
        screenshot(FakeShelf(), calm, tmp_path / "a.png", panel="crisis")
    with pytest.raises(UsageError, match="needs a running game"):
        screenshot(FakeShelf(), None, tmp_path / "a.png", panel="ledger")
    screenshot(FakeShelf(), None, tmp_path / "menu.png", panel="menu")


def test_without_a_display_the_window_offers_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pygame.display, "init", lambda: None)
    monkeypatch.setattr(pygame.display, "get_driver", lambda: "offscreen")
    monkeypatch.delenv("SDL_VIDEODRIVER", raising=False)
    with pytest.raises(NoDisplay, match="--text"):
        run(FakeShelf(), None)


def test_the_real_loop_runs_until_it_is_closed() -> None:
    pygame.display.init()
    pygame.event.post(pygame.event.Event(pygame.QUIT))
    assert run(FakeShelf(), FakeSession()) == 0


def test_on_a_slow_machine_a_click_counts_and_a_key_pressed_during_an_act_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[App] = []

    def keep(*given: object) -> App:
        opened.append(App(*given))  # type: ignore[arg-type]
        return opened[0]

    monkeypatch.setattr(window, "App", keep)
    monkeypatch.setattr(window, "SLOW_MS", -1)  # everything takes too long
    pygame.display.init()
    pygame.display.set_mode(window._fitting())
    size = pygame.display.get_surface().get_size()
    plain_app = App(FakeShelf(), size, FakeSession())
    plain_app.settle()
    tab = plain_app.top.root.find("view.timeline")
    assert tab is not None
    at = tab.rect.center
    key = {"mod": 0, "unicode": ""}
    for event in (
        pygame.event.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0)),
        pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1),
        pygame.event.Event(pygame.MOUSEBUTTONUP, pos=at, button=1),
        pygame.event.Event(pygame.KEYDOWN, key=pygame.K_F5, **key),  # pressed while the click still acts
        pygame.event.Event(pygame.QUIT),
    ):
        pygame.event.post(event)
    assert run(FakeShelf(), FakeSession()) == 0  # that it ends: closing the window is never dropped
    assert opened[0].panels[0].view == "timeline"  # type: ignore[attr-defined]


def test_numbers_of_charts_follow_the_language() -> None:
    assert plain(0.1234, "en") == "0.123"
    assert plain(-3.5, "vi") == "−3,5"
    assert plain(1234.5, "en") == "1234"


@pytest.mark.parametrize(("you", "history"), [(60.0, 60.0), (60.0, 61.0), (0.0, 0.0), (100.0, 98.0)])
def test_your_mark_and_that_of_history_are_both_seen(you: float, history: float) -> None:
    sheet = pygame.Surface((400, 60))
    item = Judgement("j", "J", "", 0, 100, you, history, None)
    plots.judgement(sheet, sheet.get_rect(), Look((1280, 720), 100, "lacquer", Words("en")), item)
    seen = [tuple(sheet.get_at((x, y)))[:3] for x in range(400) for y in range(60)]
    assert seen.count(LACQUER.gold) > 60
    assert seen.count(LACQUER.better) > 60


def test_letters_of_verbs_are_letters() -> None:
    assert all(len(letter) == 1 and letter.isalpha() for letter in hotkeys(FakeSession().desk().verbs))


def test_the_line_of_a_claim_is_off_until_somebody_asks_and_says_what_it_is() -> None:
    shelf = FakeShelf()
    app = App(shelf, (1280, 720), FakeSession(turn=3))
    click(app, "view.map")
    assert app.top.root.find("map.claim") is None
    before = pygame.image.tobytes(app.draw(), "RGB")
    click(app, "map.claims")
    assert shelf.settings().claims
    label = app.top.root.find("map.claim")
    assert label is not None
    assert "contested" in getattr(label, "text", "").replace("\n", " ")
    assert "not a border" in label.hint
    assert pygame.image.tobytes(app.draw(), "RGB") != before
    click(app, "map.claims")
    assert app.top.root.find("map.claim") is None


def test_the_line_of_a_claim_is_no_part_of_the_coast() -> None:
    assert {whose for whose, _ in atlas.shapes()} == {"other", "vietnam", "china", "russia", "disputed"}
    assert len(claim.DASHES) == 9
    for dash in claim.DASHES:
        for longitude, latitude in dash:
            assert 105 < longitude < 123
            assert 3 < latitude < 23
        (a, b), (c, d) = dash[0], dash[-1]
        assert abs(a - c) + abs(b - d) < 2


OTHER_TRACING = (  # the middles of the nine dashes on the map of a Chinese map service, in degrees, read in November 2026
    (109.63, 15.70), (110.26, 11.72), (108.21, 6.54), (112.33, 3.54), (115.89, 7.57), (118.79, 11.43), (119.06, 15.53),
    (119.74, 18.52), (121.53, 21.26),
)  # fmt: skip


def test_another_tracing_of_the_claim_passes_close_by() -> None:
    for dash, (longitude, latitude) in zip(claim.DASHES, OTHER_TRACING, strict=True):
        off = []
        for (a, b), (c, d) in pairwise(dash):
            along, length = ((longitude - a) * (c - a) + (latitude - b) * (d - b)), (c - a) ** 2 + (d - b) ** 2
            share = min(1, max(0, along / length))
            off.append(hypot(longitude - a - share * (c - a), latitude - b - share * (d - b)))
        assert min(off) < 0.2, dash
