"""Takes the rows before a cut, gives them as targets of a fit: what the model should have foretold of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.calibrate import foretell
from sim.calibrate.facts_table import Fact
from sim.calibrate.kinds import is_followed
from sim.engine.worlds import Floats
from sim.rulebook.expression import Formula, Number
from sim.rulebook.rulebook import Rulebook
from sim.rulebook.target import Target

CHANCE_OFF, SHARE_OFF = 0.5, 0.05  # how far a chance or a share is off that counts as one
_NO_FORMULA = Formula(Number(0.0), (), (), 0, "")


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One thing that a row teaches: what the model says at a turn should be `value`."""

    row: Fact
    turn: int
    value: float
    off: float


@dataclass(frozen=True, slots=True, eq=False)
class Lessons:
    """The rows before a cut as a case of a fit; stands beside the cases of the scenario's own targets."""

    book: int
    rules: Rulebook
    policy: str
    cut: int
    lessons: tuple[Lesson, ...]
    targets: tuple[Target, ...]

    @classmethod
    def of(cls, rules: Rulebook, rows: Sequence[Fact], policy: str, cut: int) -> Lessons:
        """What the rows teach."""
        found: list[Lesson] = []
        for row in rows:
            turn = row.quarter - rules.start + 1
            if row.kind == "tier":  # reached then, and not a year before
                found += [Lesson(row, turn, 1.0, CHANCE_OFF), Lesson(row, max(turn - 5, 0), 0.0, CHANCE_OFF)]
            elif row.kind == "visit":
                if turn + 2 <= cut:
                    after = is_followed(row, [other for other in rows if other.kind == "visit"])
                    found.append(Lesson(row, turn, float(after), CHANCE_OFF))
            elif row.kind in ("arms_share", "trade_share"):
                found.append(Lesson(row, turn, row.value, SHARE_OFF))
            else:
                found.append(Lesson(row, turn, row.value if row.kind == "incident" else 1.0, CHANCE_OFF))
        targets = tuple(
            Target(
                f"line_{lesson.row.line}", f"line_{lesson.row.line}", policy, True, _NO_FORMULA, None, "mean", lesson.turn, lesson.value,
                None, None, lesson.off, False, lesson.row.quarter,
            )
            for lesson in found
        )  # fmt: skip
        return cls(0, rules, policy, cut, tuple(found), targets)

    def figures(self, params: Floats, worlds: int, seed: int, first: int = 0) -> Floats:
        """[T, S] what the model says of each row under each parameter set."""
        who = foretell.player(self.rules, self.policy, self.cut)
        seen = foretell.watch(self.rules, [lesson.row for lesson in self.lessons], params, worlds, seed, who, first)
        return np.stack([self._figure(seen, lesson) for lesson in self.lessons])

    def _figure(self, seen: foretell.Seen, lesson: Lesson) -> Floats:
        row, turn = lesson.row, lesson.turn
        members = foretell.actors(self.rules).get(row.kind, ())
        match row.kind:
            case "vote":
                chance: Floats = foretell.vote(seen, row, turn)[int(row.value) - 1]
                return chance
            case "tier":
                return foretell.reached_by(seen, row, turn)
            case "incident":
                return foretell.incident(seen, turn)
            case "visit":
                return foretell.followed(seen, members.index(row.actor), turn)
            case "arms_share":
                share = foretell.arms_share(seen, members.index(row.actor), turn)
                return np.where(np.isnan(share), lesson.value, share)
            case _:
                return foretell.trade_share(seen, members.index(row.actor), turn)
