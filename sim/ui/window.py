"""Takes a shelf and perhaps a running game, gives the real window: event loop, resizing, sixty pictures a second at most."""

from __future__ import annotations

from dataclasses import replace

import pygame

from sim.report.session import Session, Shelf
from sim.ui import work
from sim.ui.look import PLAIN
from sim.ui.panel import ready
from sim.ui.screen import App
from sim.ui.words import Words

FRAMES = 60
SLOW_MS = 120  # what is pressed while an act takes longer than this was not meant for what comes after it
PRESSES = (pygame.KEYDOWN, pygame.MOUSEBUTTONDOWN, pygame.TEXTINPUT)
ACTS = (pygame.KEYDOWN, pygame.MOUSEBUTTONUP)  # a button acts when it is let go; to point and to scroll is no act
IDLE_MS = 60  # longest sleep while nothing moves; tooltips open on time all the same
LEAST_SIZE = (1024, 640)
PATIENCE = (
    10.0  # seconds that a game in the making, or a quarter with its save, gets to end after the window has closed
)


class NoDisplay(RuntimeError):
    """There is no screen to open a window on; the message says what to do instead."""


def run(shelf: Shelf, session: Session | None = None) -> int:
    """Open the window at its menu, or at a game, and stay until the player leaves.

    Returns:
        The exit code, 0.

    Errors: NoDisplay if SDL found no display, or chose one that nobody sees without being asked to.
    """
    try:
        pygame.display.init()
    except pygame.error as error:
        raise NoDisplay(
            f"no display for a window ({error}); play the same game as text with `play SCENARIO --text`"
        ) from error
    try:
        driver = pygame.display.get_driver()
        if driver in ("offscreen", "dummy") and not _asked_for(driver):
            raise NoDisplay("no display for a window; play the same game as text with `play SCENARIO --text`")
        settings = shelf.settings()
        pygame.display.set_caption(Words(settings.lang)("app_title"))
        surface = pygame.display.set_mode(_fitting(), pygame.RESIZABLE)
        if session is not None:  # a game may have been asked for in another language than the settings keep
            settings = replace(settings, lang=session.desk().lang)
            ready(session)
        app = App(shelf, surface.get_size(), session, settings)
        app.background = True
        _loop(app)
    finally:
        pygame.display.quit()
        work.wait(PATIENCE)
    return 0


def _asked_for(driver: str) -> bool:
    """Whether the player named this driver in SDL_VIDEODRIVER."""
    from os import environ

    return environ.get("SDL_VIDEODRIVER", "") == driver


def _fitting() -> tuple[int, int]:
    """A first size that fits the desktop: three quarters of it, never below the smallest that the layout knows."""
    sizes = pygame.display.get_desktop_sizes()
    wide, high = sizes[0] if sizes else PLAIN
    wanted = (max(PLAIN[0], wide * 3 // 4), max(PLAIN[1], high * 3 // 4))
    return (max(LEAST_SIZE[0], min(wanted[0], wide)), max(LEAST_SIZE[1], min(wanted[1], high)))


def _loop(app: App) -> None:
    clock = pygame.time.Clock()
    typing, title = False, ""
    while app.running:
        surface = pygame.display.get_surface()
        if surface is None:
            return
        real = surface.get_size()
        # A smaller window shows the least layout, shrunk; SDL made the surface larger, so set_mode is not called again.
        shrink = max(1.0, LEAST_SIZE[0] / real[0], LEAST_SIZE[1] / real[1])
        app.resize((round(real[0] * shrink), round(real[1] * shrink)))
        idle = not (app.redraw or app.moving or app.thinking)
        first = pygame.event.wait(IDLE_MS) if idle else pygame.event.poll()
        waiting = [first, *pygame.event.get()]
        while waiting:
            event = waiting.pop(0)
            if event.type not in (pygame.NOEVENT, pygame.VIDEORESIZE, pygame.WINDOWSIZECHANGED):
                start = pygame.time.get_ticks()
                app.handle(_widened(event, shrink))
                if event.type in ACTS and pygame.time.get_ticks() - start > SLOW_MS:
                    waiting = [later for later in (*waiting, *pygame.event.get()) if later.type not in PRESSES]
        if typing != app.typing:  # keys repeat only while a name is typed: a held Enter must not end two quarters
            typing = app.typing
            pygame.key.set_repeat(*((320, 45) if typing else (0, 0)))
        app.tick(pygame.time.get_ticks())
        if not app.working and title != app.title:
            title = app.title
            pygame.display.set_caption(title)
        if app.redraw or app.moving:
            picture = app.draw()
            if shrink > 1.0:
                picture = pygame.transform.smoothscale(picture, real)
            surface.blit(picture, (0, 0))
            pygame.display.flip()
        clock.tick(FRAMES)


def _widened(event: pygame.event.Event, shrink: float) -> pygame.event.Event:
    """The same event with the mouse where the layout has it."""
    if shrink == 1.0 or "pos" not in event.dict:
        return event
    pos = (round(event.pos[0] * shrink), round(event.pos[1] * shrink))
    return pygame.event.Event(event.type, {**event.dict, "pos": pos})
