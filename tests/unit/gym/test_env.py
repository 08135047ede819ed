"""Takes the registered environments; checks Gymnasium's own rules, and that an episode is a world of the laboratory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env

import sim.gym
from sim import engine
from sim.app import files
from sim.base.errors import UsageError
from sim.gym.env import BalanceEnv
from sim.gym.vector import BalanceVectorEnv
from sim.play.many import play_worlds
from sim.policy import make
from sim.policy.agenda import Agenda, Writer
from sim.scenario import Compiled

ROOT = Path(__file__).parents[3]


def legal(env: BalanceEnv, dice: np.random.Generator) -> np.ndarray:
    """A choice that the mask allows."""
    mask, at, choice = env.action_masks(), 0, []
    for size in env.encoding.sizes:
        choice.append(dice.choice(np.flatnonzero(mask[at : at + size])))
        at += size
    return np.array(choice)


@pytest.mark.parametrize("name", ["bamboo/Finland1948-v0", "bamboo/Ukraine2022-v0"])
def test_gymnasiums_own_checker_is_content(name: str) -> None:
    check_env(gymnasium.make(name, render_mode="ansi").unwrapped)


def test_every_shipped_scenario_has_its_environment() -> None:
    ids = {folder.name for folder in files.library().iterdir() if folder.is_dir()} - {"bamboo"}
    assert {sim.gym.name_of(id) for id in ids} | {sim.gym.ANY} == {
        n for n in gymnasium.registry if n.startswith("bamboo/")
    }
    assert sim.gym.name_of("ukraine-2022") == "bamboo/Ukraine2022-v0"


def test_a_module_in_the_name_needs_no_import() -> None:
    program = "import gymnasium; e = gymnasium.make('sim.gym:bamboo/Finland1948-v0'); print(e.reset(seed=1)[0].shape)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("("), done.stderr


def test_any_folder_can_be_played(harbour: Compiled) -> None:
    env = gymnasium.make("bamboo/Balance-v0", scenario=str(ROOT / "scenarios" / "finland-1948"))
    assert env.unwrapped.rules.id == "finland-1948"
    assert BalanceEnv(harbour.rules).reset(seed=1)[0].dtype == np.float32


def test_rewards_sum_to_the_outcome_of_that_world_in_the_laboratory(harbour: Compiled) -> None:
    rules = harbour.rules
    env = BalanceEnv(rules, luck_seed=5)
    _, info = env.reset(options={"world": 4711})
    nothing = np.zeros(len(env.encoding.sizes), dtype=np.int64)
    returned, over = 0.0, False
    while not over:
        _, reward, over, cut, info = env.step(nothing)
        returned += reward
        assert not cut
    (worlds,) = play_worlds(rules, np.array([4711], dtype=np.uint64), 5, make("nothing", rules))
    judged = [engine.read(rules, worlds, id)[0] for id in rules.screen.judgements]
    assert info["world"] == 4711
    assert returned == pytest.approx(sum(judged) / len(judged))
    with pytest.raises(gymnasium.error.ResetNeeded):
        env.step(nothing)


def test_a_seed_fixes_which_worlds_come(harbour: Compiled) -> None:
    def drawn(seed: int) -> list[int]:
        env = BalanceEnv(harbour.rules)
        return [env.reset(seed=seed)[1]["world"], env.reset()[1]["world"], env.reset()[1]["world"]]

    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)
    assert len(set(drawn(3))) == 3


def test_what_the_mask_allows_is_done_and_what_it_forbids_is_refused(harbour: Compiled) -> None:
    env = BalanceEnv(harbour.rules, slots=1)
    dice = np.random.default_rng(2)
    for world in range(20):
        env.reset(options={"world": world})
        over = False
        while not over:
            allowed = legal(env, dice)
            allowed[1:] = 0  # one thing alone can always be paid
            forbidden = np.flatnonzero(~env.action_masks()[: env.encoding.sizes[0]])
            if forbidden.size and world % 2:
                _, _, over, _, info = env.step(np.concatenate([[forbidden[0]], allowed[1:]]))
                assert info["refused"] == 1
            else:
                _, _, over, _, info = env.step(allowed)
                assert info["refused"] == 0


def test_choices_have_names(harbour: Compiled) -> None:
    encoding = BalanceEnv(harbour.rules, slots=2).encoding
    assert [len(names) for names in encoding.chosen] == encoding.sizes.tolist()
    assert encoding.chosen[0][0] == "nothing"
    assert "visit north" in encoding.chosen[1]
    assert len(set(encoding.seen)) == len(encoding.seen)
    assert {"tie.north", "time", "open.flag"} <= set(encoding.seen)


def test_orders_are_what_a_policy_would_have_written(harbour: Compiled) -> None:
    rules = harbour.rules
    env = BalanceEnv(rules, slots=2)
    env.reset(options={"world": 1})
    choice = np.zeros(len(env.encoding.sizes), dtype=np.int64)
    choice[0] = env.encoding.chosen[0].index("visit south")
    flag = rules.card_of[rules.event_index["flag"], 0]
    choice[2 + flag] = 1
    orders = env.encoding.orders(choice[None])
    assert (rules.actions[orders.action[0, 0]].id, orders.target[0, 0], orders.action[1, 0]) == ("visit", 1, -1)
    assert orders.answer[flag, 0] == 0


def test_a_learner_sees_what_vietnam_sees(harbour: Compiled) -> None:
    """`doubt` is seen with an error, `tie` is not."""
    env = BalanceEnv(harbour.rules)
    seen = np.array([env.reset(options={"world": world})[0] for world in range(30)])
    assert np.ptp(seen[:, env.encoding.seen.index("doubt.north")]) > 0.1
    assert np.ptp(seen[:, env.encoding.seen.index("tie.north")]) == 0


@pytest.mark.parametrize(
    ("settings", "told"), [({"reward": "libery"}, "did you mean `liberty`"), ({"slots": 0}, "1 to 12")]
)
def test_wrong_settings_are_refused_with_the_way_out(harbour: Compiled, settings: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError) as problem:
        BalanceEnv(harbour.rules, **settings)  # type: ignore[arg-type]
    assert told in str(problem.value)


def test_many_worlds_are_as_many_single_ones(harbour: Compiled) -> None:
    """Bit for bit, over several episodes, with early endings and new beginnings."""
    rules, count, steps = harbour.rules, 6, 20
    many = BalanceVectorEnv(rules, count, luck_seed=9)
    ones = [BalanceEnv(rules, luck_seed=9) for _ in range(count)]
    seen, info = many.reset(seed=40)
    over = [False] * count
    for i, one in enumerate(ones):
        own, alone = one.reset(seed=40 + i)
        assert (own == seen[i]).all()
        assert alone["world"] == info["world"][i]
    dice = np.random.default_rng(1)
    for _ in range(steps):
        choices = np.stack([legal(one, dice) for one in ones])
        seen, reward, ended, cut, info = many.step(choices)
        assert not cut.any()
        for i, one in enumerate(ones):
            if over[i]:
                own, alone = one.reset()
                gained, over[i] = 0.0, False
            else:
                own, gained, over[i], _, alone = one.step(choices[i])
            assert (own == seen[i]).all()
            assert gained == reward[i]
            assert over[i] == ended[i]
            assert alone["world"] == info["world"][i]
            assert alone["refused"] == info["refused"][i]
            assert (alone["action_mask"] == info["action_mask"][i]).all()


def test_make_vec_gives_the_native_one_and_its_spaces_hold_what_it_gives() -> None:
    env = gymnasium.make_vec("bamboo/Finland1948-v0", num_envs=5)
    assert isinstance(env, BalanceVectorEnv)
    seen, info = env.reset(seed=1, options={"world": np.arange(5)})
    assert seen in env.observation_space
    assert info["world"].tolist() == [0, 1, 2, 3, 4]
    env.action_space.seed(1)
    seen, reward, *_ = env.step(env.action_space.sample())
    assert seen in env.observation_space
    assert reward.shape == (5,)


def test_a_policy_can_fill_the_choices(harbour: Compiled) -> None:
    """What greedy writes on an agenda is the same as choices, and brings the same."""
    rules = harbour.rules
    greedy = make("greedy", rules)
    assert isinstance(greedy, Writer)
    agenda = Agenda(engine.view(rules, engine.start(rules, np.arange(3, dtype=np.uint64), 1), 1))
    greedy.fill(agenda)
    orders = agenda.orders()
    env = BalanceVectorEnv(rules, 3)
    env.reset(options={"world": np.arange(3)})
    pairs = {pair: p + 1 for p, pair in enumerate(env.encoding.pairs)}
    choices = np.zeros((3, len(env.encoding.sizes)), dtype=np.int64)
    for slot, (action, target) in enumerate(zip(orders.action, orders.target, strict=True)):
        choices[:, slot] = [pairs.get((a, t), 0) for a, t in zip(action.tolist(), target.tolist(), strict=True)]
    choices[:, env.encoding.slots :] = orders.answer.T + 1
    *_, info = env.step(choices)
    assert not info["refused"].any()
