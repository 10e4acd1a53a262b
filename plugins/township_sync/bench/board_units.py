"""A project whose county is as large as a province: the definitions of this one, and units until there are 2,008."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from township_sync import project

_FIRST_CODE = 439_997_001
"""In an area that was never given to anybody."""


@contextmanager
def project_of(unit_count: int) -> Iterator[Path]:
    """A folder to be set as TOWNSHIP_SYNC_PROJECT: everything is a link, but contracts/units.csv."""
    with TemporaryDirectory(prefix="township-sync-bench-project-") as folder:
        root = Path(folder)
        root.chmod(0o711)
        _link(project.root(), root, "contracts")
        (root / "contracts").mkdir()
        _link(project.root() / "contracts", root / "contracts", "units.csv")
        (root / "contracts" / "units.csv").write_text(_units(unit_count), encoding="utf-8")
        yield root


def _link(source: Path, target: Path, apart_from: str) -> None:
    for entry in source.iterdir():
        if entry.name != apart_from:
            (target / entry.name).symlink_to(entry)


def _units(count: int) -> str:
    """The units that there are, which annexes of the policy name, and others until there are so many."""
    known = project.text("contracts/units.csv").splitlines()
    names, told = known[0].split(","), {"channel": "portal", "reply": "mail"}
    lines = []
    for code in range(_FIRST_CODE, _FIRST_CODE + count - len(known) + 1):
        row = told | {"code": str(code), "name": f"第{code - _FIRST_CODE + 1}镇", "email": f"c{code}@example.invalid"}
        lines.append(",".join(row.get(name, "") for name in names))
    return "\n".join([*known, *lines]) + "\n"
