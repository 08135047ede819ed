"""A scenario replayed: its history, luck off, one world, every turn recorded with its causes.

Takes a scenario's folder name; gives what happened in a quarter, what was answered and ordered, and what each act alone added to
the climate with each power.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim import engine, policy
from sim.engine.worlds import Turn
from sim.facts.ledger import Ledger, load
from sim.rulebook.rulebook import quarter_name
from sim.scenario import Compiled, compile_scenario

ROOT = Path(__file__).parents[2]
POWERS = ("us", "china", "russia", "eu")


@dataclass
class Replayed:
    """The recorded turns of world 0."""

    compiled: Compiled
    ledger: Ledger
    turns: list[Turn]
    quarters: tuple[str, ...]

    def turn(self, quarter: str) -> Turn:
        return self.turns[self.quarters.index(quarter)]

    def read(self, quarter: str, name: str) -> float:
        """A number at the end of a quarter."""
        return float(engine.read(self.compiled.rules, self.turn(quarter).after, name)[0])

    def first(self, event: str) -> str | None:
        """The quarter in which an event first came or stood open."""
        e = self.compiled.rules.events[self.compiled.rules.event_index[event]]
        found = [q for q, t in zip(self.quarters, self.turns, strict=True) if t.happened[e.first, 0]]
        return found[0] if found else None

    def answered(self, quarter: str, event: str, option: str) -> bool:
        rules = self.compiled.rules
        e = rules.events[rules.event_index[event]]
        return int(self.turn(quarter).after.chosen[e.first, 0]) == [o.id for o in e.options].index(option)

    def happened(self, quarter: str, event: str) -> bool:
        """Whether an event stood open or came in a quarter, and in no earlier one."""
        return self.first(event) == quarter

    def ordered(self, quarter: str, verb: str) -> bool:
        """Whether a verb was ordered in a quarter and not refused."""
        turn = self.turn(quarter)
        wanted = turn.orders.action[:, 0] == self.compiled.rules.action_index[verb]
        return bool((wanted & (turn.refused_action[:, 0] == 0)).any())

    def change(self, quarter: str, name: str) -> float:
        """What a number gained in a quarter."""
        turn, rules = self.turn(quarter), self.compiled.rules
        return float(engine.read(rules, turn.after, name)[0] - engine.read(rules, turn.before, name)[0])

    def added(self, quarter: str, variable: str) -> list[tuple[str, str, float]]:
        """(act, member, amount) of all that was added to a block in a quarter."""
        block = self.compiled.rules.variable[variable]
        members = self.compiled.rules.group[block.axes[0].group].members
        return [
            (cause.id, members[row - block.row], float(amount[0]))
            for cause in self.turn(quarter).causes
            if cause.store == "variable"
            for row, amount in zip(cause.rows, cause.amount, strict=True)
            if block.row <= row < block.row + block.size
        ]

    def push(self, quarter: str, *acts: str) -> dict[str, float]:
        """What these acts alone add to the climate with each power."""
        found = dict.fromkeys(POWERS, 0.0)
        for act, power, amount in self.added(quarter, "climate"):
            if act.split(".")[0] in acts:
                found[power] += amount
        return found

    def sign_fault(self, fact: str, quarter: str, *acts: str) -> str:
        """Nothing, or what is wrong: the signs of a fact against what the acts that carry it add."""
        signs = {power: sign for power, sign in self.ledger.facts[fact].signs.items() if sign}
        pushed = self.push(quarter, *acts)
        wrong = [power for power, sign in signs.items() if pushed[power] * sign < 0]
        still = not any(pushed[power] * sign > 0 for power, sign in signs.items())
        return f"{fact} codes {signs}, the model adds {pushed}" if wrong or still else ""

    def refusals(self) -> list[str]:
        """The quarters in which something of the record did not pass its costs and conditions."""
        return [
            q
            for q, t in zip(self.quarters, self.turns, strict=True)
            if t.refused_action.any() or t.refused_answer.any()
        ]


def replay(name: str, ledger: Ledger | None = None) -> Replayed:
    """Play a scenario's history with luck off."""
    ledger = ledger or load(ROOT / "seeds")
    compiled = compile_scenario(ROOT / "scenarios" / name, ledger, ROOT / "scenarios")
    rules = compiled.rules
    decide = policy.make("history", rules).decide
    worlds = engine.start(rules, [0], 1, luck=False)
    turns = []
    while worlds.turn < rules.turns:
        turn = engine.step(rules, worlds, decide(engine.view(rules, worlds, 1)), 1, record=True, luck=False)
        turns.append(turn)
        worlds = turn.after
    return Replayed(compiled, ledger, turns, tuple(quarter_name(rules.start + i) for i in range(rules.turns)))
