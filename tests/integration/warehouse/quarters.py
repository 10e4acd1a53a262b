"""Posts of a few persons, and what the published files say of their quarter."""

import csv
from collections.abc import Sequence

from integration.warehouse.months import A, Row, Sent
from township_sync.settings import Settings
from township_sync.warehouse.connect import Connection
from township_sync.warehouse.publications import Publication

P1, P2, P3 = "439999197505141239", "439999197505141247", "439999197505141255"


def post(id_no: str, unit: str = A, **more: str | None) -> Row:
    return {"id_no": id_no, "post_no": f"GY-{id_no[-4:]}", "person_name": "张三", "unit_code": unit, "post_type": "02",
            "on_post": "1", "on_date": "2020-01-05", "off_date": None, **more}


def posts(unit: str, period: str, *rows: Row, **more: object) -> Sent:
    return Sent(unit, period, "public_welfare_post", rows, **more)  # type: ignore[arg-type]


def rows_of(settings: Settings, made: Sequence[Publication], dataset: str) -> list[dict[str, str]]:
    path = next(each.path for each in made if each.dataset == dataset)
    return list(csv.DictReader((settings.folder("published") / path).read_text(encoding="utf-8").splitlines()))


def sums(settings: Settings, made: Sequence[Publication]) -> list[tuple[str, ...]]:
    return sorted(tuple(row.values())[5:] for row in rows_of(settings, made, "welfare_post_summary"))


def roster(settings: Settings, made: Sequence[Publication]) -> list[tuple[str, str, str]]:
    found = rows_of(settings, made, "welfare_post_roster")
    return sorted((row["action"], row["名册"], row["公民身份号码"]) for row in found)


def settle(connection: Connection) -> None:
    connection.execute("UPDATE ops.publication_row SET status = 'accepted'")
    connection.execute("UPDATE ops.publication SET state = 'settled'")
