"""A place in a text file, from its first to its last character; what a diagnostic points at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text. Lines and columns count from 1, columns count characters, the end column is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def holds(self, other: Span) -> bool:
        """Whether another place lies within this one."""
        begins = (self.line, self.column) <= (other.line, other.column)
        return (
            self.file == other.file
            and begins
            and (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        )

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
