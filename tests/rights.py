"""A small county for the tests of rights: two townships, three villages, four households, everything that names people."""

import secrets
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from dashboard import clock
from dashboard.access import VISITOR, Viewer
from dashboard.identity import accounts, cards, consent, officials
from loaders import importing
from loaders.columns import check_digit
from loaders.database import Database, connect
from loaders.records.accounts import Account, Consent, Session
from loaders.records.people import Person
from loaders.records.places import Place

COUNTY, TOWN, OTHER = 330890000000, 330890101000, 330890102000
VILLAGE, NEXT, FAR = TOWN + 200, TOWN + 201, OTHER + 200
PASSWORD = "青枫镇的一个长长的密码"
ADDRESS = "https://cunwu.example.cn"

#: Names that no other word of a page contains: name, birth and order of the ID number, township, village, household.
PEOPLE = {
    "own": ("钱沐霖", "19520314001", "青枫镇", "柳溪村", 1),
    "member": ("钱一苇", "20150601003", "青枫镇", "柳溪村", 1),  # a child of the same household
    "neighbour": ("卞楚云", "19600101005", "青枫镇", "柳溪村", 2),
    "next": ("符砚秋", "19580202007", "青枫镇", "枧底村", 3),
    "far": ("鲍听澜", "19611111009", "柏坞乡", "后垅村", 4),
}


def number(who: str) -> str:
    """The ID number of one of the people."""
    digits = "330890" + PEOPLE[who][1]
    return digits + check_digit(digits)


#: Somebody whom no sheet of the county names.
STRANGER = "33089019700101077" + check_digit("33089019700101077")


def account(who: str) -> str:
    """The bank account of one of the people."""
    return f"62284800100{PEOPLE[who][1][-6:]}77"


def _bring(db: Database, name: str, *lines: str) -> int:
    return importing.save(db, importing.check(db, name, "\n".join(lines).encode()), "测试")


def fill(db: Database) -> None:
    """The county with its sheets, codes and officials."""
    with db.write() as conn:
        rows = (
            (COUNTY, "常青县", "county", None), (TOWN, "青枫镇", "township", COUNTY), (OTHER, "柏坞乡", "township", COUNTY),
            (VILLAGE, "柳溪村", "village", TOWN), (NEXT, "枧底村", "village", TOWN), (FAR, "后垅村", "village", OTHER),
        )  # fmt: skip
        for code, name, level, parent in rows:
            township = {"township": code, "village": parent}.get(level)
            conn.execute(insert(Place).values(id=code, code=str(code), name=name, level=level, parent_id=parent, township_id=township))
    for town in ("青枫镇", "柏坞乡"):
        _of_township(db, town)
    for village in (VILLAGE, NEXT, FAR):
        cards.issue_codes(db, village, "测试")
    for login, role, place in OFFICIALS.values():
        officials.add_official(db, login, f"{login}员", role, place, PASSWORD)


def _of_township(db: Database, town: str) -> None:
    people = [(who, *about) for who, about in PEOPLE.items() if about[2] == town]
    heads = [one for one in people if one[0] != "member"]
    villages = dict.fromkeys(one[4] for one in people)
    register = [f"{village},{household},{name},{number(who)},{'之子' if who == 'member' else '户主'},男" for who, name, _, _, village, household in people]
    _bring(db, f"{town}户籍.csv", f"{town}户籍人口花名册", "村,户号,姓名,身份证号,与户主关系,性别", *register)
    paid = [f"{village},{name},{number(who)},{447 + at},{account(who)}" for at, (who, name, _, _, village, _) in enumerate(heads)]
    # the last row cannot be loaded: it waits for the clerk, with a number of somebody we know
    _bring(db, f"{town}低保.csv", f"{town}2026年9月农村低保金发放花名册", "村,姓名,身份证号,金额,银行账号", *paid, f"{heads[0][4]},{heads[0][1]},{number(heads[0][0])},看附件,{account(heads[0][0])}")
    _bring(db, f"{town}特困.csv", f"{town}2026年9月特困供养金发放花名册", "村,姓名,身份证号,金额,银行账号", *(f"{village},{name},{number(who)},910,{account(who)}" for who, name, _, _, village, _ in heads[:1]))
    _bring(db, f"{town}名单.csv", f"{town}2026年9月农村低保在册对象名单", "村,姓名,身份证号,保障人数,月保障金", *(f"{village},{name},{number(who)},2,447" for who, name, _, _, village, _ in heads))
    income = "序号,村,户主姓名,身份证号码,家庭人口,工资性收入,生产经营收入,财产性收入,转移性收入,家庭收入合计,生产经营支出,家庭纯收入,人均纯收入"
    _bring(db, f"{town}收入.csv", f"{town}2025年农户收入登记表,单位:元", income, *(f"{at},{village},{name},{number(who)},2,10000,2000,500,500,13000,1000,12000,6000" for at, (who, name, _, _, village, _) in enumerate(heads, 1)))
    visits = "序号,行政村,户主姓名,身份证号码,帮扶单位,帮扶责任人,走访时间,走访情况"
    _bring(db, f"{town}走访.csv", f"{town}2026年结对帮扶走访登记表", visits, *(f"{at},{village},{name},{number(who)},县民政局,容漱玉,2026-05-20,腰腿不便" for at, (who, name, _, _, village, _) in enumerate(heads, 1)))
    for village in villages:
        mine = [one for one in heads if one[4] == village]
        points = "序号,姓名,身份证号码,社会公德,职业道德,家庭美德,个人品德,总分,榜别,加减分原因"
        _bring(db, f"{village}积分.csv", f"{town}{village}2026年9月诚信积分公示表", points, *(f"{at},{name},{number(who)},25,25,25,20,95,红榜,垃圾分类" for at, (who, name, *_) in enumerate(mine, 1)))
        name = mine[0][1]
        _bring(db, f"{village}账.csv", f"{town}{village}2026年第二季度财务公开,单位：元", "日期,凭证号,摘要,收入,支出,经手人", "2026-04-01,1,上年结转,0,0,", f"2026-05-02,2,付误工补贴,0,300,{name}", f"2026-05-09,3,收店面租金,1200,0,{name}")
        _bring(db, f"{village}合同.csv", f"{town}{village}2026年集体经济合同登记表", "合同编号,标的,承租方,起始日期,终止日期,年租金,应收租金,已收租金", f"H-1,村口店面,{name},2024-01-01,2028-12-31,12000,12000,0")
        _bring(db, f"{village}债权.csv", f"{town}{village}2026年债权明细表", "姓名,事由,发生时间,金额,经手人", f"{name},借款修房,2020-01-01,3500,{name}")
        _bring(db, f"{village}决策.csv", f"{town}{village}2026年村级重大事项决策登记表", "决策事项,提议人,方案公示时间,应到,实到,赞成", f"修停车场,{name},2026-03-06至2099-03-21,45,42,40")
        _bring(db, f"{village}改造.csv", f"{town}{village}2026年农村危旧房改造进度表", "序号,户主,身份证号,改造方式,补助金额,开工,进度", f"1,{name},{number(mine[0][0])},拆除重建,30000,2026-05-01,50%")
    first, name = heads[0][4], heads[0][1]
    _bring(db, f"{town}分配.csv", f"{town}2026年中央财政衔接资金分配表,浙财农〔2026〕12号", "村,项目名称,金额(元)", f"{first},茶园道路,200000")
    _bring(db, f"{town}计划.csv", f"{town}2026年项目计划表", "项目名称,项目地点,建设内容,总投资,施工单位", f"茶园道路,{first},硬化,200000,{name}")
    _bring(db, f"{town}汇总.csv", f"{town}2026年9月孤儿基本生活费汇总表", "村,人数,金额(元)", f"{first},1,1469")
    _replaced(db, town, first)


def _replaced(db: Database, town: str, village: str) -> None:
    """Books that were published with a mistake and put right."""
    for name, fen, decision in (("一季度.csv", 700, "new"), ("一季度更正.csv", 800, "replace")):
        sheet = f"{town}{village}2026年第一季度财务公开,单位：元\n日期,凭证号,摘要,收入,支出\n2026-02-02,1,买桌椅,0,{fen}"
        importing.save(db, importing.check(db, f"{village}{name}", sheet.encode()), "测试", {0: decision}, reason="桌椅的钱录错了")


#: Officials of the cast: login, role, place.
OFFICIALS = {
    "clerk": ("jing-zhen", "clerk", TOWN),
    "clerk of another township": ("jing-xiang", "clerk", OTHER),
    "clerk of the village": ("jing-cun", "clerk", VILLAGE),
    "clerk of the next village": ("jing-lin", "clerk", NEXT),
    "clerk of the county": ("jing-xian", "clerk", COUNTY),
    "clerk without a place": ("jing-wu", "clerk", None),
    "supervisor": ("jian-zhen", "supervisor", TOWN),
    "supervisor of another township": ("jian-xiang", "supervisor", OTHER),
    "supervisor of the village": ("jian-cun", "supervisor", VILLAGE),
    "administrator": ("guan-li", "administrator", TOWN),
}
CAST = ("visitor", "villager", "neighbour", "villager of the next village", "villager of another township", "helper", *OFFICIALS)
_VILLAGERS = {"villager": "own", "neighbour": "neighbour", "villager of the next village": "next", "villager of another township": "far"}


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast: who it is, and the token that opens the server for it (none for a visitor)."""

    viewer: Viewer
    token: str | None


def sign_in(db: Database, who: str) -> Member:
    """The viewer and a session of one of the cast, as the server knows it."""
    if who == "visitor":
        return Member(VISITOR, None)
    token, now = secrets.token_urlsafe(32), clock.now()
    with db.write() as conn:
        if who in _VILLAGERS:
            holder = {"person_id": conn.execute(select(Person.id).where(Person.id_digest == db.vault.digest(number(_VILLAGERS[who])))).scalar_one()}
        elif who == "helper":  # an official who looks on the villager's behalf, as a villager and for no other
            account = conn.execute(select(Account.id).where(Account.login == OFFICIALS["clerk of the village"][0])).scalar_one()
            helped = conn.execute(select(Person.id).where(Person.id_digest == db.vault.digest(number("own")))).scalar_one()
            given = {"person_id": helped, "by_account_id": account, "whole_household": False, "given_at": now, "until": consent.until(1), "reference": "柳溪村〔2026〕1号"}
            holder = {"account_id": account, "consent_id": conn.execute(insert(Consent).values(**given).returning(Consent.id)).scalar_one()}
        else:
            holder = {"account_id": conn.execute(select(Account.id).where(Account.login == OFFICIALS[who][0])).scalar_one()}
        conn.execute(insert(Session).values(digest=accounts.digest_of(token), created_at=now, seen_at=now, expires_at=now + timedelta(hours=2), **holder))
    viewer = accounts.viewer(db, token)
    assert viewer is not None
    return Member(viewer, token)


def household_of(who: str) -> set[str]:
    """The names of the people who live with one of the cast."""
    if who not in _VILLAGERS:
        return set()
    home = PEOPLE[_VILLAGERS[who]][4]
    return {about[0] for about in PEOPLE.values() if about[4] == home}


def filled(migrated: Path, folder: Path) -> Path:
    """A folder with the county's database and its key, to be copied for each test."""
    shutil.copytree(migrated, folder / "filled")
    db = connect(str(folder / "filled" / "village.db"))
    fill(db)
    db.engine.dispose()
    return folder / "filled"


def copied(made: Path, folder: Path) -> Database:
    """The county for one test alone."""
    shutil.copytree(made, folder / "county")
    return connect(str(folder / "county" / "village.db"))
