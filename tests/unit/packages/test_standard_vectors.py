"""The ciphers and digests of packages against the examples printed in their standards."""

import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from township_sync.outbound import package_signatures as signatures
from township_sync.outbound import sm2
from township_sync.outbound.package_files import digests
from township_sync.settings import Settings


@pytest.mark.parametrize(("text", "wanted"), [
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
], ids=["A.1", "A.2"])
def test_sm3_gives_what_gb_t_32905_prints(text: bytes, wanted: str) -> None:
    assert digests(text) == (hashlib.sha256(text).hexdigest(), wanted)


def test_sm4_gives_what_gb_t_32907_prints() -> None:
    block = key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_in_gcm_mode_gives_what_rfc_8998_prints() -> None:
    """RFC 8998, A.1."""
    key, nonce = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"), bytes.fromhex("00001234567800000000ABCD")
    plain = b"".join(bytes([byte]) * 8 for byte in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    sealed = encryptor.update(plain) + encryptor.finalize()
    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D")
    assert encryptor.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"


RFC_8032 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032, ids=["TEST 1", "TEST 3"])
def test_ed25519_signs_and_verifies_what_rfc_8032_prints(
    tmp_path: Path, secret: str, public: str, message: str, signature: str
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    settings = Settings(tmp_path, {})
    (settings.folder("run") / "package_key.ed25519.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex() == public
    told = bytes.fromhex(message)
    assert signatures.sign(settings, "ed25519", told).hex() == signature
    pem = signatures.public_key(settings, "ed25519")
    assert signatures.verify("ed25519", pem, told, bytes.fromhex(signature))
    assert not signatures.verify("ed25519", pem, told + b" ", bytes.fromhex(signature))


SM2_PUBLIC = b"""-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAECfnfMR5UIaFQ3X0WHkvFxnIXn60Y
M/wHa7CP81bzUCDM6kkM4md1pS3G6nGMwapgCu0F+/NeCEpmMvYHLamtEw==
-----END PUBLIC KEY-----
"""
"""The example key (xA, yA) of GB/T 32918.5-2017, A.2, over the recommended curve."""
SM2_SIGNATURE = bytes.fromhex(
    "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
_NO_SM2 = pytest.mark.skipif(not sm2.is_there(), reason="the openssl of this machine has no SM2")


@_NO_SM2
def test_openssl_verifies_the_sm2_signature_that_gb_t_32918_prints() -> None:
    assert sm2.verify(SM2_PUBLIC, b"message digest", SM2_SIGNATURE)
    assert not sm2.verify(SM2_PUBLIC, b"message digest.", SM2_SIGNATURE)


@_NO_SM2
def test_openssl_signs_by_sm2_what_it_verifies(tmp_path: Path) -> None:
    settings = Settings(tmp_path, {})
    public = signatures.public_key(settings, "sm2")
    signed = signatures.sign(settings, "sm2", b"told")
    assert signatures.verify("sm2", public, b"told", signed)
    assert not signatures.verify("sm2", public, b"tolD", signed)
    assert signatures.public_key(settings, "sm2") == public, "the key is made once"
