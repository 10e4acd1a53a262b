"""The version of the definitions: the same text in contracts, expectations and policies, the same version."""

import hashlib
from functools import cache

from township_sync import __version__, project

_FOLDERS = ("contracts", "expectations", "policies")
_DIGITS = 12


@cache
def definitions_version() -> str:
    """The version of this package and a hash over every definition file's name and bytes, such as `0.1.0+3fa9c1d2e4b5`.

    Months later the commit whose definitions judged a month is the one that gives the same text.
    """
    digest = hashlib.sha256()
    for folder in _FOLDERS:
        for path in sorted(path for path in (project.root() / folder).rglob("*") if path.is_file()):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{path.relative_to(project.root()).as_posix()} {content}\n".encode())
    return f"{__version__}+{digest.hexdigest()[:_DIGITS]}"
