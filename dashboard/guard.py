"""What every request meets first: who may be asked for, how fast, how much at once, and how slowly one may speak."""

import asyncio
import os
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: the request line and all headers
MOST_HEAD = 32 << 10
#: from the first byte of a request, or from the connection, to the end of its headers
HEAD_SECONDS = 10.0
#: between two pieces of a body, and for all of a form
PIECE_SECONDS, FORM_SECONDS, UPLOAD_SECONDS = 15.0, 30.0, 1800.0
#: for all of a photo over a slow line
PHOTO_SECONDS = 300.0
#: of an upload: a little more than the 20 MB that a page takes
MOST_UPLOAD = 22 << 20
_UPLOAD = "/_stcore/upload_file"
_PHOTO = "/lite/ask/send"
_ADDRESSES = 4096

WORDS = {
    400: "请求的地址不对",
    408: "传得太慢，已经断开。请换个网络再试。",
    413: "文件太大，最多20MB。请按村或按月拆开后再上传。",
    429: "打开得太快，请过一会儿再试。",
    503: "现在上传的人太多，请过一会儿再试。",
}


@dataclass(frozen=True, slots=True)
class Rate:
    """How many at once, and how many a second after that: from one address, and in all."""

    burst: int
    per_second: float
    all_burst: int
    all_per_second: float


#: One address may be a whole village: these stop a program, not people. Sign-ins have their own pauses besides.
RATES: dict[tuple[str, str], Rate] = {
    ("POST", "/login"): Rate(60, 4, 240, 20),
    ("POST", "/code"): Rate(60, 4, 240, 20),
    ("POST", "/password"): Rate(30, 2, 120, 10),
    ("POST", "/totp"): Rate(30, 2, 120, 10),
    ("GET", "/oidc"): Rate(60, 4, 240, 20),
    ("POST", "/lite/pin"): Rate(30, 2, 120, 10),
    ("GET", "/login"): Rate(120, 10, 480, 60),
    ("POST", "/lite/ask"): Rate(30, 0.5, 120, 4),
    ("POST", "/lite/follow"): Rate(40, 1, 240, 10),
    ("GET", "/search"): Rate(120, 20, 480, 80),
    ("GET", "/open"): Rate(120, 10, 480, 40),
    ("GET", "/paper"): Rate(600, 60, 2400, 240),
    ("PUT", _UPLOAD): Rate(60, 2, 120, 8),
}
UPLOADS_AT_ONCE = 12


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float = field(default_factory=time.monotonic)

    def take(self, burst: float, per_second: float) -> bool:
        now = time.monotonic()
        self.left, self.at = min(burst, self.left + (now - self.at) * per_second), now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Rates:
    """Counts what was asked, in the memory of this process."""

    def __init__(self, rates: dict[tuple[str, str], Rate] | None = None) -> None:
        self.rates = RATES if rates is None else rates
        self._buckets: OrderedDict[tuple[str, str, str], _Bucket] = OrderedDict()

    def may(self, method: str, path: str, address: str) -> bool:
        """Whether one more request is served."""
        found = next((key for key in self.rates if key[0] == method and path.startswith(key[1])), None)
        if found is None:
            return True
        rate = self.rates[found]
        own = self._bucket((*found, address), rate.burst).take(rate.burst, rate.per_second)
        return own and self._bucket((*found, ""), rate.all_burst).take(rate.all_burst, rate.all_per_second)

    def _bucket(self, key: tuple[str, str, str], burst: int) -> _Bucket:
        bucket = self._buckets.setdefault(key, _Bucket(burst))
        self._buckets.move_to_end(key)
        while len(self._buckets) > _ADDRESSES:
            self._buckets.popitem(last=False)
        return bucket


def hosts() -> frozenset[str]:
    """The names under which the dashboard may be asked for, of the setting ``VILLAGE_HOSTS``; empty for any."""
    return frozenset(name.strip().lower() for name in os.environ.get("VILLAGE_HOSTS", "").split(",") if name.strip())


class Guard:
    """ASGI middleware before everything else."""

    def __init__(self, app: ASGIApp, rates: Rates | None = None) -> None:
        self.app, self.rates, self.hosts = app, rates or Rates(), hosts()
        self._uploads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status = self._refusal(scope)
        if status and scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif status:
            headers = {"cache-control": "no-store", "connection": "close"} | ({"retry-after": "5"} if status in (429, 503) else {})
            await PlainTextResponse(WORDS[status], status, headers=headers)(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._serve(scope, receive, send)

    def _refusal(self, scope: Scope) -> int:
        """The status with which the request is refused; 0 where it may pass."""
        if self.hosts and _host(scope) not in self.hosts:
            return 400
        if scope["type"] == "http":
            if not self.rates.may(scope["method"], scope["path"], scope["client"][0] if scope.get("client") else ""):
                return 429
            if scope["path"].startswith((_UPLOAD, _PHOTO)):
                if _announced(scope) > MOST_UPLOAD:
                    return 413
                if self._uploads >= UPLOADS_AT_ONCE:
                    return 503
        return 0

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, begun, late = scope["path"], False, False
        upload, seconds = path.startswith((_UPLOAD, _PHOTO)), UPLOAD_SECONDS if path.startswith(_UPLOAD) else PHOTO_SECONDS if path == _PHOTO else FORM_SECONDS

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            if not late:
                await send(message)

        async def give_up(status: int) -> None:
            nonlocal late
            if not begun:
                headers = {"connection": "close", "cache-control": "no-store"}
                await PlainTextResponse(WORDS[status], status, headers=headers)(scope, receive, send)
            late = True

        self._uploads += upload
        try:
            await self.app(scope, _Patient(receive, seconds, give_up), sending)
        finally:
            self._uploads -= upload


def _host(scope: Scope) -> str:
    written = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"host"), "").lower()
    return written if written.endswith("]") else written.rpartition(":")[0] or written


def _announced(scope: Scope) -> int:
    """How many bytes a request says that it will send; 0 where it does not say."""
    written = next((value for key, value in scope["headers"] if key == b"content-length"), b"")
    return int(written) if written.isdigit() else 0


class _Patient:
    """Receives a body that keeps coming and comes to an end; of any other it says that the sender is gone."""

    def __init__(self, receive: Receive, seconds: float, give_up: Callable[[int], Awaitable[None]]) -> None:
        self.receive, self.give_up, self.done, self.taken = receive, give_up, False, 0
        self.until = time.monotonic() + seconds

    async def __call__(self) -> Message:
        if self.done:  # what comes now is the end of the connection
            return await self.receive()
        left = min(PIECE_SECONDS, self.until - time.monotonic())
        try:
            message = await asyncio.wait_for(self.receive(), max(left, 0.001))
        except TimeoutError:
            return await self._end(408)
        self.taken += len(message.get("body", b""))
        if self.taken > MOST_UPLOAD:
            return await self._end(413)
        self.done = not message.get("more_body")
        return message

    async def _end(self, status: int) -> Message:
        self.done = True
        await self.give_up(status)
        return {"type": "http.disconnect"}


class Protocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with an end to headers that are too slow or too long."""

    _clock: asyncio.TimerHandle | None = None
    _head = 0
    _in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there, and must say something soon."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._in_head = True
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The headers are here."""
        self._in_head, self._head = False, 0
        self._stop_waiting()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Bytes come in."""
        if self._in_head:
            self._head += len(data)
            if self._head > MOST_HEAD and b"\r\n\r\n" not in data[: MOST_HEAD]:
                self.send_400_response("too long")
                return
        super().data_received(data)

    def _wait(self) -> None:
        self._stop_waiting()
        self._clock = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._clock:
            self._clock.cancel()
            self._clock = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


def speaking() -> dict[str, Any]:
    """How uvicorn is to serve."""
    return {"http": Protocol, "server_header": False, "date_header": True, "limit_concurrency": 4000, "backlog": 512, "timeout_keep_alive": 5}
