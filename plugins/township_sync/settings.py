"""Settings of one installation: where the workspace lies, who the servers are. Limits of the reader live in
`readers/limits.py`, thresholds of the rules in `policies/`. Every value may be set as an environment variable."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import NamedTemporaryFile

from township_sync import project
from township_sync.errors import TerminalError, UsageError


@dataclass(frozen=True)
class Settings:
    """One workspace and its surroundings.

    The workspace holds everything that one installation makes: `archive/` (submissions by SHA-256), `published/`,
    `returned/` (workbooks on their way back), `docs/` (pages about the quality of each month), `postgres/`,
    `airflow/`, `sandbox/`, `logs/`, `run/` (sockets and pids).
    """

    workspace: Path
    environment: dict[str, str]

    @classmethod
    def load(cls, workspace: Path | None = None) -> "Settings":
        """Settings from the environment; the workspace is the argument, `TOWNSHIP_SYNC_WORKSPACE`, or `workspace/`
        in the checkout."""
        environment = dict(os.environ)
        chosen = workspace or Path(environment.get("TOWNSHIP_SYNC_WORKSPACE") or project.root() / "workspace")
        return cls(chosen.resolve(), environment)

    def get(self, name: str, default: str = "") -> str:
        """The variable `TOWNSHIP_SYNC_<name>`; one that is empty counts as not set."""
        return self.environment.get(f"TOWNSHIP_SYNC_{name}") or default

    def number(self, name: str, default: float, unit: str) -> float:
        """The variable `TOWNSHIP_SYNC_<name>` as a number of such units, none below zero; UsageError otherwise."""
        said = self.get(name)
        try:
            number = float(said or default)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            raise UsageError(f"TOWNSHIP_SYNC_{name} is '{said}'; set it to a number of {unit}.")
        return number

    def folder(self, name: str) -> Path:
        """A folder of the workspace, made when it is not there; UsageError when it cannot be."""
        path = self.workspace / name
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{path} cannot be made ({error.strerror}); set TOWNSHIP_SYNC_WORKSPACE.") from None
        return path

    @property
    def dsn(self) -> str | None:
        """A PostgreSQL server given from outside, or None for the embedded one."""
        return self.get("DSN") or None

    @cached_property
    def secret(self) -> bytes:
        """The key of all row keys (HMAC); made once per workspace and kept in a file that only the owner reads.

        Several processes may ask for it at the same moment on a new workspace: the first one's is everybody's.
        TerminalError when the file was emptied, since rows under another key would be other things for ever.
        """
        given = self.get("SECRET")
        kept = given or first_of_all(self.folder("run") / "secret", lambda: secrets.token_hex(32))
        if not kept.strip():
            raise TerminalError("run/secret of the workspace is empty; restore it, or start a new workspace.")
        return kept.strip().encode()

    def url(self, name: str) -> str:
        """The address of a peer (`PORTAL_URL`, `PLATFORM_URL`, `SMTP_URL`); UsageError when it is not set."""
        value = self.get(name)
        if not value:
            raise UsageError(f"TOWNSHIP_SYNC_{name} is not set; set it, or start the sandbox with `township-sync up`.")
        return value


def first_of_all(path: Path, make: Callable[[], str]) -> str:
    """The text of the file; when there is none yet, a new secret of whoever is first, for its owner's eyes only."""
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent, prefix=".secret-") as mine:
            mine.write(make())
            mine.flush()
            os.fsync(mine.fileno())
            with suppress(FileExistsError):
                os.link(mine.name, path)
    return path.read_text()
