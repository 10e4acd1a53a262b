"""One message to the engineers for all that is new in one watch; nothing new, nothing sent."""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from township_sync.domain.alert import Telling
from township_sync.domain.contact import Role
from township_sync.domain.masking import mask_whole_numbers
from township_sync.errors import TownshipSyncError
from township_sync.settings import Settings
from township_sync.steps.tell import Text, tell_role
from township_sync.steps.watch_kinds import watch_file
from township_sync.steps.watch_words import runbook_link, sentence, title, words
from township_sync.warehouse import watch as kept
from township_sync.warehouse.connect import Connection

_log = logging.getLogger(__name__)
ROLE: Final[Role] = "engineer"


def tell(connection: Connection, settings: Settings, tellings: Sequence[Telling], now: datetime) -> None:
    """Put one message into the outbox that tells these turns, in the caller's transaction.

    An alert that nobody can be told of is kept all the same, and told as soon as somebody can.
    """
    if not tellings:
        return
    first = tellings[0]
    number = f"watch-{first.alert.alert_id}-{first.what}-{first.alert.tellings + 1}"
    said = kept.watched(connection).get("airflow")
    text = letter(settings, tellings, str(said.details.get("url", "")) if said else "")
    try:
        tell_role(connection, settings, ROLE, number, text, now)
    except TownshipSyncError as problem:
        _log.error("the engineers cannot be told: %s", problem)
        return
    kept.note_tellings(connection, tellings, number, now)


def letter(settings: Settings, tellings: Sequence[Telling], airflow_url: str = "") -> Text:
    """The message: by turn, the graver ones first; more than the file's number are only counted."""
    counts = {what: sum(telling.what == what for telling in tellings) for what in words()["turns"]}
    subject = words()["subject"].format(**counts)
    named, most = tellings[:watch_file().named_in_a_message], len(tellings)
    blocks = [_block(settings, what, named, airflow_url) for what in words()["turns"]]
    more = [words()["more"].format(count=most - len(named))] if most > len(named) else []
    body = "\n\n".join(["\n".join([subject, *more]), *filter(None, blocks)])
    brief = "\n".join([words()["brief"].format(subject=subject), *map(_brief, named[:5])])
    return Text(subject, mask_whole_numbers(body), mask_whole_numbers(brief))


def _block(settings: Settings, what: str, tellings: Sequence[Telling], airflow_url: str) -> str:
    lines = [_line(settings, telling, airflow_url) for telling in tellings if telling.what == what]
    return "\n".join([words()["turns"][what], *lines]) if lines else ""


def _line(settings: Settings, telling: Telling, airflow_url: str) -> str:
    alert = telling.alert
    return str(words()["line"]).format(
        severity=words()["severities"][alert.severity], title=title(alert), says=sentence(alert, airflow_url),
        link=runbook_link(settings, alert.kind))


def _brief(telling: Telling) -> str:
    alert = telling.alert
    return str(words()["brief_line"]).format(
        severity=words()["turns"][telling.what], title=title(alert), subject=alert.subject)


def silence(settings: Settings) -> Text:
    """The message that the warehouse itself does not answer."""
    said = words()["silence"]
    link = runbook_link(settings, "warehouse_silent")
    return Text(said["subject"], said["body"].format(link=link), said["brief"].format(link=link))
