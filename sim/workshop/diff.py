"""Takes two versions of a scenario, gives what changed, which version step is due, and what moves in the same worlds.

Both versions play the same worlds with the same luck, so differences are paired and their intervals narrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim import engine
from sim.base.document import Document, Place, Value
from sim.base.statistics import mean_and_half
from sim.engine.worlds import Bools, Floats
from sim.play.many import play_turns
from sim.policy import make
from sim.rulebook.rulebook import Rulebook
from sim.scenario import Compiled
from sim.scenario.renamed import present_id

Step = Literal["none", "patch", "minor", "major"]
STEPS: tuple[Step, ...] = ("none", "patch", "minor", "major")
SECTIONS = (
    "groups", "parameters", "variables", "derived", "delays", "actions", "moves", "events", "outcomes", "endings", "templates",
)  # fmt: skip
_WORDS = (
    "title", "short", "text", "about", "kicker", "reason", "lamp_text", "source", "assumed", "date_assumed", "fitted", "note", "terms",
    "icon", "key", "place", "checks", "targets", "record", "version", "prior",
)  # fmt: skip
_MEANING = ("unit", "for", "target", "of", "slots")  # what a number or a verb is about


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs: where, from what, to what (None: nothing), and the step that it asks for."""

    path: str
    before: Value
    after: Value
    step: Step


@dataclass(frozen=True, slots=True)
class Move:
    """What moves under a policy: the mean of B less A over the same worlds, and half its 95 % interval."""

    policy: str
    name: str
    before: float
    mean: float
    half: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return abs(self.mean) > self.half


def changes(a: Compiled, b: Compiled) -> list[Change]:
    """Every value that differs, and everything that is gone or new."""
    renamed = _renamed(b.document)
    old, new = dict(_leaves(a.document)), dict(_leaves(b.document))
    gone = {
        (s, id) for s in SECTIONS for id in _ids(a.document, s)
        if id not in _ids(b.document, s) and present_id(renamed, s, id) not in _ids(b.document, s)
    }  # fmt: skip
    came = {
        (s, id) for s in SECTIONS for id in _ids(b.document, s)
        if id not in {present_id(renamed, s, was) for was in _ids(a.document, s)}
    }  # fmt: skip
    found = [Change(f"{s}.{id}", "there", None, "major") for s, id in sorted(gone)]
    found += [Change(f"{s}.{id}", None, "there", "minor") for s, id in sorted(came)]
    moved: dict[Place, Value] = {}
    for path, value in old.items():
        if path[:2] not in gone:
            moved[_moved(path, renamed)] = value
    for path in [*moved, *(p for p in new if p not in moved)]:
        before, after = moved.get(path), new.get(path)
        if path[:2] in came:
            continue
        if before != after or (path in moved) != (path in new):
            found.append(Change(".".join(map(str, path)), before, after, _step(path, path in moved, path in new)))
    return found


def due(found: Sequence[Change]) -> Step:
    """The largest step that any change asks for."""
    return max((change.step for change in found), key=STEPS.index, default="none")


def taken(a: str, b: str) -> Step:
    """The step from one version to another."""
    old, new = ([int(part) for part in version.split(".")] for version in (a, b))
    for step, before, after in zip(("major", "minor", "patch"), old, new, strict=True):
        if after != before:
            return step if after > before else "none"  # type: ignore[return-value]
    return "none"


def _renamed(document: Document) -> dict[str, dict[str, str]]:
    value = document.value.get("renamed") if isinstance(document.value, dict) else None
    sections = value.items() if isinstance(value, dict) else ()
    return {s: {old: str(new) for old, new in names.items()} for s, names in sections if isinstance(names, dict)}


def _moved(path: Place, renamed: dict[str, dict[str, str]]) -> Place:
    if len(path) > 1 and isinstance(path[0], str) and isinstance(path[1], str):
        return (path[0], present_id(renamed, path[0], path[1]), *path[2:])
    return path


def _ids(document: Document, section: str) -> Sequence[str]:
    found = document.value.get(section) if isinstance(document.value, dict) else None
    return list(found) if isinstance(found, dict) else []


def _leaves(document: Document) -> Iterator[tuple[Place, Value]]:
    waiting: list[tuple[Place, Value]] = [((), document.value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict) and value:
            waiting += [((*path, key), inner) for key, inner in reversed(value.items()) if (*path, key) != ("renamed",)]
        else:
            yield path, value


def _step(path: Place, was: bool, is_: bool) -> Step:
    """What one difference asks for. Texts and sources: a patch. Rules: a minor step. What others build on: a major one."""
    words = [str(step) for step in path]
    if was and not is_ and (words[0] == "groups" or "options" in words[2:3]):
        return "major"
    if any(word in _WORDS for word in words) or words[-1] in ("en", "vi"):
        return "patch"
    if was and (words[-1] in _MEANING or words[0] in ("format", "extends")):
        return "major"
    return "minor"


def moves(a: Rulebook, b: Rulebook, policies: Sequence[str], worlds: int, seed: int) -> Iterator[Move]:
    """What moves in the same worlds: judgements, endings and events that both versions have."""
    for policy in policies:
        old, new = _played(a, policy, worlds, seed), _played(b, policy, worlds, seed)
        for name in old:
            if name in new:
                yield Move(policy, name, float(old[name].mean()), *mean_and_half(new[name] - old[name]))


def _played(rules: Rulebook, policy: str, worlds: int, seed: int) -> dict[str, Floats]:
    """[worlds] each judgement, whether each ending closed the world, whether each event happened."""
    ids = np.arange(worlds, dtype=np.uint64)
    judged = {o.id: np.zeros(worlds) for o in rules.outcomes}
    ended = np.full(worlds, -1)
    happened: dict[str, Bools] = {e.id: np.zeros(worlds, dtype=np.bool_) for e in rules.events}
    for first, at in play_turns(rules, ids, seed, make(policy, rules)):
        closed = (at.last == at.turn) & ((at.ended >= 0) | (at.turn == rules.turns))
        here = first + np.flatnonzero(closed)
        for name, values in judged.items():
            if here.size:
                values[here] = engine.read(rules, at, name)[closed]
        ended[here] = at.ended[closed]
        if at.turn == rules.turns:
            for e in rules.events:
                happened[e.id][first : first + at.count] = (at.fired[e.first : e.first + e.size] > 0).any(axis=0)
    found: dict[str, Floats] = dict(judged)
    found |= {f"ending {e.id}, %": np.where(ended == i, 100.0, 0.0) for i, e in enumerate(rules.endings)}
    found |= {f"event {id}, %": np.where(came, 100.0, 0.0) for id, came in happened.items()}
    return found
