"""Text -> (Rulebook, Phrasebook): reading, checking and compiling scenarios."""

from sim.scenario.compile import Compiled, compile_scenario, compile_texts, examine

__all__ = ["Compiled", "compile_scenario", "compile_texts", "examine"]
