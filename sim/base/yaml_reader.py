"""Takes the text of one restricted-YAML file; gives plain values and a table from each path to its place in the text.

Scenarios, experiments and the ledger of facts are written in this subset. It is read from the parser's event stream without
recursion, because a file may come from a stranger: PyYAML's own composer calls itself at every level of nesting, and its C
form takes the whole process down with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml

from sim.base.diagnostic import LINE_BREAK, Report
from sim.base.document import Document, Place, Spans, Step, Value
from sim.base.span import Span
from sim.base.yaml_complaint import explain

__all__ = ["Document", "Place", "Spans", "Step", "Value", "read_file", "read_text"]

MAX_BYTES = 4 * 1024 * 1024
MAX_NODES = 200_000
MAX_DEPTH = 40

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]")
_WORDS = {"true": True, "false": False, "null": None, "": None}
# Also the marks that change reading direction (they can make a line show something else than it says) and the line ends
# that YAML counts but most editors do not.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
_WIDE_SPACES = "\xa0\u2002\u2003\u2007\u202f\u3000"  # look like spaces, and belong to the word for YAML


def read_file(path: Path | Traversable, shown_name: str, report: Report) -> Document | None:
    """Reads one file from disk or from the package; `shown_name` is what diagnostics call it.

    Gives None, with the reason in `report`, if the file cannot be read or holds no usable map.
    """
    start = Span(shown_name, 1, 1, 1, 1)
    try:
        with path.open("rb") as stream:
            data: bytes = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        report.error("E090", f"there is no file `{shown_name}`", start, "check the name; names are case-sensitive")
        return None
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        report.error("E090", f"`{shown_name}` cannot be read: {reason}", start, "check that it is a file you may read")
        return None
    if len(data) > MAX_BYTES:
        report.error(
            "E093", f"`{shown_name}` is larger than {MAX_BYTES // 2**20} MB", start, "split it into several files"
        )
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        report.error("E091", f"`{shown_name}` is saved as UTF-16", start, "save the file as UTF-8")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        before = LINE_BREAK.split(data[: problem.start].decode("utf-8"))
        place = Span(shown_name, len(before), len(before[-1]) + 1, len(before), len(before[-1]) + 2)
        report.texts[shown_name] = data.decode("utf-8", "replace")
        report.error("E091", f"byte 0x{data[problem.start]:02x} is not UTF-8", place, "save the file as UTF-8")
        return None
    return read_text(text, shown_name, report)


def read_text(text: str, file: str, report: Report) -> Document | None:
    """Reads the text of one file. Everything wrong with it goes to `report`; None if no map can be made of it.

    Plain `true`, `false`, `null`, integers and decimals become values, an empty value is None, all else is text; so are all
    keys and everything in quotes.
    """
    text = text.removeprefix("\ufeff")
    report.texts[file] = text
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        report.error(
            "E093",
            f"`{file}` is larger than {MAX_BYTES // 2**20} MB",
            Span(file, 1, 1, 1, 1),
            "split it into several files",
        )
        return None
    if _has_unseen(text, file, report):
        return None
    report.warn_of_comments(file)
    return _Builder(text, file, report).build()


def _has_unseen(text: str, file: str, report: Report) -> bool:
    """Reports the first few invisible characters, one for each line that holds any."""
    if not _UNSEEN.search(text):
        return False
    bad_lines = 0
    for number, line in enumerate(LINE_BREAK.split(text), 1):
        match = _UNSEEN.search(line)
        if match:
            bad_lines += 1
            place = Span(file, number, match.start() + 1, number, match.start() + 2)
            report.error(
                "E092",
                f"the invisible character U+{ord(match[0]):04X} is not allowed",
                place,
                "delete it, then type the line anew",
            )
        if bad_lines == 20:
            break
    return True


@dataclass(slots=True)
class _Frame:
    """An open map or list. `path` is None below something refused: its content is read, checked and thrown away."""

    path: Place | None
    box: dict[str, Value] | list[Value]
    key_span: Span | None
    start: tuple[int, int]
    flow: bool
    end: tuple[int, int]
    keys: dict[str, Span] = field(default_factory=dict)
    waiting: tuple[str, Span] | None = None  # a key whose value comes next; its text is "" if the pair is refused
    drop: bool = False  # the value that comes next is refused with its key

    @property
    def wants_key(self) -> bool:
        return isinstance(self.box, dict) and self.waiting is None


class _Stop(Exception):
    """The rest of the file is not worth reading; the reason stands in the report."""


class _Builder:
    """Turns the events of one file into values, with a stack of its own instead of recursion."""

    def __init__(self, text: str, file: str, report: Report) -> None:
        self.text, self.file, self.report = text, file, report
        self.lines = LINE_BREAK.split(text)
        self.stack: list[_Frame] = []
        self.spans: Spans = {}
        self.nodes = 0
        self.root: Value = None
        self.root_span: Span | None = None

    def build(self) -> Document | None:
        try:
            self._read(yaml.parse(self.text, Loader=_LOADER))
        except yaml.MarkedYAMLError as problem:
            found = explain(problem, self.file, self.lines)
            self.report.extend([found])
            return None
        except yaml.YAMLError:
            self.report.error(
                "E010",
                f"`{self.file}` is not YAML",
                Span(self.file, 1, 1, 1, 1),
                "write lines of the form `key: value`",
            )
            return None
        except _Stop:
            return None
        if self.root_span is None:
            self.report.error(
                "E018", f"`{self.file}` is empty", Span(self.file, 1, 1, 1, 1), "write at least one `key: value`"
            )
            return None
        if not isinstance(self.root, dict):
            self.report.error(
                "E019", "the file must be a map of keys", self.root_span, "write lines of the form `key: value`"
            )
            return None
        return Document(self.file, self.text, self.root, self.spans)

    def _read(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._error(
                        "E017",
                        "a file holds one document, here a second begins",
                        event,
                        "remove the line `---`, or use another file",
                    )
                    raise _Stop
                if event.tags:
                    self._error(
                        "E013", "directives for tags are not allowed", event, "remove it; values need no tags here"
                    )
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close(event)

    def _node(self, event: yaml.NodeEvent) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._error("E094", f"more than {MAX_NODES:,} values in one file", event, "split it into several files")
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self._error(
                "E012",
                f"the alias `*{event.anchor}` is not allowed",
                event,
                "write the value out; nothing is copied in secret here",
            )
            self._scalar_or_key("", None, event, plain=False)
            return
        if event.anchor is not None:
            self._error(
                "E011",
                f"the anchor `&{event.anchor}` is not allowed",
                event,
                "remove it and write the value out where it is needed",
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            self._error("E013", f"the tag `{shown}` is not allowed", event, "remove it; for text use quotes")
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style
            value = self._plain(event) if plain and tag is None else event.value
            self._scalar_or_key(event.value, value, event, plain)
        else:
            self._open(event)

    def _open(self, event: yaml.NodeEvent) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self._error(
                "E095", f"more than {MAX_DEPTH} maps and lists inside each other", event, "close the brackets earlier"
            )
            raise _Stop
        if self.stack and self.stack[-1].wants_key:
            self._error("E016", "a map or list cannot be a key", event, "keys are plain words")
            path, key_span = None, None
        else:
            path, key_span = self._here()
        box: dict[str, Value] | list[Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
        place = self._span(event)
        start = (place.line, place.column)
        self.stack.append(_Frame(path, box, key_span, start, bool(getattr(event, "flow_style", False)), start))

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self.stack.pop()
        place = self._span(event)
        end = (place.end_line, place.end_column) if frame.flow else frame.end
        span = Span(self.file, *frame.start, *end)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and parent.wants_key:
            parent.waiting, parent.drop = ("", span), True
            parent.end = end
        else:
            self._put(frame.box, span, frame.path, frame.key_span)

    def _scalar_or_key(self, text: str, value: Value, event: yaml.NodeEvent, plain: bool) -> None:
        span = self._span(event)
        if self.stack and self.stack[-1].wants_key:
            self._key(self.stack[-1], text, span, plain, event)
            return
        path, key_span = self._here()
        if plain and isinstance(value, str):
            self._warn_if_cut(value, span)
        self._put(value, span, path, key_span)

    def _key(self, frame: _Frame, text: str, span: Span, plain: bool, event: yaml.NodeEvent) -> None:
        frame.waiting, frame.drop, frame.end = (text, span), False, (span.end_line, span.end_column)
        if isinstance(event, yaml.AliasEvent):
            frame.drop = True
        elif text == "<<" and plain:
            self._error("E014", "the merge key `<<` is not allowed", event, "write the keys out, or use `extends`")
            frame.drop = True
        elif text == "":
            self._error("E016", "the key is empty", event, "write a word before the colon")
            frame.drop = True
        elif text[0] in _WIDE_SPACES:
            end = len(text) - len(text.lstrip())
            place = Span(span.file, span.line, span.column, span.line, span.column + end)
            cure = "indent with the space bar; such spaces come with text from a web page"
            self.report.error("E098", f"the space U+{ord(text[0]):04X} is no indentation", place, cure)
            frame.drop = True
        elif text in frame.keys:
            first = frame.keys[text]
            cure = f"it stands already in line {first.line}; keep one of the two"
            self.report.error("E015", f"the key `{text}` stands twice in one map", span, cure, (first,))
            frame.drop = True
        else:
            frame.keys[text] = span

    def _here(self) -> tuple[Place | None, Span | None]:
        """Path and key of the value that begins now; path None if it is to be thrown away."""
        if not self.stack:
            return (), None
        frame = self.stack[-1]
        if isinstance(frame.box, list):
            return (None if frame.path is None else (*frame.path, len(frame.box))), None
        if frame.waiting is None or frame.drop or frame.path is None:
            return None, None
        return (*frame.path, frame.waiting[0]), frame.waiting[1]

    def _put(self, value: Value, span: Span, path: Place | None, key_span: Span | None) -> None:
        if path is not None:
            self.spans[path] = (key_span, span)
        if not self.stack:
            self.root, self.root_span = value, span
            return
        frame = self.stack[-1]
        frame.end = (span.end_line, span.end_column)
        if isinstance(frame.box, list):
            frame.box.append(value)
        else:
            if frame.waiting is not None and not frame.drop:
                frame.box[frame.waiting[0]] = value
            frame.waiting, frame.drop = None, False

    def _plain(self, event: yaml.ScalarEvent) -> Value:
        text = event.value
        if text in _WORDS:
            return _WORDS[text]
        if not _DECIMAL.fullmatch(text) or _LEADING_ZERO.match(text):
            return text
        if _INTEGER.fullmatch(text) and len(text) <= 18:
            return int(text)
        number = float(text)
        if not math.isfinite(number):
            self._error("E097", "the number is too large", event, "write a smaller number, or quote it as text")
            return 0.0
        return number

    def _warn_if_cut(self, value: str, span: Span) -> None:
        """Warns of `text: We are #1`, which YAML cuts before `#`. A comment set off by two spaces and `# ` is left alone."""
        if " " not in value:
            return
        rest = self.lines[span.end_line - 1][span.end_column - 1 :]
        cut = re.match(r"(\s+)#(.?)", rest)
        if not cut or rest[cut.end(1) :].startswith("# check:"):
            return
        if len(cut[1]) > 1 and cut[2] in ("", " "):
            return
        where = span.end_column + cut.end(1)
        place = Span(self.file, span.end_line, where, span.end_line, where + 1)
        self.report.warn(
            "W110", "the text ends before this `#`", place, "put the text in quotes; before a comment put two spaces"
        )

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            return Span(self.file, 1, 1, 1, 1)
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _error(self, code: str, message: str, event: yaml.Event, cure: str) -> None:
        span = self._span(event)
        if isinstance(event, yaml.CollectionStartEvent) and span.end_column <= span.column:
            span = Span(span.file, span.line, span.column, span.line, span.column + 1)
        self.report.error(code, message, span, cure)
