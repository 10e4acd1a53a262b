"""See to it that the browser tests have a Chromium, and fonts in which Chinese can be read on a screenshot.

    python3 scripts/provide_chromium.py

Nothing happens when they are there. When they are missing, root gets Debian's packages; anybody else is told how.
Needs nothing but Python: it runs before anything of the project does.
"""

import os
import shutil
import subprocess
import sys

PACKAGES = ("chromium", "fonts-noto-cjk")
HOW = f"apt-get install --no-install-recommends {' '.join(PACKAGES)}"


def main() -> int:
    """0 when the browser and its fonts are there now; 2 with one sentence when they cannot be had."""
    if not missing():
        return 0
    if os.geteuid() or not shutil.which("apt-get"):
        print(f"make test-browser needs {' and '.join(missing())}; as root: {HOW}", file=sys.stderr)
        return 2
    print(f"Installing {' and '.join(missing())} …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update -qq", f"{HOW} -y -qq"):
        if subprocess.run(command.split(), env=quiet, stdout=subprocess.DEVNULL, check=False).returncode:
            print(f"`{command}` failed; install {' and '.join(PACKAGES)} by hand.", file=sys.stderr)
            return 2
    return 0


def missing() -> list[str]:
    """Which of the packages' things are not there."""
    there = {"chromium": shutil.which("chromium") is not None, "fonts-noto-cjk": has_chinese_fonts()}
    return [package for package in PACKAGES if not there[package]]


def has_chinese_fonts() -> bool:
    """Whether any font of this machine has Chinese signs."""
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


if __name__ == "__main__":
    sys.exit(main())
