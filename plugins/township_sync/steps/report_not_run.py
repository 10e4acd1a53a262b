"""What a unit is told of rules that could not be asked about its rows: nobody may take them for passed."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from township_sync.domain.contract import contract
from township_sync.domain.judgement import NotRun
from township_sync.workbooks.wording import advice


def not_run_notes(not_run: Sequence[NotRun], entities: Collection[str], words: Mapping[str, Any]) -> list[str]:
    """One line of the receipt for each thing that was missing, naming the rules about sheets of these entities."""
    titles: dict[tuple[str, str], dict[str, None]] = {}
    for one in not_run:
        if one.entity in entities:
            titles.setdefault((one.month, one.missing), {})[advice(one.slug).title] = None
    return [
        str(words["not_run_line"]).format(month=words["not_run_months"][month], title=contract(missing).title,
                                          count=len(rules), rules="、".join(rules))
        for (month, missing), rules in titles.items()
    ]
