"""Annotations go out to every format and come back with the same spans and labels."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.language import annotate, load
from pipeline.readers import find, read
from pipeline.readers.document import Document
from pipeline.workbench.exchange import FORMATS, Annotated, Mark, Unusable, displacy_page, from_record, write
from pipeline.workbench.exchange import read as read_back

OWN = Path(__file__).parents[1] / "corpus" / "documents"
WORDS = st.sampled_from(["care", "St.", "don\u2019t", "naïve", "\U0001f600", "16-year-olds", "(good)", "\u2022", "a"])


@pytest.fixture(scope="module")
def own() -> list[Annotated]:
    nlp = load()
    files = [one for one in find([OWN]) if isinstance(one, tuple)]
    documents = [document for path, root in files for document in read(path, root) if isinstance(document, Document)]
    return [from_record(annotate(nlp, document)) for document in documents]


@pytest.mark.parametrize("form", FORMATS)
def test_every_corpus_document_comes_back_as_it_went_out(form: str, own: list[Annotated], tmp_path: Path) -> None:
    place = tmp_path / "out"
    assert write(form, own, place) == len(own)
    assert sum(len(one.marks) for one in own) > 500
    assert read_back(form, place) == own


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
    return Annotated("a/b c.txt", text.rstrip(), tuple(sorted(marks)))


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=annotated())
def test_any_text_with_any_spans_comes_back(
    form: str, tmp_path_factory: pytest.TempPathFactory, document: Annotated
) -> None:
    place = tmp_path_factory.mktemp("exchange") / "out"
    write(form, [document], place)
    assert read_back(form, place) == [document]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "brat"])
def test_a_file_of_another_form_is_refused_with_its_name(form: str, tmp_path: Path) -> None:
    place = tmp_path / "wrong"
    place.write_text('{"neither": "nor"}\n')
    with pytest.raises(Unusable, match="wrong"):
        read_back(form, place)


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
