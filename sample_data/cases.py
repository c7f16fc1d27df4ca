"""Planted cases: for each cross-match about people and payments something that it must find, in small files of their own.

Some cases stand in the other files already: two rows of January 2024 and two of September 2025 whose ID numbers are wrong
(and so two households on the list of January that were not paid), a summary that is a household short, somebody who
died in April 2026 and is paid on, and somebody with a company who was paid once. ``tests/sample_data/test_cases.py``
names every finding; nothing else may fire.
"""

from typing import Protocol

from sample_data.people import AREA, Household, Person, check_digit
from sample_data.sheets import Cell, Sheet


class Listed(Protocol):
    """A household on a scheme's list."""

    home: Household
    person: Person
    start: str
    stop: str
    missed: str


class Town(Protocol):
    """What the cases need to know of a township."""

    name: str
    villages: list[str]
    homes: list[Household]

    @property
    def dibao(self) -> list[Listed]: ...
    @property
    def extreme(self) -> list[Listed]: ...
    @property
    def old(self) -> list[Listed]: ...

    def save(self, file: str, sheets: list[Sheet]) -> None: ...
    def note(self, file: str, record: str, period: str | None, scheme: str | None, place: str, read: int, fen: int) -> None: ...


class Cases:
    """Writes the planted cases of one township."""

    def __init__(self, town: Town) -> None:
        self.town = town
        always = [aid for aid in town.dibao if aid.start < "1" and aid.stop > "9998" and not aid.missed and len(aid.home.members) > 1]
        self.poor = always[5:15]
        taken = {id(aid.home) for aid in (*town.dibao, *town.extreme, *town.old)}
        self.others = [home for home in town.homes if id(home) not in taken and home.area_mu != "0"][40:60]
        self.alone = next(home for home in town.homes if id(home) not in taken and len(home.members) == 1)

    def make(self) -> None:
        """Write all files."""
        self.lists()
        self.payments()
        self.land()

    def _list(self, title: str, head: list[Cell], rows: list[list[Cell]]) -> None:
        body: list[list[Cell]] = [[f"{self.town.name}{title}"], ["序号", *head], *([i, *row] for i, row in enumerate(rows, 1))]
        file = f"{self.town.name}{title}.xlsx"
        self.town.save(file, [Sheet("名单", body, [(0, 0, 0, len(head))])])
        self.town.note(file, "reference_entry", title[:4], None, self.town.name, len(rows), 0)

    def lists(self) -> None:
        """Supplements to the lists of other offices, with people who are on relief or live with somebody who is."""
        payroll, relative, car, houses = self.poor[:4]
        worker = payroll.home.members[1]
        self._list("2026年财政供养人员补充名单", ["姓名", "身份证号码", "工作单位", "职务", "参加工作时间"], [[worker.name, worker.id_number, f"{self.town.name}卫生院", "护士", "2015年8月"]])
        kin = relative.person
        self._list("2026年村干部近亲属补充名单", ["村", "姓名", "身份证号码", "与村干部关系", "村干部姓名"], [[relative.home.village, kin.name, kin.id_number, "弟弟", "方正明"]])
        owner = car.home.members[1]
        self._list("2026年车辆登记补充名单", ["车主姓名", "身份证号码", "号牌号码", "品牌型号", "登记日期", "车辆价值(元)"], [[owner.name, owner.id_number, "浙H·90001", "小型轿车", "2022-03-11", 70000]])
        one, two = houses.home.members[:2]
        self._list("2026年不动产登记补充名单", ["权利人", "身份证号码", "坐落", "建筑面积(平方米)", "登记日期"], [[one.name, one.id_number, "澄溪县城关91号", 96, "2016-05-20"], [two.name, two.id_number, "澄溪县城关92号", 120, "2019-07-03"]])

    def _pay(self, file: str, title: str, head: list[Cell], rows: list[list[Cell]], money: int, period: str, scheme: str) -> None:
        """A small list of payments; ``money`` is the place of the amount, in whole yuan."""
        body: list[list[Cell]] = [[f"{self.town.name}{title}"], ["序号", *head], *([i, *row] for i, row in enumerate(rows, 1))]
        name = f"{self.town.name}{file}.xlsx"
        self.town.save(name, [Sheet("发放表", body)])
        self.town.note(name, "payment", period, scheme, self.town.name, len(rows), sum(int(row[money] or 0) for row in rows) * 100)

    def payments(self) -> None:
        """Payments that repeat, exclude or contradict others."""
        head: list[Cell] = ["村", "姓名", "身份证号码", "补贴金额(元)", "银行账号"]

        def row(home: Household, person: Person, yuan: int, village: str = "", number: str = "", account: str = "") -> list[Cell]:
            return [village or home.village, person.name, number or person.id_number, yuan, account or home.account]

        extreme, twice, moved = self.town.extreme[1], self.town.old[4], self.town.old[7]
        self._pay("2025年8月重度残疾人护理补贴增补表", "2025年8月重度残疾人护理补贴发放增补表", head, [row(extreme.home, extreme.person, 250)], 3, "2025-08", "残疾人护理补贴")
        self._pay("2025年11月高龄津贴增报表", "2025年11月高龄津贴发放增报表", head, [row(twice.home, twice.person, 60)], 3, "2025-11", "高龄津贴")
        elsewhere = next(village for village in self.town.villages[::-1] if village != moved.home.village)
        self._pay("2025年12月高龄津贴增报表", "2025年12月高龄津贴发放增报表", head, [row(moved.home, moved.person, 60, elsewhere)], 3, "2025-12", "高龄津贴")
        shared = self.others[:3]
        self._pay("2026年实际种粮农民一次性补贴", "2026年实际种粮农民一次性补贴发放表", head, [row(home, home.head, 120 + i, account=self.others[3].account) for i, home in enumerate(shared)], 3, "2026", "种粮一次性补贴")
        again = self.others[5]
        self._pay("2026年油菜种植补贴", "2026年油菜种植补贴发放表", head, [row(again, again.head, 150, number=_other_number(again.head))], 3, "2026", "油菜补贴")
        grain: list[Cell] = ["村", "姓名", "身份证号码", "面积(亩)", "补贴标准(元/亩)", "补贴金额(元)", "银行账号"]
        fields: list[tuple[Household, int, int]] = [(self.others[7], 60, 6000), (self.others[8], 52, 5500)]
        self._pay("2026年规模种粮补贴", "2026年规模种粮补贴发放表", grain, [[home.village, home.head.name, home.head.id_number, area, 100, yuan, home.account] for home, area, yuan in fields], 5, "2026", "规模种粮补贴")
        relief: list[Cell] = ["村", "户主姓名", "身份证号码", "保障人口", "发放金额(元)", "银行账号"]
        self._pay("2025年7月农村低保金增补表", "2025年7月农村低保金发放增补表", relief, [[self.alone.village, self.alone.head.name, self.alone.head.id_number, 2, 980, self.alone.account]], 4, "2025-07", "农村低保")
        late = self.others[10]
        self._pay("2026年10月农村低保金增补表", "2026年10月农村低保金发放增补表", relief, [[late.village, late.head.name, late.head.id_number, 1, 560, late.account]], 4, "2026-10", "农村低保")

    def land(self) -> None:
        """The land that is registered; one household has less than it is paid for."""
        less = self.others[12]
        rows: list[list[Cell]] = []
        for home in self.town.homes:
            if home.area_mu != "0":
                area = float(home.area_mu)
                rows.append([home.village, home.head.name, home.head.id_number, round(area / 2, 2) if home is less else area, "2018-06-01"])
        self._list("2025年土地确权登记名单", ["村", "承包方姓名", "身份证号码", "确权面积(亩)", "登记日期"], rows)


def _other_number(person: Person) -> str:
    """Another number of the same day and sex: as if somebody had been registered twice."""
    digits = f"{AREA}{person.born:%Y%m%d}{(int(person.id_number[14:17]) + 500) % 1000:03}"
    return digits + check_digit(digits)
