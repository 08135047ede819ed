"""Takes a scenario, gives many worlds of it as one Gymnasium vector environment: they go through the engine together."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.utils import seeding
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from sim import engine
from sim.app.shelf import compiled_scenario
from sim.engine.worlds import Bools, Floats, Worlds
from sim.gym.encoding import MEAN, SLOTS, Choices, Encoding, Seen
from sim.gym.env import WORLDS
from sim.rulebook.rulebook import Rulebook

Where = NDArray[np.intp]


class BalanceVectorEnv(gymnasium.vector.VectorEnv[Seen, Choices, NDArray[Any]]):
    """N worlds, quarter by quarter; sub-environment i plays exactly what `BalanceEnv` plays with seed + i and the same choices.

    A world that has come to its end begins anew in the next step, whose choice is not read there (Gymnasium's `NEXT_STEP`). Worlds
    that began together stay together; so an early ending costs a smaller group for a while, never a wait.

    Args: as of `BalanceEnv`, and `num_envs`.
    """

    metadata = {"render_modes": [], "autoreset_mode": AutoresetMode.NEXT_STEP}  # noqa: RUF012 - as Gymnasium declares it

    def __init__(
        self,
        scenario: str | Rulebook,
        num_envs: int = 1,
        *,
        slots: int = SLOTS,
        reward: str = MEAN,
        luck_seed: int = 1,
        render_mode: str | None = None,
    ) -> None:
        self.rules = scenario if isinstance(scenario, Rulebook) else compiled_scenario(scenario).rules
        self.encoding = Encoding(self.rules, slots, reward)
        self.luck_seed = luck_seed
        self.render_mode = render_mode
        self.num_envs = num_envs
        self.single_observation_space = spaces.Box(-1.0, 1.0, (len(self.encoding.seen),), np.float32)
        self.single_action_space = spaces.MultiDiscrete(self.encoding.sizes)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._dice = [seeding.np_random()[0] for _ in range(num_envs)]
        self._groups: list[tuple[Where, Worlds]] = []
        self._judged: Floats = np.zeros(num_envs)
        self._over: Bools = np.zeros(num_envs, dtype=np.bool_)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Seen, dict[str, Any]]:
        """Begin all worlds. `seed` s seeds sub-environment i with s + i; `options={"world": [N]}` names the worlds."""
        super().reset(seed=seed if isinstance(seed, int) else None)
        seeds = [seed + i for i in range(self.num_envs)] if isinstance(seed, int) else seed or [None] * self.num_envs
        for i, own in enumerate(seeds):
            if own is not None:
                self._dice[i] = seeding.np_random(own)[0]
        everywhere = np.arange(self.num_envs)
        numbers = self._draw(everywhere)
        if options and "world" in options:
            numbers = np.broadcast_to(np.asarray(options["world"], dtype=np.uint64), numbers.shape)
        self._groups = [(everywhere, engine.start(self.rules, numbers, self.luck_seed))]
        self._judged = np.zeros(self.num_envs)
        self._over = np.zeros(self.num_envs, dtype=np.bool_)
        return self._look(np.zeros(self.num_envs, dtype=np.int64))

    def step(self, actions: Choices) -> tuple[Seen, Floats, Bools, Bools, dict[str, Any]]:
        """Give every world its orders and play the quarter; worlds at their end begin anew instead."""
        if not self._groups:
            raise gymnasium.error.ResetNeeded("no world has begun: call reset()")
        choices = np.asarray(actions, dtype=np.int64)
        rewards = np.zeros(self.num_envs)
        refused = np.zeros(self.num_envs, dtype=np.int64)
        anew = np.flatnonzero(self._over)
        groups: list[tuple[Where, Worlds]] = []
        for where, worlds in self._groups:
            left = np.flatnonzero(~self._over[where])
            if not left.size:
                continue
            at = where[left]
            turn = engine.step(
                self.rules, worlds if left.size == where.size else worlds.take(left), self.encoding.orders(choices[at]),
                self.luck_seed,
            )  # fmt: skip
            judged = self.encoding.judge(turn.after)
            rewards[at] = judged - self._judged[at]
            self._judged[at] = judged
            refused[at] = (turn.refused_action != 0).sum(axis=0) + (turn.refused_answer != 0).sum(axis=0)
            groups.append((at, turn.after))
        if anew.size:
            self._judged[anew] = 0.0
            groups.append((anew, engine.start(self.rules, self._draw(anew), self.luck_seed)))
        self._groups = groups
        seen, info = self._look(refused)
        return seen, rewards, self._over.copy(), np.zeros(self.num_envs, dtype=np.bool_), info

    def _draw(self, where: Where) -> NDArray[np.uint64]:
        """The numbers of the worlds that begin."""
        return np.array([self._dice[i].integers(WORLDS) for i in where], dtype=np.uint64)

    def _look(self, refused: NDArray[np.int64]) -> tuple[Seen, dict[str, Any]]:
        """What is seen in every world, and which of them have come to their end."""
        seen = np.empty((self.num_envs, len(self.encoding.seen)), dtype=np.float32)
        mask = np.empty((self.num_envs, int(self.encoding.sizes.sum())), dtype=np.bool_)
        world, quarter = np.empty(self.num_envs, dtype=np.uint64), np.empty(self.num_envs, dtype=np.int64)
        for where, worlds in self._groups:
            last = worlds.turn >= self.rules.turns
            view = None if last else engine.view(self.rules, worlds, self.luck_seed)
            seen[where] = self.encoding.observe(view, worlds)
            mask[where] = self.encoding.mask(view, worlds.count)
            world[where], quarter[where] = worlds.ids, worlds.turn
            self._over[where] = last | (worlds.ended >= 0)
        everywhere = np.ones(self.num_envs, dtype=np.bool_)
        info: dict[str, Any] = {}
        for name, values in (("world", world), ("quarter", quarter), ("action_mask", mask), ("refused", refused)):
            info |= {name: values, f"_{name}": everywhere.copy()}
        return seen, info
