"""The fourteen units: one code, names that change with time, and the many ways in which they are written."""

from dataclasses import dataclass
from functools import cache

from township_sync import project
from township_sync.domain.contract import plain_text

CITY = "430981"
"""Stands for all units together: the code of their city."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One township, farm or sub-district: `code` has 9 digits, `channel` is how it sends, `email` from where; how it is
    told stands in domain/contact."""

    code: str
    name: str
    aliases: tuple[str, ...]
    channel: str
    email: str


@cache
def units() -> dict[str, Unit]:
    """Every unit by code, in the order of `contracts/units.csv`."""
    rows = project.records("contracts/units.csv")
    return {
        row["code"]: Unit(row["code"], row["name"], tuple(filter(None, row["aliases"].split("|"))), row["channel"],
                          row["email"])
        for row in rows
    }


def resolve(text: str) -> str | None:
    """The code of the unit meant by a code (9 or 12 digits), a name or an alias; None when it is none of ours."""
    plain = plain_text(text)
    if plain[:9] in units() and (len(plain) == 9 or (len(plain) == 12 and plain.endswith("000"))):
        return plain[:9]
    return _by_name().get(plain)


@cache
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for unit in units().values():
        for name in (unit.name, *unit.aliases):
            found[plain_text(name)] = unit.code
            for above in ("沅江市", "益阳市沅江市", "湖南省沅江市", "湖南省益阳市沅江市"):
                found[plain_text(above + name)] = unit.code
    return found
