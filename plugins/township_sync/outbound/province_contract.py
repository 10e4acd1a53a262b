"""What the platform says, held against the contract: each schema of its OpenAPI document as one compiled check.

The checks are made from the document itself, so that there is one truth; they say where an answer differs and what kind
of thing was expected and found there, and never a value (docs/decisions/0025-the-client-of-the-platform.md).
"""

import logging
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from township_sync import project
from township_sync.domain.masking import mask_whole_numbers
from township_sync.errors import TerminalError
from township_sync.outbound.province_schema import Check, Difference, check_of

DOCUMENT = "docs/provincial_platform.openapi.yaml"
_MOST_SHOWN = 6
_log = logging.getLogger(__name__)


class ContractBroken(TerminalError):
    """An answer has another form than the contract says."""


@cache
def version() -> str:
    """The version of the contract that we speak."""
    return str(_document()["info"]["version"])


def checked(form: str, said: Mapping[str, Any], told: set[str]) -> Mapping[str, Any]:
    """What was said, once it has the form (a schema of the contract).

    Fields that the contract does not name are tolerated and logged, each once (`told` remembers them). ContractBroken
    names every other difference: where, what is expected, what kind of thing is there.
    """
    differences = _check(form)(said)
    if any(not one.is_tolerated for one in differences):
        raise ContractBroken(f"The platform's {form} differs from contract {version()}: {_shown(differences)}; adapt "
                             f"{DOCUMENT} and what reads it, or tell the platform's operator.")
    for one in differences:
        _tell(form, one, told)
    return said


@cache
def _check(form: str) -> Check:
    return check_of({"$ref": f"#/components/schemas/{form}"}, _document()["components"]["schemas"])


@cache
def _document() -> dict[str, Any]:
    return project.mapping(DOCUMENT)


def _shown(differences: Iterable[Difference]) -> str:
    texts = list(dict.fromkeys(map(_text, differences)))
    more = [f"and {len(texts) - _MOST_SHOWN} more"] if len(texts) > _MOST_SHOWN else []
    return "; ".join([*texts[:_MOST_SHOWN], *more])


def _text(one: Difference) -> str:
    return f"{_place(one.path)}: expected {one.expected}, found {one.found}"


def _tell(form: str, one: Difference, told: set[str]) -> None:
    name = f"{form}.{re.sub(r'[0-9]+', '', _place(one.path))}"
    if name not in told:
        told.add(name)
        _log.warning("the platform's %s has a field that contract %s does not name; it is passed over", name, version())


def _place(path: tuple[str | int, ...]) -> str:
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{_name(step)}" for step in path)
    return steps.removeprefix(".") or "the answer"


def _name(step: str) -> str:
    """The name of a field as it may be shown: one that the peer made up may hold anything."""
    return mask_whole_numbers(step) if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,59}", step) else "(a field)"
