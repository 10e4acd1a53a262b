"""Where the project's own definition files lie, and how they are read (each once per process)."""

import csv
import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from township_sync.errors import DefinitionError

YAML_LOADER: type[yaml.CSafeLoader] | type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C, ten times as fast, where PyYAML has it."""


@cache
def root() -> Path:
    """The folder that holds `contracts/`, `expectations/` and `sql/`.

    It is `TOWNSHIP_SYNC_PROJECT` when that is set (tests judge altered copies that way), else the checkout
    this package lies in.
    """
    named = os.environ.get("TOWNSHIP_SYNC_PROJECT")
    folder = Path(named).resolve() if named else Path(__file__).resolve().parents[2]
    if not (folder / "contracts").is_dir():
        raise DefinitionError(f"No folder 'contracts' in {folder}; set TOWNSHIP_SYNC_PROJECT to the checkout.")
    return folder


def text(relative: str) -> str:
    """The text of one definition file, named from the project's root."""
    path = root() / relative
    if not path.is_file():
        raise DefinitionError(f"The definition file {relative} is missing from the project.")
    return path.read_text(encoding="utf-8")


def mapping(relative: str) -> dict[str, Any]:
    """One YAML file as a mapping."""
    loaded = yaml.load(text(relative), Loader=YAML_LOADER)
    if not isinstance(loaded, dict):
        raise DefinitionError(f"{relative} must hold a mapping at its top level.")
    return loaded


def records(relative: str) -> list[dict[str, str]]:
    """One CSV file as a list of rows."""
    return list(csv.DictReader(text(relative).splitlines()))


def names(folder: str, suffix: str) -> list[str]:
    """Stems of the files with this suffix in a definition folder, sorted."""
    return sorted(path.stem for path in (root() / folder).glob(f"*{suffix}") if not path.name.startswith("_"))
