"""The whole pipeline against gold: each figure must stay above its floor."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from pipeline.batch.work import json_line
from pipeline.language import annotate
from pipeline.readers import find, read
from pipeline.readers.document import Document
from pipeline.workbench.evaluate import Scores, evaluate

CORPUS = Path(__file__).parents[1] / "corpus"


def read_all(nlp: Language, folder: Path) -> Iterator[dict[str, Any]]:
    """The records of a folder's documents."""
    for found in find([folder]):
        assert isinstance(found, tuple), found
        for document in read(*found):
            assert isinstance(document, Document), document
            yield dict(annotate(nlp, document))


def written(cases: Path, folder: Path, beside: Path) -> Path:
    """Write each case as a text file, with its metadata in a sidecar; return the gold file for them."""
    gold = []
    for line in cases.read_text("utf-8").splitlines():
        case = json.loads(line)
        name = f"{case['doc']}.txt"
        (folder / name).write_text(case["text"], "utf-8")
        if case.get("meta"):
            (folder / f"{case['doc']}.meta.json").write_text(json.dumps(case["meta"]), "utf-8")
        gold.append({**case, "doc": name})
    file = beside / "gold.jsonl"
    file.write_text("".join(json.dumps(case) + "\n" for case in gold), "utf-8")
    return file


def scored(gold: Path, records: Iterable[dict[str, Any]], folder: Path) -> Scores:
    file = folder / "records.jsonl"
    file.write_bytes(b"".join(map(json_line, records)))
    scores = evaluate(gold, file)
    assert scores.absent == []
    return scores


def assert_above(scores: Scores, floors: dict[str, float], measure: str = "f1") -> None:
    figures = {kind: scores.found[kind].figures() for kind in floors}
    below = [
        f"{kind} {measure} is {figures[kind][measure]}, floor {floor} ({figures[kind]})"
        for kind, floor in floors.items()
        if figures[kind][measure] < floor
    ]
    assert not below, "; ".join(below)


def test_the_projects_own_documents(nlp: Language, tmp_path: Path) -> None:
    scores = scored(CORPUS / "gold.jsonl", read_all(nlp, CORPUS / "documents"), tmp_path)
    assert_above(scores, {"judgements": 0.86, "tallies": 0.88, "findings": 0.78})


@pytest.mark.parametrize(
    ("name", "judgements", "tallies"),
    [
        ("cases", 0.97, 0.89),
        ("cases_second", 0.875, 0.92),
        ("cases_third", 0.965, 0.975),
        ("cases_fourth", 0.82, 0.83),
        ("cases_fifth", 0.955, 0.93),
    ],
)
def test_hard_cases(nlp: Language, tmp_path: Path, name: str, judgements: float, tallies: float) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    gold = written(CORPUS / f"{name}.jsonl", cases, tmp_path)
    assert_above(scored(gold, read_all(nlp, cases), tmp_path), {"judgements": judgements, "tallies": tallies})


def test_real_news(nlp: Language, shared: Path, tmp_path: Path) -> None:
    scores = scored(shared / "gold" / "news.jsonl", read_all(nlp, shared / "corpus" / "news"), tmp_path)
    assert_above(scores, {"judgements": 1.0, "tallies": 0.95, "findings": 0.8})


def test_real_passages_of_reports(nlp: Language, shared: Path, tmp_path: Path) -> None:
    scores = scored(shared / "gold" / "passages.jsonl", read_all(nlp, shared / "corpus" / "passages"), tmp_path)
    assert_above(scores, {"findings": 0.85, "sentences": 0.9})


def test_real_reports(nlp: Language, shared: Path, real_reports: dict[str, Document], tmp_path: Path) -> None:
    gold = shared / "gold" / "reports.jsonl"
    names = sorted({Path(json.loads(line)["doc"]).name for line in gold.read_text("utf-8").splitlines()})
    scores = scored(gold, (dict(annotate(nlp, real_reports[name])) for name in names), tmp_path)
    assert_above(scores, {"judgements": 0.995}, "p")
    assert_above(scores, {"judgements": 0.995}, "r")
