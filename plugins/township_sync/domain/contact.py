"""Whom we tell: the contacts of each unit and of the county, by role, as contracts/contacts.csv has them."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from township_sync import project
from township_sync.errors import DefinitionError

Role = Literal["clerk", "leader", "bureau", "engineer"]
TABLE = "contracts/contacts.csv"


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach somebody: `code` names it for ever (messages refer to it), the rest may be corrected.

    `channel` is the module in `channels/`, `address` what that channel calls an address: an e-mail address, the name
    of a robot in the settings, nothing for a folder. Of the county's contacts (bureau, engineer) the unit is the city.
    """

    code: str
    unit_code: str
    role: Role
    channel: str
    address: str


@cache
def contacts() -> dict[str, Contact]:
    """Every contact by its code; DefinitionError for a row that says twice what is one or names an unknown role."""
    found: dict[str, Contact] = {}
    for line, row in enumerate(project.records(TABLE), 2):
        one = Contact(row["contact"], row["unit"], row["role"], row["channel"], row["address"])  # type: ignore[arg-type]
        if one.code in found or one.role not in get_args(Role):
            raise DefinitionError(f"{TABLE}, line {line}: a contact has a name of its own and one of the roles "
                                  f"{', '.join(get_args(Role))}; correct it.")
        found[one.code] = one
    return found


def contacts_of(unit_code: str, role: Role) -> list[Contact]:
    """The contacts of a unit (or of the city) in one role, in the order of the table."""
    return [one for one in contacts().values() if (one.unit_code, one.role) == (unit_code, role)]
