"""What fills the placeholders of a message: one function for each name, used by whatever rule has it in its sentence.

None of them may give an unmasked personal value or another unit's row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from township_sync.checks.gaps import gaps
from township_sync.checks.month_figures import counts, share_seen_before
from township_sync.checks.rule_check import RuleCheck
from township_sync.checks.runs import run_keys
from township_sync.checks.twins import twins
from township_sync.domain.contract import code_set, contract
from township_sync.domain.period import Month
from township_sync.domain.unit import units

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
_MOST_OTHERS = 5


@dataclass(frozen=True)
class Asked:
    """One check with the frame it saw and the rows of it that it named."""

    check: RuleCheck
    frame: pd.DataFrame
    named: pd.DataFrame
    period: Month

    def together(self, row: Row, *columns: str) -> list[tuple[Any, ...]]:
        """These columns of the named rows that the check saw together with this one, itself included."""
        if "max_different" in self.check.kwargs:
            places = [self._places[row_id] for row_id in (row["_row_id"], *self._twins[row["_row_id"]])]
        else:
            group, members = self._groups
            places = members[group[row["_row_id"]]].tolist()
        cells = [self._cells(name) for name in columns]
        return [tuple(column[at] for column in cells) for at in places]

    @cached_property
    def gaps(self) -> Mapping[Any, Mapping[Any, bool]]:
        """For each named row which of its demanded cells are empty."""
        kwargs = self.check.kwargs
        found = gaps(self.named, kwargs["demanded"], kwargs.get("demanded_if", {}),
                     kwargs.get("unfit_is_empty", False), kwargs.get("forms", {}))
        return found.to_dict("index")

    def run_end(self, row: Row, which: Literal["min", "max"]) -> int:
        """The number of the first or the last row of the run."""
        return int(self._runs[which][row["_row_id"]])

    @cached_property
    def filled(self) -> pd.Series:
        """For each row of the frame how many values its group has."""
        kwargs = self.check.kwargs
        found: pd.Series = self.frame.groupby(kwargs["group_by"])[kwargs["value"]].transform("count")
        return found

    @cached_property
    def seen_before(self) -> pd.Series:
        """For each row of the frame the share of its group that last month had too."""
        kwargs = self.check.kwargs
        return share_seen_before(self.frame[kwargs["column_list"]], kwargs["group_by"], kwargs["origin"])

    @cached_property
    def figures(self) -> pd.DataFrame:
        """For each compared row the figures of its group in both months."""
        kwargs = self.check.kwargs
        compared = self.frame[self.frame["_compared"]]
        return counts(
            compared, kwargs["group_by"], kwargs["origin"], kwargs["change"], kwargs["joined"], kwargs["left"]
        )

    @cached_property
    def _runs(self) -> dict[str, pd.Series]:
        runs = run_keys(self.frame, self.check.kwargs["sheet"], self.check.kwargs["number"])
        rows = self.frame["_row"].groupby(runs)
        return {which: rows.transform(which) for which in ("min", "max")}

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {row_id: place for place, row_id in enumerate(self._rows.index)}

    def _cells(self, name: str) -> list[Any]:
        if name not in self._listed:
            self._listed[name] = self._rows[name].tolist()
        return self._listed[name]

    @cached_property
    def _listed(self) -> dict[str, list[Any]]:
        return {}

    @cached_property
    def _rows(self) -> pd.DataFrame:
        return self.named.sort_index()

    @cached_property
    def _groups(self) -> tuple[dict[Any, Any], Mapping[Any, Any]]:
        """The group of each named row, and the places of each group's rows among them."""
        kwargs = self.check.kwargs
        together = [*kwargs["key"], kwargs["name"]] if "key" in kwargs else (
            kwargs.get("group_by") or kwargs.get("sheet") or kwargs["column_list"]
        )
        numbers = self._rows.groupby(together, dropna=False).ngroup()
        return dict(zip(numbers.index, numbers, strict=True)), numbers.groupby(numbers).indices

    @cached_property
    def _twins(self) -> Mapping[object, Sequence[object]]:
        kwargs = self.check.kwargs
        return twins(self._rows, kwargs["group_by"], kwargs["number"], kwargs["max_different"])


def _allowed(asked: Asked, row: Row) -> str:
    column = contract(asked.check.entity).column(asked.check.column or "")
    return "、".join(code_set(column.code_list or "").labels.values())


def _length(asked: Asked, row: Row) -> int:
    return len(row[asked.check.kwargs["column"]])


def _position(asked: Asked, row: Row) -> int:
    number = row[asked.check.kwargs["column"]]
    return next((at for at, sign in enumerate(number, 1) if not sign.isascii() or not sign.isdigit()), len(number))


def _missing(asked: Asked, row: Row) -> str:
    empty = asked.gaps[row["_row_id"]]
    return "、".join(_header(asked, str(field)) for field, is_empty in empty.items() if is_empty)


def _items(asked: Asked, row: Row) -> str:
    above = [f"{_header(asked, part)}多于{_header(asked, whole)}" for part, whole in asked.check.kwargs["pairs"]
             if row[part] > row[whole]]
    return "，".join(above)


def _others(asked: Asked, row: Row) -> str:
    """Rows of the same unit that the rule named together with this one; those of other sheets with the sheet's name."""
    place = ("_unit", "_file", "_sheet")
    here = [row[name] for name in place]
    said = [str(number) if [unit, file, sheet] == here else f"{sheet}·{number}"
            for unit, file, sheet, number, row_id in asked.together(row, *place, "_row", "_row_id")
            if unit == row["_unit"] and row_id != row["_row_id"]]
    return "、".join(said[:_MOST_OTHERS]) + ("等" if len(said) > _MOST_OTHERS else "") or "…"


def _count(asked: Asked, row: Row) -> int:
    kwargs = asked.check.kwargs
    if "counted" in kwargs:
        return len({value for value, in asked.together(row, kwargs["counted"]) if value == value})  # NaN is not itself
    if "value" in kwargs:
        return sum(value == row[kwargs["value"]] for value, in asked.together(row, kwargs["value"]))
    return len(asked.together(row))


def _share(asked: Asked, row: Row) -> str:
    kwargs = asked.check.kwargs
    if "change" in kwargs:
        return _percent(_figures(asked, row)["share"])
    if "value" in kwargs:
        return _percent(_count(asked, row) / asked.filled[row["_row_id"]])
    return _percent(asked.seen_before[row["_row_id"]])


def _figures(asked: Asked, row: Row) -> Mapping[str, float]:
    return {str(name): value for name, value in asked.figures.loc[row["_row_id"]].to_dict().items()}


def _before(asked: Asked, row: Row) -> str:
    kwargs = asked.check.kwargs
    return _number(row[kwargs["before"]] if "before" in kwargs else _figures(asked, row)["before"])


def _now(asked: Asked, row: Row) -> str:
    kwargs = asked.check.kwargs
    return _number(row[kwargs["now"]] if "now" in kwargs else _figures(asked, row)["now"])


def _first(asked: Asked, row: Row) -> int:
    return asked.run_end(row, "min")


def _last(asked: Asked, row: Row) -> int:
    return asked.run_end(row, "max")


def _other_unit(asked: Asked, row: Row) -> str:
    codes = [code for code in dict.fromkeys(unit for unit, in asked.together(row, "_unit")) if code != row["_unit"]]
    return "、".join(units()[code].name if code in units() else code for code in codes) or "…"


def _label(asked: Asked, row: Row, field: str) -> str:
    column = contract(asked.check.entity).column(field)
    name = column.code_list
    return code_set(name).labels.get(row[field], str(row[field])) if name else str(row[field])


def _header(asked: Asked, field: str) -> str:
    return contract(asked.check.entity).column(field).header


def _number(value: float) -> str:
    return f"{value:g}" if value < 1e6 else f"{value:.0f}"


def _percent(share: float) -> str:
    return f"{share:.1%}"


PLACEHOLDERS: dict[str, Callable[[Asked, Row], object]] = {
    "age": lambda asked, row: int(row["_age"]),
    "allowed": _allowed,
    "area": lambda asked, row: _label(asked, row, asked.check.kwargs["place"]),
    "before": _before,
    "begin": lambda asked, row: _header(asked, asked.check.kwargs["column_B"]),
    "count": _count,
    "days": lambda asked, row: asked.period.days,
    "end": lambda asked, row: _header(asked, asked.check.kwargs["column_A"]),
    "exit": lambda asked, row: row[asked.check.kwargs["exit_day"]].date().isoformat(),
    "first": _first,
    "items": _items,
    "last": _last,
    "length": _length,
    "missing": _missing,
    "now": _now,
    "other_unit": _other_unit,
    "others": _others,
    "position": _position,
    "post_no": lambda asked, row: row["post_no"],
    "region": lambda asked, row: _label(asked, row, asked.check.kwargs["region"]),
    "share": _share,
    "village": lambda asked, row: row["village_name"],
}
"""Names in the messages of contracts/rules.csv that are worked out here; file, sheet, row, column and value are not."""
