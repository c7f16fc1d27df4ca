"""The ASGI application: sign-in, light pages, downloads, static files and headers, around Streamlit."""

import asyncio
import gc
import importlib
import logging
import os
import re
import socket
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

import anyio
import streamlit as st
import uvicorn
from anyio.to_thread import run_sync
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route, compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config as streamlit_config

from dashboard import clock
from dashboard.access import VISITOR, Viewer, may
from dashboard.gate import Gate, Limits, Sockets
from dashboard.guard import Guard, speaking
from dashboard.identity import accounts, cards, devices, oidc, totp
from dashboard.identity.accounts import COOKIE, SECURE, Outcome
from dashboard.light import open_data
from dashboard.light.download import Download
from dashboard.light.pages import footed, notice
from dashboard.light.sign_in import REVOKED, Who, refusal, sign_in
from dashboard.queries import enquiries, papers, proof
from dashboard.routes.elsewhere import Elsewhere
from dashboard.routes.own_pages import Own
from dashboard.routes.posting import (
    WAYS,
    address,
    fields,
    forget,
    go,
    keep,
    page,
    policy,
    same_origin,
    too_large,
)
from dashboard.routes.sending import Sending
from dashboard.routes.villager_pages import Mine
from dashboard.shell import Shell, best_encoding, shell
from loaders import sealing
from loaders.database import Database, Unavailable, connect

APP = Path(__file__).parent / "app.py"
SETTINGS = Path(__file__).parent.parent / ".streamlit" / "config.toml"

_MOST_WAITING = 40
_WATCH_EVERY = 20  # seconds between two looks at the sessions that hold a socket
_COLLECT_EVERY = 60
_SWEEP_EVERY = 3600
_CLOCK_EVERY = 1800  # what the days that have passed have done to enquiries
_SEAL_EVERY = 60  # what large imports and killed processes have left to be sealed
_CARRY_EVERY = 30
_log = logging.getLogger("village")


@dataclass(frozen=True, slots=True)
class LightPage:
    """A page without JavaScript: the right it needs and the function that makes it.

    The function takes the database and the viewer, and the query of the address (with what its path says) where
    ``query`` says so; it returns HTML, a `Download`, or nothing where there is no such page.
    """

    right: str
    maker: str
    query: bool = False


#: What is served without JavaScript; a new light page is one line here.
LIGHT_PAGES: dict[str, LightPage] = {
    "/lite/cards": LightPage("codes", "dashboard.light.cards:make", query=True),
    "/lite": LightPage("own-payments", "dashboard.light.payments:show"),
    "/lite/all": LightPage("public-books", "dashboard.light.everything:show"),
    "/lite/pin": LightPage("own-pin", "dashboard.light.identity:pin"),
    "/lite/consents": LightPage("consent", "dashboard.light.identity:consents"),
    "/lite/helping": LightPage("helping", "dashboard.light.identity:helping"),
    "/lite/proof": LightPage("own-payments", "dashboard.light.proof:show", query=True),
    "/lite/proof.json": LightPage("own-payments", "dashboard.light.proof:download", query=True),
    "/lite/looks": LightPage("looks", "dashboard.light.looks:show"),
    "/lite/books": LightPage("public-books", "dashboard.light.books:show", query=True),
    "/lite/funds": LightPage("public-books", "dashboard.light.relief:show_funds", query=True),
    "/lite/projects": LightPage("public-books", "dashboard.light.relief:show_projects", query=True),
    "/lite/programmes": LightPage("public-books", "dashboard.light.programmes:show"),
    "/lite/summaries": LightPage("public-books", "dashboard.light.summaries:show"),
    "/lite/lists": LightPage("public-books", "dashboard.light.lists:show", query=True),
    "/lite/decisions": LightPage("public-books", "dashboard.light.decisions:show", query=True),
    "/lite/ask": LightPage("ask", "dashboard.light.asking:show", query=True),
    "/lite/follow": LightPage("follow", "dashboard.light.following:show", query=True),
    "/lite/mine": LightPage("own-enquiries", "dashboard.light.following:mine"),
    "/lite/letter": LightPage("enquiries", "dashboard.light.letters:show", query=True),
    "/lite/answers": LightPage("follow", "dashboard.light.answers:show", query=True),
    "/lite/corrections": LightPage("open-data", "dashboard.light.notes:show", query=True),
    "/lite/findings.csv": LightPage("findings", "dashboard.light.findings:download", query=True),
    "/lite/finding": LightPage("findings", "dashboard.light.findings:letter", query=True),
    "/search": LightPage("open-data", "dashboard.light.search:show", query=True),
    "/lite/scheme": LightPage("open-data", "dashboard.light.search:scheme", query=True),
    "/open": LightPage("open-data", "dashboard.light.open_data:show"),
    "/lite/books.csv": LightPage("public-books", "dashboard.light.books:download", query=True),
    "/lite/assets": LightPage("public-assets", "dashboard.light.assets:assets", query=True),
    "/lite/resources": LightPage("public-assets", "dashboard.light.assets:resources", query=True),
    "/lite/contracts": LightPage("public-assets", "dashboard.light.assets:contracts", query=True),
    "/lite/debts": LightPage("public-assets", "dashboard.light.assets:debts_page", query=True),
    "/me": LightPage("own-account", "dashboard.light.own_account:show", query=True),
    "/lite/calendar": LightPage("public-village", "dashboard.light.calendar:show", query=True),
    "/lite/catalogue": LightPage("public-village", "dashboard.light.calendar:catalogue_page", query=True),
    "/v": LightPage("public-village", "dashboard.light.villages:choose"),
    "/v/{place}": LightPage("public-village", "dashboard.light.villages:show", query=True),
    "/v/{place}/qr": LightPage("public-village", "dashboard.light.villages:square", query=True),
}
_LIGHT_PATHS = [compile_path(path)[0] for path in LIGHT_PAGES]


# Settings


def configure(file: Path = SETTINGS) -> None:
    """Apply our settings to Streamlit, wherever the server is started from."""
    if not file.is_file():
        raise SystemExit(f"找不到设置文件 {file}，请从完整的程序目录启动。")
    sections: dict[str, dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))
    options = {
        f"{section}.{name}": value for section, part in sections.items() for name, value in part.items()
    }
    streamlit_config.get_config_options(force_reparse=True, options_from_flags=options)


# Sign-in


def _home(viewer: Viewer) -> str:
    return "/lite" if viewer.role == "villager" else "/"


class SignIn:
    """The routes that open and end a session."""

    def __init__(self, db: Database, sockets: Sockets) -> None:
        self.db, self.sockets = db, sockets
        #: A flood of passwords occupies one core at most, and villagers need not wait behind it.
        self._hashing = anyio.CapacityLimiter(1)
        #: Who comes with a known device does not wait behind strangers either.
        self._known = anyio.CapacityLimiter(1)
        self._matching = anyio.CapacityLimiter(4)

    def viewer(self, token: str | None) -> Viewer | None:
        """Who holds the token."""
        return accounts.viewer(self.db, token)

    async def show(self, request: Request) -> Response:
        """The sign-in page; who is signed in already goes home."""
        token = request.cookies.get(COOKIE)
        known = await run_sync(self.viewer, token) if token else None
        if known:
            return go(_home(known))
        waiting = await run_sync(accounts.held, self.db, token) if token else None
        if waiting:
            return go(WAYS[waiting.step])
        who: Who = "official" if request.query_params.get("who") == "official" else "villager"
        said = ""
        if request.query_params.get("bye"):
            said = "已经退出。"
        elif token or request.query_params.get("again"):
            said = "登录已过期，请重新登录。"
        # the card's square code leads here with the household filled in
        scanned = request.query_params.get("code", "")[:20]
        gone = await run_sync(cards.is_revoked, self.db, scanned) if scanned else False
        if gone:
            said, scanned = REVOKED, ""
        response = page(self._sign_in(who, said, scanned=scanned))
        return forget(response) if token else response

    async def take(self, request: Request) -> Response:
        """A session and the way home, or the page again with the reason."""
        if not same_origin(request):
            return page(self._sign_in(said="请从本站的登录页登录。"), 403)
        form = await fields(request)
        if form is None:
            return too_large()
        who: Who = "official" if form.get("who") == "official" else "villager"
        device = request.cookies.get(devices.COOKIE)
        limiter = self._matching
        if who == "official":
            limiter = self._known if await run_sync(devices.known, self.db, device) else self._hashing
        if limiter.statistics().tasks_waiting > _MOST_WAITING:
            return page(self._sign_in(who, "现在登录的人太多，请过一会儿再试。"), 503)
        outcome = await run_sync(self._try, who, form, address(request), device, limiter=limiter)
        if outcome.token is None:
            again = self._sign_in(
                who,
                refusal(outcome, who),
                name=form.get("name", "")[:40],
                code=form.get("code", "")[:20],
                login=form.get("login", "")[:40],
            )
            response = page(again, 429 if outcome.reason == "wait" else 401)
            if outcome.wait_seconds:
                response.headers["retry-after"] = str(outcome.wait_seconds)
            return response
        before = request.cookies.get(COOKIE)
        if before:
            await self._end(before)
        return keep(go("/lite" if who == "villager" else WAYS[outcome.step]), outcome)

    def _sign_in(self, who: Who = "villager", said: str = "", **given: str) -> str:
        provider = oidc.settings()
        return sign_in(who, said, elsewhere=provider.name if provider else "", **given)

    def _try(self, who: Who, form: Mapping[str, str], where: str, device: str | None) -> Outcome:
        if who == "official":
            return accounts.sign_in_official(self.db, form.get("login", "")[:40], form.get("password", "")[:128], where, device)
        return accounts.sign_in_villager(
            self.db,
            form.get("name", "")[:40],
            form.get("last_six", "")[:12],
            form.get("code", "")[:20],
            where,
        )

    async def leave(self, request: Request) -> Response:
        """End the session, close its sockets, and show the sign-in page."""
        if not same_origin(request):
            return PlainTextResponse("请从本站的页面退出", 403)
        token = request.cookies.get(COOKIE)
        if token:
            await self._end(token)
        return forget(go("/login?bye=1"))

    async def _end(self, token: str) -> None:
        await run_sync(accounts.sign_out, self.db, token)
        self.sockets.sign_out(token)

    async def whoami(self, request: Request) -> Response:
        """The viewer's role; 401 without a session, and whether one has ended."""
        token = request.cookies.get(COOKIE)
        known = await run_sync(self.viewer, token) if token else None
        headers = {"cache-control": "no-store"}
        if known:
            return JSONResponse({"role": known.role}, headers=headers)
        response = JSONResponse({"role": "visitor", "expired": bool(token)}, 401, headers=headers)
        # who has a step to take first keeps the cookie: the sign-in page leads there
        waiting = await run_sync(accounts.held, self.db, token) if token else None
        return forget(response) if token and not waiting else response


# Light pages


class Light:
    """The routes of the pages that need no JavaScript."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def route(self, path: str) -> Route:
        """The route of the page at this address, for whoever may see it."""

        async def show(request: Request) -> Response:
            query = {**request.query_params, **request.path_params}
            return await run_sync(self._make, LIGHT_PAGES[path], request.cookies.get(COOKIE), query)

        return Route(path, show, methods=["GET"])

    def _make(self, entry: LightPage, token: str | None, query: Mapping[str, str]) -> Response:
        viewer = accounts.viewer(self.db, token) or VISITOR
        if not may(viewer, entry.right):
            if viewer is VISITOR:
                return go("/login")
            words = ("这一页是给村民看的", "您登录的是工作人员的账号。") if viewer.role != "villager" and may(Viewer("villager"), entry.right) else ("这一页是给工作人员看的", "您登录的账号不管这件事。")
            return page(notice(*words), 403)
        make = _maker(entry.maker)
        made = make(self.db, viewer, query) if entry.query else make(self.db, viewer)
        if isinstance(made, Download):
            return Response(
                made.content,
                media_type=made.kind,
                headers={
                    "content-disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
                    "cache-control": "no-store",
                },
            )
        return page(footed(made, proof.head(self.db, viewer))) if made else _nowhere()


def _maker(name: str) -> Callable[..., str | Download | None]:
    module, _, function = name.partition(":")
    return cast(Callable[..., str | Download | None], getattr(importlib.import_module(module), function))


def _nowhere() -> HTMLResponse:
    return page(notice("没有这一页", "地址可能写错了。"), 404)


class Open:
    """The route of the public tables: files at addresses that stay, sent a piece at a time."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def send(self, request: Request) -> Response:
        """The file of that name."""
        name = request.path_params["name"]
        found = await run_sync(open_data.document, self.db, name, dict(request.query_params), clock.today())
        if found is None:
            return page(notice("没有这个文件", "公开的表格都列在“开放数据”里。"), 404)
        kind, pieces = found
        headers = {"cache-control": "public, max-age=60", "access-control-allow-origin": "*"}
        if name.endswith(".csv"):
            headers["content-disposition"] = f'attachment; filename="{name}"'
        return StreamingResponse(pieces, media_type=kind, headers=headers)


class Papers:
    """The route of photos and papers, which everybody may see; nothing in them can act."""

    _WHICH = re.compile(r"(\d{1,18})(/small)?")
    _KINDS = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
    _HEADERS = {
        "content-disposition": "inline",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "public, max-age=86400",
    }

    def __init__(self, db: Database) -> None:
        self.db = db

    async def send(self, request: Request) -> Response:
        """The photo or paper of that number, or its small picture."""
        which = self._WHICH.fullmatch(request.path_params["which"])
        found = await run_sync(papers.content, self.db, VISITOR, int(which[1]), bool(which[2])) if which else None
        if found is None or found.kind not in self._KINDS:
            return page(notice("没有这张照片", "它可能已经撤下了。"), 404)
        headers = dict(self._HEADERS)
        if found.kind == "application/pdf":  # a browser's own viewer does not open it in a sandbox
            headers["content-disposition"] = f'attachment; filename="{which[1]}.pdf"' if which else "attachment"
        return Response(found.data, media_type=found.kind, headers=headers)


async def _busy(_: Request, failure: Exception) -> Response:
    return page(notice("暂时打不开", str(failure)), 503)


async def _gone(*_: object) -> Response:
    return Response(status_code=400)  # nobody is there to read it


async def _failed(request: Request, failure: Exception) -> Response:
    _log.error("failed: %s", request.url.path, exc_info=failure)
    return page(notice("暂时打不开", "这一页出了问题，已经记下。请过一会儿再打开。"), 500)


def _script_failed(failure: Exception) -> bool:
    """Say in Chinese that a page of Streamlit failed, in place of its own words."""
    if isinstance(failure, Unavailable):
        st.error(str(failure))
    else:
        _log.error("a page failed", exc_info=failure)
        st.error("这一页出了问题，已经记下。请过一会儿再打开，或先看别的页面。")
    return True


# The shell and headers


class Static:
    """ASGI middleware that serves Streamlit's page and files from the light shell."""

    #: What is answered behind this middleware; a page may ask for Streamlit's endpoints below its address.
    _BEHIND = re.compile(r"^(?:.*/_stcore/.*|/(?:media|component|open|paper|oidc)/.*|/(?:login|logout|whoami|code|password|totp))$")

    def __init__(self, app: ASGIApp, light: Shell) -> None:
        self.app, self.shell = app, light
        hashes = " ".join(f"'sha256-{h}'" for h in light.script_hashes)
        self.policy = (
            f"default-src 'self'; script-src 'self' blob: 'wasm-unsafe-eval' {hashes}; "
            "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
            "form-action 'self'; frame-ancestors 'none'"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            response = self._answer(scope)
            if response:
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        path, headers = scope["path"], {key: value.decode("latin-1") for key, value in scope["headers"]}
        accepted = headers.get(b"accept-encoding", "")
        if path.startswith("/static/"):
            file = self.shell.files.get(path)
            if file is None:
                return PlainTextResponse("没有这个文件", 404)
            encoding, content = file.best(accepted)
            return _encoded(content, encoding, file.kind, "public, max-age=31536000, immutable")
        if self._BEHIND.match(path) or any(known.match(path) for known in _LIGHT_PATHS):
            return None
        if path.startswith(("/lite/", "/v/")) or "." in path.rpartition("/")[2]:
            return _nowhere()
        if headers.get(b"if-none-match") == self.shell.etag:
            response = Response(status_code=304)
        else:
            encoding = best_encoding(accepted, self.shell.index)
            response = _encoded(self.shell.index[encoding], encoding, "text/html; charset=utf-8", "no-cache")
        response.headers["etag"] = self.shell.etag
        response.headers["content-security-policy"] = self.policy
        return response


def _encoded(content: bytes, encoding: str, kind: str, cache: str) -> Response:
    headers = {"cache-control": cache, "vary": "accept-encoding"}
    if encoding:
        headers["content-encoding"] = encoding
    return Response(content, headers=headers, media_type=kind)


class Headers:
    """ASGI middleware that adds what every answer must carry."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["x-content-type-options"] = "nosniff"
                headers["x-frame-options"] = "DENY"
                headers["referrer-policy"] = "same-origin"
                headers["permissions-policy"] = "camera=(), microphone=(), geolocation=()"
                headers.setdefault("content-security-policy", policy())
                if SECURE:
                    headers["strict-transport-security"] = "max-age=31536000"
                if scope["path"].startswith(("/media/", "/_stcore/")):
                    headers["cache-control"] = "private, no-store"
            await send(message)

        await self.app(scope, receive, with_headers)


# The application


def application(database_url: str | None = None, script: Path = APP, limits: Limits | None = None) -> st.App:
    """The whole dashboard as one ASGI application on the database."""
    configure()
    db = connect(database_url)
    sockets = Sockets(limits or Limits())
    doors, light = SignIn(db, sockets), Light(db)
    if database_url:
        # Streamlit's script runs in this process and connects for itself
        os.environ["VILLAGE_DATABASE_URL"] = database_url
    return st.App(
        script,
        lifespan=lambda _: _living(db, sockets),
        routes=[
            Route("/login", doors.show, methods=["GET"]),
            Route("/login", doors.take, methods=["POST"]),
            Route("/logout", doors.leave, methods=["POST"]),
            Route("/whoami", doors.whoami, methods=["GET"]),
            *Own(db, lambda: _watch(db, sockets)).routes(),
            *Mine(db, sockets).routes(),
            *Elsewhere(db).routes(),
            Route("/open/{name}", Open(db).send, methods=["GET"]),
            Route("/paper/{which:path}", Papers(db).send, methods=["GET"]),
            *Sending(db).routes(),
            *map(light.route, LIGHT_PAGES),
        ],
        middleware=[
            Middleware(Gate, find=doors.viewer, sockets=sockets),
            Middleware(Static, light=shell()),
        ],
        on_script_error=_script_failed,
        exception_handlers={Unavailable: _busy, ClientDisconnect: _gone, Exception: _failed},
    )


@asynccontextmanager
async def _living(db: Database, sockets: Sockets) -> AsyncIterator[dict[str, Any] | None]:
    tasks = [
        asyncio.create_task(_every(_COLLECT_EVERY, _collect)),
        asyncio.create_task(_every(_WATCH_EVERY, lambda: _watch(db, sockets))),
        asyncio.create_task(_every(_SWEEP_EVERY, lambda: _in_thread(accounts.sweep, db))),
        asyncio.create_task(_every(_CLOCK_EVERY, lambda: _in_thread(lambda: enquiries.write_down(db, clock.today())))),
        asyncio.create_task(_every(_SEAL_EVERY, lambda: _in_thread(sealing.catch_up, db))),
        asyncio.create_task(_every(_CARRY_EVERY, lambda: _in_thread(db.carry_over))),
    ]
    try:
        yield None
    finally:
        for task in tasks:
            task.cancel()
        await run_sync(accounts.keep_awake, db)


async def _every(seconds: float, work: Callable[[], Any]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except Exception:
            _log.exception("a regular task failed")


async def _in_thread(work: Callable[..., Any], *given: Any) -> None:
    await run_sync(lambda: work(*given))


async def _collect() -> None:
    await run_sync(gc.collect)


async def _watch(db: Database, sockets: Sockets) -> None:
    """Close the sockets of the sessions that ended by themselves or in another process."""
    tokens = sockets.tokens()

    def ended() -> list[str]:
        accounts.keep_awake(db)
        return [token for token in tokens if accounts.viewer(db, token, seen=False) is None]

    for token in await run_sync(ended):
        sockets.sign_out(token)


def serve(
    host: str | None = None,
    port: int | None = None,
    database_url: str | None = None,
    script: Path = APP,
) -> None:
    """Serve the dashboard until it is stopped."""
    try:
        oidc.settings()
        totp.required()
    except ValueError as failure:
        raise SystemExit(f"设置不对：{failure}") from None
    host = host or os.environ.get("VILLAGE_HOST", "127.0.0.1")
    port = port if port is not None else int(os.environ.get("VILLAGE_PORT", "8501"))
    listening = _listen(host, port)
    with listening:
        running = uvicorn.Config(
            Headers(Guard(application(database_url, script))),
            log_level="warning",
            access_log=False,
            **speaking(),
            # who stands at the other end: the proxy in front tells, and nobody else is believed
            proxy_headers=SECURE,
            ws="websockets-sansio",
            ws_max_size=25 * 1024 * 1024,
            timeout_graceful_shutdown=3,
        )
        uvicorn.Server(running).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as failure:
        raise SystemExit(
            f"不能在 {host}:{port} 上开放服务（{failure.strerror}），请换一个端口再试。"
        ) from failure
