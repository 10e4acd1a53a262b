"""What a channel bears: how often, how large, and when it is to be quiet, as config/channels.yaml says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any, Literal

from township_sync import project
from township_sync.domain.period import COUNTY_TIME
from township_sync.domain.working_days import is_working_day
from township_sync.errors import DefinitionError

_FILE = "config/channels.yaml"


@dataclass(frozen=True, slots=True)
class Channel:
    """Limits of one channel: messages in a minute (and at once) to one address, bytes of a text and of its files.

    `files`: `inside` the message, `apart` (each uploaded, and encrypted ones only), or `none`. `joins`: several
    messages to one address may go as one text. `quiet` are the hours of the county in which only engineers are told.
    """

    per_minute: float
    at_once: float
    rest_seconds: float
    most_text_bytes: int
    most_file_bytes: int
    files: Literal["inside", "apart", "none"]
    joins: bool
    is_shared: bool
    quiet: tuple[time, time] | None

    def is_quiet(self, now: datetime) -> bool:
        """Whether this is a moment of its quiet hours; they may go past midnight."""
        if self.quiet is None:
            return False
        begin, end = self.quiet
        at = now.astimezone(COUNTY_TIME).time()
        return begin <= at < end if begin <= end else at >= begin or at < end


@cache
def channel(name: str) -> Channel:
    """The limits of a channel; DefinitionError when the file does not name it."""
    said = _said()["channels"].get(name)
    if said is None:
        raise DefinitionError(f"{_FILE} does not name the channel {name}; add its limits there.")
    return _channel(said)


def _channel(said: Mapping[str, Any]) -> Channel:
    quiet = said.get("quiet")
    hours = (time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["to"])) if quiet else None
    return Channel(**{**said, "quiet": hours})


def digest_is_due(now: datetime, at: str = "") -> bool:
    """Whether what nobody asked for may be told at this moment: on working days from the hour on that the file says.

    `at` overrules it: another hour (`16:00`), or `always`. DefinitionError when it is neither.
    """
    said = at or str(_said()["digest_at"])
    if said == "always":
        return True
    try:
        hour = time.fromisoformat(said)
    except ValueError:
        raise DefinitionError(f"The hour of the digests is '{said}'; write it as 08:30, or always.") from None
    here = now.astimezone(COUNTY_TIME)
    return here.time() >= hour and is_working_day(here.date())


@cache
def _said() -> Mapping[str, Any]:
    return project.mapping(_FILE)
