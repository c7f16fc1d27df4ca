"""The administrator's page of accounts, run as Streamlit runs it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import widgets
from dashboard.access import ROLE_NAMES, Viewer
from dashboard.identity import accounts, administering
from loaders.database import Database
from tests.dashboard.offices import (
    COUNTY,
    OTHER,
    PASSWORD,
    TOWN,
    VILLAGE,
    acts,
    administrator,
    cheap,
    official,
    settle,
    state,
)

Open = Callable[[Viewer], AppTest]


@pytest.fixture
def county(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    cheap(monkeypatch)
    settle(database)
    official(database, "guan01", "administrator", TOWN)
    official(database, "guan02", "administrator", COUNTY)
    official(database, "jing01", "clerk", TOWN)
    official(database, "jing09", "clerk", OTHER)
    monkeypatch.setenv("VILLAGE_DATABASE_URL", database.url)
    widgets.database.clear()
    yield database
    widgets.database.clear()


@pytest.fixture
def open_page(county: Database, monkeypatch: pytest.MonkeyPatch) -> Open:
    def opened(viewer: Viewer) -> AppTest:
        monkeypatch.setattr(widgets, "viewer", lambda: viewer)
        return AppTest.from_file(str(Path(widgets.__file__).parent / "admin" / "accounts.py"), default_timeout=30).run()

    return opened


def words(at: AppTest) -> str:
    """Everything that the page says."""
    assert not at.exception
    shown = [re.sub(r"<[^>]+>", " ", element.proto.body) for element in at.get("html")]
    return "\n".join([*shown, *(element.value for kind in (at.success, at.error) for element in kind)])


def press(at: AppTest, label: str) -> AppTest:
    """Press the button of that label."""
    return next(button for button in at.button if button.label == label).click().run()


def choose(at: AppTest, login: str) -> AppTest:
    """Choose the account with the login."""
    box = at.selectbox(key="account")
    return box.select(next(one for one in box.options if login in one)).run()


def test_an_administrator_opens_an_account_and_sees_its_first_password_once(open_page: Open, county: Database) -> None:
    at = open_page(administrator(TOWN, 1))
    at.text_input(key="new-login").set_value("Xin01")
    at.text_input(key="new-name").set_value("新 人")
    at.selectbox(key="role-new").select("监督员")
    at.selectbox(key="place-new").select("青枫镇柳溪村")
    said = words(press(at, "开账号，生成第一次的密码"))
    password = re.search(r"密码\s+([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})", said)
    assert password and "xin01" in said and "只显示这一次" in said
    made = next(one for one in administering.listed(county, administering.AT_THE_MACHINE) if one.login == "xin01")
    assert (made.name, made.role, made.place_id, made.must_change) == ("新人", "supervisor", VILLAGE, True)
    assert accounts.sign_in_official(county, "xin01", password[1], "1").step == "password"
    assert at.text_input(key="new-login").value == at.text_input(key="new-name").value == ""
    assert password[1] not in words(press(at, "交好了，收起"))


def test_what_is_not_acceptable_is_said_and_nothing_is_made(open_page: Open, county: Database) -> None:
    at = open_page(administrator(TOWN, 1))
    at.text_input(key="new-login").set_value("JING01")
    at.text_input(key="new-name").set_value("王经办")
    assert "已经有人使用" in words(press(at, "开账号，生成第一次的密码"))
    at.text_input(key="new-login").set_value("x")
    assert "2 到 40" in words(press(at, "开账号，生成第一次的密码"))
    assert len(administering.listed(county, administering.AT_THE_MACHINE)) == 4


def test_an_administrator_of_a_township_sees_its_accounts_and_places_alone(open_page: Open) -> None:
    at = open_page(administrator(TOWN, 1))
    said = words(at)
    assert "jing01" in said and "guan01" in said and "jing09" not in said and "guan02" not in said
    assert at.selectbox(key="place-new").options == ["青枫镇", "青枫镇柳溪村"]
    assert not any("guan01" in one for one in at.selectbox(key="account").options)  # the own account is at /me


def test_an_administrator_of_the_county_sees_all(open_page: Open) -> None:
    at = open_page(administrator(COUNTY, 2))
    said = words(at)
    assert all(login in said for login in ("jing01", "jing09", "guan01", "guan02"))
    assert at.selectbox(key="place-new").options[0] == "澄溪县" and "不限地方" in at.selectbox(key="place-new").options[-1]


@pytest.mark.parametrize("role", [role for role in ROLE_NAMES if role != "administrator"])
def test_nobody_else_sees_the_page(open_page: Open, role: str) -> None:
    at = open_page(Viewer(role, "某人", 3, place_id=TOWN, township_id=TOWN))
    said = words(at)
    assert ("没有看这一页的权限" in said or "请先登录" in said) and "jing01" not in said and not at.text_input


def test_an_account_is_disabled_enabled_moved_and_given_a_new_password(open_page: Open, county: Database) -> None:
    at = choose(open_page(administrator(TOWN, 1)), "jing01")
    assert "账号已停用" in words(press(at, "确定停用")) and state(county, 3).disabled
    assert "账号已启用" in words(press(choose(at, "jing01"), "确定启用")) and not state(county, 3).disabled
    at = choose(at, "jing01")
    at.selectbox(key="role-3").select("监督员").run()
    assert "已经换好" in words(press(at, "保存角色和地方")) and state(county, 3).role == "supervisor"
    said = words(press(choose(at, "jing01"), "确定重置密码"))
    assert "请交给名jing01本人" in said and accounts.sign_in_official(county, "jing01", PASSWORD, "1").reason == "wrong"
    assert acts(county)[-4:] == ["account-disabled", "account-enabled", "account-changed", "password-reset"]


def test_the_codes_of_who_lost_the_phone_are_reset(open_page: Open, county: Database) -> None:
    at = choose(open_page(administrator(TOWN, 1)), "jing01")
    assert "确定重置动态口令" not in [button.label for button in at.button]
    with county.write() as conn:
        conn.exec_driver_sql("UPDATE account SET totp_sealed = x'00', subject = 'iss 1' WHERE id = 3")
    at = choose(at.run(), "jing01")
    assert "动态口令已重置" in words(press(at, "确定重置动态口令")) and not state(county, 3).has_totp
    assert "绑定已解除" in words(press(choose(at, "jing01"), "确定解除统一登录的绑定")) and not state(county, 3).linked


def test_the_last_administrator_of_a_place_is_not_disabled_here_either(open_page: Open, county: Database) -> None:
    number = official(county, "guan03", "administrator", OTHER)
    administering.disable(county, administering.AT_THE_MACHINE, 1)
    with county.write() as conn:
        conn.exec_driver_sql("UPDATE account SET disabled = 1 WHERE id = 2")
    at = choose(open_page(administrator(None)), "guan03")
    assert "最后一位管理员" in words(press(at, "确定停用")) and not state(county, number).disabled
