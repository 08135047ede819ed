"""Takes a document, gives it as one HTML file that needs nothing else: no network, no script, light and dark by the reader's system."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from sim.report.outline import Document, Entry, Part, Row, Section

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2521; --soft: #56625b; --paper: #fbfaf6; --card: #f1efe7; --line: #d9d5c8; --link: #1f6b4a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8e3; --soft: #a3ada6; --paper: #151a17; --card: #1e2521; --line: #354039; --link: #7fcfa4; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.05rem/1.6 Georgia, "Source Serif 4", "Noto Serif", serif; }
.page { max-width: 84rem; margin: 0 auto; padding: 1.5rem; display: grid; gap: 2.5rem; }
main { min-width: 0; }
main p, main dl { max-width: 54rem; }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.5rem; margin: 3rem 0 1rem; padding-bottom: .3rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1.1rem; line-height: 1.4; margin: 2rem 0 .3rem; }
nav, table, dl, ul.rows, .axes { font-family: system-ui, "Segoe UI", "Noto Sans", sans-serif; font-size: .9rem; line-height: 1.5; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .15em; }
code { font: .92em/1.45 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
dd code, td code, li code { background: var(--card); border-radius: .25rem; padding: .1em .3em; }
code a { color: inherit; text-decoration: underline dotted; }
.axes, dt, .unit { color: var(--soft); font-weight: normal; }
p { margin: 0 0 .8rem; }
dl { margin: .4rem 0 0; display: grid; grid-template-columns: minmax(6rem, 10rem) minmax(0, 1fr); gap: .15rem .8rem; }
dt { text-align: right; }
dd { margin: 0; }
.wide { grid-column: 1 / -1; margin-top: .3rem; }
dl dl, dd ul { margin: .1rem 0 .2rem 1rem; }
ul { margin: 0; padding-left: 1.1rem; }
li { margin: .1rem 0; }
.scroll { overflow-x: auto; }
svg { max-width: 100%; height: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
td { min-width: 5rem; }
thead th { position: sticky; top: 0; background: var(--paper); }
tbody th { font-weight: normal; min-width: 12rem; }
:target { background: var(--card); outline: .4rem solid var(--card); }
nav h2 { font-size: 1rem; margin: 0 0 .5rem; border: 0; }
nav summary { cursor: pointer; margin: .15rem 0; }
nav ul { list-style: none; padding-left: 1rem; }
@media (min-width: 64rem) {
  .page { grid-template-columns: 17rem minmax(0, 1fr); }
  nav { position: sticky; top: 1.5rem; max-height: calc(100vh - 3rem); overflow-y: auto; align-self: start; }
}
@media print {
  :root { --ink: #000; --soft: #333; --paper: #fff; --card: #fff; --line: #999; --link: #000; }
  nav { display: none; }
  .page { display: block; padding: 0; }
  h2, h3 { break-after: avoid; }
}
"""


def html(document: Document) -> str:
    """The whole document as one file."""
    return "\n".join(_Writer(document).lines()) + "\n"


class _Writer:
    """Writes one document; knows where each of its names leads."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def lines(self) -> Iterator[str]:
        title = escape(self.document.title)
        yield "<!doctype html>"
        yield f'<html lang="{escape(self.document.lang)}">'
        yield '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{title}</title><style>{_STYLE}</style></head>"
        yield '<body><div class="page">'
        yield from self._contents()
        yield f"<main><h1>{title}</h1>"
        for paragraph in self.document.lead:
            yield f"<p>{self._text(paragraph)}</p>"
        for section in self.document.sections:
            yield from self._section(section)
        yield "</main></div></body></html>"

    def _contents(self) -> Iterator[str]:
        yield f'<nav aria-label="{escape(self.document.contents)}"><h2>{escape(self.document.contents)}</h2>'
        for section in self.document.sections:
            link = f'<a href="#{section.anchor}">{escape(section.title)}</a>'
            listed = [entry for entry in section.entries if entry.title or entry.about]  # rows of a mere table are not
            if not listed:
                yield f"<p>{link}</p>"
                continue
            yield f"<details><summary>{link} <span class=unit>{len(listed)}</span></summary><ul>"
            for entry in listed:
                yield f'<li><a href="#{entry.anchor}">{escape(entry.title or entry.name)}</a></li>'
            yield "</ul></details>"
        yield "</nav>"

    def _section(self, section: Section) -> Iterator[str]:
        yield f'<section><h2 id="{section.anchor}">{escape(section.title)}</h2>'
        if section.picture:
            yield f'<div class="scroll">{section.picture}</div>'
        yield from self._rows(section.rows)
        if section.columns and section.entries:
            yield from self._table(section)
        else:
            for entry in section.entries:
                yield f'<article id="{entry.anchor}"><h3>{self._head(entry)}</h3>'
                if entry.about:
                    yield f"<p>{self._text(entry.about)}</p>"
                yield from self._rows(entry.rows)
                yield "</article>"
        yield "</section>"

    def _table(self, section: Section) -> Iterator[str]:
        heads = "".join(f"<th scope=col>{escape(column)}</th>" for column in section.columns)
        yield f'<div class="scroll"><table><thead><tr><th scope=col>{escape(section.first)}</th>{heads}</tr></thead><tbody>'
        for entry in section.entries:
            about = f"<br><span class=unit>{self._text(entry.about)}</span>" if entry.about else ""
            yield f'<tr id="{entry.anchor}"><th scope=row>{self._head(entry)}{about}</th>'
            for column in section.columns:
                cells = [self._text(row.parts) for row in entry.rows if row.label == column]
                yield f"<td>{'<br>'.join(cells)}</td>"
            yield "</tr>"
        yield "</tbody></table></div>"

    def _head(self, entry: Entry) -> str:
        axes = f' <span class="axes">[{escape(entry.axes)}]</span>' if entry.axes else ""
        return f"{escape(entry.title)} <code>{escape(entry.name)}</code>{axes}".strip()

    def _rows(self, rows: Sequence[Row]) -> Iterator[str]:
        """Labelled rows side by side with their labels, the others over the whole width, several of them as a list."""
        if not rows:
            return
        if not any(row.label for row in rows):
            yield '<ul class="rows">'
            for row in rows:
                yield f"<li{self._anchor(row)}>{self._text(row.parts)}"
                yield from self._rows(row.rows)
                yield "</li>"
            yield "</ul>"
            return
        yield "<dl>"
        for plain, part in groupby(rows, key=lambda row: not row.label and not row.rows):
            run = list(part)
            if plain and len(run) > 1:
                yield '<dd class="wide">'
                yield from self._rows(run)
                yield "</dd>"
                continue
            yield from self._pairs(run)
        yield "</dl>"

    def _pairs(self, rows: Sequence[Row]) -> Iterator[str]:
        for row in rows:
            if row.label:
                yield f"<dt>{escape(row.label)}</dt><dd>{self._text(row.parts)}"
            else:
                yield f'<dd class="wide">{self._text(row.parts)}'
            yield from self._rows(row.rows)
            yield "</dd>"

    def _anchor(self, row: Row) -> str:
        """The place of a source in the list of sources: such a row begins with its own id."""
        first = row.parts[0] if row.parts else None
        anchor = self.document.anchors.get(first.opens) if first and first.kind == "id" and first.opens else None
        return f' id="{anchor}"' if anchor else ""

    def _text(self, parts: Sequence[Part]) -> str:
        return "".join(self._part(part) for part in parts)

    def _part(self, part: Part) -> str:
        text = escape(part.text)
        match part.kind:
            case "strong":
                return f"<strong>{text}</strong>"
            case "id":
                return f"<code>{text}</code>"
            case "formula":
                return f"<code>{self._formula(part.text)}</code>"
            case "source" | "link":
                anchor = self.document.anchors.get(part.opens or part.text)
                return f'<a href="#{anchor}">{text}</a>' if anchor else text
            case _:
                return text

    def _formula(self, text: str) -> str:
        """A formula as written; each name in it leads to its entry."""
        done, at = [], 0
        for name in _NAME.finditer(text):
            anchor = self.document.anchors.get(name[0])
            member = name.start() > 0 and text[name.start() - 1] == "."
            if anchor and not member:
                done += [escape(text[at : name.start()]), f'<a href="#{anchor}">{name[0]}</a>']
                at = name.end()
        return "".join(done) + escape(text[at:])
