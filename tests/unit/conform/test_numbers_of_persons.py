"""Identity numbers, telephones, certificates and accounts: what a spreadsheet damages, and what is only untidy."""

import pytest

from township_sync.domain.identity import id_check_character

ID = "worker_employment.id_no"
GOOD = "43999919900101123" + id_check_character("43999919900101123")
WITH_X = "43999919810628815X"
MOBILE = "worker_employment.mobile"


@pytest.mark.parametrize(
    "typed",
    [
        "43999919810628815X", "43999919810628815x", "43999919810628815×", "43999919810628815Ｘ",
        "43999919810628815ｘ",
        "'43999919810628815X", "439999 19810628 815X", "439999-1981-0628-815X",
        "４３９９９９１９８１０６２８８１５Ｘ",
        "43999919810628\u200b815X", "\ufeff43999919810628815X", "\u300043999919810628815X\u00a0",
        "“43999919810628815X”",
    ],
)  # fmt: skip
def test_untidy_identity_numbers_are_tidied_silently(read, typed):
    assert (read(ID, typed).value, read(ID, typed).slug) == (WITH_X, None)


@pytest.mark.parametrize("number", [float(GOOD[:15] + "000"), 439999199001011, 1.0])
def test_a_number_cell_is_rejected_whatever_its_digits_say(read, number):
    assert (read(ID, number).value, read(ID, number).slug) == (None, "id_no_numeric_cell")


@pytest.mark.parametrize("typed", ["4.39999E+17", "4.39999e+17", "4E17", "４.39999E+17"])
def test_scientific_text_is_rejected(read, typed):
    assert read(ID, typed).slug == "id_no_scientific_text"


@pytest.mark.parametrize(
    "typed", ["4399991990010112", "43999919900101123*", "abc", "439999199002301234", GOOD[:17] + "?"]
)
def test_wrong_numbers_go_on_as_text_for_the_suites_to_judge(read, typed):
    assert (read(ID, typed).value, read(ID, typed).slug) == (typed, None)


def test_fifteen_digits_are_extended_with_a_warning(read):
    reading = read(ID, "439999 750514 123")
    longer = "43999919750514123"
    assert (reading.value, reading.state) == (longer + id_check_character(longer), "completed")
    assert reading.slug == "id_no_old_15_digit_upgraded"


def test_fifteen_digits_without_a_real_birth_date_go_on_unextended(read):
    assert (read(ID, "439999750230123").value, read(ID, "439999750230123").slug) == ("439999750230123", None)


def test_fifteen_digits_of_somebody_too_old_go_on_extended_without_the_warning(read):
    reading = read(ID, "439999050514123")
    assert (len(reading.value), reading.slug) == (18, None)


@pytest.mark.parametrize(
    "typed",
    [
        "19900001234", 19900001234, "199 0000 1234", "199-0000-1234", "+8619900001234", "+86 199-0000-1234",
        "8619900001234",
        "008619900001234", "１９９００００１２３４", "19900001234/0737-2345678", "19900001234、19900005678",
        "(199)00001234",
        "19900001234;19900005678", "19900001234，19900005678", "0737-2345678/19900001234",
    ],
)  # fmt: skip
def test_telephones_are_tidied_and_the_first_good_number_is_kept(read, typed):
    assert (read(MOBILE, typed).value, read(MOBILE, typed).slug) == ("19900001234", None)


@pytest.mark.parametrize(
    "typed",
    [
        "1990000123",
        "199000012345",
        "13800138000",
        "19911111111",
        "0737-2345678",
        "12900001234",
        "没有电话",
        "同上",
        1990000123,
    ],
)
def test_an_unusable_telephone_is_left_empty_with_a_warning(read, typed):
    for column in (MOBILE, "public_welfare_post.manager_mobile", "app_account.bind_mobile"):
        if typed != "同上" or column == MOBILE:
            reading = read(column, typed)
            assert (reading.value, reading.state, reading.slug) == (None, "emptied", "mobile_invalid")


@pytest.mark.parametrize(
    ("typed", "value"), [("0737-2345678", "0737-2345678"), ("+86 19900001234", "19900001234"), ("1", "1")]
)
def test_the_telephone_of_a_company_is_never_emptied_here(read, typed, value):
    assert (read("recruiter.contact_phone", typed).value, read("recruiter.contact_phone", typed).slug) == (value, None)


def test_a_required_credit_code_is_rejected_as_number_and_else_left_to_the_suites(read):
    assert read("recruiter.uscc", 9.14399e17).slug == "uscc_form"
    assert read("recruiter.uscc", " 91439999-EMEKL3bd1p ").value == "91439999EMEKL3BD1P"
    assert (read("recruiter.uscc", "9143").value, read("recruiter.uscc", "9143").slug) == ("9143", None)


@pytest.mark.parametrize("typed", ["9143", "91439999EMEKL3BD1A", "91439999EMEKL3BDIP", 9.14399e17, "同上"])
def test_an_optional_credit_code_that_is_none_is_emptied(read, typed):
    assert read("worker_employment.employer_uscc", typed).slug == "optional_value_unreadable"
    assert read("worker_employment.employer_uscc", "91439999EMEKL3BD1P").value == "91439999EMEKL3BD1P"


def test_a_disability_certificate_goes_on_as_text(read):
    assert read("worker_employment.disability_cert", " 43999919870129561x42 ").value == "43999919870129561X42"


def test_a_bank_account_stored_as_number_has_lost_its_end(read):
    assert read("subsidy.bank_account", 6.2284800123456e18).slug == "optional_value_unreadable"
    assert read("subsidy.bank_account", "6228 4800 1234 5678 901").value == "6228480012345678901"
    assert read("subsidy.bank_account", 622848001234567).value == "622848001234567"


@pytest.mark.parametrize(
    ("typed", "value"), [("ＧＹ－114－0007", "GY-114-0007"), (" GY—114—0007 ", "GY-114-0007"), ("007", "007"), (7, "7")]
)
def test_identifiers_keep_their_zeros_and_capitals(read, typed, value):
    assert read("public_welfare_post.post_no", typed).value == value
