"""Everything that one installation needs at hand on this machine: database server, sandbox, Airflow."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from township_sync.orchestration import standalone
from township_sync.orchestration.client import Client
from township_sync.orchestration.environment import Keys
from township_sync.sandbox import serve
from township_sync.settings import Settings
from township_sync.steps.passphrases import make_missing_passphrases
from township_sync.warehouse import embedded, schema

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Running:
    """What `up` started: the settings with the sandbox's addresses, Airflow's keys, and a signed-in client."""

    settings: Settings
    keys: Keys
    client: Client


def up(settings: Settings, progress: Progress = lambda _: None) -> Running:
    """Start what is not running yet and wait until it is healthy; what was started is stopped again on failure.

    UsageError when Airflow runs already.
    """
    standalone.refuse_when_running(settings)
    try:
        known, keys = launch(settings, progress)
        progress("waiting for Airflow")
        return Running(known, keys, standalone.wait(known, keys))
    except BaseException:
        down(settings)
        raise


def launch(settings: Settings, progress: Progress = lambda _: None) -> tuple[Settings, Keys]:
    """Start everything and do not wait for Airflow's health."""
    progress("starting the database server")
    server = embedded.ensure_running(settings)
    schema.upgrade(settings)
    progress("starting the sandbox")
    known = with_peers(settings)
    return known, standalone.start(known, server.airflow, progress)


def with_peers(settings: Settings) -> Settings:
    """The settings with the sandbox standing in for every peer that is not set; a peer that is set stays itself."""
    standing_in = serve.stand_in(settings)
    if standing_in:
        make_missing_passphrases(settings)
    return replace(settings, environment={**settings.environment, **standing_in})


def down(settings: Settings) -> list[str]:
    """Stop everything that runs on this workspace; the names of what was stopped."""
    stoppable = {"Airflow": standalone.stop, "the sandbox": serve.stop, "the database server": embedded.stop}
    return [name for name, stop in stoppable.items() if stop(settings)]
