"""The pipeline is a spaCy pipeline like any other."""

import json
import pickle
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import load_model_from_config

from pipeline.components.ruler import PhraseRuler
from pipeline.expansion import phrases
from pipeline.language import WORD, annotate, load, to_doc
from pipeline.patterns import DEFAULT_PATTERNS, FaultyPatterns, load_patterns, pattern_files
from pipeline.readers import find, read
from pipeline.readers.document import Document
from pipeline.workbench.plain import plain_lines

TEXTS = [
    "Kent County Council was rated good for adoption. Inspectors said that plans are not timely.",
    "St. Helens’ children’s services were judged ‘inadequate’ in 2019; they now require improvement to be good.",
    "Three of the nine councils inspected were rated good.",
    "",
]
OURS = DEFAULT_PATTERNS.parent / "corpus" / "documents"


def rows(doc: Doc) -> tuple[object, ...]:
    return (
        doc._.ofsight_tags,
        doc._.ofsight_sections,
        doc._.ofsight_judgements,
        doc._.ofsight_findings,
        doc._.ofsight_tallies,
    )


def documents() -> list[Document]:
    found = [one for one in find([OURS]) if isinstance(one, tuple)]
    documents = [one for path, root in found for one in read(path, root) if isinstance(one, Document)]
    assert documents
    return documents


def test_pipe_gives_what_single_calls_give(nlp: Language) -> None:
    assert [rows(doc) for doc in nlp.pipe(TEXTS)] == [rows(nlp(text)) for text in TEXTS]


def test_nothing_is_carried_from_one_document_to_the_next(nlp: Language) -> None:
    fresh = load()
    assert [rows(nlp(text)) for text in TEXTS] == [rows(fresh(text)) for text in reversed(TEXTS)][::-1]


def shown(doc: Doc) -> str:
    """All that the pipeline leaves on a Doc, which must be plain enough for JSON."""
    entities = [(one.start_char, one.end_char, one.label_, one.kb_id_, one.id_) for one in doc.ents]
    spans = [(one.start_char, one.end_char, one.label_) for one in doc.spans["findings"]]
    return json.dumps([extensions(doc), entities, spans, [one.start_char for one in doc.sents]])


def extensions(doc: Doc) -> dict[str, object]:
    return {name: doc._.get(name) for name in dir(doc._) if name.startswith("ofsight_")}


def test_worker_processes_give_what_one_process_gives(nlp: Language) -> None:
    docs = list(nlp.pipe(TEXTS, n_process=2))
    assert [shown(doc) for doc in docs] == [shown(nlp(text)) for text in TEXTS]


def test_results_survive_every_way_to_keep_a_doc(nlp: Language) -> None:
    docs = list(nlp.pipe(TEXTS))
    as_bytes = [Doc(nlp.vocab).from_bytes(doc.to_bytes()) for doc in docs]
    in_bin = DocBin().from_bytes(DocBin(docs=docs, store_user_data=True).to_bytes()).get_docs(nlp.vocab)
    pickled = pickle.loads(pickle.dumps(docs))
    found = [shown(doc) for doc in docs]
    assert any(doc._.ofsight_findings and doc._.ofsight_judgements for doc in docs)
    assert [shown(doc) for doc in as_bytes] == found
    assert [shown(doc) for doc in in_bin] == found
    assert [shown(doc) for doc in pickled] == found
    assert [rows(doc) for doc in pickled] == [rows(doc) for doc in docs]


def test_a_pickled_pipeline_finds_the_same(nlp: Language) -> None:
    again = pickle.loads(pickle.dumps(nlp))
    assert [shown(again(text)) for text in TEXTS] == [shown(nlp(text)) for text in TEXTS]


def test_every_extension_has_the_prefix_of_the_package(nlp: Language) -> None:
    assert {name for name in dir(Doc(nlp.vocab)._) if not name.startswith("ofsight_")} == {"get", "has", "set"}


def test_nothing_is_wanting_in_the_order_of_components(nlp: Language) -> None:
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert not any(analysis["problems"].values())


def test_the_config_alone_makes_the_pipeline_again(nlp: Language) -> None:
    again = load_model_from_config(nlp.config.from_str(nlp.config.to_str()))
    assert again.config.to_str() == nlp.config.to_str()
    again.initialize()
    assert [shown(again(text)) for text in TEXTS] == [shown(nlp(text)) for text in TEXTS]


def test_evaluate_tells_what_is_missed_and_what_is_wrong(nlp: Language) -> None:
    examples = [Example(nlp.make_doc(text), nlp(text)) for text in TEXTS[:3]]
    kinds = ("ents", "findings", "judgements", "tallies")
    scores = nlp.evaluate(examples)
    assert [scores[f"{kind}_f"] for kind in kinds] == [1.0] * 4
    right = examples[0].reference
    right.ents, right.spans["findings"], right._.ofsight_judgements = (), (), ()
    worse = nlp.evaluate(examples)
    assert all(worse[f"{kind}_p"] < 1.0 and worse[f"{kind}_r"] == 1.0 for kind in kinds[:3])


def test_the_ruler_works_in_a_pipeline_of_ones_own_with_plain_patterns() -> None:
    own = spacy.blank("en")
    own.add_pipe("ofsight_ruler").add_patterns([{"label": "GRADE", "pattern": "top mark", "id": "good/top"}])  # type: ignore[attr-defined]
    own.add_pipe("sentencizer")
    own.add_pipe("ofsight_entities")
    doc = own("They got the Top Mark. All were pleased.")
    assert [(one.text, one.label_, one.kb_id_) for one in doc.ents] == [("Top Mark", "GRADE", "good")]
    assert len(list(doc.sents)) == 2


def test_sentences_and_clauses_can_be_had_without_the_rest() -> None:
    own = spacy.blank("en")
    for name in ("ofsight_ruler", "ofsight_sections", "ofsight_sentences", "clause_segmentation"):
        own.add_pipe(name)
    doc = own("One came. Two went.\n\n• Three stayed")
    assert [doc.text[start:end] for start, end in doc._.ofsight_sentences] == ["One came.", "Two went.", "Three stayed"]


def test_an_authority_is_linked_by_its_gss_code(nlp: Language) -> None:
    (kent, *_) = nlp(TEXTS[0]).ents
    assert (kent.text, kent.label_, kent.kb_id_) == ("Kent County Council", "AUTHORITY", "E10000016")


def test_a_pipeline_saved_and_loaded_gives_the_same_records(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    loaded = spacy.load(tmp_path / "saved")
    for document in documents():
        assert annotate(loaded, document) == annotate(nlp, document)


def test_the_text_of_a_record_alone_gives_the_record_again(nlp: Language) -> None:
    for document in documents():
        without_layout = nlp.make_doc(document.text)
        without_layout._.ofsight_meta = document.meta
        assert rows(nlp(without_layout)) == rows(nlp(to_doc(nlp, document)))


def test_every_pattern_file_loads_into_a_plain_entity_ruler() -> None:
    for file in pattern_files(DEFAULT_PATTERNS):
        ruler = spacy.blank("en").add_pipe("entity_ruler", config={"phrase_matcher_attr": "NORM"})
        ruler.from_disk(file)  # type: ignore[attr-defined]
        assert len(ruler.patterns) == len(file.read_text("utf-8").splitlines())  # type: ignore[attr-defined]


def test_the_ruler_finds_the_entities_that_spacys_own_finds(nlp: Language) -> None:
    """On the same tokens, with one layer for all labels; spaCy breaks ties of one span and two ids as it likes."""
    patterns = [one for one in load_patterns() if isinstance(phrases(one)[0], str) and one.label != WORD]
    ours = PhraseRuler(nlp, layers=[sorted({pattern.label for pattern in patterns})], prose_labels=[])
    ours.add_patterns(patterns)
    theirs = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "ofsight.FoldingTokenizer.v1"}}})
    ruler = theirs.add_pipe("entity_ruler", config={"phrase_matcher_attr": "NORM"})
    ruler.add_patterns(list(plain_lines(patterns)))  # type: ignore[attr-defined]
    for document in documents():
        tags = {(tag.start, tag.end) for tag in ours.tags(nlp.make_doc(document.text))}
        entities = {(entity.start_char, entity.end_char) for entity in theirs(document.text).ents}
        assert tags == entities


def test_a_faulty_pattern_folder_is_refused_with_every_fault(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n" + json.dumps({"label": "GRADE"}) + "\n")
    with pytest.raises(FaultyPatterns) as caught:
        load(tmp_path)
    assert {(fault.file, fault.line) for fault in caught.value.faults} == {("a.jsonl", 1), ("a.jsonl", 2)}
