"""Good files of every format, broken at random (seeded): bytes flipped, cut out, put in twice, also inside parts."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import py7zr

from museum.exhibits import GOOD
from museum.exhibits_containers import old_workbook
from museum.parts import csv_text, ods, ods_table, table, zipped

Bytes = bytearray


def good_files() -> dict[str, bytes]:
    """One good file of each format, by name."""
    text = csv_text(table())
    return {
        "book.xlsx": GOOD, "book.xls": old_workbook(), "book.ods": ods(ods_table(table())),
        "text.csv": text.encode(), "text_gb.csv": text.encode("gb18030"), "text_16.csv": text.encode("utf-16"),
        "bundle.zip": zipped({"a.xlsx": GOOD, "b.csv": text.encode()}), "bundle.7z": _seven_zip(), "mail.eml": _mail(),
    }  # fmt: skip


def mutants(data: bytes, seed: str, count: int) -> Iterator[bytes]:
    """So many broken copies of a file; the same seed gives the same ones."""
    chance = random.Random(seed)
    for _ in range(count):
        whole = data.startswith(b"PK") and chance.random() < 0.5
        yield _broken_part(data, chance) if whole else _broken(data, chance)


def _broken(data: bytes, chance: random.Random) -> bytes:
    mutant = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        chance.choice(_WAYS)(mutant, chance)
    return bytes(mutant)


def _broken_part(data: bytes, chance: random.Random) -> bytes:
    """One part of the container is broken before it is packed: what gets past every check sum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    return zipped({**parts, name: _broken(parts[name], chance)})


def _flip(mutant: Bytes, chance: random.Random) -> None:
    if mutant:
        mutant[chance.randrange(len(mutant))] ^= 1 << chance.randrange(8)


def _overwrite(mutant: Bytes, chance: random.Random) -> None:
    at = chance.randrange(len(mutant) + 1)
    value = chance.choice([b"\x00", b"\xff", b"\xff\xff\xff\xff", b"\x7f\xff", b"999999999", b"-1", b"<", b'"', b"&"])
    mutant[at : at + len(value)] = value


def _cut(mutant: Bytes, chance: random.Random) -> None:
    at = chance.randrange(len(mutant) + 1)
    del mutant[at : at + chance.choice([1, 2, 4, 100, len(mutant)])]


def _insert(mutant: Bytes, chance: random.Random) -> None:
    at = chance.randrange(len(mutant) + 1)
    mutant[at:at] = chance.randbytes(chance.choice([1, 4, 100]))


def _repeat(mutant: Bytes, chance: random.Random) -> None:
    at = chance.randrange(len(mutant) + 1)
    mutant[at:at] = mutant[at : at + chance.choice([4, 40, 400])] * chance.choice([1, 3, 50])


_WAYS: list[Callable[[Bytes, random.Random], None]] = [_flip, _flip, _overwrite, _overwrite, _cut, _insert, _repeat]


def _seven_zip() -> bytes:
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.writestr(GOOD, "a.xlsx")
    return out.getvalue()


def _mail() -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "五月报表", "a@example.invalid", "b@example.invalid"
    message.set_content("见附件")
    message.add_attachment(GOOD, maintype="application", subtype="octet-stream", filename="五月.xlsx")
    return message.as_bytes()
