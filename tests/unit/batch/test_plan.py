"""Takes what a person asks for; checks that a plan cuts it into blocks, and that wrong wishes are refused with the way out."""

from __future__ import annotations

import numpy as np
import pytest

from sim.base.errors import BambooError, UsageError
from sim.batch import parameters, plan
from sim.batch.plan import block_size
from sim.scenario import Compiled


@pytest.mark.parametrize("worlds", [1, 255, 256, 257, 5000, 100_000])
def test_blocks_hold_every_world_once_and_know_only_the_number_of_worlds(harbour: Compiled, worlds: int) -> None:
    made = plan(harbour.rules, ["nothing"], worlds, 1)
    ids = np.concatenate([made.sheet.ids(block) for block in made.sheet.blocks])
    assert (ids == np.arange(worlds, dtype=np.uint64)).all()
    assert made.block <= 8192


def test_a_range_shares_its_blocks_with_the_whole(harbour: Compiled) -> None:
    part = plan(harbour.rules, ["nothing"], 500, 1, first=400, block=256)
    assert list(part.sheet.blocks) == [1, 2, 3]
    assert [len(part.sheet.ids(block)) for block in part.sheet.blocks] == [112, 256, 132]
    assert part.sheet.ids(1)[0] == 400


@pytest.mark.parametrize("pairs", [1, 3, 10, 1000, 100_000])
def test_a_block_stays_small_however_many_cells_there_are(pairs: int) -> None:
    for worlds in (1, 300, 10_000, 10**9):
        assert 1 <= block_size(worlds, pairs) <= max(8, min(8192, 8192 // pairs))


def test_settings_move_one_parameter(harbour: Compiled) -> None:
    assert parameters(harbour.rules, [])[0, 0] == 0.25
    assert parameters(harbour.rules, ["fade=0.5"])[0, 0] == 0.5
    assert parameters(harbour.rules, ["fade = 40%"])[0, 0] == 0.4


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("fade", "sets nothing.*\n.*NAME=VALUE"),
        ("fade=much", "`much` in `fade=much` is not a number"),
        ("fade=2", "cannot be 2.*\n.*its range is 0 to 1"),
        ("fade=nan", "cannot be nan"),
        ("fad=0.5", "unknown parameter `fad`.*\n.*did you mean `fade`"),
        ("fade.north=0.5", "too many parts"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_way_out(harbour: Compiled, setting: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parameters(harbour.rules, [setting])


@pytest.mark.parametrize(
    ("policies", "worlds", "said"),
    [
        ([], 10, "no policy"),
        (["nothing", "nothing"], 10, "named twice"),
        (["nothing"], 0, "0 worlds cannot be run"),
        (["nothink"], 10, "did you mean `nothing`"),
    ],
)
def test_a_wrong_wish_is_refused(harbour: Compiled, policies: list[str], worlds: int, said: str) -> None:
    with pytest.raises(BambooError, match=said):
        plan(harbour.rules, policies, worlds, 1)
