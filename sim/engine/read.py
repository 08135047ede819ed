"""Reading worlds by name, their digests, and the attribution of derived numbers to causes.

Takes worlds, gives arrays.
"""

from __future__ import annotations

import numpy as np

from sim.base.diagnostic import meant
from sim.base.errors import BambooError
from sim.engine.evaluate import Frame, desk, grid, run, spread
from sim.engine.luck import digest_rows
from sim.engine.worlds import Cause, Floats, Ids, Turn, Worlds
from sim.rulebook.expression import Formula
from sim.rulebook.rulebook import Axis, Rulebook


def frame_of(rules: Rulebook, worlds: Worlds) -> Frame:
    """What a reader sees at a desk: the coming turn, or the last one when the game is over."""
    return desk(rules, worlds, min(worlds.turn + 1, max(rules.turns, 1)))


def closing_frame(rules: Rulebook, worlds: Worlds) -> Frame:
    """What outcomes read: the turn just played."""
    return desk(rules, worlds, max(worlds.turn, 1))


def read(rules: Rulebook, worlds: Worlds, name: str) -> Floats:
    """A number of every world by its name.

    Returns:
        [N] for one number ("legitimacy", "climate.russia", an outcome), [members, N] for a block ("climate"), row-major.

    Errors: BambooError for a name that the scenario does not have.
    """
    for outcome in rules.outcomes:
        if outcome.id == name:
            value = run(outcome.formula, closing_frame(rules, worlds))
            judged: Floats = np.clip(np.broadcast_to(value, worlds.count), outcome.low, outcome.high)
            return judged
    return read_name(rules, frame_of(rules, worlds), name)


def value(rules: Rulebook, worlds: Worlds, formula: Formula) -> Floats:
    """Any formula of the Rulebook on these worlds: (result axes..., N or 1)."""
    return run(formula, frame_of(rules, worlds))


def read_name(rules: Rulebook, frame: Frame, name: str) -> Floats:
    """`read` within a frame; outcomes are not known here."""
    head, *members = name.split(".")
    count = frame.state.shape[-1]
    if head in rules.variable:
        v = rules.variable[head]
        block, axes = frame.state[v.row : v.row + v.size], v.axes
    elif head in rules.derived_of:
        block, axes = frame.derive(head), rules.derived_of[head].axes
    elif head in rules.parameter:
        p = rules.parameter[head]
        block, axes = frame.params[p.row : p.row + p.size], p.axes
    elif head in rules.delay:
        d = rules.delay[head]
        block, axes = frame.outflow[d.row : d.row + d.size], d.axes
    else:
        known = [*rules.variable, *rules.derived_of, *rules.parameter, *rules.delay, *(o.id for o in rules.outcomes)]
        cure = meant(head, known, after="".join(f".{member}" for member in members))
        raise BambooError(f"no number is called `{name}`", cure=cure)
    block = spread(block, (block.shape[0], count))
    if axes and not members:
        return np.array(block)
    rows = _pick(rules, axes, members, name)
    return block[rows[0]] if len(rows) == 1 and len(members) == len(axes) else block[list(rows)]


def _pick(rules: Rulebook, axes: tuple[Axis, ...], members: list[str], name: str) -> tuple[int, ...]:
    if len(members) > len(axes):
        raise BambooError(
            f"`{name}` names more members than there are", cure=f"write `{name.split('.', maxsplit=1)[0]}`"
        )
    rows = [0]
    for number, axis in enumerate(axes):
        known = rules.group[axis.group].members
        picked = range(len(known))
        if number < len(members):
            if members[number] not in known:
                before, _, after = name.partition(members[number])
                cure = meant(members[number], known, f"members: {', '.join(known)}", before=before, after=after)
                raise BambooError(f"`{axis.group}` has no `{members[number]}`", cure=cure)
            picked = range(known.index(members[number]), known.index(members[number]) + 1)
        rows = [row * len(known) + i for row in rows for i in picked]
    return tuple(rows)


def digests(worlds: Worlds) -> Ids:
    """[N] a 64-bit digest of everything that a world carries; independent of the other worlds."""
    start = worlds.ids * np.uint64(0x9E3779B97F4A7C15)
    rows = [worlds.state, worlds.outflow, worlds.running, worlds.tally]
    small = [worlds.fired, worlds.chosen, worlds.open, worlds.lit, worlds.ended[None], worlds.last[None]]
    return digest_rows(np.concatenate([*rows, *(s.astype(np.float64) for s in small)]), start)


def attribute(rules: Rulebook, turn: Turn, id: str) -> list[tuple[Cause, Floats]]:
    """Why a derived number changed: its formula is evaluated again, cause by cause, in ledger order.

    Returns:
        (cause, amounts [size, N]) pairs whose amounts sum exactly, on the grid, to the change that `read` shows. What the calendar
        and memory alone do stands first, as a cause of kind "time".
    """
    size = rules.derived_of[id].size
    was = grid(frame_of(rules, turn.before).derive(id))
    state = turn.before.state.copy()
    surroundings = frame_of(rules, turn.after)

    def now() -> Floats:
        frame = surroundings.at(state)
        return grid(np.array(np.broadcast_to(frame.derive(id), (size, turn.before.count))))

    found: list[tuple[Cause, Floats]] = []
    reached = now()
    if (reached - was).any():
        time = Cause("time", "time", "time", "", "variable", (), np.zeros((0, turn.before.count)))
        found.append((time, reached - was))
    for cause in turn.causes:
        if cause.store != "variable":
            continue
        for row, amount in zip(cause.rows, cause.amount, strict=True):
            state[row] += amount
        next_ = now()
        if (next_ - reached).any():
            found.append((cause, next_ - reached))
            reached = next_
    return found
