"""Employers for `bench match`: brands that recur, right codes, and variants of names with a missing or wrong code."""

from itertools import count
from random import Random

from township_sync.bench.match_people import GIVEN, Made
from township_sync.domain.identity import USCC_ALPHABET, uscc_check_character
from township_sync.matching.pairs import Mention

VARIANTS = 0.1
"""Part of the employers that is written once more, under another name and with a missing or wrong code."""
_DIVISIONS = ("沅江市", "益阳市", "湖南省益阳市", "湖南", "沅江", "")
_PLACES = ("湖南省益阳市沅江市", "湖南省益阳市南县", "湖南省长沙市", "广东省深圳市", "广东省东莞市")
_TRADES = (
    "纺织", "制衣", "鞋业", "电子", "食品", "建材", "农业", "水产", "物流", "家政", "船舶", "机械", "商贸", "养殖",
)
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "店", "合作社", "加工厂")


def make_employers(employers: int, seed: int) -> Made:
    """So many employers with right codes, and variants of some; `truth` is of refs as texts."""
    chance = Random(seed)
    known = [_employer(place, chance) for place in range(employers)]
    numbers = count(employers)
    truth: dict[frozenset[str], str] = {}
    variants = []
    for one in chance.sample(known, int(employers * VARIANTS)):
        number = next(numbers)
        kind, code = _code(one.number or "", chance)
        truth[frozenset((str(one.ref[0]), str(number)))] = kind
        variants.append(Mention((number,), code, _variant(one.name, chance),
                                one.phone if chance.random() < 0.6 else _phone(chance), None, _place(one.place, chance),
                                f"u{number}"))
    return Made([*known, *variants], truth)


def _employer(place: int, chance: Random) -> Mention:
    """Three of four are of our city; brands are short and recur, also in one trade and in several places."""
    brand = "".join(chance.choice(GIVEN) for _ in range(chance.choice((2, 2, 2, 3))))
    where = _PLACES[0] if chance.random() < 0.75 else chance.choice(_PLACES[1:])
    division = chance.choice(_DIVISIONS) if where == _PLACES[0] else chance.choice((where[-3:], ""))
    name = division + brand + chance.choice(_TRADES) + chance.choice(_FORMS)
    first = "91439999MA4" + "".join(chance.choice(USCC_ALPHABET) for _ in range(6))
    return Mention((place,), first + uscc_check_character(first), name, _phone(chance), None, where, "u")


def _code(code: str, chance: Random) -> tuple[str, str | None]:
    drawn = chance.random()
    if drawn < 0.5:
        return "no code", None
    once = _slipped(code, chance)
    return ("code with one slip", once) if drawn < 0.85 else ("code with two slips", _slipped(once, chance))


def _slipped(code: str, chance: Random) -> str:
    place = chance.randrange(17)
    return code[:place] + chance.choice(USCC_ALPHABET.replace(code[place], "")) + code[place + 1:]


def _variant(name: str, chance: Random) -> str:
    """Another division or none, another legal form or none, the place in brackets, now and then one character wrong."""
    core = name
    for word in sorted((*_DIVISIONS, "南县", "长沙市", "深圳市", "东莞市"), key=len, reverse=True):
        core = core.removeprefix(word) if word and len(core) - len(word) > 3 else core
    for form in _FORMS:
        core = core.removesuffix(form)
    if chance.random() < 0.15:
        place = chance.randrange(1, len(core))
        core = core[:place] + chance.choice(GIVEN) + core[place + 1:]
    bracket = "(沅江)" if chance.random() < 0.15 else ""
    return chance.choice(("沅江市", "湖南", "")) + core + bracket + chance.choice((*_FORMS, ""))


def _place(place: str | None, chance: Random) -> str | None:
    drawn = chance.random()
    return place if drawn < 0.5 else (place or "")[-3:] if drawn < 0.8 else None


def _phone(chance: Random) -> str:
    return f"0737-{chance.randrange(1_000_000, 9_999_999)}"
