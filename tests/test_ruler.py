"""Phrases are found whatever their spelling; the longest of a layer wins; patterns survive saving."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.overlaps import winners
from pipeline.components.ruler import PhraseRuler, fixed_words, matched_form, spellings
from pipeline.components.tokens import fold, repairing
from pipeline.language import LAYERS
from pipeline.patterns import Pattern, load_patterns
from pipeline.records import empty_meta


def blank() -> Language:
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "ofsight.FoldingTokenizer.v1"}}})


def ruler(*patterns: Pattern, layers: list[list[str]] | None = None) -> PhraseRuler:
    made = PhraseRuler(blank(), layers or [], [])
    made.add_patterns(patterns)
    return made


def found(made: PhraseRuler, text: str) -> list[tuple[str, str]]:
    return [(text[tag.start : tag.end], tag.pattern) for tag in made.tags(made.nlp.make_doc(text))]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("care leavers", "Care Leavers"),
        ("care leavers", "CARE LEAVERS"),
        ("council's plan", "council’s plan"),
        ("council’s plan", "council's plan"),
        ("children - young people", "children – young people"),
        ("looked-after children", "looked after children"),
        ("St Helens", "St. Helens"),
        ("St. Helens", "St Helens"),
        ("Brighton and Hove", "Brighton & Hove"),
        ("Brighton & Hove", "Brighton and Hove"),
    ],
)
def test_spelling_makes_no_difference(phrase: str, text: str) -> None:
    assert found(ruler(Pattern("THEME", phrase, "a/one")), f"x {text} x") == [(text, "a/one")]


def test_a_phrase_is_not_found_within_a_word() -> None:
    assert found(ruler(Pattern("THEME", "care", "a/one")), "careful scare aftercare") == []


def test_the_longest_phrase_of_a_layer_wins_and_layers_do_not_compete() -> None:
    patterns = (
        Pattern("THEME", "care", "a/care"),
        Pattern("THEME", "care leavers", "a/care-leavers"),
        Pattern("STRENGTH", "leavers do well", "b/do-well"),
    )
    text = "care leavers do well"
    apart = ruler(*patterns)
    together = ruler(*patterns, layers=[["THEME", "STRENGTH"]])
    assert found(apart, text) == [("care leavers", "a/care-leavers"), ("leavers do well", "b/do-well")]
    assert found(together, text) == [("care", "a/care"), ("leavers do well", "b/do-well")]


def test_of_phrases_of_one_length_the_first_wins() -> None:
    patterns = Pattern("THEME", "early help", "a/one"), Pattern("THEME", "help offer", "a/two")
    assert found(ruler(*patterns), "early help offer") == [("early help", "a/one")]


def test_labels_of_prose_are_not_looked_for_in_reports() -> None:
    made = PhraseRuler(blank(), [], ["STATUS"])
    made.add_patterns([Pattern("STATUS", "previously", "previous/previously")])
    doc = made.nlp.make_doc("previously")
    assert len(made.tags(doc)) == 1
    doc._.ofsight_meta = {"kind": "inspection_report"}
    assert made.tags(doc) == []


@pytest.mark.parametrize("text", ["Wolverhamptn", "Wolverhammpton", "Wolverhempton", "WOLVERHAMPTN"])
def test_a_name_with_one_wrong_letter_is_found(text: str) -> None:
    assert found(ruler(Pattern("AUTHORITY", "Wolverhampton", "E08000031/name")), text) == [(text, "E08000031/name")]


@pytest.mark.parametrize("text", ["wolverhamptn", "Wolverhamp", "Bolverhampton", "Readin"])
def test_a_common_word_another_initial_or_a_short_name_is_not_repaired(text: str) -> None:
    names = Pattern("AUTHORITY", "Wolverhampton", "E08000031/name"), Pattern("AUTHORITY", "Reading", "E06000038/name")
    assert found(ruler(*names), text) == []


def test_a_word_that_a_pattern_knows_is_not_repaired() -> None:
    assert repairing(["Northampton"], [])("Southampton") == "southampton"
    assert repairing(["Cheshire East"], ["Cheshires"])("Cheshires") == "cheshires"
    assert repairing(["Cheshire"], [])("Cheshires") == "cheshire"


def test_a_token_pattern_is_tried_around_its_fixed_word() -> None:
    pattern = Pattern("THEME", ({"IS_DIGIT": True}, {"LOWER": "caseloads"}), "a/caseloads")
    assert found(ruler(pattern), "They have 17 caseloads; caseloads are high.") == [("17 caseloads", "a/caseloads")]


def test_a_token_pattern_without_a_fixed_word_is_refused() -> None:
    assert fixed_words(({"IS_DIGIT": True}, {"LOWER": "cases"})) == (1, ["cases"])
    with pytest.raises(ValueError, match="plain word"):
        fixed_words(({"LOWER": "cases", "OP": "?"}, {"IS_DIGIT": True}))


def test_saved_patterns_find_the_same(tmp_path: Path) -> None:
    made = ruler(
        Pattern("THEME", "early help", "a/early-help"),
        Pattern("THEME", ({"IS_DIGIT": True}, {"LOWER": "caseloads"}), "a/caseloads"),
    )
    made.to_disk(tmp_path / "ruler")
    from_disk = PhraseRuler(blank(), [], []).from_disk(tmp_path / "ruler")
    from_bytes = PhraseRuler(blank(), [], []).from_bytes(made.to_bytes())
    text = "Early help, and 17 caseloads."
    assert found(made, text) == found(from_disk, text) == found(from_bytes, text)
    assert len(found(made, text)) == 2


def test_every_match_is_reported_for_those_who_ask() -> None:
    made = ruler(Pattern("THEME", "care", "a/care"), Pattern("THEME", "care leavers", "a/care-leavers"))
    assert {match[3].id for match in made.matches(made.nlp.make_doc("care leavers"))} == {"a/care", "a/care-leavers"}


def test_a_phrase_of_a_quoted_label_may_be_partly_in_quotation_marks() -> None:
    made = PhraseRuler(blank(), [], [], quoted_labels=["CONCERN"])
    made.add_patterns([Pattern("CONCERN", "need to make", "demand/need"), Pattern("GRADE", "top mark", "good/top")])
    text = "They “need” to make progress for a ‘top’ mark."
    assert found(made, text) == [("need” to make", "demand/need")]
    doc = made.nlp.make_doc(text)
    doc._.ofsight_meta = {**empty_meta(), "kind": "inspection_report"}
    assert made.tags(doc) == []


def test_a_hyphen_may_be_a_space() -> None:
    assert spellings("looked-after  children") == ["looked-after children", "looked after children"]
    assert spellings("care leavers") == ["care leavers"]


def test_every_shipped_phrase_is_matched_in_the_form_that_texts_have(nlp: Language) -> None:
    patterns = [pattern.pattern for pattern in load_patterns() if isinstance(pattern.pattern, str)]
    phrases = {spelling for phrase in patterns for spelling in spellings(phrase)}
    assert phrases
    for phrase in [*phrases, "they cannot", "dont go", "Im at No 10", "naïve", "x"]:
        form = matched_form(nlp, phrase)
        norms = [token.norm for token in form] if isinstance(form, Doc) else form
        assert norms == [token.norm for token in nlp.make_doc(phrase)]


@given(text=st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_tags_lie_in_order_in_any_text_and_do_not_overlap_within_a_layer(nlp: Language, text: str) -> None:
    tags = nlp(text)._.ofsight_tags
    assert tags == sorted(tags)
    assert all(0 <= tag.start < tag.end <= len(text) for tag in tags)
    for labels in LAYERS:
        layer = [tag for tag in tags if tag.label in labels]
        assert all(one.end <= other.start for one, other in pairwise(layer))


@given(word=st.from_regex(re.compile(r"[A-Za-z'’\u2010-\u2015&.]{1,12}"), fullmatch=True))
def test_folding_twice_is_folding_once(word: str) -> None:
    once = fold(word)
    assert fold(once) == once or once.endswith(".")


MATCHES = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 12), st.integers(1, 6), st.integers(0, 9)), min_size=1, max_size=14
)
"""Matches as layer, start, length and rule."""


@given(MATCHES)
def test_the_winners_found_at_once_are_those_found_one_by_one(matches: list[tuple[int, int, int, int]]) -> None:
    layers, starts, lengths, rules = (np.array(column, np.int64) for column in zip(*matches, strict=True))
    taken: set[tuple[int, int]] = set()
    expected: set[tuple[int, int, int, int]] = set()
    for layer, start, length, rule in sorted(matches, key=lambda one: (-one[2], one[1], one[3])):
        own = {(layer, token) for token in range(start, start + length)}
        if not own & taken:
            taken |= own
            expected.add((layer, start, length, rule))
    won = winners(layers, starts, starts + lengths, rules).tolist()
    assert {matches[place] for place in won} == expected
    assert len(won) == len(expected)
