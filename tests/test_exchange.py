"""Annotations go out to every format and come back with the same spans and labels."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.language import annotate
from pipeline.readers import find, read
from pipeline.readers.document import Document
from pipeline.workbench.exchange import FORMATS, Annotated, Mark, Unusable, displacy_page, from_record, write
from pipeline.workbench.exchange import read as read_back
from pipeline.workbench.gold_file import gold_lines

OWN = Path(__file__).parents[1] / "corpus" / "documents"
WORDS = st.sampled_from(["care", "St.", "don\u2019t", "naïve", "\U0001f600", "16-year-olds", "(good)", "\u2022", "a"])


@pytest.fixture(scope="module")
def own(nlp: Language) -> list[Annotated]:
    files = [one for one in find([OWN]) if isinstance(one, tuple)]
    documents = [document for path, root in files for document in read(path, root) if isinstance(document, Document)]
    return [from_record(annotate(nlp, document)) for document in documents]


@pytest.mark.parametrize("form", FORMATS)
def test_every_corpus_document_comes_back_as_it_went_out(form: str, own: list[Annotated], tmp_path: Path) -> None:
    place = tmp_path / "out"
    assert write(form, own, place) == len(own)
    assert sum(len(one.marks) for one in own) > 500
    assert [one._replace(done=True) for one in read_back(form, place)] == own


@st.composite
def annotated(draw: st.DrawFn) -> Annotated:
    words = draw(st.lists(WORDS, min_size=1, max_size=12))
    gaps = draw(st.lists(st.sampled_from([" ", "\n", "\n\n"]), min_size=len(words), max_size=len(words)))
    text, starts, ends = "", [], []
    for word, gap in zip(words, gaps, strict=True):
        starts.append(len(text))
        text += word
        ends.append(len(text))
        text += gap
    places = st.integers(0, len(words) - 1)
    marks = {
        Mark(starts[min(a, b)], ends[max(a, b)], label)
        for a, b, label in draw(st.lists(st.tuples(places, places, st.sampled_from(["A", "finding.b"])), max_size=6))
    }
    return Annotated("a/b c.txt", text.rstrip(), tuple(sorted(marks)), "5a")


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(documents=st.lists(annotated(), min_size=1, max_size=5))
def test_any_text_with_any_spans_comes_back(
    form: str, tmp_path_factory: pytest.TempPathFactory, documents: list[Annotated]
) -> None:
    place = tmp_path_factory.mktemp("exchange") / "out"
    named = [one._replace(doc=f"{number}/b c.txt") for number, one in enumerate(documents)]
    write(form, named, place)
    assert [one._replace(done=True) for one in read_back(form, place)] == named


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "brat"])
def test_a_file_of_another_form_is_refused_with_its_name(form: str, tmp_path: Path) -> None:
    place = tmp_path / "wrong"
    place.write_text('{"neither": "nor"}\n')
    with pytest.raises(Unusable, match="wrong"):
        read_back(form, place)


@pytest.mark.parametrize("form", ["prodigy", "doccano"])
def test_lines_without_annotations_are_no_annotations(form: str, tmp_path: Path) -> None:
    place = tmp_path / "records.jsonl"
    place.write_text('{"text": "Leaders are strong.", "findings": []}\n')
    with pytest.raises(Unusable, match="records"):
        read_back(form, place)


def test_what_doccano_exports_with_relations_is_read(tmp_path: Path) -> None:
    place = tmp_path / "all.jsonl"
    place.write_text(
        '{"text": "Leaders lead", "entities": [{"id": 1, "label": "A", "start_offset": 0, "end_offset": 7}]}\n'
    )
    assert [one.marks for one in read_back("doccano", place)] == [(Mark(0, 7, "A"),)]


ONE = Annotated("a/one.txt", "Leaders are strong.", (Mark(0, 18, "finding.strength"), Mark(0, 7, "THEME")), "5a")


def test_label_studio_gets_tasks_to_do_and_gives_gold_when_they_are_done(tmp_path: Path) -> None:
    place, gold = tmp_path / "tasks.json", tmp_path / "gold.jsonl"
    write("label-studio", [ONE, ONE._replace(sha256="5b")], place)
    tasks = json.loads(place.read_text())
    assert all("annotations" not in task for task in tasks)
    ids = [result["id"] for task in tasks for result in task["predictions"][0]["result"]]
    assert len(set(ids)) == len(ids) == 4
    tasks[0]["annotations"] = tasks[0].pop("predictions")
    place.write_text(json.dumps(tasks))
    ended = CliRunner().invoke(app, ["patterns", "import", "label-studio", str(place), "--gold", str(gold)])
    assert (ended.exit_code, ended.stdout) == (0, f"1 documents are gold in {gold}; 1 unfinished ones left out\n")
    (line,) = gold_lines(gold)
    assert (line["doc"], line["sha256"]) == ("a/one.txt", "5a")
    assert line["findings"] == [{"polarity": "strength", "start": 0, "end": 18, "quote": "Leaders are strong"}]


def test_brat_gets_the_types_of_its_annotations(tmp_path: Path) -> None:
    write("brat", [ONE], tmp_path / "brat")
    conf = (tmp_path / "brat" / "annotation.conf").read_text()
    assert "[entities]\nTHEME\nfinding-strength\n" in conf
    assert [section in conf for section in ("[relations]", "[events]", "[attributes]")] == [True] * 3


def test_spans_outside_the_text_are_refused(tmp_path: Path) -> None:
    place = tmp_path / "spans.jsonl"
    place.write_text('{"text": "short", "label": [[0, 99, "A"]]}\n')
    with pytest.raises(Unusable, match="outside the text"):
        read_back("doccano", place)


def test_the_page_of_a_record_escapes_its_name_text_and_labels() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    page = displacy_page(Annotated(hostile, f"{hostile} Kent", (Mark(29, 33, f"AUTHORITY{hostile}"),)))
    assert "AUTHORITY" in page
    assert "<img" not in page
    assert page.count("&lt;img") >= 3
