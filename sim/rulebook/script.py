"""What chance brought in the record of a scenario, as frozen plain data.

Takes nothing. `scenario.record` makes it, `play.script` has a replay obey it; no policy, fit or game sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Scripted:
    """An event that came, or what a power chose, at a turn."""

    turn: int  # 1-based
    act: Literal["event", "move"]
    number: int  # of the event or the move
    member: int
    option: int = -1  # of a move
