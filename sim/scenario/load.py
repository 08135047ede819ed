"""Folders of YAML files -> one merged document for a scenario and all that it extends.

Takes a folder (or the texts embedded in a save) and the library in which rulesets are found; gives a `Chain`. The only part of
`scenario` that reads files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from sim.base.diagnostic import Report, meant
from sim.base.span import Span
from sim.scenario.forms import EXTENDS
from sim.scenario.pack import PackedFolder
from sim.scenario.read import Document, merge, overlay, read_file, read_text
from sim.scenario.remove import apply_removals, removals
from sim.scenario.templates import unfold

MAX_FILES = 200
MISNAMED = re.compile(r"\.(?:txt|YAML|YML|Yaml|Yml|ya?ml\.\w+)$")  # what some editors make of a .yaml file
MAX_CHAIN = 3
OWN = ("format", "id", "version", "title", "about", "extends", "targets", "checks")
_MAJOR = re.compile(r"^([0-9]{1,6})\.")
Folder = Path | Traversable
Texts = dict[str, dict[str, str]]  # scenario folder -> file -> text


@dataclass(frozen=True, slots=True)
class Chain:
    """A scenario merged with its parents, oldest first beneath it."""

    document: Document
    lineage: tuple[str, ...]  # ids, this one first
    texts: Texts
    majors: Mapping[str, int]  # major version of each ruleset in the chain
    parent: Document | None = None  # what it inherits, before it removes anything of it
    removed: Mapping[str, Span] = field(default_factory=dict)  # ids that a `remove:` of the chain took away, and where
    uses: tuple[tuple[Span, Span], ...] = ()  # body of a template, and the place of a member of its family


def load_folder(folder: Folder, library: Folder | None, report: Report, *, any_version: bool = False) -> Chain | None:
    """Read a scenario's folder and the folders that it extends; what is wrong goes to `report`.

    Args:
        any_version: take rulesets of other versions than the scenario says, for those who bring it up to them.
    """
    texts: Texts = {}
    parts: list[Document] = []
    place = folder
    name = str(folder)
    while True:
        part = _read_part(place.resolve() if isinstance(place, Path) else place, name, texts, report)
        if part is None:
            return None
        if not any_version:
            _check_version(parts, part, report)
        parts.append(part)
        parent = _parent_id(part)
        if parent is None:
            return _join(parts, texts, report)
        if _ends_nowhere(parts, parent, place, report):
            return None
        found = _find(parent, place, library)
        if found is None:
            known = _ids(library) if library is not None else ()
            cure = meant(parent, known, "rulesets stand beside the scenario, or in scenarios/")
            report.error("E112", f"no ruleset `{parent}`", part.span(("extends",)), cure)
            return None
        place, name = found


def _ends_nowhere(parts: list[Document], parent: str, place: Folder, report: Report) -> bool:
    """Whether a chain runs in a circle, or is too long; then it is reported."""
    ids = [_own_id(part) for part in parts]
    where = parts[-1].span(("extends",))
    if parent in ids or parent == place.name:
        begin = ids.index(parent) if parent in ids else len(ids) - 1
        circle = " -> ".join([*ids[begin:], parent])
        what = "a scenario extends itself" if len(ids) - begin == 1 else "scenarios extend each other in a circle"
        report.error("E118", f"{what}: {circle}", where, "extend a ruleset, or leave `extends:` out")
        return True
    if len(parts) >= MAX_CHAIN:
        cure = "extend a ruleset nearer to the root"
        report.error("E111", f"a chain of more than {MAX_CHAIN} scenarios", where, cure)
        return True
    return False


def _own_id(part: Document) -> str:
    return str(part.value.get("id", "")) if isinstance(part.value, dict) else ""


def load_texts(texts: Texts, id: str, report: Report) -> Chain | None:
    """Read a scenario from the texts that a save embeds."""
    parts: list[Document] = []
    while True:
        documents = [read_text(text, f"{id}/{file}", report) for file, text in sorted(texts.get(id, {}).items())]
        found = [d for d in documents if d is not None]
        if not found or len(found) < len(documents):
            report.error("E113", f"the save does not hold the rules of `{id}`", None, "")
            return None
        part = merge(found, report)
        parts.append(part)
        parent = _parent_id(part)
        if parent is None:
            return _join(parts, texts, report)
        id = parent
        if len(parts) >= MAX_CHAIN:
            report.error("E111", f"a chain of more than {MAX_CHAIN} scenarios", part.span(("extends",)), "")
            return None


def _read_part(folder: Folder, shown: str, texts: Texts, report: Report) -> Document | None:
    start = Span(shown, 1, 1, 1, 1)
    if not folder.is_dir():
        report.error(
            "E114",
            f"`{shown}` is no folder",
            start,
            "give the folder of a scenario, for example scenarios/ukraine-2022",
        )
        return None
    files = sorted(
        (f for f in folder.iterdir() if f.name.endswith((".yaml", ".yml")) and f.is_file()), key=lambda f: f.name
    )
    if not files:
        misnamed = sorted(f.name for f in folder.iterdir() if MISNAMED.search(f.name) and f.is_file())
        cure = f"rename `{misnamed[0]}` to `{misnamed[0].partition('.')[0]}.yaml`" if misnamed else ""
        report.error("E115", f"`{shown}` holds no .yaml file", start, cure or "a scenario is a folder of .yaml files")
        return None
    for other in folder.iterdir():
        if MISNAMED.search(other.name) and ".y" in other.name.casefold() and other.is_file():
            cure = f"rename it to `{other.name.partition('.')[0]}.yaml`"
            place = Span(f"{shown.rstrip('/')}/{other.name}", 1, 1, 1, 1)
            report.warn("W112", f"`{other.name}` is not read: its name does not end with .yaml", place, cure)
    if len(files) > MAX_FILES:
        report.error(
            "E116", f"`{shown}` holds more than {MAX_FILES} files", start, "put several sections into one file"
        )
        return None
    documents = []
    for file in files:
        document = read_file(file, f"{shown.rstrip('/')}/{file.name}", report)
        if document is not None:
            documents.append(document)
    if len(documents) < len(files):
        return None
    texts[folder.name] = {d.file.rsplit("/", 1)[-1]: d.text for d in documents}
    return merge(documents, report)


def _check_version(children: list[Document], parent: Document, report: Report) -> None:
    """The child says with which major versions of its parent it goes."""
    if not children or not isinstance(children[-1].value, dict) or not isinstance(parent.value, dict):
        return
    wanted = EXTENDS.match(str(children[-1].value["extends"]).strip())
    version, major = str(parent.value.get("version", "0")), _major(parent)
    if wanted and wanted[2] and not int(wanted[2]) <= major < int(wanted[3]):
        message = f"this scenario wants `{wanted[0]}`, but `{wanted[1]}` is version {version}"
        report.error(
            "E117",
            message,
            children[-1].span(("extends",)),
            "bring the scenario up to the ruleset, then change the versions here",
        )


def _major(part: Document) -> int:
    found = _MAJOR.match(str(part.value.get("version", "0"))) if isinstance(part.value, dict) else None
    return int(found[1]) if found else 0


def _parent_id(part: Document) -> str | None:
    value = part.value.get("extends") if isinstance(part.value, dict) else None
    found = EXTENDS.match(value.strip()) if isinstance(value, str) else None
    return found[1] if found else None


def _find(id: str, beside: Folder, library: Folder | None) -> tuple[Folder, str] | None:
    if isinstance(beside, PackedFolder) and id in beside.beside:
        return beside.beside[id], f"{beside.pack}/{id}"
    if isinstance(beside, Path):
        sibling = beside.resolve().parent / id
        if sibling.is_dir():
            return sibling, str(sibling.relative_to(Path.cwd()) if sibling.is_relative_to(Path.cwd()) else sibling)
    if library is not None:
        place = library.joinpath(id)
        if place.is_dir():
            return place, f"scenarios/{id}"
    return None


def _ids(library: Folder) -> list[str]:
    return sorted(f.name for f in library.iterdir() if f.is_dir()) if library.is_dir() else []


def _without_name(parent: Document) -> Document:
    """What a child inherits: everything but who its parent is."""
    if not isinstance(parent.value, dict):
        return parent
    value = {key: inner for key, inner in parent.value.items() if key not in OWN}
    spans = {path: places for path, places in parent.spans.items() if path[:1] not in {(key,) for key in OWN}}
    return Document(parent.file, parent.text, value, spans)


def _join(parts: list[Document], texts: Texts, report: Report) -> Chain:
    lineage = tuple(str(p.value.get("id", "")) if isinstance(p.value, dict) else "" for p in parts)
    document, parent = parts[-1], None
    removed: dict[str, Span] = {}
    for child in reversed(parts[:-1]):
        parent = document
        removed |= removals(child)
        document, own = apply_removals(document, child, report)
        document = overlay(_without_name(document), own)
    unfolded = unfold(document, report)
    return Chain(
        unfolded.document,
        lineage,
        texts,
        {id: _major(part) for id, part in zip(lineage, parts, strict=True)},
        parent,
        removed,
        tuple(unfolded.uses),
    )
