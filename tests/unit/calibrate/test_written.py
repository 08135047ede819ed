"""Takes the text of rules with comments, asserts that a fit changes the value and its provenance, and not one letter else."""

from __future__ import annotations

import pytest
import yaml

from sim.calibrate.written import Fitted, written
from sim.scenario.edit import difference

TEXT = """\
# Memory.
parameters:
  memory: {value: 8, unit: quarters, range: 4 to 16, free: true, assumed: a guess}  # of a gesture
  jealousy:   # kappa
    title: {en: Jealousy, vi: Ghen tị}
    value: 0.12  # between
    range: 0.03 to 0.25
    free: true
    source: [M4]

  base: {value: {us: 1}, range: 0 to 2}
  lost: {value: 3}  # a scenario's own
variables:
  memory: {value: 8}
"""
VALUES = (
    Fitted("memory", "6.25", "8", "to T"),
    Fitted("jealousy", "0.2", "0.12", "to T"),
    Fitted("lost", "1", "2", "to T"),
)


def test_only_values_and_provenance_change() -> None:
    text, found = written(TEXT, VALUES)
    assert found == ["memory", "jealousy"]
    old, new = yaml.safe_load(TEXT), yaml.safe_load(text)
    assert new["parameters"]["memory"] == old["parameters"]["memory"] | {"value": 6.25, "prior": 8, "fitted": "to T"}
    assert new["parameters"]["jealousy"] == old["parameters"]["jealousy"] | {
        "value": 0.2,
        "prior": 0.12,
        "fitted": "to T",
    }
    assert new["variables"] == old["variables"]
    changed = difference({"a": TEXT}, {"a": text})
    assert changed.count("\n-") == 2 + changed.count("\n---")
    for remark in ("# Memory.", "# of a gesture", "# kappa", "# between"):
        assert remark in text


def test_a_second_fit_keeps_the_prior_and_replaces_the_story() -> None:
    once, _ = written(TEXT, VALUES)
    twice, _ = written(once, (Fitted("memory", "5", "8", "to U"), Fitted("jealousy", "0.1", "0.12", "to U")))
    parameters = yaml.safe_load(twice)["parameters"]
    for name, value, prior in (("memory", 5, 8), ("jealousy", 0.1, 0.12)):
        assert (parameters[name]["value"], parameters[name]["prior"], parameters[name]["fitted"]) == (
            value,
            prior,
            "to U",
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "parameters: {memory: {value: 8}}\n",
        "parameters:\n  memories: {value: 8, free: true}\n",
        "parameters:\n  memory: {value: 8, free: false}\n",
    ],
)
def test_what_is_not_recognised_is_left_alone(text: str) -> None:
    assert written(text, VALUES) == (text, [])


BLOCKS = """\
parameters:
  rest:
    for: powers
    value: {us: 0.4, china: -2.6, eu: 1.4}  # by power
    free: true
    assumed: a guess
  pull: {for: powers, value: {us: 1, eu: 2}, range: 0 to 4, free: true, assumed: a guess}
  kept: {for: powers, value: {us: 1, eu: 2}, range: 0 to 4, assumed: a guess}
"""


def test_members_of_a_block_change_by_name_and_tell_one_story() -> None:
    values = (
        Fitted("rest.china", "-2.1", "-2.6", "to T", "-3 to -2"),
        Fitted("rest.eu", "1.5", "1.4", "to T", "1 to 2"),
        Fitted("pull.us", "0.5", "1", "to T"),
        Fitted("kept.us", "9", "1", "to T"),
        Fitted("pull.mars", "9", "1", "to T"),
    )
    text, found = written(BLOCKS, values[:4])
    assert found == ["rest.china", "rest.eu", "pull.us"]
    old, new = (yaml.safe_load(t)["parameters"] for t in (BLOCKS, text))
    assert new["rest"]["value"] == {"us": 0.4, "china": -2.1, "eu": 1.5}
    assert new["rest"]["prior"] == old["rest"]["value"]
    assert new["rest"]["fitted"] == "to T; china -3 to -2, eu 1 to 2 fit as well"
    assert new["pull"] == old["pull"] | {"value": {"us": 0.5, "eu": 2}, "prior": {"us": 1, "eu": 2}, "fitted": "to T"}
    assert new["kept"] == old["kept"]
    assert "# by power" in text
    again, _ = written(text, (Fitted("rest.us", "0.6", "0.4", "to U"),))
    assert yaml.safe_load(again)["parameters"]["rest"]["prior"] == old["rest"]["value"]
    assert yaml.safe_load(again)["parameters"]["rest"]["fitted"] == "to U"
    assert written(BLOCKS, values[4:])[1] == []
