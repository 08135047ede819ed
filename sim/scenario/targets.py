"""Validated model -> targets: what the model must reproduce, each with its facts, and the author's own checks.

Takes `Blocks` that have compiled everything else, and the ledger; gives the tuple of `Target`s. Everything wrong goes to the
report with its place. The figures of targets are data, not numbers of the model, so they are not counted as such.
"""

from __future__ import annotations

from sim.facts.ledger import Fact, Ledger
from sim.rulebook.target import Target
from sim.scenario.blocks import Blocks
from sim.scenario.formulas import Path
from sim.scenario.schema import CheckIn, TargetIn

LATEST = 2100 * 4  # quarters since year 0: later than any cut
YEAR = 4  # quarters
SHARE_TOLERANCE = 0.1  # how far a share is off that counts as one, unless the target says

_NO_FACT = "a target is a figure of the record: add `source: [F...]`; what you expect yourself stands under `checks:`"


def make_targets(blocks: Blocks, ledger: Ledger, start: int, turns: int) -> tuple[Target, ...]:
    """Compile the section `targets:`."""
    counted = len(blocks.numbers)
    found = [_target(blocks, ledger, id, t, start, turns) for id, t in blocks.model.targets.items()]
    del blocks.numbers[counted:]
    return tuple(found)


def make_checks(blocks: Blocks, start: int, turns: int) -> tuple[Target, ...]:
    """Compile the section `checks:`, the author's own expectations; they cite nothing."""
    counted = len(blocks.numbers)
    found = [_judged(blocks, ("checks", id), c, start, turns, id, LATEST) for id, c in blocks.model.checks.items()]
    del blocks.numbers[counted:]
    return tuple(found)


def _target(blocks: Blocks, ledger: Ledger, id: str, t: TargetIn, start: int, turns: int) -> Target:
    path: Path = ("targets", id)
    facts = [ledger.facts[source] for source in t.source if source in ledger.facts]
    if not facts and not any(source not in ledger for source in t.source):
        blocks.error("E174", f"`{id}` cites no fact", path, _NO_FACT)
    known = max((_last_quarter(fact) for fact in facts), default=LATEST)
    return _judged(blocks, path, t, start, turns, t.part_of or id, known)


def _judged(
    blocks: Blocks, path: Path, t: TargetIn | CheckIn, start: int, turns: int, part_of: str, known: int
) -> Target:
    """What targets and checks share: a figure that is read from worlds, and where it should lie."""
    id = path[1]
    of, _ = blocks.formula(t.of, (*path, "of"), [], path, test=t.by == "share")
    to = None if t.to is None else blocks.formula(t.to, (*path, "to"), [], path)[0]
    if (t.to is None) == (t.by == "ratio"):
        cure = "say what it is divided by: `to: expression`" if t.by == "ratio" else "`to:` belongs to `by: ratio`"
        blocks.error("E171", f"`{id}` is {'' if t.by == 'ratio' else 'no '}ratio", (*path, "by"), cure)
    _check_figures(blocks, path, t)
    at = None if t.at is None else t.at - start + 1
    if at is not None and turns and not 1 <= at <= turns:
        blocks.error(
            "E137",
            f"`{id}` lies outside the scenario's time",
            (*path, "at"),
            blocks.played(),
        )
    raw = blocks.document.value
    for key in path:
        raw = raw.get(key) if isinstance(raw, dict) else None
    dated = isinstance(raw, dict) and any(isinstance(raw.get(key), str) for key in ("value", "at_least", "at_most"))
    tolerance = t.tolerance if t.tolerance is not None else SHARE_TOLERANCE
    return Target(
        id, part_of, t.policy, t.luck == "on", of, to, t.by, at,
        t.value, t.at_least, t.at_most, tolerance, dated, known, float(start + turns - 1 + YEAR),
    )  # fmt: skip


def _check_figures(blocks: Blocks, path: Path, t: TargetIn | CheckIn) -> None:
    bounds = t.at_least is not None or t.at_most is not None
    if (t.value is not None) == bounds:
        said = "both a value and a bound" if bounds else "no figure"
        blocks.error("E172", f"`{path[1]}` has {said}", path, "give `value:`, or `at_least:` and `at_most:`")
    if t.at_least is not None and t.at_most is not None and t.at_least > t.at_most:
        blocks.error("E172", f"`{path[1]}` can never be hit", (*path, "at_least"), "`at_least` stands above `at_most`")
    if t.tolerance is None and t.by != "share" and (path[0] == "targets" or t.value is not None):
        blocks.error(
            "E173",
            f"`{path[1]}` lacks its tolerance",
            path,
            "say which distance counts as one, for example `tolerance: 2 quarters`",
        )
    if t.by == "share":
        for key, figure in (("value", t.value), ("at_least", t.at_least), ("at_most", t.at_most)):
            if figure is not None and not 0 <= figure <= 1:
                blocks.error(
                    "E172", f"a share lies between 0 and 1, not at {figure:g}", (*path, key), "write 60 % as 0.6"
                )


def _last_quarter(fact: Fact) -> int:
    """The quarter in which a fact was complete; one that has no end, or no date, was complete for nobody before a cut."""
    return LATEST if fact.end is None else fact.end.year * 4 + (fact.end.month - 1) // 3
