"""Takes a scenario, trains a small policy on it from nothing and judges it beside the policies of the house, on worlds not seen before.

    python -m sim.gym.learn ukraine-2022 --seed 7

The policy is one table of weights: every verb and every answer has a score that is linear in what Vietnam sees, and the choice is a
softmax over what is legal. It learns by policy gradient with the mean return as baseline (Williams 1992, REINFORCE) and Adam steps
(Kingma & Ba 2015), on the vector environment, in plain NumPy: read it as the start of your own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from sim.app.shelf import compiled_scenario
from sim.base.errors import BambooError, UsageError
from sim.base.statistics import Moments, wilson
from sim.engine.worlds import Bools, Floats
from sim.gym.encoding import Choices, Encoding, Seen
from sim.gym.vector import BalanceVectorEnv
from sim.play.many import play_turns
from sim.policy import Policy, make
from sim.policy.agenda import Agenda, Writer
from sim.rulebook.rulebook import Rulebook

RATE = 0.02  # of the first step; falls to a tenth
KEEP, KEEP_SQUARE = 0.9, 0.99  # Adam's memories
JUDGED_SEED = 10**6  # luck of the worlds that judge: none of it was met in training


class Linear(Writer):
    """Scores linear in what is seen, [F + 1, P + 1 and the answers of every card]; as a policy it takes the highest."""

    name = "learnt"
    about = "does what was worth most in training"

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        width = len(encoding.pairs) + 1 + int(encoding.sizes[encoding.slots :].sum())
        self.weights: Floats = np.zeros((len(encoding.seen) + 1, width))

    def fill(self, agenda: Agenda) -> None:
        """The highest scores: answers first, as the engine takes them, then verbs."""
        view, encoding = agenda.view, self.encoding
        seen, mask = encoding.observe(view, view.worlds_seen), encoding.mask(view, view.count)
        orders = encoding.orders(self.choose(seen, mask, lambda k: np.zeros((view.count, k)))[0])
        for card, answer in enumerate(orders.answer):
            agenda.answer(card, answer.astype(np.intp))
        for action, target in zip(orders.action, orders.target, strict=True):
            agenda.order_each(action.astype(np.intp), target.astype(np.intp))

    def choose(self, seen: Seen, mask: Bools, draw: Callable[[int], Floats]) -> tuple[Choices, Floats]:
        """Choices [N, slots + C], and [N, width] the slope of their log-probability by the scores.

        `draw(k)` gives [N, k] Gumbel numbers: the largest sum of score and Gumbel number is a draw from the softmax.
        """
        scores = _with_one(seen) @ self.weights
        slope = np.zeros_like(scores)
        choices = np.zeros((len(seen), len(self.encoding.sizes)), dtype=np.int64)
        pairs = len(self.encoding.pairs) + 1
        able = mask[:, :pairs].copy()
        for slot in range(self.encoding.slots):
            choices[:, slot] = _pick(scores[:, :pairs], able, draw(pairs), slope[:, :pairs])
            able[np.arange(len(seen)), choices[:, slot]] = False
            able[:, 0] = True
            able[choices[:, slot] == 0, 1:] = False  # who stops has stopped
        at, masked = pairs, self.encoding.slots * pairs
        for card, size in enumerate(self.encoding.sizes[self.encoding.slots :], self.encoding.slots):
            free = mask[:, masked : masked + size]
            if free[:, 1:].any():
                choices[:, card] = _pick(scores[:, at : at + size], free, draw(int(size)), slope[:, at : at + size])
            at, masked = at + size, masked + size
        return choices, slope


def train(
    rules: Rulebook, seed: int, updates: int, worlds: int, tell: Callable[[str], None] = lambda line: None
) -> Linear:
    """A policy that has played `updates` times `worlds` worlds. The same seed gives the same policy, to the bit, on one machine."""
    env = BalanceVectorEnv(rules, worlds, luck_seed=seed)
    policy = Linear(env.encoding)
    dice = np.random.default_rng(seed)
    memory, square = np.zeros_like(policy.weights), np.zeros_like(policy.weights)
    for update in range(1, updates + 1):
        slope, returned = _episode(env, policy, dice, None if update > 1 else seed)
        memory = KEEP * memory + (1 - KEEP) * slope
        square = KEEP_SQUARE * square + (1 - KEEP_SQUARE) * slope**2
        step = memory / (1 - KEEP**update) / (np.sqrt(square / (1 - KEEP_SQUARE**update)) + 1e-8)
        policy.weights += RATE * (1.0 - 0.9 * update / updates) * step
        if update % max(updates // 10, 1) == 0:
            tell(f"{update * worlds:>9,} worlds played, mean return {returned:.2f}")
    return policy


def _episode(
    env: BalanceVectorEnv, policy: Linear, dice: np.random.Generator, seed: int | None
) -> tuple[Floats, float]:
    """Play all worlds once; the slope of the mean return by the weights, and that mean."""
    seen, info = env.reset(seed=seed)
    over = np.zeros(env.num_envs, dtype=np.bool_)
    steps: list[tuple[Seen, Floats, Bools]] = []
    rewards: list[Floats] = []
    while not over.all():
        choices, slope = policy.choose(seen, info["action_mask"], lambda k: dice.gumbel(size=(env.num_envs, k)))
        steps.append((seen, slope, ~over))
        seen, reward, ended, _, info = env.step(choices)
        rewards.append(np.where(over, 0.0, reward))
        over |= ended
    to_come = np.cumsum(np.array(rewards)[::-1], axis=0)[::-1]
    total = np.zeros_like(policy.weights)
    for (then, slope, alive), ahead in zip(steps, to_come, strict=True):
        better = np.where(alive, ahead - ahead[alive].mean(), 0.0) / (ahead[alive].std() + 1e-8)
        total += _with_one(then).T @ (slope * better[:, None])
    return total / env.num_envs, float(to_come[0].mean())


def judge(rules: Rulebook, encoding: Encoding, policy: Policy, worlds: int) -> Floats:
    """[N] what the outcome came to in worlds that no training has met."""
    found: Floats = np.zeros(worlds)
    for first, now in play_turns(rules, np.arange(worlds, dtype=np.uint64), JUDGED_SEED, policy):
        closed = (now.last == now.turn) & ((now.ended >= 0) | (now.turn == rules.turns))
        found[first + np.flatnonzero(closed)] = encoding.judge(now)[closed]
    return found


def report(rules: Rulebook, learnt: Linear, worlds: int, against: list[str]) -> str:
    """The table: mean with 95 % interval, and the difference of the learnt policy to each, world by world."""
    own = judge(rules, learnt.encoding, learnt, worlds)
    lines = [f"{'policy':<12} {'mean':>6}  learnt is ahead by  and better in"]
    for name in against:
        other = judge(rules, learnt.encoding, make(name, rules), worlds)
        both = Moments(2)
        both.add(np.stack([own, other]))
        ahead, half = both.difference(0, 1)
        low, high = wilson(int((own > other).sum()), worlds)
        share = f"{100 * low:.0f}-{100 * high:.0f} % of worlds"
        lines.append(f"{name:<12} {other.mean():6.2f}  {f'{ahead:+.2f} ±{half:.2f}':>18}  {share:>18}")
    return "\n".join([*lines, f"{'learnt':<12} {own.mean():6.2f}"])


def main(
    scenario: Annotated[str, typer.Argument(help="Id or folder of a scenario.")] = "ukraine-2022",
    seed: Annotated[int, typer.Option(help="Of training: its worlds, its luck, its draws.")] = 7,
    updates: Annotated[int, typer.Option(help="Steps of learning.")] = 60,
    worlds: Annotated[int, typer.Option(help="Worlds played for each step.")] = 512,
    judged: Annotated[int, typer.Option(help="Worlds that judge; none is met in training.")] = 2000,
    against: Annotated[
        list[str] | None, typer.Option(help="A policy to stand beside; may be given several times.")
    ] = None,
) -> None:
    """Train a small policy from nothing and judge it on worlds not seen before."""
    try:
        rules = compiled_scenario(scenario).rules
        learnt = train(rules, seed, updates, worlds, typer.echo)
        typer.echo("\n" + report(rules, learnt, judged, against or ["greedy"]))
    except BambooError as problem:
        typer.echo(f"error: {problem}", err=True)
        raise typer.Exit(2 if isinstance(problem, UsageError) else 1) from None


def _pick(scores: Floats, able: Bools, gumbel: Floats, slope: Floats) -> NDArray[np.intp]:
    """[N] a draw from the softmax over what is able; adds its slope, which is 1 for the choice less the probabilities."""
    open_ = np.where(able, scores, -np.inf)
    chance = np.exp(open_ - open_.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    pick: NDArray[np.intp] = (open_ + gumbel).argmax(axis=1)
    slope -= chance
    slope[np.arange(len(pick)), pick] += 1.0
    return pick


def _with_one(seen: Seen) -> Floats:
    """[N, F + 1] what is seen, and a 1 for what is always so."""
    return np.concatenate([seen.astype(np.float64), np.ones((len(seen), 1))], axis=1)


if __name__ == "__main__":
    typer.run(main)
