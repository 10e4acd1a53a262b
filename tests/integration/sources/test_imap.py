"""The mailbox against real servers: every attached file comes once, nothing hangs, nobody is believed unproved."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from imapclient import IMAPClient

from integration.sources import servers
from integration.sources.conftest import NOW
from integration.sources.letters import ADDRESS, OTHER, OTHER_ADDRESS, UNIT, letter, raw_letter
from integration.sources.servers import PASSWORD, USER, Mailbox, Wire
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.settings import Settings
from township_sync.sources import imap, mail_server
from township_sync.sources.listing import Listing, Passed

Make = Callable[..., Settings]


def _list(settings: Settings, unit_code: str = UNIT, since: str = "") -> Listing:
    return imap.list_files(settings, unit_code, since, NOW)


def _reasons(listing: Listing) -> list[str]:
    return [one.reason for one in listing.passed_over]


def _client(mailbox: Mailbox) -> IMAPClient:
    client = IMAPClient("127.0.0.1", mailbox.port, ssl=False, timeout=20)
    client.login(USER, PASSWORD)
    return client


def test_every_attached_file_is_one_file_in_order_of_arrival(mailbox: Mailbox, mail_settings: Make) -> None:
    mailbox.put(letter(("乙.xlsx", b"b"), ("甲.xlsx", b"a")).as_bytes(), NOW)
    mailbox.put(letter(("丙.xlsx", b"c")).as_bytes(), NOW + timedelta(hours=1))
    settings = mail_settings()
    files = sorted(_list(settings).files, key=lambda file: file.order)
    assert [(file.name, file.period, file.size) for file in files] == [
        ("乙.xlsx", "2020-05", 1), ("甲.xlsx", "2020-05", 1), ("丙.xlsx", "2020-05", 1)]
    assert [imap.fetch(settings, file) for file in files] == [b"b", b"a", b"c"]


def test_the_month_is_the_files_then_the_subjects_then_that_of_the_arrival(
    mailbox: Mailbox, mail_settings: Make
) -> None:
    mailbox.put(letter(("2020年3月.xlsx", b"1"), ("b.xlsx", b"2"), subject="补报 2020-04").as_bytes(), NOW)
    mailbox.put(letter(("c.xlsx", b"3")).as_bytes(), NOW + timedelta(days=20))
    settings = mail_settings()
    assert [file.period for file in _list(settings).files] == ["2020-03", "2020-04", "2020-06"]
    assert [file.name for file in _list(settings, since="2020-04").files] == ["b.xlsx", "c.xlsx"]


@pytest.mark.parametrize(("header", "name"), [
    (b"Content-Disposition: attachment; filename==?GBK?B?zuXUwi54bHN4?=", "五月.xlsx"),
    (b'Content-Disposition: attachment;\r\n filename="=?gb2312?B?zuXUwg==?=\r\n =?gb2312?B?Lnhsc3g=?="', "五月.xlsx"),
    # This character in GBK is good UTF-8 as well: the charset that is said must count.
    (b"Content-Disposition: attachment; filename==?gb2312?B?w4QueGxzeA==?=", "脛.xlsx"),
    (b"Content-Disposition: attachment; filename*=utf-8''%E4%BA%94%E6%9C%88.xlsx", "五月.xlsx"),
    (b"Content-Disposition: attachment; filename*0*=gb2312''%CE%E5; filename*1*=%D4%C2.xlsx", "五月.xlsx"),
    (b"Content-Disposition: attachment; filename=\"" + "五月.xlsx".encode("gbk") + b'"', "五月.xlsx"),
    (b"Content-Disposition: attachment; filename=\"" + "誠表.xlsx".encode("gbk") + b'"', "誠表.xlsx"),
    (b"Content-Disposition: attachment; filename=\"" + "五月.xlsx".encode() + b'"', "五月.xlsx"),
    (b"Content-Type: application/x; name=\"=?x-unknown?B?zuXUwi54bHN4?=\"", "五月.xlsx"),
    (b"Content-Disposition: attachment; filename=\"C:\\\\temp\\\\..\\\\a.xlsx\"", "a.xlsx"),
    (b"Content-Disposition: attachment; filename=\"../../etc/passwd\"", "passwd"),
    (b"Content-Disposition: attachment; filename=\"..\"", "attachment-1"),
    (b"Content-Disposition: attachment", "attachment-1"),
    (b"Content-Type: application/vnd.ms-excel", "attachment-1.xls"),
    (b"Content-Disposition: attachment; filename*=utf-8''a%0Ab.xlsx", "a\ufffdb.xlsx"),
    (b"Content-Disposition: attachment; filename=\"" + b"x" * 5000 + b'.xlsx"', "x" * 150 + ".xlsx"),
])
def test_a_file_has_a_name_that_can_be_read_however_it_was_written(
    mailbox: Mailbox, mail_settings: Make, header: bytes, name: str
) -> None:
    if name.startswith("attachment-1") and not header.startswith(b"Content-Type"):
        header = b"Content-Type: application/x-thing\r\n" + header
    mailbox.put(raw_letter(b"Content-Type: text/plain\r\n\r\nhello",
                           header + b"\r\nContent-Transfer-Encoding: base64\r\n\r\neA=="), NOW)
    settings = mail_settings()
    listing = _list(settings)
    assert [file.name for file in listing.files] == [name]
    assert imap.fetch(settings, listing.files[0]) == b"x"


def test_what_belongs_to_the_text_is_left_out_by_name_and_forwarded_files_come(
    mailbox: Mailbox, mail_settings: Make
) -> None:
    inner = letter(("内.xlsx", b"inner"), sender="somebody@else.invalid").as_bytes()
    mailbox.put(raw_letter(
        b"Content-Type: text/html\r\n\r\n<img src='cid:1'>",
        b"Content-Type: image/png; name=logo.png\r\nContent-ID: <1>\r\n\r\nx",
        b"Content-Type: application/pgp-signature; name=s.asc\r\n\r\nx",
        b"Content-Type: application/x; name=\"~$a.xlsx\"\r\n\r\nx",
        b"Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx",
        b"Content-Type: message/rfc822\r\n\r\n" + inner,
        b"Content-Type: text/plain; name=a.csv\r\n\r\n1,2",
    ), NOW)
    listing = _list(mail_settings())
    assert [file.name for file in listing.files] == ["winmail.dat", "内.xlsx", "a.csv"]
    assert _reasons(listing) == ["inline_image", "signature", "still_written"]


def test_two_units_share_a_mailbox_and_no_message_is_lost(mailbox: Mailbox, mail_settings: Make) -> None:
    mailbox.put(letter(("a.xlsx", b"a")).as_bytes(), NOW)
    mailbox.put(letter(("b.xlsx", b"b"), sender=f"<{OTHER_ADDRESS.upper()}>").as_bytes(), NOW)
    mailbox.put(letter(("c.xlsx", b"c"), sender=f'"{ADDRESS}" <spam@evil.invalid>').as_bytes(), NOW)
    mailbox.put(letter(("d.xlsx", b"d"), sender=f"{ADDRESS}, {OTHER_ADDRESS}").as_bytes(), NOW)
    mailbox.put(letter().as_bytes(), NOW)
    settings = mail_settings()
    assert [file.name for file in _list(settings, UNIT).files] == ["a.xlsx"]
    assert _reasons(_list(settings, UNIT)) == ["no_attachment"]
    assert [file.name for file in _list(settings, OTHER).files] == ["b.xlsx"]
    assert _list(settings, "").files == []
    assert sorted(_reasons(_list(settings, ""))) == ["several_senders", "unknown_sender"]


def test_the_messages_of_a_unit_with_another_channel_are_named(mailbox: Mailbox, mail_settings: Make) -> None:
    mailbox.put(letter(("a.xlsx", b"a")).as_bytes(), NOW)
    settings = mail_settings(CHANNEL="")
    assert _reasons(_list(settings, "")) == ["other_channel"]


def test_a_forged_sender_is_refused_and_the_servers_word_is_believed(mailbox: Mailbox, mail_settings: Make) -> None:
    good = "mx.bureau.invalid; dkim=pass header.d=example.invalid"
    mailbox.put(letter(("forged.xlsx", b"1")).as_bytes(), NOW)
    mailbox.put(letter(("good.xlsx", b"2"), Authentication_Results=good).as_bytes(), NOW)
    # The sender's own claim stands below what our server put on top.
    forged = b"Authentication-Results: mx.bureau.invalid; dkim=fail header.d=example.invalid\n"
    mailbox.put(forged + letter(("claimed.xlsx", b"3"), Authentication_Results=good).as_bytes(), NOW)
    settings = mail_settings(IMAP_PROOF="results", IMAP_AUTHSERV_ID="mx.bureau.invalid")
    listing = _list(settings)
    assert [file.name for file in listing.files] == ["good.xlsx"]
    assert _reasons(listing) == ["sender_not_proved", "sender_not_proved"]


def test_a_message_that_is_too_large_is_not_downloaded(
    mailbox: Mailbox, mail_settings: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.put(letter(("big.xlsx", b"x" * 300_000)).as_bytes(), NOW)
    mailbox.put(letter(("small.xlsx", b"x")).as_bytes(), NOW)
    monkeypatch.setattr(imap, "LARGEST_FILE_BYTES", 100_000)
    with Wire(mailbox.port) as wire:
        listing = _list(mail_settings(IMAP_URL=mailbox.url(wire.port)))
        assert [file.name for file in listing.files] == ["small.xlsx"]
        assert _reasons(listing) == ["too_large"]
        assert wire.carried < 50_000


def test_a_size_that_is_not_true_fills_no_memory(
    mailbox: Mailbox, mail_settings: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.put(letter(("big.xlsx", b"x" * 300_000)).as_bytes(), NOW)
    monkeypatch.setattr(mail_server, "LARGEST_FILE_BYTES", 100_000)
    monkeypatch.setattr(mail_server, "_CHUNK_BYTES", 10_000)
    with Wire(mailbox.port) as wire:
        settings = mail_settings(IMAP_URL=mailbox.url(wire.port))
        monkeypatch.setattr(imap, "LARGEST_FILE_BYTES", 1_000_000)
        _list(settings)
        assert wire.carried < 150_000


def test_a_message_is_downloaded_once_not_at_every_poll(mailbox: Mailbox, mail_settings: Make) -> None:
    mailbox.put(letter(("a.xlsx", b"x" * 100_000)).as_bytes(), NOW)
    with Wire(mailbox.port) as wire:
        settings = mail_settings(IMAP_URL=mailbox.url(wire.port))
        first = _list(settings).files
        imap._SERVER.close()
        carried = wire.carried
        assert carried > 100_000
        assert _list(settings).files == first
        assert wire.carried - carried < 10_000


def test_a_silent_server_is_left_in_time(mailbox: Mailbox, mail_settings: Make) -> None:
    with Wire(mailbox.port, stalled=True) as wire:
        settings = mail_settings(IMAP_URL=mailbox.url(wire.port), PEER_READ_TIMEOUT="0.3", PEER_DEADLINE="1")
        started = time.monotonic()
        with pytest.raises(TransientError, match="tried again later"):
            _list(settings)
        assert time.monotonic() - started < 8


def test_a_server_that_drips_is_left_in_time(mailbox: Mailbox, mail_settings: Make) -> None:
    with Wire(mailbox.port) as wire:
        settings = mail_settings(IMAP_URL=mailbox.url(wire.port), PEER_READ_TIMEOUT="2", PEER_DEADLINE="1")
        assert _list(settings).files == []
        wire.slow = True
        started = time.monotonic()
        # First the open conversation drips, then the greeting of a new one.
        with pytest.raises(TransientError):
            _list(settings)
        assert time.monotonic() - started < 20


def test_a_download_that_is_cut_is_made_again(mailbox: Mailbox, mail_settings: Make) -> None:
    mailbox.put(letter(("a.xlsx", b"x" * 200_000)).as_bytes(), NOW)
    with Wire(mailbox.port, cuts=[60_000]) as wire:
        settings = mail_settings(IMAP_URL=mailbox.url(wire.port))
        files = _list(settings).files
        assert wire.connections == 2
        assert imap.fetch(settings, files[0]) == b"x" * 200_000


def test_a_message_that_went_between_listing_and_fetching_is_passed_over(
    mailbox: Mailbox, mail_settings: Make
) -> None:
    mailbox.put(letter(("a.xlsx", b"a")).as_bytes(), NOW)
    mailbox.put(letter(("b.xlsx", b"b")).as_bytes(), NOW)
    settings = mail_settings()
    files = _list(settings).files
    imap._SERVER.close()
    client = _client(mailbox)
    client.select_folder(mailbox.name)
    client.delete_messages(client.search())
    client.expunge()
    client.logout()
    with pytest.raises(Passed, match="vanished"):
        imap.fetch(settings, files[0])
    assert _list(settings).files == []


def test_a_folder_that_was_numbered_anew_gives_no_wrong_file(mailbox: Mailbox, mail_settings: Make) -> None:
    mailbox.put(letter(("a.xlsx", b"a")).as_bytes(), NOW)
    settings = mail_settings()
    listed = _list(settings).files[0]
    validity, rest = listed.reference.split(":", 1)
    with pytest.raises(Passed, match="vanished"):
        imap.fetch(settings, replace(listed, reference=f"{int(validity) + 1}:{rest}"))


def test_thousands_of_messages_are_looked_through_once_per_poll(mailbox: Mailbox, mail_settings: Make) -> None:
    # pymap reads every message for every answer: it gets fewer.
    strangers = 5000 if (mailbox.folder.parent.parent / "dovecot.conf").exists() else 100
    raw = letter(("spam.xlsx", b"x"), sender="spam@evil.invalid").as_bytes()
    for _ in range(strangers):
        mailbox.put(raw, NOW)
    mailbox.put(letter(("a.xlsx", b"a")).as_bytes(), NOW)
    settings = mail_settings()
    assert [file.name for file in _list(settings).files] == ["a.xlsx"]
    assert len(_list(settings, "").passed_over) == strangers


def test_a_login_that_is_refused_is_said_without_the_password(mailbox: Mailbox, mail_settings: Make) -> None:
    with pytest.raises(TerminalError, match="does not accept our login") as raised:
        _list(mail_settings(IMAP_URL=mailbox.url(password="wr0ng-secret")))
    assert "wr0ng-secret" not in str(raised.value) and raised.value.__suppress_context__


def test_a_folder_that_is_not_there_is_said(mailbox: Mailbox, mail_settings: Make) -> None:
    mailbox.name = "missing"
    with pytest.raises(TerminalError, match="cannot be opened"):
        _list(mail_settings(IMAP_URL=mailbox.url()))


@pytest.mark.parametrize("url", ["imap://u:p@mail.invalid/INBOX", "http://u:p@127.0.0.1/", "imaps://mail.invalid/INBOX"])
def test_an_address_that_cannot_be_right_is_refused(tmp_path: Path, url: str) -> None:
    settings = Settings(tmp_path, {"TOWNSHIP_SYNC_IMAP_URL": url, "TOWNSHIP_SYNC_IMAP_PROOF": "from"})
    with pytest.raises(UsageError, match="TOWNSHIP_SYNC_IMAP_URL"):
        _list(settings)


def test_without_a_chosen_proof_nobody_is_asked(mailbox: Mailbox, mail_settings: Make) -> None:
    with pytest.raises(UsageError, match="IMAP_PROOF"):
        _list(mail_settings(IMAP_PROOF=""))


@pytest.mark.parametrize("kind", ["pymap", "dovecot"])
def test_a_server_is_spoken_to_only_when_its_certificate_is_trusted(
    kind: str, tmp_path: Path, open_folder: Path, certificate: tuple[str, str]
) -> None:
    if kind == "dovecot" and not servers.debian("dovecot"):
        pytest.skip("dovecot-imapd is not installed")
    open_folder.chmod(0o755)
    with getattr(servers, kind)(open_folder / "server", *certificate) as mailbox:
        mailbox.put(letter(("a.xlsx", b"a")).as_bytes(), NOW)
        said = {"TOWNSHIP_SYNC_IMAP_URL": mailbox.url(), "TOWNSHIP_SYNC_IMAP_PROOF": "from",
                "TOWNSHIP_SYNC_CHANNEL": "imap"}
        with pytest.raises(TerminalError, match="CA_BUNDLE"):
            _list(Settings(tmp_path, said))
        trusting = Settings(tmp_path, {**said, "TOWNSHIP_SYNC_CA_BUNDLE": certificate[0]})
        assert [file.name for file in _list(trusting).files] == ["a.xlsx"]
        imap._SERVER.close()
