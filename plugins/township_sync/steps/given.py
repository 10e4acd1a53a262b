"""What a caller names to be checked: workbooks and inbox folders, each file there once and under a name of its own."""

import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from township_sync.errors import UsageError
from township_sync.readers.bundle import is_junk


def refuse_what_is_not_there(paths: Sequence[Path]) -> None:
    """UsageError for a path that is missing, is neither folder nor regular file, or is a folder without any file."""
    if not paths:
        raise UsageError("There is no file to check; name a workbook or an inbox folder.")
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no file or folder {path.name}; check the path.")
        if not path.is_file() and not path.is_dir():
            raise UsageError(f"{path} is no regular file; name a workbook or an inbox folder.")
        if path.is_dir() and next(files_below(path), None) is None:
            raise UsageError(f"{path}: no file there; name a workbook, or a folder with one folder per unit code.")


def files_below(folder: Path) -> Iterator[Path]:
    """The submissions in a folder in byte order of their paths: no links, pipes or devices, nothing left behind by
    office programs. UsageError when it is not ours to read."""
    found = [Path(top) / name for top, _, names in os.walk(folder, onerror=_raise) for name in names]
    taken = (path for path in found if not is_junk(path.relative_to(folder).as_posix()))
    yield from sorted((path for path in taken if stat.S_ISREG(path.lstat().st_mode)), key=os.fsencode)


def _raise(error: OSError) -> None:
    raise UsageError(f"{error.filename} cannot be read: {error.strerror}; check path and rights.") from error


def names_of(paths: Sequence[Path]) -> Mapping[Path, str]:
    """Under which name the answer speaks of each single file: its own, or its path when two have the same.

    UsageError, naming both, when one file is named twice or two folders have files of the same path.
    """
    single = [path for path in paths if not path.is_dir()]
    often = Counter(path.name for path in single)
    names = {path: text_of(str(path) if often[path.name] > 1 else path.name) for path in single}
    _refuse_twice(paths, names)
    return names


def text_of(path: str) -> str:
    """A path as text; names that an old system wrote in GBK are decoded."""
    try:
        return os.fsencode(path).decode("utf-8")
    except UnicodeDecodeError:
        return os.fsencode(path).decode("gb18030", errors="replace")


def _refuse_twice(paths: Sequence[Path], names: Mapping[Path, str]) -> None:
    places: dict[Path, Path] = {}
    known: dict[str, Path] = {}
    for path in paths:
        for file in files_below(path) if path.is_dir() else (path,):
            name = names[path] if path in names else file.relative_to(path).as_posix()
            if other := places.get(file.resolve()):
                raise UsageError(f"{other} and {file} are the same file; name it once.")
            if other := known.get(name):
                raise UsageError(f"{other} and {file} would both be called {name}; check them one after the other.")
            places[file.resolve()] = known[name] = file
