"""SM2 signatures with SM3 (GB/T 32918, GB/T 32905) by an installed openssl 3: `cryptography` has no SM2.

The signer's identity is the customary `1234567812345678` (GM/T 0009), so that other products verify the same.
"""

import subprocess
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from township_sync.errors import UsageError

_DISTID = "distid:1234567812345678"
_SECONDS = 60


def is_there() -> bool:
    """Whether the openssl of this machine has SM2."""
    try:
        return bool(new_key())
    except UsageError:
        return False


def new_key() -> str:
    """A new private key (PEM, PKCS#8); UsageError without an openssl that has SM2."""
    return _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2").decode("ascii")


def public_key(private_key: str) -> bytes:
    """The public key (PEM, SubjectPublicKeyInfo) of a private one."""
    return _openssl("pkey", "-pubout", data=private_key.encode("ascii"))


def sign(private_key: Path, data: bytes) -> bytes:
    """A signature (DER) of the data; SM2 takes a random number for each, so that no two are alike."""
    return _openssl("dgst", "-sm3", "-sign", str(private_key), "-sigopt", _DISTID, data=data)


def verify(public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the signature is of these data by this key (PEM); UsageError without an openssl that has SM2."""
    if not is_there():
        raise UsageError(_MISSING)
    with TemporaryDirectory(prefix="township-sync-") as folder:
        key, signed = Path(folder) / "key.pem", Path(folder) / "signature"
        key.write_bytes(public)
        signed.write_bytes(signature)
        arguments = ("-verify", str(key), "-sigopt", _DISTID, "-signature", str(signed))
        return _run("dgst", "-sm3", *arguments, data=data).returncode == 0


_MISSING = "SM2 needs an installed openssl of version 3 or later; install it, or use Ed25519."


def _openssl(*arguments: str, data: bytes = b"") -> bytes:
    done = _run(*arguments, data=data)
    if done.returncode:
        raise UsageError(f"openssl {arguments[0]} failed. {_MISSING}")
    return done.stdout


def _run(*arguments: str, data: bytes) -> "subprocess.CompletedProcess[bytes]":
    program = which("openssl")
    if program is None:
        raise UsageError(_MISSING)
    try:
        return subprocess.run([program, *arguments], input=data, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise UsageError(f"openssl gave no answer in {_SECONDS} s. {_MISSING}") from None
