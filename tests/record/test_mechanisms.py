"""Takes the cases of mechanisms.yaml; checks that each mechanism, switched on and off in the same worlds, shows its stated sign.

Both runs of a case share seed, world numbers and so all luck; what is left between them is the mechanism.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from sim import engine, policy
from sim.batch.plan import parameters
from sim.engine.view import View
from sim.engine.worlds import Floats, Orders
from sim.facts.ledger import Ledger, load
from sim.play.many import play_turns
from sim.policy.agenda import Agenda
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook
from sim.scenario import compile_scenario

ROOT = Path(__file__).parents[2]
WORLDS, MANY = 600, 10_000
SEED = 11
# PyYAML reads yes and no as true and false; here they are answers.
BOOK = yaml.load((Path(__file__).parent / "mechanisms.yaml").read_text("utf-8"), yaml.BaseLoader)


@dataclass(frozen=True)
class Case:
    """One comparison: the rules as they stand, and without the mechanism."""

    mechanism: str
    policy: str
    number: tuple[str, ...]
    sign: str
    switch: tuple[str, ...] = ()  # settings that take the mechanism out
    against: str = ""  # or another policy
    over: str = "game"
    scenario: str = "ukraine-2022"

    @property
    def label(self) -> str:
        number = "".join(n if n.startswith("-") or i == 0 else f"+{n}" for i, n in enumerate(self.number))
        return f"{self.scenario}-{self.mechanism}-{number}-{self.sign}-without-{self.against or ','.join(self.switch)}"


def _case(row: Mapping[str, Any]) -> Case:
    switch = tuple(f"{name}={value}" for name, value in row.get("switch", {}).items())
    return Case(**{**row, "number": tuple(row["number"]), "switch": switch})


CASES = [_case(row) for row in BOOK["cases"]]


class Script:
    """Tries the same orders each quarter and gives the same answers, as law and attention allow."""

    name = "script"
    about = "follows a list"

    def __init__(self, rules: Rulebook, every: Sequence[str] = (), answers: Mapping[str, str] | None = None) -> None:
        self._orders: list[tuple[int, int]] = []
        for text in every:
            verb, _, target = text.partition(" ")
            action = rules.action_index[verb]
            self._orders.append((action, rules.actions[action].targets.index(target)))
        self._answers: dict[int, int] = {}
        for id, option in (answers or {}).items():
            event = rules.event_index[id]
            self._answers[event] = [o.id for o in rules.events[event].options].index(option)

    def decide(self, view: View) -> Orders:
        agenda = Agenda(view)
        for card, (event, _) in enumerate(view.cards):
            if event in self._answers:
                agenda.answer(card, self._answers[event])
        for action, target in self._orders:
            agenda.order(action, target)
        return agenda.orders()


@cache
def ledger() -> Ledger:
    return load(ROOT / "seeds")


@cache
def rules_of(scenario: str) -> Rulebook:
    return compile_scenario(ROOT / "scenarios" / scenario, ledger(), ROOT / "scenarios").rules


def player(rules: Rulebook, name: str) -> Policy:
    script = BOOK["scripts"].get(name)
    return policy.make(name, rules) if script is None else Script(rules, **script)


@cache
def names_of(scenario: str) -> tuple[str, ...]:
    """All numbers that any case of a scenario reads, so that a run is made once for all of them."""
    return tuple(sorted({n.removeprefix("-") for c in CASES if c.scenario == scenario for n in c.number}))


@cache
def played(scenario: str, name: str, switch: tuple[str, ...], count: int) -> dict[tuple[str, str], Floats]:
    """(number, game or end) -> [worlds] its mean over the quarters and its value at the end."""
    rules, names = rules_of(scenario), names_of(scenario)
    found = {(n, over): np.zeros(count) for n in names for over in ("game", "end")}
    ids = np.arange(count, dtype=np.uint64)
    for first, worlds in play_turns(rules, ids, SEED, player(rules, name), parameters(rules, switch)):
        part = slice(first, first + worlds.count)
        for n in names:
            value = engine.read(rules, worlds, n)
            found[n, "game"][part] += value / rules.turns
            found[n, "end"][part] = value
    return found


def difference(case: Case, count: int) -> Floats:
    """[worlds] the number with the mechanism less the number without it."""
    on = played(case.scenario, case.policy, (), count)
    off = played(case.scenario, case.against or case.policy, case.switch, count)
    total = np.zeros(count)
    for n in case.number:
        name = n.removeprefix("-")
        total += (on[name, case.over] - off[name, case.over]) * (-1.0 if n.startswith("-") else 1.0)
    return total


def holds(case: Case, count: int) -> str:
    """An empty text where the stated sign shows, its 95 % interval apart from zero; else what was found."""
    found = difference(case, count)
    mean, half = found.mean(), 1.96 * found.std(ddof=1) / np.sqrt(count)
    print(f"{case.label}: {mean:+.5f} ±{half:.5f}, {np.mean(np.abs(found) > 1e-9):.0%} of {count} worlds differ")
    if case.sign == "same":
        return "" if not found.any() else f"{mean:+.5f} ±{half:.5f} where nothing should differ"
    towards = mean if case.sign == "up" else -mean
    return "" if towards - half > 1e-6 else f"{case.sign} stated, {mean:+.5f} ±{half:.5f} found"


@cache
def table() -> dict[str, str]:
    """Mechanism -> its row in the README of the ruleset, in order."""
    text = (ROOT / "scenarios" / "bamboo" / "README.md").read_text("utf-8")
    return {row[1]: row[0] for row in re.finditer(r"^\| (M\d+) \|.*$", text, re.MULTILINE)}


def test_the_table_has_every_mechanism_once_and_in_order() -> None:
    text = (ROOT / "scenarios" / "bamboo" / "README.md").read_text("utf-8")
    assert re.findall(r"^\| (M\d+) \|", text, re.MULTILINE) == list(ledger().mechanisms)


@pytest.mark.parametrize("mechanism", list(ledger().mechanisms))
def test_a_row_names_its_switches_or_why_there_is_no_test(mechanism: str) -> None:
    row, cases = table()[mechanism], [c for c in CASES if c.mechanism == mechanism]
    assert bool(cases) != ("no test here: " in row)
    for case in cases:
        assert not case.against or "against" in row
        for setting in case.switch:
            parameter = re.split(r"[.=]", setting)[0]
            assert re.search(rf"`{parameter}\b", row)


@pytest.mark.parametrize("name", ["lean-us", "bamboo"])
def test_a_ban_is_never_lifted(name: str) -> None:
    """M2: however warm the ties become, alliance, base and own sanctions stay forbidden."""
    rules = rules_of("ukraine-2022")
    banned = [rules.action_index[verb] for verb in ("alliance", "foreign_base", "own_sanctions")]
    worlds, decide = engine.start(rules, np.arange(50, dtype=np.uint64), SEED), player(rules, name).decide
    while worlds.turn < rules.turns:
        seen = engine.view(rules, worlds, SEED)
        assert not seen.legal[banned].any()
        worlds = engine.step(rules, worlds, decide(seen), SEED).after


@pytest.mark.parametrize("case", CASES, ids=[c.label for c in CASES])
def test_a_mechanism_shows_its_sign(case: Case) -> None:
    assert not holds(case, WORLDS)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=[c.label for c in CASES])
def test_a_mechanism_shows_its_sign_in_many_worlds(case: Case) -> None:
    assert not holds(case, MANY)
