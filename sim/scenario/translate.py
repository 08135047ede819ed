"""A scenario's texts -> a .po file for translators; such a file -> edits that put the translations where the texts stand.

The format is gettext's; polib reads and writes it. An entry's context is the path of its text, its id the text in the other language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import polib

from sim.base.document import Document
from sim.base.errors import BambooError
from sim.rulebook.phrasebook import LANGUAGES, Path, Phrasebook
from sim.scenario.edit import Edit, beside, instead, quoted

MAX_BYTES = 8 * 1024 * 1024
_FIXED = re.compile(r"\{(?:target|self)\}|\]\([^()\s]*\)|\*\*")


@dataclass(slots=True)
class Import:
    """What a .po file brings: edits, and the entries that were left alone with the reason."""

    edits: list[Edit] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


def own_texts(words: Phrasebook, document: Document, folder: str) -> dict[Path, dict[str, str]]:
    """The texts that stand in a folder's own files, by path."""
    return {path: texts for path, texts in words.texts.items() if document.span(path).file.rpartition("/")[0] == folder}


def to_po(texts: Mapping[Path, Mapping[str, str]], document: Document, name: str, lang: str) -> str:
    """The .po file for a language; the same texts give the same file."""
    source = _other(lang)
    po = polib.POFile(wrapwidth=100)
    po.metadata = {
        "Project-Id-Version": name, "Language": lang, "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit",
    }  # fmt: skip
    for path, versions in texts.items():
        if versions.get(source):
            span = document.key_span(path)
            fixed = "keep {self}, {target}, ](links) and ** as they are" if _FIXED.search(versions[source]) else ""
            po.append(
                polib.POEntry(
                    msgctxt=".".join(path), msgid=versions[source], msgstr=versions.get(lang, ""),
                    occurrences=[(span.file.rpartition("/")[2], span.line)], comment=fixed,
                )
            )  # fmt: skip
    return f"{po}\n"


def from_po(
    content: str, place: str, texts: Mapping[Path, Mapping[str, str]], document: Document, files: Mapping[str, str], lang: str
) -> Import:  # fmt: skip
    """The edits that a .po file asks for.

    Errors: BambooError if the file cannot be read as .po, or is for another language.
    """
    try:
        po = polib.pofile(f"{content}\n\n")  # never the name of a file, which polib would open
        if not po:
            raise ValueError("it holds no entry")
    except (OSError, ValueError, IndexError, AttributeError, KeyError, TypeError) as problem:
        raise BambooError(f"this is no .po file ({str(problem)[:120]})", place, "save it as .po, in UTF-8") from problem
    said = po.metadata.get("Language", lang)
    if said.partition("_")[0] != lang:
        raise BambooError(f"the file is for `{said}`, not for `{lang}`", place, f"give --lang {said.partition('_')[0]}")
    found = Import()
    paths = {".".join(path): path for path in texts}
    for entry in po:
        path = paths.get(entry.msgctxt or "")
        if entry.obsolete or not entry.msgstr.strip():
            continue
        reason = _objection(entry, None if path is None else texts[path], lang)
        if reason:
            found.skipped.append(f"{place}:{entry.linenum}: `{entry.msgctxt or entry.msgid[:40]}` {reason}")
        elif path is not None and entry.msgstr.strip() != texts[path].get(lang):
            found.edits.append(_edit(document, files, path, lang, entry.msgstr.strip()))
    return found


def _objection(entry: polib.POEntry, versions: Mapping[str, str] | None, lang: str) -> str:
    if versions is None:
        return "is no text of this scenario"
    if entry.fuzzy:
        return "is marked fuzzy"
    if entry.msgid.strip() != versions.get(_other(lang), "").strip():
        return "translates another text than the one that stands there now"
    if Counter(_FIXED.findall(entry.msgid)) != Counter(_FIXED.findall(entry.msgstr)):
        return "has not the same {self}, {target}, links and ** as the original"
    return ""


def _edit(document: Document, files: Mapping[str, str], path: Path, lang: str, text: str) -> Edit:
    value = document.value
    for step in path:
        value = value[step] if isinstance(value, dict) else None
    if isinstance(value, str):  # a text in one language is English
        span = document.span(path)
        whole = f"{{en: {quoted(value)}, vi: {quoted(text)}}}" if lang == "vi" else quoted(text)
        ends_line = span.end_column == 1 and span.end_line > span.line
        return Edit(span, whole + ("\n" if ends_line else ""))
    if (*path, lang) in document.spans:
        return instead(document, files, (*path, lang), text)
    return beside(document, files, path, lang, text)


def _other(lang: str) -> str:
    return next(other for other in LANGUAGES if other != lang)
