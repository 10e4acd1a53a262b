"""Months and quarters as values: decided once, passed on as text (`2020-05`, `2020Q2`)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from township_sync.errors import UsageError

COUNTY_TIME = ZoneInfo("Asia/Shanghai")
"""The clock by which days and months of 沅江市 begin and end."""


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A reporting month. Those that are read are of 1900 to 2999, so that days near them are days as well."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read `2020-05`; anything else raises UsageError."""
        match = re.fullmatch(r"((?:19|2\d)\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
        if not match:
            raise UsageError(f"'{text}' is no month of 1900 to 2999; write it as 2020-05.")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, self.days)

    @property
    def days(self) -> int:
        return monthrange(self.year, self.number)[1]

    def plus(self, months: int) -> "Month":
        """The month so many months later (earlier when negative)."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def quarter(self) -> "Quarter":
        return Quarter(self.year, (self.number + 2) // 3)


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A calendar quarter."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read `2020Q2` or Airflow's own `2020-Q2`; anything else raises UsageError."""
        match = re.fullmatch(r"((?:19|2\d)\d\d)-?Q([1-4])", text, re.ASCII)
        if not match:
            raise UsageError(f"'{text}' is no quarter of 1900 to 2999; write it as 2020Q2.")
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.number}"

    @property
    def months(self) -> tuple[Month, Month, Month]:
        first = Month(self.year, self.number * 3 - 2)
        return first, first.plus(1), first.plus(2)

    @property
    def first_day(self) -> date:
        return self.months[0].first_day

    @property
    def last_day(self) -> date:
        return self.months[2].last_day
