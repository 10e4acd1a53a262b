"""Settings of one installation: where the workspace lies, who the servers are. Limits of the reader live in
`readers/limits.py`, thresholds of the rules in `policies/`. Every value may be set as an environment variable."""

import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from township_sync import project
from township_sync.errors import UsageError


@dataclass(frozen=True)
class Settings:
    """One workspace and its surroundings.

    The workspace holds everything that one installation makes: `archive/` (submissions by SHA-256), `published/`,
    `returned/` (workbooks on their way back), `postgres/`, `airflow/`, `sandbox/`, `logs/`, `run/` (sockets and pids).
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
        """The variable `TOWNSHIP_SYNC_<name>`."""
        return self.environment.get(f"TOWNSHIP_SYNC_{name}", default)

    def folder(self, name: str) -> Path:
        """A folder of the workspace, made when it is not there."""
        path = self.workspace / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def dsn(self) -> str | None:
        """A PostgreSQL server given from outside, or None for the embedded one."""
        return self.get("DSN") or None

    @cached_property
    def secret(self) -> bytes:
        """The key of all row keys (HMAC); made once per workspace and kept in a file that only the owner reads."""
        given = self.get("SECRET")
        if given:
            return given.encode()
        path = self.folder("run") / "secret"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text().strip().encode()

    def url(self, name: str) -> str:
        """The address of a peer (`PORTAL_URL`, `PLATFORM_URL`, `SMTP_URL`); UsageError when it is not set."""
        value = self.get(name)
        if not value:
            raise UsageError(f"TOWNSHIP_SYNC_{name} is not set; set it, or start the sandbox with `township-sync up`.")
        return value
