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
