"""Takes a game so far, gives what stands at the top and the left of the desk: numbers at first glance, powers, lamps."""

from __future__ import annotations

from sim.report.chronicle import Chronicle
from sim.report.conditions import mentioned
from sim.report.desk import Number, PowerCard, Thread
from sim.report.names import Measure, Names
from sim.report.pages import Chance
from sim.report.phrases import capital, verdict
from sim.rulebook.rulebook import Derived, Ending, Parameter, Variable


def lamp_sentence(names: Names, ending: Ending) -> str:
    """The warning of a lit lamp."""
    title = names.plain("endings", ending.id, "title")
    text = names.plain("endings", ending.id, "lamp_text", default="")
    if text:
        return names.phrases("lamp_lit", ending=title, text=text)
    return names.phrases("lamp_near", ending=title)


def number(names: Names, chronicle: Chronicle, measure: Measure) -> Number:
    """One number with its change, word, warning and history."""
    value, change = chronicle.now(measure), chronicle.change(measure)
    good = verdict(change, measure.good, measure.unit, measure.decimals)
    warned = [e for e in chronicle.lit if measure.id in mentioned(names, e.lamp)]
    return Number(
        name=measure.name,
        title=names.title(measure),
        value=value,
        text=names.value(measure, value),
        change=change,
        change_text=names.phrases.arrow(change, good, measure.unit, measure.decimals),
        good=good,
        low=measure.low,
        high=measure.high,
        word=names.level(measure, value),
        lamp="; ".join(lamp_sentence(names, e) for e in warned),
        history=chronicle.series(measure),
    )


def numbers(names: Names, chronicle: Chronicle) -> tuple[Number, ...]:
    """The numbers of the first glance beside the ties."""
    found = [names.find(name) for name in names.rules.screen.numbers]
    return tuple(number(names, chronicle, m) for m in found if m is not None)


def powers_group(names: Names) -> str:
    """The group over which the relations run."""
    relations = names.find(names.rules.screen.relations)
    return relations.axes[0].group if relations and relations.axes else ""


def powers(names: Names, chronicle: Chronicle) -> tuple[PowerCard, ...]:
    """One card for each power."""
    rules = names.rules
    group = powers_group(names)
    if not group:
        return ()
    return tuple(_power(names, chronicle, group, id) for id in rules.group[group].members)


def _power(names: Names, chronicle: Chronicle, group: str, id: str) -> PowerCard:
    screen = names.rules.screen
    relation = names.find(f"{screen.relations}.{id}")
    assert relation is not None
    rank = names.find(f"{screen.rank}.{id}") if screen.rank else None
    dependence = names.find(f"{screen.dependence}.{id}") if screen.dependence else None
    word = ""
    if rank:
        at = chronicle.now(rank)
        word = names.level(rank, at) or names.value(rank, at)
    return PowerCard(
        id=id,
        title=names.member(group, id),
        relation=number(names, chronicle, relation),
        rank=capital(word),
        dependence=number(names, chronicle, dependence) if dependence else None,
        mood=_mood(names, chronicle, group, id),
    )


def _mood(names: Names, chronicle: Chronicle, group: str, id: str) -> str:
    """What a power may do next, in one line."""
    found = chances(names, chronicle, group, id)
    return " · ".join(names.phrases("chance_list", title=chance.title, chance=chance.text) for chance in found)


def chances(names: Names, chronicle: Chronicle, group: str, id: str) -> tuple[Chance, ...]:
    """What a power may do next, the likeliest first."""
    found = []
    for option, source in names.rules.screen.moods:
        measure = names.find(f"{source}.{id}") or names.find(source)
        move = next((m for m in names.rules.moves if any(o.id == option for o in m.options)), None)
        if measure is not None and move is not None:
            p = chronicle.now(measure)
            found.append(Chance(names.deed(move.id, option, group, id), p, names.phrases.value(p, "share", 2)))
    return tuple(sorted(found, key=lambda chance: -chance.share))


def about_member(names: Names, group: str, member: str) -> tuple[Measure, ...]:
    """All carried and computed numbers along one axis of a group, for one of its members; bookkeeping comes last."""
    rules = names.rules
    found = []
    holders: tuple[Variable | Derived, ...] = (*rules.variables, *rules.derived)
    for holder in holders:
        if len(holder.axes) == 1 and holder.axes[0].group == group:
            measure = names.find(f"{holder.id}.{member}")
            if measure:
                found.append(measure)
    first = (rules.screen.relations, rules.screen.rank, rules.screen.dependence)
    found.sort(key=lambda m: (m.id not in first, m.good == 0))
    return tuple(found)


def web(names: Names, chronicle: Chronicle) -> tuple[Thread, ...]:
    """How each power takes what each other one gains: the first block of numbers that runs over the powers twice."""
    rules, group = names.rules, powers_group(names)
    holders: tuple[Parameter | Variable | Derived, ...] = (*rules.parameters, *rules.variables, *rules.derived)
    block = next((h for h in holders if group and [a.group for a in h.axes] == [group, group]), None)
    measure = names.find(block.id) if block is not None else None
    if measure is None:
        return ()
    found = []
    for single in names.each(measure):
        observer, gainer = single.members
        value = chronicle.now(single)
        if observer == gainer or not value:
            continue
        who, whom = names.spoken(group, observer), names.spoken(group, gainer)
        words = names.phrases("web_minds" if value > 0 else "web_glad", observer=capital(who), gainer=whom)
        found.append(Thread(single.name, observer, gainer, value, names.phrases.number(abs(value), 2), words))
    return tuple(found)
