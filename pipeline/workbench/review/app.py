"""The review page's web application: loopback only, guarded against other sites, everything escaped."""

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.register import register
from pipeline.vocabulary import AREAS, THEMES
from pipeline.workbench.agreement import agreement
from pipeline.workbench.gold_file import FINDING, gold_lines
from pipeline.workbench.review.marks import Filter, Mark, marks_of, pieces
from pipeline.workbench.review.state import Settings, State, gold_of
from pipeline.workbench.stats import find

HERE: Final = Path(__file__).parent.parent
LABELS: Final = (
    f"{FINDING}strength", f"{FINDING}concern", "AUTHORITY", "STANDIN", "GRADE", "JUDGEMENT_AREA", "FRAMEWORK", "THEME",
    "STRENGTH", "CONCERN",
)  # fmt: skip
HOSTS: Final = ("127.0.0.1", "localhost")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
MOST_HITS: Final = 300


def create_app(settings: Settings) -> Starlette:
    """The application on some documents, patterns and a gold file.

    Raises:
        FaultyPatterns: the pattern files cannot be used.
    """
    page = _Page(State(settings), secrets.token_urlsafe(24))
    routes = [
        Route("/", page.documents),
        Route("/doc/{number:int}", page.document),
        Route("/doc/{number:int}/panel", page.panel),
        Route("/doc/{number:int}/poll", page.poll),
        Route("/doc/{number:int}/decide", page.decide, methods=["POST"]),
        Route("/doc/{number:int}/undo", page.undo, methods=["POST"]),
        Route("/find", page.find),
        Route("/agreement", page.agreement),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    return Starlette(routes=routes, middleware=[Middleware(_Guard, token=page.token)])


class _Guard(BaseHTTPMiddleware):
    """Lets only this machine's own pages in: Host and Origin are loopback, a post carries the page's token."""

    def __init__(self, app: Any, token: str) -> None:
        super().__init__(app)
        self._token = token

    async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        host = urlsplit(f"//{request.headers.get('host', '')}")
        if host.hostname not in HOSTS:
            return PlainTextResponse("this page is served to its own machine only", 403)
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host.netloc:
            return PlainTextResponse("this request came from another site", 403)
        if request.method not in ("GET", "HEAD"):
            sent = request.headers.get("x-token", "")
            if not secrets.compare_digest(sent.encode(), self._token.encode()):
                return PlainTextResponse("the page's token is missing; load the page anew", 403)
        answer = await call_next(request)
        answer.headers["Content-Security-Policy"] = POLICY
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["Cache-Control"] = "no-store"
        return answer


class _Page:
    """The page's routes."""

    def __init__(self, state: State, token: str) -> None:
        self.state = state
        self.token = token
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
        )

    def documents(self, request: Request) -> Response:
        """All documents that have something to show under the filter, with counts."""
        shown = _filter(request)
        rows = []
        for number, result in enumerate(self.state.all_results()):
            marks = marks_of(result, self.state.gold_line(number), self.state.decisions(number), self.state.patterns)
            passing = [mark for mark in marks if shown.passes(mark)]
            if passing:
                doubts = sum(bool(mark.doubt) for mark in passing)
                decided = sum(bool(mark.decided) for mark in marks)
                rows.append((number, self.state.texts[number].name, len(passing), doubts, decided))
        return self._html("documents.html.j2", rows=rows, shown=shown)

    def document(self, request: Request) -> Response:
        """One document with its marks; for htmx only its text."""
        number = self._number(request)
        name = "text.html.j2" if request.headers.get("hx-request") else "document.html.j2"
        return self._html(name, **self._view(number, _filter(request)), changes=[], faults=self.state.faults)

    def panel(self, request: Request) -> Response:
        """What stands at a place: marks with their patterns, to be decided on."""
        number = self._number(request)
        chosen = [int(one) for one in request.query_params.get("marks", "").split(",") if one.isdigit()]
        marks = self._marks(number)
        rows = [(at, marks[at]) for at in chosen if at < len(marks)]
        text = self.state.texts[number].document.text
        return self._html("panel.html.j2", number=number, rows=rows, text=text, **_choices())

    def poll(self, request: Request) -> Response:
        """Nothing, or after a save of a pattern file the document anew with what changed in it."""
        number = self._number(request)
        self.state.result(number)
        self.state.reload()
        if request.query_params.get("version") == str(self.state.version):
            return Response(status_code=204)
        changes = self.state.changes(number)
        view = self._view(number, _filter(request))
        return self._html("text.html.j2", **view, changes=changes, faults=self.state.faults)

    async def decide(self, request: Request) -> Response:
        """Take a decision; it is in the gold file when this answers."""
        sent = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        return await run_in_threadpool(self._decided, request, sent)

    def _decided(self, request: Request, sent: dict[str, str]) -> Response:
        number = self._number(request)
        self.state.decide(number, self._decision(number, sent))
        view = self._view(number, _filter(request))
        return self._html("text.html.j2", **view, changes=[], faults=self.state.faults)

    def undo(self, request: Request) -> Response:
        """Take back the last decision that stands on a document."""
        number = self._number(request)
        standing = self.state.decisions(number)
        if standing:
            self.state.decide(number, {"kind": "undo", "of": standing[-1]["id"]})
        view = self._view(number, _filter(request))
        return self._html("text.html.j2", **view, changes=[], faults=self.state.faults)

    def find(self, request: Request) -> Response:
        """The concordance of words, or of a pattern's id."""
        words = request.query_params.get("words", "").strip()
        hits = list(find(self.state.nlp, words, self.state.settings.corpus)) if words else []
        numbers = {text.name: number for number, text in enumerate(self.state.texts)}
        return self._html("find.html.j2", words=words, hits=hits[:MOST_HITS], total=len(hits), numbers=numbers)

    def agreement(self, request: Request) -> Response:
        """How far this gold file and the other annotator's agree."""
        other, own = self.state.settings.other, self.state.settings.gold
        documents = [text.document for text in self.state.texts]
        figures = None
        if other is not None and other.exists() and own.exists():
            figures = agreement(gold_lines(own), gold_lines(other), documents)
        return self._html("agreement.html.j2", figures=figures)

    def _decision(self, number: int, sent: dict[str, str]) -> dict[str, Any]:
        text = self.state.texts[number].document.text
        kind = sent.get("kind", "")
        if kind == "done":
            record = {**self.state.result(number).record, "text": text}
            return {"kind": "done", "gold": gold_of(record, self.state.decisions(number))}
        try:
            start, end = int(sent["start"]), int(sent["end"])
        except (KeyError, ValueError):
            raise HTTPException(400, "a decision needs a start and an end") from None
        label = sent.get("label", "")
        if kind not in ("wrong", "missing", "fix") or label not in LABELS or not 0 <= start < end <= len(text):
            raise HTTPException(400, "not a decision that can be taken")
        decision: dict[str, Any] = {"kind": kind, "start": start, "end": end, "label": label, "quote": text[start:end]}
        if sent.get("pattern"):
            decision["pattern"] = sent["pattern"]
        return {**decision, **_fixes(sent)}

    def _view(self, number: int, shown: Filter) -> dict[str, Any]:
        marks = self._marks(number)
        text = self.state.texts[number].document.text
        standing = self.state.decisions(number)
        return {
            "number": number,
            "name": self.state.texts[number].name,
            "pieces": pieces(text, marks, shown),
            "marks": marks,
            "shown": shown,
            "decisions": standing,
            "version": self.state.version,
            "count": len(self.state.texts),
            **_choices(),
        }

    def _marks(self, number: int) -> list[Mark]:
        state = self.state
        result = state.result(number)
        return marks_of(result, state.gold_line(number), state.decisions(number), state.patterns)

    def _number(self, request: Request) -> int:
        number: int = request.path_params["number"]
        if number >= len(self.state.texts):
            raise HTTPException(404, "there is no such document")
        return number

    def _html(self, template: str, /, **values: Any) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(token=self.token, labels=LABELS, **values))


def _filter(request: Request) -> Filter:
    given = request.query_params
    return Filter(*(given.get(name, "") for name in Filter._fields))


def _choices() -> dict[str, Any]:
    names = [one.name for one in register().values() if one.in_force(None)]
    return {"areas": list(AREAS), "themes": THEMES, "authorities": sorted(names)}


def _fixes(sent: dict[str, str]) -> dict[str, Any]:
    """The fields that a decision sets, where they hold what may stand there."""
    fixes: dict[str, Any] = {}
    if sent.get("polarity") in ("strength", "concern"):
        fixes["polarity"] = sent["polarity"]
    if sent.get("area") in AREAS:
        fixes["area"] = sent["area"]
    if sent.get("theme") in THEMES:
        fixes["themes"] = [sent["theme"]]
    if authority := sent.get("authority"):
        if authority not in _choices()["authorities"]:
            raise HTTPException(400, "no authority has this name")
        fixes["authority"] = authority.lower()
    return fixes
