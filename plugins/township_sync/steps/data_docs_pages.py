"""The pages of one judged month: a month, a page for each validation and for each file that was judged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from township_sync.domain.contract import contracts
from township_sync.domain.finding import rule, title_of
from township_sync.domain.judged_month import JudgedFile, JudgedMonth
from township_sync.domain.masking import mask_whole_numbers
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.unit import units
from township_sync.domain.validation import Validation
from township_sync.steps.data_docs_words import (
    arguments,
    column_text,
    not_run_texts,
    reason_text,
    title_of_entity,
    words,
)
from township_sync.steps.quality import Expectation, RuleLine, rows_of_file, rule_lines

_BLANK = "…"


@dataclass(frozen=True)
class MonthPages:
    """What the templates of one month need; every text is ready to be shown."""

    judged: JudgedMonth

    @cached_property
    def lines(self) -> list[RuleLine]:
        return rule_lines(self.judged)

    def summary(self) -> dict[str, Any]:
        """One line of the index."""
        year, _, number = self.judged.period.partition("-")
        at = self.judged.judged_at
        return {
            "period": self.judged.period, "title": words()["month"].format(year=int(year), number=int(number)),
            "judged_at": f"{at.astimezone(COUNTY_TIME):%Y-%m-%d %H:%M:%S}" if at else "—",
            "run_id": self.judged.run_id, "definitions": self.judged.validated.definitions,
            "engine": self.judged.validated.engine, "totals": totals(self.lines),
        }

    def month(self) -> dict[str, Any]:
        """The page of the month: totals, files, and every rule of every entity."""
        names = [name for name in contracts() if any(line.entity == name for line in self.lines)]
        names += sorted({line.entity for line in self.lines} - set(names))
        files = [self._file_line(number, file) for number, file in enumerate(self.judged.files, 1)]
        here = sum(file["unexpected"] for file in files)
        return {
            **self.summary(), "checkpoints": self.judged.validated.checkpoints, "files": files,
            "elsewhere": self.summary()["totals"]["unexpected"] - here,
            "entities": [self._entity(name) for name in names],
        }

    def _entity(self, name: str) -> dict[str, Any]:
        own = [line for line in self.lines if line.entity == name]
        return {"name": name, "title": title_of_entity(name), "totals": totals(own),
                "lines": [_rule_line(line) for line in own]}

    def _file_line(self, number: int, file: JudgedFile) -> dict[str, Any]:
        found = sum(count for *_, count in self._found_in(file))
        return {
            "page": f"file-{number:03d}.html", "name": mask_whole_numbers(file.file), "unit": _unit(file),
            "status": words()["statuses"].get(file.status, file.status),
            "rows": sum(rows for _, _, rows in file.sheets), "unexpected": found,
        }

    def _found_in(self, file: JudgedFile) -> Iterator[tuple[Expectation, str, str, list[int], int]]:
        """(expectation, its validation, sheet, rows, how many) of one file."""
        for validation in self.judged.validated.validations:
            for each in validation.result["results"]:
                for sheet, rows in rows_of_file(each, mask_whole_numbers(file.file)):
                    yield each, validation.name, sheet, rows, len(rows)

    def file(self, file: JudgedFile) -> dict[str, Any]:
        """The page of one file: what it was judged as, and what was found in it."""
        lines = [
            {"page": f"{name}.html#e{each['expectation_config']['meta']['check'] + 1}",
             "description": each["expectation_config"]["description"], "sheet": sheet, "rows": ranges(rows),
             "severity": words()["severities"][rule(each["expectation_config"]["meta"]["slug"]).severity],
             "count": count}
            for each, name, sheet, rows, count in self._found_in(file)
        ]
        sheets = [{"sheet": mask_whole_numbers(sheet), "title": title_of_entity(entity), "rows": rows}
                  for sheet, entity, rows in file.sheets]
        return {"file": mask_whole_numbers(file.file), "unit": _unit(file), "sheets": sheets, "lines": lines,
                "status": words()["statuses"].get(file.status, file.status)}

    def validation(self, validation: Validation) -> dict[str, Any]:
        """The page of one validation: what each expectation asks, what came of it, and where."""
        scope = words()["scopes"][validation.scope]
        entries = [_expectation(each, validation.entity) for each in validation.result["results"]]
        return {
            "name": validation.name, "title": f"{title_of_entity(validation.entity)}：{scope['title']}",
            "about": scope["about"], "expectations": entries,
            "successful": sum(entry["outcome"] == "passed" for entry in entries),
        }


def totals(lines: Sequence[RuleLine]) -> dict[str, int]:
    """Rules by outcome, which add up to `all`, and what is not as expected."""
    counts = {name: sum(line.outcome == name for line in lines) for name in ("passed", "failed", "not_run")}
    return {**counts, "all": len(lines), "unexpected": sum(line.unexpected for line in lines)}


def _rule_line(line: RuleLine) -> dict[str, Any]:
    return {
        "slug": line.slug, "title": title_of(line.slug), "outcome": line.outcome, "clause": line.rule.clause,
        "headers": "、".join(column_text(name, line.entity) for name in line.headers),
        "severity": words()["severities"][line.rule.severity], "reason": reason_text(line.reason),
        "evaluated": line.evaluated, "unexpected": line.unexpected, "not_run": not_run_texts(line.not_run),
        "page": f"{line.validation}.html" if line.validation else "",
    }


def _expectation(entry: Mapping[str, Any], entity: str) -> dict[str, Any]:
    asked, result = entry["expectation_config"], entry["result"]
    known = rule(asked["meta"]["slug"])
    return {
        "number": asked["meta"]["check"] + 1, "description": asked["description"], "type": asked["type"],
        "slug": known.slug, "clause": known.clause, "severity": words()["severities"][known.severity],
        "message": known.message_zh.format_map(_Blank()), "arguments": arguments(asked["kwargs"], entity),
        "outcome": "failed" if result["unexpected_count"] else "passed", "evaluated": result["element_count"],
        "missing": result.get("missing_count", 0), "unexpected": result["unexpected_count"],
        "places": [_place(place) for place in result["unexpected_index_list"]],
    }


class _Blank(dict[str, object]):
    """What a message says of one row is left open where it speaks of all."""

    def __missing__(self, key: str) -> str:
        return _BLANK


def _place(place: Mapping[str, Any]) -> dict[str, Any]:
    return {"file": place["_file"], "sheet": place["_sheet"], "rows": ranges(place["_row"]),
            "count": len(place["_row"]), "origin": words()["origins"].get(place["_origin"], "")}


def _unit(file: JudgedFile) -> str:
    return units()[file.unit_code].name if file.unit_code in units() else (file.unit_code or "—")


def ranges(rows: Sequence[int]) -> str:
    """`4–9、12`: row numbers as a clerk would write them."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row <= runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
