"""Data Docs: what Great Expectations answered, as a site of plain pages that needs no server and no network.

Great Expectations' own pages call four content networks and a beacon from the reader's browser, speak English, and show
values (decision 0015); these are made from its results. Every page is complete in itself, and the same results give the
same bytes.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from township_sync import project
from township_sync.domain.judged_month import JudgedMonth
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.steps.data_docs_pages import MonthPages
from township_sync.steps.data_docs_words import words
from township_sync.steps.quality import as_json, newest_judged
from township_sync.warehouse.connect import Connection

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = "contracts/letters/data_docs"


def write_data_docs(folder: Path, months: Sequence[JudgedMonth], index: Sequence[JudgedMonth] = ()) -> list[Path]:
    """Write the pages of these months, and an index of the months of `index` (none: the same); the paths written.

    Pages of a month that are not of this judging are removed. UsageError when the folder cannot be written.
    """
    written: list[Path] = []
    try:
        for judged in months:
            pages = dict(_month(judged))
            written += [_write(folder / judged.period / name, text) for name, text in pages.items()]
            _remove_others(folder / judged.period, set(pages))
        listed = [MonthPages(judged).summary() for judged in index or months]
        written.append(_write(folder / "index.html", _render("index", months=listed)))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written ({error.strerror}); choose another folder.") from None
    return written


def publish_data_docs(settings: Settings, connection: Connection, period: str) -> None:
    """Bring the pages of the workspace (`docs/`) up to date after a month was loaded."""
    months = newest_judged(connection)
    write_data_docs(settings.folder("docs"), [each for each in months if each.period == period], months)


def _month(judged: JudgedMonth) -> Iterator[tuple[str, str]]:
    """(name, text) of every file of a month."""
    pages = MonthPages(judged)
    month = pages.month()
    yield "index.html", _render("month", month=month)
    yield "quality.json", _json(as_json(judged))
    for validation in judged.validated.validations:
        page = pages.validation(validation)
        yield f"{validation.name}.html", _render("validation", month=month, page=page)
        yield f"{validation.name}.json", _json(validation.result)
    for line, file in zip(month["files"], judged.files, strict=True):
        yield line["page"], _render("file", month=month, page=pages.file(file))


def _json(result: Mapping[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _render(template: str, **context: Any) -> str:
    style = project.text(f"{_TEMPLATES}/pages.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = _environment().get_template(f"{template}.html")
    return page.render(words=words(), style=style, style_digest=digest, **context)


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    loader = FunctionLoader(lambda name: project.text(f"{_TEMPLATES}/{name}"))
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                       keep_trailing_newline=True)


def _write(path: Path, text: str) -> Path:
    """Beside and renamed, so that nobody reads half a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    return path


def _remove_others(folder: Path, names: set[str]) -> None:
    for path in folder.iterdir():
        if path.name not in names and path.suffix in (".html", ".json", ".part"):
            path.unlink()
