"""The gate in front of Streamlit's own endpoints: who may open a socket, upload, and fetch what was made."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from anyio.to_thread import run_sync
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.access import VISITOR, Viewer, may
from dashboard.identity.accounts import COOKIE, digest_of

#: Closes the socket of somebody who was signed out; the page then goes to the sign-in page.
SIGNED_OUT = 4401

_SOCKET = "/_stcore/stream"
_UPLOAD = "/_stcore/upload_file"
_NOBODY = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/auth/", "/oauth2callback")

#: What a browser needs to say. `clear_cache` would empty the caches of everybody.
_MESSAGES = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
#: Operations that install files on the server.
_NO_OPERATIONS = {"install_skills", "dismiss_skills_nudge"}
#: A file's address inside a message; what follows the ending is no longer part of it.
_MEDIA = re.compile(rb"/media/([0-9a-f]{32,128})\.")
_MEDIA_REMEMBERED = 16384


@dataclass(frozen=True, slots=True)
class Limits:
    """How many sockets at once, and how fast one may ask."""

    total: int = 1500
    per_session: int = 8
    visitors: int = 300
    per_address: int = 40  # one address may be a whole village
    burst: int = 30
    per_second: float = 10.0


@dataclass(eq=False, slots=True)
class _Socket:
    viewer: Viewer
    token: str | None
    address: str
    closed: asyncio.Event = field(default_factory=asyncio.Event)


class Sockets:
    """The sockets that are open on this server."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._open: set[_Socket] = set()
        self._media: OrderedDict[tuple[str, str], None] = OrderedDict()  # offered to whom, which file

    def admit(self, viewer: Viewer, token: str | None, address: str) -> _Socket | None:
        """A place for one more socket, or none where there are too many."""
        limits = self.limits
        if token is None:
            guests = [s for s in self._open if s.token is None]
            room = len(guests) < limits.visitors
            room = room and sum(s.address == address for s in guests) < limits.per_address
        else:
            room = sum(s.token == token for s in self._open) < limits.per_session
        if not room or len(self._open) >= limits.total:
            return None
        socket = _Socket(viewer, token, address)
        self._open.add(socket)
        return socket

    def leave(self, socket: _Socket) -> None:
        """Give the socket's place back."""
        self._open.discard(socket)

    def sign_out(self, token: str | None) -> None:
        """Close every socket of this session at once."""
        for socket in self._open:
            if token is not None and socket.token == token:
                socket.closed.set()

    def tokens(self) -> set[str]:
        """The tokens that hold a socket open."""
        return {s.token for s in self._open if s.token is not None}

    def shown(self, viewer: Viewer, content: bytes) -> None:
        """Remember the files that a page has offered to somebody, or to visitors: nobody else may fetch them."""
        for found in _MEDIA.findall(content):
            key = (_uid(viewer), found.decode())
            self._media[key] = None
            self._media.move_to_end(key)
        while len(self._media) > _MEDIA_REMEMBERED:
            self._media.popitem(last=False)

    def may_fetch(self, viewer: Viewer, file: str) -> bool:
        """Whether the file was offered to this viewer or to visitors."""
        name = file.partition(".")[0]
        return any((_uid(one), name) in self._media for one in (viewer, VISITOR))


def cookie(scope: Scope) -> str | None:
    """The token that the request carries, or none."""
    for key, value in scope["headers"]:
        if key == b"cookie" and (token := cookie_parser(value.decode("latin-1")).get(COOKIE)):
            return token
    return None


def allowed(content: bytes) -> bool:
    """Whether a message of the browser may reach Streamlit."""
    message = BackMsg()
    try:
        message.ParseFromString(content)
    except DecodeError:
        return True  # Streamlit closes the socket of whoever sends this
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") not in _NO_OPERATIONS
    return kind is None or kind in _MESSAGES


class Gate:
    """ASGI middleware that lets through to Streamlit what the viewer may do."""

    def __init__(self, app: ASGIApp, find: Callable[[str | None], Viewer | None], sockets: Sockets) -> None:
        self.app, self.find, self.sockets = app, find, sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        # whatever a client says of itself in these headers is not true
        scope["headers"] = [
            header for header in scope["headers"] if not header[0].lower().startswith(b"x-vt-")
        ]
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
            return
        status = await self._refusal(scope)
        if status:
            words = {401: "请先登录", 403: "没有权限", 404: "没有这一页"}[status]
            response = PlainTextResponse(words, status, headers={"cache-control": "no-store"})
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> int:
        """The status with which the request is refused; 0 where it may pass."""
        path = scope["path"]
        if path.startswith(_NOBODY):
            return 404
        if path.startswith(_UPLOAD):
            viewer = await self._viewer(scope)
            return 0 if may(viewer, "upload") else 401 if viewer is VISITOR else 403
        if path.startswith("/media/"):
            viewer = await self._viewer(scope)
            if self.sockets.may_fetch(viewer, path.removeprefix("/media/")):
                return 0
            return 401 if viewer is VISITOR else 403
        return 0

    async def _viewer(self, scope: Scope) -> Viewer:
        return await run_sync(self.find, cookie(scope)) or VISITOR

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = cookie(scope)
        viewer = await run_sync(self.find, token) if token else VISITOR
        address = scope["client"][0] if scope.get("client") else ""
        if viewer is None or scope["path"] != _SOCKET:
            await receive()
            await send({"type": "websocket.close", "code": SIGNED_OUT})
            return
        socket = self.sockets.admit(viewer, token, address)
        if socket is None:
            await receive()
            await send({"type": "websocket.close", "code": 1013})
            return
        scope["headers"] += [
            (b"x-vt-uid", _uid(viewer).encode()),
            (b"x-vt-role", viewer.role.encode()),
            (b"x-vt-sid", digest_of(token).hex()[:16].encode() if token else b"visitor"),
        ]
        try:
            await self.app(
                scope, _Guarded(socket, receive, send, self.sockets.limits), self._sender(socket, send)
            )
        finally:
            self.sockets.leave(socket)

    def _sender(self, socket: _Socket, send: Send) -> Send:
        async def watched(message: Message) -> None:
            content = message.get("bytes") if message["type"] == "websocket.send" else None
            if content and b"/media/" in content:
                self.sockets.shown(socket.viewer, content)
            await send(message)

        return watched


def _uid(viewer: Viewer) -> str:
    if viewer.behalf is not None:
        return f"c{viewer.behalf.consent_id}"
    if viewer.account_id is not None:
        return f"a{viewer.account_id}"
    return f"p{viewer.person_id}" if viewer.person_id is not None else "visitor"


class _Guarded:
    """Receives for one socket: drops what is not allowed, slows who asks too fast, ends with the session."""

    def __init__(self, socket: _Socket, receive: Receive, send: Send, limits: Limits) -> None:
        self.socket, self.receive, self.send, self.limits = socket, receive, send, limits
        self.credit, self.at = float(limits.burst), time.monotonic()

    async def __call__(self) -> Message:
        while True:
            message = await self._next()
            if message["type"] != "websocket.receive":
                return message
            content = message.get("bytes")
            if content is not None and allowed(content):
                await self._pace()
                return message

    async def _next(self) -> Message:
        if self.socket.closed.is_set():
            return await self._end()
        coming = asyncio.ensure_future(self.receive())
        closed = asyncio.ensure_future(self.socket.closed.wait())
        try:
            await asyncio.wait({coming, closed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            closed.cancel()
            if not coming.done():
                coming.cancel()
        return await self._end() if self.socket.closed.is_set() else coming.result()

    async def _end(self) -> Message:
        with suppress(Exception):  # the browser may be gone already
            await self.send({"type": "websocket.close", "code": SIGNED_OUT})
        return {"type": "websocket.disconnect", "code": SIGNED_OUT}

    async def _pace(self) -> None:
        now = time.monotonic()
        self.credit = min(self.limits.burst, self.credit + (now - self.at) * self.limits.per_second)
        self.at = now
        if self.credit < 1:
            await asyncio.sleep((1 - self.credit) / self.limits.per_second)
        self.credit -= 1
