"""Every silent change of a cell has a name, which is worked out from what was typed and what was read."""

import pytest

from township_sync.checks.normalisations import normalisation_of
from township_sync.domain.contract import contract
from unit.conform.conftest import Read, cell_of

NAMED = [
    ("id_no", "439999 196102020210", "white_space"),
    ("id_no", "\u200b439999196102020210", "invisible_characters"),
    ("id_no", "４３９９９９１９６１０２０２０２１０", "full_width"),
    ("id_no", "'439999196102020210", "hyphens_and_quotes"),
    ("id_no", "43999919620303040x", "capital_letters"),
    ("id_no", "43999919620303040×", "last_character_x"),
    ("person_name", "张 三", "white_space"),
    ("person_name", "买买提•艾山", "dot_in_name"),
    ("start_date", "2020年5月14日", "date_form"),
    ("start_date", "43965", "serial_number_of_day"),
    ("start_date", "至今", "open_end"),
    ("monthly_wage", "2,600元", "number_form"),
    ("mobile", "+86 13800001234", "telephone_form"),
    ("unit_code", "草尾", "name_of_unit"),
    ("employment_form", "单位就业", "code_of_label"),
    ("employment_form", "企业", "code_of_alias"),
    ("employment_form", "1.单位就业", "code_with_number"),
    ("relocated", "√", "code_of_alias"),
    ("industry", " 制造业\n", "white_space"),
    ("industry", "/", "empty_marker"),
]


@pytest.mark.parametrize(("field", "typed", "name"), NAMED)
def test_a_silent_change_has_a_name(read: Read, field: str, typed: str, name: str) -> None:
    reading = read(f"worker_employment.{field}", cell_of(typed))
    assert reading.state is None
    assert normalisation_of(contract("worker_employment").column(field), typed, reading.value) == name


def test_what_was_not_changed_has_none() -> None:
    assert normalisation_of(contract("worker_employment").column("industry"), "制造业", "制造业") == ""
    assert normalisation_of(contract("worker_employment").column("industry"), "", None) == ""
