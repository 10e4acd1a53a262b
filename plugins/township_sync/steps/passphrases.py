"""How the units' workbooks are protected on their way, and the passphrases: set by the operator, or made once."""

import csv
import io
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from township_sync.domain.contact import contacts_of
from township_sync.domain.unit import Unit, units
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps.report_letter import Protection
from township_sync.warehouse.archive import write_whole

_BYTES = 12


def protection_of(settings: Settings, unit: Unit) -> Protection:
    """How a unit's workbooks travel: `TOWNSHIP_SYNC_WORKBOOKS_<code>`, else `TOWNSHIP_SYNC_WORKBOOKS`, else encrypted.

    `encrypted` and `plain` ones are attached to the message, with `folder` they stay in the unit's folder. A unit that
    is told through a folder gets them plain by default. UsageError for any other word.
    """
    said = settings.get(f"WORKBOOKS_{unit.code}") or settings.get("WORKBOOKS")
    is_told_by_folder = {one.channel for one in contacts_of(unit.code, "clerk")} == {"folder"}
    chosen = said or ("plain" if is_told_by_folder else "encrypted")
    for known in get_args(Protection):
        if chosen == known:
            return known  # type: ignore[no-any-return]
    raise UsageError(f"TOWNSHIP_SYNC_WORKBOOKS says '{chosen}' for {unit.code}; it may be encrypted, plain or folder.")


def passphrase_for(settings: Settings, unit: Unit) -> str | None:
    """The passphrase of a unit's workbooks: empty when they are not encrypted, None when one is needed and missing."""
    return passphrase_of(settings, unit.code) if protection_of(settings, unit) == "encrypted" else ""


def refuse_without_passphrase(unit_codes: Sequence[str]) -> None:
    """UsageError when there are units that need a passphrase and have none."""
    if unit_codes:
        raise UsageError(
            f"No passphrase for the workbooks of {', '.join(unit_codes)}; set "
            f"TOWNSHIP_SYNC_UNIT_PASSPHRASE_{unit_codes[0]} (and so on), "
            "or TOWNSHIP_SYNC_WORKBOOKS_<code> to plain or folder."
        )


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
