"""The pipeline is a spaCy pipeline like any other."""

import json
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.ruler import PhraseRuler, spellings
from pipeline.language import annotate, load, to_doc
from pipeline.patterns import DEFAULT_PATTERNS, FaultyPatterns, load_patterns, pattern_files
from pipeline.readers import find, read
from pipeline.readers.document import Document

TEXTS = [
    "Kent County Council was rated good for adoption. Inspectors said that plans are not timely.",
    "St. Helens’ children’s services were judged ‘inadequate’ in 2019; they now require improvement to be good.",
    "Three of the nine councils inspected were rated good.",
    "",
]
OURS = DEFAULT_PATTERNS.parent / "corpus" / "documents"


def rows(doc: Doc) -> tuple[object, ...]:
    return doc._.tags, doc._.sections, doc._.judgements, doc._.findings, doc._.tallies


def documents() -> list[Document]:
    found = [one for one in find([OURS]) if isinstance(one, tuple)]
    return [one for path, root in found for one in read(path, root) if isinstance(one, Document)]


def test_pipe_gives_what_single_calls_give(nlp: Language) -> None:
    assert [rows(doc) for doc in nlp.pipe(TEXTS)] == [rows(nlp(text)) for text in TEXTS]


def test_nothing_is_carried_from_one_document_to_the_next(nlp: Language) -> None:
    fresh = load()
    assert [rows(nlp(text)) for text in TEXTS] == [rows(fresh(text)) for text in reversed(TEXTS)][::-1]


def test_a_pipeline_saved_and_loaded_gives_the_same_records(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    loaded = spacy.load(tmp_path / "saved")
    for document in documents():
        assert annotate(loaded, document) == annotate(nlp, document)


def test_the_text_of_a_record_alone_gives_the_record_again(nlp: Language) -> None:
    for document in documents():
        without_layout = nlp.make_doc(document.text)
        without_layout._.meta = document.meta
        assert rows(nlp(without_layout)) == rows(nlp(to_doc(nlp, document)))


def test_every_pattern_file_loads_into_a_plain_entity_ruler() -> None:
    for file in pattern_files(DEFAULT_PATTERNS):
        ruler = spacy.blank("en").add_pipe("entity_ruler", config={"phrase_matcher_attr": "NORM"})
        ruler.from_disk(file)  # type: ignore[attr-defined]
        assert len(ruler.patterns) == len(file.read_text("utf-8").splitlines())  # type: ignore[attr-defined]


def test_the_ruler_finds_the_entities_that_spacys_own_finds(nlp: Language) -> None:
    """On the same tokens, with one layer for all labels; spaCy breaks ties of one span and two ids as it likes."""
    patterns = [pattern for pattern in load_patterns() if isinstance(pattern.pattern, str)]
    ours = PhraseRuler(nlp, layers=[sorted({pattern.label for pattern in patterns})], prose_labels=[])
    ours.add_patterns(patterns)
    theirs = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "ofsight.FoldingTokenizer.v1"}}})
    ruler = theirs.add_pipe("entity_ruler", config={"phrase_matcher_attr": "NORM"})
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": pattern.label, "pattern": phrase, "id": pattern.id}
            for pattern in patterns
            for phrase in spellings(pattern.pattern)  # type: ignore[arg-type]
        ]
    )
    for document in documents():
        tags = {(tag.start, tag.end) for tag in ours.tags(nlp.make_doc(document.text))}
        entities = {(entity.start_char, entity.end_char) for entity in theirs(document.text).ents}
        assert tags == entities


def test_a_faulty_pattern_folder_is_refused_with_every_fault(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n" + json.dumps({"label": "GRADE"}) + "\n")
    with pytest.raises(FaultyPatterns) as caught:
        load(tmp_path)
    assert {(fault.file, fault.line) for fault in caught.value.faults} == {("a.jsonl", 1), ("a.jsonl", 2)}
