"""At least 300 random faults from one seed: nothing is lost, nothing is applied twice, every rejection is told once.

Each world is a county of its own, taken through two months and a correction while processes die, lines break and the
platform misbehaves; after each part it is run again, plainly, until nothing changes, and then judged from outside by
scripts/audit_exactly_once.py. TOWNSHIP_SYNC_FAULT_SEED repeats a run, TOWNSHIP_SYNC_FAULT_WORLD one world of it,
TOWNSHIP_SYNC_FAULTS asks for more of them.
"""

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import pytest

from faults.chance import faults_for
from faults.conftest import Worlds
from faults.steps_of_a_world import TRIED_AGAIN, TWICE_AS_OFTEN, all_steps, correct, name_of
from faults.what_goes_wrong import Restored, run
from faults.what_was_sent import APRIL, MAY, Sent, correction
from faults.world import World
from township_sync.domain.period import Month

SEED = int(os.environ.get("TOWNSHIP_SYNC_FAULT_SEED") or 20_201_123)
WANTED = int(os.environ.get("TOWNSHIP_SYNC_FAULTS") or 300)
FAULTS_PER_WORLD = 25
"""So many at least strike in each: those that came too late do not count."""
ONLY = os.environ.get("TOWNSHIP_SYNC_FAULT_WORLD")
NUMBERS = [int(ONLY)] if ONLY else list(range(-(-WANTED // FAULTS_PER_WORLD)))
AT_ONCE = 2
"""Worlds that live at the same time: half of a world's life is waiting."""
_PARTS: Sequence[tuple[Sequence[Month], bool]] = (((APRIL,), False), ((APRIL, MAY), False), ((APRIL, MAY), True))


@pytest.fixture(scope="module")
def lives(worlds: Worlds) -> Iterator[Mapping[int, Future[str]]]:
    """The lives of all worlds, begun already."""
    with ProcessPoolExecutor(AT_ONCE, get_context("spawn")) as pool:
        yield {number: pool.submit(life_of, worlds, number) for number in NUMBERS}
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: f"seed {SEED} world {number}")
def test_whatever_goes_wrong_every_row_arrives_once_and_every_rejection_is_told(
    lives: Mapping[int, Future[str]], number: int
) -> None:
    print(f"TOWNSHIP_SYNC_FAULT_SEED={SEED} TOWNSHIP_SYNC_FAULT_WORLD={number}")
    print(lives[number].result())


def life_of(worlds: Worlds, number: int) -> str:
    """A world from its beginning to its last judgement, in a process of its own; what happened in it."""
    chance = random.Random(f"{SEED} {number}")
    with worlds.world(f"world_{number:02d}") as world:
        struck = sum(live(world, chance, periods, correction() if is_corrected else ())
                     for periods, is_corrected in _PARTS)
        while struck < FAULTS_PER_WORLD:
            struck += live(world, chance, (APRIL, MAY), ())
    return f"{struck} faults struck\n{world.told()}"


def live(world: World, chance: random.Random, periods: Sequence[Month], sent: Sequence[Sent]) -> int:
    """One part of a world's life with its faults, until it is quiet and judged; how many struck."""
    if sent:
        assert world.finish(world.start(partial(correct, sent=sent))) == 0
    struck = 0
    steps = all_steps(periods)
    restored_at = chance.randrange(3 * len(steps))
    if restored_at < len(steps):
        world.back_up("before")
    for place, step in enumerate(steps):
        name = name_of(step)
        for _ in range(2 if name in TWICE_AS_OFTEN else 1):
            struck += run(world, step, name, *faults_for(chance, name))
        if name in TRIED_AGAIN:
            world.finish(world.start(step))
        if place == restored_at:
            struck += run(world, step, name, Restored("before"))
    world.until_quiet(periods)
    wrong = world.audit()
    assert not wrong, f"{wrong}\n{world.told()}"
    return struck
