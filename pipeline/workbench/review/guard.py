"""Lets only this machine's own pages use the review page, and says in plain words why something could not be done."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

HOSTS: Final = ("127.0.0.1", "localhost")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Guard(BaseHTTPMiddleware):
    """Host and Origin must be this machine's, and a post carries the page's token."""

    def __init__(self, app: Any, token: str) -> None:
        super().__init__(app)
        self._token = token

    async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = self._refusal(request) or await call_next(request)
        answer.headers.update(HEADERS)
        return answer

    def _refusal(self, request: Request) -> Response | None:
        try:
            host = urlsplit(f"//{request.headers.get('host', '')}")
            origin = urlsplit(request.headers.get("origin", f"//{host.netloc}"))
            known = host.hostname in HOSTS
        except ValueError:
            return PlainTextResponse("the Host or Origin of this request is none", 400)
        if not known:
            return PlainTextResponse("this page is served to its own machine only", 403)
        if origin.netloc != host.netloc:
            return PlainTextResponse("this request came from another site", 403)
        sent = request.headers.get("x-token", "")
        if request.method not in ("GET", "HEAD") and not secrets.compare_digest(sent.encode(), self._token.encode()):
            return PlainTextResponse("the page was started anew since this tab was opened; send it again", 403)
        return None


async def not_written(request: Request, error: Exception) -> Response:
    """The answer where a file could not be read or written."""
    where = getattr(error, "filename", None)
    why = getattr(error, "strerror", None) or error
    return PlainTextResponse(f"{where}: {why}" if where else str(why), 507)


def refused(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    """The answer where what was sent, or the gold file, is not as it should be: the error's own words."""

    async def answer(request: Request, error: Exception) -> Response:
        return PlainTextResponse(str(error), status)

    return answer
