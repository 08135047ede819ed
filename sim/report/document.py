"""Takes a compiled scenario in one language, gives the model as a readable document: every number with unit, range, equation, source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.report.desk import Source
from sim.report.names import Measure, Names
from sim.rulebook.rulebook import Axis, Event, Rulebook


def document(names: Names) -> Iterator[str]:
    """The whole model as lines of Markdown."""
    say, rules = names.phrases, names.rules
    yield f"# {say('doc_head', title=names.plain('title'))}"
    yield ""
    yield f"`{rules.id}` {rules.version}" + (f" · {' < '.join(rules.lineage)}" if len(rules.lineage) > 1 else "")
    if rules.turns:
        first, last = say.date(rules.start), say.date(rules.start + rules.turns - 1)
        yield f"{say('range', low=first, high=last)} ({rules.turns})"
    about = names.plain("about", default="")
    if about:
        yield from ("", about)
    yield from _groups(names)
    yield from _section(names, "doc_variables", (names.find(v.id) for v in rules.variables))
    yield from _section(names, "doc_derived", (names.find(d.id) for d in rules.derived))
    yield from _section(names, "doc_delays", (names.find(d.id) for d in rules.delays))
    yield from _section(names, "doc_parameters", (names.find(p.id) for p in rules.parameters))
    yield from _actions(names)
    yield from _moves(names)
    yield from _events(names)
    yield from _ends(names)
    yield from _cited(names)


def _groups(names: Names) -> Iterator[str]:
    yield from ("", f"## {names.phrases('doc_groups')}", "")
    for group in names.rules.groups:
        members = ", ".join(f"{names.member(group.id, m)} (`{m}`)" for m in group.members)
        yield f"- `{group.id}` {names.plain('groups', group.id, 'title')}: {members}"


def _section(names: Names, head: str, measures: Iterator[Measure | None]) -> Iterator[str]:
    yield from ("", f"## {names.phrases(head)}")
    for measure in measures:
        if measure is not None:
            yield from _measure(names, measure)


def _axes(axes: Sequence[Axis]) -> str:
    return f" [{', '.join(a.name for a in axes)}]" if axes else ""


def _measure(names: Names, m: Measure) -> Iterator[str]:
    say, path = names.phrases, (m.section, m.id)
    yield from ("", f"### `{m.id}`{_axes(m.axes)} {names.bare_title(m)}")
    about = names.about(m)
    if about:
        yield about
    yield f"- {say('text_unit')}: {say.unit(m.unit)}"
    if names.range(m):
        yield f"- {say('text_range')}: {names.range(m)}"
    yield from _values(names, m)
    if m.sight:
        yield f"- {say('doc_sight', width=say.number(m.sight, 2))}"
    yield from _equation(names, m)
    yield from _sources(names.sources(*path))


def _values(names: Names, m: Measure) -> Iterator[str]:
    say, rules = names.phrases, names.rules
    head, values = "doc_start", ()  # type: tuple[str, tuple[float, ...]]
    if m.kind == "variable":
        values = rules.variable[m.id].start
    elif m.kind == "parameter":
        head, values = "text_value", rules.parameter[m.id].value
    if not values:
        return
    shown = []
    for single, x in zip(names.each(m), values, strict=True):
        text = f"{round(x, 5):g}"
        shown.append(f"{'.'.join(single.members)} {text}" if single.members else text)
    yield f"- {say(head)}: {', '.join(shown)}"


def _equation(names: Names, m: Measure) -> Iterator[str]:
    say, rules = names.phrases, names.rules
    if m.kind == "variable":
        variable = rules.variable[m.id]
        yield f"- {say('doc_equation_terms' if variable.terms else 'doc_equation')}"
        for term in variable.terms:
            path = ("variables", m.id, "change", term.id)
            cited = ", ".join(s.id if s.id not in ("assumed", "fitted") else s.text for s in names.sources(*path))
            yield f"  - {names.plain(*path, 'title')}: `{term.formula.text}`{f' ({cited})' if cited else ''}"
        if variable.sums_to is not None:
            yield f"  - {say('doc_sums_to', sum=f'{variable.sums_to:g}')}"
    elif m.kind == "derived":
        yield f"- = `{rules.derived_of[m.id].formula.text}`"
    elif m.kind == "delay":
        delay = rules.delay[m.id]
        yield f"- {names.lag(delay)}"
        yield f"- {say('doc_inflow')}: `{delay.inflow.text}`"


def _sources(sources: tuple[Source, ...]) -> Iterator[str]:
    for source in sources:
        yield f"- {source.text if source.id in ('assumed', 'fitted') else f'[{source.id}]'}"


def _act(names: Names, *path: str) -> Iterator[str]:
    """Cost, condition and effects of an act as they are written."""
    say, formulas = names.phrases, names.words.formulas
    depth = len(path)
    for found, text in formulas.items():
        if found[:depth] != path:
            continue
        rest = found[depth:]
        if len(rest) == 2 and rest[0] == "cost":
            yield f"- {say('doc_costs')}: {rest[1]} `{text}`"
        elif rest in (("when",), ("chance",), ("utility",)):
            yield f"- {say(f'doc_{rest[0]}')}: `{text}`"
        elif len(rest) == 3 and rest[0] == "effects":
            yield f"- {rest[1]} {'=' if rest[2] == 'set' else '+='} `{text}`"


def _actions(names: Names) -> Iterator[str]:
    yield from ("", f"## {names.phrases('doc_actions')}")
    for action in names.rules.actions:
        path = ("actions", action.id)
        target = f" [{action.group}]" if action.group else ""
        yield from ("", f"### `{action.id}`{target} {names.plain(*path, 'title', target='…')}")
        about = names.plain(*path, "about", default="")
        if about:
            yield about
        if action.forbidden:
            yield f"- {names.phrases('doc_forbidden')}: {names.plain(*path, 'reason', default='')}"
        yield from _act(names, *path)
        yield from _sources(names.sources(*path))


def _moves(names: Names) -> Iterator[str]:
    yield from ("", f"## {names.phrases('doc_moves')}")
    for move in names.rules.moves:
        for option in move.options:
            path = ("moves", move.id, "options", option.id)
            group = f" [{move.group}]" if move.group else ""
            yield from ("", f"### `{move.id}.{option.id}`{group} {names.plain(*path, 'title', self_='…')}")
            yield from _act(names, *path)
            yield from _sources(names.sources(*path))


def _events(names: Names) -> Iterator[str]:
    yield from ("", f"## {names.phrases('doc_events')}")
    for event in names.rules.events:
        path = ("events", event.id)
        group = f" [{event.group}]" if event.group else ""
        yield from ("", f"### `{event.id}`{group} {names.plain(*path, 'title', self_='…')}")
        yield f"- {event.kind}{_dates(names, names.rules, event)}"
        yield from _act(names, *path)
        yield from _sources(names.sources(*path))
        for option in (*event.options, *((event.wait,) if event.wait else ())):
            at = (*path, "options", option.id)
            yield f"- **{option.id}** {names.plain(*at, 'title', self_='…')}"
            yield from (f"  {line}" for line in _act(names, *at))
            if at in names.words.provenance:
                yield from (f"  {line}" for line in _sources(names.sources(*at)))


def _dates(names: Names, rules: Rulebook, event: Event) -> str:
    say = names.phrases
    parts = []
    if event.on is not None:
        parts.append(say("date_exactly", date=say.date(rules.start + event.on - 1)))
    if event.start is not None:
        parts.append(say("date_from", date=say.date(rules.start + event.start - 1)))
    if event.until is not None:
        parts.append(say("date_until", date=say.date(rules.start + event.until - 1)))
    return f", {', '.join(parts)}" if parts else ""


def _ends(names: Names) -> Iterator[str]:
    say = names.phrases
    yield from ("", f"## {say('doc_outcomes')}")
    for outcome in names.rules.outcomes:
        path = ("outcomes", outcome.id)
        yield from ("", f"### `{outcome.id}` {names.plain(*path, 'title')}")
        about = names.plain(*path, "about", default="")
        if about:
            yield about
        yield f"- {say('text_range')}: {say('range', low=f'{outcome.low:g}', high=f'{outcome.high:g}')}"
        yield f"- = `{outcome.formula.text}`"
        yield from _sources(names.sources(*path))
    if not names.rules.endings:
        return
    yield from ("", f"## {say('doc_endings')}")
    for ending in names.rules.endings:
        path = ("endings", ending.id)
        yield from ("", f"### `{ending.id}` {names.plain(*path, 'title')}")
        yield f"- {say('doc_lamp')}: `{ending.lamp.text}`"
        yield f"- {say('doc_when')}: `{ending.when.text}`"
        yield from _sources(names.sources(*path))


def _cited(names: Names) -> Iterator[str]:
    """Every source that is named, once, with what it says."""
    ids = sorted({id for origin in names.words.provenance.values() for id in origin.sources})
    if not ids:
        return
    yield from ("", f"## {names.phrases('doc_sources')}", "")
    for id in ids:
        yield f"- [{id}] {names.cite(id, names.lang) or names.phrases('source_unknown')}"
