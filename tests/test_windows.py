"""A document longer than any report is annotated window by window, and its record is as good as those of its parts."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.batch.verify import offset_faults
from pipeline.language import annotate
from pipeline.readers.document import Document
from pipeline.readers.layout import blocks_of
from pipeline.records import empty_meta
from pipeline.windows import ROWS, windows

REPORTS = [
    "What is working\n\nKent County Council was rated good for adoption. Visits are timely but plans are weak.",
    "Areas for improvement\n\n• The quality of plans.\n• The timeliness of visits, which is not yet good enough.",
    "Three councils were rated inadequate\n\nLeaders know their services well. Inspectors said that drift is common.",
]


def a_document(text: str) -> Document:
    return Document("long.txt", "0" * 64, "text/plain", text, empty_meta(), blocks_of(text))


def test_the_rows_of_whole_documents_in_one_text_are_theirs_moved_to_their_place(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = "\n\n".join(REPORTS)
    cut = partial(windows, longest=150)
    monkeypatch.setattr("pipeline.language.windows", cut)
    found = annotate(nlp, a_document(whole))
    assert [(offset, part.text.strip()) for offset, part in cut(a_document(whole))] == [
        (whole.index(report), report) for report in REPORTS
    ]
    alone = [annotate(nlp, a_document(report)) for report in REPORTS]
    assert [whole[row["start"] : row["end"]] for row in found["findings"]] == [
        one["text"][row["start"] : row["end"]] for one in alone for row in one["findings"]
    ]
    for rows in ROWS:
        assert len(found[rows]) == sum(len(one[rows]) for one in alone)
    assert any(row["cues"] for row in found["findings"])
    assert not list(offset_faults(found))


def test_a_short_document_is_its_only_window() -> None:
    document = a_document(REPORTS[0])
    assert [*windows(document)] == [(0, document)]
    assert next(windows(document))[1] is document


@pytest.mark.parametrize("text", ["word " * 200, "x" * 1000, "One sentence. " * 70, "a\n" * 500])
def test_a_text_without_headings_or_blanks_is_cut_as_well(text: str) -> None:
    parts = list(windows(a_document(text), 100))
    assert "".join(part.text for _, part in parts) == text
    assert max(len(part.text) for _, part in parts) <= 100


LINES = st.sampled_from(["A heading", "• a bullet", "A sentence. Another one.", "Area: Good", "", "longer " * 9])


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=30).map("\n".join), st.integers(2, 80))
def test_windows_cover_the_text_with_their_blocks_in_it(text: str, longest: int) -> None:
    document = a_document(text)
    place = 0
    seen: list[str] = []
    for offset, part in windows(document, longest):
        assert offset == place
        assert text.startswith(part.text, offset)
        assert len(part.text) <= longest
        place += len(part.text)
        for block in part.blocks:
            assert 0 <= block.start < block.end <= len(part.text)
            seen.append(part.text[block.start : block.end])
    assert place == len(text)
    squeezed = "".join("".join(seen).split())
    assert squeezed == "".join("".join(text[b.start : b.end] for b in document.blocks).split())
    assert next(windows(replace(document, text="")))[1].text == ""
