"""Takes any name, gives what opens for it: value, change with causes, formula, sources, and where to go on from there."""

from __future__ import annotations

from difflib import get_close_matches

from sim.engine.worlds import Cause, Turn
from sim.play.game import Game
from sim.report.chronicle import Chronicle
from sim.report.compose_powers import about_member, powers_group
from sim.report.costs import cost_text, costs_now
from sim.report.desk import CauseLine, Explanation
from sim.report.forecast import in_words, of_action
from sim.report.ledger import LINEAGE, cause_lines, cause_sources, cause_title, read_names
from sim.report.lineage import explain_lineage, remembers
from sim.report.names import Measure, Names, runs_of, unmarked
from sim.report.phrases import verdict


def explain(names: Names, chronicle: Chronicle, name: str) -> Explanation | None:
    """What opens for a name; None if nothing does.

    Names: a number ("climate", "climate.russia", a derived number, a parameter, a delay, an outcome), "term.X" or the bare id of
    a term, "power.X" or the bare id of a power, "action.X", "event.X".
    """
    measure = names.find(name)
    if measure is not None:
        return _number(names, chronicle, measure) if measure.single else _block(names, chronicle, measure)
    head, _, rest = name.partition(".")
    rules = names.rules
    if head == LINEAGE:
        return _lineage(names, chronicle, rest)
    if head == "source":
        return _source(names, rest)
    if head == "term" and (("terms", rest, "title") in names.words.texts):
        return _term(names, rest)
    if not rest and ("terms", name, "title") in names.words.texts:
        return _term(names, name)
    group = powers_group(names)
    power = rest if head == "power" else name
    if group and power in rules.group[group].members:
        return _power(names, chronicle, group, power)
    if head == "action" and rest in rules.action_index:
        return _action(names, chronicle.game, rest)
    if name in rules.action_index:
        return _action(names, chronicle.game, name)
    event = rest if head == "event" else name
    if event in rules.event_index:
        return _event(names, event)
    return None


def known_names(names: Names) -> list[str]:
    """Every id that opens something, for help with misspelt ones."""
    rules = names.rules
    blocks = [*rules.variable, *rules.derived_of, *rules.parameter, *rules.delay, *(o.id for o in rules.outcomes)]
    group = powers_group(names)
    terms = [path[1] for path in names.words.texts if len(path) == 3 and path[0] == "terms" and path[2] == "title"]
    powers = list(rules.group[group].members) if group else []
    return [*blocks, *terms, *powers, *rules.action_index, *rules.event_index]


def nearest_name(names: Names, name: str) -> str:
    """The known name that looks most like a misspelt one; "" if none does."""
    head, _, rest = name.partition(".")
    close = get_close_matches(head, known_names(names), n=1, cutoff=0.6)
    if not close:
        return ""
    block = names.find(close[0])
    if rest and block and block.axes:
        member = get_close_matches(rest, names.rules.group[block.axes[0].group].members, n=1, cutoff=0.5)
        return f"{close[0]}.{member[0]}" if member else close[0]
    return close[0]


# -- numbers -----------------------------------------------------------------------------------------------------------


def _number(names: Names, chronicle: Chronicle, measure: Measure) -> Explanation:
    value = chronicle.now(measure)
    turn = chronicle.game.turns[-1] if chronicle.game.turns else None
    start_text = end_text = change_text = ""
    causes: tuple[CauseLine, ...] = ()
    about = names.about(measure)
    if measure.id in chronicle.dim:
        if not chronicle.game.over:
            width = measure.sight * chronicle.game.sight
            note = names.phrases("seen_within", width=names.phrases.number(width, measure.decimals))
            about = f"{about} {note if measure.sight else names.phrases('seen_through')}".strip()
        if turn:
            change_text = names.change(measure, chronicle.change(measure))
    elif turn and measure.kind in ("variable", "derived"):
        start, end, causes = cause_lines(names, measure, turn, measure.decimals + 1)
        start_text, end_text = names.value(measure, start, 1), names.value(measure, end, 1)
        change_text = names.change(measure, end - start, 1)
    elif measure.kind == "delay":
        about = f"{about} {names.lag(names.rules.delay[measure.id])}".strip()
        causes = _inflow(names, chronicle.game, measure)
    elif measure.kind == "parameter":
        about = about or names.phrases("a_parameter")
    word = names.level(measure, value)
    text = names.value(measure, value)
    return Explanation(
        name=measure.name,
        title=names.title(measure),
        about=about,
        value_text=f"{text} ({word})" if word else text,
        change_text=change_text,
        start_text=start_text,
        end_text=end_text,
        causes=causes,
        formula=names.words.formulas.get((measure.section, measure.id, "formula"), ""),
        unit=names.phrases.unit(measure.unit) if measure.unit else "",
        range_text=names.range(measure),
        sources=names.sources(measure.section, measure.id),
        opens=(*_past(names, chronicle, measure), *_opens(names, measure)),
    )


def _past(names: Names, chronicle: Chronicle, measure: Measure) -> tuple[str, ...]:
    """The way from a number to what past acts left in it."""
    known = measure.id not in chronicle.dim and chronicle.game.turns and remembers(names.rules, measure)
    return (f"{LINEAGE}.{measure.name}",) if known else ()


def _opens(names: Names, measure: Measure) -> tuple[str, ...]:
    """Names in the text about it, and for a computed number what it is computed from."""
    linked = [run.opens for run in runs_of(names.say(measure.section, measure.id, "about", default="")) if run.opens]
    formulas = []
    if measure.kind == "derived":
        formulas = [names.rules.derived_of[measure.id].formula]
    elif measure.kind == "outcome":
        formulas = [o.formula for o in names.rules.outcomes if o.id == measure.id]
    index = [names.rules.group[a.group].members.index(m) for a, m in zip(measure.axes, measure.members, strict=False)]
    for formula in formulas:
        linked += read_names(names, formula, index)
    return tuple(dict.fromkeys(linked))


def _inflow(names: Names, game: Game, measure: Measure) -> tuple[CauseLine, ...]:
    """What went in that comes out now or later: each with the quarter in which it went in."""
    delay = names.rules.delay[measure.id]
    row = delay.row + (measure.index or 0)
    lines = []
    for back in range(1, min(delay.last, len(game.turns)) + 1):
        turn: Turn = game.turns[-back]
        date = names.phrases.date(names.rules.start + len(game.turns) - back)
        for cause in turn.causes:
            if cause.store == "delay" and row in cause.rows:
                amount = float(cause.amount[cause.rows.index(row), 0])
                if amount:
                    title = f"{date}: {_inflow_title(names, cause)}"
                    sources = names.sources("delays", delay.id) if cause.kind == "term" else cause_sources(names, cause)
                    text = names.change(measure, amount)
                    lines.append(CauseLine(title, amount, text, verdict(amount, measure.good), sources))
    return tuple(lines)


def _inflow_title(names: Names, cause: Cause) -> str:
    if cause.kind == "term":
        return names.plain("delays", cause.id.partition(".")[0], "title")
    return cause_title(names, cause)


def _block(names: Names, chronicle: Chronicle, measure: Measure) -> Explanation:
    """A whole block: one line a member."""
    singles = list(names.each(measure))
    lines = []
    for single in singles:
        value = chronicle.now(single)
        members = ", ".join(names.member(a.group, m) for a, m in zip(single.axes, single.members, strict=True))
        shown, word = names.value(single, value), names.level(single, value)
        lines.append(f"{members}: {shown}{f' ({word})' if word else ''}")
    return Explanation(
        name=measure.name,
        title=names.title(measure),
        about=names.about(measure),
        value_text="; ".join(lines),
        formula=names.words.formulas.get((measure.section, measure.id, "formula"), ""),
        unit=names.phrases.unit(measure.unit) if measure.unit else "",
        range_text=names.range(measure),
        sources=names.sources(measure.section, measure.id),
        opens=(*(s.name for s in singles), *_opens(names, measure)),
    )


def _lineage(names: Names, chronicle: Chronicle, name: str) -> Explanation | None:
    """What past acts left in a number; None where it carries no memory or is seen only dimly."""
    measure = names.find(name)
    if measure is None or not measure.single or measure.id in chronicle.dim or not remembers(names.rules, measure):
        return None
    return explain_lineage(names, chronicle.game, measure, names.value(measure, chronicle.now(measure)))


# -- words -------------------------------------------------------------------------------------------------------------


def _term(names: Names, id: str) -> Explanation:
    text = names.say("terms", id, "text", default="")
    return Explanation(
        name=f"term.{id}",
        title=names.plain("terms", id, "title"),
        about=unmarked(text),
        sources=names.sources("terms", id),
        opens=tuple(run.opens for run in runs_of(text) if run.opens),
    )


def _power(names: Names, chronicle: Chronicle, group: str, id: str) -> Explanation:
    measures = about_member(names, group, id)
    told = [m for m in measures if m.good or m.id in (names.rules.screen.rank, names.rules.screen.dependence)]
    lines = []
    for m in told:
        value = chronicle.now(m)
        word = names.level(m, value)
        lines.append(f"{names.bare_title(m)}: {names.value(m, value)}{f' ({word})' if word else ''}")
    return Explanation(
        name=f"power.{id}",
        title=names.member(group, id),
        about="; ".join(lines),
        opens=tuple(m.name for m in measures),
    )


def _action(names: Names, game: Game, id: str) -> Explanation:
    number = names.rules.action_index[id]
    action = names.rules.actions[number]
    about = names.plain("actions", id, "about", default="")
    if action.forbidden:
        about = f"{about} {names.plain('actions', id, 'reason', default='')}".strip()
    lines = []
    for t, target in enumerate(action.targets):
        if game.over or action.forbidden:
            break
        effects = in_words(names, of_action(names, game, number, t)) or names.phrases("no_effect")
        cost = cost_text(names, costs_now(names, game, action.costs, t))
        who = names.member(action.group, target if action.group else "")
        lines.append(": ".join(part for part in (who, f"{effects}{f' ({cost})' if cost else ''}") if part))
    when = names.words.formulas.get(("actions", id, "when"), "")
    return Explanation(
        name=f"action.{id}",
        title=names.plain("actions", id, "title", target="…"),
        about=about,
        value_text="; ".join(lines),
        formula=when,
        sources=names.sources("actions", id),
        opens=tuple(dict.fromkeys(e.id for e in action.effects)),
    )


def _source(names: Names, id: str) -> Explanation | None:
    """A fact, mechanism or work."""
    text = names.cite(id, names.lang)
    return Explanation(name=f"source.{id}", title=id, about=text) if text else None


def _event(names: Names, id: str) -> Explanation:
    event = names.rules.events[names.rules.event_index[id]]
    text = names.say("events", id, "text", default="")
    effects = [e.id for found in (event.effects, *(o.effects for o in event.options)) for e in found]
    return Explanation(
        name=f"event.{id}",
        title=names.plain("events", id, "title", self_="…"),
        about=unmarked(text),
        formula=names.words.formulas.get(("events", id, "when"), ""),
        sources=names.sources("events", id),
        opens=tuple(dict.fromkeys([*(r.opens for r in runs_of(text) if r.opens), *effects])),
    )
