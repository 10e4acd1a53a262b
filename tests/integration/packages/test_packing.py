"""What was approved leaves in one package, once; nobody but the database decides, and the same bytes come out."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from integration.packages.conftest import ID_NO, NAME, NOW, PASSPHRASE, row_key, set_to
from township_sync.errors import TerminalError, TransientError, UsageError
from township_sync.outbound import package_signatures as signatures
from township_sync.outbound import sm2
from township_sync.outbound.package_verify import verify
from township_sync.settings import Settings
from township_sync.steps.pack import pack
from township_sync.warehouse import audit, lease, sending
from township_sync.warehouse.connect import Connection, connect

Publish = Callable[..., int]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _batches(connection: Connection) -> list[tuple[str, str | None]]:
    found = connection.execute("SELECT state, remote_id FROM ops.batch ORDER BY batch_id")
    return [(row["state"], row["remote_id"]) for row in found]


def test_a_package_holds_what_was_approved_and_its_batches_are_sent(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(25)
    publish(3, dataset="post")
    publish(5, dataset="draft", state="ready")
    (packed,) = pack(connection, by_hand, None, NOW)
    assert (packed.name, packed.batches, packed.rows) == ("2020-05-1", 4, 28)
    found = verify(packed.folder, signatures.public_key(by_hand, "ed25519"))
    assert found.manifest and not found.damage and not found.notes
    assert _batches(connection)[:4] == [("sent", f"package:2020-05-1#{n}") for n in range(1, 5)]
    assert _batches(connection)[4:] == [("prepared", None)], "nobody approved the draft"
    states = [row["state"] for row in connection.execute("SELECT state FROM ops.publication ORDER BY publication_id")]
    assert states == ["sent", "sent", "ready"]


def test_a_package_is_read_by_other_programs_than_ours(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(12)
    (packed,) = pack(connection, by_hand, None, NOW)
    with zipfile.ZipFile(packed.folder.with_name("2020-05-1.zip")) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert files == _bytes(packed.folder)
    rows = list(csv.reader(io.StringIO(files["data/worker.r1.csv"].decode(), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(files["data/worker.r1.xlsx"]))
    shown = [[cell or "" for cell in row] for row in book["数据"].iter_rows(values_only=True)]
    assert shown[0] == ["批次", "行号", *rows[0]] and len(rows) == 13
    assert [row[2:] for row in shown[1:]] == rows[1:]
    assert shown[12][:2] == ["month-worker-2020-05-r1-2", "2"]
    assert all(cell.data_type == "s" for row in book["数据"].iter_rows(min_row=2) for cell in row if cell.value)
    manifest = json.loads(files["manifest.json"])
    assert manifest["batches"][1]["first_row"] == 11 and manifest["county_code"] == "430981"
    letter = files["说明.txt"].decode("utf-8-sig")
    assert manifest["signers"]["ed25519"] in letter and "2020-05-1（第1号）" in letter
    form = openpyxl.load_workbook(io.BytesIO(files["回执模板.xlsx"]))["回执"]
    assert [cell.value for cell in form[2]] == ["month-worker-2020-05-r1-1", "1", row_key(1), None, None, None]


def test_what_is_out_of_balance_goes_into_no_package_and_everything_else_does(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(12)
    stopped = publish(3, dataset="post")
    connection.execute(
        "INSERT INTO ops.reconciliation (kind, dataset, period, made_at, state, digest, only_here, only_there, "
        "field_differs, stray_batches) VALUES ('month', 'post', '2020-05', now(), 'unbalanced', 'd', 2, 0, 0, 0)")
    with pytest.raises(TerminalError, match=rf"Publication {stopped} \(post 2020-05\) is approved and not sent"):
        pack(connection, by_hand, None, NOW)
    found = connection.execute("SELECT dataset, state FROM ops.publication ORDER BY publication_id")
    assert [tuple(row.values()) for row in found] == [("worker", "sent"), ("post", "approved")]


def test_packing_again_makes_nothing(connection: Connection, by_hand: Settings, publish: Publish) -> None:
    publish(12)
    (packed,) = pack(connection, by_hand, None, NOW)
    before = _bytes(packed.folder.parent)
    assert pack(connection, by_hand, None, NOW) == []
    assert _bytes(packed.folder.parent) == before


def test_packages_form_a_chain_over_all_periods(connection: Connection, by_hand: Settings, publish: Publish) -> None:
    publish(12)
    publish(3, period="2020-04")
    first, second = pack(connection, by_hand, None, NOW)
    publish(2, revision=2)
    (third,) = pack(connection, by_hand, "2020-05", NOW)
    assert [one.name for one in (first, second, third)] == ["2020-04-1", "2020-05-1", "2020-05-2"]
    assert not verify(third.folder, previous=second.folder).damage
    (gap,) = verify(third.folder, previous=first.folder).damage
    assert "不衔接" in gap


def test_only_what_was_asked_for_is_packed(connection: Connection, by_hand: Settings, publish: Publish) -> None:
    chosen, _ = publish(3), publish(4, dataset="post")
    publish(5, period="2020-04")
    (packed,) = pack(connection, by_hand, [chosen], NOW)
    assert packed.rows == 3
    assert [one.rows for one in pack(connection, by_hand, "2020-05", NOW)] == [4]


def test_the_same_publications_make_the_same_bytes_in_any_time_zone_and_on_any_day(
    connection: Connection, by_hand: Settings, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(12)
    made = []
    for zone, day in (("UTC", 5), ("Asia/Shanghai", 6), ("America/New_York", 7)):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        (packed,) = pack(connection, by_hand, None, NOW.replace(day=day))
        made.append(_bytes(packed.folder.parent))
        _forget(connection)
        shutil.rmtree(packed.folder.parent)
    monkeypatch.delenv("TZ")
    time.tzset()
    assert made[0] == made[1] == made[2] and len(made[0]) == 8


def _forget(connection: Connection) -> None:
    """As if the database were restored from before the package."""
    connection.execute("ALTER TABLE ops.batch DISABLE TRIGGER closed_is_closed")
    connection.execute("DELETE FROM ops.package_publication")
    connection.execute("DELETE FROM ops.package")
    connection.execute("UPDATE ops.batch SET state = 'prepared', remote_id = NULL")
    connection.execute("UPDATE ops.publication SET state = 'approved'")


def test_after_a_restored_backup_the_package_that_is_there_is_known_again_and_not_made_under_another_name(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(12)
    (packed,) = pack(connection, by_hand, None, NOW)
    before = _bytes(packed.folder.parent)
    _forget(connection)
    (again,) = pack(connection, by_hand, None, NOW)
    assert again == packed and _bytes(packed.folder.parent) == before


def test_after_a_restored_backup_another_package_never_takes_the_name_of_one_that_may_have_been_carried(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(12)
    (packed,) = pack(connection, by_hand, None, NOW)
    before = _bytes(packed.folder.parent)
    _forget(connection)
    publish(3, dataset="post")
    with pytest.raises(TerminalError, match="another package than the warehouse knows"):
        pack(connection, by_hand, None, NOW)
    assert _bytes(packed.folder.parent) == before
    assert {state for state, _ in _batches(connection)} == {"prepared"}


def test_when_the_act_cannot_be_recorded_nothing_is_packed(
    connection: Connection, by_hand: Settings, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(12)

    def broken(*_: object, **__: object) -> None:
        raise TransientError("The record of acts cannot be written.")

    with monkeypatch.context() as patched:
        patched.setattr(audit, "append", broken)
        with pytest.raises(TransientError, match="record of acts"):
            pack(connection, by_hand, None, NOW)
    place = by_hand.workspace / "published/packages"
    assert [path.name for path in place.iterdir()] == [".new"], "nothing bears a name"
    assert {state for state, _ in _batches(connection)} == {"prepared"}
    assert len(pack(connection, by_hand, None, NOW)) == 1


def test_who_sent_a_batch_is_on_record_with_its_package(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(12)
    (packed,) = pack(connection, by_hand, None, NOW)
    acts = connection.execute("SELECT action, subject, details FROM ops.audit WHERE action IN "
                              "('package_made', 'batch_sent') ORDER BY number").fetchall()
    assert [act["action"] for act in acts] == ["package_made", "batch_sent", "batch_sent"]
    found = verify(packed.folder)
    assert found.manifest is not None
    assert acts[0]["subject"] == {"package": "2020-05-1"}
    assert acts[0]["details"] == {"number": 1, "manifest": found.manifest.digest, "batches": 2, "rows": 12}
    assert acts[2]["details"] == {"remote_id": "package:2020-05-1#2"}


def test_what_may_have_reached_the_platform_over_the_network_is_not_packed(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    outcomes = (None, "unknown", "refused", "not_sent")
    tried = {outcome: publish(12, revision=at) for at, outcome in enumerate(outcomes, 1)}
    for outcome, number in tried.items():
        connection.execute("INSERT INTO ops.batch_attempt (batch_id, started_at, outcome) SELECT max(batch_id), %s, %s "
                           "FROM ops.batch WHERE publication_id = %s", (NOW, outcome, number))
    with pytest.raises(TerminalError, match="Publication 1, 2, 3 is in no package"):
        pack(connection, by_hand, None, NOW)
    packed = connection.execute("SELECT publication_id FROM ops.package_publication").fetchall()
    assert [row["publication_id"] for row in packed] == [tried["not_sent"]], "the other one left all the same"


def test_what_another_process_sends_at_this_moment_is_not_packed(
    connection: Connection, by_hand: Settings, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "_TRIES", 2)
    number = publish(3)
    with connect(by_hand) as other:
        with sending.alone(other, number, 60), pytest.raises(TransientError, match=f"publication {number}"):
            pack(connection, by_hand, None, NOW)
        with lease.held(other, "packages", 60), pytest.raises(TransientError, match="packages"):
            pack(connection, by_hand, None, NOW)
    assert len(pack(connection, by_hand, None, NOW)) == 1


def test_a_packer_that_slept_through_its_lease_packs_nothing(
    connection: Connection, by_hand: Settings, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(3)
    renew = lease.renew

    def overtaken(own: Connection, held: lease.Lease) -> None:
        renew(own, held)
        connection.execute("UPDATE ops.lease SET epoch = epoch + 1 WHERE name = 'packages'")

    monkeypatch.setattr(lease, "renew", overtaken)
    with pytest.raises(lease.LeaseLost):
        pack(connection, by_hand, None, NOW)
    assert _batches(connection) == [("prepared", None)]
    assert connection.execute("SELECT FROM ops.package").fetchall() == []


def test_a_published_file_that_was_changed_is_not_packed(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(3)
    path = by_hand.workspace / "published/2020-05.worker.r1.csv"
    path.write_bytes(path.read_bytes().replace(b"new", b"new "))
    with pytest.raises(TerminalError, match="missing or was changed"):
        pack(connection, by_hand, None, NOW)
    assert _batches(connection) == [("prepared", None)]


def test_packing_inside_a_transaction_is_refused(connection: Connection, by_hand: Settings) -> None:
    with connection.transaction(), pytest.raises(UsageError, match="outside of a transaction"):
        pack(connection, by_hand, None, NOW)


def test_a_sealed_package_shows_nobody_anything_and_opens_with_its_passphrase(
    connection: Connection, sealed: Settings, publish: Publish
) -> None:
    publish(12)
    (packed,) = pack(connection, sealed, None, NOW)
    files = _bytes(packed.folder)
    assert sorted(path for path in files if path.startswith("data/")) == [
        "data/worker.r1.csv.sm4", "data/worker.r1.xlsx.sm4"]
    everything = b"".join(files.values())
    assert ID_NO.encode() not in everything and NAME.encode() not in everything
    assert verify(packed.folder).notes[1].startswith("数据文件已加密")
    opened = verify(packed.folder, passphrase=PASSPHRASE.encode())
    published = sealed.workspace / "published/2020-05.worker.r1.csv"
    assert not opened.damage and opened.opened["data/worker.r1.csv"] == published.read_bytes()
    wrong = verify(packed.folder, passphrase=b"another passphrase").damage
    assert len(wrong) == 2 and all("解不开" in said for said in wrong)


def test_sealing_twice_gives_the_same_bytes_and_no_nonce_twice(
    connection: Connection, sealed: Settings, publish: Publish
) -> None:
    publish(12)
    publish(12, dataset="post")
    (first,) = pack(connection, sealed, None, NOW)
    before = _bytes(first.folder)
    _forget(connection)
    shutil.rmtree(first.folder.parent)
    (again,) = pack(connection, sealed, None, NOW)
    assert _bytes(again.folder) == before
    publish(12, revision=2)
    (second,) = pack(connection, sealed, None, NOW)
    every = [*before.items(), *_bytes(second.folder).items()]
    nonces = [data[23:35] for path, data in every if path.endswith(".sm4")]
    assert len(nonces) == len(set(nonces)) == 6


def test_settings_that_no_package_knows_are_named(connection: Connection, by_hand: Settings, publish: Publish) -> None:
    publish(3)
    for name, value in (("PACKAGE_SIGNATURE", "rsa"), ("PACKAGE_CIPHER", "des"), ("PACKAGE_CIPHER", "sm4-gcm")):
        with pytest.raises(UsageError, match="TOWNSHIP_SYNC_PACKAGE_"):
            pack(connection, set_to(by_hand, **{name: value}), None, NOW)
    assert _batches(connection) == [("prepared", None)]


@pytest.mark.skipif(not sm2.is_there(), reason="the openssl of this machine has no SM2")
def test_a_package_signed_twice_holds_by_either_key_and_keeps_its_sm2_signature(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(3)
    both = set_to(by_hand, PACKAGE_SIGNATURE="both")
    (packed,) = pack(connection, both, None, NOW)
    for algorithm in ("ed25519", "sm2"):
        found = verify(packed.folder, signatures.public_key(both, algorithm))
        assert not found.damage and not found.notes
    before = _bytes(packed.folder.parent)
    shutil.rmtree(packed.folder.parent)
    connection.execute("UPDATE ops.package SET written_at = NULL")
    pack(connection, both, None, NOW)
    assert _bytes(packed.folder.parent) == before, "SM2 takes a random number, so its signature is kept"


def test_openssl_alone_verifies_the_signature(connection: Connection, by_hand: Settings, publish: Publish) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl on this machine")
    publish(3)
    (packed,) = pack(connection, by_hand, None, NOW)
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", "signing_key.ed25519.pem", "-rawin", "-in",
               "manifest.json", "-sigfile", "manifest.json.sig"]
    assert subprocess.run(command, cwd=packed.folder, capture_output=True, check=False).returncode == 0


def test_verifying_needs_neither_the_warehouse_nor_a_database_driver(
    connection: Connection, by_hand: Settings, publish: Publish
) -> None:
    publish(3)
    (packed,) = pack(connection, by_hand, None, NOW)
    code = ("import sys\n"
            "for name in ('township_sync.warehouse', 'psycopg', 'sqlalchemy', 'airflow', 'pandas'):\n"
            "    sys.modules[name] = None\n"
            "from township_sync.cli import app\n"
            "app(sys.argv[1:], prog_name='township-sync')")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code, "verify", str(packed.folder)], env=environment,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "2020-05-1 holds: package 1, 5 files, 3 rows in 1 batches" in done.stdout
