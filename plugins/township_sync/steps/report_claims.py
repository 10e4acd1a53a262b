"""What a unit is told of persons whom others claim too: the case, its own row and how it stands; never whose else."""

from collections.abc import Mapping, Sequence
from typing import Any

from township_sync.domain import masking
from township_sync.domain.period import COUNTY_TIME
from township_sync.warehouse.reports import UnitClaim


def claim_section(claims: Sequence[UnitClaim], words: Mapping[str, Any]) -> list[str]:
    """The section of the letter; nothing when nobody else claims the unit's persons."""
    if not claims:
        return []
    lines = [words["line"].format(place=_place(claim, words["place"]), said=_said(claim, words)) for claim in claims]
    return [words["heading"].format(total=len(claims)), *lines]


def claim_notes(claims: Sequence[UnitClaim], words: Mapping[str, Any]) -> list[str]:
    """The same for the receipt in the workbook that has the rows."""
    return [words["note"].format(place=_place(claim, words["row"]), said=_said(claim, words)) for claim in claims]


def _place(claim: UnitClaim, sentence: str) -> str:
    file = masking.mask_whole_numbers(claim.file.removeprefix(f"{claim.unit_code}/"))
    return sentence.format(file=file, sheet=claim.sheet, row=claim.row)


def _said(claim: UnitClaim, words: Mapping[str, Any]) -> str:
    day = claim.since.astimezone(COUNTY_TIME).date()
    return str(words["standing"][claim.standing]).format(number=claim.number, day=day)
