"""Takes a display of its own (Xvfb) and xdotool, gives proof that the real window plays a whole game: by keys alone, by mouse alone.

A second game in this process, of the same seed and without a display, is led by the same decisions. It tells where a thing to be
clicked stands and what the name of the window must be after every step, so nothing is waited for blindly.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest

from sim.app.shelf import compiled_scenario, new_game, table
from sim.report.session import Settings
from sim.ui.screen import App
from sim.ui.widgets import Scroll

from .fixture import FakeShelf
from .test_play import press

ROOT = Path(__file__).parents[2]
SEED, TURNS, SIZE = 7, 16, (1280, 720)
KEYS = {"enter": "Return", "esc": "Escape", ".": "period"}
PAUSE = 0.08  # seconds over which a window that does next to nothing is at rest
PATIENCE = 60.0  # seconds for one step, on a machine with much else to do

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not all(map(shutil.which, ("Xvfb", "xdotool"))), reason="needs Xvfb and xdotool"),
]


@pytest.fixture
def display(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a display that nobody else uses."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    env = {k: v for k, v in os.environ.items() if k not in ("SDL_VIDEODRIVER", "WAYLAND_DISPLAY")}
    # A tooltip that is locked takes the click of whoever jumps onto it, and a machine with much to do rests long enough to lock one.
    (tmp_path / "settings.yaml").write_text("tooltip_delay: 600000\n", encoding="utf-8")
    places = {"BAMBOO_SAVES": str(tmp_path / "saves"), "BAMBOO_SETTINGS": str(tmp_path / "settings.yaml")}
    try:
        yield env | places | {"DISPLAY": f":{number}", "SDL_AUDIODRIVER": "dummy"}
    finally:
        server.terminate()
        server.wait()


class Seat:
    """A player at the real window, and the game that shadows it."""

    def __init__(self, env: dict[str, str], program: subprocess.Popen[bytes]) -> None:
        self.env, self.program = env, program
        session = table(new_game(compiled_scenario("ukraine-2022"), SEED), "en")
        self.app = App(FakeShelf(), SIZE, session, Settings(motion=False))
        self.app.tick(0)
        self.window = self._tool("search", "--sync", "--onlyvisible", "--pid", str(program.pid)).split()[0]
        self._tool("windowfocus", "--sync", self.window)
        self.agrees()

    def _tool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.env, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
        return done.stdout.strip()

    def name(self) -> str:
        """The name of the real window."""
        assert self.program.poll() is None
        return self._tool("getwindowname", self.window)

    def agrees(self) -> None:
        """Wait until the real window is where the shadow is."""
        end = time.monotonic() + PATIENCE
        while not self._rests() or self.name() != self.app.title:
            assert time.monotonic() < end, (self.name(), self.app.title)

    def _rests(self) -> bool:
        """Whether the real window sleeps until the next event: what is pressed while it thinks, it drops, as it should."""
        before = self._spent()
        time.sleep(PAUSE)
        after = self._spent()
        return before[0] == after[0] == "S" and after[1] - before[1] <= 1

    def _spent(self) -> tuple[str, int]:
        """State of the program, and the hundredths of a second that it has worked."""
        line = Path(f"/proc/{self.program.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return line[0], int(line[11]) + int(line[12])

    def key(self, key: str) -> None:
        """Press a key in both."""
        self._tool("key", "--delay", "30", KEYS.get(key, key))
        press(self.app, key)
        self.agrees()

    def click(self, id: str) -> None:
        """Click on a thing in both, scrolled into sight with the wheel if need be."""
        self.app.settle()
        for _ in range(80):
            widget = self.app.top.root.find(id)
            assert widget is not None, id
            at = widget.rect.center
            if widget in self.app.top.root.path(at):
                break
            area = next(s for s in self.app.hands.scrolls() if any(w is widget for w in s.walk()))
            down = at[1] > area.rect.centery
            self._point(area)
            self._tool("click", "5" if down else "4")
            self.app.handle(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=-1 if down else 1))
        else:
            pytest.fail(f"{id} cannot be scrolled into sight")
        self._tool("mousemove", "--sync", str(at[0]), str(at[1]))
        self._tool("click", "1")
        self.app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0)))
        self.app.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=at, button=1))
        self.app.handle(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=at, button=1))
        self.app.tick(self.app.now + 16)
        self.agrees()

    def _point(self, area: Scroll) -> None:
        x, y = area.rect.center
        self._tool("mousemove", str(x), str(y))
        self.app.handle(pygame.event.Event(pygame.MOUSEMOTION, pos=(x, y), rel=(0, 0), buttons=(0, 0, 0)))

    @property
    def turn(self) -> int:
        """The quarter that is being decided."""
        return self.app.desk().turn

    def leave(self, saves: Path) -> None:
        """Check that the game came to its judgements, and go."""
        assert self.app.top.id == "final"
        assert self.app.desk().final is not None
        assert len(list(saves.glob("auto-ukraine-2022-*.json"))) == 5  # it saved itself, and kept the last five


@pytest.fixture
def seat(display: dict[str, str]) -> Iterator[Seat]:
    command = [sys.executable, "main.py", "play", "ukraine-2022", "--seed", str(SEED), "--lang", "en"]
    program = subprocess.Popen(command, cwd=ROOT, env=display, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield Seat(display, program)
    finally:
        program.terminate()
        output, _ = program.communicate()
    assert output == b""  # the window has nothing to say on standard output


def test_a_real_game_by_keyboard_alone(seat: Seat, tmp_path: Path) -> None:
    for turn in range(1, TURNS + 1):
        assert seat.turn == turn
        while seat.app.top.id in ("report", "crisis"):  # what opened by itself
            seat.key("enter")
        for _ in seat.app.desk().papers:
            seat.key("1")
            seat.key(".")
        seat.key("c")  # call or send an envoy: asks to whom
        if seat.app.top.id == "targets":
            seat.key(str(turn % 4 + 1))
        if seat.app.top.id == "targets":  # that power cannot be called this quarter
            seat.key("esc")
        seat.key("enter")
        if seat.app.top.id == "confirm":
            seat.key("enter")
    seat.leave(tmp_path / "saves")


def test_a_real_game_by_mouse_alone(seat: Seat, tmp_path: Path) -> None:
    for turn in range(1, TURNS + 1):
        assert seat.turn == turn
        while seat.app.top.id in ("report", "crisis"):
            seat.click("report.go" if seat.app.top.id == "report" else "crisis.back")
        for paper in seat.app.desk().papers:
            if seat.app.top.root.find(f"paper.{paper.id}") is not None:
                seat.click(f"paper.{paper.id}")
            option = next(o for o in reversed(paper.options) if o.legal)
            seat.click(f"option.{paper.id}.{option.id}")
        verb = next((v for v in seat.app.desk().verbs if v.legal), None)
        if verb is not None:
            seat.click(f"verb.{verb.id}")
            if seat.app.top.id == "targets":
                seat.click(f"target.{next(t.id for t in verb.targets if t.legal)}")
        seat.click("view.map")
        seat.click("end")
        if seat.app.top.id == "confirm":
            seat.click("confirm.end")
    seat.leave(tmp_path / "saves")
