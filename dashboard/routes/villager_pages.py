"""The routes of what villagers send about themselves: the own password, consents, whom they help, what they have read."""

from collections.abc import Callable

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.access import VISITOR, Viewer, may
from dashboard.choosing import number_of
from dashboard.gate import Sockets
from dashboard.identity import accounts, consent, pins, telling
from dashboard.identity.accounts import COOKIE
from dashboard.light import identity as pages
from dashboard.routes.posting import address, go, page, received
from loaders.database import Database

_Answer = Callable[[Viewer, dict[str, str], str, str], Response]


class Mine:
    """The routes; each is for whoever has the right, as whoever is signed in."""

    def __init__(self, db: Database, sockets: Sockets) -> None:
        self.db, self.sockets = db, sockets

    def routes(self) -> list[Route]:
        """The addresses and what they take."""
        return [
            Route("/lite/pin", self._taking("own-pin", self._pin), methods=["POST"]),
            Route("/lite/consents", self._taking("consent", self._consents), methods=["POST"]),
            Route("/lite/helping", self._taking("helping", self._helping), methods=["POST"]),
            Route("/lite/told", self._taking("told", self._told), methods=["POST"]),
        ]

    def _taking(self, right: str, answer: _Answer) -> Callable[..., object]:
        async def take(request: Request) -> Response:
            form, refused = await received(request)
            if refused:
                return refused
            token = request.cookies.get(COOKIE) or ""
            response = await run_sync(lambda: self._answer(right, answer, form, token, address(request)))
            if right == "helping":  # pages that are open elsewhere must not go on under another name
                self.sockets.sign_out(token)
            return response

        return take

    def _answer(self, right: str, answer: _Answer, form: dict[str, str], token: str, where: str) -> Response:
        viewer = accounts.viewer(self.db, token) or VISITOR
        if viewer is VISITOR:
            return go("/login")
        if not may(viewer, right):
            return PlainTextResponse("没有权限", 403)
        return answer(viewer, form, token, where)

    def _pin(self, viewer: Viewer, form: dict[str, str], token: str, where: str) -> Response:
        outcome = accounts.confirm(self.db, viewer, form.get("old", "")[:12], where)
        if outcome.reason:
            wait = f"请等 {outcome.wait_seconds} 秒再试。" if outcome.wait_seconds else ""
            return page(pages.pin(self.db, viewer, f"第一格填得不对，请再核对一遍。{wait}"), 429 if outcome.reason == "wait" else 401)
        try:
            pins.keep(self.db, viewer, form.get("new", "")[:20], form.get("again", "")[:20])
        except pins.NotTaken as failure:
            return page(pages.pin(self.db, viewer, str(failure)), 400)
        accounts.end_others(self.db, viewer, token)
        return page(pages.pin(self.db, viewer, "密码设好了，下次登录填它。", "good"))

    def _consents(self, viewer: Viewer, form: dict[str, str], token: str, where: str) -> Response:
        try:
            ended = number_of(form.get("withdraw", ""))
            if ended is not None:
                consent.withdraw(self.db, viewer, ended)
                return page(pages.consents(self.db, viewer, "收回了，现在就看不到了。", "good"))
            months, official = number_of(form.get("months", "")) or 0, number_of(form.get("official", ""))
            who = consent.give(
                self.db, viewer, where, months, name=form.get("name", "")[:40], code=form.get("code", "")[:20], official=official, whole_household=form.get("household") == "1"
            )  # fmt: skip
        except consent.Refused as refused:
            return page(pages.consents(self.db, viewer, str(refused)), 429 if refused.wait_seconds else 400)
        return page(pages.consents(self.db, viewer, f"好了，{who}现在可以代您看。随时能收回。", "good"))

    def _helping(self, viewer: Viewer, form: dict[str, str], token: str, where: str) -> Response:
        session = accounts.digest_of(token)
        begun, ended = number_of(form.get("start", "")), number_of(form.get("end", ""))
        try:
            if ended is not None:
                consent.withdraw(self.db, viewer, ended)
            elif begun is not None:
                consent.start(self.db, viewer, session, begun)
            else:
                consent.stop(self.db, session)
        except consent.Refused as refused:
            return page(pages.helping(self.db, viewer, str(refused)), 400)
        return go("/lite" if begun is not None else "/lite/helping")

    def _told(self, viewer: Viewer, form: dict[str, str], token: str, where: str) -> Response:
        telling.read(self.db, viewer)
        return go("/lite")
