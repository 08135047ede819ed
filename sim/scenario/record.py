"""What chance brought in the record, and how a replay reads each fact: the parts of `history:` and `record:` that no policy sees.

Takes `Blocks` and the compiled moves and events; gives the script of a replay. Everything wrong goes to the report with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.base.diagnostic import meant
from sim.facts.ledger import Ledger
from sim.rulebook.rulebook import Event, Move, quarter_name
from sim.rulebook.script import Scripted
from sim.scenario.blocks import Blocks
from sim.scenario.formulas import Path
from sim.scenario.schema import HappenedIn, MovedIn


def make_script(
    blocks: Blocks, moves: tuple[Move, ...], events: tuple[Event, ...], start: int, turns: int
) -> tuple[Scripted, ...]:
    """What `history:` says of chance, in the order of its quarters; quarters outside the scenario are told of elsewhere."""
    found: list[Scripted] = []
    turn_of = {quarter_name(start + i): i + 1 for i in range(turns)}
    for key, entry in blocks.model.history.items():
        turn = turn_of.get(key, 0)
        if not turn:
            continue
        for name, came in entry.events.items():
            found += _event(blocks, events, ("history", key, "events", name), came, turn)
        for name, moved in entry.moves.items():
            found += _move(blocks, moves, ("history", key, "moves", name), moved, turn)
    return tuple(sorted(found, key=lambda s: s.turn))


def _event(
    blocks: Blocks, events: Sequence[Event], path: Path, came: HappenedIn, turn: int
) -> Iterator[Scripted]:  # fmt: skip
    id, *member = path[-1].split(".")
    event = next((e for e in events if e.id == id), None)
    _founded(blocks, path, came)
    if event is None:
        _wrong(blocks, f"unknown event `{id}`", path, meant(id, [e.id for e in events], "events stand in `events:`"))
        return
    place = _member(blocks, path, member, event.members, event.group)
    if event.chance is None:
        dated = "it has a date" if event.on is not None else "its condition decides"
        blocks.error("E175", f"`{id}` is not left to chance: {dated}", path, "only events with `chance:` are scripted")
    elif (event.start is not None and turn < event.start) or (event.until is not None and turn > event.until):
        blocks.error("E175", f"`{id}` cannot come in this quarter", path, "its `from:` and `until:` say when it can")
    elif place is not None:
        yield Scripted(turn, "event", events.index(event), place)


def _move(
    blocks: Blocks, moves: Sequence[Move], path: Path, moved: MovedIn, turn: int
) -> Iterator[Scripted]:  # fmt: skip
    id, *member = path[-1].split(".")
    move = next((m for m in moves if m.id == id), None)
    _founded(blocks, path, moved)
    if move is None:
        _wrong(blocks, f"unknown move `{id}`", path, meant(id, [m.id for m in moves], "moves stand in `moves:`"))
        return
    place = _member(blocks, path, member, move.members, move.group)
    options = [option.id for option in move.options]
    if moved.takes not in options:
        cure = meant(moved.takes, options, f"options: {', '.join(options)}")
        _wrong(blocks, f"`{id}` has no option `{moved.takes}`", (*path, "takes"), cure)
    elif place is not None:
        yield Scripted(turn, "move", moves.index(move), place, options.index(moved.takes))


def _member(
    blocks: Blocks, path: Path, given: Sequence[str], members: Sequence[str], group: str | None
) -> int | None:  # fmt: skip
    """The position of the member that a name ends with; None, and an error, where it does not fit."""
    wanted = list(given) if group else [*given, ""]
    if len(wanted) == 1 and wanted[0] in members:
        return members.index(wanted[0])
    name = path[-1].partition(".")[0]
    cure = f"write `{name}`"
    if group is not None:
        otherwise = f"write `{name}.` and one of {', '.join(members)}"
        cure = meant(given[0] if given else "", members, otherwise, before=f"{name}.")
    _wrong(blocks, f"`{path[-1]}` names no member", path, cure)
    return None


def _founded(blocks: Blocks, path: Path, entry: HappenedIn) -> None:
    if not entry.source and entry.assumed is None:
        blocks.error(
            "E176", f"nothing says that `{path[-1]}` was so", path, "add `source: [F...]`, or `assumed: why`"
        )  # fmt: skip


def _wrong(blocks: Blocks, message: str, path: Path, cure: str) -> None:
    blocks.report.error("E201", message, blocks.document.key_span(path), cure)


def check_readings(blocks: Blocks, ledger: Ledger) -> None:
    """Every entry of `record:` names a fact and says something about it; a number that shows it exists and has a direction."""
    for id, reading in blocks.model.record.items():
        path: Path = ("record", id)
        if id not in ledger.facts:
            cure = meant(id, ledger.facts, "facts stand in seeds/")
            blocks.report.error("E150", f"unknown fact `{id}`", blocks.document.key_span(path), cure)
        if (reading.shown_by is None) != (reading.sign is None):
            blocks.error("E177", f"`{id}`: `shown_by` and `sign` belong together", path, "give both, or neither")
        if reading.shown_by is None and reading.missed is None:
            blocks.error("E177", f"`{id}` says nothing", path, "say `shown_by` and `sign`, or `missed`")
        if reading.shown_by is not None:
            _check_number(blocks, (*path, "shown_by"), reading.shown_by)


def _check_number(blocks: Blocks, path: Path, name: str) -> None:
    head, *members = name.split(".")
    variable = blocks.model.variables.get(head)
    if variable is None:
        cure = meant(head, blocks.model.variables, "only variables have causes of their own")
        blocks.error("E201", f"`{head}` is no variable", path, cure)
        return
    groups = [group for group, _ in variable.for_]
    fits = len(members) == len(groups) and all(
        member in blocks.groups[group].members for member, group in zip(members, groups, strict=True)
    )
    if not fits:
        named = ".".join([head, *(f"<{group}>" for group in groups)])
        blocks.error("E201", f"`{name}` is no single number", path, f"write `{named}`")
