"""Takes a compiled scenario, gives what is out of balance as findings with places: what dominates, never comes, cannot be reached.

Thousands of worlds are played: under the policies of coverage, with every answer forced in turn, and by tastes bred towards each
ending. A finding is a warning; a comment `# check: allow W301 because ...` on its line says that it is meant.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import engine
from sim.base.crew import worked_off
from sim.base.diagnostic import Report
from sim.engine.worlds import Bools, Floats
from sim.policy import make
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled
from sim.workshop.bent import WAIT
from sim.workshop.coverage import Coverage, cover
from sim.workshop.options import Answer, answers, dominant
from sim.workshop.seek import Sought, seek

GAIN, LOSS = 1.0, 0.5  # points of a hundred: what makes an answer dominate, and what it may lose elsewhere
ENOUGH = 20  # worlds in which two answers must have been given to be compared
PINNED = 0.5  # share of the quarters in which a number must be cut to count as pinned
LEDGERS = 64  # worlds a policy whose causes are kept


@dataclass(frozen=True, slots=True)
class Balance:
    """What was found, and how much was played for it."""

    report: Report
    coverage: Coverage
    endings: dict[str, bool]  # ending -> whether some world reached it
    answers: int


@dataclass(frozen=True, slots=True)
class _Ledger:
    rules: Rulebook
    policy: str
    seed: int


def balance(compiled: Compiled, worlds: int, seed: int, jobs: int = 1) -> Balance:
    """Look for what is out of balance.

    Args:
        worlds: in how many worlds each answer is forced; coverage plays ten times as many.
    """
    rules = compiled.rules
    report = Report(compiled.report.texts)
    seen_in = cover(rules, (), worlds * 10, seed, jobs)
    given, fired = answers(rules, worlds, seed, jobs)
    fired |= np.array([event.share > 0 for event in seen_in.events], dtype=np.bool_)
    sought = list(worked_off(_seek, [(rules, i, seed) for i in range(len(rules.endings))], jobs))
    for one in sought:
        fired |= one.fired
    _unreached(compiled, report, sought)
    _unseen(compiled, report, seen_in, fired)
    _answers(compiled, report, given, seen_in, worlds)
    _idle(compiled, report)
    cuts = np.array(list(worked_off(_cuts, [_Ledger(rules, name, seed) for name in seen_in.policies], jobs)))
    _pinned(compiled, report, cuts)
    return Balance(report, seen_in, {one.ending: one.reached for one in sought}, len(given))


def _pinned(compiled: Compiled, report: Report, cuts: Floats) -> None:
    """Numbers that a limit cuts too often even under the policy that spares them most; `cuts[policy, row]` are shares of quarters."""
    for v in compiled.rules.variables if cuts.size else ():
        share = float(cuts[:, v.row : v.row + v.size].max(axis=1).min()) if v.size else 0.0
        if share > PINNED:
            report.warn(
                "W304", f"`{v.id}` is cut by its limits in {share:.0%} of the quarters, whoever plays",
                compiled.document.key_span(("variables", v.id)), "widen its range, or let what pushes it weaken near the limit",
            )  # fmt: skip


def _idle(compiled: Compiled, report: Report) -> None:
    for section, id in compiled.idle:
        what = "the parameter" if section == "parameters" else "what comes out of the delay"
        where = compiled.document.key_span((section, id))
        report.warn("W308", f"nothing reads {what} `{id}`", where, "use it in a formula, or delete it")


def _seek(task: tuple[Rulebook, int, int]) -> Sought:
    return seek(*task)


def _unreached(compiled: Compiled, report: Report, sought: list[Sought]) -> None:
    for one in sought:
        if not one.reached:
            report.warn(
                "W302", f"no line of play reaches the ending `{one.ending}`",
                compiled.document.key_span(("endings", one.ending)),
                f"in the world that came nearest it was held up by `{one.nearest}`" if one.nearest else "",
            )  # fmt: skip


def _unseen(compiled: Compiled, report: Report, seen_in: Coverage, fired: Bools) -> None:
    for event, came in zip(seen_in.events, fired, strict=True):
        if not came:
            kept = event.blocked[0] if event.blocked else None
            cure = "no world lived to its quarters" if not event.lived else ""
            report.warn(
                "W303", f"`{event.event}` never happens", compiled.document.key_span(("events", event.event)),
                f"`{kept.text}` kept it out in {kept.failed:.0%} of the quarters" if kept else cure,
            )  # fmt: skip


def _answers(compiled: Compiled, report: Report, given: list[Answer], seen_in: Coverage, worlds: int) -> None:
    rules = compiled.rules
    for best in dominant(rules, given, GAIN, LOSS, min(ENOUGH, worlds)):
        event = rules.events[best.event]
        id = "wait" if best.option == WAIT else event.options[best.option].id
        path = ("events", event.id, "options", id)
        where = compiled.document.key_span(path if path in compiled.document.spans else path[:2])
        report.warn(
            "W301", f"`{event.id}.{id}` beats every other answer: {best.gain:+.1f} ±{best.margin:.1f} points, and loses nowhere",
            where, "give it a price, or the others something that it has not",
        )  # fmt: skip
    for answer in given:
        event = rules.events[answer.event]
        others = [a for a in given if a.event == answer.event]
        came = any(a.given.sum() >= ENOUGH for a in others)
        if answer.option == WAIT or not came or answer.given.any():
            continue
        id = event.options[answer.option].id
        if not dict(seen_in.events[answer.event].answers).get(id):
            report.warn(
                "W305", f"`{event.id}.{id}` can never be chosen",
                compiled.document.key_span(("events", event.id, "options", id)), "its `when:` never holds, or it costs too much",
            )  # fmt: skip


def _cuts(task: _Ledger) -> Floats:
    """[rows of the state] share of the quarters in which a limit cut a number, in some worlds under one policy."""
    rules = task.rules
    cut, lived = np.zeros(rules.rows), 0
    worlds = engine.start(rules, np.arange(LEDGERS, dtype=np.uint64), task.seed)
    policy = make(task.policy, rules)
    while worlds.turn < rules.turns:
        orders = policy.decide(engine.view(rules, worlds, task.seed))
        turn = engine.step(rules, worlds, orders, task.seed, record=True)
        lived += int((worlds.ended < 0).sum())
        for cause in turn.causes:
            if cause.kind == "limit":
                cut[list(cause.rows)] += (cause.amount != 0).sum(axis=1)
        worlds = turn.after
    share: Floats = cut / max(lived, 1)
    return share
