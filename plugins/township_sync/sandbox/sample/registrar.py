"""Gives out numbers that nobody else in the sample has: IDs, names, phones, credit codes, app accounts.

IDs and credit codes use the unassigned area 439999, so that none can be a living person's or a real company's.
"""

import random
from dataclasses import dataclass, field
from datetime import date

from township_sync.domain.identity import USCC_ALPHABET, id_check_character, uscc_check_character
from township_sync.sandbox.sample.words import one_of, words

AREA = "439999"


@dataclass
class Registrar:
    """The one office of a sample; every number is drawn from its own chance, so it depends on the seed alone."""

    chance: random.Random
    used: set[str] = field(default_factory=set)
    phones: int = 30_000_000
    accounts: int = 0

    def id_no(self, born: date, male: bool) -> str:
        """A good number; never one that ends with 000, which would be taken for damage."""
        while True:
            sequence = self.chance.randrange(1, 500) * 2 + (1 if male else 0)
            first_17 = f"{AREA}{born:%Y%m%d}{sequence % 1000:03d}"
            number = first_17 + id_check_character(first_17)
            if self._is_new(number) and not number.endswith("000"):
                return number

    def name(self) -> str:
        """A name of two or three characters that nobody else bears, so that only planted names coincide."""
        while True:
            given = "".join(self.chance.choices(words("given"), k=self.chance.choice((1, 2, 2, 2, 2))))
            name = self.chance.choice(words("surnames")) + given
            if self._is_new(name):
                return str(name)

    def phone(self) -> str:
        """A number of the form 199xxxxxxxx."""
        self.phones += self.chance.randrange(1, 40)
        return f"199{self.phones:08d}"

    def account(self) -> str:
        """A login name of the app."""
        self.accounts += self.chance.randrange(1, 30)
        return f"yjjy{self.accounts:07d}"

    def uscc(self) -> str:
        """A unified social credit code of an enterprise (91) with its right last character."""
        while True:
            first_17 = "91" + AREA + "".join(self.chance.choices(USCC_ALPHABET, k=9))
            code = first_17 + uscc_check_character(first_17)
            if self._is_new(code):
                return code

    def company(self) -> str:
        """The name of a company that does not exist."""
        while True:
            core = "".join(self.chance.choices(words("employer_cores"), k=3))
            name = words("employer_form").format(
                place=one_of(self.chance, "employer_places"), core=core, trade=one_of(self.chance, "employer_trades")
            )
            if self._is_new(name):
                return str(name)

    def _is_new(self, value: str) -> bool:
        if value in self.used:
            return False
        self.used.add(value)
        return True
