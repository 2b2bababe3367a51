"""The texts that the weights were learned from: their gold is sound, and most of its points are found."""

import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.components.weights import judged, weights
from pipeline.vocabulary import AREAS, GRADES, THEMES
from pipeline.workbench.learn import CONCERN, NEITHER, OPTIONAL, STRENGTH, Example, examples
from pipeline.workbench.quotes import locate

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = ("prose.jsonl", "sentences.jsonl")
SIDES = {"strength": STRENGTH, "concern": CONCERN}


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for name in FILES for line in (CORPUS / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_what_gold_quotes_stands_in_the_text_and_its_codes_are_known(row: dict[str, Any]) -> None:
    for fact in [*row["findings"], *row.get("judgements", []), *row.get("tallies", [])]:
        assert locate(row["text"], fact["quote"]), fact["quote"]
    assert all(finding["polarity"] in SIDES and set(finding["themes"]) <= set(THEMES) for finding in row["findings"])
    assert all(one["area"] in AREAS and one["grade"] in GRADES for one in row.get("judgements", []))


def test_most_clauses_come_out_as_gold_says(nlp: Language) -> None:
    read: list[Example] = list(examples(CORPUS / "prose.jsonl", CORPUS, nlp))
    table = weights()
    right = given = wanted = 0
    for text in read:
        for clause, side in zip(text.features, text.sides, strict=True):
            says = SIDES.get(judged(clause, table).polarity or "", NEITHER)
            if side != OPTIONAL:
                right += says == side != NEITHER
                given += says != NEITHER
                wanted += side != NEITHER
    assert right / given >= 0.885
    assert right / wanted >= 0.85
