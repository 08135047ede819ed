"""What the adviser tells at the desk, as frozen plain data in one language: fans, chances, four voices, rankings.

Takes nothing and gives shapes only. `report.outlook` fills them from a `play.forecast.Forecast`; `ui` draws them and text mode prints
them. Texts are finished sentences; numbers come as `float` for drawing and as text for reading.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.report.desk import Chip


@dataclass(frozen=True, slots=True)
class Bands:
    """Where one number may stand at the end of one quarter ahead."""

    date: str  # "Q3 2022"
    low80: float
    low50: float
    middle: float
    high50: float
    high80: float
    text: str  # "2.1 to 3.8", the 80 % band


@dataclass(frozen=True, slots=True)
class Fan:
    """One of the nine numbers: what it is and where it may go."""

    name: str  # "climate.us"; opens with `explain`
    title: str
    now: float
    now_text: str
    low: float  # of its range
    high: float
    quarters: tuple[Bands, ...]  # the coming quarter first, four at most
    words: str  # "4 in 10: below 35", at the last quarter of the fan
    threshold: float | None  # the 35 of the words, for a dashed line
    paths: tuple[tuple[float, ...], ...]  # a few futures from now on, one value a quarter, for faint lines
    change: float  # middle of the last quarter less now
    change_text: str
    good: int  # of that change: 1 better, -1 worse, 0 neither
    note: str = ""  # "+0.6 against waiting": the mean difference to leaving the paper unanswered, same luck
    above: bool = False  # whether the words speak of standing above the threshold
    chance: float = 0.0  # the chance of the words


@dataclass(frozen=True, slots=True)
class ChanceLine:
    """How likely a crisis, a warning lamp or an ending is."""

    id: str
    kind: str  # "crisis" | "lamp" | "ending"
    title: str
    next: float  # chance in the coming quarter
    year: float  # chance within the quarters of the fan
    text: str  # "1 in 12 next quarter, 1 in 4 within a year"
    against: float = 0.0  # how much likelier within the year than if the paper waits


@dataclass(frozen=True, slots=True)
class Weight:
    """What one adviser looks at and how much it counts, as the scenario says."""

    name: str
    title: str
    weight: float  # share of all that it looks at; negative: less is better
    text: str  # "30 %"


@dataclass(frozen=True, slots=True)
class Voice:
    """One adviser on one question."""

    id: str  # "foreign"
    title: str
    about: str
    icon: str
    weights: tuple[Weight, ...]
    text: str  # "expects +1.2; would rather: Reserved words (+2.0)"
    prefers: str  # id of the option it would take; "" for waiting, and where it is not asked about a paper
    # Share of past numbers within its 80 % band, weighted as it weighs; None before the second quarter.
    accuracy: float | None
    accuracy_text: str  # "held 31 of 36 so far (86 %)"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The forecast of one thing: an answer to a paper, a verb, or the plan in hand. Sharpens while it is asked again."""

    title: str
    fans: tuple[Fan, ...]  # empty before the first answer
    chances: tuple[ChanceLine, ...]  # likeliest first; what hardly ever comes is left out
    voices: tuple[Voice, ...]
    futures: int
    wanted: int
    note: str  # "500 futures; bamboo, greedy and random play on. Not the dice of this game."

    @property
    def progress(self) -> float:
        """0..1."""
        return min(1.0, self.futures / self.wanted) if self.wanted else 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing that could be added to the plan in hand, as ranked by successive halving."""

    verb: str
    target: str
    title: str
    gain: float  # in points of the mean of the judgements, a year ahead, against the plan in hand
    text: str  # "+0.8 (100 futures)"
    futures: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """What could be added to the plan in hand, best first; sharpens with work."""

    lines: tuple[Suggestion, ...]
    progress: float  # 0..1
    note: str


@dataclass(frozen=True, slots=True)
class Foretold:
    """One forecast that the player stated, and what became of it."""

    name: str
    turn: int  # in which it was stated
    due: int  # the turn after which it is judged
    date: str  # the quarter of that turn
    title: str  # "Climate (United States) below 3.5"
    chance: float
    text: str  # "you 30 %, advisers 40 %: it came"
    came: bool | None  # None: not judged


@dataclass(frozen=True, slots=True)
class Foretellings:
    """Everything that the player foretold, the newest first, with the Brier scores so far (None: nothing is judged yet)."""

    lines: tuple[Foretold, ...]
    you: float | None
    advisers: float | None
    note: str


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """One decision of a finished game and what would have become without it."""

    turn: int
    date: str
    title: str
    instead: str
    gain: float  # points of the mean of the judgements: above 0 it was well done
    text: str
    good: int
    by: tuple[Chip, ...]  # the judgements that it moved most


@dataclass(frozen=True, slots=True)
class Turnings:
    """The turning points of a finished game, the weightiest first; sharpens with work."""

    lines: tuple[TurningPoint, ...]
    progress: float  # 0..1
    note: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that was seen only roughly, told at the end."""

    name: str
    title: str
    seen_text: str
    true_text: str
    off_text: str  # "0.3 off on average"
    seen: tuple[float, ...]  # one a turn
    true: tuple[float, ...]
