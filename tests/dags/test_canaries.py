"""Sixteen planted values are in the core tables and in the workbook that goes back, and nowhere else."""

from collections.abc import Iterator
from email import message_from_bytes, policy

import pytest

from dags.canaries.forms import found
from dags.canaries.places import Written, in_database, in_folder, leaks
from dags.canaries.planted import CANARIES, REFUSED, UNIT
from dags.canaries.story import Story
from dags.canaries.surroundings import Surroundings
from township_sync.orchestration.installation import Running
from township_sync.steps.passphrases import passphrase_of
from township_sync.warehouse.databases import with_database
from township_sync.warehouse.embedded import embedded_dsn
from township_sync.workbooks.encrypt import decrypt

pytestmark = [pytest.mark.airflow, pytest.mark.timeout(300)]
ALL = {**CANARIES, **REFUSED}


@pytest.fixture(scope="module")
def lived(running: Running, surroundings: Surroundings) -> Story:
    """The story is over."""
    story = Story(running, surroundings)
    story.go()
    return story


def test_explore(lived: Story) -> None:
    import os
    s = lived.running.settings
    dsn = embedded_dsn(s)
    print("MAILS", list(lived.surroundings.mail.glob("*")))
    print("ERRORS", [e for e in lived.errors if "waiting" not in e][-10:])
    for d in ("receive_submissions","load_submissions","compute_indicators","sync_monthly","follow_receipts","notify_townships","reconcile_platform"):
        print(d, [(r["run_type"], r["partition_key"], r["state"]) for r in lived.running.client.runs(d)])
    print("AIRFLOW", leaks(in_database(with_database(dsn, "airflow")), ALL))
    for x in leaks(in_database(dsn), ALL): print("WH", x)
    for x in leaks(in_folder(s.workspace / "logs"), ALL): print("LOG", x)
    for d in sorted(s.workspace.iterdir()):
        if d.name not in ("postgres", "logs"):
            try:
                for x in leaks(in_folder(d), ALL): print("DIR", d.name, x)
            except AssertionError as e: print(e)
    for x in leaks(in_folder(lived.surroundings.mail), ALL): print("MAIL", x)
    print("OTEL", len(lived.surroundings.collector.told), leaks((("o", b) for b in lived.surroundings.collector.told), ALL))
    print("ERR", leaks((("e", b.encode()) for b in lived.errors), ALL))
    os.system(f"rm -rf /tmp/team/canary/ws; cp -r {s.workspace} /tmp/team/canary/ws; cp -r {lived.surroundings.mail} /tmp/team/canary/ws/mail_")
    os.system(f"pg_dump --version; ls {s.workspace}")
