"""Peak memory is in bytes on every system."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from sim.base import memory


@pytest.mark.parametrize(("system", "unit"), [("linux", 1024), ("darwin", 1)])
def test_it_is_told_in_bytes_whatever_the_system_counts_in(
    system: str, unit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    resource = SimpleNamespace(RUSAGE_SELF=0, getrusage=lambda who: SimpleNamespace(ru_maxrss=50_000))
    monkeypatch.setitem(sys.modules, "resource", resource)
    monkeypatch.setattr(sys, "platform", system)
    assert memory.peak() == 50_000 * unit


def test_where_the_system_does_not_tell_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert memory.peak() is None


def test_this_process_needs_more_than_a_few_megabytes() -> None:
    assert 10 << 20 < (memory.peak() or 100 << 20) < 100 << 30
