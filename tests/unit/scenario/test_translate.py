"""Texts for translators: out as .po, back to where they stand, nothing else changed, nothing stale or damaged let in."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from sim.base.errors import BambooError
from sim.base.span import Span
from sim.scenario import edit, translate

from .texts import Examine

MORE = """# texts of a test
variables:
  plain: {title: Plain, range: 0 to 1, assumed: test}  # a plain text is English
  flow: {title: {en: "Flow, so"}, range: 0 to 1, assumed: test}
  block:
    title:
      en: A block  # said in English
    about:
      en: >
        Folded
        text
      vi: Cũ
    range: 0 to 1
    assumed: test
events:
  e:
    kind: news
    when: turn = 1
    title: {en: "{self} asks [how](wealth)", vi: "{self} hỏi [thế nào](wealth)"}
    text:
      en: |
        First
        Second
    assumed: test
"""
VI = {
    "variables.plain.title": "Trơn", "variables.flow.title": 'Chảy: "vậy", #1', "variables.block.title": "Một khối",
    "variables.block.about": "Chữ gấp", "events.e.text": "Một\nHai",
}  # fmt: skip


def po_of(small: Examine) -> tuple[polib.POFile, Examine]:
    found = small(MORE).done
    texts = translate.own_texts(found.words, found.document, str(Path(found.document.file).parent))
    return polib.pofile(translate.to_po(texts, found.document, "small 1.0.0", "vi")), small


def brought_in(small: Examine, po: polib.POFile, lang: str = "vi") -> tuple[dict[str, str], list[str]]:
    found = small(MORE).done
    folder = str(Path(found.document.file).parent)
    texts = translate.own_texts(found.words, found.document, folder)
    got = translate.from_po(str(po), "t.po", texts, found.document, found.report.texts, lang)
    return {Path(name).name: text for name, text in edit.apply(found.report.texts, got.edits).items()}, got.skipped


def test_every_text_goes_out_with_its_place(small: Examine) -> None:
    po, _ = po_of(small)
    entry = po.find("variables.block.title", by="msgctxt")
    assert entry is not None
    assert (entry.msgid, entry.msgstr, entry.occurrences) == ("A block", "", [("more.yaml", "6")])
    assert po.find("events.e.title", by="msgctxt").msgstr == "{self} hỏi [thế nào](wealth)"


def test_what_goes_out_and_comes_back_changes_nothing(small: Examine) -> None:
    po, _ = po_of(small)
    assert brought_in(small, po) == ({}, [])


def test_translations_come_to_where_the_texts_stand_and_comments_stay(small: Examine) -> None:
    po, _ = po_of(small)
    for path, text in VI.items():
        po.find(path, by="msgctxt").msgstr = text
    files, skipped = brought_in(small, po)
    assert not skipped
    assert list(files) == ["more.yaml"]
    for comment in ("# texts of a test", "# a plain text is English", "# said in English"):
        assert comment in files["more.yaml"]
    again = small(files["more.yaml"]).done
    for path, text in VI.items():
        assert again.words.texts[tuple(path.split("."))]["vi"] == text
    before = small(MORE).done
    assert {p: t["en"] for p, t in again.words.texts.items()} == {p: t["en"] for p, t in before.words.texts.items()}
    assert again.rules == before.rules


def test_stale_fuzzy_unknown_and_damaged_entries_are_left_alone_and_named(small: Examine) -> None:
    po, _ = po_of(small)
    po.find("variables.plain.title", by="msgctxt").msgid = "Plane"
    po.find("variables.plain.title", by="msgctxt").msgstr = "Máy bay"
    fuzzy = po.find("variables.flow.title", by="msgctxt")
    fuzzy.msgstr, fuzzy.flags = "Chảy", ["fuzzy"]
    po.find("events.e.title", by="msgctxt").msgstr = "[thế nào](wealth)"
    po.append(polib.POEntry(msgctxt="events.gone.title", msgid="Gone", msgstr="Mất"))
    files, skipped = brought_in(small, po)
    assert files == {}
    assert [line.split("` ")[1] for line in skipped] == [
        "translates another text than the one that stands there now", "is marked fuzzy",
        "has not the same {self}, {target}, links and ** as the original", "is no text of this scenario",
    ]  # fmt: skip


def test_another_language_is_refused(small: Examine) -> None:
    po, _ = po_of(small)
    with pytest.raises(BambooError, match="is for `vi`"):
        brought_in(small, po, "en")


def test_what_is_no_po_file_is_refused(small: Examine) -> None:
    found = small(MORE).done
    for content in ("msgid", 'msgid "a\nmsgstr 5', "\x00\x01", "hello\nworld"):
        with pytest.raises(BambooError, match=r"no \.po file"):
            translate.from_po(content, "t.po", {}, found.document, {}, "vi")


def test_edits_on_one_place_are_refused() -> None:
    both = [edit.Edit(Span("a", 1, 1, 1, 4), "x"), edit.Edit(Span("a", 1, 3, 1, 5), "y")]
    with pytest.raises(BambooError, match="one place"):
        edit.apply({"a": "one two"}, both)
