"""One person written twice is found; twins, namesakes and people who share a phone are left in peace."""

import pytest

from township_sync.domain.identity import id_check_character
from township_sync.matching.pairs import Mention
from township_sync.matching.persons import candidates


def id_no(middle: str) -> str:
    """`19900101123` → a right number of the unassigned area 439999."""
    return f"439999{middle}{id_check_character('439999' + middle)}"


RIGHT = id_no("19900101123")


def found(*people: Mention) -> list[tuple[str, ...]]:
    return [pair.evidence for pair in candidates(people)]


def person(number: int, id_number: str, name: str = "张丰", **more: str) -> Mention:
    return Mention(("file", "sheet", number), id_number, name, **more)


@pytest.mark.parametrize(
    "mistyped",
    [
        RIGHT[:8] + "8" + RIGHT[9:],  # one digit
        RIGHT[:14] + RIGHT[15] + RIGHT[14] + RIGHT[16:],  # two neighbours
        RIGHT[:10] + RIGHT[11:],  # one missing
        RIGHT[:10] + "7" + RIGHT[10:],  # one too many
    ],
)
def test_one_slip_of_the_pen_is_found(mistyped: str) -> None:
    [evidence] = found(person(1, RIGHT), person(2, mistyped))
    assert evidence[:2] == ("id_one_slip", "same_name")


def test_twins_whose_numbers_differ_in_one_place_and_the_check_character_are_two() -> None:
    assert found(person(1, id_no("19900101123"), "张大"), person(2, id_no("19900101124"), "张二")) == []


def test_namesakes_with_right_numbers_are_two_however_near_the_numbers() -> None:
    assert found(person(1, id_no("19900101123")), person(2, id_no("19900101125"), place="乐园村")) == []


def test_two_slips_need_something_else_that_agrees() -> None:
    twice = RIGHT[:8] + "8" + RIGHT[9:12] + "9" + RIGHT[13:]
    assert found(person(1, RIGHT), person(2, twice)) == []
    [evidence] = found(person(1, RIGHT, phone="13800001234"), person(2, twice, phone="13800001234"))
    assert evidence == ("id_two_slips", "same_name", "same_phone")


def test_another_name_needs_one_slip_only_and_something_else_that_agrees() -> None:
    mistyped = RIGHT[:8] + "8" + RIGHT[9:]
    assert found(person(1, RIGHT, "张丰"), person(2, mistyped, "张锋")) == []
    [evidence] = found(person(1, RIGHT, "张丰", place="乐园村"), person(2, mistyped, "张锋", place="乐园村"))
    assert evidence == ("id_one_slip", "similar_name", "same_village")


def test_one_number_written_twice_is_no_candidate() -> None:
    assert found(person(1, RIGHT), person(2, RIGHT)) == []


def test_a_crowd_of_one_name_is_compared_like_a_few() -> None:
    numbers = [id_no(f"19{50 + number % 50}0101{number:03d}") for number in range(100)]
    crowd = [person(index, number) for index, number in enumerate(numbers)]
    pairs = candidates([*crowd, person(100, numbers[7][:15] + "9" + numbers[7][16:])])
    refs = [{pair.left.ref[2], pair.right.ref[2]} for pair in pairs if pair.evidence[0] == "id_one_slip"]
    assert refs == [{7, 100}]


def test_two_slips_that_leave_the_birth_date_need_nothing_else() -> None:
    twice = RIGHT[:2] + "8" + RIGHT[3:15] + "9" + RIGHT[16:]
    assert found(person(1, RIGHT), person(2, twice)) == [("id_two_slips", "same_name", "same_birth_date")]
    assert found(person(1, RIGHT), person(2, twice, "李四")) == []


def test_two_right_numbers_are_doubted_only_with_one_name_and_something_else_that_agrees() -> None:
    other = id_no("19900101124")
    assert found(person(1, RIGHT, place="乐园村"), person(2, other, place="新华村")) == []
    assert found(person(1, RIGHT, "张大", phone="1"), person(2, other, "张二", phone="1")) == []
    [evidence] = found(person(1, RIGHT, household="H1"), person(2, other, household="H1"))
    assert evidence == ("both_numbers_right", "same_name", "same_birth_date", "same_household")


def test_what_several_sheets_say_of_a_number_speaks_together() -> None:
    twice = RIGHT[:8] + "8" + RIGHT[9:12] + "9" + RIGHT[13:]
    sheets = [person(1, RIGHT), person(2, RIGHT, "张 丰", phone="1"), person(3, twice), person(4, twice, phone="1")]
    expected = [("id_two_slips", "same_name", "same_phone")]
    assert found(*sheets) == found(*reversed(sheets)) == expected
