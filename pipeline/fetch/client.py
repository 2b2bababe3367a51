"""Asks a site politely: one request at a time, a pause between them, by its robots.txt, again after a fault."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from pipeline import __version__

NAME: Final = "ofsight"
USER_AGENT: Final = f"{NAME}/{__version__} (reads published inspection reports, one request at a time)"

TRIES: Final = 5
FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 120.0
"""Seconds to wait after a first fault, doubled after each further one, and the longest wait that a site may ask for."""

TIMEOUT: Final = 60.0
"""Seconds without an answer."""

TO_TRY_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})

PDF_START: Final = b"%PDF-"
PDF_END: Final = b"%%EOF"
WHERE_START_AND_END_STAND: Final = 2048
"""Bytes from either end of a PDF within which its marks stand."""


class NotFetched(Exception):
    """An address gave nothing that can be used; the message says why."""


class NoAnswer(NotFetched):
    """The site gave no answer at all."""


class Client:
    """An HTTP client for one run.

    pause: seconds between two requests; a longer Crawl-delay of the site's robots.txt goes before.
    wait: how to wait, in seconds.
    """

    def __init__(self, pause: float, wait: Callable[[float], None]) -> None:
        self._http = httpx.Client(
            headers={"User-Agent": USER_AGENT}, timeout=TIMEOUT, follow_redirects=True, max_redirects=5
        )
        self._pause, self._wait = pause, wait
        self._robots: dict[str, RobotFileParser] = {}
        self._has_asked = False

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def page(self, url: str) -> str:
        """The text of a web page.

        Raises:
            NotFetched: it cannot be had, or robots.txt forbids it.
        """
        return self._asked(url, lambda answer: None).text

    def pdf(self, url: str) -> bytes:
        """The bytes of a PDF that is whole.

        Raises:
            NotFetched: it cannot be had, robots.txt forbids it, or what came is no whole PDF.
        """
        return self._asked(url, _whole_pdf).content

    def _asked(self, url: str, check: Callable[[httpx.Response], None]) -> httpx.Response:
        robots = self._rules(url)
        if not robots.can_fetch(NAME, url):
            raise NotFetched("the site's robots.txt forbids it")
        delay = robots.crawl_delay(NAME)
        return self._tried(url, check, max(self._pause, float(delay) if delay else 0.0))

    def _rules(self, url: str) -> RobotFileParser:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            rules = RobotFileParser()
            try:
                rules.parse(self._tried(f"{host}/robots.txt", lambda answer: None, self._pause).text.splitlines())
            except NoAnswer:
                raise
            except NotFetched:
                rules.parse([])
            self._robots[host] = rules
        return self._robots[host]

    def _tried(self, url: str, check: Callable[[httpx.Response], None], pause: float) -> httpx.Response:
        why: NotFetched = NoAnswer("no answer")
        for tried in range(TRIES):
            if self._has_asked:
                self._wait(pause)
            self._has_asked = True
            asked_to_wait = None
            try:
                answer = self._http.get(url)
                if answer.status_code < 400:
                    check(answer)
                    return answer
                why = NotFetched(f"the site answers {answer.status_code} {answer.reason_phrase}".rstrip())
                if answer.status_code not in TO_TRY_AGAIN:
                    raise why
                asked_to_wait = _retry_after(answer)
            except _Broken as error:
                why = NotFetched(str(error))
            except httpx.TransportError as error:
                why = NoAnswer(_plain(error))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise NotFetched(_plain(error)) from error
            if tried + 1 < TRIES:
                self._wait(min(LONGEST_PAUSE, asked_to_wait if asked_to_wait is not None else FIRST_PAUSE * 2**tried))
        raise type(why)(f"{why} (tried {TRIES} times)")


class _Broken(Exception):
    """What came is only a part of a file, and may be whole the next time."""


def _whole_pdf(answer: httpx.Response) -> None:
    data = answer.content
    if PDF_START not in data[:WHERE_START_AND_END_STAND]:
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        raise NotFetched(f"is no PDF{f' but {kind}' if kind else ''}: the site may have moved or withdrawn it")
    if PDF_END not in data[-WHERE_START_AND_END_STAND:]:
        raise _Broken("the PDF breaks off")


def _retry_after(answer: httpx.Response) -> float | None:
    told = answer.headers.get("Retry-After", "")
    if told.isdecimal():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _plain(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {TIMEOUT:.0f} seconds"
    if isinstance(error, httpx.ConnectError):
        return "cannot be reached: is there a network, and is the address right?"
    if isinstance(error, httpx.RemoteProtocolError):
        return "the connection broke off"
    return str(error) or type(error).__name__
