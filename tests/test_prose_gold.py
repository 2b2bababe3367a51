"""Texts of many genres and sentences of reports: gold is sound, and most points of those learned from are found."""

import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.components.weights import scores, weights
from pipeline.vocabulary import AREAS, GRADES, THEMES
from pipeline.workbench.learn import (
    AREA,
    AROUND,
    NONE,
    OPTIONAL,
    POLARITY,
    Question,
    Text,
    of_clauses,
    of_findings,
    of_surroundings,
    told_by_others,
)
from pipeline.workbench.quotes import locate

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = ("prose.jsonl", "sentences.jsonl", "report_sentences.jsonl")


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for name in FILES for line in (CORPUS / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_what_gold_quotes_stands_in_the_text_and_its_codes_are_known(row: dict[str, Any]) -> None:
    for fact in [*row["findings"], *row.get("judgements", []), *row.get("tallies", [])]:
        assert locate(row["text"], fact["quote"]), fact["quote"]
    assert all(
        finding["polarity"] in POLARITY.classes and set(finding["themes"]) <= set(THEMES) for finding in row["findings"]
    )
    assert all(one["area"] in AREAS and one["grade"] in GRADES for one in row.get("judgements", []))


def share_right(texts: list[Text], question: Question) -> tuple[float, float]:
    """Precision and recall."""
    table = weights(question.file)
    right = given = wanted = 0
    for one in [one for text in texts for one in text.examples if one.right != OPTIONAL]:
        _, says = max(zip([0.0, *scores(one.features, table)], range(len(question.classes) + 1), strict=True))
        right += says == one.right != NONE
        given += says != NONE
        wanted += one.right != NONE
    return right / given, right / wanted


def test_most_clauses_and_areas_come_out_as_gold_says(nlp: Language, tmp_path: Path) -> None:
    half = tmp_path / "half.jsonl"
    half.write_text("\n".join((CORPUS / "prose.jsonl").read_text("utf-8").splitlines()[::2]), "utf-8")
    told = list(told_by_others(half, CORPUS, nlp))
    clauses = [of_clauses(*one) for one in told]
    first = [[scores(one.features, weights()) for one in text.examples] for text in clauses]
    precision, recall = share_right(list(map(of_surroundings, [doc for _, doc in told], clauses, first)), AROUND)
    assert precision >= 0.885
    assert recall >= 0.85
    precision, recall = share_right([of_findings(*one) for one in told], AREA)
    assert precision >= 0.78
    assert recall >= 0.9
