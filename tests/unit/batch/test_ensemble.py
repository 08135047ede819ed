"""Takes an ensemble of parameter sets, asserts that each world plays under the set of its number, whatever runs beside it."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from sim import engine
from sim.batch import Plan, Results, plan, run
from sim.batch.analysis import contests, values
from sim.batch.block import play_block
from sim.scenario import Compiled


def test_a_world_plays_under_the_set_of_its_number(harbour: Compiled) -> None:
    rules = harbour.rules
    sets = np.repeat(engine.default_params(rules), 3, axis=1)
    sets[rules.parameter["fade"].row] = [0.1, 0.2, 0.9]
    mixed = play_block(plan(rules, ["random"], 300, 5, ensemble=sets, block=512), 0)
    for s in range(3):
        alone = play_block(plan(rules, ["random"], 300, 5, ensemble=sets[:, s : s + 1], block=512), 0)
        assert (mixed.digests[s::3] == alone.digests[s::3]).all()
    assert len({*mixed.outcomes[0]}) > 3


def test_settings_apply_to_every_set(harbour: Compiled) -> None:
    rules = harbour.rules
    sets = np.repeat(engine.default_params(rules), 2, axis=1)
    sets[rules.parameter["fade"].row] = [0.1, 0.9]
    made = plan(rules, ["random"], 10, 5, ["fade=0.3"], ensemble=sets)
    assert (made.params[rules.parameter["fade"].row] == 0.3).all()


def test_processes_change_nothing(harbour: Compiled) -> None:
    sets = np.repeat(engine.default_params(harbour.rules), 3, axis=1)
    sets[harbour.rules.parameter["fade"].row] = [0.1, 0.2, 0.9]
    made = plan(harbour.rules, ["nothing"], 600, 5, ensemble=sets)
    assert run(made, jobs=1, tell=io.StringIO()).text() == run(made, jobs=2, tell=io.StringIO()).text()


def shared_out(harbour: Compiled) -> Plan:
    sets = np.repeat(engine.default_params(harbour.rules), 3, axis=1)
    sets[harbour.rules.parameter["fade"].row] = [0.1, 0.2, 0.9]
    return plan(harbour.rules, ["nothing", "random"], 700, 5, ensemble=sets, texts=harbour.texts)


def test_what_sets_differ_by_is_told_beside_what_luck_does(harbour: Compiled, tmp_path: Path) -> None:
    """Luck shrinks with more worlds, doubt about parameters does not: the lowest and the highest mean under one set."""
    made = shared_out(harbour)
    told = run(made, out=tmp_path / "batch", tell=io.StringIO())
    assert len(made.sheet.blocks) > 1
    found = values(Results.of(tmp_path / "batch"))
    for p, name in enumerate(made.policies):
        by_hand = [float(found.values[0, p, s::3].mean()) for s in range(3)]
        assert told.over_sets(name) == pytest.approx((min(by_hand), max(by_hand)))
    assert "over the sets" in told.text()
    assert f",{made.sheet.main}.sets," in told.csv()
    assert run(made, tell=io.StringIO()).text() == told.text(), "without a folder, too"


def test_a_comparison_says_in_how_many_sets_it_holds(harbour: Compiled, tmp_path: Path) -> None:
    run(shared_out(harbour), out=tmp_path / "batch", tell=io.StringIO())
    found = values(Results.of(tmp_path / "batch"))
    (one,) = contests(found)
    places = [found.sheet.policy(name) for name in (one.one, one.other)]
    gaps = found.values[0, places[0]] - found.values[0, places[1]]
    assert one.by_set == pytest.approx([float(gaps[s::3].mean()) for s in range(3)])
    held = sum(found.sign * gap > 0 for gap in one.by_set)
    assert f"is ahead in {held} of 3 parameter sets (" in one.sentence()


def test_one_set_says_nothing_of_sets(harbour: Compiled) -> None:
    told = run(plan(harbour.rules, ["nothing", "random"], 50, 5), tell=io.StringIO())
    assert told.over_sets("nothing") is None
    assert "over the sets" not in told.text()
    assert ".sets," not in told.csv()
