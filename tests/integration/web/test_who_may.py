"""Every route of the board with every role: who may, who may not, and no route that nobody thought about."""

import re
from pathlib import Path
from typing import cast

import pytest
import yaml
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from integration.web.conftest import Reader
from integration.web.furnished import NOW
from township_sync import project
from township_sync.bench.board import pages
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.web import csrf
from township_sync.web.viewer import Viewer, viewer_of

GIVEN: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("who_may.yaml").read_text(encoding="utf-8"))
ROLES = ("approver", "auditor", "bureau", "data_engineer")
NOT_FURNISHED = {"GET /data_docs/{name:path}", "GET /rules/{slug}", "GET /units/{unit_code}/findings/{period}",
                 "GET /units/{unit_code}/workbooks/{report_id}/{position}"}
"""Of these nothing is there to be shown; every other page is asked for something that is."""
_PARTS = {"name:path": "board.css", "act": "close", "period": "2020-04", "position": "0", "slug": "id_check_digit"}


def _routes(client: TestClient) -> list[str]:
    routes = [route for route in cast(FastAPI, client.app).routes if isinstance(route, APIRoute)]
    return [f"{method} {route.path}" for route in routes[:-1] for method in sorted(route.methods)]


def _address(path: str, known: dict[str, list[str]]) -> str:
    """Something that is there, where it can be; else the name of something."""
    return known[path][0] if known.get(path) else re.sub(r"{([\w:]+)}", lambda part: _PARTS.get(part[1], "1"), path)


def _asked(client: TestClient, settings: Settings, role: str, route: str, address: str) -> int:
    if route.startswith("GET "):
        return client.get(address).status_code
    token = csrf.token(settings, Viewer("王股长", frozenset({role})), address, NOW)
    return client.post(address, data={"form_token": token}).status_code


def test_the_roles_are_those_of_the_configuration() -> None:
    told = project.mapping("config/board_roles.yaml")
    granted = {role for roles in told["roles"].values() for role in roles}
    assert granted == set(ROLES) and set(GIVEN) == {"everybody", *ROLES}
    assert {role for roles in told["acts"].values() for role in roles} <= granted


def test_every_route_was_thought_about(reader: Reader) -> None:
    assert sorted(_routes(reader("auditor"))) == sorted(route for routes in GIVEN.values() for route in routes)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_what_it_may_and_403_for_the_rest(
    actor: Reader, changed: Connection, copy_of_it: Settings, role: str
) -> None:
    known, client = pages(copy_of_it, changed), actor(role)
    statuses = {route: _asked(client, copy_of_it, role, route, _address(route.split(" ")[1], known))
                for route in _routes(client)}
    allowed = {*GIVEN["everybody"], *GIVEN[role]}
    assert {route: status for route, status in statuses.items() if (status == 403) == (route in allowed)} == {}
    assert {route: status for route, status in statuses.items() if status == 401 or status >= 500} == {}
    shown = {route for route, status in statuses.items() if route.startswith("POST ") or status == 200}
    assert allowed - shown <= NOT_FURNISHED


@pytest.mark.parametrize("given", ["township", "Public", "", "ADMIN", "bureau "])
def test_another_role_of_the_auth_manager_opens_nothing(given: str) -> None:
    assert viewer_of("somebody", [given]) is None
