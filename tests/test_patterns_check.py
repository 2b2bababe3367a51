"""Every kind of fault in a pattern file is named with its line, alone and among others; the shipped files have none."""

import json
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.patterns import DEFAULT_PATTERNS
from pipeline.workbench.check import faults

SOUND = (
    '{"label": "THEME", "pattern": "zeal for zithers", "id": "training/zeal-for-zithers"}',
    '{"label": "CONCERN", "pattern": "zanily late", "id": "strong/zanily-late", "examples": ["This is zanily late."]}',
)


def line(pattern: object, label: str = "CONCERN", code: str = "strong", **more: object) -> str:
    line.count += 1  # type: ignore[attr-defined]
    return json.dumps({"label": label, "pattern": pattern, "id": f"{code}/planted-{line.count}", **more})  # type: ignore[attr-defined]


line.count = 0  # type: ignore[attr-defined]


class Plant(NamedTuple):
    """Lines to add, of which the last is faulty, the kind of its fault, and words that its message must hold."""

    name: str
    kind: str
    message: str
    lines: tuple[str, ...]


def token(**attributes: object) -> list[dict[str, object]]:
    return [{"LOWER": "zq"}, attributes]


PLANTS = [
    Plant("text that is not JSON", "not_json", "column", ('{"label": "THEME", "pattern": "zip",',)),
    Plant(
        "half of a sign",
        "half_a_sign",
        "write the sign",
        (r'{"label": "THEME", "pattern": "zip \ud83d", "id": "x/zip"}',),
    ),
    Plant("single quotes", "not_json", "column 2", ("{'label': 'THEME'}",)),
    Plant("a list", "not_object", "JSON object", ('["THEME", "zip"]',)),
    Plant("no label", "missing_key", "'label' is missing", ('{"pattern": "zip", "id": "training/zip"}',)),
    Plant("no id", "missing_key", "'id' is missing", ('{"label": "THEME", "pattern": "zipper"}',)),
    Plant("no pattern", "missing_key", "'pattern' is missing", ('{"label": "THEME", "id": "training/zip1"}',)),
    Plant(
        "a misspelt label key",
        "missing_key",
        "'lable' misspelt",
        ('{"lable": "THEME", "pattern": "z1", "id": "a/z1"}',),
    ),
    Plant("a misspelt pattern key", "missing_key", "'patern'", ('{"label": "THEME", "patern": "z2", "id": "a/z2"}',)),
    Plant("a misspelt examples key", "unknown_key", "write 'examples'", (line("zap three", example=["zap three"]),)),
    Plant("a key of another tool", "unknown_key", "'weight'", (line("zap four", weight=2),)),
    Plant(
        "a key twice",
        "repeated_key",
        "stands twice",
        ('{"label": "THEME", "label": "THEME", "pattern": "z5", "id": "training/z5"}',),
    ),
    Plant("a number for a pattern", "wrong_type", "must be a phrase", (line(7),)),
    Plant("examples that are no list", "wrong_type", "list of texts", (line("zap six", examples="zap six"),)),
    Plant(
        "an id without a slash", "bad_id", "<code>/<name>", ('{"label": "THEME", "pattern": "z7", "id": "training"}',)
    ),
    Plant("an empty phrase", "empty_pattern", "empty", (line("  "),)),
    Plant("an empty token pattern", "empty_pattern", "empty", (line([]),)),
    Plant("an unknown label", "unknown_label", "write 'THEME'", (line("zap eight", label="THEMES", code="training"),)),
    Plant("an unknown theme", "unknown_code", "write 'training'", (line("zap nine", label="THEME", code="trainings"),)),
    Plant(
        "an unknown area",
        "unknown_code",
        "write 'adoption'",
        (line("zap ten", label="JUDGEMENT_AREA", code="adoptions"),),
    ),
    Plant("an unknown authority", "unknown_code", "GSS", (line("Zapshire", label="AUTHORITY", code="E99000001"),)),
    Plant("an unknown grade", "unknown_code", "inadequate", (line("zap grade", label="GRADE", code="dreadful"),)),
    Plant("an unknown framework", "unknown_code", "ilacs", (line("zap frame", label="FRAMEWORK", code="ilac"),)),
    Plant("an unknown class of cue", "unknown_code", "write 'strong'", (line("zap cue", code="strongly"),)),
    Plant(
        "an id twice",
        "duplicate_id",
        "already used at",
        (
            '{"label": "THEME", "pattern": "zap a", "id": "training/same"}',
            '{"label": "THEME", "pattern": "zap b", "id": "training/same"}',
        ),
    ),
    Plant("a phrase twice", "duplicate_pattern", "keep the words in one", (line("zap twelve"), line("zap twelve"))),
    Plant("a phrase in capitals", "needless_variant", "folded", (line("zap thirteen"), line("Zap Thirteen"))),
    Plant("a curly apostrophe", "needless_variant", "folded", (line("zap's fourteen"), line("zap\u2019s fourteen"))),
    Plant("an ampersand", "needless_variant", "folded", (line("zap and fifteen"), line("zap & fifteen"))),
    Plant("a full stop after St", "needless_variant", "folded", (line("St Zap sixteen"), line("St. Zap sixteen"))),
    Plant("another dash", "needless_variant", "write '-'", (line("zap-seventeen"), line("zap\u2011seventeen"))),
    Plant("a hyphen opened", "needless_variant", "folded", (line("zap-eighteen"), line("zap eighteen"))),
    Plant("two labels of one layer", "same_span", "keep one", (line("zap nineteen"), line("zap nineteen", "STRENGTH"))),
    Plant(
        "a token pattern for a phrase",
        "same_span",
        "as well",
        (line("zap twenty"), line([{"LOWER": "zap"}, {"LOWER": "twenty"}])),
    ),
    Plant(
        "a token pattern twice",
        "duplicate_pattern",
        "the same pattern",
        (line([{"LOWER": "zap"}, {"IS_DIGIT": True}]), line([{"LOWER": "zap"}, {"IS_DIGIT": True}])),
    ),
    Plant(
        "a phrase that a token pattern always outdoes",
        "shadowed",
        "takes 'zup one'",
        (line([{"LOWER": "zup"}, {"LOWER": "one"}, {"IS_ALPHA": True, "OP": "?"}]), line("zup one")),
    ),
    Plant("LOWER with a capital", "never_matches", "small letters", (line(token(LOWER="Care")),)),
    Plant("LOWER with a space", "never_matches", "space", (line(token(LOWER="care leavers")),)),
    Plant("LOWER of three tokens", "never_matches", "3 tokens", (line(token(LOWER="child-centred")),)),
    Plant("LOWER IN with a capital", "never_matches", "small letters", (line(token(LOWER={"IN": ["good", "Bad"]})),)),
    Plant("LOWER IN nothing", "never_matches", "empty list", (line(token(LOWER={"IN": []})),)),
    Plant("TEXT with a space", "never_matches", "space", (line(token(TEXT="Care plan")),)),
    Plant("NORM that is not folded", "never_matches", "folded", (line(token(NORM="St.")),)),
    Plant("LEMMA", "needs_model", "LEMMA", (line(token(LEMMA="be")),)),
    Plant("POS", "needs_model", "POS", (line(token(POS="NOUN")),)),
    Plant("an entity type", "needs_model", "ENT_TYPE", (line(token(ENT_TYPE="GPE")),)),
    Plant("an unknown attribute", "unknown_attribute", "LOWR", (line(token(LOWR="care")),)),
    Plant("an unknown operator", "bad_operator", "OP", (line(token(LOWER="care", OP="**")),)),
    Plant("an unknown comparison", "unknown_operator", "WITHIN", (line(token(LOWER={"WITHIN": ["care"]})),)),
    Plant("a flag that is a text", "wrong_value", "true or false", (line(token(IS_ALPHA="yes")),)),
    Plant("a regex", "endless_search", "list the words", (line(token(TEXT={"REGEX": "^[Gg]ood$"})),)),
    Plant("a regex that explodes", "endless_search", "list the words", (line(token(LOWER={"REGEX": "^(a+)+$"})),)),
    Plant(
        "two tokens that repeat",
        "endless_search",
        "only one of them",
        (line([{"LOWER": "zip"}, {"IS_ALPHA": True, "OP": "*"}, {"IS_DIGIT": True, "OP": "{2,}"}]),),
    ),
    Plant(
        "many tokens that may be absent",
        "endless_search",
        "only 8 tokens",
        (line([{"LOWER": "zip"}, *[{"IS_ALPHA": True, "OP": "?"}] * 9]),),
    ),
    Plant(
        "a token a million times",
        "endless_search",
        "more than 24",
        (line([{"LOWER": "zip"}, {"IS_ALPHA": True, "op": "{1000000}"}]),),
    ),
    Plant("case written out in a list", "needless_variant", "NORM", (line(token(TEXT={"IN": ["Good", "good"]})),)),
    Plant("tokens that may all be absent", "matches_nothing", "absent", (line([{"LOWER": "zoo", "OP": "?"}]),)),
    Plant("no fixed word", "no_fixed_word", "plain word", (line([{"IS_ALPHA": True}]),)),
    Plant(
        "an example that does not match",
        "example_not_matched",
        "not matched",
        (line("zap fifty", examples=["zap sixty"]),),
    ),
    Plant(
        "an example that another takes",
        "example_not_matched",
        "instead",
        (line("zap fifty one and more"), line("zap fifty one", examples=["A zap fifty one and more."])),
    ),
    Plant(
        "a counter-example that matches",
        "counter_matched",
        "narrow",
        (line("zap fifty two", counter=["Zap fifty two."]),),
    ),
    Plant(
        "a form that says otherwise", "siblings_disagree", "settle", (line("zap delays"), line("zap delay", "STRENGTH"))
    ),
    Plant("forms of a word that is not there", "cannot_expand", "not in", (line("zap sixty", forms=["zip"]),)),
    Plant("forms of no part of speech", "wrong_type", "part of speech", (line("zap sixty", forms={"zap": "thing"}),)),
    Plant(
        "an outcome that is none", "wrong_type", "by outcome", (line("zap sixty", examples={"praise": ["zap sixty"]}),)
    ),
    Plant(
        "a form that another line has",
        "equivalent_pattern",
        "too",
        (line("zap risk", forms={"risk": "noun"}), line("zap risks")),
    ),
    Plant("a character that no text keeps", "never_matches", "ZERO WIDTH", (line("zap\u200bfifty three"),)),
]


def planted(folder: Path, lines: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "planted.jsonl").write_text("\n".join([*SOUND, *lines]) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_a_fault_alone_is_reported_once_with_its_line_and_kind(plant: Plant, tmp_path: Path) -> None:
    found = faults(planted(tmp_path, list(plant.lines)))
    assert [(one.file, one.line, one.kind) for one in found] == [
        ("planted.jsonl", len(SOUND) + len(plant.lines), plant.kind)
    ]
    assert plant.message in found[0].message


def test_all_faults_together_among_the_shipped_files_are_reported_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "patterns"
    shutil.copytree(DEFAULT_PATTERNS, folder)
    lines = list(SOUND)
    wanted = set()
    for plant in PLANTS:
        lines.extend(plant.lines)
        wanted.add(("zz-planted.jsonl", len(lines), plant.kind))
    (folder / "zz-planted.jsonl").write_text("\n".join(lines), "utf-8")
    found = {(one.file, one.line, one.kind) for one in faults(folder)}
    assert wanted - found == set()
    assert found - wanted == set()


def test_the_shipped_files_have_no_fault() -> None:
    assert [str(one) for one in faults(DEFAULT_PATTERNS)] == []


def test_a_fault_reads_as_file_line_and_advice(tmp_path: Path) -> None:
    (fault,) = faults(planted(tmp_path, [line("zap", label="THEMES", code="training")]))
    assert re.fullmatch(r"planted\.jsonl:3: unknown label 'THEMES'; write 'THEME'", str(fault))


def test_the_same_words_may_be_a_theme_and_an_area(tmp_path: Path) -> None:
    both = [line("zap zone", "THEME", "adoption"), line("zap zone", "JUDGEMENT_AREA", "adoption")]
    assert faults(planted(tmp_path, both)) == []


def test_a_misspelt_class_is_a_fault_however_often_it_occurs(tmp_path: Path) -> None:
    found = faults(planted(tmp_path, [line("zap once", code="stong"), line("zap again", code="stong")]))
    assert [(one.line, one.kind) for one in found] == [(3, "unknown_code"), (4, "unknown_code")]
    assert all("write 'strong'" in one.message for one in found)


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"label": "\xff"}')
    assert [(one.file, one.kind) for one in faults(tmp_path)] == [("a.jsonl", "not_utf8")]


def test_a_folder_without_pattern_files_is_a_fault(tmp_path: Path) -> None:
    assert [one.kind for one in faults(tmp_path)] == ["no_files"]
