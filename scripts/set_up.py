"""Set up the project's environment; needs Python 3.11 or later with venv, and nothing else.

    python3 scripts/set_up.py              make the environment and install what requirements.lock pins (once)
    python3 scripts/set_up.py --where venv|workspace     say where they lie
    python3 scripts/set_up.py --lock       pin the newest versions that fit anew in requirements.lock

The embedded database server may not run as root, so its files must lie where other accounts can enter. For root, a
checkout that they cannot enter (below root's home) therefore keeps its environment and its data elsewhere.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path("/var/lib/township-sync")
STAMP = ".township-sync"
MADE_FROM = ("requirements.lock", "pyproject.toml", "scripts/set_up.py")


def main() -> int:
    """Install, or answer where; 2 with one sentence when it cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--where", choices=("venv", "workspace"))
    parser.add_argument("--lock", action="store_true")
    asked = parser.parse_args()
    if asked.where:
        print(place(asked.where))
        return 0
    try:
        (lock if asked.lock else install)(place("venv"))
    except (OSError, subprocess.CalledProcessError, Refused) as error:
        print(f"set_up: {error}", file=sys.stderr)
        return 2
    return 0


class Refused(Exception):
    """What cannot be done here, with the remedy."""


def place(what: str) -> Path:
    """Where environment or workspace lie: VENV or TOWNSHIP_SYNC_WORKSPACE, else in the checkout if possible."""
    given = os.environ.get({"venv": "VENV", "workspace": "TOWNSHIP_SYNC_WORKSPACE"}[what])
    if given:
        return Path(given).absolute()
    name = {"venv": ".venv", "workspace": "workspace"}[what]
    if not is_closed(ROOT):
        return ROOT / name
    return SHARED / hashlib.sha256(str(ROOT).encode()).hexdigest()[:8] / name.lstrip(".")


def is_closed(folder: Path) -> bool:
    """Whether we are root and other accounts cannot enter this folder."""
    parents = [path for path in (folder, *folder.parents) if path.exists()]
    return os.geteuid() == 0 and not all(path.stat().st_mode & 0o001 for path in parents)


def install(venv: Path) -> None:
    """Make the environment and install into it; nothing happens when it is already so."""
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        raise Refused(f"Python 3.11 to 3.13 is needed, this is {sys.version.split()[0]}; set PYTHON=python3.11.")
    if is_closed(venv):
        raise Refused(f"{venv} is closed to the database server's account; set VENV to a folder everybody may enter.")
    wanted = fingerprint()
    stamp = venv / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        return
    make(venv)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet",
           "--use-pep517"]
    # The lock names every package, so nothing needs to be resolved; pip compiles to byte code as it installs.
    run("Installing what requirements.lock pins (a few minutes the first time)",
        [*pip, "--no-deps", "-r", str(ROOT / "requirements.lock")])
    run("Installing township-sync", [*pip, "--no-deps", "-e", str(ROOT)])
    run("Compiling", [str(venv / "bin" / "python"), "-m", "compileall", "-q", str(ROOT / "plugins")])
    stamp.write_text(wanted)


def lock(venv: Path) -> None:
    """Write requirements.lock for every Python that is supported; no index is named in it."""
    python = str(venv / "bin" / "python")
    run("Installing uv", [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "uv"])
    compiling = [str(venv / "bin" / "uv"), "pip", "compile", "--upgrade", "--quiet", "--python-version", "3.11",
                 "--no-header", "--no-annotate", "--no-emit-index-url", "pyproject.toml"]
    run("Resolving", [*compiling, "--extra", "dev", "--universal", "-o", "requirements.lock"])
    run("Resolving the image", [*compiling, "requirements-image.in", "-o", "requirements-image.lock"])


def make(venv: Path) -> None:
    """An empty environment with pip."""
    if (venv / "bin" / "pip").exists():
        return
    venv.parent.mkdir(parents=True, exist_ok=True)
    try:
        run(f"Making an environment in {venv}", [sys.executable, "-m", "venv", "--clear", str(venv)])
    except subprocess.CalledProcessError:
        raise Refused("Python's venv does not work here; install it (Debian: apt-get install python3-venv).") from None


def run(what: str, command: list[str]) -> None:
    """Say what is done and do it."""
    print(f"{what} …", flush=True)
    subprocess.run(command, check=True, cwd=ROOT)


def fingerprint() -> str:
    """A hash of everything the environment is made from."""
    digest = hashlib.sha256(sys.version.encode())
    for name in MADE_FROM:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
