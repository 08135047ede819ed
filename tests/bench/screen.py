"""Takes a window size, prints what the window costs: `python -m tests.bench.screen [--size WxH]`.

Nothing here passes or fails. Times are processor time of this process, best and worst of many frames, in milliseconds:
an idle frame, one with tooltips, a new layout, the frames while the adviser works, and the first frame beside an empty window.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from time import perf_counter, process_time

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

SEED, TURNS = 7, 9  # in this game an incident at sea lies on the desk of the tenth quarter
FRAMES = 200

EMPTY = """
import pygame
pygame.display.init(); pygame.font.init()
screen = pygame.display.set_mode(({w}, {h}))
screen.fill((18, 15, 13)); pygame.display.flip()
"""
IMPORTS = "import sim.app.cli, sim.app.playing, sim.app.shelf, sim.ui.window"
FIRST = """
import pygame
from sim.app.shelf import DiskShelf
from sim.ui.screen import App
pygame.display.init()
screen = pygame.display.set_mode(({w}, {h}))
app = App(DiskShelf(), ({w}, {h}))
app.background = True
app.tick(0)
screen.blit(app.draw(), (0, 0)); pygame.display.flip()
"""


def spent(work: Callable[[], object], times: int = FRAMES) -> tuple[float, float, float]:
    """(median, best, worst) processor time of a piece of work, in milliseconds."""
    found = []
    for _ in range(times):
        start = process_time()
        work()
        found.append(1000 * (process_time() - start))
    return statistics.median(found), min(found), max(found)


def told(what: str, times: tuple[float, float, float]) -> None:
    """One line of the table."""
    print(f"{what:44} {times[0]:8.2f} {times[1]:8.2f} {times[2]:8.2f}")


def program(text: str) -> float:
    """Seconds that a program of its own takes, the best of three."""
    best = 1e9
    for _ in range(3):
        start = perf_counter()
        subprocess.run([sys.executable, "-c", text], check=True)
        best = min(best, perf_counter() - start)
    return best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", default="1920x1080")
    width, _, height = parser.parse_args().size.partition("x")
    size = (int(width), int(height))

    from sim.app.shelf import DiskShelf, compiled_scenario, new_game, table
    from sim.policy import make
    from sim.report.session import Settings
    from sim.ui.panel import ready
    from sim.ui.screen import App

    game = new_game(compiled_scenario("ukraine-2022"), SEED)
    game.play(make("bamboo", game.rules), TURNS)
    session = table(game, "en")
    ready(session)  # as the window does before its first picture
    app = App(DiskShelf(), size, session, Settings(motion=False))
    clock = [0]

    def frame() -> None:
        """What the loop does once: the time, then the picture if it must."""
        clock[0] += 16
        app.tick(clock[0])
        app.draw()

    print(f"{f'{width}x{height}, milliseconds of processor time':44} {'median':>8} {'best':>8} {'worst':>8}")
    thinking: list[float] = []
    frame()
    while app.thinking or len(thinking) < 3:
        start = process_time()
        clock[0] += 16
        app.tick(clock[0])
        if app.redraw:
            app.draw()
        thinking.append(1000 * (process_time() - start))
    told(
        f"while the adviser works ({len(thinking)} frames)", (statistics.median(thinking), min(thinking), max(thinking))
    )
    told("idle: nothing to draw", spent(lambda: app.tick(clock[0])))
    told("idle, drawn all the same", spent(frame))
    card = app.top.root.find(f"power.{app.desk().powers[0].id}")
    app.top.focus, app.by_mouse = card.id if card else "", False
    app.tips.lock(card, clock[0])
    for _ in range(2):
        app.tips.enter(clock[0])
    told(f"with {len(app.tips.pile)} tooltips", spent(frame))
    app.tips.clear()

    def anew() -> None:
        app.stale()
        frame()

    told("a new layout of the desk", spent(anew, 20))
    app.changed()
    app.settle()
    view = app.panels[0]
    for name in ("map", "web", "charts", "ledger"):
        view.show(name)  # type: ignore[attr-defined]
        app.settle()
        told(f"a new layout with the {name}", spent(anew, 10))
    shape = {"w": width, "h": height}
    empty, imports, first = program(EMPTY.format(**shape)), program(IMPORTS), program(IMPORTS + FIRST.format(**shape))
    print(
        f"first frame {first:.2f} s; an empty window {empty:.2f} s, the imports {imports:.2f} s: {first / (empty + imports):.2f} times both"
    )


if __name__ == "__main__":
    main()
