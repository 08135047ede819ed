"""Text -> (Rulebook, Phrasebook): reading, checking and compiling scenarios."""

from sim.scenario.compile import Compiled, compile_scenario, compile_texts, examine
from sim.scenario.load import load_folder
from sim.scenario.resolved import resolved

__all__ = ["Compiled", "compile_scenario", "compile_texts", "examine", "load_folder", "resolved"]
