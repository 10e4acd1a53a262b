"""Whom the embedded server runs as: ourselves, or (a server refuses to run as root) an unprivileged account."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from township_sync.errors import UsageError


@dataclass(frozen=True, slots=True)
class Account:
    """An account of this machine; without a number it is the one that we are."""

    user: int | None = None
    group: int | None = None

    def own(self, path: Path) -> None:
        """Give a file or folder to the account, open to nobody else."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)
        path.chmod(0o700)

    @property
    def run_as(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as the account."""
        return {} if self.user is None else {"user": self.user, "group": self.group, "extra_groups": []}

    def trusted_owners(self) -> set[str]:
        """Names of those whose folders the server may use."""
        numbers = {os.geteuid()} if self.user is None else {os.geteuid(), self.user}
        return {pwd.getpwuid(number).pw_name for number in numbers}

    def can(self, test: str, path: Path) -> bool:
        """Whether the account passes `test -x` (or -w, -r) on a path; asked of the kernel, as that account."""
        command = ["/bin/sh", "-c", f'test -{test} "$1"', "sh", str(path)]
        return subprocess.run(command, cwd="/", check=False, **self.run_as).returncode == 0


def server_account() -> Account:
    """`nobody` when we are root, else ourselves."""
    if os.geteuid() != 0:
        return Account()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise UsageError("PostgreSQL refuses to run as root and there is no account 'nobody'; run as an ordinary user, "
                         "or set TOWNSHIP_SYNC_DSN to a server.") from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def refuse_unreachable(account: Account, programs: Path, data: Path) -> None:
    """Raise UsageError when the account cannot reach the programs or its data; no folder is ever opened for it."""
    if not account.can("x", programs / "postgres"):
        raise UsageError(f"The database server runs as 'nobody' and may not enter {_first_closed(account, programs)}; "
                         "move the checkout and its environment to a place that everybody may enter (not below /root).")
    if not account.can("w", data):
        raise UsageError(f"The database server runs as 'nobody' and may not enter {_first_closed(account, data)}; set "
                         "TOWNSHIP_SYNC_WORKSPACE to a folder that everybody may enter (not below /root).")


def _first_closed(account: Account, path: Path) -> Path:
    return next((folder for folder in (*reversed(path.parents), path) if not account.can("x", folder)), path)
