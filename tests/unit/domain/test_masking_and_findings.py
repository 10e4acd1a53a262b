"""No personal value leaves its room; a finding says its sentence."""

import pytest

from township_sync.domain import masking
from township_sync.domain.finding import Finding, rules
from township_sync.errors import DefinitionError, PersonalDataLeak


@pytest.mark.parametrize(("privacy", "value", "shown"), [
    ("id_no", "439999199001011239", "…1239"), ("person_name", "张丰", "张*"), ("mobile", "13800001234", "138****1234"),
    ("account", "yjjy001234", "****1234"), ("hidden", "43999919900101123941", None), ("open", "单位就业", "单位就业"),
    # A name that was typed into the cell of a number is no part of what a number may show.
    ("mobile", "张三丰19900000014", "*******0014"), ("mobile", "19900000014张三丰", "199****4***"),
    ("id_no", "439999197505141230张三", "…30**"),
])
def test_each_privacy_class_shows_what_it_may(privacy: str, value: str, shown: str | None) -> None:
    assert masking.mask(privacy, value) == shown


@pytest.mark.parametrize("text", ["张 439999199001011239", "电话13800001234。", "43999919900101123X"])
def test_a_whole_number_is_refused_at_the_gate_and_masked_in_free_text(text: str) -> None:
    with pytest.raises(PersonalDataLeak):
        masking.refuse_whole_numbers(text, "a test")
    assert masking.refuse_whole_numbers(masking.mask_whole_numbers(text), "a test")


@pytest.mark.parametrize(("number", "shown"), [
    ("43999919870317402943", "…2943"), ("6230907811043957264", "…7264"), ("92439999MA4KC7R3XA", "…R3XA"),
    ("439999870317402", "…7402"),
])
def test_certificates_accounts_and_sole_traders_are_masked_in_free_text(number: str, shown: str) -> None:
    assert masking.mask_whole_numbers(f"{number}与省级库不符，{number}。") == f"{shown}与省级库不符，{shown}。"


@pytest.mark.parametrize("text", [
    "91439999MA4KC7R3XA", "abc1234567890123456789012def", "2020-05.430981114.1.20200602T010000",
])
def test_companies_digests_and_numbers_of_messages_stay(text: str) -> None:
    assert masking.mask_whole_numbers(text) == text


def test_longer_digit_runs_are_no_phone_numbers() -> None:
    assert masking.refuse_whole_numbers("协议号 20200513800001234001", "a test")


@pytest.mark.parametrize("slug", rules())
def test_every_rule_says_its_sentence_whatever_is_known(slug: str) -> None:
    said = Finding(slug, "a.xlsx", sheet="表", row=7, column="姓名", value="张*").message
    assert said and "{" not in said


def test_a_sentence_of_its_own_replaces_the_words_of_the_rule() -> None:
    details = {"said": "too many columns", "columns": 301, "limit": 300}
    assert Finding("too_many_rows", "a.xlsx", "表", details=details).message == (
        "工作表“表”的表头有301列，超过上限300列，请删去多余的列后再报。"
    )


def test_an_unknown_slug_is_our_mistake() -> None:
    with pytest.raises(DefinitionError, match=r"rules\.csv"):
        Finding("no_such_rule", "a.xlsx").severity  # noqa: B018  # asking is the act under test


def test_a_message_never_shows_a_whole_number_even_when_it_was_handed_one() -> None:
    said = Finding("code_unknown", "a.xlsx", row=1, column="x", value="439999199001011239").message
    assert "439999199001011239" not in said
