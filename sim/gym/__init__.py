"""The same game for programs that learn: Gymnasium environments. Importing this registers them: `bamboo/Ukraine2022-v0` and so on.

    import gymnasium, sim.gym
    one = gymnasium.make("bamboo/Ukraine2022-v0")
    many = gymnasium.make_vec("bamboo/Ukraine2022-v0", num_envs=4096)

`gymnasium.make("sim.gym:bamboo/Ukraine2022-v0")` needs no import of its own, and `gymnasium.make("bamboo/Balance-v0", scenario=FOLDER)`
takes any scenario.
"""

from __future__ import annotations

import gymnasium

from sim.app import files

NAMESPACE = "bamboo"
ANY = f"{NAMESPACE}/Balance-v0"


def name_of(scenario: str) -> str:
    """The environment of a shipped scenario: `ukraine-2022` is `bamboo/Ukraine2022-v0`."""
    return f"{NAMESPACE}/{''.join(part.capitalize() for part in scenario.split('-'))}-v0"


def _register() -> None:
    ids = [folder.name for folder in sorted(files.library().iterdir()) if folder.is_dir() and folder.name != NAMESPACE]
    for name, settings in [(name_of(id), {"scenario": id}) for id in ids] + [(ANY, {})]:
        if name not in gymnasium.registry:
            gymnasium.register(
                name, "sim.gym.env:BalanceEnv", vector_entry_point="sim.gym.vector:BalanceVectorEnv", kwargs=settings
            )


_register()
