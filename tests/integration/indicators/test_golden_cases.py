"""Every figure and every list of every pack gives what its golden case worked out by hand."""

import pytest

from integration.indicators.answers import figure_answer, figure_wanted, list_answer, list_wanted
from integration.indicators.cases import case, folders
from integration.indicators.loading import loaded
from township_sync.compilers.policies import packs
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection

INDICATORS = sorted({name for pack in packs().values() for name in pack.indicators})
LISTS = sorted({name for pack in packs().values() for name in pack.lists})


@pytest.mark.parametrize("name", folders("indicators"))
def test_a_figure_is_what_was_worked_out_by_hand(shared: tuple[Connection, Settings], name: str) -> None:
    connection, settings = shared
    read = case("indicators", name)
    with loaded(connection, settings, read):
        for number, asked in enumerate(read.expect, 1):
            assert figure_answer(connection, read, asked) == figure_wanted(asked), (name, number, asked.get("why"))


@pytest.mark.parametrize("name", folders("lists"))
def test_a_list_has_the_rows_that_were_worked_out_by_hand(shared: tuple[Connection, Settings], name: str) -> None:
    connection, settings = shared
    read = case("lists", name)
    with loaded(connection, settings, read):
        for number, asked in enumerate(read.expect, 1):
            assert list_answer(connection, read, asked) == list_wanted(read, asked), (name, number, asked.get("why"))


@pytest.mark.parametrize(("kind", "name"), [*(("indicators", name) for name in INDICATORS),
                                            *(("lists", name) for name in LISTS)])
def test_everything_that_a_pack_tells_has_a_golden_case_of_twelve(kind: str, name: str) -> None:
    assert name in folders(kind), f"write tests/golden/{kind}/{name}/case.yaml"
    assert len(case(kind, name).members) >= 12


@pytest.mark.parametrize("kind", ["indicators", "lists"])
def test_every_golden_case_is_of_something_that_a_pack_tells(kind: str) -> None:
    known = INDICATORS if kind == "indicators" else LISTS
    assert {name.partition(".")[0] for name in folders(kind)} <= set(known)
