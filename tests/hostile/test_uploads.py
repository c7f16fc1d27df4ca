"""Uploads that are too large, too slow, or too many at once: told in a sentence, and the others are served."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard import guard
from dashboard.guard import Guard, Rates

PATH = "/_stcore/upload_file/session/file"


def guarded(work: Callable[[Request], object]) -> httpx.AsyncClient:
    """A client of the guard in front of an application that takes uploads like this."""
    app = Starlette(routes=[Route("/_stcore/upload_file/{rest:path}", work, methods=["PUT"]), Route("/other", lambda _: PlainTextResponse("da"))])  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=httpx.ASGITransport(Guard(app, Rates({}))), base_url="http://village", timeout=None)


async def taken(request: Request) -> Response:
    """All of the body, or nothing where its sender is gone."""
    try:
        return PlainTextResponse(str(len(await request.body())))
    except ClientDisconnect:
        return PlainTextResponse("gone", 400)


async def pieces(count: int, size: int, pause: asyncio.Event | None = None) -> AsyncIterator[bytes]:
    """A body that comes piece by piece, and stops coming where it is told to wait."""
    for _ in range(count):
        yield bytes(size)
    if pause:
        await pause.wait()


def test_an_upload_that_says_it_is_too_large_is_refused_before_it_comes() -> None:
    async def work() -> httpx.Response:
        async with guarded(taken) as client:
            return await client.put(PATH, content=b"x", headers={"content-length": str(guard.MOST_UPLOAD + 1)})

    answer = asyncio.run(work())
    assert answer.status_code == 413 and answer.text == "文件太大，最多20MB。请按村或按月拆开后再上传。"


def test_an_upload_that_does_not_say_how_large_it_is_ends_where_it_is_too_large() -> None:
    async def work() -> list[httpx.Response]:
        async with guarded(taken) as client:
            return [await client.put(PATH, content=pieces(count, 1 << 20)) for count in (21, 23)]

    whole, large = asyncio.run(work())
    assert (whole.status_code, whole.text) == (200, str(21 << 20)) and large.status_code == 413


@pytest.mark.parametrize(("name", "seconds"), [("PIECE_SECONDS", 0.05), ("UPLOAD_SECONDS", 0.05)])
def test_an_upload_that_stops_coming_or_never_ends_is_ended_in_words(monkeypatch: pytest.MonkeyPatch, name: str, seconds: float) -> None:
    monkeypatch.setattr(guard, name, seconds)

    async def work() -> httpx.Response:
        async with guarded(taken) as client:
            return await client.put(PATH, content=pieces(3, 10, asyncio.Event()))

    answer = asyncio.run(work())
    assert answer.status_code == 408 and "传得太慢" in answer.text


def test_of_many_uploads_at_once_the_last_are_told_to_wait_and_pages_are_served() -> None:
    async def work() -> tuple[list[int], httpx.Response, int, int]:
        there, all_there = asyncio.Event(), asyncio.Event()
        waiting = 0

        async def slow(request: Request) -> Response:
            nonlocal waiting
            waiting += 1
            if waiting == guard.UPLOADS_AT_ONCE:
                all_there.set()
            await there.wait()
            return await taken(request)

        async with guarded(slow) as client:
            first = [asyncio.create_task(client.put(PATH, content=b"x")) for _ in range(guard.UPLOADS_AT_ONCE)]
            await all_there.wait()
            refused = await client.put(PATH, content=b"x")
            page = (await client.get("/other")).status_code
            there.set()
            done = [(await one).status_code for one in first]
            return done, refused, page, (await client.put(PATH, content=b"x")).status_code

    done, refused, page, later = asyncio.run(work())
    assert done == [200] * guard.UPLOADS_AT_ONCE and (page, later) == (200, 200)
    assert refused.status_code == 503 and refused.headers["retry-after"] and "请过一会儿再试" in refused.text
