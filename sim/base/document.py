"""What a text file holds after reading: plain values, and the place in the text of each key and value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sim.base.span import Span

Value: TypeAlias = "dict[str, Value] | list[Value] | str | int | float | bool | None"
Step: TypeAlias = str | int
Place: TypeAlias = tuple[Step, ...]
Spans: TypeAlias = dict[Place, tuple[Span | None, Span]]


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in a file: plain values, and for each path the span of its key (if any) and of its value."""

    file: str
    text: str
    value: Value
    spans: Spans

    def span(self, path: Place) -> Span:
        """The place of the value at `path`, or of the nearest known value that holds it."""
        while path and path not in self.spans:
            path = path[:-1]
        return self.spans[path][1]

    def key_span(self, path: Place) -> Span:
        """The place of the key at `path`; the place of the value where there is no key."""
        known = self.spans.get(path)
        return known[0] if known and known[0] else self.span(path)
