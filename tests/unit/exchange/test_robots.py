"""Chat robots are counted as their platform counts them: by the robot, not by the names that contacts give it."""

from pathlib import Path

from township_sync.settings import Settings
from township_sync.transport.robot import robot_id

ADDRESS = "https://robot.example.invalid/send?access_token="


def _settings(**more: str) -> Settings:
    return Settings(Path(), {f"TOWNSHIP_SYNC_{name}": value for name, value in more.items()})


def test_two_names_of_one_robot_share_its_turns() -> None:
    settings = _settings(DINGTALK_URL=ADDRESS + "common", DINGTALK_URL_C114=ADDRESS + "own")
    common = robot_id(settings, "DINGTALK", "C006")
    assert common == robot_id(settings, "DINGTALK", "C008") != robot_id(settings, "DINGTALK", "C114")
    assert "common" not in common


def test_a_contact_without_a_robot_waits_for_nobody_else() -> None:
    assert robot_id(_settings(), "DINGTALK", "C006") == "C006"
