"""Faults, as objects that can be printed: what each does before and while a step runs, and whether it struck."""

import os
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from typing import Any

import psycopg
import requests

from faults.processes import Death
from faults.proxy import TcpFault
from faults.steps_of_a_world import Step
from faults.world import World


@dataclass(frozen=True)
class Fault:
    """Nothing goes wrong."""

    @property
    def death(self) -> Death | None:
        """Where the step is to die by itself."""
        return None

    def before(self, world: World) -> None:
        """Done before the step starts."""

    def during(self, world: World, step: Step, process: ForkServerProcess) -> bool:
        """Done while it runs; whether that was soon enough."""
        return False

    def has_struck(self, world: World, code: int) -> bool:
        """Whether it took effect, asked when the step has ended."""
        return False


@dataclass(frozen=True)
class Dies(Fault):
    """The step's process dies by SIGKILL at a place of its own code."""

    at: Death

    @property
    def death(self) -> Death:
        return self.at

    def has_struck(self, world: World, code: int) -> bool:
        return code == -signal.SIGKILL


@dataclass(frozen=True)
class Killed(Fault):
    """The step's process is killed after so many seconds."""

    seconds: float

    def during(self, world: World, step: Step, process: ForkServerProcess) -> bool:
        process.join(self.seconds)
        alive = process.exitcode is None
        process.kill()
        return alive


@dataclass(frozen=True)
class Misbehaves(Fault):
    """The platform plays a fault of sandbox/faults.py on the n-th matching request."""

    script: Mapping[str, Any]

    def before(self, world: World) -> None:
        world.script(dict(self.script))

    def has_struck(self, world: World, code: int) -> bool:
        struck = not any(left.get("times", 1) >= self.script.get("times", 1) and left.get("nth", 1) > 0
                         for left in world.script_left())
        world.script()
        return struck


@dataclass(frozen=True)
class Wire(Fault):
    """The line to the platform or to the mail server breaks."""

    peer: str
    what: TcpFault
    skip: int = 0

    def before(self, world: World) -> None:
        getattr(world, self.peer).set(self.what, skip=self.skip)

    def has_struck(self, world: World, code: int) -> bool:
        proxy = getattr(world, self.peer)
        struck = proxy.struck > 0
        proxy.set()
        return struck


@dataclass(frozen=True)
class SessionsEnd(Fault):
    """An administrator ends the step's session in the database after so many seconds."""

    seconds: float

    def during(self, world: World, step: Step, process: ForkServerProcess) -> bool:
        process.join(self.seconds)
        return world.kill_sessions() > 0


@dataclass(frozen=True)
class PeersDie(Fault):
    """Platform and mail server die by SIGKILL after so many seconds, and come back at their addresses."""

    seconds: float

    def during(self, world: World, step: Step, process: ForkServerProcess) -> bool:
        process.join(self.seconds)
        alive = process.exitcode is None
        world.kill_peers()
        return alive


@dataclass(frozen=True)
class Twice(Fault):
    """The same step is started again while it runs."""

    seconds: float

    def during(self, world: World, step: Step, process: ForkServerProcess) -> bool:
        process.join(self.seconds)
        alive = process.exitcode is None
        world.finish(world.start(step))
        return alive


@dataclass(frozen=True)
class Sleeps(Fault):
    """The step's process is stopped; another does its work while the lease runs out; then the first wakes."""

    seconds: float

    def during(self, world: World, step: Step, process: ForkServerProcess) -> bool:
        process.join(self.seconds)
        if process.exitcode is not None or process.pid is None:
            return False
        os.kill(process.pid, signal.SIGSTOP)
        # A sleeper that holds a lock would keep its successor waiting for as long as it sleeps.
        waker = threading.Timer(3.0, os.kill, (process.pid, signal.SIGCONT))
        waker.start()
        world.finish(world.start(step))
        waker.join()
        return True


@dataclass(frozen=True)
class Restored(Fault):
    """The warehouse is what it was at an earlier moment; platform, mail and files stay."""

    backup: str

    def before(self, world: World) -> None:
        world.restore(self.backup)

    def has_struck(self, world: World, code: int) -> bool:
        return True


@dataclass(frozen=True)
class Voided(Fault):
    """The platform's operator declares one of our final batches void; `which` chooses."""

    which: int

    def has_struck(self, world: World, code: int) -> bool:
        batches = world.final_batches()
        if not batches:
            return False
        said = {"batch_id": batches[self.which % len(batches)], "reason": "重复上报，作废"}
        requests.post(f"{world.direct}/__operator/void", json=said, timeout=5).raise_for_status()
        return True


@dataclass(frozen=True)
class LocksHeld(Fault):
    """Somebody holds a lock on the batches for a moment."""

    seconds: float

    def during(self, world: World, step: Step, process: ForkServerProcess) -> bool:
        with psycopg.connect(world.dsn) as connection:
            connection.execute("LOCK TABLE ops.batch IN EXCLUSIVE MODE")
            time.sleep(self.seconds)
        return True


def run(world: World, step: Step, name: str, *faults: Fault) -> int:
    """Run a step with faults, all at once; how many struck. Each that struck is put on the record of the world."""
    began = time.monotonic()
    world.let_time_pass()
    for fault in faults:
        fault.before(world)
    death = next((fault.death for fault in faults if fault.death), None)
    process = world.start(step, death)
    soon = [fault.during(world, step, process) for fault in faults]
    code = world.finish(process)
    struck = [fault for fault, in_time in zip(faults, soon, strict=True) if fault.has_struck(world, code) or in_time]
    world.record.append(f"{time.monotonic() - began:.1f} s {name} (exit {code}): " + "; ".join(
        f"{fault}" + ("" if fault in struck else " [too late]") for fault in faults))
    return len(struck)
