"""The records of the three sections besides payments and books: funds, projects, assets, decisions, households, lists.

Planted, each once, so that the pages have something to show: a fund of which a part went to no project, a contract
whose rent is overdue, a decision without a quorum, a township summary that is one household short.
"""

from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from sample_data import planted
from sample_data.people import Household, Person
from sample_data.sheets import Cell, Sheet

#: The fund of which a part went to no project, in fen, and how much is not accounted for.
FUND_SHORT = ("2025年第一批中央财政衔接推进乡村振兴补助资金", 8_000_000)
OVERDUE_VILLAGE, NO_QUORUM_VILLAGE, SHORT_MONTH = 2, 4, "2026-06"
_LAND = ("水田", "旱地", "园地", "林地", "荒山", "养殖水面")
_SPOTS = ("石壁下", "岭脚", "溪滩", "大塘湾", "长垅", "庙后", "水碓边", "枫树底")
_THINGS = (
    ("村办公楼", "房屋建筑", "自用", 68_000_000), ("文化礼堂", "房屋建筑", "自用", 92_000_000), ("老年食堂", "房屋建筑", "自用", 21_000_000),
    ("沿街店面", "房屋建筑", "出租", 46_000_000), ("光伏电站", "机器设备", "自营", 38_000_000), ("旧村小学", "房屋建筑", "闲置", 15_000_000), ("灌溉水泵", "机器设备", "自用", 860_000),
)  # fmt: skip
_FIRMS = ("澄溪县青岭市政工程有限公司", "某市宏图园林有限公司", "澄溪县民安水利工程队", "澄溪县顺达建筑工程有限公司")
_WORKS = ("村道硬化工程", "饮用水管网改造工程", "公厕改造工程", "茶园道路工程", "文化礼堂修缮工程", "高标准农田沟渠工程")
_MATTERS = (("村集体茶园发包方案", "资产资源"), ("村道硬化项目立项", "工程项目"), ("2026年度村级财务预算", "财务"), ("村规民约修订", "村民自治"), ("店面公开招租方案", "资产资源"))
_HELPERS = (("县农业农村局", "方国平"), ("县民政局", "李素琴"), ("青枫镇人民政府", "章志远"), ("青枫镇人民政府", "吴晓燕"), ("县水利局", "郑立新"))
_COUNTY = "澄溪县"

#: A sheet, its rows of data, and the sum of its amounts in fen.
Counted = tuple[Sheet, int, int]


class Town(Protocol):
    """What is needed of a township: its people, who gets relief, and where its files go."""

    name: str
    villages: list[str]
    homes: list[Household]
    dibao: list[Any]
    extreme: list[Any]
    old: list[Any]

    def save(self, file: str, sheets: list[Sheet]) -> None:
        """Write a file of the township."""

    def note(self, file: str, record: str, period: str | None, scheme: str | None, place: str, read: int, fen: int) -> None:
        """Write down what a right reading of a file is."""


@dataclass(frozen=True, slots=True)
class Works:
    """A project and its money in fen."""

    name: str
    village: str
    kind: str
    central: int
    province: int
    county: int
    own: int
    firm: str
    bid: int
    start: str
    done: str  # when it was finished; nothing while it goes on
    percent: int
    paid: int

    @property
    def budget(self) -> int:
        """All money of the plan."""
        return self.central + self.province + self.county + self.own


def wan(fen: int) -> float | int:
    """Fen as a number of 万元."""
    return fen // 1_000_000 if fen % 1_000_000 == 0 else fen / 1_000_000


def plain(fen: int) -> float | int:
    """Fen as a number of yuan."""
    return fen // 100 if fen % 100 == 0 else fen / 100


class Sections:
    """Writes the files of the three sections of one township."""

    def __init__(self, township: Town, random: Random) -> None:
        self.town, self.random = township, random
        self.works = [self._works(number, village) for number, village in enumerate(township.villages)]

    def make(self) -> None:
        """Write all files."""
        self.funds()
        self.projects()
        self.houses()
        self.summaries()
        self.registers()
        self.decisions()
        self.incomes()
        self.visits()
        self.scores()
        self.lists()

    def _save(self, file: str, sheets: list[Sheet], record: str, period: str | None, read: int, fen: int = 0, place: str = "", scheme: str | None = None) -> None:
        self.town.save(file, sheets)
        self.town.note(file, record, period, scheme, place or self.town.name, read, fen)

    # --- funds and projects

    def _works(self, number: int, village: str) -> Works:
        random = self.random
        central, province, county = (random.randint(4, 30) * 1_000_000, random.randint(0, 12) * 1_000_000, random.randint(0, 8) * 500_000)
        own = random.randint(1, 9) * 500_000
        bid = (central + province + county + own) * random.randint(88, 99) // 100
        percent = (100, 60, 35, 100, 80, 0)[number % 6]
        done = f"2026-0{random.randint(3, 9)}-1{random.randint(0, 9)}" if percent == 100 else ""
        paid = bid * (80 if percent == 100 else percent * 9 // 10) // 100
        start = "" if percent == 0 else f"2025-{random.randint(4, 11):02}-0{random.randint(1, 9)}"
        kind = _WORKS[number % len(_WORKS)]
        return Works(f"{village}{kind}", village, "基础设施", central, province, county, own, _FIRMS[number % 4], bid, start, done, percent, paid)

    def funds(self) -> None:
        """How two funds came to the projects, by their documents; one of them is not all accounted for."""
        name, missing = FUND_SHORT
        central = sum(works.central for works in self.works)
        rows: list[list[Cell]] = [
            [f"{_COUNTY}{self.town.name}{name}分配表"], ["文号:浙财农〔2025〕12号  公示期:2025年3月10日至2025年3月19日", None, None, "单位:万元"],
            ["合计", None, None, wan(central + missing)], ["序号", "村", "项目名称", "分配金额"],
        ]  # fmt: skip
        rows[2], rows[3] = rows[3], rows[2]
        rows += [[i, works.village, works.name, wan(works.central)] for i, works in enumerate(self.works, 1)]
        rows.append([len(self.works) + 1, "全镇", "项目管理及预留资金", wan(missing)])
        self._save(f"{self.town.name}{name}分配表.xlsx", [Sheet("分配表", rows, [(0, 0, 0, 3)])], "fund_allocation", "2025", len(self.works) + 1, central + missing)
        others = [works for works in self.works if works.province or works.county]
        rows = [
            [f"{self.town.name}2025年省级和县级衔接资金安排表"], ["浙财农〔2025〕30号", None, None, None, None, "单位:万元"],
            ["序号", "项目名称", "村名", "安排资金", None, None], [None, None, None, "省级资金", "县级资金", "小计"],
        ]  # fmt: skip
        rows += [
            [i, works.name, works.village, wan(works.province) if works.province else None, wan(works.county) if works.county else "—", wan(works.province + works.county)]
            for i, works in enumerate(others, 1)
        ]
        province, county = sum(w.province for w in others), sum(w.county for w in others)
        rows.append(["合 计", None, None, wan(province), wan(county), wan(province + county)])
        merged = [(0, 0, 0, 5), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 5)]
        self._save(f"{self.town.name}2025年省县衔接资金安排表.xls", [Sheet("安排", rows, merged)], "fund_allocation", "2025", len(others), province + county)

    def projects(self) -> None:
        """The plan of 2025 in 万元, and how far the projects were at four days."""
        head: list[Cell] = ["序号", "项目名称", "项目地点", "项目类型", "建设内容", "计划投入资金", None, None, None, None, "实施期限(年/月-年/月)", "责任单位"]
        below: list[Cell] = [None] * 5 + ["中央资金", "省级资金", "县级资金", "村自筹", "合计"]
        rows: list[list[Cell]] = [[f"{self.town.name}2025年度乡村振兴项目计划表"], ["单位:万元"], head, below]
        for i, works in enumerate(self.works, 1):
            money = [wan(f) if f else None for f in (works.central, works.province, works.county, works.own)]
            rows.append([i, works.name, works.village, works.kind, "详见实施方案", *money, wan(works.budget), "2025/4-2026/10", f"{works.village}村民委员会"])
        total = sum(works.budget for works in self.works)
        rows.append(["合计", None, None, None, None, *[wan(sum(getattr(w, key) for w in self.works)) for key in ("central", "province", "county", "own")], wan(total)])
        merged = [(0, 0, 0, 11), (2, 5, 2, 9), *[(2, c, 3, c) for c in (0, 1, 2, 3, 4, 10, 11)]]
        self._save(f"{self.town.name}2025年度项目计划表.xlsx", [Sheet("计划", rows, merged)], "project", "2025", len(self.works), total)
        for year, quarter, share in ((2025, 3, 30), (2025, 4, 60), (2026, 1, 80), (2026, 3, 100)):
            self._progress(year, quarter, share)

    def _progress(self, year: int, quarter: int, share: int) -> None:
        head: list[Cell] = ["序号", "项目名称", "建设地点", "施工单位", "中标价", "合同价", "变更金额", "审定价", "工期", None, "形象进度", "已付工程款", "未付工程款", "质保金"]
        rows: list[list[Cell]] = [[f"{self.town.name}{year}年第{'一二三四'[quarter - 1]}季度村级工程项目进度公开表"], head, [None] * 8 + ["开工日期", "竣工日期"]]
        count = total = 0
        for number, works in enumerate(self.works):
            if not works.start or works.start[:7] > f"{year}-{quarter * 3:02}":
                continue
            percent = works.percent * share // 100
            paid = planted.paid(number, year, quarter, works.bid, works.paid * share // 100)
            written: Cell = "已完工" if percent == 100 else f"{percent}%" if count % 2 else percent / 100
            finished: Cell = works.done if percent == 100 else "未竣工"
            audited: Cell = plain(works.bid) if percent == 100 and count % 2 else "待审"
            count, total = count + 1, total + works.bid
            rows.append(
                [count, works.name, works.village, works.firm, plain(works.bid), plain(works.bid), None, audited, works.start, finished, written, plain(paid), plain(max(0, works.bid - paid)), plain(works.bid * 3 // 100)]
            )
        merged = [(0, 0, 0, 13), (1, 8, 1, 9), *[(1, c, 2, c) for c in (*range(8), *range(10, 14))]]
        file = f"{self.town.name}{year}年第{quarter}季度工程进度.xls"
        self._save(file, [Sheet("进度", rows, merged)], "project", f"{year}-Q{quarter}", count, total)

    def houses(self) -> None:
        """The programme that mends old houses in 2026: one household a row, with the days of its steps."""
        head: list[Cell] = ["序号", "村", "户主姓名", "身份证号码", "危房等级", "改造方式", "补助金额(元)", "已拨付(元)", "腾空日期", "开工日期", "竣工日期", "验收日期"]
        rows: list[list[Cell]] = [[f"{self.town.name}2026年农村危旧房改造实施进度表"], head]
        total = 0
        for i, aid in enumerate(self.town.dibao[7 : 7 + 14 * 5 : 5], 1):
            rebuilt = i % 3 == 0
            fen, steps = (3_000_000 if rebuilt else 800_000), (i * 7) % 5
            total += fen
            days: list[Cell] = [f"2026-{month:02}-{i + 3:02}" if step < steps else None for step, month in enumerate((3, 4, 8, 9))]
            paid = fen if steps == 4 else fen // 2 if steps >= 2 else 0
            rows.append([i, aid.home.village, aid.person.name, aid.person.id_number, "D级" if rebuilt else "C级", "拆除重建" if rebuilt else "维修加固", plain(fen), plain(paid), *days])
        rows.append(["合计", None, None, None, None, None, plain(total), None])
        count = len(rows) - 3
        self._save(f"{self.town.name}2026年农村危旧房改造进度表.xlsx", [Sheet("进度", rows, [(0, 0, 0, 11)])], "project", "2026", count, total)

    def summaries(self) -> None:
        """The township's own monthly totals of 低保 by village; one of them is a household short."""
        for month in ("2026-04", "2026-05", SHORT_MONTH, "2026-07", "2026-08", "2026-09"):
            words = f"{month[:4]}年{int(month[5:])}月"
            rows: list[list[Cell]] = [[f"{self.town.name}{words}农村低保发放情况汇总表"], ["序号", "村", "保障户数(户)", "保障人数(人)", "月发放金额(元)"]]
            sums = [0, 0, 0]
            for number, village in enumerate(self.town.villages, 1):
                own = [(aid, fen) for aid in self.town.dibao if aid.home.village == village and (fen := aid.paid(month))]
                if month == SHORT_MONTH and number == 3:
                    own = own[1:]
                found = [len(own), sum(aid.people for aid, _ in own), sum(fen for _, fen in own)]
                sums = [a + b for a, b in zip(sums, found, strict=True)]
                rows.append([number, village, found[0], found[1], plain(found[2])])
            rows.append(["合计", None, sums[0], sums[1], plain(sums[2])])
            self._save(f"{self.town.name}{words}低保汇总表.xlsx", [Sheet("汇总", rows, [(0, 0, 0, 4)])], "scheme_summary", month, len(self.town.villages), sums[2], scheme="农村低保")

    # --- what villages own

    def registers(self) -> None:
        """Assets, resources, contracts, claims and debts of every village at the end of 2025."""
        villages = list(enumerate(self.town.villages))
        self._by_village("2025年固定资产登记表(分村).xlsx", "asset", "2025", [self._assets(number, village) for number, village in villages])
        self._by_village("2025年集体资源登记表(分村).xls", "resource", "2025", [self._resources(village) for _, village in villages])
        self._by_village("2026年经济合同台账(分村).xlsx", "contract", "2026", [self._contracts(number, village) for number, village in villages])
        for side in ("债权", "债务"):
            self._by_village(f"2025年村级{side}明细表(分村).xls", "debt", "2025", [self._debts(village, side) for _, village in villages])

    def _by_village(self, file: str, record: str, period: str, found: list[Counted]) -> None:
        """Write one file with a sheet for every village."""
        self._save(f"{self.town.name}{file}", [sheet for sheet, _, _ in found], record, period, sum(count for _, count, _ in found), sum(fen for _, _, fen in found))

    def _assets(self, number: int, village: str) -> Counted:
        rows: list[list[Cell]] = [[f"{village}2025年固定资产登记表"], ["资产编号", "资产名称", "资产类别", "计量单位", "数量", "购建时间", "原值(元)", "累计折旧(元)", "净值(元)", "使用状况", "保管人", "备注"]]
        chosen = [thing for i, thing in enumerate(_THINGS) if (i + number) % 3]
        total = net = 0
        for i, (name, kind, use, fen) in enumerate(chosen, 1):
            year = self.random.randint(2003, 2023)
            worn = fen * min(2025 - year, 20) // 25 // 100 * 100
            total, net = total + fen, net + fen - worn
            rows.append([f"{number + 1:02}-{i:03}", name, kind, "处" if kind == "房屋建筑" else "套", 1, f"{year}年", plain(fen), plain(worn), plain(fen - worn), use, "报账员", ""])
        rows.append(["合计", None, None, None, None, None, plain(total), plain(total - net), plain(net)])
        return Sheet(village, rows, [(0, 0, 0, 11)]), len(chosen), total

    def _resources(self, village: str) -> Counted:
        rows: list[list[Cell]] = [
            [f"{village}2025年集体资源性资产登记表"], ["序号", "地块名称", "地类", "面积(亩)", "四至", None, None, None, "权属", "经营方式", "备注"], [None] * 4 + ["东", "南", "西", "北"],
        ]  # fmt: skip
        count = self.random.randint(4, 7)
        area = 0
        for i in range(1, count + 1):
            own = self.random.randint(150, 8000)
            area += own
            rows.append([i, f"{self.random.choice(_SPOTS)}{'上下里外'[i % 4]}", self.random.choice(_LAND), own / 100, "路", "溪", "山脊", "村界", "村集体", self.random.choice(("发包", "自营", "闲置")), ""])
        rows.append(["合计", None, None, area / 100])
        merged = [(0, 0, 0, 10), (1, 4, 1, 7), *[(1, c, 2, c) for c in (0, 1, 2, 3, 8, 9, 10)]]
        return Sheet(village, rows, merged), count, 0

    def _contracts(self, number: int, village: str) -> Counted:
        rows: list[list[Cell]] = [
            [f"{village}2026年经济合同台账"], ["截至2026年10月31日  单位:元"],
            ["合同编号", "合同名称", "标的", "承包方", "面积(亩)", "起始日期", "终止日期", "年租金", "付款方式", "应收日期", "应收金额", "已收金额", "欠收金额", "备注"],
        ]  # fmt: skip
        tenants = [home.head.name for home in self.town.homes if home.village == village][3:5]
        total = 0
        for i, (subject, party) in enumerate((("沿街店面", tenants[0]), ("集体茶园", "澄溪县云岭茶业专业合作社"), ("山塘水面", tenants[1])), 1):
            yearly = self.random.randint(20, 400) * 10_000
            overdue = number == OVERDUE_VILLAGE and i == 1
            due = "2026-06-30" if overdue else "2026-03-31"
            received = 0 if overdue else yearly
            total += yearly
            start, years = 2021 + (number + i) % 4, (3, 5, 10)[i % 3]
            rows.append(
                [f"{number + 1:02}2{i:03}", f"{subject}租赁合同", subject, party, self.random.randint(5, 90) if i == 2 else None, f"{start}-01-01", f"{start + years}-12-31", plain(yearly), "一年一付", due, plain(yearly), plain(received), plain(yearly - received) if overdue else None, "已催收" if overdue else ""]
            )
        rows.append(["合计", None, None, None, None, None, None, plain(total)])
        return Sheet(village, rows, [(0, 0, 0, 13)]), 3, total

    def _debts(self, village: str, side: str) -> Counted:
        names = [home.head.name for home in self.town.homes if home.village == village]
        claims = [(names[6], "历年承包款尾欠", self.random.randint(5, 80) * 10_000), ("澄溪县云岭茶业专业合作社", "水电费代垫", self.random.randint(2, 30) * 10_000)]
        found = claims if side == "债权" else [(_FIRMS[len(village) % 4], "工程款尾款", self.random.randint(50, 900) * 10_000)]
        rows: list[list[Cell]] = [[f"{village}2025年村级{side}明细表"], ["序号", f"{side}类型", "发生时间", "债务人" if side == "债权" else "债权人", "主要内容", "金额(元)", "偿还期限", "备注"]]
        rows += [[i, "应收款" if side == "债权" else "应付款", "2024年12月", who, what, plain(fen), "2026-12-31", ""] for i, (who, what, fen) in enumerate(found, 1)]
        total = sum(fen for _, _, fen in found)
        rows.append(["合计", None, None, None, None, plain(total)])
        return Sheet(village, rows, [(0, 0, 0, 7)]), len(found), total

    # --- decisions

    def decisions(self) -> None:
        """The matters of every village through their steps; one assembly was too small to decide."""
        head: list[Cell] = [
            "序号", "议题", "事项类别", "动议人", "提议日期", "商议日期", "方案公示起", "方案公示止", "审议日期", "决议日期", "应到人数", "实到人数", "赞成", "反对", "弃权", "表决结果", "结果公示日期", "监督意见",
        ]  # fmt: skip
        found: list[Counted] = []
        for number, village in enumerate(self.town.villages):
            rows: list[list[Cell]] = [[f"{village}2026年村级重大事项决策登记表"], head]
            for i in range(3):
                matter, kind = _MATTERS[(number + i) % len(_MATTERS)]
                month = 2 + i * 3 + number % 2
                due = 30 + number
                short = number == NO_QUORUM_VILLAGE and i == 1
                present = due * 11 // 20 if short else due - self.random.randint(0, 5)
                against, abstained = self.random.randint(0, 2), self.random.randint(0, 2)
                day = f"2026-{month:02}"
                open_plan = i == 2 and number % 4 == 0  # its plan is still public
                later = [None] * 8 if open_plan else [f"2026-{month + 1:02}-05", due, present, present - against - abstained, against, abstained, "通过", f"2026-{month + 1:02}-06"]
                begin, end = ("2026-11-18", "2026-12-05") if open_plan else (f"{day}-12", f"{day}-28")
                reviewed = None if open_plan else f"2026-{month + 1:02}-02"
                rows.append([i + 1, f"{village}{matter}", kind, "村党支部", f"{day}-03", f"{day}-08", begin, end, reviewed, *later, "程序合规" if not short else "到会人数不足,建议重新召开"])
            found.append((Sheet(village, rows, [(0, 0, 0, 17)]), 3, 0))
        self._by_village("2026年村级重大事项决策登记表(分村).xlsx", "decision", "2026", found)

    # --- households

    def incomes(self) -> None:
        """The incomes of 2025 of the households on the list of 低保."""
        head: list[Cell] = ["序号", "村", "户主姓名", "身份证号码", "家庭人口", "工资性收入", "生产经营收入", "财产性收入", "转移性收入", "家庭收入合计", "生产经营支出", "家庭纯收入", "人均纯收入"]
        rows: list[list[Cell]] = [[f"{self.town.name}2025年农户收入登记表"], ["单位:元"], head]
        total = 0
        homes = [aid.home for aid in self.town.dibao]
        for i, home in enumerate(homes, 1):
            people = len(home.members)
            wages, business, rents = self.random.randint(0, 8) * 100_000, self.random.randint(0, 30) * 10_000, self.random.randint(0, 6) * 5_000
            transfers = sum(aid.paid(f"2025-{m:02}") for aid in self.town.dibao if aid.home is home for m in range(1, 13))
            whole = wages + business + rents + transfers
            costs = business // 5
            net = whole - costs
            total += whole
            per_head = (net + people // 2) // people
            rows.append([i, home.village, home.head.name, home.head.id_number, people, *[plain(f) for f in (wages, business, rents, transfers, whole, costs, net, per_head)]])
        self._save(f"{self.town.name}2025年农户收入登记表.xlsx", [Sheet("收入", rows, [(0, 0, 0, 12)])], "household_income", "2025", len(homes), total)

    def visits(self) -> None:
        """Who was visited in 2026 by whom; some households not for half a year."""
        rows: list[list[Cell]] = [[f"{self.town.name}2026年结对帮扶走访登记表"], ["序号", "行政村", "户主姓名", "身份证号码", "帮扶单位", "帮扶责任人", "走访时间", "走访情况"]]
        count = 0
        for number, aid in enumerate(self.town.dibao):
            office, helper = _HELPERS[number % len(_HELPERS)]
            for month in (2, 5) if number % 9 == 4 else (2, 5, 8, 10):
                count += 1
                rows.append([count, aid.home.village, aid.person.name, aid.person.id_number, office, helper, f"2026-{month:02}-{self.random.randint(1, 28):02}", "了解生活情况"])
        self._save(f"{self.town.name}2026年走访登记表.xlsx", [Sheet("走访", rows, [(0, 0, 0, 7)])], "visit", "2026", count)

    def scores(self) -> None:
        """The integrity scores of two villages in the last three months."""
        for village in self.town.villages[:2]:
            homes = [home for home in self.town.homes if home.village == village][:40]
            for month in (8, 9, 10):
                head: list[Cell] = ["序号", "姓名", "身份证号码", "社会公德", "职业道德", "家庭美德", "个人品德", "总分", "榜别", "加减分原因"]
                rows: list[list[Cell]] = [[f"{village}2026年{month}月诚信积分公示表"], head]
                for i, home in enumerate(homes, 1):
                    blocks = [25 + self.random.choice((0, 0, 0, 1, 2, -1)) for _ in range(4)]
                    low = i % 13 == 6
                    if low:
                        blocks[0] -= 5
                    whole = sum(blocks)
                    board = "红榜" if whole >= 104 else "黄榜" if low else ""
                    rows.append([i, home.head.name, home.head.id_number, *blocks, whole, board, "垃圾分类多次不合格" if low else ""])
                file = f"{village}2026年{month}月诚信积分.xlsx"
                self._save(file, [Sheet("积分", rows, [(0, 0, 0, 9)])], "credit_score", f"2026-{month:02}", len(homes), 0, village)

    # --- lists to match against

    def _people(self, count: int) -> list[tuple[Household, Person]]:
        """Grown people who get nothing that a match could find wrong."""
        poor = {id(aid.home) for aid in (*self.town.dibao, *self.town.extreme)}
        grown = [(home, person) for home in self.town.homes if id(home) not in poor for person in home.members if 1965 < person.born.year < 2000]
        return self.random.sample(grown, count)

    def lists(self) -> None:
        """The lists of other offices; nobody on them gets what they should not."""
        name = self.town.name
        old = {id(aid.person) for aid in (*self.town.dibao, *self.town.extreme, *self.town.old)}
        gone = [(home, person) for home in self.town.homes for person in home.members if person.born.year < 1950 and id(person) not in old][:24]
        self._list("2026年去世人员登记表", ["序号", "村", "姓名", "性别", "身份证号", "死亡日期", "火化日期"], [[h.village, p.name, p.sex, p.id_number, f"2026年{i % 9 + 1}月{i + 1}日", f"2026-{i % 9 + 1:02}-{i + 3:02}"] for i, (h, p) in enumerate(gone)])
        self._list("2026年财政供养人员名单", ["序号", "姓名", "身份证号码", "工作单位", "职务", "参加工作时间"], [[p.name, p.id_number, f"{name}中心小学" if i % 2 else f"{name}卫生院", "教师" if i % 2 else "医师", f"{p.born.year + 23}年8月"] for i, (_, p) in enumerate(self._people(30))])
        officials = self._people(24)
        self._list("2026年村干部名单", ["序号", "村", "姓名", "身份证号码", "职务", "任职时间"], [[h.village, p.name, p.id_number, ("村党支部书记", "村民委员会主任", "村务监督委员会主任", "报账员")[i % 4], "2025年12月"] for i, (h, p) in enumerate(officials)])
        self._list("2026年车辆登记名单", ["序号", "车主姓名", "身份证号码", "号牌号码", "品牌型号", "登记日期", "车辆价值(元)"], [[p.name, p.id_number, f"浙H·{10000 + i * 37}", "小型轿车", f"2022-{i % 12 + 1:02}-11", 60000 + i * 1500] for i, (_, p) in enumerate(self._people(40))])
        self._list("2026年不动产登记名单", ["序号", "权利人", "身份证号码", "坐落", "建筑面积(平方米)", "登记日期"], [[p.name, p.id_number, f"澄溪县城关{i + 1}号", 80 + i, f"2019-{i % 12 + 1:02}-20"] for i, (_, p) in enumerate(self._people(30))])
        self._list("2026年企业登记名单", ["序号", "企业名称", "法定代表人", "身份证号码", "注册资本(万元)", "成立日期"], [[f"澄溪县{p.name[0]}氏{('商行', '茶厂', '建材店')[i % 3]}", p.name, p.id_number, 5 + i, f"2018-{i % 12 + 1:02}-08"] for i, (_, p) in enumerate(self._people(20))])
        self._list("2026年社会保险参保名单", ["序号", "姓名", "身份证号码", "参保单位", "险种", "参保起始时间"], [[p.name, p.id_number, "澄溪县青岭市政工程有限公司", "企业职工基本养老保险", f"{2015 + i % 9}年1月"] for i, (_, p) in enumerate(self._people(50))])

    def _list(self, title: str, head: list[Cell], body: list[list[Cell]]) -> None:
        rows: list[list[Cell]] = [[f"{self.town.name}{title}"], head, *([i, *row] for i, row in enumerate(body, 1))]
        self._save(f"{self.town.name}{title}.xlsx", [Sheet("名单", rows, [(0, 0, 0, len(head) - 1)])], "reference_entry", "2026", len(body))
