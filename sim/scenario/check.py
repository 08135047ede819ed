"""Checks of a compiled scenario that no single formula can make: sets, signs, translations, links.

Takes blocks, words and the compiled acts; findings go to the report.
"""

from __future__ import annotations

import re

from sim.base.diagnostic import meant
from sim.facts.ledger import Ledger
from sim.rulebook.phrasebook import Path, Phrasebook
from sim.rulebook.rulebook import Action, Effect, Event, Move, stream
from sim.scenario.blocks import Blocks
from sim.scenario.cures import WHOLE_IDS
from sim.scenario.parse import Place
from sim.scenario.renamed import present_id

LINK = re.compile(r"\[([^\]\[]+)\]\(([^()\s]*)\)")


def check_sets(blocks: Blocks, actions: tuple[Action, ...], moves: tuple[Move, ...], events: tuple[Event, ...]) -> None:
    """Two acts that may set one variable in one phase would overwrite each other."""
    setters: dict[tuple[str, int], list[tuple[Path, Effect, Event | None]]] = {}

    def note(phase: str, path: Path, effects: tuple[Effect, ...], event: Event | None) -> None:
        for effect in effects:
            if not effect.sets:
                continue
            shared = len(effect.rows) > 1 and len(set(effect.rows)) < len(effect.rows)
            if shared:
                blocks.error(
                    "E146",
                    f"`{effect.id}` could be set for several members at once",
                    (*path, effect.id),
                    "set the member's own, or add instead",
                )
            for row in {r for rows in effect.rows for r in rows}:
                setters.setdefault((phase, row), []).append((path, effect, event))

    for action in actions:
        note("orders", ("actions", action.id, "effects"), action.effects, None)
    for move in moves:
        for option in move.options:
            note("moves", ("moves", move.id, "options", option.id, "effects"), option.effects, None)
    for event in events:
        phase = "shocks" if event.kind == "shock" else "events"
        note(phase, ("events", event.id, "effects"), event.effects, event)
        for answer in event.options + ((event.wait,) if event.wait else ()):
            note("orders", ("events", event.id, "options", answer.id, "effects"), answer.effects, event)
    for found in setters.values():
        for i, (path, effect, owner) in enumerate(found):
            for other_path, _, other in found[:i]:
                if owner is other and owner is not None and path[:2] == other_path[:2]:
                    continue  # options of one card exclude each other
                if owner and other and owner.on and other.on and owner.on != other.on:
                    continue
                if path[:2] == other_path[:2] and path[0] == "moves":
                    continue
                blocks.error(
                    "E147", f"`{effect.id}` is set here and by `{other_path[1]}` in one phase", (*path, effect.id), "let one of them add",
                )  # fmt: skip
                break


def check_signs(blocks: Blocks, words: Phrasebook, ledger: Ledger) -> None:
    """A plain effect on one power's relation should not contradict the signs that its facts are coded with."""
    relation = blocks.model.screen.relations
    if not relation:
        return
    for id, event in blocks.model.events.items():
        for option_id, option in event.options.items():
            path: Path = ("events", id, "options", option_id)
            origin = words.provenance.get(path)
            if option.history != "chosen" or origin is None:
                continue
            facts = [ledger.facts[s] for s in origin.sources if s in ledger.facts]
            for target, effect in option.effects.items():
                head, _, member = target.partition(".")
                signs = [f.signs[member] for f in facts if f.signs.get(member)]
                try:
                    size = float(effect.add or "")
                except ValueError:
                    continue
                if head == relation and signs and size and all(s * size < 0 for s in signs):
                    where = blocks.document.span((*path, "effects", target))
                    named = ", ".join(f.id for f in facts if f.signs.get(member))
                    blocks.report.warn(
                        "W152",
                        f"{named} code the other sign for {member}",
                        where,
                        "turn the sign, or name the fact that says so",
                    )


SLOT = re.compile(r"\{([^{}\s]*)\}")


def check_slots(blocks: Blocks, words: Phrasebook) -> None:
    """Every `{self}` and `{target}` has a member to be the name of, other braces are filled by nothing; links and `**` have an end."""
    model = blocks.model
    for path, texts in words.texts.items():
        holder = model.events.get(path[1]) if path[0] == "events" else None
        known = {"self"} if holder is not None and holder.for_ else set()
        if path[0] == "moves" and model.moves[path[1]].for_:
            known = {"self"}
        if path[0] == "actions" and model.actions[path[1]].target:
            known = {"target"}
        for lang, text in texts.items():
            for match in SLOT.finditer(text):
                if match[1] in known:
                    continue
                cure = f"it can be `{{{next(iter(known))}}}` here" if known else "no name of a member can stand here"
                if match[1] in ("self", "target") and not known:
                    cure = {"self": "add `for: GROUP`", "target": "a verb's `target: GROUP`"}[match[1]]
                    cure = f"it is the name of a member: {cure}, or write the name"
                place = blocks.expression_span((*path, lang), text, Place(*match.span()))
                blocks.report.warn("W103", f"nothing fills `{match[0]}` in this text", place, cure)
            for mark, opened, closed in (
                ("](", text.count("]("), len(LINK.findall(text))),
                ("**", text.count("**"), 0),
            ):
                if opened != closed and (mark == "](" or opened % 2):
                    at = text.rindex(mark)
                    place = blocks.expression_span((*path, lang), text, Place(at, at + 2))
                    cure = "write `[word](name)`" if mark == "](" else "write `**word**`"
                    blocks.report.warn("W104", f"this `{mark}` has no end, and shows as it stands", place, cure)


def check_places(blocks: Blocks) -> None:
    """The map knows members of groups, and the sea."""
    model = blocks.model
    known = {"sea", *(member for group in model.groups.values() for member in group.members)}
    found: list[tuple[Path, str | None]] = [(("events", id, "place"), e.place) for id, e in model.events.items()]
    found += [
        (("moves", id, "options", o, "place"), option.place) for id, m in model.moves.items() for o, option in m.options.items()
    ]  # fmt: skip
    for path, place in found:
        if place is not None and place not in known:
            cure = meant(place, known, "a member of a group, or `sea`")
            blocks.error("E201", f"unknown place `{place}`", path, cure)


def check_texts(blocks: Blocks, words: Phrasebook) -> None:
    """Every text in both languages; every link leads somewhere."""
    model = blocks.model
    places = {
        *model.variables,
        *model.derived,
        *model.parameters,
        *model.delays,
        *(f"term.{t}" for t in model.terms),
        *model.terms,
    }
    places |= {f"power.{m}" for g in model.groups.values() for m in g.members}
    places |= {f"action.{a}" for a in model.actions} | {f"event.{e}" for e in model.events}
    for path, texts in words.texts.items():
        missing = {"en": "an English", "vi": "a Vietnamese"}.keys() - texts.keys()
        for lang in sorted(missing):
            language = "English" if lang == "en" else "Vietnamese"
            blocks.report.warn(
                "W101", f"`{'.'.join(path)}` lacks its {language} text", blocks.span(path), f"add `{lang}:`"
            )
        for lang, text in texts.items():
            for match in LINK.finditer(text):
                link = match[2]
                if link not in places and not _is_member(blocks, link):
                    place = Place(*(match.span(2) if link else match.span()))
                    blocks.report.error(
                        "E148",
                        f"the link `{link}` leads nowhere",
                        blocks.expression_span((*path, lang), text, place),
                        meant(
                            link,
                            {*places, *_members(blocks, link)},
                            "links name variables, terms, `power.us` and the like",
                        ),
                    )


def _is_member(blocks: Blocks, link: str) -> bool:
    """Whether a link names a member of a block, such as `climate.us`."""
    head, *members = link.split(".")
    block = blocks.table.get(head)
    if block is None or len(members) > len(block.axes):
        return False
    return all(m in blocks.groups[axis.group].members for m, axis in zip(members, block.axes, strict=False))


def _members(blocks: Blocks, link: str) -> list[str]:
    """What a link to a member of a block could have meant."""
    head = link.partition(".")[0]
    block = blocks.table.get(head)
    return [f"{head}.{m}" for m in blocks.groups[block.axes[0].group].members] if block and block.axes else []


def check_streams(blocks: Blocks, events: tuple[Event, ...], moves: tuple[Move, ...]) -> None:
    """No two streams of luck may share an address."""
    seen: dict[int, str] = {}
    addresses = [("chance", e.origin or e.id, m) for e in events for m in e.members]
    addresses += [("move", f"{v.origin or v.id}.{o.id}", m) for v in moves for o in v.options for m in v.members]
    for purpose, id, member in addresses:
        address = stream(purpose, id, member)
        if address in seen:
            blocks.report.error(
                "E149", f"`{id}` and `{seen[address]}` would share their luck", None, "rename one of them"
            )
        seen[address] = id


def check_renames(blocks: Blocks) -> None:
    """Old ids are gone, new ones are there, and no two have become one; what is inherited is the ruleset's matter."""
    document, model, report = blocks.document, blocks.model, blocks.report
    folder = document.file.rpartition("/")[0]
    for section, renames in model.renamed.items():
        present, became = set(getattr(model, section)), dict[str, str]()
        for old, new in renames.items():
            path = ("renamed", section, old)
            place = document.key_span(path)
            if place.file.rpartition("/")[0] != folder:
                continue
            if "." in old:
                report.error(
                    "E185",
                    "only whole ids are renamed",
                    place,
                    WHOLE_IDS,
                )
                continue
            if old in present:
                report.error(
                    "E181",
                    f"`{old}` is renamed, and still there",
                    place,
                    "ids are never used again: give it another one",
                )
            if present_id(model.renamed, section, old) in renames:
                report.error("E182", f"the renames of `{old}` run in a circle", place, "keep the last id only")
            elif new not in present and new not in renames:
                cure = meant(new, present, f"it is not among the {section}")
                report.error("E183", f"`{old}` is renamed to `{new}`, which does not exist", document.span(path), cure)
            if became.setdefault(new, old) != old:
                report.error(
                    "E184",
                    f"`{became[new]}` and `{old}` are both renamed to `{new}`",
                    place,
                    "two cannot have become one",
                )
