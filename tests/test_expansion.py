"""A line stands for its alternatives, optional words, gaps and inflected forms, written out as phrases."""

import csv
import subprocess
import sys

import pytest

from pipeline.components.ruler import PhraseRuler
from pipeline.expansion import CannotExpand, inflecting_words, phrases
from pipeline.inflection import TABLE, forms_of, looked_up
from pipeline.patterns import Pattern, load_patterns
from pipeline.workbench.corpus import tokenizer
from pipeline.workbench.show import shown_tokens


def line(words: str, forms: object = False) -> Pattern:
    return Pattern("STRENGTH", words, "strong/own", forms=forms)  # type: ignore[arg-type]


def tagged(text: str, *patterns: Pattern) -> list[tuple[str, str]]:
    ruler = PhraseRuler(tokenizer(), [], [])
    ruler.add_patterns(patterns)
    return [(text[tag.start : tag.end], tag.pattern) for tag in ruler.tags(ruler.nlp.make_doc(text))]


@pytest.mark.parametrize(
    ("words", "forms", "wanted"),
    [
        ("zig zag", False, ("zig zag",)),
        ("great|real stride", False, ("great stride", "real stride")),
        ("make [a] difference", False, ("make a difference", "make difference")),
        ("[all too|very] slow", False, ("all too slow", "very slow", "slow")),
        ("make stride", {"stride": "noun"}, ("make stride", "make strides")),
        ("great stride", {"stride": "noun"}, ("great stride", "great strides")),
        ("child", {"child": "noun"}, ("child", "children")),
        ("few delay|gap", {"delay|gap": "noun"}, ("few delay", "few delays", "few gap", "few gaps")),
        ("re-referral", True, ("re-referral", "re-referrals")),
        ("zoggle", {"zoggle": "noun"}, ("zoggle", "zoggles")),
        ("slow pace", {"slow": "adjective"}, ("slow pace", "slower pace", "slowest pace")),
        ("reduce|avoid it", ["reduce"], ("reduce it", "reduces it", "reduced it", "reducing it", "avoid it")),
        ("seek the truth", True, ("seek the truth", "seek the truths", "seeks the truth")),
    ],
)  # fmt: skip
def test_a_line_stands_for_its_forms(words: str, forms: object, wanted: tuple[str, ...]) -> None:
    assert phrases(line(words, forms))[0] == wanted[0]
    assert set(wanted) <= set(phrases(line(words, forms)))
    assert forms is True or len(phrases(line(words, forms))) == len(wanted)


def test_all_forms_of_a_line_compete_as_one_line() -> None:
    strides = line("make great|significant stride", {"make": "verb", "stride": "noun"})
    other = Pattern("CONCERN", "strides", "weak/strides")
    text = "They made significant strides, made great stride and are making great strides."
    assert {id for _, id in tagged(text, strides, other)} == {"strong/own", "weak/strides"}
    assert [words for words, id in tagged(text, strides, other) if id == "strong/own"] == [
        "made significant strides",
        "made great stride",
        "making great strides",
    ]


def test_a_gap_lets_up_to_three_words_and_no_mark_stand_between() -> None:
    seriously = line("take ... seriously", {"take": "verb"})
    assert tagged("She takes their concerns very seriously.", seriously) == [
        ("takes their concerns very seriously", "strong/own")
    ]
    assert tagged("They took seriously what was said.", seriously) == [("took seriously", "strong/own")]
    assert tagged("They take one two three four seriously.", seriously) == []
    assert tagged("They take part, seriously.", seriously) == []


def test_a_phrase_with_a_gap_is_shown_with_its_alternatives() -> None:
    shown = shown_tokens(phrases(line("take|treat [it|that] ... seriously", {"take": "verb"}))[0])  # type: ignore[arg-type]
    assert shown == "take|takes|took|taken|taking|treat [it|that] (any) (any) (any) seriously"


@pytest.mark.parametrize(
    ("words", "forms", "message"),
    [
        ("great stride", ["strides"], "not in the pattern"),
        ("zoggled badly", ["zoggled"], "not the base form"),
        ("a|b|c|d|e|f a|b|c|d|e|f a|b|c|d|e|f a|b|c|d|e|f", False, "1296 phrases"),
        ("great| stride", False, "lacks a word"),
    ],
)
def test_what_cannot_be_written_out_is_said(words: str, forms: object, message: str) -> None:
    with pytest.raises(CannotExpand, match=message):
        phrases(line(words, forms))


def test_words_of_grammar_do_not_inflect() -> None:
    assert forms_of("the") == forms_of("of") == forms_of("well") == {}


def test_the_table_of_forms_is_that_of_the_shipped_files() -> None:
    """Where this fails: `ofsight patterns check --fix`."""
    words = {word for pattern in load_patterns() for word in inflecting_words(pattern)}
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    assert {word for word, _, _ in rows} >= words
    assert {word: forms_of(word) for word in words} == {word: looked_up(word) for word in words}


def test_the_shipped_files_load_without_the_dictionary_of_forms() -> None:
    code = "import sys, pipeline.language as l; l.load(); sys.exit('lemminflect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
