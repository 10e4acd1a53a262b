"""Verify a file package with nothing but Python and openssl, for an auditor who trusts no program of the sender.

    python verify_package.py FOLDER PUBLIC_KEY.pem
The key (Ed25519 or SM2) is the one that was handed over, not the one in the package. Exit 0: the signature is by that
key, and every file is there as it was signed, and no other. docs/decisions/0024-the-file-package.md has the format.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path


def main(folder: Path, key: str) -> int:
    manifest = folder / "manifest.json"
    ed25519 = ["pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", manifest, "-sigfile",
               folder / "manifest.json.sig"]
    sm2 = ["dgst", "-sm3", "-sigopt", "distid:1234567812345678", "-verify", key, "-signature",
           folder / "manifest.json.sm2.sig", manifest]
    if not any(openssl(*arguments).returncode == 0 for arguments in (ed25519, sm2)):
        print("manifest.json is not signed by this key")
        return 1
    told = {each["path"]: each for each in json.loads(manifest.read_bytes())["files"]}
    beside = {"manifest.json", "manifest.json.sig", "manifest.json.sm2.sig"}
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()} - beside
    wrong = [f"{path} is missing" for path in sorted(told.keys() - found)]
    wrong += [f"{path} is not listed" for path in sorted(found - told.keys())]
    for path in sorted(told.keys() & found):
        data = (folder / path).read_bytes()
        sm3 = openssl("dgst", "-sm3", "-r", folder / path).stdout.split()[:1]
        if (len(data), hashlib.sha256(data).hexdigest()) != (told[path]["byte_count"], told[path]["sha256"]):
            wrong.append(f"{path} was changed")
        elif sm3 and sm3[0].decode() != told[path]["sm3"]:
            wrong.append(f"{path} has another SM3")
    print("\n".join(wrong) or f"{folder.name} holds: {len(told)} files")
    return int(bool(wrong))


def openssl(*arguments: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
