"""What every answer tells the browser, whatever it is: a page, a file, a refusal, an error."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from unit.web.conftest import asked

STRICT = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'self'", "base-uri 'none'",
          "form-action 'self'")


@pytest.mark.parametrize("who", ["admin", "anybody"])
def test_every_answer_forbids_what_is_not_the_boards_own(
    app: FastAPI, who: str, request: pytest.FixtureRequest
) -> None:
    client: TestClient = request.getfixturevalue(who)
    for method, path in asked(app):
        headers = client.request(method, path).headers
        policy = headers["content-security-policy"]
        assert [part for part in STRICT if part not in policy] == [], (method, path)
        assert "unsafe" not in policy and "*" not in policy and "http:" not in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "SAMEORIGIN"


def test_nothing_is_kept_by_browser_or_proxy_but_the_boards_own_files(app: FastAPI, admin: TestClient) -> None:
    for method, path in asked(app):
        kept = admin.request(method, path).headers["cache-control"]
        assert kept == "no-store" or (path.startswith("/static/") and kept.startswith("private")), (method, path)


def test_the_policy_needs_no_exception_since_no_template_has_a_script_or_style_of_its_own() -> None:
    import re

    from township_sync.web.page import TEMPLATES

    found = {path.name: re.findall(r"\son\w+=|\sstyle=|<style|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")|"
                                   r"https?://(?!www\.w3\.org)", path.read_text(encoding="utf-8"))
             for path in TEMPLATES.rglob("*.j2")}
    assert len(found) > 3 and {name: hits for name, hits in found.items() if hits} == {}
