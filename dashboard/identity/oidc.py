"""Signing in elsewhere (OpenID Connect): what the settings say, the way to the provider, and who comes back from it.

The authorization code flow with a proof of the code (PKCE), by Authlib; signatures of ID tokens by joserfc, with the keys
that the provider publishes. Nothing is kept on the server meanwhile: the flow travels sealed in the browser's cookie.
"""

import hmac
import json
import logging
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from loaders.seal import Vault, WrongKey

#: Signatures with a key that the provider alone has. "none" and those with a shared secret are not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SECONDS = 10  # for one question to the provider
LEEWAY = 60  # between the provider's clock and ours
FLOW_SECONDS = 600  # for a person to sign in there
_KNOWN_SECONDS = 3600
_MARK = "oidc|"
_log = logging.getLogger("village")


class Failed(Exception):
    """Why nobody came back from the provider, in Chinese."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The settings: who the provider is, and which of its claims is the login."""

    issuer: str
    client_id: str
    claim: str
    name: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who signed in at the provider: the subject that stays, and the login that may match one of ours."""

    subject: str
    login: str


def settings() -> Provider | None:
    """The provider of the settings ``VILLAGE_OIDC_…``; none where there is none. ``ValueError`` where they cannot work."""
    issuer, client_id = (os.environ.get(f"VILLAGE_OIDC_{name}", "").strip() for name in ("ISSUER", "CLIENT_ID"))
    if not issuer and not client_id:
        return None
    if not issuer or not client_id:
        raise ValueError("统一登录要同时设置 VILLAGE_OIDC_ISSUER 和 VILLAGE_OIDC_CLIENT_ID。")
    if not _safe(issuer):
        raise ValueError("VILLAGE_OIDC_ISSUER 要以 https:// 开头（只有本机测试可以用 http）。")
    return Provider(
        issuer,
        client_id,
        os.environ.get("VILLAGE_OIDC_CLAIM", "").strip() or "preferred_username",
        os.environ.get("VILLAGE_OIDC_NAME", "").strip() or "统一登录",
    )


def _safe(address: str) -> bool:
    """Whether what is sent there can be read by nobody on the way."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _secret() -> str | None:
    """What we prove ourselves with at the provider; none for a client that has only the proof of the code."""
    file = os.environ.get("VILLAGE_OIDC_CLIENT_SECRET_FILE")
    if file:
        try:
            return Path(file).read_text("utf-8").strip()
        except OSError:
            _log.error("the file of VILLAGE_OIDC_CLIENT_SECRET_FILE cannot be read")
            raise Failed("统一登录没有设置好，请告诉管理员。") from None
    return os.environ.get("VILLAGE_OIDC_CLIENT_SECRET") or None


# What the provider says of itself

_said: dict[str, tuple[float, dict[str, Any]]] = {}


def _ask(address: str, fresh: bool = False) -> dict[str, Any]:
    """A document of the provider, asked for once an hour."""
    at, known = _said.get(address, (0.0, {}))
    if known and not fresh and time.monotonic() - at < _KNOWN_SECONDS:
        return known
    try:
        answer = requests.get(address, timeout=SECONDS, allow_redirects=False)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as failure:
        _log.error("the provider of the sign-in does not answer: %s", type(failure).__name__)
        raise Failed("统一登录现在连不上，请过一会儿再试，或用登录名和密码登录。") from None
    if not isinstance(found, dict):
        raise Failed("统一登录的回答看不懂，请告诉管理员。")
    _said[address] = (time.monotonic(), found)
    return found


def _about(provider: Provider) -> dict[str, Any]:
    """The provider's addresses, if they are those of the issuer that was set and safe to use."""
    about = _ask(provider.issuer.rstrip("/") + "/.well-known/openid-configuration")
    addresses = [str(about.get(name, "")) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if about.get("issuer") != provider.issuer or not all(map(_safe, addresses)):
        _log.error("the provider says that it is another issuer, or has addresses that are not https")
        raise Failed("统一登录的设置和对方说的不一样，请告诉管理员。")
    return about


# There and back


def _session(provider: Provider, about: Mapping[str, Any], back: str) -> OAuth2Session:
    secret = _secret()
    ways = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    way = "none" if secret is None else "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
    scope = "openid email" if provider.claim == "email" else "openid profile"
    return OAuth2Session(provider.client_id, secret, token_endpoint_auth_method=way, scope=scope, redirect_uri=back, code_challenge_method="S256")


def begin(provider: Provider, vault: Vault, back: str) -> tuple[str, str]:
    """The provider's address to go to, and the sealed flow that the browser keeps; ``back`` is where it comes back to."""
    about = _about(provider)
    flow = {"verifier": secrets.token_urlsafe(48), "nonce": secrets.token_urlsafe(24), "back": back, "until": time.time() + FLOW_SECONDS}
    with _session(provider, about, back) as session:
        address, flow["state"] = session.create_authorization_url(
            about["authorization_endpoint"], state=secrets.token_urlsafe(24), code_verifier=flow["verifier"], nonce=flow["nonce"]
        )
    return address, vault.seal(_MARK + json.dumps(flow)).hex()


def finish(provider: Provider, vault: Vault, kept: str | None, query: Mapping[str, str]) -> Somebody:
    """Who signed in, by what the provider sent back; `Failed` where anything of it does not hold."""
    flow = _flow(vault, kept)
    if not hmac.compare_digest(str(flow["state"]).encode(), query.get("state", "").encode()):
        raise Failed("这次登录不是从这里开始的，或者过了时间。请重新登录。")
    if query.get("iss", provider.issuer) != provider.issuer:
        raise Failed("这次登录不是从这里开始的，或者过了时间。请重新登录。")
    if query.get("error") or not query.get("code"):
        raise Failed("没有在统一登录里登录成功，或者取消了。请重新登录。")
    about = _about(provider)
    try:
        with _session(provider, about, flow["back"]) as session:
            token = session.fetch_token(about["token_endpoint"], code=query["code"], code_verifier=flow["verifier"], timeout=SECONDS, allow_redirects=False)
        claims = _claims(provider, about, token, flow["nonce"])
        if provider.claim not in claims:
            claims |= _more(about, str(token["access_token"]), claims["sub"])
        return _somebody(provider, claims)
    except requests.RequestException as failure:
        _log.error("the provider of the sign-in does not answer: %s", type(failure).__name__)
        raise Failed("统一登录现在连不上，请过一会儿再试，或用登录名和密码登录。") from None
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as failure:
        _log.error("the provider's answer does not hold: %s", type(failure).__name__)
        raise Failed("统一登录的回答核对不上，没有登录。请重新登录；还是这样，请告诉管理员。") from None


def _flow(vault: Vault, kept: str | None) -> dict[str, Any]:
    try:
        written = vault.open(bytes.fromhex(kept or ""))
        flow = dict(json.loads(written.removeprefix(_MARK))) if written.startswith(_MARK) else {}
    except (ValueError, WrongKey):
        flow = {}
    if not flow or flow["until"] < time.time():
        raise Failed("这次登录不是从这里开始的，或者过了时间。请重新登录。")
    return flow


def _claims(provider: Provider, about: Mapping[str, Any], token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
    """What the ID token says, once its signature and all that it says of itself have been checked."""
    found = _opened(about, str(token["id_token"]))
    claims = CodeIDToken(
        found.claims,
        found.header,
        {"iss": {"essential": True, "value": provider.issuer}, "aud": {"essential": True, "value": provider.client_id}, "nonce": {"essential": True}},
        {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")},
    )
    claims.validate(now=int(time.time()), leeway=LEEWAY)
    return dict(claims)


def _more(about: Mapping[str, Any], access_token: str, subject: Any) -> dict[str, Any]:
    """What the provider says of the same subject elsewhere: many leave the name out of the ID token."""
    address = str(about.get("userinfo_endpoint", ""))
    if not _safe(address):
        return {}
    answer = requests.get(address, headers={"Authorization": f"Bearer {access_token}"}, timeout=SECONDS, allow_redirects=False)
    answer.raise_for_status()
    said = dict(answer.json())
    if said.get("sub") != subject:
        raise ValueError("another subject")
    return {name: said[name] for name in said if name not in ("iss", "aud", "sub")}


def _somebody(provider: Provider, claims: Mapping[str, Any]) -> Somebody:
    login = claims.get(provider.claim)
    if provider.claim == "email" and claims.get("email_verified") is not True:
        raise Failed("您在统一登录里的邮箱还没有验证过，不能用来登录。")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
        raise ValueError("no subject")
    return Somebody(f"{provider.issuer} {subject}", login if isinstance(login, str) else "")


def _opened(about: Mapping[str, Any], id_token: str) -> jwt.Token:
    """The token, if its signature is by a key of the provider; newer keys are asked for once."""
    try:
        return jwt.decode(id_token, _keys(about, fresh=False), algorithms=list(ALGORITHMS))
    except (JoseError, ValueError):
        return jwt.decode(id_token, _keys(about, fresh=True), algorithms=list(ALGORITHMS))


def _keys(about: Mapping[str, Any], fresh: bool) -> KeySet:
    return KeySet.import_key_set(_ask(about["jwks_uri"], fresh))  # type: ignore[arg-type]
