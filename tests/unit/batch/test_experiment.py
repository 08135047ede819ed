"""Takes experiment files, right and wrong; checks the plan that they give, or the line, caret and cure of what is wrong."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from sim import engine
from sim.base.errors import BambooError, ScenarioError
from sim.batch import Plan, run
from sim.batch.experiment import Experiment
from sim.batch.template import template
from sim.engine.worlds import Floats
from sim.scenario import Compiled

PLAIN = """
format: 1
scenario: harbour
seed: 5
worlds: 40
policies: [random, {policy: random, with: {rounds: 2}, name: twice}]
"""
DOCTRINE = """
format: 1
doctrine: steady
about: waits
rules:
  quiet: {never: gift north}
"""


def _read(name: str) -> str:
    if name == "steady.yaml":
        return DOCTRINE
    raise BambooError("the file cannot be read: No such file or directory", name)


def _made(harbour: Compiled, more: str = "", sets: Floats | None = None, text: str = PLAIN, **options: object) -> Plan:
    whole = text + textwrap.dedent(more)
    return Experiment.of(whole, "exp.yaml").plan(harbour, _read, lambda name: sets, **options)  # type: ignore[arg-type]


def _told(harbour: Compiled, more: str, text: str = PLAIN) -> str:
    with pytest.raises(ScenarioError) as caught:
        _made(harbour, more, text=text)
    return str(caught.value)


def test_a_plain_experiment_is_a_plan(harbour: Compiled) -> None:
    made = _made(harbour)
    assert made.policies == ("random", "twice")
    assert (made.seed, made.worlds, made.sheet.cells, made.luck, made.keep) == (5, 40, 1, True, "all")
    summary = run(made)
    assert summary.mean("random") != summary.mean("twice")


def test_choices_make_a_grid_and_the_last_varies_fastest(harbour: Compiled) -> None:
    made = _made(harbour, "vary: {fade: [0.2, 0.4]}\nset: {fade: 0.3}\n")
    assert made.design.kind == "grid"
    assert made.design.cells.tolist() == [[0.2], [0.4]]
    low, high = made.sets(np.zeros(2, dtype=np.uint64), np.array([0, 1]))[made.rules.parameter["fade"].row]
    assert (low, high) == (0.2, 0.4)


def test_multiples_multiply_what_the_rules_say_or_the_ensemble(harbour: Compiled) -> None:
    row = harbour.rules.parameter["fade"].row
    made = _made(harbour, "vary: {fade: {times: [1, 2]}}\n")
    cells = np.array([0, 1])
    assert made.sets(np.zeros(2, dtype=np.uint64), cells)[row].tolist() == [0.25, 0.5]
    sets = np.repeat(engine.default_params(harbour.rules), 2, axis=1)
    sets[row] = [0.1, 0.3]
    made = _made(harbour, "vary: {fade: {times: [1, 2]}}\nensemble: fit.csv\n", sets)
    assert made.sets(np.array([1, 1], dtype=np.uint64), cells)[row].tolist() == [0.3, 0.6]


def test_a_cell_is_a_run_with_that_setting(harbour: Compiled) -> None:
    """And luck does not know the cell: a cell in which nothing differs has the same worlds."""
    from sim.batch import plan
    from sim.batch.block import play_block

    made = _made(harbour, "vary: {fade: [0.25, 0.4]}\n")
    digests = play_block(made, 0).digests.reshape(2, 2, 40)
    for cell, settings in enumerate(([], ["fade=0.4"])):
        alone = play_block(plan(harbour.rules, ["random"], 40, 5, settings), 0).digests
        assert (digests[cell, 0] == alone).all()


@pytest.mark.parametrize(
    ("design", "cells"),
    [
        ("{kind: grid, levels: 3}", 3),
        ("{kind: latin, samples: 7}", 7),
        ("{kind: sobol, samples: 8}", 24),
        ("{kind: sobol, samples: 8, second_order: true}", 32),
        ("{kind: morris, trajectories: 4, levels: 4}", 8),
    ],
)
def test_designs_have_their_cells_within_the_range_and_the_same_each_time(
    harbour: Compiled, design: str, cells: int
) -> None:
    if "grid" not in design and "latin" not in design:
        pytest.importorskip("SALib")
    one, two = (_made(harbour, f"vary: {{fade: 0.2 to 0.4}}\ndesign: {design}\n") for _ in range(2))
    assert one.design.cells.shape == (cells, 1)
    assert (one.design.cells == two.design.cells).all()
    assert 0.2 <= one.design.cells.min() < one.design.cells.max() <= 0.4
    if one.design.points is not None:
        assert one.design.cells == pytest.approx(0.2 + 0.2 * one.design.points)


def test_orders_of_magnitude(harbour: Compiled) -> None:
    made = _made(harbour, "vary: {fade: {range: 0.01 to 1, log: true}}\ndesign: {kind: grid, levels: 3}\n")
    assert made.design.cells[:, 0] == pytest.approx([0.01, 0.1, 1.0])


def test_a_list_says_itself_what_varies(harbour: Compiled) -> None:
    made = _made(harbour, "design: {kind: list, cells: [{fade: 0.2}, {fade: 0.7}]}\n")
    assert made.sheet.varied == ("fade",)
    assert made.design.cells.tolist() == [[0.2], [0.7]]


def test_goals_and_stop_rules_are_kept(harbour: Compiled) -> None:
    made = _made(harbour, 'outcomes: {bread: less, liberty: {threshold: 50}}\nstop: "ci95(bread) <= 0.5"\n')
    assert [(g.outcome, g.goal, g.threshold) for g in made.goals] == [("bread", "less", None), ("liberty", "more", 50)]
    assert made.sheet.main == "bread"
    assert made.until == "ci95(bread) <= 0.5"
    assert _made(harbour, 'stop: "ci95(bread) <= 0.5"\n', until="", part=(10, 20)).until == ""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("polices: [random]\n", "exp.yaml:7:1: error E101: unknown key `polices`|did you mean `policies`?"),
        ("vary: {fad: [0.2, 0.3]}\n", "exp.yaml:7:13: error E423: unknown parameter `fad` in `fad`|did you mean `fade`?"),
        ("vary: {fade: [0.2, 3]}\n", "exp.yaml:7:14: error E423: `fade` cannot be 3|its range is 0 to 1"),
        ("vary: {fade: {times: [1, 9]}}\n", "error E423: `fade` cannot be 0.25 times 9|its range is 0 to 1"),
        ("vary: {fade: 0.4 to 0.2}\n", "the first number must be below the second"),
        ("vary: {fade: 0.2 to 0.4}\n", "exp.yaml:7:1: error E424: a range needs a design|design: {kind: latin, samples: 64}"),
        ("vary: {fade: {log: true}}\n", "needs a range such as `1 to 4`, or choices"),
        ("design: latin\n", "exp.yaml:7:1: error E424: there is nothing to choose cells from|`vary:`"),
        ("vary: {fade: 0 to 1}\ndesign: latine\n", "`kind` is the text `latine`|did you mean `latin`?"),
        ("vary: {fade: 0 to 1}\ndesign: {kind: latin, levels: 3}\n", "`latin` takes no `levels`; it takes samples"),
        ("vary: {fade: 0 to 1}\ndesign: {kind: sobol, samples: 60}\n", "60 samples do not balance|take a power of two, such as 64"),
        ("vary: {fade: 0 to 1}\ndesign: {kind: grid, levels: 1000}\nkeep: some\n", "`keep` needs `all`, `none` or a number of worlds such as `sample:1000`, found the text `some`"),
        ("set: {fade: 7}\n", "exp.yaml:7:13: error E422: `fade` cannot be 7|its range is 0 to 1"),
        ("outcomes: {libertie: more}\n", "exp.yaml:7:12: error E425: there is no outcome `libertie`|did you mean `liberty`?"),
        ("outcomes: {liberty: most}\n", "`goal` is the text `most`|it can be `more` or `less`"),
        ("stop: often\n", "error E426: `often` is no stop rule|ci95("),
        ("stop: {until: ci95(breed)<=1}\n", "error E426: there is no outcome `breed`|did you mean `bread`?"),
        ("stop: {time: soon}\n", "exp.yaml:7:14: error E426: `soon` is no length of time|90s, 30m or 8h"),
        ("doctrines: [gone.yaml]\n", "exp.yaml:7:13: error E421: gone.yaml: the file cannot be read"),
        ("ensemble: [a]\n", "`ensemble` needs text, found a list"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_a_cure(harbour: Compiled, more: str, told: str) -> None:
    said = _told(harbour, more)
    for part in told.split("|"):
        assert part in said
    assert "^" in said


@pytest.mark.parametrize(
    ("policies", "told"),
    [
        ("[randm]", "exp.yaml:6:12: error E421: harbour: unknown policy `randm`|did you mean `random`?"),
        ("[random, random]", "the policy `random` is named twice|give one of them a `name:`"),
        ("[{policy: random, with: {round: 2}}]", "has no number `round`|did you mean `rounds`?"),
        ("[{policy: random, with: {rounds: 9999}}]", "`rounds` of `random` cannot be 9999.0|its range is"),
        ("[]", "`policies` is empty"),
    ],
)
def test_a_wrong_policy_is_told_where_it_stands(harbour: Compiled, policies: str, told: str) -> None:
    text = PLAIN.replace("[random, {policy: random, with: {rounds: 2}, name: twice}]", policies)
    said = _told(harbour, "", text)
    for part in told.split("|"):
        assert part in said


def test_several_mistakes_are_told_at_once(harbour: Compiled) -> None:
    said = _told(harbour, "set: {fade: 7}\ndoctrines: [gone.yaml]\n", PLAIN.replace("[random,", "[randm,"))
    assert said.count("error E4") == 3


def test_a_part_of_the_worlds_shares_the_blocks_of_the_whole(harbour: Compiled) -> None:
    text = PLAIN.replace("worlds: 40", "worlds: 40000")
    whole, part = _made(harbour, text=text), _made(harbour, text=text, part=(10_000, 20_000))
    assert part.block == whole.block
    assert (part.first, part.worlds) == (10_000, 10_000)


def test_the_template_runs_as_it_stands(harbour: Compiled) -> None:
    made = _made(harbour, text=template(harbour.rules))
    assert made.sheet.main == "liberty"
    assert made.worlds == 10_000


def test_everything_that_the_template_explains_is_right(harbour: Compiled) -> None:
    """Each commented line of the template, switched on, is a line that the schema takes."""
    lines = template(harbour.rules).splitlines()
    assert sum("# design:" in line for line in lines) == 5
    for number, line in enumerate(lines):
        if line.startswith("# design:"):
            kept = [*lines[:number], line.removeprefix("# "), *lines[number + 1 :]]
            text = "\n".join(kept) + ("\n" if "list" in line else "\nvary: {fade: 0.1 to 0.9}\n")
            if "sobol" in line or "morris" in line:
                pytest.importorskip("SALib")
            assert _made(harbour, text=text).sheet.cells > 1
        elif line.startswith(("# stop:", "# keep:", "# set:")):
            assert _made(
                harbour, text="\n".join([*lines[:number], line.removeprefix("# "), *lines[number + 1 :]]) + "\n"
            )
