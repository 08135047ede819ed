"""Takes work under way; checks that Ctrl-C waits for its end and is not lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from sim.batch.ctrl_c import held


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """A process that was started in the background of a shell ignores Ctrl-C; here it is heard."""
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, earlier)


def test_ctrl_c_waits_for_the_end_of_the_work() -> None:
    done = []

    def work() -> None:
        with held():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("whole")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["whole"]


def test_without_ctrl_c_nothing_changes() -> None:
    before = signal.getsignal(signal.SIGINT)
    with held():
        pass
    assert signal.getsignal(signal.SIGINT) is before


def test_an_error_of_the_work_comes_first() -> None:
    def work() -> None:
        with held():
            os.kill(os.getpid(), signal.SIGINT)
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        work()


def test_whoever_ignores_ctrl_c_goes_on() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with held():
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
