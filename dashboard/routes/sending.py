"""The forms that people send from the pages without JavaScript: what they ask, and what they say to the answer."""

from collections.abc import Callable
from dataclasses import dataclass

import anyio
from anyio.to_thread import run_sync
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import clock
from dashboard.access import VISITOR, Viewer
from dashboard.identity import accounts
from dashboard.identity.accounts import COOKIE
from dashboard.light import asking as pages
from dashboard.light import following as followed
from dashboard.light.pages import notice
from dashboard.queries import asking, enquiries, following
from dashboard.queries.enquiries import Refused
from dashboard.queries.following import Holder
from dashboard.queries.papers import Given
from dashboard.routes.posting import address, fields, go, page, same_origin
from loaders import pictures
from loaders.database import Database

_WORDS_LIMIT = 24 << 10  # five hundred characters, each up to nine bytes in a form, and the rest
_PHOTO_LIMIT = pictures.MAX_BYTES + (64 << 10)
_MOST_READ_OVER = 40 << 20


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came with a form, from whom, from where."""

    viewer: Viewer
    fields: dict[str, str]
    photo: Given | None
    address: str


class Sending:
    """The routes of these forms."""

    def __init__(self, db: Database) -> None:
        self.db = db
        #: Photos are re-encoded in a child process each: a flood of them leaves a core to everybody else.
        self._photos = anyio.CapacityLimiter(2)

    def routes(self) -> list[Route]:
        """All of them, by their address."""
        return [
            Route("/lite/ask", self._words(self._preview), methods=["POST"]),
            Route("/lite/ask/send", self.send, methods=["POST"]),
            Route("/lite/follow", self._words(self._look), methods=["POST"]),
            Route("/lite/follow/act", self._words(self._act), methods=["POST"]),
        ]

    def _words(self, answer: Callable[[_Sent], Response]) -> Callable[..., object]:
        async def take(request: Request) -> Response:
            if not same_origin(request):
                return page(notice("没有收下", "请从本站的页面交。"), 403)
            form = await fields(request, _WORDS_LIMIT)
            if form is None:
                return page(notice("没有收下", "写得太长了，请写短一些。"), 413)
            return await run_sync(lambda: answer(_Sent(self._viewer(request), form, None, address(request))))

        return take

    def _viewer(self, request: Request) -> Viewer:
        return accounts.viewer(self.db, request.cookies.get(COOKIE)) or VISITOR

    # Asking

    def _preview(self, sent: _Sent) -> Response:
        """The second step, or the first one again with what is missing."""
        form, today = sent.fields, clock.today()
        try:
            found = asking.preview(
                self.db, sent.viewer, form.get("about", "")[:24], form.get("reason", "")[:12], form.get("words", ""), form.get("named") == "1", form.get("direct") == "1", today
            )  # fmt: skip
        except Refused as refused:
            return page(pages.form(self.db, sent.viewer, form.get("about", "")[:24], str(refused), form), 400)
        return page(pages.second(self.db, sent.viewer, found, today))

    async def send(self, request: Request) -> Response:
        """Sent: on to its page. Where the photo is not taken, the second step again under the same number."""
        if not same_origin(request):
            return page(notice("没有收下", "请从本站的页面交。"), 403)
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            return page(notice("没有收下", "请换一个浏览器再试。"), 411)
        if int(length) > _PHOTO_LIMIT:
            await _read_over(request)
            return page(notice("没有收下", "照片太大（超过8兆字节）。请按“后退”，把照片调小，或者不加照片。"), 413)
        parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=4, max_part_size=_WORDS_LIMIT)
        parser.spool_max_size = _PHOTO_LIMIT  # kept in memory: nothing unsealed is written to the disk
        try:
            form = await parser.parse()
        except MultiPartException:
            return page(notice("没有收下", "交来的内容不完整，请按“后退”再交一次。"), 400)
        token, file = form.get("token"), form.get("photo")
        photo = Given(file.filename or "", await file.read()) if isinstance(file, UploadFile) and file.filename else None
        sent = _Sent(await run_sync(self._viewer, request), {"token": token if isinstance(token, str) else ""}, photo, address(request))
        return await run_sync(self._send, sent, limiter=self._photos if photo else None)

    def _send(self, sent: _Sent) -> Response:
        token, today = sent.fields["token"], clock.today()
        try:
            draft = asking.send(self.db, sent.viewer, token, sent.photo, sent.address, today)
        except Refused as refused:
            try:
                again = asking.again(self.db, sent.viewer, token, today)
            except Refused as over:
                return page(notice("没有收下", str(over)), 400)
            return page(pages.second(self.db, sent.viewer, again, today, str(refused)), 400)
        return go(f"/lite/follow?number={enquiries.shown(draft.number)}&sent=1")

    # Following

    def _look(self, sent: _Sent) -> Response:
        return page(followed.opened(self.db, _holder(sent)))

    def _act(self, sent: _Sent) -> Response:
        """What the asker says to the answer; the page of the enquiry, with a word about it."""
        holder, form, today = _holder(sent), sent.fields, clock.today()
        try:
            match form.get("act"):
                case "rate":
                    following.rate(self.db, holder, form.get("rating", ""), today)
                    said = "谢谢，评价记下了。"
                case "reopen":
                    following.reopen(self.db, holder, form.get("words", ""), today)
                    said = "已经转给乡镇重新办理。"
                case "withdraw":
                    following.withdraw(self.db, holder, today)
                    said = "已经撤回。"
                case _:
                    return page(notice("没有收下", "请从本站的页面交。"), 400)
        except Refused as refused:
            return page(followed.opened(self.db, holder, wrong=str(refused)), 400)
        return page(followed.opened(self.db, holder, said))


async def _read_over(request: Request) -> None:
    """Take in what is too large and forget it: a browser that is still sending would not show our answer."""
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > _MOST_READ_OVER:
            return


def _holder(sent: _Sent) -> Holder:
    return Holder(sent.viewer, sent.fields.get("number", "")[:20], sent.fields.get("phrase", "")[:40], sent.address)
