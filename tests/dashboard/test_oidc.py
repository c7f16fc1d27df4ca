"""Signing in elsewhere: there and back through a real provider (pyop) on this machine, and everything that must not open."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from Cryptodome.PublicKey import RSA
from joserfc.jwk import OctKey, RSAKey

from dashboard.identity import accounts, administering, oidc
from dashboard.identity.accounts import COOKIE
from dashboard.identity.administering import AT_THE_MACHINE
from dashboard.identity.oidc import Failed, Provider
from loaders.database import Database, connect
from tests.dashboard import provider
from tests.dashboard.offices import acts, cheap, official, settle, state
from tests.dashboard.provider import CLIENT, SECRET, Running
from tests.serving import free_port, served

BACK = "http://127.0.0.1:9/oidc/back"


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return provider.certificate(tmp_path_factory.mktemp("trusted"))


@pytest.fixture(scope="module")
def there(trusted: Path) -> Iterator[Running]:
    with provider.running(BACK, trusted) as found:
        yield found


@pytest.fixture(autouse=True)
def _plain(there: Running, trusted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there.twist = None
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setattr(oidc, "_said", {})
    for name, value in (("ISSUER", there.url), ("CLIENT_ID", CLIENT), ("CLIENT_SECRET", SECRET)):
        monkeypatch.setenv(f"VILLAGE_OIDC_{name}", value)


def settings() -> Provider:
    found = oidc.settings()
    assert found is not None
    return found


def go(db: Database, who: str = "chen", back: str = BACK) -> tuple[str, dict[str, str]]:
    """The sealed flow, and what the provider sends back after somebody signed in there."""
    address, flow = oidc.begin(settings(), db.vault, back)
    answer = httpx.get(f"{address}&sign-in-as={who}")
    assert answer.status_code == 302, answer.text
    return flow, {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


# --- the protocol


def test_who_signs_in_there_is_known_by_subject_and_by_the_claim_that_the_settings_name(database: Database, there: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    found = oidc.finish(settings(), database.vault, *go(database))
    assert found.login == "jing01" and found.subject.startswith(f"{there.url} ")
    assert "/userinfo" in there.asked  # the ID token of this flow has no name
    monkeypatch.setenv("VILLAGE_OIDC_CLAIM", "email")
    assert oidc.finish(settings(), database.vault, *go(database)).login == "chen@example.cn"


def test_the_way_there_carries_state_nonce_and_the_proof_of_the_code_and_never_its_secret(database: Database) -> None:
    first, second = (parse_qs(urlsplit(oidc.begin(settings(), database.vault, BACK)[0]).query) for _ in range(2))
    assert first["code_challenge_method"] == ["S256"] and first["response_type"] == ["code"] and "code_verifier" not in first
    assert all(len(first[name][0]) >= 32 and first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_a_code_that_was_stolen_on_the_way_is_worth_nothing(database: Database) -> None:
    _, stolen = go(database)
    flow, _ = go(database)  # the thief's own flow, with another proof
    kept = dict(oidc._flow(database.vault, flow))
    with pytest.raises(Failed, match="核对不上"):
        oidc.finish(settings(), database.vault, flow, {**stolen, "state": kept["state"]})


def test_a_code_opens_once(database: Database) -> None:
    flow, sent = go(database)
    assert oidc.finish(settings(), database.vault, flow, sent)
    with pytest.raises(Failed, match="核对不上"):
        oidc.finish(settings(), database.vault, flow, sent)


@pytest.mark.parametrize("kept", [None, "", "00", "zz", "ab" * 40])
def test_who_comes_back_without_having_gone_is_refused(database: Database, kept: str | None) -> None:
    _, sent = go(database)
    with pytest.raises(Failed, match="不是从这里开始的"):
        oidc.finish(settings(), database.vault, kept, sent)


def test_another_state_another_issuer_and_a_flow_that_is_too_old_are_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    flow, sent = go(database)
    for wrong in ({"state": "x"}, {"state": ""}, {"iss": "https://elsewhere.example"}):
        with pytest.raises(Failed, match="不是从这里开始的"):
            oidc.finish(settings(), database.vault, flow, {**sent, **wrong})
    monkeypatch.setattr("dashboard.identity.oidc.FLOW_SECONDS", -1)
    with pytest.raises(Failed, match="过了时间"):
        oidc.finish(settings(), database.vault, *go(database))


def test_who_turns_back_there_is_told_so(database: Database) -> None:
    with pytest.raises(Failed, match="取消"):
        oidc.finish(settings(), database.vault, *go(database, who="nobody"))


STRANGER = RSA.generate(2048).export_key()
TWISTS: dict[str, provider.Twist] = {
    "signed by a stranger": lambda header, claims: (header, claims, RSAKey.import_key(STRANGER)),
    "signed by a stranger under no name": lambda header, claims: ({"alg": "RS256"}, claims, RSAKey.import_key(STRANGER)),
    "signed with the client's secret": lambda header, claims: ({"alg": "HS256"}, claims, OctKey.import_key(SECRET)),
    "not signed": lambda header, claims: ({"alg": "none"}, claims, OctKey.import_key("no key at all, and no signature")),
    "another issuer": lambda header, claims: (header, {**claims, "iss": "https://elsewhere.example"}, None),
    "for another client": lambda header, claims: (header, {**claims, "aud": ["another"]}, None),
    "for several and bound to another": lambda header, claims: (header, {**claims, "aud": [CLIENT, "another"], "azp": "another"}, None),
    "run out": lambda header, claims: (header, {**claims, "exp": provider.later(-120)}, None),
    "without an end": lambda header, claims: (header, {name: claims[name] for name in claims if name != "exp"}, None),
    "from tomorrow": lambda header, claims: (header, {**claims, "iat": provider.later(86400)}, None),
    "of another flow": lambda header, claims: (header, {**claims, "nonce": "another"}, None),
    "of no flow": lambda header, claims: (header, {name: claims[name] for name in claims if name != "nonce"}, None),
    "without a subject": lambda header, claims: (header, {name: claims[name] for name in claims if name != "sub"}, None),
    "of another subject than the name": lambda header, claims: (header, {**claims, "sub": "another"}, None),
    "with another token": lambda header, claims: (header, {**claims, "at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, None),
}


@pytest.mark.parametrize("twist", TWISTS)
def test_a_token_that_does_not_hold_opens_nothing(database: Database, there: Running, twist: str) -> None:
    there.twist = TWISTS[twist]
    with pytest.raises(Failed, match="核对不上"):
        oidc.finish(settings(), database.vault, *go(database))


def test_a_token_that_is_twisted_by_nothing_holds(database: Database, there: Running) -> None:
    there.twist = lambda header, claims: (header, claims, None)
    assert oidc.finish(settings(), database.vault, *go(database)).login == "jing01"


def test_new_keys_of_the_provider_are_asked_for_once(database: Database, there: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    oidc.finish(settings(), database.vault, *go(database))
    newer = RSA.generate(2048)
    monkeypatch.setattr(there, "key", newer)
    monkeypatch.setattr(there, "provider", provider._made(there.url, BACK, newer))
    there.asked.clear()
    assert oidc.finish(settings(), database.vault, *go(database)).login == "jing01"
    assert there.asked.count("/jwks") == 1


def test_an_address_that_nobody_has_verified_is_no_login(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VILLAGE_OIDC_CLAIM", "email")
    with pytest.raises(Failed, match="邮箱还没有验证"):
        oidc.finish(settings(), database.vault, *go(database, who="wang"))


# --- the settings


def test_without_settings_there_is_no_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ISSUER", "CLIENT_ID"):
        monkeypatch.delenv(f"VILLAGE_OIDC_{name}")
    assert oidc.settings() is None


@pytest.mark.parametrize(("name", "value", "said"), [("CLIENT_ID", "", "CLIENT_ID"), ("ISSUER", "", "ISSUER"), ("ISSUER", "http://sso.example.cn", "https"), ("ISSUER", "sso.example.cn", "https")])
def test_settings_that_cannot_work_are_said(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(f"VILLAGE_OIDC_{name}", value)
    with pytest.raises(ValueError, match=said):
        oidc.settings()


def test_the_secret_may_stand_in_a_file_and_a_wrong_one_opens_nothing(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    monkeypatch.delenv("VILLAGE_OIDC_CLIENT_SECRET")
    monkeypatch.setenv("VILLAGE_OIDC_CLIENT_SECRET_FILE", str(tmp_path / "secret"))
    assert oidc.finish(settings(), database.vault, *go(database)).login == "jing01"
    (tmp_path / "secret").write_text("wrong")
    with pytest.raises(Failed, match="核对不上"):
        oidc.finish(settings(), database.vault, *go(database))


def test_a_provider_that_is_away_or_says_that_it_is_another_is_said_in_chinese(database: Database, there: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    monkeypatch.setenv("VILLAGE_OIDC_ISSUER", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Failed, match="连不上"):
        oidc.begin(settings(), database.vault, BACK)
    monkeypatch.setenv("VILLAGE_OIDC_ISSUER", f"{there.url}/")
    with pytest.raises(Failed, match="不一样"):
        oidc.begin(settings(), database.vault, BACK)


def test_a_provider_whose_certificate_nobody_vouches_for_is_not_spoken_to(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(Failed, match="连不上"):
        oidc.begin(settings(), database.vault, BACK)


# --- the account


@pytest.fixture
def county(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    cheap(monkeypatch)
    settle(database)
    return database


def test_only_an_enabled_account_that_an_administrator_made_is_opened(county: Database) -> None:
    assert accounts.sign_in_by_provider(county, "iss 1", "jing01").reason == "wrong"
    assert administering.listed(county, AT_THE_MACHINE) == []  # nobody is made by signing in
    number = official(county, "jing01")
    viewer = accounts.viewer(county, accounts.sign_in_by_provider(county, "iss 1", "JING01 ").token)
    assert viewer and viewer.account_id == number
    administering.disable(county, AT_THE_MACHINE, number)
    assert accounts.sign_in_by_provider(county, "iss 1", "jing01").reason == "wrong"


def test_after_the_first_time_the_subject_counts_and_a_login_that_was_given_to_another_opens_nothing(county: Database) -> None:
    number = official(county, "jing01")
    assert accounts.sign_in_by_provider(county, "iss 1", "jing01").token
    assert accounts.sign_in_by_provider(county, "iss 1", "renamed").token
    assert accounts.sign_in_by_provider(county, "iss 2", "jing01").reason == "wrong"
    administering.unlink(county, AT_THE_MACHINE, number)
    assert accounts.sign_in_by_provider(county, "iss 2", "jing01").token
    assert acts(county) == ["account-added", "account-linked", "account-unlinked", "account-linked"] and state(county, number).linked


def test_a_first_password_need_not_be_changed_there_and_codes_are_still_asked_for(county: Database) -> None:
    number = official(county, "jing01", must_change=True)
    assert accounts.sign_in_by_provider(county, "iss 1", "jing01").step == ""
    with county.write() as conn:
        conn.exec_driver_sql(f"UPDATE account SET totp_sealed = x'00' WHERE id = {number}")
    waiting = accounts.sign_in_by_provider(county, "iss 1", "jing01")
    assert waiting.step == "code" and accounts.viewer(county, waiting.token) is None


# --- through our server


@dataclass
class Site:
    url: str
    db: Database
    there: Running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, trusted: Path) -> Iterator[Site]:
    port = free_port()
    db = connect(str(tmp_path_factory.mktemp("oidc") / "village.db"))
    settle(db)
    official(db, "jing01")
    with provider.running(f"http://127.0.0.1:{port}/oidc/back", trusted) as there, pytest.MonkeyPatch.context() as patch:
        patch.setenv("REQUESTS_CA_BUNDLE", str(trusted))
        for name, value in (("ISSUER", there.url), ("CLIENT_ID", CLIENT), ("CLIENT_SECRET", SECRET), ("NAME", "县里的统一登录")):
            patch.setenv(f"VILLAGE_OIDC_{name}", value)
        with served(Path(db.files).parent / "village.db", port) as url:
            yield Site(url, db, there)
    db.engine.dispose()


def through(site: Site, who: str) -> tuple[httpx.Client, httpx.Response]:
    """A browser that goes to the provider, signs in there, and has come back."""
    browser = httpx.Client(timeout=30)
    start = browser.get(f"{site.url}/oidc/start")
    assert start.status_code == 303 and start.headers["location"].startswith(f"{site.there.url}/authorize?")
    cookie = start.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/oidc" in cookie
    there = browser.get(f"{start.headers['location']}&sign-in-as={who}")
    return browser, browser.get(there.headers["location"])


def test_the_button_stands_on_the_page_of_officials_where_the_settings_name_a_provider(site: Site) -> None:
    page = httpx.get(f"{site.url}/login?who=official").text
    assert 'href="/oidc/start"' in page and "县里的统一登录" in page
    assert "/oidc/start" not in httpx.get(f"{site.url}/login").text


def test_there_and_back_opens_a_session_and_goes_on_by_itself(site: Site) -> None:
    browser, back = through(site, "chen")
    assert back.status_code == 200 and back.headers["refresh"] == "0; url=/" and "no-store" in back.headers["cache-control"]
    assert browser.get(f"{site.url}/whoami").json() == {"role": "clerk"}
    assert "已绑定" in browser.get(f"{site.url}/me").text
    strict = next(value for value in back.headers.get_list("set-cookie") if value.startswith(f"{COOKIE}="))
    assert "samesite=strict" in strict.lower() and "httponly" in strict.lower()


@pytest.mark.parametrize(("who", "said"), [("wang", "没有给您开账号"), ("nobody", "取消")])
def test_who_has_no_account_or_turns_back_reads_why_in_chinese(site: Site, who: str, said: str) -> None:
    browser, back = through(site, who)
    assert back.status_code == 401 and said in back.text and "/login?who=official" in back.text
    assert not re.search(r"[A-Za-z]{4,}", re.sub(r"<style.*?</style>|<[^>]+>", "", back.text, flags=re.S))
    assert COOKIE not in browser.cookies and browser.get(f"{site.url}/whoami").status_code == 401


def test_a_way_back_that_was_copied_opens_nothing_in_another_browser(site: Site) -> None:
    browser = httpx.Client(timeout=30)
    start = browser.get(f"{site.url}/oidc/start")
    there = browser.get(f"{start.headers['location']}&sign-in-as=chen")
    other = httpx.get(there.headers["location"])
    assert other.status_code == 401 and "不是从这里开始的" in other.text and COOKIE not in other.cookies


def test_without_the_settings_there_is_no_button_and_no_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"VILLAGE_OIDC_{name}")
    connect(str(tmp_path / "village.db")).engine.dispose()
    with served(tmp_path / "village.db") as url:
        assert "/oidc" not in httpx.get(f"{url}/login?who=official").text
        assert [httpx.get(f"{url}/oidc/{path}").status_code for path in ("start", "back?code=1&state=1")] == [404, 404]


