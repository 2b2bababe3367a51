"""Tells what an edit of the pattern files does to a corpus, by running again only what it can affect."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.patterns import load_patterns
from pipeline.workbench.changes import Change, Edit, differences, edit_between
from pipeline.workbench.changes import affected as numbers_of_affected
from pipeline.workbench.corpus import Corpus, results
from pipeline.workbench.evaluate import NothingScored, Scores, score
from pipeline.workbench.gold_file import documents_of, gold_lines

Row = dict[str, Any]


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


def diff(old: Path, new: Path, corpus: Corpus, gold: Path | None = None) -> Effect:
    """Compare what the pattern files of two folders make of a corpus.

    Raises:
        FaultyPatterns: a pattern file of either folder cannot be used.
        NothingScored: the gold file is of none of the documents.
    """
    edit = edit_between(load_patterns(old), load_patterns(new))
    lines = gold_of(gold, corpus) if gold and gold.exists() else {}
    if not edit:
        return Effect(edit, len(corpus), 0, [], None)
    affected = [corpus.texts[number] for number in numbers_of_affected(edit, corpus.texts)]
    changes: list[Change] = []
    before: list[Row] = []
    after: list[Row] = []
    pairs = zip(results(affected, old), results(affected, new), strict=True)
    for (text, was), (_, now) in pairs:
        changes.extend(differences(text.name, text.document.text, was, now))
        before.append(was.record)
        after.append(now.record)
    of_affected = [lines[text.document.sha256] for text in affected if text.document.sha256 in lines]
    scores = (score(of_affected, before), score(of_affected, after)) if of_affected and changes else None
    return Effect(edit, len(corpus), len(affected), changes, scores)


def gold_of(gold: Path, corpus: Corpus) -> dict[str, Row]:
    """The gold lines of the documents of a corpus, by the content of the document.

    Raises:
        NothingScored: they are of none.
    """
    rows = gold_lines(gold)
    documents = [(text.document.path, text.document.sha256) for text in corpus.texts]
    numbers = documents_of(rows, documents)
    lines = {documents[of][1]: row for row, of in zip(rows, numbers, strict=True) if isinstance(of, int)}
    if not lines:
        raise NothingScored(f"none of the {len(rows)} documents of {gold} is in the corpus")
    return lines
