"""Tells what an edit of the pattern files does to a corpus, by running again only what it can affect."""

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import jsonlines
import orjson
from spacy.language import Language

from pipeline.patterns import load_patterns
from pipeline.workbench.changes import Change, Edit, differences, edit_between, needles
from pipeline.workbench.corpus import Corpus, Result, results, tokenizer
from pipeline.workbench.evaluate import Scores, evaluate
from pipeline.workbench.gold_file import gold_lines


@dataclass(frozen=True, slots=True)
class Effect:
    """What an edit changed in a corpus.

    documents: how many there are; affected: how many of them hold words of the edited lines. scores: before and after,
    on the documents that the gold file covers, None where nothing in them changed or no gold was given.
    """

    edit: Edit
    documents: int
    affected: int
    changes: list[Change]
    scores: tuple[Scores, Scores] | None

    def by_pattern(self) -> Mapping[tuple[str, str], int]:
        """How many spans each pattern gained, lost or changed: {(pattern id, what): count}."""
        return Counter((one.patterns[0], one.what) for one in self.changes if one.kind == "span" and one.patterns)


def diff(old: Path, new: Path, corpus: Corpus, gold: Path | None = None, nlp: Language | None = None) -> Effect:
    """Compare what the pattern files of two folders make of a corpus; `nlp` is the new ones' pipeline, if it is loaded.

    Raises:
        FaultyPatterns: a pattern file of either folder cannot be used.
    """
    edit = edit_between(load_patterns(old), load_patterns(new))
    if not edit:
        return Effect(edit, len(corpus), 0, [], None)
    words = needles(edit, tokenizer())
    affected = [text for text in corpus.texts if any(word in text.folded for word in words)]
    changes: list[Change] = []
    before: dict[str, Result] = {}
    after: dict[str, Result] = {}
    pairs = zip(results(affected, old), results(affected, new, nlp), strict=True)
    for (text, was), (_, now) in pairs:
        changes.extend(differences(text.name, text.document.text, was, now))
        before[text.name], after[text.name] = was, now
    scores = (_scores(gold, before), _scores(gold, after)) if gold and gold.exists() and changes else None
    return Effect(edit, len(corpus), len(affected), changes, scores)


def _scores(gold: Path, found: dict[str, Result]) -> Scores:
    """Scores on the documents that were run."""
    with tempfile.TemporaryDirectory() as folder:
        ours, wanted = Path(folder) / "ours.jsonl", Path(folder) / "gold.jsonl"
        _write(ours, [one.record for one in found.values()])
        names = {PurePosixPath(name).name for name in found}
        _write(wanted, [row for row in gold_lines(gold) if PurePosixPath(row["doc"]).name in names])
        return evaluate(wanted, ours)


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    with file.open("wb") as out:
        jsonlines.Writer(out, dumps=orjson.dumps).write_all(rows)
