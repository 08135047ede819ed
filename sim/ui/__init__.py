"""The window: pixels for one world. The only folder that imports pygame."""

from __future__ import annotations

from os import environ

# Standard output belongs to what a command answers; pygame would greet there when it is first imported, which is always below here.
environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
