"""Mail into the warehouse: fetch, archive, commit, then mark; a crash anywhere in between takes nothing twice."""

from collections.abc import Callable
from pathlib import Path

import pytest
from imapclient import IMAPClient

from integration.sources.conftest import NOW
from integration.sources.letters import OTHER, OTHER_ADDRESS, UNIT, letter
from integration.sources.servers import PASSWORD, USER, Mailbox
from township_sync.settings import Settings
from township_sync.sources import imap
from township_sync.steps import receive as step
from township_sync.steps.receive import UNKNOWN_SENDER, receive, receive_from
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.submissions import submissions

Make = Callable[..., Settings]


@pytest.fixture
def receiving(postgres_settings: Settings, mail_settings: Make) -> Make:
    def make(**more: str) -> Settings:
        return Settings(postgres_settings.workspace, postgres_settings.environment | mail_settings(**more).environment)

    return make


def _recorded(connection: Connection) -> list[tuple[str | None, str]]:
    return [(one.unit_code, one.name) for one in submissions(connection, "2020-05")]


def _messages(mailbox: Mailbox, folder: str) -> int:
    client = IMAPClient("127.0.0.1", mailbox.port, ssl=False, timeout=20)
    client.login(USER, PASSWORD)
    try:
        return int(client.select_folder(folder, readonly=True)[b"EXISTS"])
    finally:
        client.logout()


def test_each_file_of_each_unit_is_a_submission_of_its_own(
    connection: Connection, receiving: Make, mailbox: Mailbox
) -> None:
    mailbox.put(letter(("a.xlsx", b"a"), ("b.xlsx", b"b")).as_bytes(), NOW)
    mailbox.put(letter(("a.xlsx", b"other"), sender=OTHER_ADDRESS).as_bytes(), NOW)
    mailbox.put(letter(("c.xlsx", b"c"), sender="spam@evil.invalid").as_bytes(), NOW)
    received = receive_from(receiving(), connection, [OTHER, UNIT, UNKNOWN_SENDER], NOW)
    assert received.problems == {}
    assert sorted(map(str, _recorded(connection))) == sorted(map(str, [
        (UNIT, f"{UNIT}/a.xlsx"), (UNIT, f"{UNIT}/b.xlsx"), (OTHER, f"{OTHER}/a.xlsx")]))
    assert received.passed_by_reason == {"unknown_sender": 1}
    assert receive_from(receiving(), connection, [OTHER, UNIT, UNKNOWN_SENDER], NOW).new == ()


def test_a_crash_between_fetching_and_recording_takes_the_file_at_the_next_poll(
    connection: Connection, receiving: Make, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.put(letter(("a.xlsx", b"a")).as_bytes(), NOW)
    with monkeypatch.context() as broken:
        def crash(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        broken.setattr(step, "record_submission", crash)
        with pytest.raises(KeyboardInterrupt):
            receive(receiving(), connection, UNIT, NOW)
    imap._SERVER.close()
    assert len(receive(receiving(), connection, UNIT, NOW).new) == 1
    assert receive(receiving(), connection, UNIT, NOW).new == ()
    assert _recorded(connection) == [(UNIT, f"{UNIT}/a.xlsx")]


def test_a_crash_between_recording_and_marking_takes_nothing_twice(
    connection: Connection, receiving: Make, mailbox: Mailbox
) -> None:
    done = f"done{mailbox.name}"
    client = IMAPClient("127.0.0.1", mailbox.port, ssl=False, timeout=20)
    client.login(USER, PASSWORD)
    client.create_folder(done)
    client.logout()
    mailbox.put(letter(("a.xlsx", b"a"), ("b.xlsx", b"b")).as_bytes(), NOW)
    settings = receiving(IMAP_MOVE_TO=done)
    files = imap.list_files(settings, UNIT, "", NOW).files
    imap.settle(settings, files[:1])
    assert (_messages(mailbox, mailbox.name), _messages(mailbox, done)) == (1, 0)
    assert len(receive(receiving(), connection, UNIT, NOW).new) == 2
    imap._SERVER.close()
    # The crash is here: nothing was marked, so the next poll sees the message again.
    assert receive(receiving(), connection, UNIT, NOW).new == ()
    imap.settle(settings, imap.list_files(settings, UNIT, "", NOW).files)
    assert (_messages(mailbox, mailbox.name), _messages(mailbox, done)) == (0, 1)
    imap.settle(settings, files)
    assert imap.list_files(settings, UNIT, "", NOW).files == []
    assert len(_recorded(connection)) == 2


def test_notes_that_were_lost_or_cut_short_take_nothing_twice(
    connection: Connection, receiving: Make, mailbox: Mailbox
) -> None:
    mailbox.put(letter(("a.xlsx", b"a")).as_bytes(), NOW)
    settings = receiving()
    assert len(receive(settings, connection, UNIT, NOW).new) == 1
    notes: Path = settings.workspace / "sources/imap.jsonl"
    for kept in (notes.read_bytes()[:-20], b""):
        notes.write_bytes(kept)
        imap._SERVER.close()
        assert receive(settings, connection, UNIT, NOW).new == ()
    assert len(notes.read_bytes().splitlines()) == 1
    assert notes.stat().st_mode & 0o077 == 0
