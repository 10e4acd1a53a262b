"""Sealed files: the same bytes for the same file, no nonce for two files, and no file in another's place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from township_sync.domain.package_manifest import Damaged
from township_sync.outbound.package_seal import SHORTEST, Seal
from unit.packages.conftest import PASSPHRASE

HEADING, ANOTHER = "ab" * 32, "cd" * 32
SEAL, AGAIN, OTHER = (Seal.of(PASSPHRASE, digest) for digest in (HEADING, HEADING, ANOTHER))
_MARK = len(b"township-sync-sealed-1\n")
_FEW = settings(max_examples=100, deadline=None)
_TEXT = some.binary(max_size=200)


def _nonce(sealed: bytes) -> bytes:
    return sealed[_MARK:_MARK + 12]


@_FEW
@given(plain=_TEXT)
def test_what_was_sealed_is_opened_and_sealed_again_to_the_same_bytes(plain: bytes) -> None:
    sealed = SEAL.close("data/a.csv.sm4", plain)
    assert SEAL.open("data/a.csv.sm4", sealed) == plain
    assert AGAIN.close("data/a.csv.sm4", plain) == sealed


@_FEW
@given(one=_TEXT, other=_TEXT)
def test_one_nonce_is_never_used_for_two_contents_two_names_or_two_packages(one: bytes, other: bytes) -> None:
    sealed = _nonce(SEAL.close("data/a.csv.sm4", one))
    assert (_nonce(SEAL.close("data/a.csv.sm4", other)) == sealed) == (one == other)
    assert _nonce(SEAL.close("data/b.csv.sm4", one)) != sealed
    assert _nonce(OTHER.close("data/a.csv.sm4", one)) != sealed
    assert (OTHER.cipher_key, OTHER.nonce_key) != (SEAL.cipher_key, SEAL.nonce_key)


@_FEW
@given(plain=_TEXT, data=some.data())
def test_a_changed_byte_or_a_cut_is_never_opened(plain: bytes, data: some.DataObject) -> None:
    sealed = bytearray(SEAL.close("data/a.csv.sm4", plain))
    if data.draw(some.booleans()):
        sealed[data.draw(some.integers(0, len(sealed) - 1))] ^= data.draw(some.integers(1, 255))
    else:
        del sealed[data.draw(some.integers(0, len(sealed) - 1)):]
    with pytest.raises(Damaged):
        SEAL.open("data/a.csv.sm4", bytes(sealed))


def test_a_sealed_file_opens_in_its_own_place_only() -> None:
    sealed = SEAL.close("data/a.csv.sm4", b"told")
    for seal, path in ((SEAL, "data/b.csv.sm4"), (OTHER, "data/a.csv.sm4"),
                       (Seal.of(PASSPHRASE + b".", HEADING), "data/a.csv.sm4")):
        with pytest.raises(Damaged, match="解不开"):
            seal.open(path, sealed)
    assert len(PASSPHRASE) > SHORTEST
