"""Takes believed worlds and candidate orders, gives their futures, quarter by quarter: every candidate meets the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim import engine
from sim.adviser.gauge import Gauge
from sim.engine.worlds import Bools, Floats, Orders, Worlds
from sim.play.forecast import Forecast
from sim.policy.registry import Policy
from sim.rulebook.rulebook import Rulebook

HORIZON = 4  # quarters


@dataclass(slots=True)
class Tape:
    """What was read off worlds, a list entry a quarter."""

    values: list[Floats] = field(default_factory=list)  # [M, N]
    happened: list[Bools] = field(default_factory=list)  # [K, N], by then
    lit: list[Bools] = field(default_factory=list)  # [E, N], by then
    ended: list[Bools] = field(default_factory=list)
    judged: Floats | None = None  # [J, N]


def unroll(
    rules: Rulebook, gauge: Gauge, worlds: Worlds, orders: Orders, bot: Policy, seed: int, luck: bool, tape: Tape, horizon: int = HORIZON
) -> Iterator[Worlds]:  # fmt: skip
    """Play `orders`, then let `bot` go on; each step plays one quarter, or decides one, and writes what came onto `tape`.

    Args:
        worlds: N believed worlds; `seed` is that of their belief.
        luck: False where the game is played without.

    Yields:
        The worlds so far, after each bounded bit of work.
    """
    own = engine.OWN_LUCK + seed
    for ahead in range(min(horizon, rules.turns - worlds.turn)):
        if ahead:
            orders = bot.decide(engine.view(rules, worlds, own))
            yield worlds
        turn = engine.step(rules, worlds, orders, own, luck=luck)
        worlds = turn.after
        tape.values.append(gauge.numbers(worlds))
        came, lit = gauge.came(turn), worlds.lit > 0
        if ahead:
            came |= tape.happened[-1]
            lit |= tape.lit[-1]
        tape.happened.append(came)
        tape.lit.append(lit)
        tape.ended.append(gauge.closed(worlds))
        yield worlds
    tape.judged = gauge.judged(worlds)


def side_by_side(many: Sequence[Orders]) -> Orders:
    """Orders of some worlds each, one after the other on the axis of worlds."""
    slots = max((o.action.shape[0] for o in many), default=0)
    parts = [
        (np.full((slots, o.action.shape[1]), -1, np.int16), np.zeros((slots, o.action.shape[1]), np.int16))
        for o in many
    ]
    for (action, target), o in zip(parts, many, strict=True):
        action[: o.action.shape[0]], target[: o.target.shape[0]] = o.action, o.target
    return Orders(
        np.concatenate([action for action, _ in parts], axis=1),
        np.concatenate([target for _, target in parts], axis=1),
        np.concatenate([o.answer for o in many], axis=1),
    )


def beside(plans: Sequence[Orders], futures: int) -> Orders:
    """Orders of one world each -> orders of `futures` copies of each, plan after plan."""
    return side_by_side(plans).take(np.repeat(np.arange(len(plans)), futures))


def forecasts(gauge: Gauge, turn: int, now: Floats, tape: Tape, plans: int, wanted: int) -> tuple[Forecast, ...]:
    """The tape of `plans` candidates laid side by side -> one forecast each. `now` [M] as seen."""
    assert tape.judged is not None
    values = np.stack(tape.values)
    happened, lit, ended = np.stack(tape.happened), np.stack(tape.lit), np.stack(tape.ended)
    each = values.shape[2] // plans
    found = []
    for i in range(plans):
        own = slice(i * each, (i + 1) * each)
        found.append(
            Forecast(
                turn,
                gauge.names,
                now,
                values[..., own],
                gauge.crises,
                happened[..., own],
                gauge.endings,
                lit[..., own],
                ended[..., own],
                gauge.judgements,
                tape.judged[:, own],
                wanted,
            )
        )
    return tuple(found)
