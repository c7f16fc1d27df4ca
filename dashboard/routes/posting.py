"""What plain forms need: that they come from our own page, their fields, and the cookies of an answer."""

import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from dashboard.identity import accounts, devices
from dashboard.identity.accounts import COOKIE, SECURE, Outcome, Step

_LONGEST = 4096
_MOST_FIELDS = 20
NO_STORE = {"cache-control": "no-store"}
_NONE = " 'none'"
_SHEET = re.compile("<style>(.*?)</style>", re.DOTALL)

#: Where a session must go first.
WAYS: dict[Step, str] = {"": "/", "code": "/code", "password": "/password", "totp": "/totp"}


def same_origin(request: Request) -> bool:
    """Whether a form was sent from one of our own pages, by what the browser says of it."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def fields(request: Request, most: int = _LONGEST) -> dict[str, str] | None:
    """The fields of a form of at most so many bytes; none where it is larger."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=_MOST_FIELDS))


async def received(request: Request) -> tuple[dict[str, str], Response | None]:
    """The fields of a small form, and the answer where it is not taken: it came from elsewhere, or is too large."""
    if not same_origin(request):
        return {}, PlainTextResponse("请从本站的页面提交", 403)
    form = await fields(request)
    return (form, None) if form is not None else ({}, too_large())


def too_large() -> Response:
    """The answer to a form that is larger than any of ours."""
    return PlainTextResponse("填写的内容太长", 413)


def address(request: Request) -> str:
    """Who stands at the other end."""
    return request.client.host if request.client else ""


def policy(html: str = "") -> str:
    """What a page without JavaScript may do: be drawn with the style sheet that it brings, and nothing else that is inline."""
    sheets = "".join(f" 'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'" for sheet in _SHEET.findall(html))
    return f"default-src 'none'; style-src{sheets or _NONE}; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def page(html: str, status: int = 200) -> HTMLResponse:
    """A page that nobody keeps."""
    return HTMLResponse(html, status, headers=NO_STORE | {"content-security-policy": policy(html)})


def go(to: str) -> RedirectResponse:
    """On to another page."""
    return RedirectResponse(to, 303, headers=NO_STORE)


def keep(response: Response, outcome: Outcome) -> Response:
    """The response with the cookie of the new session, and with that of the device that is known from now on."""
    if outcome.token is not None:
        _set(response, COOKIE, outcome.token, int(accounts.LIFETIME.total_seconds()))
    if outcome.device is not None:
        _set(response, devices.COOKIE, outcome.device, int(devices.LIFETIME.total_seconds()))
    return response


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="strict", secure=SECURE)


def forget(response: Response) -> Response:
    """The response without the cookie of a session."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=SECURE)
    return response
