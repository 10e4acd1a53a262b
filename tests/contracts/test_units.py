"""The fourteen units and the ways in which they are written."""

import pytest

from township_sync import project
from township_sync.domain import contact
from township_sync.domain.contact import contacts, contacts_of
from township_sync.domain.contract import plain_text
from township_sync.domain.unit import CITY, resolve, units
from township_sync.errors import DefinitionError


def test_there_are_fourteen_units_of_430981_and_each_can_be_reached():
    assert len(units()) == 14
    assert all(code.startswith("430981") and len(code) == 9 for code in units())
    assert len({unit.email for unit in units().values()}) == 14


@pytest.mark.parametrize("unit", units().values(), ids=lambda unit: unit.code)
def test_every_name_of_a_unit_means_that_unit(unit):
    for name in (unit.code, unit.code + "000", unit.name, *unit.aliases, "沅江市" + unit.name):
        assert resolve(name) == unit.code, name


def test_no_name_means_two_units():
    names = [plain_text(name) for unit in units().values() for name in {unit.name, *unit.aliases}]
    assert {name for name in names if names.count(name) > 1} == set()


def test_a_unit_that_was_renamed_has_the_day_and_is_known_by_both_names():
    renamed = [row for row in project.records("contracts/units.csv") if row["later_name"]]
    assert {row["code"] for row in renamed} == {"430981401", "430981402"}
    for row in renamed:
        assert resolve(row["later_name"]) == resolve(row["name"]) == row["code"]
        assert row["later_name_since"] == "2021-10-31"


def test_every_unit_has_a_clerk_and_a_leader_and_the_county_a_bureau_and_engineers():
    for code in units():
        assert contacts_of(code, "clerk") and contacts_of(code, "leader"), code
    assert contacts_of(CITY, "bureau") and contacts_of(CITY, "engineer")
    assert {one.unit_code for one in contacts().values()} == {*units(), CITY}


def test_a_contact_that_is_named_twice_or_has_an_unknown_role_is_refused(tmp_path, monkeypatch):
    for row in ("x,430981114,clerk,mail,a@b", "y,430981114,mayor,mail,a@b"):
        head = "contact,unit,role,channel,address"
        (tmp_path / "contacts.csv").write_text(f"{head}\nx,430981114,clerk,mail,a@b\n{row}\n")
        monkeypatch.setattr(contact, "TABLE", str(tmp_path / "contacts.csv"))
        contact.contacts.cache_clear()
        with pytest.raises(DefinitionError, match="line 3"):
            contacts()
    contact.contacts.cache_clear()
