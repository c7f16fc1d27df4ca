"""The routes of an official's own account: the one-time code, the password, codes on and off."""

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.identity import accounts, devices, own_account, totp
from dashboard.identity.accounts import COOKIE, Held, Outcome
from dashboard.identity.own_account import Wait
from dashboard.identity.passwords import LONGEST
from dashboard.light import own_account as pages
from dashboard.light.sign_in import refused_code
from dashboard.routes import posting
from loaders.database import Database

_LONGEST_CODE = 20
#: Who waits for a password to be hashed.
_MOST_WAITING = 40


class Own:
    """The routes; every one of them is for whoever holds a session of an account, whatever it still has to do."""

    def __init__(self, db: Database, ended: Callable[[], Awaitable[None]]) -> None:
        self.db = db
        self._ended = ended  # closes the sockets of the sessions that have ended
        self._hashing = anyio.CapacityLimiter(1)

    def routes(self) -> list[Route]:
        """The addresses and what they do."""
        return [
            Route("/code", self.code, methods=["GET", "POST"]),
            Route("/password", self.password, methods=["GET", "POST"]),
            Route("/totp", self.codes, methods=["GET", "POST"]),
        ]

    async def _opened(self, request: Request) -> tuple[Held | None, dict[str, str], Response | None]:
        """Who asks, what the form says, and the answer where neither may go on."""
        held = await run_sync(accounts.held, self.db, request.cookies.get(COOKIE))
        if held is None:
            return None, {}, posting.go("/login?who=official")
        if request.method != "POST":
            return held, {}, None
        form, refused = await posting.received(request)
        if refused:
            return held, {}, refused
        if self._hashing.statistics().tasks_waiting > _MOST_WAITING:
            return held, {}, posting.page(pages.busy(held), 503)
        return held, form, None

    async def code(self, request: Request) -> Response:
        """The second page of signing in."""
        held, form, answer = await self._opened(request)
        if answer or held is None:
            return answer or posting.go("/login")
        if held.step != "code":
            return posting.go(posting.WAYS[held.step])
        if not form:
            return posting.page(pages.ask_code(held))
        device = request.cookies.get(devices.COOKIE)
        given = form.get("code", "")[:_LONGEST_CODE]
        outcome, opened = await run_sync(own_account.give_code, self.db, held, given, posting.address(request), device)
        if outcome.token is None:
            return _told(pages.ask_code(held, refused_code(outcome)), outcome.wait_seconds, 429 if outcome.reason == "wait" else 401)
        way = posting.WAYS[outcome.step]
        return posting.keep(posting.go("/me?done=recovery" if opened == "recovery" and way == "/" else way), outcome)

    async def password(self, request: Request) -> Response:
        """A new password for the own account."""
        held, form, answer = await self._opened(request)
        if answer or held is None:
            return answer or posting.go("/login")
        if held.step == "code":
            return posting.go("/code")
        if not form:
            return posting.page(pages.change_password(held))
        given = [form.get(name, "")[: LONGEST + 1] for name in ("old", "new", "again")]
        try:
            outcome: Outcome = await self._hashed(own_account.change_password, held, *given, request.cookies.get(devices.COOKIE))
        except ValueError as failure:
            return _failed(pages.change_password(held, str(failure)), failure)
        await self._ended()
        return posting.keep(posting.go("/me?done=password" if outcome.step == "" and not held.step else posting.WAYS[outcome.step]), outcome)

    async def codes(self, request: Request) -> Response:
        """One-time codes of the own account: on, off, new recovery codes."""
        held, form, answer = await self._opened(request)
        if answer or held is None:
            return answer or posting.go("/login")
        if held.step in ("code", "password"):
            return posting.go(posting.WAYS[held.step])
        if not form:
            return posting.page(await run_sync(self._codes_page, held, ""))
        given = (form.get("password", "")[: LONGEST + 1], form.get("code", "")[:_LONGEST_CODE])
        try:
            if form.get("act") == "off":
                await self._hashed(own_account.turn_off, held, *given)
                return posting.go("/me?done=off")
            act = own_account.new_recovery_codes if form.get("act") == "codes" else own_account.turn_on
            made: list[str] = await self._hashed(act, held, *given)
        except ValueError as failure:
            return _failed(await run_sync(self._codes_page, held, str(failure)), failure)
        await self._ended()
        return posting.page(pages.show_recovery_codes(held, made))

    def _codes_page(self, held: Held, said: str) -> str:
        if held.has_totp:
            return pages.manage_codes(held, totp.left(self.db, held.account_id), held.role in totp.required(), said)
        return pages.set_up_codes(held, totp.offered(self.db, held.account_id), own_account.asks_password(held), said)

    async def _hashed(self, act: Callable[..., Any], *given: Any) -> Any:
        return await run_sync(act, self.db, *given, limiter=self._hashing)


def _told(html: str, wait_seconds: int, status: int) -> Response:
    response = posting.page(html, status)
    if wait_seconds:
        response.headers["retry-after"] = str(wait_seconds)
    return response


def _failed(html: str, failure: ValueError) -> Response:
    return _told(html, failure.seconds, 429) if isinstance(failure, Wait) else _told(html, 0, 422)
