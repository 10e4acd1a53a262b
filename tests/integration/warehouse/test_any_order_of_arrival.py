"""Files of any months, in any order, merged whenever: the history is that of the simple model, and never forgets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from integration.warehouse.history_model import Submission, Version, believed
from integration.warehouse.months import NOW, A, B
from township_sync.checks import fates
from township_sync.checks.corrections import corrected_rows
from township_sync.checks.standing import standing_of
from township_sync.compilers.policies import policy_on
from township_sync.domain.contract import contract
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, ReadFile, ReadSheet
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse.as_of import as_of
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import read_files, stage
from township_sync.warehouse.submissions import record_submission

ENTITY = contract("worker_employment")
MONTHS = ("2020-03", "2020-04", "2020-05")
PEOPLE = ("439999197505141239", "439999197505141247")
TABLES = "ops.submission, ops.judgement, ops.fate, stage.worker_employment, core.worker_employment_version"
WORDS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(["1", "2", None]), min_size=1)


class CrashError(Exception):
    """The process ends before the merge is committed."""


class Warehouse:
    """The product's own staging and merging, with a judge that knows only what the files say of themselves."""

    def __init__(self, connection: Connection, setting: Settings) -> None:
        self.connection, self._setting = connection, setting
        connection.execute(f"TRUNCATE {TABLES} CASCADE")  # type: ignore[arg-type]  # names of ours

    def send(self, number: int, sent: Submission) -> bool:
        """Whether it was new."""
        name = f"{sent.unit}/{number}.xlsx"
        recorded = record_submission(self.connection, self._setting, unit_code=sent.unit, period=sent.month, name=name,
                                     data=f"{number}{sent}".encode(), channel="folder", received_at=NOW)
        if recorded.is_new:
            stage(self.connection, self._setting, recorded.submission_id, [_file(name, str(number), sent)])
        return recorded.is_new

    def merge(self, month: str, day: int) -> int:
        """The number of keys whose history changed."""
        files = read_files(self.connection, month)
        return sum(merge(self.connection, files, _judged(files, Month.parse(month)), moment(day)).changes.values())

    def versions(self) -> list[Version]:
        """What is believed now, as the model tells it."""
        rows = self.connection.execute(
            "SELECT id_no, monthly_wage, sender, to_char(valid_from, 'YYYY-MM') AS start, to_char(valid_to, 'YYYY-MM') "
            "AS until FROM core.worker_employment WHERE recorded_to IS NULL")
        return sorted((row["id_no"], row["monthly_wage"], row["sender"], row["start"], row["until"]) for row in rows)

    def answers(self, month: str, day: int) -> set[tuple[str, str, str]]:
        """Who was believed on a day to say what in the middle of a month."""
        rows = as_of(self.connection, ENTITY, date.fromisoformat(f"{month}-15"), moment(day).date())
        found = [(row["id_no"], row["monthly_wage"], row["sender"]) for row in rows]
        assert len(found) == len({person for person, *_ in found}), "two versions of one person at once"
        return set(found)

    def record(self) -> Sequence[Mapping[str, Any]]:
        """Every version that was ever written."""
        return self.connection.execute("SELECT * FROM core.worker_employment").fetchall()


def _written(record: Sequence[Mapping[str, Any]]) -> Counter[str]:
    """Versions as they were written; that they are not believed any more is written later."""
    return Counter(str({**row, "recorded_to": None}) for row in record)


def _closed(record: Sequence[Mapping[str, Any]]) -> Counter[str]:
    return Counter(str(row) for row in record if row["recorded_to"])


def moment(day: int) -> Any:
    return NOW + timedelta(days=day)


def _file(name: str, digest: str, sent: Submission) -> ReadFile:
    values = [{"id_no": person, "person_name": f"张{person[-4:]}", "monthly_wage": word, "collected_on": sent.month}
              for person, word in sent.words.items()]
    rows = [ConformedRow(number, row, {}, {}) for number, row in enumerate(values, 4)]
    found = tuple(Finding("required_value_missing", name, "表", number, "月工资")
                  for number, word in enumerate(sent.words.values(), 4) if word is None)
    sheet = ReadSheet("表", ENTITY.name, 3, {"id_no": 1}, rows)
    return ReadFile(name, digest, sent.unit, sent.month, "xlsx", (sheet,), found, None,
                    "full" if sent.is_full else "correction")


def _judged(files: Sequence[ReadFile], period: Month) -> Judgement:
    """What `steps.judge` makes of it: refused rows by what reading found, then persons whom two units claim."""
    findings = [found for file in files for found in file.findings]
    standing = standing_of(files, {}, fates.rejected_files(files, []), policy_on(period.last_day))
    standing = replace(standing, corrected=corrected_rows(files, standing.apart, standing.replaced, findings))
    alone = fates.judgement(files, findings, (), standing, period, "run")
    findings += _claims(files, alone)
    found = fates.judgement(files, findings, (), standing, period, "run")
    doubted = fates.doubted_before(files, found, standing.apart)
    return replace(found, good=doubted - fates.rejected_places(findings))


def _claims(files: Sequence[ReadFile], alone: Judgement) -> list[Finding]:
    claimed: dict[str | None, dict[str, Finding]] = {}
    for file in files:
        for row in file.sheets[0].rows:
            if alone.fates[file.file, "表", row.number] in fates.LOADED:
                found = Finding("claimed_by_two_townships", file.file, "表", row.number, "身份证号")
                claimed.setdefault(row.values["id_no"], {})[file.unit_code or ""] = found
    return [found for units in claimed.values() if len(units) > 1 for found in units.values()]


class AnyOrder(RuleBasedStateMachine):
    """Full files, corrections and repeats of three months and two units; merges whenever, some of which crash."""

    def __init__(self, warehouse: Warehouse) -> None:
        super().__init__()
        self.warehouse, self.day = warehouse, 0
        self.sent: list[Submission] = []
        self.merged: dict[str, int] = {}
        """By month how many of all files were there when it was merged last."""
        self.known: list[list[Version]] = [[]]
        self.record: Sequence[Mapping[str, Any]] = []

    def expected(self) -> list[Version]:
        """What follows from the files that were there when their month was merged."""
        return believed([sent for place, sent in enumerate(self.sent) if place < self.merged.get(sent.month, 0)])

    @rule(unit=st.sampled_from([A, B]), month=st.sampled_from(MONTHS), is_full=st.booleans(), words=WORDS)
    def send(self, unit: str, month: str, is_full: bool, words: Mapping[str, str | None]) -> None:
        sent = Submission(unit, month, is_full, dict(words))
        assert self.warehouse.send(len(self.sent), sent)
        self.sent.append(sent)

    @rule(words=WORDS, month=st.sampled_from(MONTHS))
    def two_units_send_the_same(self, words: Mapping[str, str | None], month: str) -> None:
        for unit in (B, A):
            self.send(unit, month, True, words)

    @initialize(unit=st.sampled_from([A, B]), word=st.sampled_from(["1", "2"]),
                is_full=st.booleans(), late=st.booleans())
    def one_is_left_out_and_comes_back(self, unit: str, word: str, is_full: bool, late: bool) -> None:
        """A full middle month ends him, a correction does not; whether it comes last or in its turn."""
        months = [MONTHS[0], MONTHS[2], MONTHS[1]] if late else MONTHS
        for month in months:
            people = PEOPLE[1:] if month == MONTHS[1] else PEOPLE
            self.send(unit, month, is_full or month != MONTHS[1], dict.fromkeys(people, word))
            self.merge(month)

    @precondition(lambda self: self.sent)
    @rule(place=st.integers(min_value=0, max_value=99))
    def repeat(self, place: int) -> None:
        place %= len(self.sent)
        assert not self.warehouse.send(place, self.sent[place])

    @precondition(lambda self: self.sent)
    @rule(month=st.sampled_from(MONTHS))
    def merge(self, month: str) -> None:
        before, self.day = self.known[-1], self.day + 1
        changed = self.warehouse.merge(month, self.day)
        self.merged[month] = len(self.sent)
        self.known.append(self.expected())
        assert changed == len({person for person, *_ in {*before} ^ {*self.known[-1]}})

    @precondition(lambda self: self.sent)
    @rule(month=st.sampled_from(MONTHS))
    def merge_and_crash(self, month: str) -> None:
        with suppress(CrashError), self.warehouse.connection.transaction():
            self.warehouse.merge(month, self.day + 1)
            raise CrashError

    @invariant()
    def the_history_is_that_of_the_model(self) -> None:
        assert self.warehouse.versions() == self.known[-1]

    @invariant()
    def what_was_recorded_stays(self) -> None:
        record = self.warehouse.record()
        assert _written(self.record) <= _written(record)
        assert _closed(self.record) <= _closed(record)
        self.record = record

    def teardown(self) -> None:
        for month in MONTHS:
            self.merge(month)
        assert self.warehouse.merge(MONTHS[0], self.day) == 0
        self.what_was_known_on_a_day_is_answered_the_same_for_ever()
        self.the_order_of_arrival_does_not_matter()

    def what_was_known_on_a_day_is_answered_the_same_for_ever(self) -> None:
        for day, versions in enumerate(self.known):
            for month in MONTHS:
                told = {(person, word, unit) for person, word, unit, start, until in versions
                        if start <= month and (until is None or month < until)}
                assert self.warehouse.answers(month, day) == told

    def the_order_of_arrival_does_not_matter(self) -> None:
        """Month by month, unit by unit, with one merge at the end: the same believed rows, column by column."""
        believed_now = self.content()
        again = Warehouse(self.warehouse.connection, self.warehouse._setting)
        for place, sent in sorted(enumerate(self.sent), key=lambda each: (each[1].month, each[1].unit, each[0])):
            again.send(place, sent)
        for month in reversed(MONTHS):
            again.merge(month, 0)
        assert self.content() == believed_now

    def content(self) -> list[list[Any]]:
        numbers = ("stage_row_id", "recorded_from", "recorded_to")
        rows = [row for row in self.warehouse.record() if row["recorded_to"] is None]
        kept = [[value for name, value in row.items() if name not in numbers] for row in rows]
        return sorted(kept, key=str)


def test_files_of_any_months_in_any_order_end_in_the_state_of_the_simple_model(
    connection: Connection, postgres_settings: Settings
) -> None:
    connection.execute("SET synchronous_commit = off")

    class AnyOrderHere(AnyOrder):
        def __init__(self) -> None:
            super().__init__(Warehouse(connection, postgres_settings))

    chosen = settings(max_examples=8, stateful_step_count=6, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(AnyOrderHere, settings=chosen)
