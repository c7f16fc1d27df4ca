"""The routes to the provider where officials sign in, and back from it."""

from dataclasses import replace

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.identity import accounts, oidc
from dashboard.identity.accounts import SECURE
from dashboard.identity.oidc import Failed
from dashboard.light.elsewhere import arrived, failed
from dashboard.light.pages import notice
from dashboard.routes import posting
from loaders.database import Database

#: The flow on its way. It comes back from another site, so it cannot be held to our own forms alone as the session is.
COOKIE = "__Secure-village-oidc" if SECURE else "village-oidc"
_NOBODY = "统一登录成功了，但这里没有给您开账号，或者账号停用了。请找管理员。"


class Elsewhere:
    """The two routes; without the settings there is nothing there."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def routes(self) -> list[Route]:
        """The addresses and what they do."""
        return [Route("/oidc/start", self.start, methods=["GET"]), Route("/oidc/back", self.back, methods=["GET"])]

    async def start(self, request: Request) -> Response:
        """To the provider."""
        provider = oidc.settings()
        if provider is None:
            return posting.page(notice("没有这一页", "地址可能写错了。"), 404)
        try:
            address, flow = await run_sync(oidc.begin, provider, self.db.vault, f"{str(request.base_url).rstrip('/')}/oidc/back")
        except Failed as failure:
            return posting.page(failed(str(failure)), 502)
        response = posting.go(address)
        response.set_cookie(COOKIE, flow, max_age=oidc.FLOW_SECONDS, path="/oidc", httponly=True, samesite="lax", secure=SECURE)
        return response

    async def back(self, request: Request) -> Response:
        """A session for who comes back, if an administrator has made an account."""
        provider = oidc.settings()
        if provider is None:
            return posting.page(notice("没有这一页", "地址可能写错了。"), 404)
        try:
            found = await run_sync(oidc.finish, provider, self.db.vault, request.cookies.get(COOKIE), dict(request.query_params))
            outcome = await run_sync(accounts.sign_in_by_provider, self.db, found.subject, found.login)
            if outcome.token is None:
                raise Failed(_NOBODY)
        except Failed as failure:
            return self._done(posting.page(failed(str(failure)), 401))
        # a page in between: the browser sends the session's cookie on a way that begins here, not on one from elsewhere
        way = posting.WAYS[outcome.step]
        response = posting.page(arrived(way))
        response.headers["refresh"] = f"0; url={way}"
        # the device's cookie was not sent along either, and must not be written anew without what it knows
        return self._done(posting.keep(response, replace(outcome, device=None)))

    def _done(self, response: Response) -> Response:
        response.delete_cookie(COOKIE, path="/oidc", httponly=True, samesite="lax", secure=SECURE)
        return response
