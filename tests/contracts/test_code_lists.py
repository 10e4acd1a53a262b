"""Every closed list is used, and every spelling in it means one code."""

import pytest

from township_sync import project
from township_sync.domain.contract import code_set, contracts, plain_text

LISTS = project.names("contracts/codes", ".csv")
USED = {column.codes for entity in contracts().values() for column in entity.columns if column.codes} | {"yes_no"}


def test_every_code_list_is_used_and_every_used_list_is_there():
    assert set(LISTS) == USED


def test_only_columns_of_type_code_name_a_list_and_all_of_them_do():
    columns = [column for entity in contracts().values() for column in entity.columns]
    assert [column.field for column in columns if (column.type == "code") != (column.codes is not None)] == []


@pytest.mark.parametrize("name", LISTS)
def test_a_spelling_means_one_code(name):
    meant: dict[str, str] = {}
    for row in project.records(f"contracts/codes/{name}.csv"):
        for spelling in [row["label"], *filter(None, row["also_written_as"].split("|"))]:
            assert meant.setdefault(plain_text(spelling), row["code"]) == row["code"], spelling


@pytest.mark.parametrize("name", LISTS)
def test_code_label_and_numbered_label_mean_the_code(name):
    codes = code_set(name)
    for code, label in codes.labels.items():
        assert codes.code_of(code) == code
        assert codes.code_of(label) == code
        assert codes.code_of(f"{code}.{label}") == code


@pytest.mark.parametrize("name", LISTS)
def test_codes_and_labels_are_unique(name):
    rows = project.records(f"contracts/codes/{name}.csv")
    assert len({row["code"] for row in rows}) == len({row["label"] for row in rows}) == len(rows)
