"""A provider of OpenID Connect on this machine: pyop, the library behind real ones, behind a small web server of its own.

It speaks TLS with a certificate of its own, knows its client by a secret, takes only addresses that were registered, wants
the proof of the code (PKCE, S256), signs with RSA, and gives the name at its userinfo endpoint alone, as the standard has it for this flow. What a test
makes it do wrong is done by `twist`.
"""

import ipaddress
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from Cryptodome.PublicKey import RSA
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import RSAKey
from jwkest.jwk import RSAKey as ItsKey
from pyop.authz_state import AuthorizationState
from pyop.exceptions import InvalidAuthenticationRequest, OAuthError
from pyop.provider import Provider
from pyop.subject_identifier import HashBasedSubjectIdentifierFactory
from pyop.userinfo import Userinfo

CLIENT, SECRET = "village", "a secret of the client"
PEOPLE = {
    "chen": {"preferred_username": "jing01", "email": "chen@example.cn", "email_verified": True},
    "wang": {"preferred_username": "nobody-here", "email": "jing02@example.cn", "email_verified": False},
}
Twist = Callable[[dict[str, Any], dict[str, Any]], tuple[dict[str, Any], dict[str, Any], Any]]


@dataclass
class Running:
    """The provider while it runs; ``twist`` may change header and claims of an ID token, and the key that signs it."""

    url: str = ""
    provider: Any = None
    key: Any = None
    twist: Twist | None = None
    asked: list[str] = field(default_factory=list)

    def signed(self, token: str) -> str:
        """The ID token as it is sent: as pyop made it, or twisted and signed anew."""
        if self.twist is None:
            return token
        made = jwt.decode(token, self.own)
        header, claims, key = self.twist(dict(made.header), dict(made.claims))
        return jwt.encode(header, claims, key or self.own, algorithms=[str(header["alg"])])

    @property
    def own(self) -> RSAKey:
        """Its key, as another library reads it."""
        return RSAKey.import_key(self.key.export_key())


def _made(url: str, back: str, key: Any) -> Provider:
    itself = {
        "issuer": url, "authorization_endpoint": f"{url}/authorize", "token_endpoint": f"{url}/token", "userinfo_endpoint": f"{url}/userinfo",
        "jwks_uri": f"{url}/jwks", "response_types_supported": ["code"], "scopes_supported": ["openid", "profile", "email"], "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }  # fmt: skip
    client = {"client_secret": SECRET, "redirect_uris": [back], "response_types": ["code"], "subject_type": "public", "token_endpoint_auth_method": "client_secret_basic"}
    state = AuthorizationState(HashBasedSubjectIdentifierFactory("salt"))
    return Provider(ItsKey(kid="one", key=key, alg="RS256", use="sig"), itself, state, {CLIENT: client}, Userinfo(PEOPLE))


class _Handler(BaseHTTPRequestHandler):
    running: Running

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _say(self, status: int, document: Any, location: str = "") -> None:
        body = document.encode() if isinstance(document, str) else json.dumps(document).encode()
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "text/html; charset=utf-8" if isinstance(document, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        running, parts = self.running, urlsplit(self.path)
        running.asked.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            self._say(200, running.provider.provider_configuration.to_dict())
        elif parts.path == "/jwks":
            self._say(200, running.provider.jwks)
        elif parts.path == "/userinfo":
            self._say(200, running.provider.handle_userinfo_request(http_headers=dict(self.headers)).to_dict())
        elif parts.path == "/authorize":
            self._authorize(parts.query)
        else:
            self._say(404, {})

    def _authorize(self, query: str) -> None:
        """The page to sign in there; a name in the address signs in at once."""
        given = {name: values[0] for name, values in parse_qs(query).items()}
        who = given.pop("sign-in-as", "")
        request = query.replace(f"&sign-in-as={who}", "")
        try:
            asked = self.running.provider.parse_authentication_request(request)
            if asked.get("code_challenge_method") != "S256" or not asked.get("nonce") or not asked.get("state"):
                self._say(400, {"error": "invalid_request"})
            elif not who:
                links = "".join(f'<p><a href="/authorize?{query}&sign-in-as={one}">{one}</a></p>' for one in PEOPLE)
                self._say(200, f"<!doctype html><meta charset=utf-8><h1>单位统一登录</h1>{links}")
            elif who == "nobody":
                self._say(302, "", f"{asked['redirect_uri']}?error=access_denied&state={asked['state']}")
            else:
                self._say(302, "", self.running.provider.authorize(asked, who).request(asked["redirect_uri"]))
        except InvalidAuthenticationRequest as failure:
            self._say(400, {"error": str(failure)})

    def do_POST(self) -> None:
        self.running.asked.append(urlsplit(self.path).path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        try:
            answer = self.running.provider.handle_token_request(body, dict(self.headers)).to_dict()
        except OAuthError as failure:
            self._say(400, {"error": failure.oauth_error})
            return
        self._say(200, answer | {"id_token": self.running.signed(answer["id_token"])})


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Nothing: who does not trust the certificate hangs up."""


def certificate(folder: Path) -> Path:
    """A certificate for this machine with its key in a file; who trusts the file trusts the provider."""
    key, name, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1), now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    file = folder / "provider.crt"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return file


@contextmanager
def running(back: str, trusted: Path, name: str = "127.0.0.1") -> Iterator[Running]:
    """The provider under a name of this machine, for a client that is sent back to this address."""
    found = Running(key=RSA.generate(2048))
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"running": found}))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(trusted)
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    found.url = f"https://{name}:{server.server_port}"
    found.provider = _made(found.url, back, found.key)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def later(seconds: int) -> int:
    """A time as tokens say it."""
    return int(time.time()) + seconds
