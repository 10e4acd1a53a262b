"""A form counts only with the token that the board gave to this viewer for this form, not long ago."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from township_sync.settings import Settings
from township_sync.web import csrf
from township_sync.web.viewer import viewer_of
from unit.web.conftest import NOW, asked

CHANGING = ("POST", "PUT", "PATCH", "DELETE")


def _token(settings: Settings, path: str, name: str = "li.gong", hours: float = 0) -> str:
    somebody = viewer_of(name, ["Admin"])
    assert somebody
    return csrf.token(settings, somebody, path, NOW - timedelta(hours=hours))


def _refused(answer_status: int, text: str) -> bool:
    return answer_status == 403 and "表单" in text


def test_every_form_is_refused_without_a_token(app: FastAPI, admin: TestClient) -> None:
    forms = [(method, path) for method, path in asked(app) if method in CHANGING]
    assert len([path for method, path in forms if method == "POST"]) >= 4
    for method, path in forms:
        said = admin.request(method, path, data={"because": "x"})
        assert _refused(said.status_code, said.text), (method, path, said.status_code)


@pytest.mark.parametrize(
    "of", ["somebody else", "another form", "another day", "the future", "nobody", "another secret"])
def test_every_form_is_refused_with_a_token_of(app: FastAPI, admin: TestClient, settings: Settings, of: str) -> None:
    for method, path in asked(app):
        if method == "POST":
            other = Settings(settings.workspace, settings.environment | {"TOWNSHIP_SYNC_SECRET": "other"})
            tokens = {
                "somebody else": _token(settings, path, name="wang.gong"), "another form": _token(settings, "/other"),
                "another day": _token(settings, path, hours=13), "the future": _token(settings, path, hours=-1),
                "nobody": f"{int(NOW.timestamp())}.", "another secret": _token(other, path),
            }
            said = admin.post(path, data={"form_token": tokens[of]})
            assert _refused(said.status_code, said.text), (path, said.status_code)


def test_with_its_own_token_a_form_reaches_its_route(app: FastAPI, admin: TestClient, settings: Settings) -> None:
    """Beyond the token there is an incomplete form, a thing that is not there, or the database that does not answer."""
    for method, path in asked(app):
        if method == "POST":
            said = admin.post(path, data={"form_token": _token(settings, path)})
            assert said.status_code in (400, 404, 405, 422, 503), (path, said.status_code)


@pytest.mark.parametrize("text", ["\0", "已核对\0"])
def test_what_no_database_can_hold_is_refused_before_anybody_looks_for_it(
    app: FastAPI, admin: TestClient, settings: Settings, text: str
) -> None:
    path = "/months/2020-05/close"
    assert admin.post(path, data={"form_token": _token(settings, path), "because": text}).status_code == 400
    assert {admin.get(page, params={"dag": text}).status_code for page in ("/runs", "/batches")} == {400}


def test_half_a_character_in_a_form_is_refused_as_unreadable(admin: TestClient) -> None:
    kind = "multipart/form-data; boundary=a; charset=utf-7"
    half = b'--a\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n+2AA-\r\n--a--\r\n'
    assert admin.post("/months/2020-05/close", content=half, headers={"content-type": kind}).status_code == 400
