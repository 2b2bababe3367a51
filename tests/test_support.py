"""What the weights make of the candidates of reports, and what they are learned from."""

import csv
import random
import re
import zlib
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.components.findings.report import candidates
from pipeline.components.findings.support import Place, named, supported, surroundings
from pipeline.components.weights import REPORT_FILE, scores, weights
from pipeline.language import to_doc
from pipeline.patterns import Example, Pattern
from pipeline.readers import read
from pipeline.readers.document import Document
from pipeline.workbench.judged import EXAMPLE, Stretch, judged_in, seen, shown
from pipeline.workbench.learn import NONE, of_candidates

CORPUS = Path(__file__).parents[1] / "corpus"
REPORTS = CORPUS / "documents" / "reports"
JUDGED = CORPUS / "judged.csv"


def doc_of(nlp: Language, path: Path) -> Doc:
    return next(nlp(to_doc(nlp, one)) for one in read(path, path.parent) if isinstance(one, Document))


@pytest.mark.parametrize("name", ["rotherham-november-2017.pdf", "cornwall-july-2024.pdf", "norfolk-july-2013.pdf"])
def test_a_candidate_is_the_point_that_the_sum_of_its_named_features_says(nlp: Language, name: str) -> None:
    doc, table = doc_of(nlp, REPORTS / name), weights(REPORT_FILE)
    found = list(candidates(doc))
    expected = []
    for one, own in zip(found, named(doc, found), strict=True):
        strength, concern = scores(own, table)
        side = "strength" if strength > concern else "concern"
        if one.is_certain or max(strength, concern) > 0:
            start, end = one.run[0].clause.start, one.run[-1].clause.end
            expected.append((start, end, one.place.side if one.is_certain else side))
    assert len(expected) > 5
    assert [point[:3] for point in supported(doc, found)] == expected


def test_around_a_candidate_count_the_others_of_its_text_and_beside_it_those_of_its_block() -> None:
    praise = [Place("strength", number, 0) for number in range(12)]
    *_, last = surroundings([*praise, Place("concern", 12, 0)])
    assert last == ("near 0", "before strength 1", "behind none")
    lone, other = surroundings([Place("concern", 0, 0), Place("strength", 1, 1)])
    assert lone == ("near none", "before none", "behind none") == other


def test_a_pattern_line_is_learned_from_by_its_examples_that_say_what_they_come_out_as(nlp: Language) -> None:
    line = Pattern(
        "CONCERN",
        "weak",
        "strong/weak",
        examples=(Example("Planning is weak.", "concern"), Example("Planning is weak.", "none"), Example("Weak.")),
    )
    (right, wrong) = shown([line], nlp)
    assert (right.side, right.sure, wrong.side) == ("concern", EXAMPLE, None)
    assert "criticism_strong" in right.features


def test_a_doubtful_judgement_counts_for_both_sides(nlp: Language, tmp_path: Path) -> None:
    text = "Inspection of Leeds City Council children's services\n\nPlanning is weak. Visits are timely."
    (tmp_path / "leeds.txt").write_text(text, "utf-8")
    (tmp_path / "leeds.meta.json").write_text('{"kind": "inspection_report"}', "utf-8")
    start = text.index("Planning")
    check = zlib.crc32(b"Planning is weak.")
    row = Stretch(start, start + len("Planning is weak."), "concern", 0.7, check)
    (one,) = seen(tmp_path / "leeds.txt", tmp_path, [row], nlp)
    assert [(each.right, round(each.sure, 2)) for each in of_candidates("leeds", [one]).examples] == [
        (2, 0.7),
        (NONE, 0.3),
    ]


def test_a_text_that_is_read_otherwise_than_when_it_was_judged_is_refused(nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "leeds.txt").write_text("Planning is weak.", "utf-8")
    with pytest.raises(ValueError, match=r"leeds\.txt: other words stand at 0 to 8"):
        list(seen(tmp_path / "leeds.txt", tmp_path, [Stretch(0, 8, "concern", 1.0, 1)], nlp))


def test_judged_lines_are_whole_and_hold_no_words() -> None:
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 10_000
    for row in rows:
        assert re.fullmatch(r"reports(_2025)?/\w+\.pdf", row["document"])
        assert int(row["start"]) < int(row["end"])
        assert row["is"] in ("strength", "concern", "none")
        assert row["doubtful"] in ("", "?")
        assert row["check"].isdigit()


def test_what_readers_judged_still_stands_where_it_was_judged(nlp: Language, shared: Path) -> None:
    judged = judged_in(JUDGED)
    for name in random.Random(5).sample(sorted(judged), 3):
        made = list(seen(shared / "corpus" / name, shared / "corpus", judged[name], nlp))
        assert len(made) > 0.7 * len(judged[name])
