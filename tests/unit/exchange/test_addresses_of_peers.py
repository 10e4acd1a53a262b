"""Addresses are checked before a credential leaves: no plain http to others, no credentials in the address."""

from pathlib import Path

import pytest

from township_sync.errors import UsageError
from township_sync.sandbox.platform_rules import NAME_LISTED, PHONE_MISSING, PlatformRules
from township_sync.settings import Settings
from township_sync.transport.answer import Answer
from township_sync.transport.peer import Peer


def _peer(tmp_path: Path, address: str, **more: str) -> Peer:
    named = {"PLATFORM_URL": address, **more}
    return Peer(Settings(tmp_path, {f"TOWNSHIP_SYNC_{name}": value for name, value in named.items()}), "PLATFORM")


@pytest.mark.parametrize("address", ["http://platform.example.invalid", "ftp://127.0.0.1", "https://user:pass@host",
                                     "https://", "127.0.0.1:80", "https://host/?token=1", "file:///etc/passwd"])
def test_an_unsafe_address_is_a_usage_error(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match="TOWNSHIP_SYNC_PLATFORM_URL"):
        _peer(tmp_path, address)


@pytest.mark.parametrize("address", ["https://platform.example.invalid/v1/", "http://127.0.0.1:8080", "http://localhost"])
def test_a_safe_address_is_taken(tmp_path: Path, address: str) -> None:
    assert _peer(tmp_path, address)


def test_plain_http_needs_to_be_allowed_by_name(tmp_path: Path) -> None:
    assert _peer(tmp_path, "http://platform.example.invalid", ALLOW_PLAINTEXT="1")


@pytest.mark.parametrize(("body", "code"), [
    (b'{"code": "E42"}', "E42"), (b'{"detail": {"code": "E42"}}', "E42"), (b"<html>", ""), (b"[1]", ""),
    ('{"code": "张三 439999199001011239"}'.encode(), ""), (b'{"code": 7}', ""), (b'{"detail": "text"}', ""),
])
def test_only_a_short_code_of_a_refusal_is_shown(body: bytes, code: str) -> None:
    assert Answer(422, {}, body).code == code


def test_the_platforms_rules_say_the_same_each_time() -> None:
    rules = PlatformRules.of(["黑名单公司", " "], refused_one_in=50)
    row = {"企业名称": "好公司", "电话": "0737-2800000"}
    assert rules.objection("recruiter", "ab", row) == ("", "")
    assert rules.objection("recruiter", "ab", row | {"电话": ""}) == PHONE_MISSING
    assert rules.objection("job_post", "ab", row | {"企业名称": "黑名单公司"}) == NAME_LISTED
    refused = [number for number in range(1000) if rules.objection("job_post", str(number), row)[0]]
    assert 10 <= len(refused) <= 30
