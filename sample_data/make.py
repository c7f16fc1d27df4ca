"""Makes a fictional township, or a county of any size, as the spreadsheets that its offices would send.

    python -m sample_data.make OUT [--villages 12] [--people 6000] [--seed 7]

The same arguments give the same bytes. With more than 12 villages a county of several townships comes out, a folder
for each, made one after the other. ``manifest.json`` in each folder says what a right reading of every file is.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

from sample_data import planted
from sample_data.cases import Cases
from sample_data.people import Household, Person, Population
from sample_data.sections import Sections
from sample_data.sheets import Cell, Sheet, write

VILLAGES = (
    "柳溪村", "石桥头村", "上竹坪村", "下竹坪村", "枧底村", "樟树湾村", "大坞里村", "后垅村", "桐畈村", "芦花荡村", "溪口村", "茶坪村",
)  # fmt: skip
COUNTY, COUNTY_CODE = "澄溪县", "330890000000"
TOWNSHIPS = ["青枫镇", "柏坞乡", "白石镇", "云岭乡", "双溪镇", "东岙乡", "长垅镇", "金竹乡", "沙畈镇", "大源乡", "湖山镇", "梅坪乡", "岭头镇", "青山乡", "新塘镇"]
FIRST, LAST = (2024, 1), (2026, 10)
BANK = "澄溪农商银行"


@dataclass(slots=True)
class Aid:
    """A household or person on a scheme's list: amounts in fen by month, as ``2024-06``."""

    home: Household
    person: Person
    amount: int
    category: str
    people: int
    start: str = "0000-00"
    stop: str = "9999-99"
    missed: str = ""
    extra: dict[str, int] = field(default_factory=dict)

    def paid(self, month: str) -> int:
        """What is paid for a month, in fen; 0 where nothing is."""
        if not self.start <= month < self.stop or month == self.missed:
            return 0
        rise = 3000 if month >= "2025-07" else 0  # the standard rises every July
        rise += 2500 if month >= "2026-07" else 0
        return self.amount + rise * self.people + self.extra.get(month, 0)


def months(first: tuple[int, int] = FIRST, last: tuple[int, int] = LAST) -> list[str]:
    """The months from one to another."""
    return [
        f"{year}-{month:02}" for year in range(first[0], last[0] + 1) for month in range(1, 13) if first <= (year, month) <= last
    ]


def paid_on(month: str) -> str:
    """The day on which a month's 低保 is paid: by the tenth, as the rules want it."""
    return f"{month}-{8 + int(month[5:]) % 3:02}"


def yuan(fen: int) -> float | int:
    """Fen as a number of yuan in a cell."""
    return fen // 100 if fen % 100 == 0 else fen / 100


class Township:
    """One township with its people, its money and its files."""

    def __init__(self, out: Path, number: int, name: str, villages: list[str], people: int, seed: int) -> None:
        self.out, self.number, self.name = out, number, name
        self.code = f"{COUNTY_CODE[:6]}{101 + number:03}000"
        self.villages = villages
        self.random = Random(f"{seed}/{number}")
        self.files: list[dict[str, object]] = []
        population = Population(self.random, number)
        self.homes: list[Household] = []
        count = 0
        while count < people:
            village = villages[len(self.homes) % len(villages)]
            order = len(self.homes) // len(villages) + 1
            home = population.household(village, f"{self.random.randint(1, 9)}组", f"{self.code[6:9]}{villages.index(village) + 1:02}{order:05}")
            self.homes.append(home)
            count += len(home.members)
        self.homes.sort(key=lambda home: (villages.index(home.village), home.number))

    # --- the truth

    def note(self, file: str, record: str, period: str | None, scheme: str | None, place: str, read: int, fen: int, bad: int = 0, bad_fen: int = 0) -> None:
        """Write down what a right reading of a file is."""
        self.files.append(
            {
                "file": file, "record": record, "period": period, "scheme": scheme, "place": place,
                "rows": {"read": read, "loaded": read - bad, "rejected": bad}, "amount_read_fen": fen, "amount_loaded_fen": fen - bad_fen,
            }
        )  # fmt: skip

    def save(self, file: str, sheets: list[Sheet]) -> None:
        """Write a file of the township."""
        write(self.out / file, sheets)

    # --- the register

    def register(self) -> None:
        rows: list[list[Cell]] = [
            [f"{self.name}户籍人口花名册"],
            ["户号", "户主姓名", "姓名", "与户主关系", "性别", "出生日期", "身份证号码", "村", "组", "联系电话"],
        ]
        for home in self.homes:
            for person in home.members:
                phone = f"1990000{self.random.randint(0, 9999):04}" if person.relation == "本人" else ""
                rows.append(
                    [home.number, home.head.name, person.name, person.relation, person.sex, person.born.isoformat(), person.id_number, home.village, home.group, phone]
                )
        file = f"{self.name}户籍人口花名册.xlsx"
        self.save(file, [Sheet("花名册", rows, [(0, 0, 0, 9)])])
        self.note(file, "person", None, None, self.name, len(rows) - 2, 0)

    # --- relief by month

    def choose(self) -> None:
        """Who gets what."""
        random = self.random
        every = months()

        def sample(homes: list[Household], share: float) -> list[Household]:
            chosen = random.sample(homes, max(3, round(len(homes) * share)))
            return sorted(chosen, key=lambda home: (self.villages.index(home.village), home.number))

        self.dibao: list[Aid] = []
        for home in sample(self.homes, 0.10):
            people = random.randint(1, len(home.members))
            aid = Aid(home, home.head, random.randint(230, 780) * 100 * min(people, 2), random.choice("ABC") + "类", people)
            draw = random.random()
            if draw < 0.08:
                aid.start = random.choice(every[3:20])
            elif draw < 0.16:
                aid.stop = random.choice(every[8:30])
            elif draw < 0.22:
                aid.missed = random.choice(every[5:28])
                after = every[every.index(aid.missed) + 1]
                aid.extra[after] = aid.paid(after)  # what was missed comes a month later
            self.dibao.append(aid)
        poor = {id(aid.home) for aid in self.dibao}
        left = [home for home in self.homes if id(home) not in poor]
        alone = [home for home in left if len(home.members) == 1 and home.head.born.year < 1965]
        self.extreme = [Aid(home, home.head, 110_500, random.choice(("全自理", "半护理", "全护理")), 1) for home in sample(alone, 0.2)]
        self.old = [
            Aid(home, person, 6000 if person.born.year > 1936 else 20000, "80-89周岁" if person.born.year > 1936 else "90周岁以上", 1)
            for home in self.homes
            for person in home.members
            if person.born.year <= 1943
        ]
        grown = [(home, person) for home in left for person in home.members if person.born.year < 2004]
        self.disabled = [Aid(home, person, 0, "", 1) for home, person in random.sample(grown, max(4, len(grown) // 60))]
        self.disabled.sort(key=lambda aid: (self.villages.index(aid.home.village), aid.home.number))
        self.care = {id(aid): (random.random() < 0.6, random.random() < 0.6) for aid in self.disabled}

    def dibao_files(self) -> None:
        """The monthly lists of 低保, each in the layout that somebody likes."""
        layouts: list[Callable[[str, list[tuple[Aid, int]]], None]] = [self._dibao_xls, self._dibao_villages, self._dibao_bank, self._dibao_plain, self._dibao_page]
        for number, month in enumerate(months()):
            rows = [(aid, fen) for aid in self.dibao if (fen := aid.paid(month))]
            layouts[number % len(layouts)](month, rows)

    def _words(self, month: str) -> str:
        return f"{month[:4]}年{int(month[5:])}月"

    def _dibao_xls(self, month: str, rows: list[tuple[Aid, int]]) -> None:
        head: list[Cell] = ["序号", "村(居)", "村民\n小组", "户主姓名", "身份证号码", "家庭\n人口", "保障\n人口", "保障\n类别", "月保障金额(元)", "本次发放金额(元)", "开户银行", "银行账号", "备注"]
        sheet = Sheet("Sheet1", [[f"{self.name}{self._words(month)}份农村最低生活保障金发放花名册"], [f"填报单位:{self.name}人民政府(盖章)      填表日期:{month[:4]}年{int(month[5:])}月8日      单位:元"], head])
        sheet.merged = [(0, 0, 0, 12), (1, 0, 1, 12)]
        bad = bad_fen = 0
        wrong = {3: "digit", 9: "short"} if month in ("2024-01", "2025-09") else {}
        for village in self.villages:
            own = [(i, aid, fen) for i, (aid, fen) in enumerate(rows) if aid.home.village == village]
            for i, aid, fen in own:
                number = aid.person.id_number
                if wrong.get(i) == "digit":
                    number = number[:17] + ("1" if number[17] != "1" else "2")
                elif wrong.get(i) == "short":
                    number = number[:10] + number[11:]
                elif i % 17 == 4:
                    number = f"{number[:6]} {number[6:14]} {number[14:]}"
                elif i % 17 == 8:
                    number = number.lower()
                elif i % 17 == 11:
                    number = "'" + number
                if i in wrong:
                    bad, bad_fen = bad + 1, bad_fen + fen
                name = f"{aid.person.name[0]} {aid.person.name[1:]}" if len(aid.person.name) == 2 and i % 3 == 0 else aid.person.name
                extra = aid.extra.get(month, 0)
                remark = f"含上月补发{extra // 100}元" if extra else ""
                sheet.rows.append(
                    [i + 1, village, aid.home.group, name, number, len(aid.home.members), aid.people, aid.category, yuan(fen - extra), yuan(fen), BANK, aid.home.account, remark]
                )
            if own:
                sheet.rows.append([None, f"{village}小计", None, f"{len(own)}户", None, None, sum(a.people for _, a, _ in own), None, None, yuan(sum(f for _, _, f in own))])
        total = sum(fen for _, fen in rows)
        sheet.rows.append(["合 计", None, None, f"{len(rows)}户", None, None, sum(a.people for a, _ in rows), None, None, yuan(total)])
        sheet.rows.append(["分管领导:            民政办负责人:            制表人:"])
        file = f"{self.name}{self._words(month)}农村低保金发放花名册.xls"
        self.save(file, [sheet])
        self.note(file, "payment", month, "农村低保", self.name, len(rows), total, bad, bad_fen)

    def _dibao_villages(self, month: str, rows: list[tuple[Aid, int]]) -> None:
        heads: tuple[list[Cell], ...] = (
            ["序号", "户主", "身份证号", "保障人数", "低保金(元)", "账号", "备注"],
            ["序号", "姓名", "证件号码", "人数", "发放金额", "银行卡号", "备注"],
            ["编号", "低保户户主", "户主身份证号码", "享受人数", "实发金额", "卡号", "备注"],
        )
        sheets = [Sheet("填表说明", [["填表说明"], ["1.本表由各村报账员填写,一村一表。"], ["2.金额单位为元,保留两位小数。"]])]
        for number, village in enumerate(self.villages):
            own = [(aid, fen) for aid, fen in rows if aid.home.village == village]
            if not own:
                continue
            sheet = Sheet(village, [[f"{village}{self._words(month)}农村低保金发放表"], list(heads[number % 3])], [(0, 0, 0, 6)])
            for i, (aid, fen) in enumerate(own, 1):
                money: Cell = yuan(fen) if number % 2 else f"{fen // 100}.{fen % 100:02}"
                sheet.rows.append([i, aid.person.name, aid.person.id_number, aid.people, money, aid.home.account, ""])
            sheet.rows.append(["合   计" if number % 2 else "共计", None, None, sum(a.people for a, _ in own), yuan(sum(f for _, f in own))])
            sheets.append(sheet)
        file = f"{self.name}{self._words(month)}低保发放(分村).xlsx"
        self.save(file, sheets)
        self.note(file, "payment", month, "农村低保", self.name, len(rows), sum(fen for _, fen in rows))

    def _dibao_bank(self, month: str, rows: list[tuple[Aid, int]]) -> None:
        sheet = Sheet("", [["序号", "收款人户名", "收款人证件号码", "收款账号", "村", "金额", "附言", "入账日期"]])
        for i, (aid, fen) in enumerate(rows, 1):
            sheet.rows.append([i, aid.person.name, aid.person.id_number, aid.home.account, aid.home.village, f"{fen // 100}.{fen % 100:02}", "农低保", paid_on(month).replace("-", "")])
        file = f"{self.name}农村低保银行代发{month[:4]}{month[5:]}.csv"
        self.save(file, [sheet])
        self.note(file, "payment", month, "农村低保", self.name, len(rows), sum(fen for _, fen in rows))

    def _dibao_plain(self, month: str, rows: list[tuple[Aid, int]]) -> None:
        sheet = Sheet("发放表", [[f"{self.name}{month[:4]}年度{int(month[5:])}月农村低保发放明细"], ["单位:元"], ["序号", "行政村", "户主姓名", "公民身份号码", "保障人口", "发放金额", "一卡通账号", "发放日期"]])
        sheet.rows.append(["合计", None, None, None, sum(a.people for a, _ in rows), yuan(sum(f for _, f in rows))])
        for i, (aid, fen) in enumerate(rows, 1):
            sheet.rows.append([i, aid.home.village, aid.person.name, aid.person.id_number, aid.people, yuan(fen), aid.home.account, paid_on(month)])
        file = f"{self.name}{self._words(month)}低保.ods"
        self.save(file, [sheet])
        self.note(file, "payment", month, "农村低保", self.name, len(rows), sum(fen for _, fen in rows))

    def _dibao_page(self, month: str, rows: list[tuple[Aid, int]]) -> None:
        sheet = Sheet("", [[f"{self.name}农村低保金发放表({self._words(month)})"], ["序号", "村", "姓名", "身份证号", "人数", "金额(元)", "账号", "发放时间", "备注"]])
        for i, (aid, fen) in enumerate(rows, 1):
            sheet.rows.append([i, aid.home.village, aid.person.name, aid.person.id_number, aid.people, f"{fen / 100:,.2f}", aid.home.account, paid_on(month).replace("-", "/"), ""])
        sheet.rows.append(["总计", "", "", "", "", f"{sum(f for _, f in rows) / 100:,.2f}", "", "", ""])
        file = f"{self.name}{self._words(month)}低保金(网页).xls"
        self.save(file, [sheet])
        self.note(file, "payment", month, "农村低保", self.name, len(rows), sum(fen for _, fen in rows))

    def corrections(self) -> None:
        """A corrected list that replaces one, and a supplement that adds to one."""
        rows = [(aid, fen) for aid in self.dibao if (fen := aid.paid("2025-03"))]
        changed = [(aid, fen + (5000 if i == 2 else 0)) for i, (aid, fen) in enumerate(rows)]
        sheet = Sheet("更正", [[f"{self.name}2025年3月农村低保金发放花名册(更正)"], ["序号", "村", "户主姓名", "身份证号码", "保障人口", "发放金额(元)", "银行账号"]])
        for i, (aid, fen) in enumerate(changed, 1):
            sheet.rows.append([i, aid.home.village, aid.person.name, aid.person.id_number, aid.people, yuan(fen), aid.home.account])
        total = sum(fen for _, fen in changed)
        sheet.rows.append(["合计", None, None, None, None, yuan(total)])
        file = f"{self.name}2025年3月农村低保金发放花名册(更正).xlsx"
        self.save(file, [sheet])
        self.note(file, "payment", "2025-03", "农村低保", self.name, len(changed), total)
        poor = {id(aid.home) for aid in self.dibao}
        others = [home for home in self.homes if id(home) not in poor][5:8]
        extra = Sheet("补发", [[f"{self.name}2025年5月农村低保金补充发放表"], ["序号", "村", "户主姓名", "身份证号码", "保障人口", "发放金额(元)", "备注"]])
        for i, home in enumerate(others, 1):
            extra.rows.append([i, home.village, home.head.name, home.head.id_number, 1, 560, "新批准"])
        extra.rows.append(["合计", None, None, None, 3, 1680])
        file = f"{self.name}2025年5月农村低保金补充发放表.xlsx"
        self.save(file, [extra])
        self.note(file, "payment", "2025-05", "农村低保", self.name, 3, 168_000)

    # --- other schemes

    def quarter_files(self) -> None:
        """高龄津贴 with a column for each month; 照料护理费 paid to the carer."""
        quarters = [(year, q) for year in range(2024, 2027) for q in range(1, 5) if (year, q * 3) <= LAST]
        for year, q in quarters:
            three = [q * 3 - 2, q * 3 - 1, q * 3]
            rows: list[list[Cell]] = [
                [f"{self.name}{year}年第{'一二三四'[q - 1]}季度高龄津贴发放表"],
                ["序号", "村(社区)", "姓名", "身份证号码", "类别", *[f"{m}月" for m in three], "合计(元)", "社会保障卡号"],
            ]
            total = 0
            for i, aid in enumerate(self.old, 1):
                fen = [aid.amount] * 3
                total += sum(fen)
                rows.append([i, aid.home.village, aid.person.name, aid.person.id_number, aid.category, *[yuan(f) for f in fen], yuan(sum(fen)), aid.home.account])
            rows.append(["合计", None, None, None, None, *[yuan(sum(a.amount for a in self.old))] * 3, yuan(total)])
            file = f"{self.name}{year}年第{q}季度高龄津贴发放表.xlsx"
            self.save(file, [Sheet("高龄津贴", rows, [(0, 0, 0, 9)])])
            self.note(file, "payment", f"{year}-Q{q}", "高龄津贴", self.name, len(self.old), total)
        for year in range(2024, 2027):
            for half, last in ((1, 6), (2, 12)):
                if (year, last) > LAST:
                    continue
                words = f"{year}年{'上下'[half - 1]}半年"
                head: list[Cell] = ["序号", "村", "特困人员姓名", "身份证号码", "自理能力", "补助金额(元)", "照料人姓名", "照料人身份证号", "银行账号"]
                rows = [[f"{self.name}{words}特困人员照料护理费发放表"], head]
                total = 0
                for i, aid in enumerate(self.extreme, 1):
                    carer = self.homes[(self.homes.index(aid.home) + 7) % len(self.homes)]
                    fen = {"全自理": 24_000, "半护理": 72_000, "全护理": 180_000}[aid.category]
                    total += fen
                    rows.append([i, aid.home.village, aid.person.name, aid.person.id_number, aid.category, yuan(fen), carer.head.name, carer.head.id_number, carer.account])
                rows.append(["合计", None, None, None, None, yuan(total)])
                file = f"{self.name}{words}特困照料护理费.xls"
                self.save(file, [Sheet("护理费", rows)])
                self.note(file, "payment", f"{year}-H{half}", "特困护理费", self.name, len(self.extreme), total)

    def monthly_columns(self) -> None:
        """特困供养 by month, and the two subsidies for disabled people as two columns."""
        for month in months():
            total = 110_500 * len(self.extreme)
            rows: list[list[Cell]] = [[f"{self.name}{self._words(month)}农村特困人员救助供养金发放表"], ["序号", "村", "姓名", "身份证号", "供养方式", "月供养金", "账号"]]
            rows += [[i, a.home.village, a.person.name, a.person.id_number, "分散供养", yuan(110_500), a.home.account] for i, a in enumerate(self.extreme, 1)]
            rows.append(["合计", None, None, None, None, yuan(total)])
            file = f"{self.name}{self._words(month)}特困供养金.xlsx"
            self.save(file, [Sheet("特困", rows)])
            self.note(file, "payment", month, "特困供养", self.name, len(self.extreme), total)
        for month in months((2025, 1)):
            rows = [[f"{self.name}{self._words(month)}残疾人两项补贴发放表"], ["序号", "村", "姓名", "身份证号", "困难残疾人生活补贴", "重度残疾人护理补贴", "合计", "银行账号"]]
            total = count = 0
            for aid in self.disabled:
                living, care = self.care[id(aid)]
                if not living and not care:
                    living = True
                one, two = 32_500 * living, 25_000 * care
                total, count = total + one + two, count + 1
                rows.append([count, aid.home.village, aid.person.name, aid.person.id_number, yuan(one) if one else "—", yuan(two) if two else "", yuan(one + two), aid.home.account])
            rows.append(["合计", None, None, None, None, None, yuan(total)])
            file = f"{self.name}{self._words(month)}残疾人两项补贴.xlsx"
            self.save(file, [Sheet("两项补贴", rows)])
            self.note(file, "payment", month, None, self.name, count, total)

    def yearly_files(self) -> None:
        """耕地地力 by area, 医疗救助, several schemes in one column, 异地搬迁 in 万元."""
        random = self.random
        for year, standard in ((2024, "98.50"), (2025, "101.20"), (2026, "103.00")):
            rows: list[list[Cell]] = [
                [f"{self.name}{year}年耕地地力保护补贴资金发放清册"],
                ["序号", "村", "村民小组", "农户姓名", "身份证号", "补贴面积(亩)", "补贴标准(元/亩)", "补贴金额(元)", "一卡通账号"],
            ]
            total = count = 0
            for home in self.homes:
                if home.area_mu == "0":
                    continue
                fen = int((Decimal(home.area_mu) * Decimal(standard) * 100).quantize(Decimal(1), ROUND_HALF_UP))
                if not fen:
                    continue
                total, count = total + fen, count + 1
                rows.append([count, home.village, home.group, home.head.name, home.head.id_number, float(home.area_mu), float(standard), yuan(fen), home.account])
            rows.append(["合 计", None, None, None, None, None, None, yuan(total)])
            file = f"{self.name}{year}年耕地地力保护补贴清册.xlsx"
            self.save(file, [Sheet("清册", rows)])
            self.note(file, "payment", str(year), "耕地地力补贴", self.name, count, total)
            patients = random.sample(self.dibao, min(12, len(self.dibao)))
            rows = [[f"{self.name}{year}年医疗救助资金发放表"], ["序号", "村", "救助对象", "身份证号码", "救助金额(元)", "发放日期", "银行账号"]]
            total = 0
            for i, aid in enumerate(patients, 1):
                fen = random.randint(300_00, 9000_00)
                total += fen
                rows.append([i, aid.home.village, aid.person.name, aid.person.id_number, f"¥{fen / 100:,.2f}", f"{year}-{random.randint(1, 9):02}-15", aid.home.account])
            rows.append(["合计", None, None, None, f"¥{total / 100:,.2f}"])
            file = f"{self.name}{year}年医疗救助.xls"
            self.save(file, [Sheet("医疗救助", rows)])
            self.note(file, "payment", str(year), "医疗救助", self.name, len(patients), total)
        names = ("公益林补贴", "退耕还林补助", "油菜补贴", "水库移民补助")
        rows = [["序号", "村", "姓名", "身份证号", "补贴项目", "金额", "发放日期", "卡号"]]
        total = 0
        chosen = sorted(random.sample(range(len(self.homes)), min(160, len(self.homes))))
        for i, index in enumerate(chosen, 1):
            home, fen = self.homes[index], random.randint(30_00, 600_00)
            total += fen
            rows.append([i, home.village, home.head.name, home.head.id_number, names[i % 4], f"{fen // 100}.{fen % 100:02}", "2025-11-20", home.account])
        file = f"{self.name}2025年一卡通补贴发放清单.csv"
        self.save(file, [Sheet("", rows)])
        self.note(file, "payment", "2025", None, self.name, len(chosen), total)
        movers = self.homes[3 :: max(1, len(self.homes) // 9)][:9]
        rows = [[f"{self.name}2024年异地搬迁补助资金发放表"], ["单位:万元"], ["序号", "村", "搬迁户主", "身份证号", "搬迁人口", "补助金额", "备注"]]
        total = 0
        for i, home in enumerate(movers, 1):
            fen = len(home.members) * 1_234_500
            total += fen
            rows.append([i, home.village, home.head.name, home.head.id_number, len(home.members), fen / 1_000_000, ""])
        rows.append(["合计", None, None, None, None, total / 1_000_000])
        file = f"{self.name}2024年异地搬迁补助.xlsx"
        self.save(file, [Sheet("搬迁", rows)])
        self.note(file, "payment", "2024", "异地搬迁补助", self.name, len(movers), total)

    def rosters(self) -> None:
        """Who stands on the list of 低保: the national system's export, and a roster with members below their head."""
        now = [aid for aid in self.dibao if aid.paid("2026-10")]
        head: list[Cell] = ["户主姓名", "户主身份证号", "家庭人口数", "保障人口数", "家庭年总收入（元）", "户月保障金额（元）", "合计（元）", "联系电话", "家庭住址", "所属省级", "所属市级", "所属区县", "所属街道", "所属社区", "低保（特困）证号", "最初享受月份", "申请原因", "救助金计算方式", "分档类型", "家庭成员姓名"]
        rows: list[list[Cell]] = [head]
        total = 0
        for aid in now:
            fen = aid.paid("2026-09") or aid.paid("2026-10")
            total += fen
            start = aid.start if aid.start > "2000" else "2019-07"
            rows.append(
                [aid.person.name, aid.person.id_number, len(aid.home.members), aid.people, 9000 * len(aid.home.members), yuan(fen), yuan(fen), "", f"浙江省某市{COUNTY}{self.name}{aid.home.village}{aid.home.group}", "浙江省", "某市", COUNTY, self.name, aid.home.village, aid.home.number, start, "因病", "差额", aid.category, "、".join(p.name for p in aid.home.members[: aid.people])]
            )
        file = "农村低保家庭查询_20261015.xlsx"
        self.save(file, [Sheet("农村低保家庭查询", rows)])
        self.note(file, "entitlement", "2026-10", "农村低保", self.name, len(now), total)
        rows = [[f"{self.name}2024年1月农村低保在册对象名单"], ["序号", "村", "户号", "户主姓名", "姓名", "与户主关系", "身份证号码", "保障人口", "月保障金额(元)"]]
        count = total = 0
        for i, aid in enumerate((a for a in self.dibao if a.paid("2024-01")), 1):
            total += aid.paid("2024-01")
            for j, person in enumerate(aid.home.members[: aid.people]):
                count += 1
                rows.append(
                    [i if j == 0 else None, aid.home.village, aid.home.number, aid.home.head.name, person.name, person.relation, person.id_number]
                    + ([aid.people, yuan(aid.paid("2024-01"))] if j == 0 else [None, None])
                )
        file = f"{self.name}2024年1月农村低保在册对象名单.xlsx"
        self.save(file, [Sheet("名单", rows)])
        self.note(file, "entitlement", "2024-01", "农村低保", self.name, count, total)

    # --- books

    def books(self) -> None:
        """Every village's books: a file for each year, a sheet for each quarter, in the layout that its clerk likes."""
        for number, village in enumerate(self.villages):
            random = Random(f"{self.random.random()}/{village}")
            balance = random.randint(20_000_00, 300_000_00)
            for year in (2024, 2025, 2026):
                sheets = []
                count = total = 0
                for q in range(1, 5):
                    if (year, q * 3) > LAST:
                        continue
                    entries = _with_planted(_entries(random, year, q), number, year, q)
                    sheet, balance = _LAYOUTS[number % len(_LAYOUTS)](village, year, q, entries, planted.opening(number, year, q, balance))
                    balance = planted.closing(number, year, q, sheet, balance)
                    sheets.append(_signed_off(sheet, number, year, q))
                    count += len(entries)
                    total += sum(e.fen if e.income else -e.fen for e in entries)
                file = f"{village}{year}年财务公开.{'xls' if number % 4 == 1 else 'xlsx'}"
                self.save(file, sheets)
                self.note(file, "ledger_entry", str(year), None, village, count, total)
            rows: list[list[Cell]] = [[f"{village}2025年收益分配统计表"], ["指标名称", "代码", "数量", "指标名称", "代码", "数量"]]
            left = ("一、总收入", "1.经营收入", "2.投资收益", "3.补助收入", "4.其他收入")
            right = ("二、总支出", "1.经营支出", "2.管理费用", "3.公益支出", "4.其他支出")
            for i, (one, two) in enumerate(zip(left, right, strict=True), 1):
                rows.append([one, i, random.randint(1, 60) * 1000, two, i + 5, random.randint(1, 60) * 1000])
            file = f"{village}2025年收益分配统计表.xls"
            self.save(file, [Sheet("Sheet1", rows, [(0, 0, 0, 5)])])
            self.note(file, "ledger_summary", "2025", None, village, 10, 0)

    def make(self) -> None:
        """Write all files of the township, and the manifest."""
        self.out.mkdir(parents=True, exist_ok=True)
        self.places()
        self.register()
        self.choose()
        self.rosters()
        self.dibao_files()
        self.corrections()
        self.monthly_columns()
        self.quarter_files()
        self.yearly_files()
        self.books()
        Sections(self, Random(f"sections/{self.random.random()}")).make()
        if not self.number:  # one township is enough to try the cross-matches on
            Cases(self).make()
        villagers = [self.dibao[0], self.old[0], self.dibao[len(self.dibao) // 2]]
        manifest = {
            "township": {"name": self.name, "code": self.code},
            "order": [entry["file"] for entry in self.files],
            "files": self.files,
            "sign_ins": {
                "villagers": [{"name": a.person.name, "id_number": a.person.id_number, "village": a.home.village} for a in villagers],
                "officials": [
                    {"login": "jingban", "name": "经办员小陈", "role": "clerk", "place": self.name, "password": "yangguang-2026"},
                    {"login": "jiandu", "name": "监督员老林", "role": "supervisor", "place": self.name, "password": "yangguang-2026"},
                    {"login": "guanli", "name": "管理员", "role": "administrator", "place": self.name, "password": "yangguang-2026"},
                ],
            },
        }
        (self.out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", "utf-8")

    def places(self) -> None:
        lines = ["代码,名称,曾用名,启用日期,停用日期", f"{COUNTY_CODE},{COUNTY},,,", f"{self.code},{self.name},,,"]
        for i, village in enumerate(self.villages):
            former = "老屋村;新屋村" if i == 5 else ""
            lines.append(f"{self.code[:9]}{201 + i},{village},{former},,")
        (self.out / "places.csv").write_text("\n".join(lines) + "\n", "utf-8")


# --- books: entries and layouts


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a village's books."""

    month: int
    day: int
    summary: str
    fen: int
    income: bool
    account: str
    handler: str


_INCOME = (
    ("收镇财政拨付村级组织运转经费", 30_000_00, 90_000_00, "补助收入"), ("收村集体林场承包款", 3_000_00, 20_000_00, "经营收入"), ("收光伏发电收益", 1_500_00, 6_000_00, "经营收入"),
    ("收银行存款利息", 50_00, 900_00, "其他收入"), ("收爱心人士捐款", 500_00, 12_000_00, "其他收入"), ("收店面租金", 2_000_00, 15_000_00, "经营收入"),
)  # fmt: skip
_SPENDING = (
    ("付村主职干部报酬", 6_000_00, 15_000_00, "管理费用"), ("付误工补贴(防汛值班)", 200_00, 2_000_00, "管理费用"), ("付办公用品(A4纸、笔)", 40_00, 700_00, "管理费用"), ("付村部电费", 150_00, 900_00, "管理费用"),
    ("付路灯电费", 200_00, 1_200_00, "公益支出"), ("付村道维修材料款", 5_000_00, 30_000_00, "公益支出"), ("付环境卫生保洁员工资", 3_000_00, 6_000_00, "公益支出"), ("付重阳节慰问品", 1_000_00, 6_000_00, "公益支出"),
    ("付党报党刊征订费", 800_00, 4_000_00, "管理费用"), ("付银行转账手续费", 5_00, 60_00, "其他支出"),
)  # fmt: skip
_HANDLERS = ("余荣东", "胡春柱", "许小毅", "宋华长", "石贵荣", "段旺小", "谢禄东")


def _entries(random: Random, year: int, quarter: int) -> list[Entry]:
    found = []
    for kinds, count, income in ((_INCOME, random.randint(4, 6), True), (_SPENDING, random.randint(9, 14), False)):
        for _ in range(count):
            summary, low, high, account = random.choice(kinds)
            day = random.choice([d for d in range(1, 29) if d not in (1, 2, 3, 10, 20)])
            found.append(Entry(quarter * 3 - random.randint(0, 2), day, summary, random.randint(low, high), income, account, random.choice(_HANDLERS)))
    return sorted(found, key=lambda e: (e.month, e.day, e.summary))


def _with_planted(entries: list[Entry], village: int, year: int, quarter: int) -> list[Entry]:
    more = [Entry(month, day, summary, fen, False, account, "") for month, day, summary, fen, account in planted.lines(village, year, quarter)]
    return sorted((*entries, *more), key=lambda e: (e.month, e.day, e.summary)) if more else entries


def _sum(entries: list[Entry], income: bool) -> int:
    return sum(e.fen for e in entries if e.income is income)


def _quarter(year: int, q: int) -> str:
    return f"{year}年第{'一二三四'[q - 1]}季度"


#: On which day of the month after a quarter of 2026 each village hung its books up: most in time, some late; none does not say.
_HUNG_UP = (12, 15, 18, 19, 24, 17, None, 20, 11, 28, 14, None)


def _signed_off(sheet: Sheet, village: int, year: int, q: int) -> Sheet:
    """The sheet with the day on which it was hung up, where its clerk writes that down."""
    day = _HUNG_UP[village % len(_HUNG_UP)]
    if year == 2026 and day is not None:
        said = f"公布日期:{year}年{q * 3 + 1}月{day}日"
        if str(sheet.rows[-1][0]).startswith("民主理财小组"):
            sheet.rows[-1] = [f"民主理财小组:               {said}"]
        else:
            sheet.rows.append([said])
    return sheet


def _closing(entries: list[Entry], balance: int) -> int:
    return balance + _sum(entries, True) - _sum(entries, False)


def _side_by_side(village: str, year: int, q: int, entries: list[Entry], balance: int) -> tuple[Sheet, int]:
    rows: list[list[Cell]] = [[f"{village}{_quarter(year, q)}财务收支公开榜"], ["单位:元"], ["收入", None, None, None, "支出"], ["日期", "收入项目", "金额", "票据号", "日期", "支出项目", "金额", "经手人"]]
    left, right = [e for e in entries if e.income], [e for e in entries if not e.income]
    for i in range(max(len(left), len(right))):
        row: list[Cell] = [f"{left[i].month}.{left[i].day}", left[i].summary, yuan(left[i].fen), f"{i + 10027:07}"] if i < len(left) else [None] * 4
        row += [f"{right[i].month}.{right[i].day}", right[i].summary, yuan(right[i].fen), right[i].handler] if i < len(right) else [None] * 4
        rows.append(row)
    closing = _closing(entries, balance)
    rows.append([None, "收入合计", yuan(_sum(entries, True)), None, None, "支出合计", yuan(_sum(entries, False))])
    rows.append([None, "上季结余", yuan(balance), None, None, "本季结余", yuan(closing)])
    rows.append(["民主理财小组:               公开日期:"])
    return Sheet(_quarter(year, q)[5:], rows, [(0, 0, 0, 7), (1, 0, 1, 7), (2, 0, 2, 3), (2, 4, 2, 7)]), closing


def _two_columns(village: str, year: int, q: int, entries: list[Entry], balance: int) -> tuple[Sheet, int]:
    rows: list[list[Cell]] = [[f"{village}{_quarter(year, q)}收支明细表"], ["日期", "凭证号", "摘要", "收入", "支出", "结余", "经手人"], [None, None, "期初余额", None, None, yuan(balance)]]
    running = balance
    for i, e in enumerate(entries, 1):
        running += e.fen if e.income else -e.fen
        rows.append([f"{year}-{e.month:02}-{e.day:02}", f"记{i}", e.summary, yuan(e.fen) if e.income else None, None if e.income else yuan(e.fen), yuan(running), e.handler])
    rows.append([None, None, "本季合计", yuan(_sum(entries, True)), yuan(_sum(entries, False)), yuan(running)])
    return Sheet(_quarter(year, q)[5:], rows, [(0, 0, 0, 6)]), running


def _signed(village: str, year: int, q: int, entries: list[Entry], balance: int) -> tuple[Sheet, int]:
    rows: list[list[Cell]] = [[f"{village}{_quarter(year, q)}资金流水"], ["日期", "摘要", "金额(元)", "备注"]]
    rows += [[f"{e.month}月{e.day}日", e.summary, yuan(e.fen if e.income else -e.fen), None] for e in entries]
    closing = _closing(entries, balance)
    rows.append(["合计", None, yuan(closing - balance), None])
    return Sheet(_quarter(year, q)[5:], rows), closing


def _direction(village: str, year: int, q: int, entries: list[Entry], balance: int) -> tuple[Sheet, int]:
    last = {1: 31, 2: 30, 3: 30, 4: 31}[q]
    rows: list[list[Cell]] = [["村级财务收支公开"], [f"村名:{village}", None, None, f"公开期间:{year}年{q * 3 - 2}月1日至{q * 3}月{last}日"], ["编号", "收支类别", "项目", "金额", "发生日期", "说明"]]
    rows += [[i, "收入" if e.income else "支出", e.summary, f"¥{e.fen / 100:,.2f}", f"{e.month:02}-{e.day:02}", None] for i, e in enumerate(entries, 1)]
    rows.append([None, "收入合计", None, f"¥{_sum(entries, True) / 100:,.2f}"])
    rows.append([None, "支出合计", None, f"¥{_sum(entries, False) / 100:,.2f}"])
    return Sheet(_quarter(year, q)[5:], rows), _closing(entries, balance)


def _accounts(village: str, year: int, q: int, entries: list[Entry], balance: int) -> tuple[Sheet, int]:
    codes = {"补助收入": "503", "经营收入": "501", "其他收入": "504", "管理费用": "513", "公益支出": "514", "其他支出": "515"}
    rows: list[list[Cell]] = [[f"{village}{_quarter(year, q)}记账凭证汇总"], ["凭证号", "日期", "摘要", "科目代码", "科目名称", "借方金额", "贷方金额"]]
    for i, e in enumerate(entries, 1):
        day = f"{year}/{e.month}/{e.day}"
        own: list[Cell] = [f"记-{i}", day, e.summary, codes[e.account], e.account, None if e.income else yuan(e.fen), yuan(e.fen) if e.income else None]
        bank: list[Cell] = [f"记-{i}", day, e.summary, "102", "银行存款", yuan(e.fen) if e.income else None, None if e.income else yuan(e.fen)]
        rows += [bank, own] if e.income else [own, bank]
    return Sheet(_quarter(year, q)[5:], rows), _closing(entries, balance)


_LAYOUTS = (_side_by_side, _two_columns, _signed, _direction, _accounts)


def names_of_villages(count: int) -> list[str]:
    """As many names of villages as a county needs, each once."""
    first = "上下东西南北前后里外大小高长新老金银石木水山云风"
    second = ("坪", "岙", "坞", "畈", "溪", "湾", "垅", "岭", "桥头", "田", "坑", "源", "塘", "坦", "峰")
    made = [f"{a}{b}村" for b in second for a in first]
    return (list(VILLAGES) + [name for name in made if name not in VILLAGES])[:count]


def make(out: Path, villages: int = 12, people: int = 6000, seed: int = 7) -> None:
    """Make a township in ``out``, or a county with a folder for each township."""
    names = names_of_villages(villages)
    groups = [names[i : i + 12] for i in range(0, villages, 12)]
    if len(groups) > len(TOWNSHIPS):
        raise SystemExit(f"最多 {len(TOWNSHIPS) * 12} 个村。")
    for number, group in enumerate(groups):
        township = TOWNSHIPS[number]
        folder = out if len(groups) == 1 else out / township
        Township(folder, number, township, group, people * len(group) // villages, seed).make()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Make a fictional township or county of spreadsheets.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--villages", type=int, default=12)
    parser.add_argument("--people", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    make(given.out, given.villages, given.people, given.seed)


if __name__ == "__main__":
    main()
