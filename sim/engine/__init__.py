"""N worlds, one turn: worlds, orders, view, luck, evaluation, phases, the ledger of causes."""

from sim.engine.belief import OWN_LUCK, believe
from sim.engine.evaluate import grid
from sim.engine.explain import closing_frame, event_frame, failed_clauses, failed_option, opening_frame, tested_at_once
from sim.engine.orders import REFUSALS, no_orders
from sim.engine.read import attribute, digests, read, value
from sim.engine.start import default_params, start
from sim.engine.step import ENGINE, step
from sim.engine.view import View, view
from sim.engine.worlds import Cause, Orders, Turn, Worlds

__all__ = [
    "ENGINE", "OWN_LUCK", "REFUSALS", "Cause", "Orders", "Turn", "View", "Worlds", "attribute", "believe", "closing_frame",
    "default_params", "digests",
    "event_frame", "failed_clauses", "failed_option", "grid", "no_orders", "opening_frame", "read", "start", "step",
    "tested_at_once", "value", "view",
]  # fmt: skip
