"""A pattern line made on the review page: its effect is shown before it is written, and it can be taken out again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cache_made import checked
from httpx import Response
from starlette.testclient import TestClient

from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.workbench.corpus import Corpus
from pipeline.workbench.review.app import create_app
from pipeline.workbench.review.state import Settings

TEXT = """Hull City Council has more to do.

Children are zonked by many ponies. Inspectors found that caseloads are too high.
"""
OTHER = "Inspectors found that pupils in Hull are zonked by many visits.\n"
LINE = {"label": "CONCERN", "code": "strong", "phrase": "zonked by many", "outcome": "concern"}
LEFT_OUT = ("themes", "words", "places", "strengths", "tells", "lookalikes", "status", "tallies", "speakers")
"""Pattern files that no line here has to do with; all files are checked whenever a line is written."""
EXAMPLE = {"example": "Children are zonked by many ponies."}


class Page:
    """The review page on two documents, and on a copy of pattern files."""

    def __init__(self, room: Path) -> None:
        left_out = shutil.ignore_patterns(*(f"{name}.jsonl" for name in LEFT_OUT))
        self.patterns = Path(shutil.copytree(DEFAULT_PATTERNS, room / "patterns", ignore=left_out))
        for name, text in (("a.txt", TEXT), ("b.txt", OTHER)):
            (room / "in").mkdir(exist_ok=True)
            (room / "in" / name).write_text(text, "utf-8")
            (room / "in" / name).with_suffix(".meta.json").write_text('{"kind": "inspection_report"}', "utf-8")
        settings = Settings(self.patterns, Corpus([room / "in"]), room / "gold.jsonl", "me")
        self.client = TestClient(create_app(settings), base_url="http://127.0.0.1")
        self.token = self.client.get("/token").text

    @property
    def concerns(self) -> str:
        return (self.patterns / "concerns.jsonl").read_text("utf-8")

    def get(self, path: str, **fields: object) -> str:
        answer: Response = self.client.get(f"/doc/0/line{path}", params={key: str(one) for key, one in fields.items()})
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str = "", **fields: str) -> Response:
        answer: Response = self.client.post(f"/doc/0/line{path}", data=fields, headers={"X-Token": self.token})
        return answer


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    room = tmp_path_factory.mktemp("review")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("OFSIGHT_CACHE", str(checked(room / "cache")))
        yield Page(room)


def test_the_form_is_filled_from_selected_words_or_the_chosen_mark(page: Page) -> None:
    start = TEXT.index("onked by many")
    of_words = page.get("", start=start, end=start + len("onked by man"))
    assert 'name="phrase" value="zonked by many"' in of_words
    assert ">Children are zonked by many ponies.</textarea>" in of_words
    start = TEXT.index("Inspectors found")
    of_mark = page.get("", at=f"findings.concern.{start}-{TEXT.rindex('.') + 1}")
    assert '<option value="CONCERN" title="words of criticism" selected>' in of_mark
    assert ">Inspectors found that caseloads are too high.</textarea>" in of_mark
    refused = page.client.get("/doc/0/line", params={"at": ""})
    assert (refused.status_code, refused.text) == (400, "select the words of the line first, or choose a mark")


def test_the_effect_is_shown_with_its_sentences_before_anything_is_written(page: Page) -> None:
    before = page.concerns
    shown = page.get("/try", **LINE, **EXAMPLE)
    assert "2 of 2 documents hold its words" in shown
    assert "finding appears" in shown
    assert "Children are zonked by many ponies" in shown
    assert "pupils in Hull are zonked by many visits" in shown
    assert "Write to concerns.jsonl" in shown
    vanishing = page.get("/try", label="NEUTRAL", code="plan", phrase="that caseloads are too high")
    assert "finding vanishes" in vanishing
    assert "caseloads are too high" in vanishing
    assert page.concerns == before


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"code": "strongg"}, "unknown code &#39;strongg&#39; of CONCERN"),
        ({"phrase": " "}, "the pattern is empty"),
        ({"phrase": "<b>zonked|"}, "&#39;&lt;b&gt;zonked|&#39; lacks a word beside"),
        ({"forms": "ponies"}, "&#39;ponies&#39; of &#39;forms&#39; is not in the pattern"),
        ({"forms": "zonked:word"}, "&#39;forms&#39; must be true"),
        ({"label": "ZONKED"}, "has lines of the label ZONKED"),
        ({"phrase": "shambolic"}, "there is a CONCERN line for &#39;shambolic&#39; already"),
        ({"example": "The sun shines."}, "example &#39;The sun shines.&#39;"),
        ({"outcome": "strength", **EXAMPLE}, "comes out as concern, not strength"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_in_its_form(page: Page, fields: dict[str, str], told: str) -> None:
    shown = page.get("/try", **{**LINE, **fields})
    assert told in shown
    assert "Write to" not in shown


def test_a_line_is_written_where_it_belongs_and_taken_out_again(page: Page) -> None:
    before = page.concerns
    written = page.post(**LINE, **EXAMPLE)
    assert "Changed by the last save" in written.text
    assert "strong/zonked-by-many in concerns.jsonl" in written.text
    added = set(page.concerns.splitlines()) - set(before.splitlines())
    assert [line.startswith('{"label": "CONCERN", "pattern": "zonked by many"') for line in added] == [True]
    assert page.concerns.splitlines() == sorted(page.concerns.splitlines(), key=lambda line: line.split('"id": "')[1])
    assert "finding: <mark>Children are zonked by many ponies.</mark>" in written.text
    back = page.post("/undo")
    assert back.status_code == 200
    assert page.concerns == before
    nothing = page.post("/undo")
    assert nothing.status_code == 400
    assert "git undoes earlier ones" in nothing.text


def test_a_line_that_quarrels_with_another_is_not_written(page: Page) -> None:
    before = page.concerns
    refused = page.post(**{**LINE, "phrase": "have to wait|zonk"})
    assert refused.headers["HX-Retarget"] == "#faults"
    assert "stands for these words too" in refused.text
    assert page.concerns == before


def test_a_line_that_was_changed_since_is_left_to_git(page: Page) -> None:
    before = page.concerns
    assert page.post(**LINE).status_code == 200
    (page.patterns / "concerns.jsonl").write_text(page.concerns.replace("zonked by many", "zonked by"), "utf-8")
    refused = page.post("/undo")
    assert refused.status_code == 400
    assert "does not stand in concerns.jsonl as it was written" in refused.text
    (page.patterns / "concerns.jsonl").write_text(before, "utf-8")


def test_a_line_is_only_written_by_this_page(page: Page) -> None:
    before = page.concerns
    assert page.client.post("/doc/0/line", data=LINE).status_code == 403
    assert page.concerns == before
