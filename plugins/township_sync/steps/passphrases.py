"""The passphrases with which the units' workbooks are encrypted: set by the operator, or made for an installation."""

import csv
import io
import secrets
from pathlib import Path

from township_sync.domain.unit import units
from township_sync.settings import Settings
from township_sync.warehouse.archive import write_whole

_BYTES = 12


def passphrase_of(settings: Settings, unit_code: str) -> str | None:
    """`TOWNSHIP_SYNC_UNIT_PASSPHRASE_<code>`, else the one in `run/passphrases.csv` of the workspace, else None."""
    return settings.get(f"UNIT_PASSPHRASE_{unit_code}") or _kept(settings).get(unit_code)


def make_missing_passphrases(settings: Settings) -> Path:
    """Make a passphrase for every unit that has none, in a file (code,name,passphrase) that only its owner reads.

    They have to reach the townships by another way than the e-mail (on paper, by telephone).
    """
    kept = _kept(settings)
    made = {code: kept.get(code) or secrets.token_urlsafe(_BYTES) for code in units()}
    if made != kept:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["code", "name", "passphrase"])
        writer.writerows([code, units()[code].name, passphrase] for code, passphrase in made.items())
        write_whole(_file(settings), text.getvalue().encode())
    return _file(settings)


def _file(settings: Settings) -> Path:
    return settings.folder("run") / "passphrases.csv"


def _kept(settings: Settings) -> dict[str, str]:
    path = _file(settings)
    if not path.is_file():
        return {}
    return {row["code"]: row["passphrase"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}
