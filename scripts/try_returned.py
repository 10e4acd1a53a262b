"""Mark every .xlsx of a folder with synthetic faults and hold the result against Excel's rules and the original.

    .venv/bin/python scripts/try_returned.py FOLDER [--office N] [--keep FOLDER]

Faults: the first cell, a cell that is not there, one far below, a whole row, a sheet and the file. Asked of each: all
values as before (openpyxl and calamine), untouched parts byte by byte, two runs alike, sent back without faults no mark
left, no broken rule of `tests/unit/workbooks/package_rules.py` that was not broken before; of N files that LibreOffice
opens them. Classes: `edited`, `rebuilt`, `unread` (the reader refuses it), `failed`. Exit 1 when one failed.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

from township_sync.domain.finding import Finding
from township_sync.domain.table import ReadSheet
from township_sync.workbooks.package import CannotEdit
from township_sync.workbooks.problems import list_problems
from township_sync.workbooks.receipt import Receipt, SheetCount

Values = dict[str, Any]
ENTITY, OURS = "app_account", {"问题清单", "回执"}
SLOW, MOST_FOR_OPENPYXL = 10, 300_000
MAY_CHANGE = (
    "[Content_Types].xml", "workbook.xml", "styles", "comments", "vmlDrawing", "xl/worksheets/_rels",
    "vbaProject", "vbaData",
)


def main() -> int:
    """Try the folder; print each failure and a count of classes."""
    warnings.simplefilter("ignore")
    asked = _arguments()
    told: Counter[str] = Counter()
    kept: list[Path] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary)
        for path in sorted(asked.folder.rglob("*.xls[xm]")):
            begun = time.monotonic()
            outcome, said, data = try_file(path)
            if (seconds := time.monotonic() - begun) > SLOW:
                print("slow", path.relative_to(asked.folder), f"{seconds:.0f} s", sep="\t", flush=True)
            told[outcome] += 1
            if outcome == "failed" or (outcome == "rebuilt" and said):
                print(outcome, path.relative_to(asked.folder), said[:200], sep="\t", flush=True)
            if outcome == "edited":
                kept.append(folder / f"{len(kept)}.xlsx")
                kept[-1].write_bytes(data)
        told.update(_opened_by_office(kept, asked.office, folder))
    print(dict(told))
    return int(told["failed"] + told["not opened"] > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--office", type=int, default=0, metavar="N", help="open so many of the results in LibreOffice")
    parser.add_argument("--keep", type=Path, help="an existing folder for the results")
    return parser.parse_args()


def try_file(path: Path) -> tuple[str, str, bytes]:
    """The class of one file, what is wrong with it, and the marked workbook."""
    from township_sync.workbooks.edited import edit

    data = path.read_bytes()
    before = by_calamine(data)
    if before is None:
        return "unread", "", b""
    sheets = [ReadSheet(name, ENTITY, 1, {"person_name": 1, "id_no": 2}, ()) for name in before]
    findings = _findings(path.name, sheets)
    receipt = Receipt("草尾镇", "2020-05", path.name, "0" * 64, "rejected", [SheetCount("一", "一", 0)])
    try:
        marked = edit(data, list_problems(findings, sheets), findings, receipt)
        again = edit(data, list_problems(findings, sheets), findings, receipt)
        clean = edit(marked, [], [], receipt)
    except CannotEdit as reason:
        return "rebuilt", str(reason), b""
    except Exception:
        return "failed", traceback.format_exc(limit=-2).replace("\n", " | ")[-280:], b""
    return _judged(data, marked, again, clean, before)


def _judged(data: bytes, marked: bytes, again: bytes, clean: bytes, before: Values) -> tuple[str, str, bytes]:
    wrong = ["two runs differ"] if marked != again else []
    wrong += _changed_values("calamine", before, by_calamine(marked))
    wrong += _changed_values("calamine, sent back", before, by_calamine(clean))
    if len(data) < MOST_FOR_OPENPYXL and (known := by_openpyxl(data)) is not None:
        wrong += _changed_values("openpyxl", known, by_openpyxl(marked))
    wrong += _changed_parts(data, marked)
    arrived = violations(data)
    wrong += [f"{what} ({count})" for what, count in (violations(marked) - arrived).items()]
    wrong += [f"sent back: {what} ({count})" for what, count in (violations(clean) - arrived).items()]
    wrong += ["sent back: our words are still there"] if _holds_our_words(clean) else []
    return "failed" if wrong else "edited", "; ".join(wrong), marked


def violations(data: bytes) -> Counter[str]:
    """What the tests' rules of Excel say about a package."""
    tests = str(Path(__file__).parents[1] / "tests")
    if tests not in sys.path:
        sys.path.insert(0, tests)
    from unit.workbooks import package_rules

    return package_rules.violations(data)


def _findings(file: str, sheets: list[ReadSheet]) -> list[Finding]:
    found = [Finding("file_name_contradicts_content", file)]
    for sheet in sheets:
        found += [
            Finding("no_data_rows", file, sheet.sheet),
            Finding("name_has_digit", file, sheet.sheet, 1, "姓名"),
            Finding("id_no_length", file, sheet.sheet, 1, "身份证号"),
            Finding("id_no_check_character", file, sheet.sheet, 1, "身份证号"),
            Finding("stray_cell_ignored", file, sheet.sheet, 3, "ZZ"),
            Finding("person_not_in_register", file, sheet.sheet, 5),
            Finding("id_no_length", file, sheet.sheet, 99_999, "身份证号"),
        ]
    return found


def by_calamine(data: bytes) -> Values | None:
    """Cells of every sheet, or None when it cannot be read."""
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        return {name: list(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names}
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return None


def by_openpyxl(data: bytes) -> Values | None:
    """Cells of every worksheet that hold something, or None when it cannot be read."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(BytesIO(data))
    except Exception:
        return None
    return {
        sheet.title: {cell.coordinate: _plain(cell.value) for cell in sheet._cells.values() if cell.value is not None}
        for sheet in book.worksheets
    }


def _plain(value: Any) -> str:
    return repr(vars(value) if hasattr(value, "__dict__") else value)


def _changed_values(library: str, before: Values, after: Values | None) -> list[str]:
    if after is None:
        return [f"{library} cannot read it"]
    return [f"{library}: other values in {name}" for name in before if repr(before[name]) != repr(after.get(name))
            and name not in OURS]


def _changed_parts(data: bytes, marked: bytes) -> list[str]:
    before, after = ({name.replace("\\", "/"): body for name, body in _parts(one).items()} for one in (data, marked))
    return [
        f"{name} was changed" for name, body in before.items()
        if after.get(name) != body and not any(word.lower() in name.lower() for word in MAY_CHANGE)
        and b"sheetData" not in body and not name.endswith("workbook.xml.rels")
    ]


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}


def _holds_our_words(data: bytes) -> bool:
    heading = "【校验问题】".encode()
    return any(heading in body for body in _parts(data).values())


def _opened_by_office(paths: list[Path], count: int, folder: Path) -> Counter[str]:
    """Every so many-th result, until there are `count`, opened by LibreOffice as a clerk would."""
    chosen = paths[:: max(1, len(paths) // count)][:count] if count else []
    told: Counter[str] = Counter()
    for path in chosen:
        opened = _office(path, folder)
        told["opened" if opened else "not opened"] += 1
        if not opened:
            print("not opened", path, sep="\t", flush=True)
    return told


def _office(path: Path, folder: Path) -> bool:
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "ods"]
    try:
        subprocess.run([*command, "--outdir", str(folder), str(path)], capture_output=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return False
    written = path.with_suffix(".ods")
    found = written.is_file() and "问题清单" in zipfile.ZipFile(written).read("content.xml").decode()
    written.unlink(missing_ok=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
