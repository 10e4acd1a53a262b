"""Sixteen planted values are in the core tables and in the workbook that goes back, and nowhere else.

They are looked for as they are, broken up, backwards, percent-encoded, escaped, in hex, in base64 and packed.
"""

import base64
import zlib
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dags.canaries.chat import in_chats
from dags.canaries.pages import on_the_board
from dags.canaries.places import Written, in_database, in_folder, leaks
from dags.canaries.planted import CANARIES, REFUSED, UNIT
from dags.canaries.story import Story
from dags.canaries.surroundings import Surroundings
from township_sync.orchestration.installation import Running
from township_sync.steps.passphrases import passphrase_of
from township_sync.warehouse.databases import with_database
from township_sync.warehouse.embedded import embedded_dsn
from township_sync.workbooks.encrypt import decrypt

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(600)]
ALL = {**CANARIES, **REFUSED}
QUOTED_BY_THE_PLATFORM = ("ops.receipt.message", "ops.publication_row.message")
"""What the platform says of a row is kept word for word, and it may quote the row (docs/reliability.md, P22)."""


@pytest.fixture(scope="module")
def lived(running: Running, surroundings: Surroundings) -> Story:
    """The story is over."""
    story = Story(running, surroundings)
    story.go()
    return story


def _warehouse(story: Story) -> str:
    return embedded_dsn(story.running.settings)


def _airflow(story: Story) -> Written:
    return in_database(with_database(_warehouse(story), "airflow"))


def _operations(story: Story) -> Written:
    written = in_database(_warehouse(story), lambda table: not table.startswith(("core.", "stage.")))
    return ((place, data) for place, data in written if place not in QUOTED_BY_THE_PLATFORM)


def _folder(*names: str) -> Callable[[Story], Written]:
    def written(story: Story) -> Written:
        for name in names:
            yield from in_folder(story.running.settings.workspace / name)

    return written


def _collected(story: Story) -> Written:
    told = story.surroundings.collector.told
    assert {one.split(b"\n")[0] for one in told} >= {b"/v1/metrics", b"/lineage"}
    return iter([("metrics and lineage", b"\n".join(told))])


PLACES: dict[str, Callable[[Story], Written]] = {
    "every table of Airflow": _airflow,
    "the tables of what happened": _operations,
    "logs": _folder("logs"),
    "pages about quality": _folder("docs"),
    "figures and lists": _folder("reports"),
    "Airflow's own files": _folder("airflow"),
    "metrics and lineage": _collected,
    "chats": lambda story: in_chats(story.running.settings, _warehouse(story), story.surroundings.collector),
    "mails": lambda story: in_folder(story.surroundings.mail),
    "errors": lambda story: (("errors", told.encode()) for told in story.errors),
    "the board for an engineer": lambda story: on_the_board(story.running.settings),
}


def test_every_value_came_into_the_core_tables(lived: Story) -> None:
    told = leaks(in_database(_warehouse(lived), lambda table: table.startswith("core.")), ALL)
    assert {one.split(": ")[1] for one in told} == CANARIES.keys()


def test_every_value_goes_back_to_its_township_in_its_own_workbook(lived: Story) -> None:
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default)
             for path in lived.surroundings.mail.glob("*.eml")]
    mine = [part for mail in mails if mail["X-Unit-Code"] == UNIT for part in mail.iter_attachments()]
    passphrase = passphrase_of(lived.running.settings, UNIT)
    assert passphrase and mine
    books = ((str(part.get_filename()), decrypt(part.get_content(), passphrase)) for part in mine)
    assert {one.split(": ")[1] for one in leaks(books, ALL)} == ALL.keys()


def _newest(story: Story, dag_id: str) -> dict[str, Any]:
    """The newest run that the story started."""
    return next(run for run in story.running.client.runs(dag_id) if run["run_type"] == "manual")


def test_much_went_wrong(lived: Story) -> None:
    pushed, killed = _newest(lived, "sync_monthly"), _newest(lived, "reconcile_platform")
    assert pushed["state"] == "failed"
    [task] = lived.running.client.tasks("reconcile_platform", killed["dag_run_id"])
    assert task["state"] == "up_for_retry" or task["try_number"] > 1
    quoted = leaks(in_database(_warehouse(lived), lambda table: table == "ops.receipt"), CANARIES)
    assert "ops.receipt.message: a payee's name" in quoted


@pytest.mark.parametrize("place", PLACES)
def test_no_value_is_written_down_anywhere_else(lived: Story, place: str) -> None:
    assert leaks(PLACES[place](lived), ALL) == []


def test_a_value_that_is_planted_there_is_found(lived: Story) -> None:
    """A name in a log, an ID packed into a variable of Airflow, a phone number in the subject of a mail."""
    name, id_no, phone = (CANARIES[f"a worker's {what}"] for what in ("name", "ID", "phone"))
    log = lived.running.settings.workspace / "logs/planted.log"
    mail = lived.surroundings.mail / "planted.eml"
    packed = base64.b64encode(b"!" + id_no.encode()).decode()
    with psycopg.connect(with_database(_warehouse(lived), "airflow"), autocommit=True) as airflow:
        _plant(log, zlib.compress(f"read {name}".encode()))
        _plant(mail, f"Subject: =?utf-8?q?{phone[:3]}-{phone[3:]}?=\n\n".encode())
        airflow.execute("INSERT INTO variable (key, val, is_encrypted) VALUES ('planted', %s, false)", [packed])
        try:
            places = [PLACES[name](lived) for name in ("logs", "every table of Airflow", "mails")]
            told = [one for written in places for one in leaks(written, ALL)]
        finally:
            airflow.execute("DELETE FROM variable WHERE key = 'planted'")
            log.unlink()
            mail.unlink()
    assert told == ["logs/planted.log: a worker's name", "public.variable.val: a worker's ID",
                    "mail/planted.eml: a worker's phone"]


def _plant(path: Path, data: bytes) -> None:
    path.write_bytes(data)
