"""Whatever full files and corrections come, the history is what a dictionary of keys says (real fold, no suites)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.warehouse.months import NOW, A, timeline
from township_sync.checks import fates
from township_sync.checks.corrections import corrected_rows
from township_sync.checks.standing import standing_of
from township_sync.compilers.policies import policy_on
from township_sync.domain.finding import Finding
from township_sync.domain.judgement import Judgement
from township_sync.domain.period import Month
from township_sync.domain.table import ConformedRow, Mode, ReadFile, ReadSheet
from township_sync.settings import Settings
from township_sync.steps.merge import merge
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.staging import read_files, stage
from township_sync.warehouse.submissions import record_submission

APRIL, MAY = Month(2020, 4), Month(2020, 5)
KEYS = ("439999197505141239", "439999197505141247", "439999197505141255")


@dataclass(frozen=True)
class Said:
    """One file: by key what it says of a person (`None`: the row is refused)."""

    mode: Mode
    rows: Mapping[str, str | None]


@dataclass
class Model:
    """The simple model: a dictionary of keys, every good word of the month in order, and what April said."""

    april: Mapping[str, str]
    is_full: bool = False
    now: dict[str, str | None] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)

    def take(self, said: Said) -> None:
        self.is_full |= said.mode == "full"
        rows = said.rows if said.mode == "full" else {
            key: word for key, word in said.rows.items() if word is not None or key not in self.now
        }
        self.now = dict(rows) if said.mode == "full" else {**self.now, **rows}
        for key, word in said.rows.items():
            if word is not None:
                self.words.setdefault(key, []).append(word)

    def believed(self) -> dict[str, str]:
        """A refused row keeps the last good word on its person, also April's; only a full file leaves anybody out."""
        last = {**self.april, **{key: words[-1] for key, words in self.words.items()}}
        found = {key: word or last.get(key) for key, word in self.now.items()}
        everybody = found if self.is_full else {**self.april, **found}
        return {key: word for key, word in everybody.items() if word}


WORDS = st.sampled_from(["1", "2", "3"])
FILES = st.lists(st.builds(
    Said, st.sampled_from(["full", "correction"]),
    st.dictionaries(st.sampled_from(KEYS), st.one_of(st.none(), WORDS), min_size=1),
), min_size=1, max_size=5)


def send(connection: Connection, setting: Settings, number: int, said: Said, period: Month = MAY) -> None:
    name = f"{A}/{number}.xlsx"
    values = [{"id_no": key, "person_name": f"张{key[-4:]}", "unit_code": A, "monthly_wage": word}
              for key, word in said.rows.items()]
    rows = [ConformedRow(row, each, {}, {}) for row, each in enumerate(values, 4)]
    found = [Finding("required_value_missing", name, "表", row, "月工资")
             for row, word in enumerate(said.rows.values(), 4) if word is None]
    sheet = ReadSheet("表", "worker_employment", 3, {"id_no": 1}, rows)
    recorded = record_submission(connection, setting, unit_code=A, period=str(period), name=name,
                                 data=f"{number}{said}".encode(), channel="folder", received_at=NOW)
    file = ReadFile(name, str(number), A, str(period), "xlsx", (sheet,), tuple(found), None, said.mode)
    stage(connection, setting, recorded.submission_id, [file])


def judged(files: Sequence[ReadFile], period: Month) -> Judgement:
    """What `steps.judge` makes of it where every rule of a suite is kept."""
    findings = [found for file in files for found in file.findings]
    standing = standing_of(files, {}, fates.rejected_files(files, []), policy_on(MAY.last_day))
    standing = replace(standing, corrected=corrected_rows(files, standing.apart, standing.replaced, findings))
    found = fates.judgement(files, findings, (), standing, period, "run")
    doubted = fates.doubted_before(files, found, standing.apart)
    return replace(found, good=doubted - fates.rejected_places(findings))


def load(connection: Connection, day: int, period: Month = MAY) -> int:
    files = read_files(connection, str(period))
    return sum(merge(connection, files, judged(files, period), NOW + timedelta(days=day)).changes.values())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(april=st.dictionaries(st.sampled_from(KEYS), WORDS, min_size=1), files=FILES, at_once=st.booleans())
def test_any_files_end_in_the_state_of_the_simple_model_merged_one_by_one_or_at_once(
    connection: Connection, postgres_settings: Settings, april: dict[str, str], files: list[Said], at_once: bool
) -> None:
    tables = "ops.submission, ops.judgement, stage.worker_employment, core.worker_employment_version"
    connection.execute(f"TRUNCATE {tables} CASCADE")  # type: ignore[arg-type]  # names of ours
    send(connection, postgres_settings, 99, Said("full", april), APRIL)
    load(connection, 0, APRIL)
    model = Model(april)
    for number, said in enumerate(files):
        send(connection, postgres_settings, number, said)
        model.take(said)
        if not at_once:
            load(connection, number)
    load(connection, len(files))
    assert believed(connection) == model.believed()
    assert load(connection, 99) == 0


def believed(connection: Connection) -> dict[str, str]:
    shown = timeline(connection, "worker_employment", "concat_ws(' ', id_no, monthly_wage)")
    return dict(text.split(" ") for text, _, ended in shown if ended is None)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["in order", "correction first"])
def test_a_correction_of_may_ends_nobody_and_what_came_last_counts(
    connection: Connection, postgres_settings: Settings, order: tuple[int, int]
) -> None:
    files = [Said("full", {KEYS[0]: "1", KEYS[1]: "1"}), Said("correction", {KEYS[0]: "2"})]
    for place in order:
        send(connection, postgres_settings, place, files[place])
        load(connection, place)
    words = {KEYS[0]: "2" if order == (0, 1) else "1", KEYS[1]: "1"}
    assert believed(connection) == words
