"""Fictional people: households of a township with valid numbers of the unassigned area 330890."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

AREA = "330890"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向汤"
_MALE = "根水木土金火富贵荣华林森山川海江河生旺财福禄寿喜志强建国军民亮明星东南北兵发祥庆余良善达远"
_FEMALE = "芬芳兰菊梅桂荷莲香珠玉琴秀英娥凤仙彩霞云月娟美巧爱珍翠红春夏秋冬妹女花"
_TWO = ("欧阳", "诸葛", "上官")
RELATIONS = ("本人", "配偶", "长子", "长女", "次子", "次女", "父亲", "母亲")


def check_digit(digits: str) -> str:
    """The last character that the standard gives to 17 digits."""
    return "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11]


@dataclass(slots=True)
class Person:
    """One villager."""

    name: str
    id_number: str
    sex: str
    born: date
    relation: str


@dataclass(slots=True)
class Household:
    """A household: its head is the first of its members."""

    number: str
    village: str
    group: str
    members: list[Person] = field(default_factory=list)
    account: str = ""
    area_mu: str = "0"

    @property
    def head(self) -> Person:
        """The head of the household."""
        return self.members[0]


class Population:
    """Makes households one after another, each number once."""

    def __init__(self, random: Random, offset: int = 0) -> None:
        self.random = random
        self._taken: set[str] = set()
        self._accounts = 6299_9000_0000_0000_000 + offset * 10_000_000

    def _name(self, sex: str, surname: str | None = None) -> str:
        random = self.random
        surname = surname or (random.choice(_TWO) if random.random() < 0.003 else random.choice(_SURNAMES))
        letters = _MALE if sex == "男" else _FEMALE
        return surname + "".join(random.choice(letters) for _ in range(1 if random.random() < 0.15 else 2))

    def _number(self, born: date, sex: str) -> str:
        while True:
            order = self.random.randrange(0, 1000) | 1 if sex == "男" else self.random.randrange(0, 1000) & ~1
            digits = f"{AREA}{born:%Y%m%d}{order:03}"
            number = digits + check_digit(digits)
            if number not in self._taken:
                self._taken.add(number)
                return number

    def _person(self, year: tuple[int, int], sex: str, relation: str, surname: str | None = None) -> Person:
        random = self.random
        born = date(random.randint(*year), random.randint(1, 12), random.randint(1, 28))
        return Person(self._name(sex, surname), self._number(born, sex), sex, born, relation)

    def household(self, village: str, group: str, number: str) -> Household:
        """A new household of one to six people."""
        random = self.random
        size = random.choices((1, 2, 3, 4, 5, 6), (18, 27, 24, 18, 9, 4))[0]
        head_sex = "男" if random.random() < 0.8 else "女"
        head_year = (1936, 1960) if random.random() < 0.4 else (1961, 1990)
        head = self._person(head_year, head_sex, "本人")
        home = Household(number, village, group, [head])
        year = head.born.year
        surname = head.name[0]
        if size >= 2:
            home.members.append(self._person((year - 4, year + 4), "女" if head_sex == "男" else "男", "配偶"))
        for position in range(2, size):
            if position == 4 and year >= 1962:
                home.members.append(self._person((year - 30, year - 22), "男", "父亲", surname))
                continue
            sex = "男" if random.random() < 0.52 else "女"
            child = {2: "长", 3: "次"}.get(position, "三") + ("子" if sex == "男" else "女")
            home.members.append(self._person((min(year + 20, 2022), min(year + 32, 2023)), sex, child, surname))
        self._accounts += random.randint(3, 97)
        home.account = str(self._accounts)
        home.area_mu = f"{random.randint(0, 900) / 100:.2f}" if random.random() < 0.8 else "0"
        return home
