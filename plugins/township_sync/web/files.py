"""Files of a folder that an address names."""

from collections.abc import Container
from pathlib import Path

from fastapi import HTTPException


def file_below(folder: Path, name: str, kinds: Container[str]) -> Path:
    """The file of that name below the folder; 404 for what is none, lies elsewhere or has another ending."""
    try:
        path = (folder / name).resolve()
        is_ours = path.suffix in kinds and path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # no file can have such a name: it holds NUL, or is too long
        is_ours = False
    if not is_ours:
        raise HTTPException(404)
    return path
