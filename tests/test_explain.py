"""`explain` tells the true reason why something was not tagged, and never anything else than what the pipeline did."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.language import load
from pipeline.patterns import Pattern, load_patterns
from pipeline.workbench.explain import explain, why_not
from pipeline.workbench.nearest import Nearest
from pipeline.workbench.own_texts import try_all
from pipeline.workbench.trace import ruler_of, trace

OWN = Path(__file__).parents[1] / "corpus" / "documents"


@pytest.fixture(scope="module", autouse=True)
def _indexed_once(nlp: Language) -> Iterator[None]:
    """The index of the shipped patterns' words, which every explanation would make anew, is made once."""
    shipped = Nearest(nlp, ruler_of(nlp).patterns)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "pipeline.workbench.explain.Nearest",
            lambda language, patterns: shipped if language is nlp else Nearest(language, patterns),
        )
        yield


def phrase(words: str, label: str = "CONCERN") -> Pattern:
    return Pattern(label, words, "plain/made")


def tokens(*elements: dict[str, object]) -> Pattern:
    return Pattern("CONCERN", elements, "plain/made")


@pytest.mark.parametrize(
    ("text", "pattern", "reason"),
    [
        ("The case load is high.", phrase("case loads"), "'load', another form of 'loads'"),
        ("Practice has improving signs.", phrase("improved signs"), "'improving', another form of 'improved'"),
        ("Plans drifted for months.", phrase("plan drifted"), "'Plans', another form of 'plan'"),
        ("The assessment is late.", phrase("assessments is late"), "'assessment', another form"),
        ("Visits are very late.", phrase("are late"), "'very' stands between"),
        ("Delay in some of the plans.", phrase("delay in plans"), "'some' stands between"),
        ("Drift and long delay.", phrase("drift and delay"), "'long' stands between"),
        ("Leaders, however, respond.", phrase("leaders respond"), "',' stands between"),
        ("It is delayed drift.", phrase("drift delayed"), "'delayed' stands before"),
        ("Late visits.", phrase("visits late"), "'late' stands before"),
        ("Quality of poor work.", phrase("poor quality"), "'quality' stands before"),
        ("This is too", phrase("too late"), "the text ends before 'late'"),
        ("Not", phrase("not yet"), "the text ends before 'yet'"),
        ("MASH/front door.", phrase("MASH front"), "'/' stands between"),
        ("29.Leaders respond.", phrase("Leaders respond"), "'29.Leaders' is one token"),
        ("Staff age 16- and over.", phrase("age 16"), "'16-' is one token"),
        ("Embeded practice.", phrase("embedded practice"), "spelt otherwise than 'embedded'"),
        ("Supervison is rare.", phrase("supervision is rare"), "spelt otherwise than 'supervision'"),
        ("Managment grip is weak.", phrase("management grip"), "spelt otherwise than 'management'"),
        ("Too many changes.", phrase("too many moves"), "'changes', not 'moves'"),
        ("High turnover of staff.", phrase("high vacancy"), "'turnover', not 'vacancy'"),
        ("Good care.", phrase("strong care"), "'Good', not 'strong'"),
        ("A good plan.", tokens({"LOWER": "good"}, {"IS_DIGIT": True}), "'plan', not 'IS_DIGIT True'"),
        ("A good plan.", tokens({"LOWER": "good"}, {"LOWER": "work"}), "'plan', not 'LOWER work'"),
        ("A good", tokens({"LOWER": "good"}, {"LOWER": "work"}), "ends before 'LOWER work'"),
        ("Good very work.", tokens({"LOWER": "good"}, {"TEXT": {"IN": ["work"]}}), "'very'"),
        ("A plan.", tokens({"LOWER": "good"}, {"IS_ALPHA": True}), "not 'LOWER good'"),
    ],
)
def test_the_first_word_that_does_not_fit_is_named(nlp: Language, text: str, pattern: Pattern, reason: str) -> None:
    assert reason in why_not(nlp, nlp.make_doc(text), pattern)


@pytest.mark.parametrize(
    ("text", "pattern", "reason"),
    [
        ("Leaders made good use of data.", "good/good", "dropped by ofsight_frames"),
        ("They showed an adequate grasp of it.", "adequate/adequate", "dropped by ofsight_frames"),
        ("Kent Police came to the meeting.", "E10000016/kent", "dropped by ofsight_authorities"),
        ("Reading stories at bedtime helps.", "E06000038/reading", "dropped by ofsight_authorities"),
        ("The council has plans.", "council/standin-our-council", "dropped by ofsight_authorities"),
        ("Leaders made good use of data.", "plain/good", "lost to strong/good-use"),
        ("Hull City Council met.", "E06000010/hull", "lost to E06000010/hull-city-council"),
        ("Change is not yet embedded.", "deny/not", "lost to"),
    ],
)
def test_what_dropped_or_beat_a_shipped_pattern_is_named(nlp: Language, text: str, pattern: str, reason: str) -> None:
    known = {one.id: one for one in load_patterns()}
    assert reason in why_not(nlp, nlp.make_doc(text), known[pattern])


def test_nothing_is_said_of_a_pattern_that_tags(nlp: Language) -> None:
    known = {one.id: one for one in load_patterns()}
    assert why_not(nlp, nlp.make_doc("Hull City Council met."), known["E06000010/hull-city-council"]) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Children walk to Hull.", "no strength or concern cue"),
        ("Previous inspections\n\nPlanning is poor.", "role 'previous'"),
    ],
)
def test_why_a_sentence_makes_no_finding(nlp: Language, text: str, reason: str) -> None:
    rows = explain(nlp, nlp.make_doc(text), {})["sentences"]
    assert reason in rows[-1]["why_none"]


def test_the_nearest_pattern_is_told_element_by_element(nlp: Language) -> None:
    known = {one.id: one for one in load_patterns()}
    row = explain(nlp, nlp.make_doc("Zzz case load zzz."), known)
    near = next(one for one in row["nearest"] if one["pattern"] == "caseloads/theme-case-loads")
    assert [(one["wanted"], one["fits"]) for one in near["elements"]] == [("case", True), ("loads", False)]
    assert near["where"].startswith("themes.jsonl:")
    assert near["misfit"] == "form"


def texts() -> list[str]:
    files = sorted([*OWN.rglob("*.txt"), *OWN.rglob("*.md")])
    return [part for file in files for part in file.read_text("utf-8").split("\n\n") if part.strip()]


@settings(max_examples=20, deadline=None)
@given(parts=st.lists(st.sampled_from(texts()), min_size=1, max_size=3))
def test_explain_reports_what_the_pipeline_did(nlp: Language, parts: list[str]) -> None:
    text = "\n\n".join(" ".join(part.split()) for part in parts)
    doc = nlp(text)
    row = explain(nlp, nlp.make_doc(text), {})
    kept = {
        (one["start"], one["end"], one["label"], one["code"], one["pattern"])
        for one in row["matches"]
        if one["outcome"] == "kept"
    }
    assert kept == {(tag.start, tag.end, tag.label, tag.code, tag.pattern) for tag in doc._.ofsight_tags}
    assert [{**one, "quote": None, "cues": None} for one in row["findings"]] == [
        {**one, "quote": None, "cues": None} for one in doc._.ofsight_findings
    ]
    assert [one["rule"] for one in row["judgements"]] == [one["rule"] for one in doc._.ofsight_judgements]
    assert row["tallies"] == list(doc._.ofsight_tallies)


LOSES = ["Change is not yet embedded."]
"""A text in which a match is lost, so that there is something to look at."""


@settings(max_examples=30, deadline=None)
@example(parts=LOSES)
@given(parts=st.lists(st.sampled_from(texts()), min_size=1, max_size=3))
def test_every_lost_match_lost_to_a_tag_over_the_same_words(nlp: Language, parts: list[str]) -> None:
    doc = nlp.make_doc("\n\n".join(" ".join(part.split()) for part in parts))
    followed = trace(nlp, doc)
    ruled = next(step.tags for step in followed.steps if step.component == "ofsight_ruler")
    lost = [match for match in followed.matches if match.outcome == "lost"]
    assert lost or parts != LOSES
    for match in lost:
        (winner, *_) = [
            tag for tag in ruled if tag.pattern == match.by and tag.start < match.end and match.start < tag.end
        ]
        assert winner.pattern != match.pattern.id or winner.end - winner.start > match.end - match.start


def test_examples_run_through_the_whole_pipeline(tmp_path: Path) -> None:
    (tmp_path / "grades.jsonl").write_text(
        '{"label": "GRADE", "pattern": "good", "id": "good/good", "examples": ["They made good use of it."]}\n'
        '{"label": "CONCERN", "pattern": "zonked", "id": "strong/zonked", "examples": ["Staff are zonked."],'
        ' "counter": ["Staff are zonk."]}\n'
    )
    tried = list(try_all(load(tmp_path), load_patterns(tmp_path)))
    assert [(one.kind, one.passed) for one in tried] == [("example", False), ("example", True), ("counter", True)]
    assert "dropped by ofsight_frames" in tried[0].why
    assert "another form" in tried[2].why or "not 'zonked'" in tried[2].why or "spelt" in tried[2].why


def test_every_shipped_example_survives_the_pipeline(nlp: Language) -> None:
    assert [(one.pattern.id, one.text, one.why) for one in try_all(nlp, load_patterns()) if not one.passed] == []


@pytest.mark.parametrize(
    ("text", "words", "without"),
    [
        ("Leaders are not effective.", "not", ["strength"]),
        ("Caseloads are too high.", "Caseloads are too high", []),
    ],
)
def test_what_decides_a_sentence_is_found_by_leaving_it_out(
    nlp: Language, text: str, words: str, without: list[str]
) -> None:
    (row,) = explain(nlp, nlp.make_doc(text), {})["sentences"]
    assert (words, without) in [(one["quote"], one["without"]) for one in row["decided_by"]]


def test_where_nothing_decides_it_is_said_whether_a_cue_would(nlp: Language) -> None:
    (plain,) = explain(nlp, nlp.make_doc("Children live in homes."), {})["sentences"]
    assert (plain["decided_by"], plain["a_cue_would_help"]) == ([], True)


@pytest.mark.parametrize(
    ("text", "frame", "missing"),
    [
        ("Leeds was visited. Practice seen by many was rather good at times.", "said/noun-is", "noun"),
    ],
)
def test_a_grade_that_no_frame_reads_is_told_with_the_nearest_frame(
    nlp: Language, text: str, frame: str, missing: str
) -> None:
    row = next(one for one in explain(nlp, nlp.make_doc(text), {})["unread"] if one["quote"] == "good")
    assert row["as"] == "verdict"
    assert not frame or (row["frame"], row["missing"]) == (frame, missing)
