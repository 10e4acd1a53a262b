"""Files of a folder, as an address or a record names them."""

from collections.abc import Container
from pathlib import Path

from fastapi import HTTPException


def file_below(folder: Path, name: str, kinds: Container[str] | None = None) -> Path:
    """The file of that name below the folder; 404 for what is none, lies elsewhere or has none of these endings."""
    try:
        path = (folder / name).resolve()
        is_ours = (kinds is None or path.suffix in kinds) and path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # no file can have such a name: it holds NUL, or is too long
        is_ours = False
    if not is_ours:
        raise HTTPException(404)
    return path
