"""Words and unit habits of the sample maker, read from the two YAML files beside this module."""

import random
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

Values = dict[str, Any]  # one row: contract field -> label, text, whole number, date or None


@cache
def _read(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return loaded


def words(section: str) -> Any:
    """One section of `words.yaml`."""
    return _read("words.yaml")[section]


def label(name: str) -> str:
    """The Chinese label of a code that the sample maker decides by, such as `employed`."""
    return str(words("labels")[name])


def habits() -> dict[str, dict[str, Any]]:
    """Per unit code: format, relative size, letterhead, date style and mess."""
    return _read("units.yaml")


def one_of(chance: random.Random, section: str) -> Any:
    """A random word of a section."""
    return chance.choice(words(section))


def day_between(chance: random.Random, first: date, last: date) -> date:
    """A random day, both ends possible."""
    return first + timedelta(days=chance.randrange((last - first).days + 1))


def yes_or_no(chance: random.Random, share_of_yes: float) -> str:
    """The label of a yes/no cell."""
    return label("yes" if chance.random() < share_of_yes else "no")
