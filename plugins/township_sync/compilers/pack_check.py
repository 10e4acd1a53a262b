"""What is missing between the packs and the rest of the project: statements without an entry, parameters nobody sets.

The loader refuses what is wrong within a pack; this looks at all packs together with `sql/`, as `policy check` does.
"""

import re
from collections.abc import Iterator

from township_sync import project
from township_sync.compilers.pack_faults import faults
from township_sync.compilers.policies import packs
from township_sync.compilers.written_pack import written_pack
from township_sync.domain.contract import contracts
from township_sync.domain.policy_pack import Pack
from township_sync.errors import DefinitionError

_OF_EVERY_RUN = {"as_of", "known_before", "units", "month_due_on"}
"""What `steps.compute` gives to every statement besides the pack."""


def complaints() -> list[str]:
    """Everything that is wrong with the packs, one sentence each; empty when nothing is."""
    try:
        found = [said for name in project.names("policies", ".yaml") for said in faults(written_pack(name))]
        # A fault of a pack shows in every pack that extends it.
        return list(dict.fromkeys(found)) or [*_of_all(packs())]
    except DefinitionError as error:
        return [str(error)]


def _of_all(known: dict[str, Pack]) -> Iterator[str]:
    for folder, section in (("indicator", "indicators"), ("list", "lists")):
        entries = {name for pack in known.values() for name in pack.content.get(section, {})}
        for name in project.names(f"sql/{folder}", ".sql"):
            if name not in entries:
                yield f"sql/{folder}/{name}.sql has no entry under '{section}' of any pack; add one or delete it."
    for pack in known.values():
        yield from _unset(pack)
        yield from _without_choices(pack)


def _unset(pack: Pack) -> Iterator[str]:
    for folder, names in (("indicator", pack.indicators), ("list", pack.lists)):
        for name in names:
            for missing in sorted(asked_parameters(f"{folder}/{name}") - set(pack.parameters) - _OF_EVERY_RUN):
                yield (f"sql/{folder}/{name}.sql, or a fact that it needs, asks for the parameter '{missing}', which "
                       f"policies/{pack.name}.yaml does not set; add it to values or to a question.")


def asked_parameters(name: str) -> set[str]:
    """Every parameter that the statement `sql/<name>.sql` and the facts that it names ask for."""
    own = project.names("sql/facts", ".sql")
    asked, seen, waiting = set[str](), set[str](), [name]
    while waiting:
        text = project.text(f"sql/{waiting.pop()}.sql")
        asked |= set(re.findall(r"%\((\w+)\)s", text))
        for fact in set(re.findall(r"pg_temp\.(\w+)", text)) - seen:
            seen.add(fact)
            form, _, entity = fact.partition("_")
            # `now_<entity>` is made by `sql/facts/now.sql` for every entity; any other fact has a statement of its own.
            is_general = entity in contracts() and fact not in own
            waiting.append(f"facts/{form}" if is_general else f"facts/{fact}")
    return asked


def _without_choices(pack: Pack) -> Iterator[str]:
    for question in pack.questions:
        for name, value in question.sets.items():
            words = value if isinstance(value, list) else [value]
            if name not in pack.choices and any(isinstance(each, str) for each in words):
                yield (f"policies/{pack.name}.yaml: {question.name} sets the word '{name}' without saying which words "
                       "are allowed; add them to choices.")
