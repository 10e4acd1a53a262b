"""Who is believed: an address alone proves nothing."""

from email import message_from_string
from email.message import Message
from email.policy import compat32
from pathlib import Path

import pytest

from township_sync.domain.unit import units
from township_sync.errors import UsageError
from township_sync.settings import Settings
from township_sync.sources.mail_senders import Senders, sender_token

UNIT, OTHER = "430981114", "430981116"
ADDRESS = units()[UNIT].email
SERVER = "mx.bureau.invalid"


def _settings(tmp_path: Path, proof: str) -> Settings:
    said = {"IMAP_PROOF": proof, "IMAP_AUTHSERV_ID": SERVER, "CHANNEL": "imap", "SECRET": "test"}
    return Settings(tmp_path, {f"TOWNSHIP_SYNC_{name}": said[name] for name in said})


def _headers(text: str) -> Message:
    made: Message = message_from_string(text + "\n\n", policy=compat32)
    return made


@pytest.mark.parametrize("results", [
    f"{SERVER}; dkim=pass header.d=example.invalid",
    f"{SERVER.upper()} 1; spf=fail smtp.mailfrom=x@y; dkim=pass (good; key) header.i=@a header.d=Example.Invalid",
    f"{SERVER}; dmarc=pass (p=none) header.from=example.invalid",
    f'{SERVER}; dkim=pass reason="2048; good (key)" header.d=example.invalid',
    f"{SERVER};\n spf=pass smtp.mailfrom={ADDRESS}",
])
def test_our_servers_word_is_believed(tmp_path: Path, results: str) -> None:
    sender = Senders.of(_settings(tmp_path, "results"))
    said = sender.sender(_headers(f"Authentication-Results: {results}\nFrom: {ADDRESS}"))
    assert (said.unit_code, said.reason) == (UNIT, "")


@pytest.mark.parametrize("headers", [
    "X-None: 1",
    f"Authentication-Results: {SERVER}; none",
    f"Authentication-Results: {SERVER}; dkim=fail header.d=example.invalid",
    f"Authentication-Results: {SERVER}; dkim=passable header.d=example.invalid",
    f"Authentication-Results: {SERVER}; dkim=pass header.d=evil.invalid",
    f"Authentication-Results: {SERVER}; dkim=pass header.d=example.invalid.evil.invalid",
    f"Authentication-Results: {SERVER}; spf=pass smtp.helo=example.invalid",
    f"Authentication-Results: {SERVER}; arc=pass header.d=example.invalid",
    "Authentication-Results: mx.evil.invalid; dkim=pass header.d=example.invalid",
    f"Authentication-Results: {SERVER}.evil.invalid; dkim=pass header.d=example.invalid",
    f"Authentication-Results: evil.invalid; none\nAuthentication-Results: {SERVER}; dkim=pass header.d=example.invalid",
    f'Authentication-Results: {SERVER}; spf=fail smtp.mailfrom="; dkim=pass header.d=example.invalid"@evil.invalid',
    f"Authentication-Results: {SERVER}; spf=fail (; dkim=pass header.d=example.invalid;) smtp.mailfrom=x",
    f'Authentication-Results: {SERVER}; spf=fail smtp.mailfrom="; dkim=pass header.d=example.invalid',
    f"Authentication-Results: {SERVER}; spf=fail (x) ); dkim=pass header.d=example.invalid",
])
def test_nothing_else_is_believed(tmp_path: Path, headers: str) -> None:
    said = Senders.of(_settings(tmp_path, "results")).sender(_headers(f"{headers}\nFrom: {ADDRESS}"))
    assert (said.unit_code, said.reason) == (UNIT, "sender_not_proved")


def test_a_token_proves_its_own_unit_only(tmp_path: Path) -> None:
    settings = _settings(tmp_path, "token")
    senders, good, bad = Senders.of(settings), sender_token(settings, UNIT), sender_token(settings, OTHER)
    places = ["Subject: [{}] 报表", "To: bureau+{}@example.invalid", "Delivered-To: bureau+{}@example.invalid"]
    for place in places:
        assert senders.sender(_headers(place.format(good) + f"\nFrom: {ADDRESS}")).reason == ""
        for wrong in (bad, good[:-1], good + "0", ""):
            assert senders.sender(_headers(place.format(wrong) + f"\nFrom: {ADDRESS}")).reason == "sender_not_proved"
    assert sender_token(_settings(tmp_path, "from"), UNIT) == good


@pytest.mark.parametrize(("sender", "reason"), [
    (f"From: {ADDRESS.upper()}", ""), (f"From: =?gbk?B?suTOsg==?= <{ADDRESS}>", ""),
    (f'From: "{ADDRESS}" <x@evil.invalid>', "unknown_sender"), ("From: ", "unknown_sender"), ("X: y", "unknown_sender"),
    (f"From: {ADDRESS}\nFrom: x@evil.invalid", "several_senders"),
    (f"From: x@evil.invalid, {ADDRESS}", "several_senders"),
])
def test_exactly_one_address_counts(tmp_path: Path, sender: str, reason: str) -> None:
    assert Senders.of(_settings(tmp_path, "from")).sender(_headers(sender)).reason == reason


@pytest.mark.parametrize("proof", ["", "dkim", "results"])
def test_a_proof_must_be_chosen(tmp_path: Path, proof: str) -> None:
    with pytest.raises(UsageError, match="TOWNSHIP_SYNC_IMAP_PROOF"):
        Senders.of(Settings(tmp_path, {"TOWNSHIP_SYNC_IMAP_PROOF": proof}))
