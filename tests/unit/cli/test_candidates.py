"""`candidates` as a shell calls it: places and evidence, and no number of a person."""

import json
from pathlib import Path

from township_sync.domain.identity import id_check_character
from unit.cli.conftest import Command

FIRST = "43999919900101123"
RIGHT = FIRST + id_check_character(FIRST)
MISTYPED = RIGHT[:8] + "8" + RIGHT[9:]


def test_a_mistyped_number_is_listed_with_its_twin(command: Command, tmp_path: Path) -> None:
    rows = [f"张丰,{number},草尾镇,乐园村,家政,QX-{n},沅江学校,2020-05-04,2020-05-14,是,否"
            for n, number in enumerate((RIGHT, MISTYPED), 1)]
    headers = "姓名,身份证号,乡镇,村(社区),工种,班期编号,培训机构,开班日期,结业日期,是否结业,是否两后生,培训类型"
    text = "\n".join(["技能培训", "填报单位：草尾镇 填报期：2020-05", headers, *(row + ",订单" for row in rows)])
    inbox = tmp_path / "2020-05" / "430981114"
    inbox.mkdir(parents=True)
    (inbox / "技能培训.csv").write_text(text, encoding="utf-8")
    said = command("candidates", inbox.parent, "--json", tmp_path / "pairs.json")
    assert said.exit_code == 0
    assert "1 pairs to decide on" in said.stdout
    written = (tmp_path / "pairs.json").read_text(encoding="utf-8")
    [pair] = json.loads(written)["candidates"]
    assert sorted([pair["left"][2], pair["right"][2]]) == [4, 5]
    assert pair["evidence"] == ["id_one_slip", "same_name", "same_village"]
    assert not any(number in said.stdout + written for number in (RIGHT, MISTYPED))
