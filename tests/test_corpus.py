"""The project's own corpus: documents, their gold and the hard cases fit each other and the vocabulary."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from pipeline.vocabulary import THEMES, Area, Grade, Polarity, Speaker, Status, TallyGrade
from pipeline.workbench.gold_file import gold_lines

CORPUS = Path(__file__).parents[1] / "corpus"
DOCUMENTS = CORPUS / "documents"


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / name).read_text("utf-8").splitlines()]


GOLD = gold_lines(CORPUS / "gold.jsonl")
CASES = lines("cases.jsonl")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Reading text by path of document, as the readers give it."""
    from pipeline.readers import find, read
    from pipeline.readers.document import Document

    given = [one for found in find([DOCUMENTS]) for one in (read(*found) if isinstance(found, tuple) else [found])]
    assert [one for one in given if not isinstance(one, Document)] == []
    return {one.path: one.text for one in given if isinstance(one, Document)}


def folded(text: str) -> str:
    """White space and line marks apart, which a quote that runs over blocks does not hold."""
    return " ".join(text.replace("•", " ").split())


def quotes(line: dict[str, Any]) -> Iterator[str]:
    yield from (judgement["evidence"] for judgement in line["judgements"])
    yield from (finding["quote"] for finding in line.get("findings", []))
    yield from (tally["quote"] for tally in line["tallies"])


def test_there_are_enough_documents_of_each_kind() -> None:
    assert len(GOLD) >= 24
    kinds = {Path(line["doc"]).parts[0] for line in GOLD}
    assert kinds == {"news", "press", "reports", "statistics", "web"}
    for suffix, least in ((".pdf", 4), (".docx", 3), (".html", 3), (".jsonl", 1)):
        assert len(list(DOCUMENTS.rglob(f"*{suffix}"))) >= least, suffix


def test_there_are_enough_hard_cases_of_each_kind() -> None:
    kinds = [line["kind"] for line in CASES]
    assert len(CASES) >= 70
    assert min(kinds.count(kind) for kind in set(kinds)) >= 3


def test_every_document_has_one_gold_line_and_every_gold_line_its_document(texts: dict[str, str]) -> None:
    assert sorted(texts) == sorted(line["doc"] for line in GOLD)


@pytest.mark.parametrize("line", GOLD, ids=lambda line: str(line["doc"]))
def test_every_gold_quote_stands_in_its_document(line: dict[str, Any], texts: dict[str, str]) -> None:
    text = folded(texts[line["doc"]])
    assert [quote for quote in quotes(line) if folded(quote) not in text] == []


@pytest.mark.parametrize("line", CASES, ids=lambda line: str(line["id"]))
def test_every_case_quote_stands_in_its_text(line: dict[str, Any]) -> None:
    assert [quote for quote in quotes(line) if quote not in line["text"]] == []


def test_names_are_unique() -> None:
    names = [Path(line["doc"]).name for line in [*GOLD, *CASES]]
    assert len(set(names)) == len(names)
    assert all(line["id"] == line["doc"] for line in CASES)


def test_every_code_is_in_the_vocabulary() -> None:
    for line in [*GOLD, *CASES]:
        for judgement in line["judgements"]:
            assert judgement["area"] in get_args(Area), line["doc"]
            assert judgement["grade"] in get_args(Grade), line["doc"]
            assert judgement["status"] in get_args(Status), line["doc"]
            assert judgement["authority"], line["doc"]
        for finding in line.get("findings", []):
            assert finding["polarity"] in get_args(Polarity), line["doc"]
            assert finding["speaker"] in get_args(Speaker), line["doc"]
            assert finding["area"] is None or finding["area"] in get_args(Area), line["doc"]
            assert set(finding["themes"]) <= set(THEMES), line["doc"]
        for tally in line["tallies"]:
            assert tally["grade"] in get_args(TallyGrade), line["doc"]
            assert ("count" in tally) != ("percent" in tally), line["doc"]


def test_every_authority_named_in_the_gold_is_in_the_register() -> None:
    from pipeline.register import by_name

    named = {judgement["authority"] for line in [*GOLD, *CASES] for judgement in line["judgements"]}
    assert {name for name in named if by_name(name) is None} == set()
