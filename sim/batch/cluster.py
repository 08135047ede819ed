"""Takes a Plan in a folder and the address of a Dask cluster, gives blocks as they end; only their receipts travel."""

from __future__ import annotations

import logging
import signal
import uuid
from collections.abc import Generator, Sequence
from contextlib import ExitStack, suppress
from functools import lru_cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from sim.base.crew import unheard_by_children
from sim.base.errors import BambooError, UsageError
from sim.batch import frozen
from sim.batch.crew import Done, Place, Work, job, read_back
from sim.batch.ctrl_c import Halt
from sim.batch.plan import Plan
from sim.batch.shard import Receipt
from sim.facts.ledger import Ledger

LOCAL = "local"
PATIENCE = 20  # seconds to find a scheduler
RETRIES = 5  # of one block, after workers that died with it
EACH = 3  # blocks in flight for each worker


def finished(
    plan: Plan, place: Place | None, blocks: Sequence[int], address: str, jobs: int, halt: Halt
) -> Generator[Done, None, None]:
    """As `crew.finished`, on a cluster whose workers see the folder under the same path.

    A block is the same whoever plays it, so a worker that dies costs time and changes nothing.

    Errors: UsageError without a folder; BambooError if Dask is not installed or the cluster does not answer.
    """
    if place is None:
        raise UsageError("a cluster needs a folder that all its workers see", cure="give one with -o")
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise BambooError(
            "a cluster needs Dask, which is not installed", cure="pip install 'bamboo-balance[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters to the reader is told by us
    with ExitStack() as stack:
        own = address == LOCAL
        if own:
            with unheard_by_children():
                cluster = LocalCluster(  # type: ignore[no-untyped-call]
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            stack.callback(_quietly, cluster.close, 2)
            address = cluster.scheduler_address
        try:
            client = Client(  # type: ignore[no-untyped-call]
                address, timeout=PATIENCE, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError) as error:
            raise BambooError(
                f"no cluster answers: {(str(error) or type(error).__name__).splitlines()[0]}",
                address,
                "start one with `dask scheduler` and `dask worker`, or say --cluster local",
            ) from None
        stack.callback(_quietly, client.close, 2)
        if own:
            client.register_plugin(_deaf())
        yield from _dealt(client, plan, place, blocks, jobs, halt)


def _dealt(
    client: Any, plan: Plan, place: Place, blocks: Sequence[int], jobs: int, halt: Halt
) -> Generator[Done, None, None]:
    folder = str(place.folder.resolve())
    waiting, ended, flying = list(reversed(blocks)), SimpleQueue[Any](), set[Any]()
    width = max(EACH * max(len(client.scheduler_info(n_workers=-1)["workers"]), jobs), 2)
    while flying or (waiting and not halt.asked):
        while waiting and len(flying) < width and not halt.asked:
            block = waiting.pop()
            key = f"bamboo-{place.plan_id}-{block}-{uuid.uuid4().hex[:8]}"
            future = client.submit(play, folder, place.plan_id, block, key=key, pure=False, retries=RETRIES)
            future.add_done_callback(ended.put)
            flying.add(future)
        try:
            future = ended.get(timeout=0.2)
        except Empty:
            if halt.late:
                return
            continue
        flying.discard(future)
        receipt = _receipt(future, halt)
        if receipt is not None:
            yield read_back(place.folder, plan.sheet, receipt)


def _receipt(future: Any, halt: Halt) -> Receipt | None:
    """What a worker said of its block; None if it is too late to wait for it.

    A worker that dies with its answer makes Dask play the block again, so an answer may take its time.
    """
    said: Any = None
    try:
        while said is None:
            try:
                said = future.result(timeout=0.5)
            except TimeoutError:
                if halt.late:
                    return None
    except Exception as error:  # noqa: BLE001 - of a worker, a network, a pickle: all end the run the same way
        raise BambooError(
            f"the cluster gave a block up: {type(error).__name__}: {' '.join(str(error).split())[:300]}",
            cure="its workers need this program, the folder under the same path, and memory enough",
        ) from None
    if isinstance(said, str):
        raise BambooError(said)
    receipt: Receipt = said
    return receipt


@lru_cache(maxsize=2)
def _job(folder: str, plan_id: str) -> Work:
    there = frozen.read(Path(folder))
    return job(frozen.from_json(there, Ledger({}, {}, {}), folder), Place(Path(folder), plan_id))


def play(folder: str, plan_id: str, block: int) -> Receipt | str:
    """What a worker does: play a block, keep it in the folder, give its receipt; a BambooError as its text."""
    try:
        done = _job(folder, plan_id)(block)
    except BambooError as error:
        return str(error)
    assert isinstance(done, Receipt)
    return done


def _deaf() -> Any:
    """What keeps Ctrl-C, which reaches the whole group, from workers of our own: their parent decides."""
    from distributed import WorkerPlugin

    class Deaf(WorkerPlugin):
        def setup(self, worker: Any) -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    return Deaf()


def _quietly(close: Any, timeout: float) -> None:
    with suppress(Exception):
        close(timeout=timeout)
