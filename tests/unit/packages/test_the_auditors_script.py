"""The script that an auditor runs without our program agrees with it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from township_sync.outbound import package_signatures as signatures
from township_sync.outbound import sm2
from township_sync.settings import Settings
from unit.packages.conftest import Make

SCRIPT = Path(__file__).parents[3] / "scripts/verify_package.py"
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl on this machine")


def _verified(folder: Path, key: Path) -> tuple[int, str]:
    # -I: nothing of ours can be imported.
    done = subprocess.run([sys.executable, "-I", str(SCRIPT), str(folder), str(key)], capture_output=True, text=True,
                          check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("algorithm", ["ed25519", pytest.param("sm2", marks=pytest.mark.skipif(
    not sm2.is_there(), reason="the openssl of this machine has no SM2"))])
def test_the_script_finds_what_was_done_to_a_package(
    make_package: Make, keys: Settings, tmp_path: Path, algorithm: str
) -> None:
    package = make_package(algorithms=(algorithm,))
    key, other = tmp_path / "key.pem", tmp_path / "other.pem"
    key.write_bytes(signatures.public_key(keys, algorithm))
    other.write_bytes(signatures.public_key(Settings(tmp_path, {}), algorithm))
    assert _verified(package, key) == (0, "2020-05-1 holds: 4 files\n")
    assert _verified(package, other)[0] == 1
    data = package / "data/worker.r1.csv"
    data.write_bytes(data.read_bytes().replace(b"no. 3", b"no. 4"))
    (package / "data/worker.r1.xlsx").rename(package / "data/other.xlsx")
    assert _verified(package, key) == (
        1, "data/worker.r1.xlsx is missing\ndata/other.xlsx is not listed\ndata/worker.r1.csv was changed\n")
    manifest = package / "manifest.json"
    manifest.write_bytes(manifest.read_bytes() + b" ")
    assert _verified(package, key) == (1, "manifest.json is not signed by this key\n")
