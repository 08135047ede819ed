"""Takes compiled rules, gives the text of an experiment file to begin with: every key, explained, with names that exist."""

from __future__ import annotations

from sim.policy import names
from sim.rulebook.rulebook import Parameter, Rulebook

_SOME = ("bamboo", "greedy", "history", "nothing")


def template(rules: Rulebook) -> str:
    """A commented experiment that runs as it stands. Only what compares policies is switched on; the rest waits behind `#`."""
    known = names(rules)
    chosen = [name for name in _SOME if name in known][:3] or list(known[:2])
    judged = [outcome.id for outcome in rules.outcomes if outcome.id in rules.screen.judgements] or [
        outcome.id for outcome in rules.outcomes
    ]
    dial = _example(rules)
    lines = [
        f"# An experiment with {rules.id} {rules.version}. What it will cost: `batch plan FILE`; then `batch run FILE -o FOLDER`.",
        "format: 1",
        f"scenario: {rules.id}         # an id, or a folder beside this file",
        "seed: 1                 # of all luck; the same seed gives the same worlds, to the bit",
        "worlds: 10000           # of each cell and policy; all policies meet the same worlds",
        "",
        "# Who decides. A policy may have numbers of its own and a name for the tables:",
        "#   - {policy: bamboo, name: bolder, with: {uneasy: 0.5}}",
        f"# There are: {', '.join(known)}.",
        f"policies: [{', '.join(chosen)}]",
        "# doctrines: [steady.yaml]   # policies of your own, written in the scenario language; then name them above",
        "",
        "# What is wanted. The first is the main one: progress and stop rules look at it.",
        "outcomes:",
        *(f"  {id}: {{goal: more, threshold: 50}}" for id in judged),
        "",
    ]
    if dial is not None:
        name, low, high = dial
        lines += [
            f"# set: {{{name}: {_mid(low, high)}}}         # other values of parameters, the same in every cell",
            "# ensemble: fit.ensemble.csv   # parameter sets from `calibrate --out`; worlds share them out among themselves",
            "",
            "# What varies between cells: a range, choices, or multiples of what the rules say.",
            "# vary:",
            f"#   {name}: {low:g} to {high:g}",
            f"#   {name}: [{low:g}, {high:g}]",
            f"#   {name}: {{times: [1, 2]}}",
            "# How cells are chosen from it:",
            "# design: grid                              # every combination; ranges in 5 levels, or {kind: grid, levels: 9}",
            "# design: {kind: latin, samples: 64}        # latin hypercube",
            "# design: {kind: sobol, samples: 64}        # for `batch sensitivity`: variance shares; `second_order: true` tells pairs",
            "# design: {kind: morris, trajectories: 10}  # for `batch sensitivity`: a first look, few cells",
            f"# design: {{kind: list, cells: [{{{name}: {low:g}}}, {{{name}: {high:g}}}]}}",
            "",
        ]
    lines += [
        "# When a run may end before its last world: half the 95 % interval is small enough everywhere, or time is up.",
        f'# stop: {{until: "ci95({judged[0] if judged else "mean"}) <= 0.5", time: 30m}}',
        "# keep: sample:100000     # rows of how many worlds are kept: all (about 100 bytes each), sample:N, none",
    ]
    return "\n".join(lines) + "\n"


def _example(rules: Rulebook) -> tuple[str, float, float] | None:
    """A parameter to show things with: one that may be calibrated, if there is one."""
    plain: list[Parameter] = [p for p in rules.parameters if p.size == 1 and p.low < p.high < 1e6 and p.low > -1e6]
    for p in sorted(plain, key=lambda p: not p.free):
        return p.id, p.low, p.high
    return None


def _mid(low: float, high: float) -> str:
    return f"{(low + high) / 2:g}"
