"""Data files that only who knows the passphrase can open: SM4 (GB/T 32907) in GCM mode, keys by scrypt (RFC 7914).

Same input, same bytes, and yet no nonce twice: it is made of the file itself (a synthetic nonce, as in SIV of Rogaway
and Shrimpton, 2006): HMAC-SHA-256 over the header and the contents, by a key of its own. So two files have one nonce
only when they are one and the same file of the same package. The salt is the digest of the package's heading, so that
each package has keys of its own. The header (file and package) is authenticated with the contents.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from township_sync.domain.package_manifest import Damaged, canonical
from township_sync.errors import UsageError

SCHEME: Mapping[str, Any] = {"name": "SM4-GCM", "kdf": "scrypt", "n": 32768, "r": 8, "p": 1}
"""What the manifest says of sealed files; there is no other scheme, so nobody can ask for a weaker or endless one."""
ENDING = ".sm4"
SHORTEST = 12
_MARK = b"township-sync-sealed-1\n"
_NONCE, _TAG = 12, 16


@dataclass(frozen=True, slots=True)
class Seal:
    """The keys of one package, and the digest of its heading."""

    heading_digest: str
    cipher_key: bytes
    nonce_key: bytes

    @classmethod
    def of(cls, passphrase: bytes, heading_digest: str) -> "Seal":
        """Derive the keys (0.1 s, 32 MB); UsageError when the passphrase is shorter than 12 bytes."""
        if len(passphrase) < SHORTEST:
            raise UsageError(f"The passphrase of packages has fewer than {SHORTEST} characters; choose a longer one.")
        made = hashlib.scrypt(passphrase, salt=bytes.fromhex(heading_digest), n=SCHEME["n"], r=SCHEME["r"],
                              p=SCHEME["p"], maxmem=1 << 26, dklen=48)
        return cls(heading_digest, made[:16], made[16:])

    def close(self, path: str, plain: bytes) -> bytes:
        """The sealed bytes of a file: mark, nonce, cipher text, tag."""
        nonce = hmac.digest(self.nonce_key, self._header(path) + hashlib.sha256(plain).digest(), "sha256")[:_NONCE]
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        encryptor = Cipher(algorithms.SM4(self.cipher_key), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(self._header(path))
        return _MARK + nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    def open(self, path: str, sealed: bytes) -> bytes:
        """The file behind `close`; Damaged when the passphrase, the file, its name or its package is another."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        body = sealed[len(_MARK):]
        if not sealed.startswith(_MARK) or len(body) < _NONCE + _TAG:
            raise Damaged("not_sealed", file=path)
        nonce, text, tag = body[:_NONCE], body[_NONCE:-_TAG], body[-_TAG:]
        decryptor = Cipher(algorithms.SM4(self.cipher_key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(self._header(path))
        try:
            return decryptor.update(text) + decryptor.finalize()
        except InvalidTag:
            raise Damaged("cannot_open", file=path) from None

    def _header(self, path: str) -> bytes:
        return canonical({"mark": _MARK.decode().strip(), "package": self.heading_digest, "path": path})
