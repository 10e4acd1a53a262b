"""Who made a package: detached signatures over manifest.json, and the keys, made once per workspace.

Ed25519 (RFC 8032) through `cryptography`, SM2 with SM3 through an installed openssl. Neither key is that of a certified
product: see docs/decisions/0024-the-file-package.md.
"""

import hashlib
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, cast

from township_sync.errors import TerminalError, UsageError
from township_sync.outbound import sm2
from township_sync.settings import Settings, first_of_all

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNATURES = {"ed25519": "manifest.json.sig", "sm2": "manifest.json.sm2.sig"}
"""The file of a package that holds the signature: 64 bytes as they are (Ed25519), DER (SM2)."""
_CHOICES = {"ed25519": ("ed25519",), "sm2": ("sm2",), "both": ("ed25519", "sm2")}


def chosen(settings: Settings) -> tuple[str, ...]:
    """The algorithms by which packages are signed (`PACKAGE_SIGNATURE`); UsageError for any other word."""
    said = settings.get("PACKAGE_SIGNATURE", "ed25519")
    if said not in _CHOICES:
        raise UsageError(f"TOWNSHIP_SYNC_PACKAGE_SIGNATURE is '{said}'; it may be {', '.join(_CHOICES)}.")
    return _CHOICES[said]


def key_file(algorithm: str) -> str:
    """The file of a package that holds the public key."""
    return f"signing_key.{algorithm}.pem"


def public_key(settings: Settings, algorithm: str) -> bytes:
    """The public key (PEM) of this workspace, whose private key is made at the first call.

    TerminalError when the private key was emptied or is none: signatures by another one would be somebody else's.
    """
    private = _private(settings, algorithm).read_text(encoding="ascii", errors="replace")
    if algorithm == "sm2":
        return sm2.public_key(private)
    from cryptography.hazmat.primitives import serialization as forms

    return _loaded(private).public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)


def sign(settings: Settings, algorithm: str, data: bytes) -> bytes:
    """The signature of this workspace."""
    path = _private(settings, algorithm)
    return sm2.sign(path, data) if algorithm == "sm2" else _loaded(path.read_text(encoding="ascii")).sign(data)


def verify(algorithm: str, public: bytes, data: bytes, signature: bytes) -> bool:
    """Whether the signature is of these data by this public key (PEM); UsageError when it cannot be told here."""
    if algorithm not in SIGNATURES:
        raise UsageError(f"Signatures by '{algorithm[:40]}' are unknown to this version; update it.")
    if algorithm == "sm2":
        return sm2.verify(public, data, signature)
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(public)
        assert isinstance(key, Ed25519PublicKey)
        key.verify(signature, data)
    except (InvalidSignature, ValueError, AssertionError):
        return False
    return True


def key_digest(public: bytes) -> str:
    """SHA-256 (hex) over a public key (PEM) as DER: short enough to be read out; UsageError when it is no key."""
    lines = public.decode("ascii", "replace").split("-----")
    try:
        if lines[1::2] == ["BEGIN PUBLIC KEY", "END PUBLIC KEY"]:
            return hashlib.sha256(b64decode("".join(lines[2].split()), validate=True)).hexdigest()
    except ValueError:
        pass
    raise UsageError("This is no public key; it begins with -----BEGIN PUBLIC KEY-----.")


def _private(settings: Settings, algorithm: str) -> Path:
    path = settings.folder("run") / f"package_key.{algorithm}.pem"
    if not first_of_all(path, sm2.new_key if algorithm == "sm2" else _new_ed25519).strip():
        raise TerminalError(f"run/{path.name} of the workspace is empty; restore it from the backup, or remove it and "
                            "give the new public key to everybody who verifies.")
    return path


def _new_ed25519() -> str:
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes(
        forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()).decode("ascii")


def _loaded(private: str) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return cast("Ed25519PrivateKey", load_pem_private_key(private.encode("ascii"), None))
    except ValueError:
        raise TerminalError("run/package_key.ed25519.pem of the workspace is no private key; restore it.") from None
