"""Whatever is done to a package after it was signed is found offline, and said in one sentence."""

import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from township_sync.domain.package_manifest import canonical, parse
from township_sync.errors import UsageError
from township_sync.outbound import package_signatures as signatures
from township_sync.outbound import sm2
from township_sync.outbound.package_files import zipped
from township_sync.outbound.package_verify import verify
from township_sync.settings import Settings
from unit.packages.conftest import CSV, PASSPHRASE, Make

_MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def package(make_package: Make) -> Path:
    return make_package()


@pytest.fixture
def copy(package: Path, tmp_path: Path) -> Path:
    """A package that may be spoilt."""
    return Path(shutil.copytree(package, tmp_path / package.name))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_package_as_it_was_made_holds(package: Path, keys: Settings) -> None:
    public = signatures.public_key(keys, "ed25519")
    for path in (package, package.with_name(f"{package.name}.zip")):
        found = verify(path, public)
        assert (found.damage, found.notes) == ((), ())
        assert found.opened["data/worker.r1.csv"] == CSV


@_MANY
@given(data=some.data())
def test_one_changed_byte_of_any_file_is_found(package: Path, tmp_path_factory: pytest.TempPathFactory,
                                               data: some.DataObject) -> None:
    spoilt = Path(shutil.copytree(package, tmp_path_factory.mktemp("spoilt") / package.name))
    path = data.draw(some.sampled_from(_files(spoilt)))
    _flip(path, data)
    damage = verify(spoilt).damage
    assert damage, f"nothing was found wrong with {path.name}"
    shutil.rmtree(spoilt.parent)


@_MANY
@given(data=some.data())
def test_one_changed_byte_of_the_zip_is_found(package: Path, tmp_path_factory: pytest.TempPathFactory,
                                              data: some.DataObject) -> None:
    spoilt = tmp_path_factory.mktemp("spoilt") / f"{package.name}.zip"
    shutil.copy(package.with_name(spoilt.name), spoilt)
    _flip(spoilt, data)
    assert verify(spoilt).damage


def _flip(path: Path, data: some.DataObject) -> None:
    content = bytearray(path.read_bytes())
    content[data.draw(some.integers(0, len(content) - 1))] ^= data.draw(some.integers(1, 255))
    path.write_bytes(content)


@_MANY
@given(data=some.data())
def test_a_file_that_was_cut_or_grew_is_found(package: Path, tmp_path_factory: pytest.TempPathFactory,
                                              data: some.DataObject) -> None:
    spoilt = Path(shutil.copytree(package, tmp_path_factory.mktemp("spoilt") / package.name))
    path = data.draw(some.sampled_from(_files(spoilt)))
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(some.integers(0, len(content) - 1))] if data.draw(some.booleans())
                     else content + data.draw(some.binary(min_size=1, max_size=9)))
    assert verify(spoilt).damage
    shutil.rmtree(spoilt.parent)


def _without(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def _changed(name: str, old: bytes, new: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes().replace(old, new))


DAMAGE: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "a value changed": (_changed("data/worker.r1.csv", b"no. 3", b"no. 4"),
                        ["data/worker.r1.csv的SHA-256摘要与清单不符", "data/worker.r1.csv的SM3摘要与清单不符",
                         "data/worker.r1.csv里批次month-worker-2020-05-r1-1的内容与清单不符"]),
    "a row taken out": (lambda folder: (folder / "data/worker.r1.csv").write_bytes(
        b"".join(CSV.splitlines(keepends=True)[:-1])),
        ["字节，清单里是", "SHA-256", "SM3", "data/worker.r1.csv有6行，清单里是7行", "r1-2的内容"]),
    "no data file": (_without("data/worker.r1.xlsx"), ["缺少文件data/worker.r1.xlsx"]),
    "one file more": (lambda folder: (folder / "补充.xlsx").write_bytes(b"x"), ["多出文件补充.xlsx，清单里没有"]),
    "an office's lock file": (lambda folder: (folder / "~$worker.xlsx").write_bytes(b"x"), ["多出文件"]),
    "no signature": (_without("manifest.json.sig"), ["没有manifest.json.sig，这个包没有签名"]),
    "no manifest": (_without("manifest.json"), ["没有manifest.json，这个包没有签名"]),
    "manifest written anew with blanks": (_changed("manifest.json", b",", b", "),
                                          ["不是township-sync-package-1格式的清单"]),
    "manifest of another month": (_changed("manifest.json", b'"2020-05"', b'"2020-06"'),
                                  ["manifest.json.sig与manifest.json不符"]),
    "no public key": (_without("signing_key.ed25519.pem"), ["ed25519公钥不在包里", "缺少文件signing_key.ed25519.pem"]),
    "a link": (lambda folder: (folder / "data/x.csv").symlink_to("/etc/hostname"), ["data/x.csv是链接或设备"]),
    "another name": (lambda folder: folder.rename(folder.with_name("2020-05-9")),
                     ["文件夹叫2020-05-9，清单里叫2020-05-1"]),
    "no data at all": (lambda folder: (folder / "data/worker.r1.csv").write_bytes(b""),
                       ["0字节", "SHA-256", "SM3", "不是当初写的那种.csv"]),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_each_kind_of_damage_is_named(copy: Path, name: str) -> None:
    spoil, wanted = DAMAGE[name]
    spoil(copy)
    (folder,) = copy.parent.iterdir()
    damage = verify(folder).damage
    assert len(damage) == len(wanted), damage
    for said, part in zip(damage, wanted, strict=True):
        assert part in said


def test_a_package_signed_by_somebody_else_does_not_hold_by_the_key_that_was_handed_over(
    package: Path, tmp_path: Path
) -> None:
    other = signatures.public_key(Settings(tmp_path, {}), "ed25519")
    (said,) = verify(package, other).damage
    assert "不是该公钥的持有人签的" in said
    assert verify(package).notes[0].startswith("没有给出公钥")


def test_a_manifest_that_names_the_right_key_for_another_algorithm_is_found_out(
    copy: Path, keys: Settings, tmp_path: Path
) -> None:
    """Somebody signs with a key of his own, and lists the true one as that of a signature that nobody can check."""
    public, his = signatures.public_key(keys, "ed25519"), Settings(tmp_path / "his", {})
    told = parse((copy / "manifest.json").read_bytes())
    (copy / "signing_key.ed25519.pem").write_bytes(signatures.public_key(his, "ed25519"))
    for algorithm in ("sm2", "rsa"):
        signers = {"ed25519": signatures.key_digest(signatures.public_key(his, "ed25519")),
                   algorithm: signatures.key_digest(public)}
        forged = replace(told, signers=signers)
        (copy / "manifest.json").write_bytes(forged.told)
        (copy / "manifest.json.sig").write_bytes(signatures.sign(his, "ed25519", forged.told))
        (copy / "manifest.json.sm2.sig").write_bytes(b"\x30\x00")
        (copy / f"signing_key.{algorithm}.pem").write_bytes(public)
        damage = verify(copy, public).damage
        assert any(word in said for said in damage for word in ("无法核对", "不符")), damage


def test_a_hostile_manifest_is_refused_and_never_followed(copy: Path) -> None:
    told = parse((copy / "manifest.json").read_bytes())
    for path in ("../../etc/passwd", "/etc/passwd", ".hidden", "a/b/c", "a\\b", "", "x/../y", "说明\x00.txt"):
        files = (replace(told.files[0], path=path), *told.files[1:])
        (copy / "manifest.json").write_bytes(replace(told, files=files).told)
        assert "不是township-sync-package-1格式" in verify(copy).damage[0], path
    for text in (b"", b"[]", b"null", b"{" * 9999, b"[" * 99999, b"\xff", b'{"files":[],"batches":[]}', b"NaN",
                 canonical({"files": 1, "batches": {}})):
        (copy / "manifest.json").write_bytes(text)
        assert len(verify(copy).damage) == 1


_JSON = some.recursive(some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
                       lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(), inner, max_size=3),
                       max_leaves=5)


@_MANY
@given(data=some.data())
def test_whatever_stands_in_a_manifest_ends_in_sentences(copy: Path, data: some.DataObject) -> None:
    told = json.loads((copy / "manifest.json").read_bytes())
    place = data.draw(some.sampled_from([told, told["signers"], told["files"][0], told["batches"][0]]))
    before, name = dict(place), data.draw(some.sampled_from(sorted(place)))
    place[name] = data.draw(_JSON)
    manifest = copy / "manifest.json"
    manifest.write_bytes(canonical(told))
    assert verify(copy, passphrase=PASSPHRASE).damage or place == before
    place[name] = before[name]
    manifest.write_bytes(canonical(told))


def test_a_zip_that_was_packed_anew_or_is_hostile_is_refused(copy: Path, tmp_path: Path) -> None:
    files = {path.relative_to(copy).as_posix(): path.read_bytes() for path in _files(copy)}
    whole, path = zipped(copy.name, files), tmp_path / "anew.zip"
    anew = io.BytesIO()
    with zipfile.ZipFile(anew, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{copy.name}/{name}", data)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(1 << 24))
    for data, said in ((anew.getvalue(), "重新压缩过"), (bomb.getvalue(), "重新压缩过"), (whole + b"x", "重新压缩过"),
                       (b"x" + whole, "重新压缩过"), (whole[:20], "不是完整的.zip"), (b"", "不是完整的.zip"),
                       (b"PK\x05\x06" + bytes(18), "重新压缩过")):
        path.write_bytes(data)
        (damage,) = verify(path).damage
        assert said in damage
    with pytest.raises(UsageError, match="is not there"):
        verify(tmp_path / "nowhere")


def test_the_zip_says_nothing_of_the_day_it_was_made(package: Path) -> None:
    with zipfile.ZipFile(package.with_name(f"{package.name}.zip")) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0) and entry.compress_type == zipfile.ZIP_STORED
            assert entry.external_attr >> 16 == stat.S_IFREG | 0o644


def test_the_chain_shows_a_package_that_is_missing_or_was_exchanged(make_package: Make) -> None:
    first = make_package()
    told = parse((first / "manifest.json").read_bytes())
    second = make_package(2, told.digest)
    stranger = make_package(2, "ab" * 32)
    assert not verify(second, previous=first).damage
    assert "不衔接" in verify(stranger, previous=first).damage[0]
    (first / "manifest.json.sig").unlink()
    assert "没有通过核对" in verify(second, previous=first).damage[0]


def test_a_sealed_package_is_verified_without_its_passphrase_and_opened_with_it(make_package: Make) -> None:
    sealed = make_package(sealed_by=PASSPHRASE)
    closed, opened = verify(sealed), verify(sealed, passphrase=PASSPHRASE)
    assert not closed.damage and "没有给出口令" in closed.notes[-1] and "data/worker.r1.csv" not in closed.opened
    assert not opened.damage and opened.opened["data/worker.r1.csv"] == CSV
    assert b"no. 3" not in (sealed / "data/worker.r1.csv.sm4").read_bytes()
    with pytest.raises(UsageError, match="fewer than 12"):
        verify(sealed, passphrase=b"short")


@pytest.mark.skipif(not sm2.is_there(), reason="the openssl of this machine has no SM2")
def test_without_openssl_an_sm2_signature_is_never_taken_for_good(
    make_package: Make, monkeypatch: pytest.MonkeyPatch, keys: Settings
) -> None:
    alone, both = make_package(algorithms=("sm2",)), make_package(algorithms=("ed25519", "sm2"))
    keyed = {name: signatures.public_key(keys, name) for name in ("ed25519", "sm2")}
    assert not verify(alone, keyed["sm2"]).damage
    monkeypatch.setattr(sm2, "which", lambda _: None)
    assert "无法核对" in verify(alone, keyed["sm2"]).damage[0]
    assert "无法核对" in verify(both, keyed["sm2"]).damage[0]
    noted = verify(both, keyed["ed25519"])
    assert not noted.damage and noted.notes == ("这台机器不能核对sm2签名，没有核对。",)
