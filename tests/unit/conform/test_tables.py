"""A whole table: rows keep their values, states and raw texts, and every finding stands where its cell stood."""

from township_sync.checks.conform import conform_table
from township_sync.domain.period import Month
from township_sync.domain.table import Cell, Table, TableRow

MAY = Month(2020, 5)
COLUMNS = {"person_name": 1, "id_no": 2, "mobile": 3, "sex": 4, "monthly_wage": 5}


def text(value):
    return Cell(value, "text")


def number(value):
    return Cell(float(value), "number")


def conform(rows, sheet="劳动力就业信息", file="草尾镇.xlsx"):
    table = Table("worker_employment", sheet, 3, COLUMNS, [TableRow(n, cells) for n, cells in rows])
    return conform_table(table, file=file, period=MAY, unit_code="430981114")


def test_a_row_keeps_values_states_and_what_was_typed():
    [row], findings = conform([(7, {
        "person_name": text("张 丰"), "id_no": text("43999919810628815x"), "mobile": text("123"), "sex": text("女 "),
        "monthly_wage": text("约2600元"),
    })])  # fmt: skip
    assert row.number == 7
    assert row.values == {
        "person_name": "张丰", "id_no": "43999919810628815X", "mobile": None, "sex": "2", "monthly_wage": "2600",
    }  # fmt: skip
    assert row.states == {"mobile": "emptied", "monthly_wage": "completed"}
    assert row.raw["person_name"] == "张 丰"
    assert row.raw["monthly_wage"] == "约2600元"
    assert [(found.slug, found.row, found.column) for found in findings] == [
        ("mobile_invalid", 7, "联系电话"),
        ("amount_approximate", 7, "月工资(元)"),
    ]


def test_a_cell_that_is_not_there_is_not_given():
    [row], findings = conform([(4, {"person_name": text("张丰")})])
    assert (row.values["id_no"], row.raw, findings) == (None, {"person_name": "张丰"}, [])


def test_findings_never_show_a_whole_number_of_a_person():
    rows = [
        (4, {"id_no": number(439999198106288100), "mobile": text("199000012345"), "sex": text("439999198106288153")}),
        (5, {"monthly_wage": text("19900001234号码"), "sex": text("找13900001234问")}),
    ]
    _, findings = conform(rows)
    assert len(findings) == 5
    for found in findings:
        shown = f"{found.value} {found.message} {found.details}"
        assert not any(part in shown for part in ("439999198106288", "19900001234", "13900001234"))
    assert findings[0].value == "…8128"


def test_numbers_in_a_tenth_of_an_identity_column_are_reported_once_for_the_sheet():
    good = [(n, {"id_no": text("43999919810628815X")}) for n in range(10, 28)]
    bad = [(n, {"id_no": number(439999198106288000 + 64 * n)}) for n in (4, 5)]
    _, findings = conform([*bad, *good])
    assert [found.slug for found in findings] == ["id_no_numeric_many", "id_no_numeric_cell", "id_no_numeric_cell"]
    assert (findings[0].row, findings[0].details) == (None, {"count": 2})


def test_two_numbers_among_many_or_one_alone_do_not_condemn_a_sheet():
    good = [(n, {"id_no": text("43999919810628815X")}) for n in range(10, 29)]
    bad = [(n, {"id_no": number(439999198106288000 + 64 * n)}) for n in (4, 5)]
    assert "id_no_numeric_many" not in {found.slug for found in conform([*bad, *good])[1]}
    assert "id_no_numeric_many" not in {found.slug for found in conform([bad[0]])[1]}


def test_a_csv_file_is_known_by_its_sheet_name_whatever_its_extension_says():
    table = Table("public_welfare_post", "草尾镇岗位", 1, {"on_date": 1}, [TableRow(2, {"on_date": text("2020.1")})])
    for file, slug in (("430981114/草尾镇岗位.xls", "date_ambiguous_year_month"), ("草尾镇.xlsx", "date_completed")):
        _, [found] = conform_table(table, file=file, period=MAY, unit_code=None)
        assert found.slug == slug


def test_reading_the_same_table_twice_gives_the_same():
    rows = [(4, {"person_name": text("张丰"), "mobile": text("123")})]
    assert conform(rows) == conform(rows)
