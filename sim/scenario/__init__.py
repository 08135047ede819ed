"""Text -> (Rulebook, Phrasebook): reading, checking and compiling scenarios."""

from sim.scenario.compile import Compiled, compile_scenario, compile_texts, examine
from sim.scenario.load import Folder, load_folder
from sim.scenario.pack import open_pack, write_pack
from sim.scenario.resolved import resolved

__all__ = [
    "Compiled", "Folder", "compile_scenario", "compile_texts", "examine", "load_folder", "open_pack", "resolved", "write_pack",
]  # fmt: skip
