"""People for `bench match`: Zipf names, households with one phone, twins, namesakes, and the slips that clerks make.

Everything follows from the seed. Numbers are of the unassigned area 439999, all of one area: the hardest case, since
only twelve characters of a number can differ.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, count
from random import Random

from township_sync.domain.identity import birth_date, id_check_character, is_good_id
from township_sync.matching.pairs import Mention

TWINS, NAMESAKES, COPIES = 0.03, 0.03, 0.05
"""Parts of the people: of twins, of namesakes with one birth date, and of those who are written once more, mistyped."""
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
GIVEN = "丰明芳伟娜秀英敏静丽强磊军洋勇艳杰娟涛超平刚桂香玉兰凤霞红梅春花建国志文华辉云飞海波少东雪松立新永安福贵"


@dataclass(frozen=True, slots=True)
class Made:
    """Mentions to be matched, and which pairs of numbers (or of `ref`s) are truly one, each with the kind of slip."""

    mentions: Sequence[Mention]
    truth: dict[frozenset[str], str]


def make_people(people: int, seed: int) -> Made:
    """So many people, each written once, and some of them a second time with a mistyped number."""
    chance = Random(seed)
    known = list(_everybody(people, chance))
    taken = {one.number or "" for one in known}
    truth: dict[frozenset[str], str] = {}
    copies: list[Mention] = []
    for one in chance.sample(known, int(people * COPIES)):
        kind, slip = chance.choices(*zip(*((each, each[2]) for each in _SLIPS), strict=True))[0][:2]
        number = slip(one.number or "", chance)
        if number not in taken:
            taken.add(number)
            truth[frozenset((one.number or "", number))] = kind
            copies.append(_again(one, number, kind, len(known) + len(copies), chance))
    return Made([*known, *copies], truth)


def _everybody(people: int, chance: Random) -> Iterator[Mention]:
    taken: set[str] = set()
    made = 0
    for household in count():
        village, phone = f"第{chance.randrange(280)}村", _phone(chance)
        surname = _zipf(SURNAMES, chance)
        for _ in range(chance.randint(1, 5)):
            if made >= people:
                return
            shared = phone if chance.random() < 0.4 else _phone(chance) if chance.random() < 0.95 else None
            one = Mention((made,), _free(_number(chance), taken), _name(surname, chance), shared, f"HH{household:06d}",
                          village)
            yield one
            made += 1
            if other := _beside(one, made, taken, chance):
                yield other
                made += 1


def _beside(one: Mention, place: int, taken: set[str], chance: Random) -> Mention | None:
    """Now and then a twin (same day, phone and household, the next number), or a namesake born on the same day."""
    drawn, number = chance.random(), one.number or ""
    near = f"{int(number[14:17]) + chance.randint(1, 3):03d}"[-3:]
    beside = _free(number[:14] + near + id_check_character(number[:14] + near), taken)
    if drawn < TWINS:
        name = one.name[:-1] + chance.choice(GIVEN.replace(one.name[-1], ""))
        return Mention((place,), beside, name, one.phone, one.household, one.place)
    if drawn < TWINS + NAMESAKES:
        return Mention((place,), beside, one.name, _phone(chance), f"NN{place:06d}", f"第{chance.randrange(280)}村")
    return None


def _again(one: Mention, number: str, kind: str, place: int, chance: Random) -> Mention:
    """The same person in another sheet: the phone may have changed, the household may be left out."""
    drawn = chance.random()
    phone = one.phone if drawn < 0.7 else _phone(chance) if drawn < 0.85 else None
    name = one.name if kind != "one edit, name too" else one.name[:-1] + chance.choice(GIVEN.replace(one.name[-1], ""))
    return Mention((place,), number, name, phone, one.household if chance.random() < 0.6 else None,
                   one.place if chance.random() < 0.9 else None)


def _zipf(words: str, chance: Random) -> str:
    return chance.choices(words, cum_weights=_WEIGHTS[words])[0]


_WEIGHTS = {words: list(accumulate(1 / place for place in range(1, len(words) + 1))) for words in (SURNAMES, GIVEN)}


def _name(surname: str, chance: Random) -> str:
    return surname + "".join(_zipf(GIVEN, chance) for _ in range(1 if chance.random() < 0.15 else 2))


def _phone(chance: Random) -> str:
    return f"139{chance.randrange(100_000_000):08d}"


def _number(chance: Random) -> str:
    born = date(1950, 1, 1) + timedelta(days=chance.randrange(20_000))
    first = f"439999{born:%Y%m%d}{chance.randrange(1, 1000):03d}"
    return first + id_check_character(first)


def _free(number: str, taken: set[str]) -> str:
    """The number, or the next right one that nobody has."""
    while number in taken:
        first = number[:14] + f"{(int(number[14:17]) + 1) % 1000:03d}"
        number = first + id_check_character(first)
    taken.add(number)
    return number


def _substituted(number: str, chance: Random) -> str:
    place = chance.randrange(17)
    return number[:place] + chance.choice("0123456789".replace(number[place], "")) + number[place + 1:]


def _exchanged(number: str, chance: Random) -> str:
    """Two different neighbours exchanged."""
    places = [place for place in range(16) if number[place] != number[place + 1]]
    place = chance.choice(places)
    return number[:place] + number[place + 1] + number[place] + number[place + 2:]


def _dropped(number: str, chance: Random) -> str:
    place = chance.randrange(18)
    return number[:place] + number[place + 1:]


def _added(number: str, chance: Random) -> str:
    place = chance.randrange(18)
    return number[:place] + chance.choice("0123456789") + number[place:]


def _one(number: str, chance: Random) -> str:
    return chance.choices((_substituted, _exchanged), (3, 2))[0](number, chance)


def _two(number: str, chance: Random) -> str:
    """Two slips; what they undo or make right is drawn again."""
    while is_good_id(twice := _one(_one(number, chance), chance)) or twice == number:
        pass
    return twice


def _two_that_fit(number: str, chance: Random) -> str:
    """Two digits wrong, and check character and birth date are right by chance: nothing shows that it is wrong."""
    while True:
        twice = _substituted(_substituted(number, chance), chance)
        if twice != number and is_good_id(twice) and birth_date(twice):
            return twice


_Slip = Callable[[str, Random], str]
_SLIPS: Sequence[tuple[str, _Slip, float]] = (
    ("one wrong digit", _substituted, 30), ("two neighbours exchanged", _exchanged, 15),
    ("one digit missing", _dropped, 10), ("one digit too many", _added, 5), ("one edit, name too", _one, 10),
    ("two edits", _two, 20), ("two edits, still right", _two_that_fit, 10),
)
"""What a slip is called, how it is made, and how often."""
