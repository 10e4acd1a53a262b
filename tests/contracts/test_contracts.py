"""Every contract is as strict as the data it judges."""

import json

import pytest
from jsonschema import Draft202012Validator

from township_sync import project
from township_sync.domain.contract import Entity, contracts, mirrored_entities, plain_header, sent_entities

ENTITIES = {
    "worker_employment", "public_welfare_post", "carrier", "carrier_worker", "recruiter", "job_post", "app_account",
    "training", "subsidy", "cooperation_agreement", "service_record", "recruiting_event", "two_later_student",
    "zero_employment_household", "field_staff", "activity", "register_person",
}  # fmt: skip
UNTRACKED = {"row_no", "collect_mode", "collected_on", "change_type", "change_date", "completeness"}
SENT = {"worker_employment", "public_welfare_post", "recruiter", "job_post", "app_account", "subsidy"}
SCHEMA = Draft202012Validator(json.loads(project.text("contracts/contract.schema.json")))

every_entity = pytest.mark.parametrize("entity", contracts().values(), ids=lambda entity: entity.name)


def test_there_are_the_seventeen_entities_of_which_the_platform_keeps_one():
    assert set(contracts()) == ENTITIES
    assert set(mirrored_entities()) == {"register_person"} == ENTITIES - set(sent_entities())


@pytest.mark.parametrize("name", sorted(ENTITIES))
def test_a_contract_obeys_the_schema(name):
    assert [error.message for error in SCHEMA.iter_errors(project.mapping(f"contracts/{name}.yaml"))] == []


def test_shared_columns_obey_the_schema():
    columns = SCHEMA.evolve(schema={**SCHEMA.schema["$defs"]["column"], "$defs": SCHEMA.schema["$defs"]})
    assert [
        error.message
        for given in project.mapping("contracts/fields.yaml").values()
        for error in columns.iter_errors(given)
    ] == []


def test_the_schema_refuses_an_unknown_key():
    contract = project.mapping("contracts/activity.yaml")
    assert list(SCHEMA.iter_errors({**contract, "owner": "someone"}))
    assert list(SCHEMA.iter_errors({**contract, "columns": {"row_no": {"headers": "序号"}}}))


@every_entity
def test_a_header_means_one_column_only(entity: Entity):
    meant = [plain_header(text) for column in entity.columns for text in {column.header, *column.aliases}]
    assert {text for text in meant if meant.count(text) > 1} == set()
    assert all(entity.field_of_header(column.header) == column.field for column in entity.columns)


@every_entity
def test_a_contract_names_only_columns_that_it_has(entity: Entity):
    fields = set(entity.by_field)
    named = {*entity.key, entity.name_field, *([entity.newest_by] if entity.newest_by else [])}
    named |= {field for column in entity.columns for field in column.required_if}
    named |= {field for sent in entity.outbound.values() for field in sent["columns"]}
    named |= set(project.mapping(f"contracts/{entity.name}.yaml").get("template_example", {}))
    assert named <= fields


@every_entity
def test_outbound_names_are_unique_and_the_key_travels(entity: Entity):
    for sent in entity.outbound.values():
        names = list(sent["columns"].values())
        assert len(names) == len(set(names))
        assert set(entity.key) <= set(sent["columns"])


def test_the_main_entities_and_the_subsidies_go_to_the_province():
    assert {name for name, entity in contracts().items() if "province" in entity.outbound} == SENT
    datasets = [contracts()[name].outbound["province"]["dataset"] for name in SENT]
    assert len(set(datasets)) == len(SENT)


@every_entity
def test_only_running_numbers_collection_and_change_marks_are_untracked(entity: Entity):
    assert {column.field for column in entity.columns if not column.tracked} == UNTRACKED & set(entity.by_field)


def test_a_mirrored_list_gives_every_column_and_the_township_of_each_row():
    for entity in mirrored_entities().values():
        [given] = entity.inbound.values()
        assert set(given["columns"]) == set(entity.by_field)
        assert [column.type for column in entity.columns].count("unit") == 1


@every_entity
def test_personal_columns_have_a_privacy_class(entity: Entity):
    classes = {
        "person_name": {"person_name"}, "id_no": {"id_no"}, "mobile": {"mobile"}, "telephone": {"mobile"},
        "disability_cert": {"hidden"}, "bank_account": {"hidden"},
    }  # fmt: skip
    wrong = [
        column.field for column in entity.columns if column.privacy not in classes.get(column.type, {column.privacy})
    ]
    assert wrong == []
    assert all(column.privacy != "open" for column in entity.columns if column.field.endswith(("_name", "_person"))
               and column.field.startswith(("manager", "contact", "server", "head", "legal")))  # fmt: skip


@every_entity
def test_a_condition_names_codes_of_its_column(entity: Entity):
    from township_sync.domain.contract import code_set

    for column in entity.columns:
        for field, codes in column.required_if.items():
            assert set(codes) <= set(code_set(entity.column(field).codes or "yes_no").labels)


def test_things_of_the_whole_city_say_which_row_is_newest():
    assert {name for name, entity in contracts().items() if entity.grain == "city"} == {"recruiter", "job_post"}
    assert all((entity.newest_by is not None) == (entity.grain == "city") for entity in contracts().values())


def test_no_two_entities_claim_one_sheet_name():
    names = [name for entity in contracts().values() for name in entity.sheet_names]
    assert {name for name in names if names.count(name) > 1} == set()


def test_a_register_is_a_mirrored_list_that_has_every_field_that_is_compared():
    registers = {entity.name: entity.outbound["province"]["register"] for entity in contracts().values()
                 if "register" in entity.outbound.get("province", {})}
    assert set(registers) == {"worker_employment", "public_welfare_post"}
    for name, register in registers.items():
        named = {register["key"], *register["fields"]}
        assert named <= mirrored_entities()[register["entity"]].by_field.keys()
        assert named <= contracts()[name].outbound["province"]["columns"].keys()
