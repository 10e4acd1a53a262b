"""`rules` and `as-of` as a shell calls them."""

import json
from pathlib import Path

from unit.cli.conftest import Command, sentence


def test_the_catalogue_lists_every_rule_and_tells_one_in_full(command: Command) -> None:
    listed = command("rules")
    assert listed.exit_code == 0
    assert "`township-sync rules SLUG` tells one in full" in listed.stdout
    told = command("rules", "id_no_check_character").stdout
    assert "ISO 7064" in told
    assert "expectations/every_entity.yaml" in told


def test_the_catalogue_is_written_as_json(command: Command, tmp_path: Path) -> None:
    command("rules", "--json", tmp_path / "rules.json")
    lines = json.loads((tmp_path / "rules.json").read_text(encoding="utf-8"))["rules"]
    assert {"slug", "clause", "definition", "message_zh", "judged_in", "tested_in"} <= set(lines[0])


def test_a_rule_that_is_none_is_a_usage_error(command: Command) -> None:
    assert "no rule 'nonsense'" in sentence(command("rules", "nonsense"))


def test_as_of_refuses_what_is_no_entity_and_what_is_no_day(command: Command, tmp_path: Path) -> None:
    workspace = ("--workspace", tmp_path)
    assert "no entity 'persons'" in sentence(command("as-of", "2020-06-30", "persons", *workspace))
    assert "'June' is no day" in sentence(command("as-of", "June", "carrier", *workspace))
    assert "has no data yet" in sentence(command("as-of", "2020-06-30", "carrier", *workspace))
