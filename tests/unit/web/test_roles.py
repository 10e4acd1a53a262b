"""Who may open the board and what he may do there: config/board_roles.yaml, and users of Airflow's auth managers."""

from types import SimpleNamespace

import pytest

from township_sync.errors import DefinitionError
from township_sync.web import viewer as module
from township_sync.web.auth import roles_of
from township_sync.web.viewer import may, viewer_of

BOARD_ROLES = {"bureau", "data_engineer", "approver", "auditor"}


@pytest.mark.parametrize("role", ["admin", "Admin"])
def test_the_administrator_of_either_auth_manager_has_every_role(role: str) -> None:
    somebody = viewer_of("admin", [role])
    assert somebody and somebody.roles == BOARD_ROLES


@pytest.mark.parametrize("roles", [[], ["Public"], ["township"], [""]])
def test_whoever_has_no_role_of_the_board_is_nobody_there(roles: list[str]) -> None:
    assert viewer_of("somebody", roles) is None


@pytest.mark.parametrize("role", ["viewer", "Viewer", "auditor"])
def test_who_only_looks_changes_nothing_and_sees_no_person(role: str) -> None:
    somebody = viewer_of("somebody", [role])
    acts = module._rules()["acts"]
    assert somebody and {act for act in acts if may(somebody, act)} == {"see_acts"}


def test_only_approvers_let_publications_leave_and_engineers_see_no_person() -> None:
    for role in BOARD_ROLES:
        somebody = viewer_of("somebody", [role])
        assert somebody and may(somebody, "approve") == (role == "approver")
        assert may(somebody, "see_persons") == (role == "bureau")


def test_a_person_may_have_a_role_besides_those_of_the_auth_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {**module._rules(), "people": {"li.gong": ["approver"]}}
    monkeypatch.setattr(module, "_rules", lambda: known)
    somebody, other = viewer_of("li.gong", ["user"]), viewer_of("wang", ["user"])
    assert somebody and other and may(somebody, "approve") and not may(other, "approve")


def test_every_role_that_is_given_is_one_of_the_four() -> None:
    rules = module._rules()
    given = {role for roles in (*rules["roles"].values(), *rules["acts"].values()) for role in roles}
    assert given == BOARD_ROLES


def test_an_act_that_nobody_wrote_down_is_our_mistake() -> None:
    somebody = viewer_of("admin", ["admin"])
    assert somebody
    with pytest.raises(DefinitionError, match="no act 'fly'"):
        may(somebody, "fly")


@pytest.mark.parametrize(("user", "roles"), [
    (SimpleNamespace(role="ADMIN"), ["admin"]),
    (SimpleNamespace(role=None), []),
    (SimpleNamespace(roles=[SimpleNamespace(name="Op"), SimpleNamespace(name="approver")]), ["Op", "approver"]),
    (SimpleNamespace(), []),
], ids=["simple", "simple without a role", "FAB", "another auth manager"])
def test_roles_are_read_from_the_users_of_every_auth_manager(user: object, roles: list[str]) -> None:
    assert list(roles_of(user)) == roles
