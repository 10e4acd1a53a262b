"""A package made of nothing but values, in a folder, as a sender with keys of its own makes it."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from township_sync.domain.package_manifest import BEGINNING, Manifest, PackedBatch
from township_sync.outbound import package, package_signatures
from township_sync.outbound.batches import bodies
from township_sync.outbound.package import Content
from township_sync.outbound.package_files import zipped
from township_sync.settings import Settings
from township_sync.workbooks.package_table import table_workbook

PASSPHRASE = b"correct horse battery staple"
CSV = b"row_key,action,row_version,corrects,name\r\n" + b"".join(
    f'{number:064x},new,{number:064x},,"no. {number}, ""A"""\r\n'.encode() for number in range(1, 8))
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The workspace of the sender."""
    return Settings(tmp_path_factory.mktemp("sender"), {})


@pytest.fixture(scope="module")
def make_package(keys: Settings, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Write a package as folder and .zip and give its folder; the n-th of a chain follows `previous`."""

    def make(number: int = 1, previous: str = BEGINNING, sealed_by: bytes | None = None,
             algorithms: tuple[str, ...] = ("ed25519",)) -> Path:
        unsigned = _unsigned(keys, number, previous, sealed_by, algorithms)
        told = unsigned.manifest.told
        signed = {name: package_signatures.sign(keys, name, told) for name in algorithms}
        files, name = unsigned.signed(signed), unsigned.manifest.name
        place = tmp_path_factory.mktemp("packages")
        for path, data in files.items():
            (place / name / path).parent.mkdir(parents=True, exist_ok=True)
            (place / name / path).write_bytes(data)
        (place / f"{name}.zip").write_bytes(zipped(name, files))
        return place / name

    return make


def _unsigned(keys: Settings, number: int, previous: str, sealed_by: bytes | None,
              algorithms: tuple[str, ...]) -> package.Unsigned:
    from datetime import date

    public = {name: package_signatures.public_key(keys, name) for name in algorithms}
    file = package.path_in_package("data/worker.r1.csv", sealed_by)
    batches = tuple(PackedBatch(f"month-worker-2020-05-r1-{at}", hashlib.sha256(one.content).hexdigest(), file,
                                one.first_row, one.row_count, one.sha256, "abc")
                    for at, one in enumerate(bodies(io.BytesIO(CSV), [5, 5]), 1))
    signers = {name: package_signatures.key_digest(key) for name, key in public.items()}
    heading = Manifest(number, f"2020-05-{number}", "2020-05", previous, "439999", "某局", "1.0",
                       "2020-06-05T08:00:00+08:00", package.cipher(sealed_by), signers, batches)
    book = table_workbook("数据", ["name"], [[str(row)] for row in range(7)], date(2020, 6, 5))
    contents = [Content("data/worker.r1.csv", CSV, 7, is_personal=True),
                Content("data/worker.r1.xlsx", book, 7, is_personal=True), Content("说明.txt", "说明".encode())]
    return package.make(heading, contents, public, sealed_by)
