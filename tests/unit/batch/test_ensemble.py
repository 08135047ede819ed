"""Takes an ensemble of parameter sets, asserts that each world plays under the set of its number, whatever runs beside it."""

from __future__ import annotations

import io

import numpy as np

from sim import engine
from sim.batch import plan, run
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
