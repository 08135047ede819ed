"""Takes a game and the id of a power, gives its page: chances, the tie as a sum of the past, dependence by domain, deeds, sources."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim import engine
from sim.report.chronicle import Chronicle
from sim.report.compose_powers import about_member, chances, number, powers_group
from sim.report.desk import Chip, Number
from sim.report.ledger import cause_title, read_names, shares
from sim.report.lineage import remembered, remembers
from sim.report.names import Measure, Names
from sim.report.pages import Deed, Domain, PowerPage, Section
from sim.report.phrases import capital, verdict
from sim.rulebook.expression import Binary, Formula, Node

MOST_DEEDS = 40
KINDS = {"action": "order", "option": "answer", "move": "move", "event": "event", "shock": "event"}


def power_page(names: Names, chronicle: Chronicle, id: str) -> PowerPage | None:
    """The page of a power; None if there is none of that id."""
    rules, screen = names.rules, names.rules.screen
    group = powers_group(names)
    if not group or id not in rules.group[group].members:
        return None
    tie = names.find(f"{screen.relations}.{id}")
    assert tie is not None
    rank = names.find(f"{screen.rank}.{id}") if screen.rank else None
    hold = names.find(f"{screen.dependence}.{id}") if screen.dependence else None
    level = names.level(rank, chronicle.now(rank)) if rank else ""
    known = tie.id not in chronicle.dim and remembers(rules, tie)
    sources = [*names.sources(tie.section, tie.id)]
    if hold:
        sources += names.sources(hold.section, hold.id)
    return PowerPage(
        id=id,
        title=names.member(group, id),
        rank=capital(level),
        about=names.about(tie),
        chances=chances(names, chronicle, group, id),
        relation=number(names, chronicle, tie),
        remembered=remembered(names, chronicle.game, tie) if known else (),
        dependence=number(names, chronicle, hold) if hold else None,
        domains=domains(names, chronicle, hold) if hold else (),
        sections=_sections(names, chronicle, group, id),
        deeds=_deeds(names, chronicle, tie),
        sources=tuple(dict.fromkeys(sources)),
    )


# -- dependence --------------------------------------------------------------------------------------------------------


def domains(names: Names, chronicle: Chronicle, measure: Measure) -> tuple[Domain, ...]:
    """The summands of a computed number, one a domain, each named after the number of this power that it reads.

    A number that is another one less something is followed to that other one, so that leverage opens as dependence does.
    """
    block = names.rules.derived_of.get(measure.id)
    at = measure.index or 0
    while block is not None:
        found = [
            d for n in _summands(block.formula.node) if (d := _domain(names, chronicle, block.formula, n, at, measure))
        ]
        if len(found) > 2:
            return tuple(sorted(found, key=lambda d: -d.amount))
        index = [at] if measure.axes else []
        inner = [name.split(".")[0] for name in read_names(names, block.formula, index)]
        block = next((names.rules.derived_of[i] for i in inner if i in names.rules.derived_of and i != block.id), None)
    return ()


def _summands(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Binary) and node.op == "+":
        return _summands(node.a) + _summands(node.b)
    return (node,)


def _domain(names: Names, chronicle: Chronicle, formula: Formula, node: Node, at: int, whole: Measure) -> Domain | None:
    part = replace(formula, node=node)
    read = [names.find(name) for name in read_names(names, part, [at] if whole.axes else [])]
    own = [m for m in read if m is not None and m.single and m.kind in ("variable", "derived")]
    if not own:
        return None
    game = chronicle.game
    value = np.ravel(engine.value(names.rules, game.worlds, part) if game.over else game.view.value(part))
    amount = float(value[at if value.size > at else 0])
    text = names.value(whole, amount, 1)
    return Domain(names.bare_title(own[0]), amount, text, own[0].name)


# -- numbers and deeds -------------------------------------------------------------------------------------------------


def _sections(names: Names, chronicle: Chronicle, group: str, id: str) -> tuple[Section, ...]:
    """All numbers about it: what is good or bad first, then memories and bookkeeping, then what it is in other groups."""
    rules = names.rules
    measures = about_member(names, group, id)
    shown = {rules.screen.relations, rules.screen.dependence}
    telling = [m for m in measures if (m.good or m.id == rules.screen.rank) and m.id not in shown]
    rest = [m for m in measures if m not in telling and m.id not in shown]
    found = [Section(names.phrases("page_ties"), _numbers(names, chronicle, telling))]
    for other in rules.groups:
        if other.id != group and id in other.members:
            numbers = _numbers(names, chronicle, list(about_member(names, other.id, id)))
            found.append(Section(names.plain("groups", other.id, "title"), numbers))
    found.append(Section(names.phrases("page_rest"), _numbers(names, chronicle, rest)))
    return tuple(s for s in found if s.numbers)


def _numbers(names: Names, chronicle: Chronicle, measures: list[Measure]) -> tuple[Number, ...]:
    return tuple(replace(number(names, chronicle, m), title=names.bare_title(m)) for m in measures)


def _deeds(names: Names, chronicle: Chronicle, tie: Measure) -> tuple[Deed, ...]:
    """Every act, answer, move and event that moved the tie, the newest first."""
    if tie.id in chronicle.dim:
        return ()
    rules, found = names.rules, []
    for at in range(len(chronicle.game.turns) - 1, -1, -1):
        date = names.phrases.date(rules.start + at)
        for share in shares(rules, chronicle.game.turns[at], tie):
            kind = KINDS.get(share.cause.kind, "")
            if not kind:
                continue
            event = share.cause.id.partition(".")[0]
            if kind == "answer" and rules.events[rules.event_index[event]].kind == "vote":
                kind = "vote"
            text = names.change(tie, share.amount, 1)
            chip = Chip("", text, verdict(share.amount, tie.good), "")
            found.append(Deed(date, cause_title(names, share.cause), kind, chip))
    return tuple(found[:MOST_DEEDS])
