"""Every route that the application lists, asked by somebody who is not signed in, or has no role of the board."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from unit.web.conftest import asked


def test_every_route_is_closed_to_who_is_not_signed_in(app: FastAPI, anybody: TestClient) -> None:
    routes = asked(app)
    answers = {(method, path): anybody.request(method, path).status_code for method, path in routes}
    assert len(routes) > 20 and ("GET", "/") in answers and ("GET", "/static/board.css") in answers
    assert {place: status for place, status in answers.items() if status != 401} == {}


def test_every_route_is_closed_to_who_has_no_role_of_the_board(app: FastAPI, anybody: TestClient) -> None:
    stranger = {"x-name": "somebody", "x-role": "township"}
    answers = {(method, path): anybody.request(method, path, headers=stranger).status_code
               for method, path in asked(app)}
    assert {place: status for place, status in answers.items() if status != 403} == {}


def test_a_wrong_form_token_does_not_help_who_is_not_signed_in(app: FastAPI, anybody: TestClient) -> None:
    posts = [path for method, path in asked(app) if method == "POST"]
    assert posts and {anybody.post(path, data={"form_token": "x"}).status_code for path in posts} == {401}


@pytest.mark.parametrize("method", ["PROPFIND", "TRACE", "BREW"])
def test_a_method_that_no_route_has_is_closed_as_well(app: FastAPI, anybody: TestClient, method: str) -> None:
    assert {anybody.request(method, path).status_code for _, path in asked(app)} == {401}


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=a",
                                  "application/x-www-form-urlencoded"])
def test_nothing_that_a_stranger_sends_is_read(app: FastAPI, anybody: TestClient, kind: str) -> None:
    unreadable = b"&".join(b"a=%d" % number for number in range(2000))
    answers = {(method, path): anybody.request(method, path, content=unreadable, headers={"content-type": kind})
               for method, path in asked(app) if method == "POST"}
    assert {place: said.status_code for place, said in answers.items() if said.status_code != 401} == {}


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "//", "/static/../app.py", "/static/%2e%2e/app.py"])
def test_no_path_that_the_framework_or_the_disk_has_leads_around_the_gate(anybody: TestClient, path: str) -> None:
    assert anybody.get(path).status_code == 401


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2fsettings.py",
                                  "/static//etc/passwd", "/static/a%00.css", f"/static/{'a' * 300}.css", "/docs",
                                  "/openapi.json", "/units/"])
def test_nothing_but_the_boards_own_files_is_shown_to_who_is_signed_in(admin: TestClient, path: str) -> None:
    assert admin.get(path).status_code == 404


def test_the_refusal_is_a_page_that_says_what_helps(anybody: TestClient) -> None:
    said = anybody.get("/")
    assert said.headers["content-type"].startswith("text/html") and "登录" in said.text
