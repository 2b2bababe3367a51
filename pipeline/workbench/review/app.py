"""The review page's web application: every answer is a page or a part of one; what was decided is in the gold file."""

import secrets
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from pipeline.labels import labels
from pipeline.patterns import OUTCOMES, FaultyPatterns
from pipeline.register import register
from pipeline.vocabulary import AREAS, GRADES, THEMES
from pipeline.workbench.agreement import agreement
from pipeline.workbench.gold_file import WHATS, OddGold, gold_lines
from pipeline.workbench.lookup import places
from pipeline.workbench.new_line import NoLine
from pipeline.workbench.review.draft import Draft, of_mark, of_words
from pipeline.workbench.review.edits import NoEdit, added, edited, span_of
from pipeline.workbench.review.guard import Guard, not_written, refused
from pipeline.workbench.review.marks import DIFFERS, OPEN, SHORT, Filter, Mark, marks_of, pieces
from pipeline.workbench.review.state import Settings, State

HERE: Final = Path(__file__).parent.parent
MOST_HITS: Final = 300


def create_app(settings: Settings) -> Starlette:
    """The application on some documents, patterns and a gold file.

    Raises:
        FaultyPatterns: the pattern files cannot be used.
        OSError, OddGold: the gold file cannot be read.
    """
    page = _Page(State(settings), secrets.token_urlsafe(24))
    page.state.gold()
    routes = [
        Route("/", page.documents),
        page.of("", page.document),
        page.of("/panel", page.panel),
        page.of("/why", page.why),
        page.of("/poll", page.poll),
        page.of("/decide", page.decide, "POST"),
        page.of("/undo", page.undo, "POST"),
        page.of("/line", page.line),
        page.of("/line", page.write_line, "POST"),
        page.of("/line/try", page.try_line),
        page.of("/line/undo", page.unwrite_line, "POST"),
        Route("/find", page.find),
        Route("/agreement", page.agreement),
        Route("/token", lambda request: PlainTextResponse(page.token)),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, token=page.token)],
        exception_handlers={OSError: not_written, OddGold: refused(409), NoEdit: refused(400), NoLine: refused(400)},
    )


class _Page:
    """The page's routes."""

    def __init__(self, state: State, token: str) -> None:
        self.state = state
        self.token = token
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def of(self, path: str, asked: Callable[[int, QueryParams], Response], method: str = "GET") -> Route:
        """The route of what is asked of a document, or sent for it: its number, and the fields of address or form."""

        async def answer(request: Request) -> Response:
            number: int = request.path_params["number"]
            if number >= len(self.state.texts):
                raise HTTPException(404, "there is no such document")
            form = QueryParams((await request.body()).decode("utf-8", "replace"))
            return await run_in_threadpool(asked, number, form if method == "POST" else request.query_params)

        return Route(f"/doc/{{number:int}}{path}", answer, methods=[method])

    def documents(self, request: Request) -> Response:
        """The documents by how far they are, with counts of what is to decide."""
        self.state.reload()
        wanted, words = request.query_params.get("status", ""), request.query_params.get("words", "").strip()
        rows = []
        for number, text in enumerate(self.state.texts):
            if words.lower() in f"{text.name} {text.document.meta['title'] or ''}".lower():
                facts = self._marks(number)
                rows.append(
                    {
                        "number": number,
                        "name": text.name,
                        "title": text.document.meta["title"] or "",
                        "status": self.state.status(number),
                        "facts": len(facts),
                        "open": sum(mark.state in OPEN for mark in facts),
                        "differs": sum(mark.state in DIFFERS for mark in facts),
                    }
                )
        counts = {one: sum(row["status"] == one for row in rows) for one in ("untouched", "begun", "done")}
        shown = [row for row in rows if wanted in ("", row["status"])]
        elsewhere = self.state.gold().elsewhere
        return self._html(
            "documents.html.j2", rows=shown, counts=counts, wanted=wanted, words=words, elsewhere=elsewhere,
            gold=self.state.settings.gold,
        )  # fmt: skip

    def document(self, number: int, given: QueryParams) -> Response:
        """One document with its marks."""
        self.state.reload()
        return self._html("document.html.j2", **self._view(number, _filter(given), given.get("at", "")))

    def panel(self, number: int, given: QueryParams) -> Response:
        """The chosen mark, to be decided on."""
        return self._html("panel.html.j2", **self._view(number, _filter(given), given.get("at", "")))

    def why(self, number: int, given: QueryParams) -> Response:
        """What decided the sentences that a mark stands in."""
        mark = next((one for one in self._marks(number) if one.key == given.get("at", "")), None)
        rows = self.state.explained(number, mark.start, mark.end) if mark is not None else []
        return self._html("why.html.j2", rows=rows, text=self.state.texts[number].document.text)

    def poll(self, number: int, given: QueryParams) -> Response:
        """Nothing, or the document anew after a save of a pattern file or a decision taken elsewhere."""
        loaded = self.state.reload()
        if not loaded and given.get("version") == self.state.version:
            return Response(status_code=204)
        changes = self.state.changes(number)
        return self._work(number, _filter(given), given.get("at", ""), changes=changes)

    def decide(self, number: int, given: QueryParams) -> Response:
        """Take a decision; it is in the gold file when this answers."""
        shown, kind, at = _filter(given), given.get("kind", ""), given.get("at", "")
        before = [mark for mark in self._marks(number) if shown.passes(mark)]
        document = self.state.texts[number].document
        if given.get("sha", document.sha256) != document.sha256:
            raise HTTPException(409, "this tab shows a document that is no longer at this place; load the page anew")
        if kind == "done":
            facts: dict[str, list[Any]] = {what: [] for what in WHATS}
            for mark in self._marks(number):
                if mark.state not in ("wrong", "extra"):
                    facts[mark.what].append(mark.row)
            decision: dict[str, Any] = {"kind": "done", "facts": facts}
        elif kind == "add":
            decision = {"kind": "right", "what": given.get("what", ""), "fact": added(document, given)}
        elif kind in ("right", "wrong", "fix"):
            chosen = next((mark for mark in self._marks(number) if mark.key == at), None)
            if chosen is None or chosen.what not in WHATS:
                raise HTTPException(409, "this mark has changed meanwhile; load the page anew to see it as it is")
            decision = {"kind": kind, "what": chosen.what, "fact": chosen.row}
            if kind == "fix":
                decision |= {"fact": edited(document, chosen, given), "was": chosen.row}
        else:
            raise HTTPException(400, "no decision that can be taken")
        self.state.decide(number, decision)
        if kind in ("fix", "add"):
            at = next((mark.key for mark in self._marks(number) if mark.row == decision["fact"]), at)
        elif kind in ("right", "wrong"):
            at = _after(at, before)
        return self._work(number, shown, at)

    def undo(self, number: int, given: QueryParams) -> Response:
        """Take back the last decision on a document."""
        taken = self.state.undo(number)
        if taken is None:
            raise HTTPException(400, "there is no decision of yours on this document to undo")
        back = taken.get("was") or taken.get("fact")
        at = next((mark.key for mark in self._marks(number) if mark.row == back), given.get("at", ""))
        return self._work(number, _filter(given), at)

    def line(self, number: int, given: QueryParams) -> Response:
        """The form for a new pattern line, filled from the words that are selected or from the chosen mark."""
        document = self.state.texts[number].document
        mark = next((one for one in self._marks(number, tags=True) if one.key == given.get("at", "")), None)
        if "start" in given:
            draft = of_words(document, *span_of(document.text, given), mark)
        elif mark is not None and mark.end:
            draft = of_mark(document, mark, self.state.patterns.values())
        else:
            raise NoEdit("select the words of the line first, or choose a mark")
        return self._html("line.html.j2", number=number, draft=draft, labels=labels(), outcomes=OUTCOMES)

    def try_line(self, number: int, given: QueryParams) -> Response:
        """What the line would change, before it is written."""
        sent = Draft.of(given)
        trial = self.state.tried(sent.row, number)
        facts = [one for one in trial.changes if one.kind != "span"]
        known = labels().get(sent.label)
        return self._html(
            "line_effect.html.j2", number=number, sent=sent, trial=trial, faults=trial.faults, facts=facts,
            spans=len(trial.changes) - len(facts), counts=Counter(one.what for one in facts), most=MOST_HITS,
            numbers={text.name: number for number, text in enumerate(self.state.texts)},
            codes=sorted((known.codes if known else None) or ()),
        )  # fmt: skip

    def write_line(self, number: int, given: QueryParams) -> Response:
        """Write the line; it is in its file when this answers."""
        try:
            self.state.write(Draft.of(given).row)
        except (NoLine, FaultyPatterns) as error:
            answer = self._html("line_faults.html.j2", faults=str(error).split("\n"))
            answer.headers["HX-Retarget"] = "#faults"
            return answer
        return self._work(number, _filter(given), given.get("at", ""), changes=self.state.changes(number))

    def unwrite_line(self, number: int, given: QueryParams) -> Response:
        """Take the last line that was written here out of its file again."""
        self.state.take_back()
        return self._work(number, _filter(given), given.get("at", ""), changes=self.state.changes(number))

    def find(self, request: Request) -> Response:
        """The concordance of words, or of a pattern's id."""
        words = request.query_params.get("words", "").strip()
        hits = list(places(self.state.nlp, words, self.state.settings.corpus)) if words else []
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

    def _work(self, number: int, shown: Filter, at: str, **more: Any) -> Response:
        """The part of a document's page that decisions change, and the address at which it can be had again."""
        answer = self._html("work.html.j2", **self._view(number, shown, at, **more))
        answer.headers["HX-Replace-Url"] = f"/doc/{number}?{urlencode({**shown._asdict(), 'at': at})}"
        return answer

    def _view(self, number: int, shown: Filter, at: str, **more: Any) -> dict[str, Any]:
        marks = self._marks(number, tags=bool(shown.tags))
        facts = [mark for mark in marks if mark.what != "tags"]
        listed = [mark for mark in marks if shown.passes(mark)]
        document = self.state.texts[number].document
        chosen = next((mark for mark in marks if mark.key == at), None)
        seen = listed if chosen is None or chosen in listed else sorted([*listed, chosen])
        return {
            "number": number,
            "count": len(self.state.texts),
            "document": document,
            "blocks": pieces(document, [mark for mark in seen if mark.end]),
            "listed": [mark for mark in listed if mark.what != "tags"],
            "chosen": chosen,
            "shown": shown,
            "query": urlencode(shown._asdict()),
            "counts": {what: sum(mark.what == what for mark in facts) for what in WHATS},
            "states": {"open": OPEN, "differs": DIFFERS},
            "decided": sum(mark.state not in OPEN for mark in facts if shown.show in ("all", mark.what)),
            "of": sum(shown.show in ("all", mark.what) for mark in facts),
            "status": self.state.status(number),
            "next_open": self._next_open(number),
            "decisions": self.state.gold().decisions.get(number, ()),
            "version": self.state.version,
            "faults": self.state.faults,
            "changes": [],
            "written": self.state.written,
            "areas": AREAS,
            "grades": GRADES,
            "themes": THEMES,
            "authorities": sorted(one.name for one in register().values()),
            "short": SHORT,
            **more,
        }

    def _next_open(self, number: int) -> int | None:
        """The next document that is not done."""
        count = len(self.state.texts)
        following = ((number + step) % count for step in range(1, count))
        return next((one for one in following if self.state.status(one) != "done"), None)

    def _marks(self, number: int, *, tags: bool = False) -> list[Mark]:
        line = self.state.gold().lines.get(number)
        return marks_of(self.state.result(number), line, self.state.patterns, tags=tags)

    def _html(self, template: str, /, **values: Any) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(token=self.token, **values))


def _filter(given: Any) -> Filter:
    return Filter(**{name: given.get(name, default) for name, default in Filter._field_defaults.items()})


def _after(at: str, marks: list[Mark]) -> str:
    """The mark that follows one of those listed; "" after the last."""
    keys = [mark.key for mark in marks if mark.what != "tags"]
    if at not in keys:
        return keys[0] if keys else ""
    return next(iter(keys[keys.index(at) + 1 :]), "")
