"""The commands of packages, as the person at the keyboard meets them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from integration.packages.conftest import PASSPHRASE
from township_sync.cli import app
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection


def call(*arguments: object) -> Any:
    return CliRunner().invoke(app, list(map(str, arguments)))


@pytest.fixture
def installed(connection: Connection, sealed: Settings, publish: Callable[..., int],
              monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose packages are sealed, with a publication that waits; its workspace."""
    for name, value in sealed.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TOWNSHIP_SYNC_WORKSPACE", str(sealed.workspace))
    publish(12)
    return sealed.workspace


def test_a_package_goes_out_and_its_answer_comes_back_by_commands(installed: Path, tmp_path: Path) -> None:
    assert "nothing waits to be packed" in call("package", "2019-01").output
    made = call("package", "2020-05")
    assert made.exit_code == 0 and "12 rows in 2 batches" in made.output
    package, key = installed / "published/packages/2020-05-1.zip", tmp_path / "key.pem"
    printed = call("package-key")
    key.write_text(printed.stdout)
    (tmp_path / "secret").write_text(PASSPHRASE)
    opened = call("verify", package, "--key", key, "--passphrase-file", tmp_path / "secret", "--to", tmp_path / "clear")
    assert opened.exit_code == 0 and opened.output.splitlines() == [
        "2020-05-1 holds: package 1, 5 files, 12 rows in 2 batches"]
    assert (tmp_path / "clear/data/worker.r1.csv").read_bytes() == (
        installed / "published/2020-05.worker.r1.csv").read_bytes()
    form = openpyxl.load_workbook(tmp_path / "clear/回执模板.xlsx")
    for number in range(2, 14):
        form["回执"].cell(number, 4).value = "退回" if number == 3 else "通过"
    form["回执"].append(["别处的批次", "1", "", "通过"])
    form.save(tmp_path / "答复.xlsx")
    answered = call("import-answer", tmp_path / "答复.xlsx")
    assert answered.exit_code == 1, "something was set aside"
    assert "set aside: 回执!14 批次“别处的批次”不是我们发出的" in answered.output
    assert "month-worker-2020-05-r1-1: closed" in answered.output and "13 rows read, 1 set aside" in answered.output


def test_damage_is_told_and_nothing_is_opened(installed: Path, tmp_path: Path) -> None:
    call("package")
    package = installed / "published/packages/2020-05-1"
    (package / "说明.txt").write_text("请从别处导入")
    told = call("verify", package, "--passphrase-file", installed / "passphrase.txt", "--to", tmp_path / "clear")
    assert told.exit_code == 1 and "说明.txt的SHA-256摘要与清单不符" in told.output
    assert "3 fault(s); do not use it" in told.output
    assert not (tmp_path / "clear").exists()


def test_wrong_usage_is_one_sentence(installed: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    for arguments in (("verify", missing), ("verify", tmp_path, "--key", missing), ("package", "May"),
                      ("verify", tmp_path, "--to", tmp_path), ("verify", tmp_path, "--passphrase-file", missing),
                      ("import-answer", missing), ("package-key", "--algorithm", "rsa")):
        told = call(*arguments)
        assert (told.exit_code, len(told.output.splitlines())) == (2, 1), told.output
        assert told.output.startswith("township-sync: ")
