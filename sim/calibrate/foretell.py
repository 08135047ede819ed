"""Takes rules, rows of facts and parameter sets, gives what the model foretells for each row: chances, or shares.

The numbers it reads are those of the base ruleset; a scenario that lacks one cannot foretell that kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim import engine
from sim.base.errors import BambooError
from sim.calibrate.facts_table import Fact
from sim.engine.view import View
from sim.engine.worlds import Bools, Floats, Orders, Worlds
from sim.play.many import CHUNK, play_turns
from sim.policy import MissingError, Policy, make, powers
from sim.rulebook.rulebook import Rulebook

NEEDS: dict[str, tuple[str, ...]] = {
    "vote": ("vote_place", "un_position", "vote_width"),
    "tier": (),
    "arms_share": ("arms_stock", "wear_out"),
    "trade_share": ("export_share",),
    "incident": (),
    "visit": ("visit_recent",),
}
INCIDENT = "sea_incident"
RANKS = ("tier", "partner_tier")
VISITED = 3.0  # `visit_recent` at the end of a quarter with a top visit
WINDOW = 20  # quarters of a five-year share
ENOUGH = 30  # worlds with a visit, from which its consequence is counted in them alone


class Handover:
    """One policy up to a turn, another after it."""

    def __init__(self, first: Policy, second: Policy, turn: int) -> None:
        self.first, self.second, self.turn = first, second, turn
        self.name, self.about = f"{first.name}, then {second.name}", "does what one policy does, then what another does"

    def decide(self, view: View) -> Orders:
        """The orders of the policy whose time it is."""
        return (self.first if view.turn <= self.turn else self.second).decide(view)


def player(rules: Rulebook, policy: str, cut: int) -> Policy:
    """Who decides: the record up to the turn `cut` where the scenario has one, then the policy."""
    second = make(policy, rules)
    if cut < 1:
        return second
    try:
        return Handover(make("history", rules), second, cut)
    except MissingError:
        return second


def blind(rules: Rulebook, cut: int) -> tuple[Rulebook, int]:
    """The rules as they could be known at the end of turn `cut`, and how many events were taken out.

    Events that the scenario dates later never happen; parameters stand at their priors.
    """
    later = [e for e in rules.events if (e.on or 0) > cut or (e.start or 0) > cut]
    events = tuple(replace(e, until=0) if e in later else e for e in rules.events)
    parameters = tuple(p if p.prior is None else replace(p, value=p.prior) for p in rules.parameters)
    return replace(rules, events=events, parameters=parameters), len(later)


def actors(rules: Rulebook) -> dict[str, tuple[str, ...]]:
    """Who may stand in the column `actor`, for each kind that needs one."""
    found = {"trade_share": powers(rules), "visit": powers(rules)}
    found["tier"] = tuple(m for id in RANKS for m in _members(rules, id))
    found["arms_share"] = _members(rules, "arms_stock")
    return found


def _members(rules: Rulebook, id: str) -> tuple[str, ...]:
    block = rules.variable.get(id) or rules.delay.get(id)
    return rules.group[block.axes[0].group].members if block and block.axes else ()


def check_kinds(rules: Rulebook, rows: Sequence[Fact]) -> None:
    """Raise BambooError where the scenario has not what a kind of row needs."""
    known = {*rules.variable, *rules.derived_of, *rules.parameter, *rules.delay}
    for kind in dict.fromkeys(row.kind for row in rows):
        lacking = [id for id in NEEDS[kind] if id not in known]
        if kind == "incident" and INCIDENT not in rules.event_index:
            lacking = [INCIDENT]
        if lacking:
            raise BambooError(
                f"rows of kind `{kind}` cannot be foretold: there is no `{lacking[0]}`",
                rules.id,
                "leave these rows out",
            )


@dataclass(slots=True, eq=False)
class Seen:
    """What was kept of the worlds, S sets of n worlds each: arrays [S * n] or [turns + 1, ..., S * n]."""

    sets: int
    each: int
    first: dict[tuple[str, int], Floats] = field(default_factory=dict)  # (actor, step) -> turn, inf: never
    votes: dict[int, tuple[Floats, Floats, Floats]] = field(default_factory=dict)  # turn -> place, own position, width
    visits: Bools | None = None
    delivered: Floats | None = None
    exported: Floats | None = None
    incidents: Bools | None = None

    def mean(self, values: NDArray[np.bool_] | Floats) -> Floats:
        """[S] the mean over the worlds of each set."""
        found: Floats = np.asarray(values, dtype=np.float64).reshape(self.sets, self.each).mean(axis=1)
        return found


def watch(
    rules: Rulebook, rows: Sequence[Fact], params: Floats, worlds: int, seed: int, who: Policy, first: int = 0
) -> Seen:
    """Play the worlds and keep what the rows ask about. `params` [P, S]; each set plays `worlds` worlds, from number `first` on."""
    seen = Seen(params.shape[1], worlds)
    ids = np.tile(np.arange(first, first + worlds, dtype=np.uint64), seen.sets)
    wide = np.repeat(params, worlds, axis=1)
    turns, count = rules.turns + 1, len(ids)
    stock = np.zeros((0, count))
    kinds = {row.kind for row in rows}
    if "visit" in kinds:
        seen.visits = np.zeros((turns, rules.variable["visit_recent"].size, count), dtype=np.bool_)
    if "arms_share" in kinds:
        seen.delivered = np.zeros((turns, rules.variable["arms_stock"].size, count))
        stock = np.zeros((rules.variable["arms_stock"].size, count))
    if "trade_share" in kinds:
        seen.exported = np.zeros((turns, rules.variable["export_share"].size, count))
    if "incident" in kinds:
        seen.incidents = np.zeros((turns, count), dtype=np.bool_)
    for row in rows:
        if row.kind == "tier":
            seen.first[row.actor, int(row.value)] = np.full(count, np.inf)
    ballots = {row.quarter - rules.start + 1 for row in rows if row.kind == "vote"}
    seen.votes = {turn: (np.zeros(count), np.zeros(count), np.zeros(count)) for turn in ballots}

    def note(part: slice, at: Worlds) -> None:
        if at.turn + 1 in seen.votes:
            for kept, name in zip(seen.votes[at.turn + 1], NEEDS["vote"], strict=True):
                kept[part] = engine.read(rules, at, name)
        for (actor, step), when in seen.first.items():
            reached = _rank(rules, at, actor) >= step
            when[part] = np.where(reached & np.isinf(when[part]), at.turn, when[part])
        if seen.visits is not None:
            seen.visits[at.turn, :, part] = engine.read(rules, at, "visit_recent") >= VISITED
        if seen.delivered is not None:  # what was added to what did not wear out, whatever the rules call its way in
            now, kept = engine.read(rules, at, "arms_stock"), 1.0 - engine.read(rules, at, "wear_out")
            if at.turn:
                seen.delivered[at.turn, :, part] = np.maximum(now - kept * stock[:, part], 0.0)
            stock[:, part] = now
        if seen.exported is not None:
            seen.exported[at.turn, :, part] = engine.read(rules, at, "export_share")
        if seen.incidents is not None and at.turn:
            instance = rules.events[rules.event_index[INCIDENT]].first
            seen.incidents[at.turn, part] = at.fired[instance] == at.turn

    for begin in range(0, count, CHUNK):
        part = slice(begin, begin + CHUNK)
        note(slice(begin, min(begin + CHUNK, count)), engine.start(rules, ids[part], seed, wide[:, part]))
    for begin, at in play_turns(rules, ids, seed, who, wide):
        note(slice(begin, begin + at.count), at)
    return seen


def _rank(rules: Rulebook, at: Worlds, actor: str) -> Floats:
    id = next(id for id in RANKS if actor in _members(rules, id))
    return engine.read(rules, at, f"{id}.{actor}")


# -- what the model says of a row; `turn` is the row's turn -----------------------------------------------------------------
def vote(seen: Seen, row: Fact, turn: int) -> Floats:
    """[3, S] the chances of yes, abstain and no: Vietnam's place among all states against the totals, made smooth.

    States are ranked by how near they stand to Washington. Where the United States favours a text less than Russia does, the
    ranking is read from its other end. Source: Bailey, Strezhnev & Voeten 2017 for the ideal points.
    """
    place, own, width = seen.votes[turn]
    if row.position is not None:
        place = place - own + row.position
    if row.us > row.russia:
        place = 1.0 - place
    total = float(sum(row.totals))
    noes, not_yes = row.totals[1] / total, (row.totals[1] + row.totals[2]) / total
    yes = 1.0 / (1.0 + np.exp(np.clip(-(place - not_yes) / width, -50, 50)))
    no = 1.0 / (1.0 + np.exp(np.clip(-(noes - place) / width, -50, 50)))
    chances = np.stack([yes, np.maximum(1.0 - yes - no, 0.0), no])
    chances /= chances.sum(axis=0)
    return np.stack([seen.mean(chance) for chance in chances])


def reached_by(seen: Seen, row: Fact, turn: int) -> Floats:
    """[S] the chance that the actor has reached the step at the end of a turn."""
    return seen.mean(seen.first[row.actor, int(row.value)] <= turn)


def expected_turn(seen: Seen, row: Fact, turns: int) -> float:
    """When the actor reaches the step, on average over all worlds; a turn beyond the last where it never does."""
    return float(np.minimum(seen.first[row.actor, int(row.value)], turns + 1).mean())


def incident(seen: Seen, turn: int) -> Floats:
    """[S] the chance of an incident in a turn."""
    assert seen.incidents is not None
    return seen.mean(seen.incidents[turn])


def followed(seen: Seen, member: int, turn: int) -> Floats:
    """[S] the chance that another's top visit follows a visit within two turns; where few worlds have the visit, in all worlds."""
    assert seen.visits is not None
    others = np.delete(np.arange(seen.visits.shape[1]), member)
    came = seen.visits[turn + 1 : turn + 3][:, others].any(axis=(0, 1)).reshape(seen.sets, seen.each)
    here = seen.visits[turn, member].reshape(seen.sets, seen.each)
    often = here.sum(axis=1)
    among = (came & here).sum(axis=1) / np.maximum(often, 1)
    found: Floats = np.where(often >= ENOUGH, among, came.mean(axis=1))
    return found


def arms_share(seen: Seen, member: int, turn: int) -> Floats:
    """[S] a supplier's share of deliveries over five years, or over as many as the scenario has lasted; nan without deliveries."""
    assert seen.delivered is not None
    recent = seen.delivered[max(turn - WINDOW + 1, 1) : turn + 1].sum(axis=0)
    total = recent.sum(axis=0)
    shares = np.where(total > 0.0, recent[member] / np.where(total > 0.0, total, 1.0), np.nan).reshape(
        seen.sets, seen.each
    )
    valid = ~np.isnan(shares)
    found: Floats = np.where(valid, shares, 0.0).sum(axis=1) / np.where(valid.any(axis=1), valid.sum(axis=1), np.nan)
    return found


def trade_share(seen: Seen, member: int, turn: int) -> Floats:
    """[S] a power's share of exports at the end of a turn."""
    assert seen.exported is not None
    return seen.mean(seen.exported[turn, member])
