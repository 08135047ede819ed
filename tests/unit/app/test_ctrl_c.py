"""Takes a command that Ctrl-C hits while a library loads, checks that nobody sees the error that the library makes of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from sim.app import cli


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Ctrl-C as a program finds it."""
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, earlier)


def _fails(hit: bool) -> None:
    try:
        if hit:
            os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        pass
    raise ImportError("half loaded")


@pytest.mark.parametrize(("hit", "ends"), [(True, SystemExit), (False, ImportError)])
def test_an_error_that_ctrl_c_made_ends_as_ctrl_c_does(
    hit: bool, ends: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "app", lambda standalone_mode: _fails(hit))
    with pytest.raises(ends) as end:
        cli.main()
    assert not hit or end.value.args == (130,)
