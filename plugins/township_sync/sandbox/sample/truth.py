"""What is in a made month, in the format of the inbox's truth files (read by tools/score_inbox.py)."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from township_sync.domain.contract import contract
from township_sync.domain.finding import rule
from township_sync.domain.period import Month
from township_sync.sandbox.sample.layout import Sheet
from township_sync.sandbox.sample.rows import Planted, SampleRow

Entry = dict[str, Any]


@dataclass(frozen=True)
class Truths:
    """The truth of every month made, by period; `planted()` says how often a slug has to be found in all of them."""

    periods: dict[str, Entry] = field(default_factory=dict)

    def planted(self, period: str | None = None) -> Counter[str]:
        """Number of findings that must be made, by slug, in one month or in all."""
        chosen = [self.periods[period]] if period else list(self.periods.values())
        return Counter(
            finding["slug"] for truth in chosen for entry in truth["files"] for finding in entry["findings"]
            if finding["expect"] == "must_find"
        )


def file_entry(name: str, data: bytes, format_: str, unit: str, month: Month, sheets: Sequence[Entry] = ()) -> Entry:
    """One file: its findings are those of its sheets, its status follows from them."""
    findings = [finding for sheet in sheets for finding in sheet["findings"]]
    rejected = any(sheet["rows_rejected"] for sheet in sheets)
    return {
        "file": name, "sha256": hashlib.sha256(data).hexdigest(), "format": format_, "unit_code": unit,
        "period": str(month), "status": "partly_accepted" if rejected else "accepted", "tolerate_all": False,
        "check_counts": True, "sheets": [{k: v for k, v in sheet.items() if k != "findings"} for sheet in sheets],
        "findings": findings,
    }


def set_aside(entry: Entry, slug: str) -> Entry:
    """A file that does not count: rejected as a whole, repeated, or replaced; what else is said of it is tolerated."""
    severity = rule(slug).severity
    others = [finding | {"expect": "may_find"} for finding in entry["findings"]]
    return entry | {
        "status": "rejected" if severity == "reject_file" else None, "tolerate_all": True, "check_counts": False,
        "findings": [_finding(None, None, None, Planted(slug)), *others],
    }


def sheet_entry(sheet: Sheet, rows: list[SampleRow], of_sheet: list[Planted], name: str) -> Entry:
    """Counts and findings of one sheet."""
    rejected = sum(row.rejected for row in rows)
    findings = [_finding(name, None, None, planted) for planted in of_sheet]
    if sheet.hidden & set(sheet.row_numbers):
        findings.append(_finding(name, None, None, Planted("hidden_rows_read")))
    if sheet.unknown_column:
        findings.append(_finding(name, sheet.header_row, sheet.unknown_column, Planted("unknown_column")))
    for number, row in zip(sheet.row_numbers, rows, strict=True):
        findings += [_row_finding(name, number, sheet.entity, planted) for planted in row.findings]
    findings += [_finding(name, number, None, Planted(slug)) for number, slug in sheet.skipped]
    return {
        "sheet": name, "entity": sheet.entity, "header_row": sheet.header_row,
        "first_data_row": sheet.row_numbers[0] if rows else None,
        "last_data_row": sheet.row_numbers[-1] if rows else None,
        "rows_read": len(rows), "rows_accepted": len(rows) - rejected, "rows_rejected": rejected,
        "rows_warned": sum(_warned(row) for row in rows),
        "rows_skipped": len(sheet.skipped) + sheet.unmarked_skips,
        "skipped_by_kind": dict(Counter(slug.split("_")[0] for _, slug in sheet.skipped)),
        "findings": findings,
    }


def _warned(row: SampleRow) -> bool:
    return not row.rejected and any(planted.expect == "must_find" for planted in row.findings)


def _row_finding(sheet: str, number: int, entity: str, planted: Planted) -> Entry:
    known = contract(entity).by_field
    column = known[planted.column].header if planted.column and rule(planted.slug).scope == "cell" else None
    found = _finding(sheet, number, column, planted)
    if planted.missing:
        found["missing"] = [known[name].header for name in planted.missing]
    return found


def _finding(sheet: str | None, row: int | None, column: str | None, planted: Planted) -> Entry:
    return {"sheet": sheet, "row": row, "column": column, "slug": planted.slug,
            "severity": rule(planted.slug).severity, "expect": planted.expect}


def month_truth(generator: Entry, month: Month, files: list[Entry]) -> Entry:
    """The whole file of one month."""
    demanded = Counter(finding["slug"] for entry in files for finding in entry["findings"]
                       if finding["expect"] == "must_find")
    totals = {
        "files": len(files), "sheets": sum(len(entry["sheets"]) for entry in files),
        "rows_read": sum(sheet["rows_read"] for entry in files for sheet in entry["sheets"]),
        "must_find": sum(demanded.values()), "must_find_by_slug": dict(sorted(demanded.items())),
    }
    return {"generator": generator, "period": str(month), "totals": totals,
            "files": sorted(files, key=lambda entry: entry["file"].encode())}


def write_truth(folder: Path, truth: Entry) -> None:
    """Write `<period>.truth.json` beside the month's folder."""
    path = folder / f"{truth['period']}.truth.json"
    path.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
