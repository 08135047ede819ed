"""Names that look back: `past`, `change`, `average`, `ever`, `first`, `fired`, `since`, `chosen`, `ordered`, and `is`.

Takes a `Resolver` and the call; gives a `Typed` node. What must be remembered from turn to turn is registered with the resolver's
`names.track` and `names.tally`.
"""

from __future__ import annotations

from sim.base.diagnostic import meant
from sim.rulebook import expression as ex
from sim.rulebook.rulebook import Axis
from sim.scenario.intervals import MAYBE, Interval
from sim.scenario.parse import Apply, Duration, LiteralValue, Name, Syntax, parts
from sim.scenario.resolve import Resolver, Typed

MAX_TURNS = 40


def history_call(r: Resolver, tree: Apply) -> Typed:
    """Resolve one call of this family."""
    match tree.name:
        case "past" | "change" | "average":
            return _window(r, tree)
        case "ever" | "first":
            return _ever(r, tree)
        case "is":
            return _same(r, tree)
        case "ordered":
            return _ordered(r, tree)
        case _:
            return _event(r, tree)


def _used_axes(r: Resolver, tree: Syntax) -> tuple[Typed, list[int]]:
    """The value now, and the positions of the outer axes that it runs over."""
    outside, outer = r.layout.used, len(r.layout.axes)
    r.layout.used = set()
    typed = r.resolve(tree)
    found = sorted(position for position in r.layout.used if position < outer)
    r.layout.used |= outside
    return typed, found


def _local(r: Resolver, tree: Syntax) -> Typed | None:
    """A fault if an event's own numbers are looked back at: what is remembered belongs to no event."""
    if isinstance(tree, Name) and tree.parts[0] == "numbers":
        return r.fault("E202", f"`{tree.text}` belongs to this event and has no past", tree.place, "write the number")
    return next((found for part in parts(tree) if (found := _local(r, part))), None)


def _layout(r: Resolver, positions: list[int]) -> tuple[tuple[Axis, ...], tuple[int, ...], int]:
    axes = tuple(r.layout.axes[p] for p in positions)
    sizes = [(p, len(r.names.groups[r.layout.axes[p].group].members)) for p in positions]
    count = 1
    for _, size in sizes:
        count *= size
    return axes, r.layout.shape(sizes), count


def _window(r: Resolver, tree: Apply) -> Typed:
    name = tree.name
    if len(tree.args) != 2:
        shown = r.text[tree.args[0].place.at : tree.args[0].place.end] if tree.args else "x"
        game = f" or `average({shown}, game)`" if name == "average" else ""
        cure = f"write `{name}({shown}, 4 turns)`{game}"
        return r.fault("E202", f"`{name}` takes a value and a time", tree.place, cure)
    what, span = tree.args
    whole_game = name == "average" and isinstance(span, Name) and span.text == "game"
    if not whole_game and not (isinstance(span, Duration) and 1 <= span.turns <= MAX_TURNS):
        shown = r.text[what.place.at : what.place.end]
        turns = f"{span.value:g}" if isinstance(span, LiteralValue) and 1 < span.value <= MAX_TURNS else "4"
        cure = f"write `{name}({shown}, {turns} turns)`" + (
            f" or `average({shown}, game)`" if name == "average" else ""
        )
        return r.fault("E202", f"`{name}` needs a time of 1 to {MAX_TURNS} turns", span.place, cure)
    local = _local(r, what)
    if local is not None:
        return local
    typed, positions = _used_axes(r, what)
    r.number(typed, what.place)
    axes, shape, count = _layout(r, positions)
    text = r.text[what.place.at : what.place.end]
    shown = r.text[tree.place.at : tree.place.end]
    if whole_game:
        row = r.names.tally("sum", what, text, axes)
        return Typed(
            ex.Average(tuple(range(row, row + count)), shape, 0, typed.node, shown), False, typed.unit, typed.range
        )
    assert isinstance(span, Duration)
    row = r.names.track(what, text, axes, span.turns)
    rows = tuple(range(row, row + count))
    if name == "average":
        return Typed(ex.Average(rows, shape, span.turns, typed.node, shown), False, typed.unit, typed.range)
    spread = typed.range.high - typed.range.low
    reach = Interval(-spread, spread) if name == "change" else typed.range
    return Typed(ex.Past(rows, shape, span.turns, name == "change", shown), False, typed.unit, reach)


def _ever(r: Resolver, tree: Apply) -> Typed:
    if len(tree.args) != 1:
        return r.fault("E202", f"`{tree.name}` takes one test", tree.place, f"write `{tree.name}(x > 3)`")
    local = _local(r, tree.args[0])
    if local is not None:
        return local
    typed, positions = _used_axes(r, tree.args[0])
    r.yes_no(typed, tree.args[0].place)
    axes, shape, count = _layout(r, positions)
    place = tree.args[0].place
    row = r.names.tally(tree.name, tree.args[0], r.text[place.at : place.end], axes)
    rows, shown = tuple(range(row, row + count)), r.text[tree.place.at : tree.place.end]
    if tree.name == "first":
        return Typed(ex.First(rows, shape, shown), False, None, Interval(0, ex.NEVER))
    return Typed(ex.Ever(rows, shape, shown), True, "", MAYBE)


def _same(r: Resolver, tree: Apply) -> Typed:
    """`is(axis, member)` or `is(axis, axis)`."""
    words = [a for a in tree.args if isinstance(a, Name) and len(a.parts) == 1]
    if len(words) != 2 or len(tree.args) != 2:
        return r.fault("E202", "`is` takes an axis and a member", tree.place, "write `is(target, china)`")
    first = r.layout.find_axis(words[0].text)
    if first is None:
        return r.fault(
            "E201",
            f"`{words[0].text}` is no axis here",
            words[0].place,
            meant(words[0].text, [name for name, _ in r.layout.scope]),
        )
    shown = r.text[tree.place.at : tree.place.end]
    here = r.names.groups[first[1].group].members
    second = r.layout.find_axis(words[1].text)
    if second is not None:
        there = r.names.groups[second[1].group].members
        (low, a), (high, b) = sorted([(first[0], here), (second[0], there)])
        table = tuple(x == y for x in a for y in b)
        return Typed(ex.Same(table, r.layout.shape([(low, len(a)), (high, len(b))]), shown), True, "", MAYBE)
    if words[1].text not in here:
        cure = meant(words[1].text, here, f"members: {', '.join(here)}")
        return r.fault("E201", f"`{first[1].group}` has no `{words[1].text}`", words[1].place, cure)
    return Typed(
        ex.Same(tuple(m == words[1].text for m in here), r.layout.shape([(first[0], len(here))]), shown),
        True,
        "",
        MAYBE,
    )


def _ordered(r: Resolver, tree: Apply) -> Typed:
    word = tree.args[0] if len(tree.args) == 1 else None
    if not isinstance(word, Name) or word.parts[0] not in r.names.verbs:
        named = word.parts[0] if isinstance(word, Name) else ""
        cure = meant(named, r.names.verbs, "write `ordered(host_visit)`")
        return r.fault("E201", "`ordered` takes a verb", tree.place, cure)
    verb = r.names.verbs[word.parts[0]]
    shown = r.text[tree.place.at : tree.place.end]
    target = r.layout.find_axis(word.parts[1] if len(word.parts) > 1 else "target")
    if verb.group is None or target is None:
        return Typed(ex.Ordered(verb.number, tuple(range(len(verb.members))), (), shown), True, "", MAYBE)
    if target[1].group != verb.group:
        return r.fault(
            "E207", f"`{word.parts[0]}` has targets of `{verb.group}`, not of `{target[1].group}`", tree.place
        )
    rows = tuple(range(len(verb.members)))
    return Typed(ex.Ordered(verb.number, rows, r.layout.shape([(target[0], len(rows))]), shown), True, "", MAYBE)


def _event(r: Resolver, tree: Apply) -> Typed:
    """`fired(event)`, `since(event)`, `chosen(event.option)`, with `.member` for events of a group."""
    word = tree.args[0] if len(tree.args) == 1 else None
    if not isinstance(word, Name):
        return r.fault("E202", f"`{tree.name}` takes an event", tree.place, f"write `{tree.name}(vote_first)`")
    event = r.names.events.get(word.parts[0])
    if event is None:
        return r.fault(
            "E201",
            f"unknown event `{word.parts[0]}`",
            word.place,
            meant(word.parts[0], r.names.events, "events stand in `events:`"),
        )
    rest = list(word.parts[1:])
    option = -1
    if tree.name == "chosen":
        wanted = rest.pop(0) if rest else ""
        if wanted not in event.options:
            head = word.parts[0]
            ways = ", ".join(f"{head}.{option}" for option in event.options)
            cure = meant(wanted, event.options, f"options: {ways}" if ways else "ask `fired(...)`", before=f"{head}.")
            what = f"`{head}` has no option `{wanted}`" if wanted and ways else f"`{head}` has no options"
            return r.fault(
                "E201", what if wanted or not ways else f"`chosen({head})` names no option", word.place, cure
            )
        option = event.options.index(wanted)
    rows, shape = tuple(range(event.first, event.first + len(event.members))), r.layout.shape([])
    if event.group is not None:
        selector = Name((word.parts[0], *rest), word.place)
        own = event.group if r.layout.find_axis("self") is None else "self"
        rows, shape = r.layout.address((Axis(own, event.group),), rest, selector)
        rows = tuple(event.first + row for row in rows)
    elif rest:
        return r.fault("E208", f"`{word.parts[0]}` has no members, so `{word.text}` says too much", word.place)
    shown = r.text[tree.place.at : tree.place.end]
    node = ex.EventRead(tree.name, rows, shape, option, shown)
    if tree.name == "since":
        return Typed(node, False, "quarters", Interval(0, 99))
    return Typed(node, True, "", MAYBE)
